"""Discord's forums, where each post opens a thread, and threads that are open already; against its fake."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.model.content import Content
from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.limits import check
from smmdesk.platforms.base import Absent, Published, RefusedError, UnclearError
from tests.fakes.discord import ADDRESS, CHANNEL, TAG, TOKEN, WEBHOOK, FakeDiscord
from tests.platforms.at_discord import held_to_its_description, signed_in, signed_out

SENDING = f"/api/v10/webhooks/{WEBHOOK}/{TOKEN}"


@pytest.fixture
def discord() -> Iterator[FakeDiscord]:
    with held_to_its_description() as fake:
        yield fake


async def test_forums_and_threads(discord: FakeDiscord, tmp_path: Path) -> None:
    discord.is_forum = True
    async with signed_in(discord, tmp_path) as bench:
        with pytest.raises(RefusedError) as caught:
            await bench.publish(bench.job("Uno"))
        assert (caught.value.problem.code, caught.value.problem.values["field"]) == (
            "option_missing", "option:thread_name",
        )  # fmt: skip
        titled = {"thread_name": "Il pane di oggi"}
        job, root = await bench.publish(bench.job("Uno", options=titled))
        [thread] = discord.threads
        assert discord.threads[thread] == "Il pane di oggi"
        _, second = await bench.publish(bench.job("Due", kind=PartKind.THREAD, root=root, parent=root, options=titled))
        assert [message.channel for message in discord.messages] == [thread, thread]
        for receipt in (root, Receipt(second.id, second.url)):  # kept, or only told by a link
            gone = bench.job(op=Op.DELETE, receipt=receipt)
            assert await bench.connector.look_up(bench.session(), gone) == Absent()
            await bench.connector.commit(bench.session(), gone)
        assert discord.messages == []
        assert await bench.connector.look_up(bench.session(), replace(job, op=Op.DELETE, receipt=root)) == Published(
            root
        )


async def test_a_forum_that_was_named_as_one_asks_for_a_title(discord: FakeDiscord, tmp_path: Path) -> None:
    """And knows it again at each check; the post's title opens the thread, an own one for the thread goes before it."""
    discord.is_forum = True
    async with signed_out(discord, tmp_path) as bench:
        await bench.sign_in(ADDRESS, is_forum="yes")
        limits = bench.facts.limits_for(bench.channel.reported)
        assert (limits.has_title, limits.title_required, limits.title_max) == (True, True, 100)
        assert await bench.connector.who_am_i(bench.session()) == bench.account
        assert [each.code for each in check(Content(title="Pane"), limits, "Forno", {}).blocking] == ["text_missing"]
        named = Content(text="Uno", options={"thread_name": "Pane"})
        assert check(named, limits, "Forno", {}).blocking == (), "the thread has its title"
        with pytest.raises(RefusedError, match="refused"):  # nor does the forum take it
            await bench.publish(bench.job("", title="Pane"))
        _, root = await bench.publish(bench.job("Uno", title=" Il pane di oggi "))
        await bench.publish(bench.job("Due", title="Il pane di oggi", options={"thread_name": "Offerte"}))
        await bench.publish(bench.job("Tre", kind=PartKind.THREAD, root=root, parent=root))
    assert list(discord.threads.values()) == ["Il pane di oggi", "Offerte"]
    first, second = discord.threads
    assert [message.channel for message in discord.messages] == [first, second, first]


async def test_a_channel_for_messages_has_no_title(discord: FakeDiscord, tmp_path: Path) -> None:
    """Nor has a thread that is open already."""
    discord.threads["4444444444444444444"] = "Offerte"
    async with signed_out(discord, tmp_path) as bench:
        for address, said in ((ADDRESS, ""), (f"{ADDRESS}?thread_id=4444444444444444444", "yes")):
            await bench.sign_in(address, is_forum=said)
            assert not bench.facts.limits_for(bench.channel.reported).has_title
            await bench.publish(bench.job("Uno", title="Pane"))
    assert [(each.channel, "thread_name" in each.fields) for each in discord.messages] == [
        (CHANNEL, False),
        ("4444444444444444444", False),
    ]


async def test_a_forum_that_nobody_named_takes_the_title_of_the_post(discord: FakeDiscord, tmp_path: Path) -> None:
    """Its refusal comes before anything is there, so that the second call is the only one that publishes."""
    discord.is_forum = True
    async with signed_in(discord, tmp_path) as bench:
        await bench.publish(bench.job("Uno", title="Il pane di oggi", media=(bench.photo(),)))
        discord.http.fail_next(SENDING, method="POST", status=400, body={"code": 220001, "message": "thread_name"})
        discord.http.fail_next(SENDING, method="POST", status=502, body="<html>Bad gateway</html>")
        with pytest.raises(UnclearError):
            await bench.publish(bench.job("Due", title="Il pane di oggi"))
    assert list(discord.threads.values()) == ["Il pane di oggi"]
    assert [(message.content, len(message.files)) for message in discord.messages] == [("Uno", 1)]


async def test_a_title_where_there_is_no_forum(discord: FakeDiscord, tmp_path: Path) -> None:
    async with signed_in(discord, tmp_path) as bench:
        with pytest.raises(RefusedError) as caught:
            await bench.publish(bench.job("Uno", options={"thread_name": "Offerte"}))
    assert (caught.value.problem.code, discord.messages) == ("no_forum", [])
    assert caught.value.problem.values["field"] == "option:thread_name"


async def test_tags_of_a_forum(discord: FakeDiscord, tmp_path: Path) -> None:
    discord.is_forum = discord.wants_tag = True
    async with signed_in(discord, tmp_path) as bench:
        for wish, code in (
            ("", "option_missing"),
            ("Offerte", "option_not_offered"),
            (f"{TAG}, " * 6, "option_not_offered"),
        ):
            with pytest.raises(RefusedError) as caught:
                await bench.publish(bench.job("Uno", title="Pane", options={"tags": wish}))
            assert (caught.value.problem.code, caught.value.problem.values["field"]) == (code, "option:tags")
        await bench.publish(bench.job("Uno", title="Pane", options={"tags": f" {TAG},"}))
    assert [message.fields["applied_tags"] for message in discord.messages] == [[TAG]]


async def test_a_thread_named_in_the_address(discord: FakeDiscord, tmp_path: Path) -> None:
    discord.threads["4444444444444444444"] = "Offerte"
    async with signed_in(discord, tmp_path, f"{ADDRESS}?wait=false&thread_id=4444444444444444444") as bench:
        job, receipt = await bench.publish(bench.job("Uno"))
        assert discord.messages[0].channel == "4444444444444444444"
        await bench.connector.commit(bench.session(), replace(job, op=Op.DELETE, receipt=receipt))
        assert discord.messages == []
