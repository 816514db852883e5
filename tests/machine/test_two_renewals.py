"""Window and engine want to renew the same sign-in at the same moment: a refresh token is good once (fault 36)."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from smmdesk.app import leave_network
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.desk.sessions import open_session
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.platforms.own_app import Access
from smmdesk.store import sealed
from smmdesk.system.secrets import Secret
from tests.desk.support import add_channel
from tests.fakes.loopback import LoopbackHttp
from tests.fakes.oauth import FakeAuthorization
from tests.helpers.screen import until
from tests.helpers.warm import Warm
from tests.machine.desks import PASSPHRASE, with_desk
from tests.machine.work import HERE

FIRST = {"access": "smmcanary-access-0", "refresh": "smmcanary-refresh-0"}


@pytest.fixture
def fake() -> FakeAuthorization:
    """It granted the first sign-in already, and ends the whole family when a refresh token comes twice."""
    return FakeAuthorization(access={FIRST["access"]: "write"}, refresh={FIRST["refresh"]: "write"})


@pytest.fixture
def server(fake: FakeAuthorization) -> Iterator[LoopbackHttp]:
    served = LoopbackHttp(fake.handle).start()
    yield served
    served.stop()


def signed_in(folder: Path, server: LoopbackHttp, fake: FakeAuthorization) -> str:
    """A channel whose sign-in is renewed under an app of the owner's own; its id."""
    folder.mkdir(mode=0o700, exist_ok=True)
    endpoints = f'authorize = "{server.url}/authorize"\ntoken = "{server.url}/token"\n'
    facts = f'[mastodon.oauth]\nscopes = ["write"]\n[mastodon.endpoints]\n{endpoints}'
    (folder / "facts.toml").write_text(facts, "utf-8")
    secret = Secret.of(**FIRST, client_id=fake.client_id, client_secret=fake.client_secret)

    def connect(desk: Desk) -> str:
        brand = first_brand(desk)
        fields = {"platform": "mastodon", "server": server.url, "status": ChannelStatus.CONNECTED}
        channel = add_channel(desk, brand, "Forno", **fields)
        asyncio.run(keep(desk, channel))
        return channel.id

    async def keep(desk: Desk, channel: Channel) -> None:
        await desk.vault.ready()
        with desk.store.transaction() as tx:
            owner = sealed.channel_owner(channel.id)
            sealed.put(tx, desk.vault.seal(owner, server.url, secret, desk.now_us()))

    return with_desk(folder, connect, PASSPHRASE)


async def renewed(desk: Desk, channel_id: str) -> str:
    """Renewed by this process."""
    with desk.store.reading() as reader:
        channel = reader.get(Channel, channel_id)
    try:
        access = Access(await open_session(desk, channel))
        await access.renew()
        return access.bearer.reveal()
    finally:
        await leave_network(desk)


@pytest.mark.fault(36)
def test_two_processes_exchange_a_refresh_token_once(
    warm: Warm, tmp_path: Path, server: LoopbackHttp, fake: FakeAuthorization
) -> None:
    folder = tmp_path / "desk"
    channel_id = signed_in(folder, server, fake)
    gate = server.hold_next("/token")

    async def both(desk: Desk) -> tuple[str, str]:
        mine = asyncio.ensure_future(renewed(desk, channel_id))
        await asyncio.to_thread(gate.wait_until_reached)
        theirs = asyncio.ensure_future(
            asyncio.to_thread(warm.run, f"{HERE}renew_sign_in", str(folder), PASSPHRASE, channel_id)
        )
        await asyncio.to_thread(until, (desk.paths.folder / "begun").exists)
        await asyncio.sleep(0.3)
        assert not theirs.done()
        gate.release()
        other = await theirs
        assert other.code == 0, other
        return await mine, other.out.split()[-1]

    found = with_desk(folder, lambda desk: asyncio.run(both(desk)), PASSPHRASE)
    assert found[0] == found[1] != FIRST["access"]
    assert len([request for request in server.requests if request.path == "/token"]) == 1
    assert found[0] in fake.access
