"""Connecting accounts: sealed sign-ins, sessions, signing in again as the same account, leaving."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.desk import connecting, sessions
from smmdesk.desk.planning import first_brand, schedule
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Evidence, Receipt, State
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.store import sealed
from smmdesk.system.secrets import Secret
from tests.desk.signed_in import CANARY, browsing, connected, desk_in, now, problem_of
from tests.desk.support import add_post, deliveries, drive, rome, states
from tests.fakes.mastodon import FakeMastodon


# ------------------------------------------------------------------ connecting
async def test_a_pasted_secret_connects_a_channel(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
        assert (channel.platform, channel.status, channel.name) == ("mastodon", ChannelStatus.CONNECTED, "Alice")
        assert channel.server == mastodon.url
        assert channel.reported["text_max"] == 500
        session = await sessions.open_session(desk, channel)
        assert session.secret.field("access").reveal().startswith(CANARY)
        again = await connected(desk, mastodon)
        assert again.id == channel.id  # the same account is the same channel
        with desk.store.reading() as reader:
            assert len(sealed.all_of_them(reader)) == 1


async def test_a_browser_sign_in_connects_a_channel(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        brand = first_brand(desk)
        channel = await connecting.browser_sign_in(
            desk, brand.id, "mastodon", {"server": mastodon.url}, browsing(mastodon), name="Il forno"
        )
        assert channel.name == "Il forno"
        checked = await connecting.check_channel(desk, channel.id)
        assert checked.checked_at_us == desk.now_us()


async def test_a_window_opens_pages_without_waiting(folder: Path, mastodon: FakeMastodon) -> None:
    """A plain function that returns nothing is as good as a coroutine."""
    pages: list[asyncio.Future[object]] = []

    def emit(url: str) -> None:
        loop = asyncio.get_running_loop()
        pages.append(loop.run_in_executor(None, mastodon.sign_in, url))

    async with desk_in(folder) as desk:
        await connecting.browser_sign_in(desk, first_brand(desk).id, "mastodon", {"server": mastodon.url}, emit)
        await asyncio.gather(*pages)
        await asyncio.get_running_loop().shutdown_default_executor()


@pytest.mark.statement(9)
async def test_giving_up_changes_nothing(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        opened = asyncio.Event()

        def emit(_url: str) -> None:
            opened.set()

        brand = first_brand(desk)
        work = connecting.browser_sign_in(desk, brand.id, "mastodon", {"server": mastodon.url}, emit)
        task = asyncio.ensure_future(work)
        await opened.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(ProblemError) as caught:
            await connecting.browser_sign_in(
                desk, brand.id, "mastodon", {"server": mastodon.url}, browsing(mastodon, agree=False)
            )
        assert problem_of(caught) == "sign_in_cancelled"
        with desk.store.reading() as reader:
            assert not reader.all(Channel)
            assert not sealed.all_of_them(reader)


@pytest.mark.parametrize(
    ("platform", "values", "code"),
    [
        ("mastodon", {}, "field_missing"),
        ("mastodon", {"server": "x.example"}, "field_missing"),
        ("bluesky", {"user": "a.example"}, "field_missing"),
        ("wordpress", {"server": "x.example", "secret": "x"}, "field_missing"),
        ("nowhere", {}, "platform_unknown"),
        ("mastodon", {"server": "ftp://x.example", "secret": "x"}, "address_unsafe"),
    ],
)
async def test_what_cannot_be_connected(folder: Path, platform: str, values: dict[str, str], code: str) -> None:
    async with desk_in(folder) as desk:
        with pytest.raises(ProblemError) as caught:
            await connecting.add_channel(desk, first_brand(desk).id, platform, values)
        assert problem_of(caught) == code


async def test_a_wrong_secret_is_said_as_such(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        with pytest.raises(ProblemError) as caught:
            await connected(desk, mastodon, secret="wrong")
        assert problem_of(caught) == "sign_in_refused"
        with desk.store.reading() as reader:
            assert not reader.all(Channel)


async def test_places_without_a_secret(folder: Path) -> None:
    async with desk_in(folder, passphrase="") as desk:  # nobody is asked for a passphrase
        brand = first_brand(desk)
        practice = await connecting.add_channel(desk, brand.id, "practice", {})
        by_hand = await connecting.add_channel(desk, brand.id, "by_hand", {"page": "example.org"}, "La vetrina")
        assert (practice.status, by_hand.name) == (ChannelStatus.CONNECTED, "La vetrina")
        assert [practice.sort_key, by_hand.sort_key] == [0, 1]
        session = await sessions.open_session(desk, practice)
        assert session.folder == desk.paths.practice
        assert (await connecting.check_channel(desk, practice.id)).status is ChannelStatus.CONNECTED
        gone = await connecting.remove_channel(desk, by_hand.id)
        assert gone.status is ChannelStatus.ARCHIVED
        back = await connecting.add_channel(desk, brand.id, "by_hand", {"page": "example.org"}, "La vetrina")
        assert (back.id, back.status) == (by_hand.id, ChannelStatus.CONNECTED)


@pytest.mark.statement(4)
async def test_a_planned_channel_is_connected_later(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        planned = connecting.plan_channel(desk, first_brand(desk).id, "mastodon")
        assert (planned.status, planned.name) == (ChannelStatus.PLANNED, "Mastodon")
        with pytest.raises(ProblemError) as caught:
            await sessions.open_session(desk, planned)
        assert problem_of(caught) == "signed_out"
        values = {"server": mastodon.url}
        channel = await connecting.sign_in_again(desk, planned.id, values, browsing(mastodon))
        assert (channel.id, channel.status) == (planned.id, ChannelStatus.CONNECTED)


# ------------------------------------------------------------------ again
@pytest.mark.fault(42)
async def test_another_account_is_refused_and_both_are_named(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
        before = len(mastodon.book.tokens)
        with pytest.raises(ProblemError) as caught:
            await connecting.sign_in_again(desk, channel.id, {}, browsing(mastodon, "bob"))
        assert problem_of(caught) == "other_account"
        host = mastodon.url.removeprefix("http://")
        assert caught.value.problem.values == {"actual": f"@bob@{host}", "expected": f"@alice@{host}"}
        assert now(desk, channel) == channel
        assert len(mastodon.book.tokens) == before  # bob's sign-in was given back
        await connecting.check_channel(desk, channel.id)


@pytest.mark.fault(38)
@pytest.mark.statement(74)
async def test_a_sign_in_that_is_over_is_renewed(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
        mastodon.revoke(mastodon.alice)
        with pytest.raises(ProblemError) as caught:
            await connecting.check_channel(desk, channel.id)
        assert caught.value.problem == Problem("signed_out", {"platform": "Mastodon", "channel": "Alice"})
        assert now(desk, channel).status is ChannelStatus.SIGNED_OUT
        renewed = await connecting.sign_in_again(desk, channel.id, {"secret": mastodon.token()})
        assert renewed.status is ChannelStatus.CONNECTED
        await connecting.check_channel(desk, channel.id)


async def test_a_server_that_does_not_answer_keeps_the_sign_in(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
        mastodon.http.unplug()
        with pytest.raises(ProblemError) as caught:
            await connecting.check_channel(desk, channel.id)
        assert problem_of(caught) == "server_unreachable"
        assert now(desk, channel).status is ChannelStatus.CONNECTED
        mastodon.http.plug_in()
        await connecting.check_channel(desk, channel.id)


async def test_a_changed_address_asks_to_sign_in_again(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
        with desk.store.transaction() as tx:
            moved = tx.put(replace(channel, server="https://evil.example"))
        with pytest.raises(ProblemError) as caught:
            await sessions.open_session(desk, moved)
        assert problem_of(caught) == "address_changed"
        with desk.store.transaction() as tx:  # the row changed to fit: the seal itself knows
            kept = sealed.find(tx, sealed.channel_owner(channel.id))
            assert kept is not None
            sealed.put(tx, replace(kept, address="https://evil.example"))
        with pytest.raises(ProblemError) as caught:
            await sessions.open_session(desk, moved)
        assert problem_of(caught) == "signed_out"


# ------------------------------------------------------------------ leaving
async def test_removing_signs_out_there_and_wipes_here(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        brand = first_brand(desk)
        channel = await connecting.browser_sign_in(
            desk, brand.id, "mastodon", {"server": mastodon.url}, browsing(mastodon)
        )
        gone = await connecting.remove_channel(desk, channel.id)
        assert gone.status is ChannelStatus.ARCHIVED
        assert not mastodon.book.tokens
        with desk.store.reading() as reader:
            assert not sealed.all_of_them(reader)
        assert not await_canary(folder)


def await_canary(folder: Path) -> list[Path]:
    """Files of the folder that hold the canary in plain bytes."""
    return [path for path in folder.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]


async def test_a_sign_out_that_failed_is_said(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
        mastodon.http.unplug()
        with pytest.raises(ProblemError) as caught:
            await connecting.remove_channel(desk, channel.id)
        assert problem_of(caught) == "not_signed_out_there"
        assert now(desk, channel).status is ChannelStatus.ARCHIVED
        with pytest.raises(ProblemError):
            await sessions.open_session(desk, channel)
        mastodon.http.plug_in()


async def test_posts_on_the_platforms_list_keep_the_sign_in(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        brand = first_brand(desk)
        channel = await connected(desk, mastodon)
        post = schedule(desk, add_post(desk, brand, "Domani", channel).id, rome("2026-11-19 09:00"))
        [part] = deliveries(desk, post)[0].parts
        listed = {"receipt": Receipt("1", "", 1, Evidence.RESPONSE), "remote_due_us": 5, "remote_hash": "x"}
        drive(desk, part, State.CLAIMED, State.SENDING, State.HANDED_OFF, **listed)
        with pytest.raises(ProblemError) as caught:
            await connecting.remove_channel(desk, channel.id)
        assert problem_of(caught) == "still_listed"
        assert now(desk, channel).status is ChannelStatus.CONNECTED
        assert mastodon.book.tokens


async def test_a_refreshed_sign_in_of_a_removed_channel_is_not_kept(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
        session = await sessions.open_session(desk, channel)
        await session.save_secret(Secret("fresh"))
        assert session.read_secret is not None
        assert (await session.read_secret()).reveal() == "fresh"
        with pytest.raises(ProblemError):
            await connecting.remove_channel(desk, channel.id)
        await session.save_secret(Secret("late"))
        with desk.store.reading() as reader:
            assert not sealed.all_of_them(reader)


async def test_a_refreshed_sign_in_does_not_replace_one_that_is_newer(folder: Path, mastodon: FakeMastodon) -> None:
    """The old one was being renewed while its owner signed in anew, perhaps at another server."""
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
        renewing = await sessions.open_session(desk, channel)
        await connecting.sign_in_again(desk, channel.id, {"secret": mastodon.token()})
        newest = (await sessions.open_session(desk, channel)).secret
        await renewing.save_secret(Secret("the old one, renewed"))
        session = await sessions.open_session(desk, channel)
        assert session.secret.same_as(newest)
        for fresh in ("renewed", "renewed again"):
            await session.save_secret(Secret(fresh))
            assert (await sessions.open_session(desk, channel)).secret.reveal() == fresh


def test_pausing_and_naming(folder: Path) -> None:
    async def work() -> None:
        async with desk_in(folder) as desk:
            channel = connecting.plan_channel(desk, first_brand(desk).id, "mastodon")
            assert connecting.pause_channel(desk, channel.id).paused
            assert not connecting.pause_channel(desk, channel.id, False).paused
            assert connecting.rename_channel(desk, channel.id, " Forno ").name == "Forno"
            assert connecting.rename_channel(desk, channel.id, "  ").name == "Forno"

    asyncio.run(work())


async def test_what_waited_for_good_app_keys_goes_on_after_the_next_sign_in(
    folder: Path, mastodon: FakeMastodon
) -> None:
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
        posts = [add_post(desk, first_brand(desk), words, channel) for words in ("Pane", "Focaccia")]
        for post, code in zip(posts, ("app_keys_refused", "refused"), strict=True):
            schedule(desk, post.id, rome("2026-11-24 09:00"))
            problem = Problem(code, {"channel": channel.name, "platform": "Mastodon", "said": "no"})
            drive(desk, deliveries(desk, post)[0].parts[0], State.NEEDS_YOU, problem=problem)
        await connecting.sign_in_again(desk, channel.id, {"secret": mastodon.token()})
        assert [states(desk, post) for post in posts] == [[["scheduled"]], [["needs_you"]]]
