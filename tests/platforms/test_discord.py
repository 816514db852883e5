"""Discord against a fake that refuses what Discord refuses, and lists nothing that a webhook published."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.content import Poll
from smmdesk.model.delivery import Evidence, Op, PartKind, Receipt
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    Card,
    ConnectorError,
    NotSentError,
    Published,
    RefusedError,
    Said,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.discord.webhook import FORM
from smmdesk.platforms.sign_in import pieces
from smmdesk.system.secrets import Secret
from tests.fakes.described import described
from tests.fakes.discord import ADDRESS, CHANNEL, GUILD, TOKEN, WEBHOOK, FakeDiscord
from tests.platforms.at_discord import held_to_its_description, signed_in, signed_out

LINK = "https://forno.example/pane"
SENDING = f"/api/v10/webhooks/{WEBHOOK}/{TOKEN}"


@pytest.fixture
def discord() -> Iterator[FakeDiscord]:
    with held_to_its_description() as fake:
        yield fake


async def test_all_of_it_is_as_discords_own_description_says(discord: FakeDiscord, tmp_path: Path) -> None:
    """With the description every test here is held against it; without, this one says that nothing was."""
    description = described("discord-openapi.json")
    if description is None:
        pytest.skip("no discord-openapi.json in SMMDESK_SPECS: nothing here was held against Discord's own description")
    assert description.against("MessageResponse", {"id": 1, "colour": "red"}) != []  # it does refuse
    async with signed_in(discord, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Pane", media=(bench.photo(alt="Bread"),)))
        for op in (Op.EDIT, Op.DELETE):
            await bench.connector.commit(bench.session(), replace(job, op=op, receipt=receipt))
    assert discord.violations == []


# ------------------------------------------------------------------ signing in
@pytest.mark.parametrize("host", ["discord.com", "discordapp.com", "canary.discord.com", "ptb.discord.com"])
async def test_a_pasted_address(discord: FakeDiscord, tmp_path: Path, host: str) -> None:
    async with signed_in(discord, tmp_path, ADDRESS.replace("discord.com", host)) as bench:
        account = bench.account
        assert (account.remote_id, account.name, account.server) == (WEBHOOK, "Forno Lucia", "")
        assert account.url == f"https://discord.com/channels/{GUILD}/{CHANNEL}"
        assert await bench.connector.who_am_i(bench.session()) == account
        with pytest.raises(RefusedError) as caught:
            await bench.connector.sign_out(bench.session())
        assert caught.value.problem.code == "not_signed_out_there"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nothing",
        "http://discord.com/api/webhooks/1234567890/" + "a" * 60,
        "https://evil.example/api/webhooks/1234567890/" + "a" * 60,
        "https://discord.com.evil.example/api/webhooks/1234567890/" + "a" * 60,
        "https://discord.com@evil.example/api/webhooks/1234567890/" + "a" * 60,
        "https://discord.com/api/webhooks/1234567890/" + "a" * 60 + "/../../x",
        ADDRESS + "#x",
    ],
)
def test_other_addresses_are_none(address: str) -> None:
    assert pieces(Secret(address), FORM) == {}


async def test_signing_in_with_what_is_no_address(discord: FakeDiscord, tmp_path: Path) -> None:
    async with signed_out(discord, tmp_path) as bench:
        with pytest.raises(ProblemError) as caught:
            await bench.sign_in("https://forno.example/hook")
        assert caught.value.problem.code == "sign_in_refused"
        with pytest.raises(SignedOutError):
            await bench.sign_in(ADDRESS + "x")
        discord.is_deleted = True
        with pytest.raises(SignedOutError):
            await bench.sign_in(ADDRESS)


# ------------------------------------------------------------------ publishing
async def test_words_and_options(discord: FakeDiscord, tmp_path: Path) -> None:
    async with signed_in(discord, tmp_path) as bench:
        _, receipt = await bench.publish(
            bench.job("**Pane** @everyone 🥖", options={"silent": True, "username": "Lucia"})
        )
        [message] = discord.messages
        assert message.content == "**Pane** @everyone 🥖"
        assert message.fields["allowed_mentions"] == {"parse": []}
        assert (message.fields["flags"], message.fields["username"]) == (4096, "Lucia")
        assert receipt.id == message.id
        assert receipt.url == f"https://discord.com/channels/{GUILD}/{CHANNEL}/{message.id}"
        assert receipt.at_us == round(message.at.timestamp() * 1_000_000)
        await bench.publish(bench.job("@everyone", options={"everyone": True}))
        assert discord.messages[-1].fields["allowed_mentions"]["parse"] == ["everyone", "roles", "users"]
        with pytest.raises(RefusedError) as caught:
            await bench.publish(bench.job("x", options={"username": "Discord Team"}))
        assert caught.value.problem.values["said"] == 'Username cannot contain "discord"'


async def test_links_and_their_cards(discord: FakeDiscord, tmp_path: Path) -> None:
    async with signed_in(discord, tmp_path) as bench:
        await bench.publish(bench.job("Pane", link=LINK))
        assert discord.messages[-1].content == f"Pane\n\n{LINK}"
        await bench.publish(bench.job("Pane", link=LINK, card=Card(shown=False)))
        assert discord.messages[-1].fields["flags"] == 4
        long = "à" * 1995
        await bench.publish(bench.job(long, link=LINK))
        assert discord.messages[-1].content == long
        assert discord.messages[-1].fields["embeds"] == [{"url": LINK, "title": LINK}]
        picture = bench.photo("Il banco")
        await bench.publish(bench.job("Pane", link=LINK, card=Card("Il forno", "Dal 1950", picture)))
        message = discord.messages[-1]
        assert message.content == "Pane"
        image = {"url": "attachment://card.jpg"}
        assert message.fields["embeds"] == [
            {"url": LINK, "title": "Il forno", "description": "Dal 1950", "image": image}
        ]
        assert message.files == [picture.path.read_bytes()]


async def test_files_with_their_descriptions(discord: FakeDiscord, tmp_path: Path) -> None:
    async with signed_in(discord, tmp_path) as bench:
        photos = tuple(bench.photo(alt, color=color) for alt, color in (("Un pane", "orange"), ("", "red")))
        await bench.publish(bench.job("Foto", media=photos))
        message = discord.messages[-1]
        assert message.files == [photo.path.read_bytes() for photo in photos]
        assert [entry.get("description") for entry in message.fields["attachments"]] == ["Un pane", None]
        await bench.publish(bench.job("Sorpresa", media=photos, options={"spoiler": True}))
        names = [entry["filename"] for entry in discord.messages[-1].fields["attachments"]]
        assert names == ["SPOILER_file0.jpg", "SPOILER_file1.jpg"]
        heavy = replace(photos[0], size_bytes=13 * 1024 * 1024)
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job("Foto", media=(heavy, heavy)))
        assert caught.value.problem.code == "media_too_big"


async def test_a_poll(discord: FakeDiscord, tmp_path: Path) -> None:
    async with signed_in(discord, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Quale?", poll=Poll(("Bianco", " Nero "), 90, many=True)))
        poll = discord.messages[-1].fields["poll"]
        assert (poll["question"], poll["duration"]) == ({"text": "Quale?"}, 2)
        assert [answer["poll_media"]["text"] for answer in poll["answers"]] == ["Bianco", "Nero"]
        assert poll["allow_multiselect"] is True
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), replace(job, op=Op.EDIT, receipt=receipt))
        assert caught.value.problem.code == "no_edit_there"
        await bench.publish(bench.job("Quale?\n" + "x" * 400, poll=Poll(("A", "B"))))
        assert discord.messages[-1].content == "x" * 400
        for text in ("x" * 301, "Quale?\n" + "x" * 2001):
            with pytest.raises(RefusedError):
                await bench.prepared(bench.job(text, poll=Poll(("A", "B"))))


async def test_a_thread_in_a_channel_is_message_after_message(discord: FakeDiscord, tmp_path: Path) -> None:
    async with signed_in(discord, tmp_path) as bench:
        _, root = await bench.publish(bench.job("Uno"))
        await bench.publish(bench.job("Due", kind=PartKind.THREAD, root=root, parent=root))
    assert [(message.channel, message.content) for message in discord.messages] == [(CHANNEL, "Uno"), (CHANNEL, "Due")]


# ------------------------------------------------------------------ changing, taking down, reading back
async def test_words_are_changed_and_read_back(discord: FakeDiscord, tmp_path: Path) -> None:
    async with signed_in(discord, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job(" Alle sette ", media=(bench.photo(),), link=LINK))
        assert await bench.connector.read_back(bench.session(), job) == Said(  # type: ignore[attr-defined]
            f"Alle sette \n\n{LINK}".replace(" \n", "\n"), f" Alle sette\n\n{LINK}", True
        )
        edit = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Alle otto"))
        assert await bench.connector.look_up(bench.session(), edit) == Absent()
        answer = await bench.connector.commit(bench.session(), edit)
        assert isinstance(answer, Published)
        assert answer.receipt.id == receipt.id
        assert discord.messages[0].content == f"Alle otto\n\n{LINK}"
        assert len(discord.messages[0].files) == 1
        assert await bench.connector.look_up(bench.session(), edit) == Published(receipt)
        changed = replace(edit, receipt=answer.receipt)
        discord.messages[0].content = "Alle nove"
        said = await bench.connector.read_back(bench.session(), changed)  # type: ignore[attr-defined]
        assert (said.there, said.same) == ("Alle nove", False)
        discord.messages.clear()
        assert await bench.connector.read_back(bench.session(), changed) == Absent()  # type: ignore[attr-defined]
        assert await bench.connector.look_up(bench.session(), changed) == CannotTell()
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), changed)
        assert caught.value.problem.code == "removed_there"


async def test_an_own_card_is_changed_without_its_picture(discord: FakeDiscord, tmp_path: Path) -> None:
    async with signed_in(discord, tmp_path) as bench:
        for card in (Card("Il forno"), Card("Il forno", "", bench.photo())):
            job, receipt = await bench.publish(bench.job("Uno", link=LINK, card=card))
            edit = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Due"), receipt=receipt)
            await bench.connector.commit(bench.session(), edit)
            assert discord.messages[-1].content == "Due"
            assert discord.messages[-1].fields["embeds"][0]["title"] == "Il forno"
            bare = replace(edit, outgoing=replace(edit.outgoing, card=None))
            assert isinstance(await bench.connector.look_up(bench.session(), bare), Published)


async def test_a_pasted_message_that_this_webhook_does_not_know_is_not_said_to_be_gone(
    discord: FakeDiscord, tmp_path: Path
) -> None:
    """It is of another channel, or of somebody else, and stands there still."""
    pasted = Receipt("999999999999999999", f"https://discord.com/channels/{GUILD}/{CHANNEL}/999999999999999999")
    async with signed_in(discord, tmp_path) as bench:
        for op in (Op.DELETE, Op.EDIT):
            job = bench.job("Pane", op=op, receipt=replace(pasted, evidence=Evidence.HUMAN))
            with pytest.raises(RefusedError) as caught:
                await bench.connector.commit(bench.session(), job)
            assert caught.value.problem.code == "not_known_there"
            assert await bench.connector.look_up(bench.session(), job) == CannotTell()


async def test_a_post_is_taken_down_once_or_twice(discord: FakeDiscord, tmp_path: Path) -> None:
    async with signed_in(discord, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Via"))
        delete = replace(job, op=Op.DELETE)
        assert await bench.connector.look_up(bench.session(), delete) == Absent()
        for _ in range(2):
            assert await bench.connector.commit(bench.session(), delete) == Published(receipt)
        assert discord.messages == []
        assert await bench.connector.look_up(bench.session(), delete) == Published(receipt)


# ------------------------------------------------------------------ what goes wrong
@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (404, {"code": 10015, "message": "Unknown Webhook"}, SignedOutError, "signed_out"),
        (401, {"code": 50027, "message": "Invalid Webhook Token"}, SignedOutError, "signed_out"),
        (400, {"code": 220001, "message": "must have a thread_name"}, RefusedError, "option_missing"),
        (400, {"code": 50006, "message": "Cannot send an empty message"}, RefusedError, "refused"),
        (
            400,
            {"code": 50035, "message": "Invalid", "errors": {"a": [1], "b": {"_errors": "x"}}},
            RefusedError,
            "refused",
        ),
        (403, "error code: 1010", RefusedError, "refused"),
        (404, "404 page not found", RefusedError, "refused"),
        (413, {"code": 40005, "message": "Request entity too large"}, RefusedError, "refused"),
        (500, {"code": 0, "message": "500: Internal Server Error"}, UnclearError, "unknown_outcome"),
        (502, "<html>Bad gateway</html>", UnclearError, "unknown_outcome"),
    ],
)
async def test_what_its_refusals_mean(
    discord: FakeDiscord, tmp_path: Path, status: int, body: Any, kind: type[ConnectorError], code: str
) -> None:
    async with signed_in(discord, tmp_path) as bench:
        discord.http.fail_next(SENDING, method="POST", status=status, body=body)
        with pytest.raises(kind) as caught:
            await bench.publish(bench.job())
        assert caught.value.problem.code == code
        assert TOKEN not in repr(caught.value.problem)


async def test_too_many(discord: FakeDiscord, tmp_path: Path) -> None:
    async with signed_in(discord, tmp_path) as bench:
        discord.refuses_for_s = 0.75
        with pytest.raises(NotSentError) as caught:
            await bench.publish(bench.job())
        assert (caught.value.problem.code, caught.value.retry_after_s) == ("busy", 0.75)
        for body, waits_s in (("<html>", 30.0), ({"retry_after": "soon"}, 30.0), ({"retry_after": True}, 30.0)):
            discord.http.fail_next(SENDING, method="POST", status=429, body=body, headers={"Retry-After": "30"})
            with pytest.raises(NotSentError) as caught:
                await bench.publish(bench.job())
            assert caught.value.retry_after_s == waits_s
    assert discord.messages == []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"<html>", b"{}", b'{"id":"1"}', b'{"id":"../1","channel_id":"2","timestamp":"x"}']
)
async def test_an_answer_that_says_nothing_is_no_success(discord: FakeDiscord, tmp_path: Path, body: bytes) -> None:
    async with signed_in(discord, tmp_path) as bench:
        discord.http.fail_next(SENDING, method="POST", status=200, body=body)
        job = bench.job()
        with pytest.raises(UnclearError):
            await bench.publish(job)
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()
        assert await bench.connector.poll(bench.session(), bench.tried(job)) == CannotTell()
        job, receipt = await bench.publish(bench.job())
        discord.http.fail_next(f"{SENDING}/messages/{receipt.id}", status=200, body=body)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), replace(job, op=Op.DELETE))


async def test_the_address_goes_to_no_other_host(discord: FakeDiscord, tmp_path: Path) -> None:
    async with signed_in(discord, tmp_path) as bench:
        with FakeDiscord() as other:
            for method, status in (("POST", 307), ("GET", 302)):
                where = {"Location": f"{other.http.url}{SENDING}"}
                discord.http.fail_next(SENDING, method=method, status=status, headers=where)
                with pytest.raises(ConnectorError):
                    await (
                        bench.publish(bench.job()) if method == "POST" else bench.connector.who_am_i(bench.session())
                    )
            assert other.http.requests == []


def test_what_it_says_of_itself() -> None:
    facts = facts_of("discord")
    assert facts.sends_by_itself
    assert (facts.idempotency.kind, facts.schedule, facts.files_in_call) == ("none", None, True)
