"""A typed address that sends on to another: nothing secret goes to either, the person is told, the channel keeps it."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from smmdesk.app import close_desk, open_desk
from smmdesk.desk import connecting
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.desk.real_address import field_of
from smmdesk.model.channel import Channel
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import facts_of
from smmdesk.system.clock import SystemClock
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import Secret
from tests.contract.stage import PASSPHRASE
from tests.contract.subjects import ON_A_WIRE, SUBJECTS, Subject
from tests.fakes.exchange import Answer, Request
from tests.fakes.loopback import LoopbackHttp
from tests.servers.faults import target_of

ASKS_ONLY = ("GET", "HEAD", "OPTIONS")
STATUSES = (301, 308)


def cases() -> Iterator[Any]:
    for key in ON_A_WIRE:
        if key != "fork" and field_of(facts_of(SUBJECTS[key].platform)):
            yield pytest.param(key, marks=[pytest.mark.servers] if SUBJECTS[key].slow else [])


class Old:
    """Somebody who answers at an address that was left: everything is elsewhere, `where`."""

    def __init__(self, where: str, status: int) -> None:
        self.where, self.status = where, status
        self.http = LoopbackHttp(self._sent_on)

    def _sent_on(self, request: Request) -> Answer:
        return Answer(self.status, headers={"Location": f"{self.where}{target_of(request)}"})

    def __enter__(self) -> "Old":
        self.http.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.stop()


def told_nothing(request: Request, secret: str) -> bool:
    """It asks something, as nobody in particular."""
    seen = "\n".join([target_of(request), *request.headers.values(), request.body.decode("utf-8", "replace")])
    basic = request.headers.get("authorization", "").partition(" ")[2]
    plain = base64.b64decode(basic + "==", validate=False).decode("utf-8", "replace") if basic else ""
    return request.method in ASKS_ONLY and secret not in seen + plain and "authorization" not in request.headers


def target_of_typed(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


async def connect(desk: Desk, subject: Subject, server: str) -> Channel:
    facts = facts_of(subject.platform)
    values = {**subject.values(), field_of(facts): server}
    return await connecting.add_channel(desk, first_brand(desk).id, subject.platform, values, "Forno")


@pytest.mark.vector(80)
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("subject", list(cases()), indirect=True)
async def test_nothing_secret_goes_where_the_typed_address_leads(subject: Subject, status: int, tmp_path: Path) -> None:
    if subject.platform == "bluesky":
        pytest.skip("an account's server is found by its handle; a typed one is asked by its own name alone")
    facts = facts_of(subject.platform)
    given = subject.values()
    real, secret = str(given[field_of(facts)]), given["secret"]
    assert isinstance(secret, Secret)
    assert subject.way is not None
    place = urlsplit(real)
    typed = target_of_typed(real)
    clock = SystemClock()
    desk = open_desk(Paths(tmp_path / "desk"), clock, passphrase=Secret(PASSPHRASE))
    subject.use(clock, tmp_path)
    subject.way.forget()
    try:
        with Old(f"{place.scheme}://{place.netloc}", status) as old:
            with pytest.raises(ProblemError) as caught:
                await connect(desk, subject, f"{old.http.url}{typed}")
            problem = caught.value.problem
            assert problem.code == "server_moved"
            assert (problem.values["url"], problem.field) == (real, "server")
            assert place.netloc in problem.title
            asked = [*old.http.requests, *subject.way.requests]
            assert asked
            assert all(told_nothing(request, secret.reveal()) for request in asked)
            with desk.store.reading() as reader:
                assert not reader.all(Channel)
        channel = await connect(desk, subject, str(problem.values["url"]))
        assert urlsplit(channel.server).netloc == place.netloc
    finally:
        await close_desk(desk)
