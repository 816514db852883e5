"""Nobody there, or nobody to be trusted: nothing was sent, it says so, and it goes out once later."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from smmdesk.model.delivery import State, Verdict
from smmdesk.system.clock import ManualClock
from tests.contract.conftest import OpenStage
from tests.contract.stage import MINUTE, Stage, made_template, staged
from tests.contract.subjects import OnMastodon
from tests.contract.test_commit import assert_true_words
from tests.fakes.mastodon import FakeMastodon
from tests.servers.certificates import BAD, Authority
from tests.servers.faults import FaultServer

WIRES = [
    "mastodon",
    "fork",
    pytest.param("bluesky", marks=pytest.mark.servers),
    pytest.param("wordpress", marks=pytest.mark.servers),
]


def assert_not_sent(it: Stage, code: str) -> None:
    assert it.part.state is State.RETRY_WAIT
    assert it.problem is not None
    assert it.problem.code == code
    assert [attempt.verdict for attempt in it.attempts()] == [Verdict.NOT_SENT]
    assert State.UNKNOWN not in it.states
    assert it.out() == []


@pytest.mark.fault(17, 19)
@pytest.mark.parametrize("subject", WIRES, indirect=True)
async def test_nobody_listens(stage: OpenStage) -> None:
    async with stage() as it:
        it.post("Pane senza rete")
        await it.until_ready()
        it.way.unplug()
        try:
            await it.moment_comes()
            assert_not_sent(it, "server_unreachable")
            await it.pass_time(5 * MINUTE)
            assert it.part.state is State.RETRY_WAIT
            assert "try again by ourselves" in it.words()
        finally:
            it.way.plug_in()
        await it.until_over()
        assert it.part.state is State.PUBLISHED
        assert it.out() == ["Pane senza rete"]
        assert len(it.commits()) == 1
        assert_true_words(it)


@contextmanager
def on_a_safe_way(tmp_path: Path) -> Iterator[tuple[OnMastodon, Authority]]:
    (tmp_path / "tls").mkdir()
    authority = Authority(tmp_path / "tls")
    with FakeMastodon() as fake, FaultServer(fake.url, tls=authority.good()) as way:
        yield OnMastodon(fake, way), authority


@pytest.mark.fault(20, 21)
async def test_a_way_that_nobody_vouches_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wrong certificate, and a port that speaks no TLS at all: the words name clock and Wi-Fi."""
    with on_a_safe_way(tmp_path) as (subject, authority):
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
        await made_template(tmp_path / "template", subject, ManualClock())
        async with staged(tmp_path / "template", tmp_path / "desk", subject) as it:
            for number, kind in enumerate([*BAD, ""]):
                text = f"Pane sicuro {number}"
                it.seen.clear()
                it.post(text)
                await it.until_ready()
                before = it.out()
                it.way.change_tls(authority.bad(kind) if kind else None)
                await it.moment_comes()
                assert it.out() == before
                assert it.part.state is State.RETRY_WAIT, kind
                assert it.problem is not None
                assert it.problem.code == "connection_not_safe", kind
                assert "Wi-Fi" in it.words()
                assert "clock" in it.words()
                it.way.change_tls(authority.good())
                await it.until_over()
                assert it.out() == [*before, text]
        assert [exchange.script for exchange in it.way.received()] == [""] * len(it.way.received())
