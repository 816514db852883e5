"""The keys of the desk: locked, made anew, shared by two processes; and nothing that leaks."""

import logging
from pathlib import Path

import pytest

from smmdesk.desk import connecting, keys, sessions
from smmdesk.desk.planning import first_brand
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import NotSentError
from smmdesk.store import sealed
from smmdesk.system.secrets import Secret
from tests.desk.signed_in import CANARY, PASSPHRASE, browsing, connected, desk_in, now, problem_of
from tests.desk.support import add_post
from tests.fakes.mastodon import FakeMastodon
from tests.servers.bluesky import BlueskyServer


# ------------------------------------------------------------------ keys
@pytest.mark.fault(43)
async def test_without_the_key_everything_else_works(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        channel = await connected(desk, mastodon)
    async with desk_in(folder, passphrase="") as desk:
        add_post(desk, first_brand(desk), "Bozza")
        with pytest.raises(ProblemError) as caught:
            await sessions.open_session(desk, channel)
        assert problem_of(caught) == "locked"
        with pytest.raises(ProblemError) as caught:
            await connected(desk, mastodon)
        assert problem_of(caught) == "locked"
        await desk.vault.unlock(Secret(PASSPHRASE))
        await connecting.check_channel(desk, channel.id)


async def test_the_first_sign_in_asks_where_the_key_may_live(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder, passphrase="") as desk:
        with pytest.raises(ProblemError) as caught:
            await connected(desk, mastodon)
        assert problem_of(caught) == "no_key_ring"
        await desk.vault.keep_until_quit()
        channel = await connected(desk, mastodon)
    async with desk_in(folder, passphrase="") as desk:  # after quitting, the key is gone for good
        with pytest.raises(ProblemError) as caught:
            await sessions.open_session(desk, channel)
        assert problem_of(caught) == "locked"
        await keys.start_over(desk)
        assert now(desk, channel).is_new_here
        await desk.vault.unlock(Secret("another"))
        renewed = await connecting.sign_in_again(desk, channel.id, {"secret": mastodon.token()})
        assert renewed.status is ChannelStatus.CONNECTED


async def test_another_key_for_everything(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        brand = first_brand(desk)
        channel = await connected(desk, mastodon)
        await keys.save_app_keys(desk, brand.id, "mastodon", Secret.of(id="i", secret="s"))
        with desk.store.reading() as reader:
            before = {one.key_id for one in sealed.all_of_them(reader)}
        assert await keys.rotate_key(desk) == 2
        with desk.store.reading() as reader:
            after = {one.key_id for one in sealed.all_of_them(reader)}
        assert len(before) == len(after) == 1
        assert before != after
        await connecting.check_channel(desk, channel.id)
    async with desk_in(folder) as desk:
        await connecting.check_channel(desk, channel.id)
        found = await keys.app_keys(desk, first_brand(desk).id, "mastodon")
        assert found is not None
        assert found.field("secret").reveal() == "s"
        keys.forget_app_keys(desk, first_brand(desk).id, "mastodon")
        assert await keys.app_keys(desk, first_brand(desk).id, "mastodon") is None


async def test_two_processes_share_one_key(folder: Path, mastodon: FakeMastodon) -> None:
    """The window signs in; the engine, with the key handed over, opens; then the window changes the key."""
    async with desk_in(folder) as window, desk_in(folder, passphrase="") as engine:
        channel = await connected(window, mastodon)
        engine.vault.take_over(window.vault.hand_over())
        await connecting.check_channel(engine, channel.id)
        await keys.rotate_key(window)
        with pytest.raises(ProblemError) as caught:
            await sessions.open_session(engine, channel)
        assert problem_of(caught) == "locked"
        engine.vault.take_over(window.vault.hand_over())
        await connecting.check_channel(engine, channel.id)


# ------------------------------------------------------------------ nothing leaks
async def test_no_file_and_no_log_holds_a_secret(
    folder: Path, mastodon: FakeMastodon, bluesky_server: BlueskyServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with desk_in(folder, CANARY) as desk:
        brand = first_brand(desk)
        channel = await connecting.browser_sign_in(
            desk, brand.id, "mastodon", {"server": mastodon.url}, browsing(mastodon)
        )
        password = bluesky_server.app_password(bluesky_server.alice)
        values = {"user": "alice.test", "secret": password, "server": bluesky_server.url}
        other = await connecting.add_channel(desk, brand.id, "bluesky", values)
        session = await sessions.open_session(desk, other)
        access = session.secret.field("access").reveal()
        mastodon.fail_next("/api/v1/accounts/verify_credentials", status=500, body={"error": CANARY})
        with pytest.raises(ProblemError) as caught:
            await connecting.check_channel(desk, channel.id)
        said = repr(caught.value.problem) + repr(caught.value.__cause__) + repr(session) + repr(channel) + repr(desk)
    assert "verify_credentials" in caplog.text, "the log says what was asked"
    everything = caplog.text + said
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert CANARY.encode() not in data, path
            assert password.encode() not in data, path
            assert access.encode() not in data, path
    assert CANARY not in everything
    assert password not in everything
    assert access not in everything


async def test_errors_of_connectors_reach_the_person_as_problems(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        mastodon.http.unplug()
        with pytest.raises(ProblemError) as caught:
            await connected(desk, mastodon)
        assert problem_of(caught) == "server_unreachable"
        assert isinstance(caught.value.__cause__, NotSentError)
        mastodon.http.plug_in()
