"""A media host that lies, vector by vector: no stranger hears a secret, and nobody is led to a stranger's file."""

from collections.abc import Iterator
from typing import Any

import pytest

from smmdesk.platforms.base import ConnectorError
from smmdesk.platforms.hosts import KINDS, host
from smmdesk.platforms.hosts.base import Place
from smmdesk.platforms.http import Http
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.contract.deadlines import leaping
from tests.fakes.media_hosts import KEY, KEY_ID, SECRET, USER, FakeCloud, FakeS3
from tests.platforms.test_media_host import NAME, PHOTO
from tests.servers.fault_scripts import Script
from tests.servers.faults import FaultServer, Match
from tests.servers.hostile_scripts import HOSTILE

TYPED = {
    "webdav": {"user": USER, "folder": "vetrina"},
    "s3": {"user": KEY_ID, "bucket": "forno", "region": "eu-south-1", "folder": ""},
}


def cases() -> Iterator[Any]:
    """The first script of each vector in every run; the second tier has them all."""
    for kind in (kind.key for kind in KINDS):
        for vector, scripts in HOSTILE.items():
            for number, script in enumerate(scripts):
                marks = [pytest.mark.vector(vector), pytest.mark.surface("answers of media hosts")]
                marks += [pytest.mark.long] if number else []
                yield pytest.param(kind, script, marks=marks, id=f"{kind}-{vector}-{script.name}")


@pytest.mark.parametrize(("kind", "script"), list(cases()))
async def test_a_hostile_media_host(kind: str, script: Script) -> None:
    fake: FakeCloud | FakeS3 = FakeCloud() if kind == "webdav" else FakeS3()
    clock = ManualClock()
    fake.clock = clock
    http = Http(clock)
    with fake, FaultServer(fake.url) as way:
        typed = {"server": way.url, "public": "", **TYPED[kind]}
        secret = Secret.of(user=typed["user"], secret=SECRET if kind == "webdav" else KEY)
        place = Place("Cloud", http.for_whom("Cloud", "Cloud", [way.url]), typed, secret, clock)
        rule = way.play(script, Match(), times=0)
        urls: tuple[str, ...] = ()
        async with leaping(rule):
            try:
                urls = (await host(kind).lay_down(place, PHOTO, NAME)).urls
                await host(kind).take_away(place, NAME, "")
            except ConnectorError:
                pass
        assert rule.hits, "it was asked nothing"
        assert len(rule.hits) < 20, "it is asked for ever"
        assert [url for url in urls if not url.startswith(f"{way.url}/")] == [], "somebody else's file"
        assert way.elsewhere.requests == []
        assert not [each for each in way.received() if "smm-evil" in each.request.headers.get("cookie", "")]
        await http.aclose()
