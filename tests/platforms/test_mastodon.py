"""Mastodon against a fake that refuses what Mastodon refuses and forgets what it should forget."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.content import Poll
from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    NotSentError,
    Published,
    RefusedError,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.mastodon.statuses import same_words
from smmdesk.system.clock import ManualClock
from tests.fakes.mastodon import MASTODON_4_2, FakeMastodon
from tests.fakes.mastodon.book import Draft
from tests.fakes.mastodon.posting import publish
from tests.platforms.accounts import at_mastodon
from tests.platforms.bench import bench_of

POST = "/api/v1/statuses"


# ------------------------------------------------------------------ signing in
async def test_signing_in_with_a_pasted_key(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    fake_mastodon.book.limits.characters = 1000
    fake_mastodon.book.limits.image_bytes = 1_000_000
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        host = fake_mastodon.url.removeprefix("http://")
        assert bench.account.handle == f"@alice@{host}"
        assert bench.account.remote_id == f"{fake_mastodon.alice.id}@{host}"
        assert bench.account.server == fake_mastodon.url
        assert bench.account.reported["text_max"] == 1000
        assert bench.account.reported["image_max_bytes"] == 1_000_000
        limits = facts_of("mastodon").limits_for(bench.account.reported)
        assert (limits.text_max, limits.alt_max) == (1000, 1500)
        assert await bench.connector.who_am_i(bench.session()) == bench.account


async def test_signing_in_through_the_browser(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    opened: list[str] = []

    async def browse(url: str) -> None:
        opened.append(url)
        page = await asyncio.to_thread(fake_mastodon.sign_in, url)
        assert page.status_code == 200
        assert "close this page" in page.text

    async with bench_of("mastodon", clock, tmp_path) as bench:
        signed = await bench.sign_in(server=f"@alice@{fake_mastodon.url.removeprefix('http://')}", open_page=browse)
        assert signed.secret is not None
        [url] = opened
        assert "code_challenge_method=S256" in url
        assert "redirect_uri=http%3A%2F%2F127.0.0.1%3A" in url
        _, receipt = await bench.publish(bench.job("Ciao"))
        assert fake_mastodon.book.statuses[receipt.id].text == "Ciao"
        await bench.connector.sign_out(bench.session())
        assert not fake_mastodon.book.tokens
        with pytest.raises(SignedOutError):
            await bench.connector.who_am_i(bench.session())


async def test_an_older_server_has_no_description_of_its_sign_in(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    fake_mastodon.book.dialect = MASTODON_4_2

    async def browse(url: str) -> None:
        await asyncio.to_thread(fake_mastodon.sign_in, url)

    async with bench_of("mastodon", clock, tmp_path) as bench:
        await bench.sign_in(server=fake_mastodon.url, open_page=browse)
        assert bench.account.name == "Alice"


async def test_saying_no_in_the_browser(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    async def browse(url: str) -> None:
        await asyncio.to_thread(fake_mastodon.sign_in, url, agree=False)

    async with bench_of("mastodon", clock, tmp_path) as bench:
        with pytest.raises(ProblemError) as caught:
            await bench.sign_in(server=fake_mastodon.url, open_page=browse)
    assert caught.value.problem.code == "sign_in_cancelled"


async def test_a_wrong_key_is_refused(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    async with bench_of("mastodon", clock, tmp_path) as bench:
        with pytest.raises(SignedOutError):
            await bench.sign_in("wrong", server=fake_mastodon.url)


@pytest.mark.parametrize("server", ["localhost:1", "nothing.invalid", "http://nothing.example"])
async def test_there_is_no_server(server: str, clock: ManualClock, tmp_path: Path) -> None:
    async with bench_of("mastodon", clock, tmp_path) as bench:
        with pytest.raises((ProblemError, NotSentError)) as caught:
            await bench.sign_in("x", server=server)
    assert caught.value.problem.code in ("address_not_found", "server_unreachable", "address_unsafe", "offline")


# ------------------------------------------------------------------ publishing
async def test_a_poll(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    fake_mastodon.book.limits.poll_options = 6
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        assert facts_of("mastodon").limits_for(bench.account.reported).poll_options_max == 6
        job = bench.job("Quale?")
        poll = Poll(("Classico", "Al cioccolato"), 60, many=True)
        _, receipt = await bench.publish(replace(job, outgoing=replace(job.outgoing, poll=poll)))
    made = fake_mastodon.book.statuses[receipt.id].draft.poll
    assert made is not None
    assert (made["options"], made["expires_in"], made["multiple"]) == (["Classico", "Al cioccolato"], 3600, True)


async def test_text_photo_and_options(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        photo = replace(bench.photo("Pane sul banco"), focus=(0.5, -0.25))
        job = bench.job(
            "Caldo alle 7 #pane",
            link="https://forno.example/pane",
            language="it",
            media=(photo,),
            options={"visibility": "unlisted", "content_warning": "Cibo", "sensitive": True},
        )
        _, receipt = await bench.publish(job)
    [status] = fake_mastodon.statuses
    assert status.text == "Caldo alle 7 #pane\n\nhttps://forno.example/pane"
    assert (status.visibility, status.spoiler_text, status.language) == ("unlisted", "Cibo", "it")
    [media] = status.media
    assert (media.description, media.mime, media.focus) == ("Pane sul banco", "image/jpeg", "0.50,-0.25")
    assert media.data == photo.path.read_bytes()
    assert status.idempotency_key == job.key
    assert receipt.id == status.id
    assert receipt.url.endswith(f"/@alice/{status.id}")
    assert receipt.data["visibility"] == "unlisted"


async def test_without_options_the_account_decides(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    fake_mastodon.alice.privacy = "private"
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Solo per voi"))
    assert receipt.data["visibility"] == "private"


async def test_a_silenced_account_is_read_back(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    fake_mastodon.alice.silenced = True
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("x", options={"visibility": "public"}))
    assert receipt.data["visibility"] == "unlisted"


@pytest.mark.parametrize("quiet", [True, False])
async def test_a_thread_and_its_first_comment(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path, quiet: bool
) -> None:
    wish = {"options": {"visibility": "public", "quiet_thread": quiet}}
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, root = await bench.publish(bench.job("1", **wish))
        _, second = await bench.publish(bench.job("2", kind=PartKind.THREAD, root=root, parent=root, **wish))
        await bench.publish(bench.job("3", kind=PartKind.THREAD, root=root, parent=second, **wish))
        await bench.publish(bench.job("comment", kind=PartKind.FIRST_COMMENT, root=root, parent=root, **wish))
    one, two, three, comment = fake_mastodon.statuses
    assert [status.in_reply_to_id for status in (one, two, three, comment)] == [None, one.id, two.id, one.id]
    quietly = "unlisted" if quiet else "public"
    assert [status.visibility for status in (one, two, three, comment)] == ["public", quietly, quietly, quietly]


@pytest.mark.fault(53)
async def test_a_film_is_waited_for(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    fake_mastodon.book.processing_polls["video"] = 3
    path = tmp_path / "film.mp4"
    path.write_bytes(b"\0\0\0 ftypisom" + b"\0" * 500)
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        film = replace(bench.photo("Il forno"), path=path, mime="video/mp4")
        job = await bench.prepared(bench.job("Film", media=(film,)))
        [media] = fake_mastodon.media
        assert media.is_ready
        assert isinstance(await bench.connector.commit(bench.session(), job), Published)


async def test_a_film_that_the_server_cannot_read(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    fake_mastodon.book.processing_polls["video"] = None
    path = tmp_path / "film.mp4"
    path.write_bytes(b"\0" * 500)
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        film = replace(bench.photo(), path=path, mime="video/mp4", name="film.mp4")
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job("Film", media=(film,)))
    assert str(caught.value.problem.values["said"]).startswith("film.mp4: ")


@pytest.mark.fault(3)
@pytest.mark.fault(52)
async def test_what_was_uploaded_is_used_again(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        photos = (bench.photo(), bench.photo(color="red"))
        fake_mastodon.fail_next("/api/v2/media", status=500, body={}, times=1)
        steps: dict[str, object] = {}

        async def save(name: str, value: object) -> None:
            steps[name] = value

        job = bench.job("Due", media=photos)
        with pytest.raises(NotSentError):
            await bench.connector.prepare(bench.session(), job, save)
        await bench.connector.prepare(bench.session(), replace(job, prepared=steps), save)
        assert len(fake_mastodon.media) == 2
        await bench.connector.prepare(bench.session(), replace(job, prepared=steps), save)
        assert len(fake_mastodon.media) == 2
        clock.advance(timedelta(hours=23))  # the server sweeps what no status uses
        await bench.connector.prepare(bench.session(), replace(job, prepared=steps), save)
        answer = await bench.connector.commit(bench.session(), replace(job, prepared=steps))
        assert isinstance(answer, Published)
        again = replace(job, key="another generation", prepared=steps)
        assert len((await bench.prepared(again)).prepared) == 2
        assert len({media.attached_to for media in fake_mastodon.media}) == 2


@pytest.mark.fault(57)
async def test_refusals_name_the_reason(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        with pytest.raises(RefusedError) as caught:
            await bench.publish(bench.job("x" * 501))
        assert "limit of 500 exceeded" in str(caught.value.problem.values["said"])
        gone = Receipt("109999999999999999")
        with pytest.raises(RefusedError):
            await bench.publish(bench.job("a", kind=PartKind.THREAD, root=gone, parent=gone))


@pytest.mark.fault(29)
async def test_too_many_requests(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job = await bench.prepared(bench.job())
        fake_mastodon.too_many_next(POST, retry_after_s=90)
        with pytest.raises(NotSentError) as caught:
            await bench.connector.commit(bench.session(), job)
        assert caught.value.retry_after_s == 90
        fake_mastodon.too_many_next(POST, retry_after_s=None)
        with pytest.raises(NotSentError) as caught:
            await bench.connector.commit(bench.session(), job)
        assert caught.value.retry_after_s is not None
        assert not fake_mastodon.statuses


@pytest.mark.fault(38)
async def test_a_revoked_access_is_signed_out(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job = await bench.prepared(bench.job())
        fake_mastodon.revoke(fake_mastodon.alice)
        for verb in (bench.connector.commit, bench.connector.look_up):
            with pytest.raises(SignedOutError):
                await verb(bench.session(), job)


# ------------------------------------------------------------------ lost answers
LOST = [
    {"drop_after_accept": True},
    {"drop_before_accept": True},
    {"cut_answer": True},
    {"status": 500, "body": {}},
    {"status": 200, "body": "<html>Sign in</html>"},
    {"status": 200, "body": {}},
]


@pytest.mark.fault(22)
@pytest.mark.fault(25)
@pytest.mark.fault(26)
@pytest.mark.parametrize("how", LOST, ids=str)
async def test_a_lost_answer_is_looked_up(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path, how: dict[str, Any]
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job = await bench.prepared(bench.job("Ciao @bob@elsewhere.test https://a.example", media=(bench.photo(),)))
        tried = bench.tried(job)
        fake_mastodon.fail_next(POST, **how)
        with fake_mastodon.forgiving(), pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), job)
        answer = await bench.connector.look_up(bench.session(), tried)
        if not fake_mastodon.statuses:
            assert answer == Absent()
            return
        assert isinstance(answer, Published)
        assert [answer.receipt.id] == [status.id for status in fake_mastodon.statuses]
        clock.advance(timedelta(minutes=2))
        again = await bench.connector.commit(bench.session(), job)  # the key is alive: the same one comes back
        assert isinstance(again, Published)
        assert again.receipt.id == answer.receipt.id
        assert len(fake_mastodon.statuses) == 1


@pytest.mark.fault(58)
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Pane caldo \n\n\n oggi  ", "Pane caldo\n\noggi"),
        ("cafe\u0301", "caf\u00e9"),
        ("a  b", "a b"),
    ],
)
def test_words_that_the_server_put_in_order_are_known_again(ours: str, theirs: str) -> None:
    assert same_words(ours, theirs)
    assert not same_words(ours, theirs + "!")


async def test_a_look_up_finds_only_what_is_ours(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, earlier = await bench.publish(bench.job("Buongiorno"))
        await bench.publish(bench.job("Buongiorno", options={"content_warning": "x"}))
        await bench.publish(bench.job("Buongiorno", media=(bench.photo(),)))
        await bench.publish(bench.job("Buongiorno!", parent=earlier))
        _, in_private = await bench.publish(bench.job("Buongiorno", options={"visibility": "direct"}))
        job = bench.tried(bench.job("Buongiorno"))
        private = replace(job.outgoing, options={"visibility": "direct"})
        assert await bench.connector.look_up(bench.session(), replace(job, owned=frozenset({earlier.id}))) == Absent()
        found = await bench.connector.look_up(bench.session(), job)
        assert isinstance(found, Published)
        assert found.receipt.id == earlier.id
        found = await bench.connector.look_up(bench.session(), replace(job, outgoing=private))
        assert isinstance(found, Published)
        assert found.receipt.id == in_private.id
        _, twin = await bench.publish(bench.job("Buongiorno"))
        assert await bench.connector.look_up(bench.session(), job) == CannotTell(two_alike=True)
        clock.advance(timedelta(minutes=7))
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
        assert twin.id != earlier.id


@pytest.mark.fault(94)
async def test_a_look_up_goes_back_as_far_as_it_must(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Il primo"))
        tried = bench.tried(job)
        for number in range(90):
            clock.advance(timedelta(seconds=1))
            publish(fake_mastodon.book, fake_mastodon.alice, Draft(f"Altro {number}", "public"))
        found = await bench.connector.look_up(bench.session(), tried)
        assert isinstance(found, Published)
        assert found.receipt.id == receipt.id
        for number in range(90):
            publish(fake_mastodon.book, fake_mastodon.alice, Draft(f"Ancora {number}", "public"))
        assert await bench.connector.look_up(bench.session(), tried) == CannotTell()


# ------------------------------------------------------------------ edit and delete
async def test_an_edit_keeps_the_photos_that_stay(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        first, second = bench.photo("uno"), bench.photo("due", color="red")
        job, receipt = await bench.publish(bench.job("Prima", media=(first, second)))
        kept = fake_mastodon.statuses[0].media[1].id
        outgoing = replace(
            job.outgoing, text="Dopo", media=(replace(second, alt="due, meglio"), bench.photo("tre", color="blue"))
        )
        edit = await bench.prepared(replace(job, op=Op.EDIT, key="edit", prepared={}, outgoing=outgoing))
        assert isinstance(await bench.connector.look_up(bench.session(), edit), Absent)
        answer = await bench.connector.commit(bench.session(), edit)
        assert isinstance(answer, Published)
        assert isinstance(await bench.connector.look_up(bench.session(), edit), Published)
    [status] = fake_mastodon.statuses
    assert (status.id, status.text) == (receipt.id, "Dopo")
    assert status.media[0].id == kept
    assert [media.description for media in status.media] == ["due, meglio", "tre"]
    assert len(fake_mastodon.media) == 3


async def test_delete_is_safe_to_repeat(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job, _ = await bench.publish(bench.job("Via"))
        job = replace(job, op=Op.DELETE)
        assert await bench.connector.look_up(bench.session(), job) == Absent()
        for _ in range(2):
            assert isinstance(await bench.connector.commit(bench.session(), job), Published)
        assert isinstance(await bench.connector.look_up(bench.session(), job), Published)
        assert not fake_mastodon.statuses
