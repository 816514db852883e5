"""Newer versions are asked for once a week, told only where the makers signed for them, and never put in place."""

import base64
import importlib
import sys
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from smmdesk.desk import updates
from smmdesk.desk.desk import Desk
from smmdesk.model.problem import ProblemError
from smmdesk.system.clock import ManualClock
from tests.fakes.exchange import Answer
from tests.fakes.open_web import open_web
from tests.fakes.site import FakeSite
from tests.house.sources import ROOT

KEY = Ed25519PrivateKey.generate()
SOURCE = updates.Source("https://news.example/latest.json", (KEY.public_key().public_bytes_raw(),))


@pytest.fixture
def signer() -> Iterator[ModuleType]:
    """packaging/release_note.py, the maker's own side."""
    sys.path.insert(0, str(ROOT / "packaging"))
    yield importlib.import_module("release_note")
    sys.path.remove(str(ROOT / "packaging"))
    for name in ("release_note", "product"):
        sys.modules.pop(name, None)


@pytest.fixture
def site(desk: Desk) -> Iterator[FakeSite]:
    with FakeSite() as made:
        desk.__dict__["fetcher"] = open_web(news_example=made.http.port)
        yield made


def note(signer: ModuleType, clock: ManualClock, version: str = "9.0", key: Ed25519PrivateKey = KEY) -> Answer:
    raw = base64.b64encode(key.private_bytes_raw()).decode()
    return Answer(200, data=signer.note("https://news.example/get", raw, clock.now(), version))


async def test_a_newer_version_is_told_and_nothing_of_this_computer(
    desk: Desk, clock: ManualClock, site: FakeSite, signer: ModuleType
) -> None:
    site.says = note(signer, clock)
    release = await updates.look(desk, SOURCE)
    assert release is not None
    assert (release.version, release.page) == ("9.0", "https://news.example/get")
    assert release.news_in("it").startswith("• ")
    [asked] = site.asked
    assert (asked.method, asked.path, asked.body) == ("GET", "/latest.json", b"")
    assert set(asked.headers) == {"host", "user-agent", "accept-encoding", "connection"}


async def test_the_same_version_or_an_older_one_is_no_news(
    desk: Desk, clock: ManualClock, site: FakeSite, signer: ModuleType
) -> None:
    for version in (signer.product.VERSION, "0.0.1"):
        site.says = note(signer, clock, version)
        assert await updates.look(desk, SOURCE) is None
    assert desk.settings.get(updates.KNOWN) == ""


@pytest.mark.parametrize("false", ["signed by somebody else", "changed", "played again", "kept too long"])
async def test_what_is_not_ours_is_refused(
    desk: Desk, clock: ManualClock, site: FakeSite, signer: ModuleType, false: str
) -> None:
    old = note(signer, clock, "8.0")
    clock.advance(timedelta(minutes=2))
    site.says = note(signer, clock)
    await updates.look(desk, SOURCE)
    if false == "signed by somebody else":
        site.says = note(signer, clock, key=Ed25519PrivateKey.generate())
    if false == "changed":
        signed = base64.b64encode(b"evil.example/get").decode()
        site.says = Answer(200, data=site.says.data.replace(site.says.data[12:36], signed.encode()[:24]))
    if false == "played again":
        site.says = old
    if false == "kept too long":
        clock.advance(timedelta(days=signer.HOLDS_DAYS + 1))
    with pytest.raises(ProblemError) as refused:
        await updates.look(desk, SOURCE)
    assert refused.value.problem.code == "update_untrue"
    assert desk.settings.get(updates.KNOWN) == "9.0", "what was known stays"


@pytest.mark.parametrize("said", [Answer(404, text="no"), Answer(302, headers={"Location": "https://10.0.0.7/"})])
async def test_nobody_answers(desk: Desk, site: FakeSite, said: Answer) -> None:
    site.says = said
    with pytest.raises(ProblemError) as refused:
        await updates.look(desk, SOURCE)
    assert refused.value.problem.code == "update_unreachable"


async def test_it_is_asked_once_a_week_where_that_is_wanted(
    desk: Desk, clock: ManualClock, site: FakeSite, signer: ModuleType
) -> None:
    assert updates.is_due(desk, SOURCE)
    site.says = note(signer, clock)
    await updates.look(desk, SOURCE)
    assert not updates.is_due(desk, SOURCE)
    clock.advance(timedelta(days=7))
    assert updates.is_due(desk, SOURCE)
    desk.settings.set(updates.LOOK, "off")
    assert not updates.is_due(desk, SOURCE)


def test_a_copy_from_the_sources_asks_nobody(desk: Desk) -> None:
    assert not updates.shipped().is_known
    assert not updates.is_due(desk, updates.shipped())


def test_the_release_machine_fills_in_where_to_ask(signer: ModuleType) -> None:
    key = base64.b64encode(SOURCE.keys[0]).decode()
    text = signer.ship("https://news.example/latest.json", key)
    assert text == f'address = "https://news.example/latest.json"\nkeys = ["{key}"]\n'
    for address, bad in (("http://news.example/", key), ("https://news.example/", "AAAA")):
        with pytest.raises(ValueError, match="are wanted"):
            signer.ship(address, bad)
