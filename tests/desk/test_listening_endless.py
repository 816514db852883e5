"""A server that names one page more for ever."""

import pytest

from smmdesk.desk import rounds
from smmdesk.model.message import HeardPage
from smmdesk.store import messages
from tests.desk.test_listening import MINUTE, bench, heard, inbox, wall
from tests.fakes.reach import Bench

__all__ = ["bench"]


async def test_a_server_whose_list_has_no_end_is_asked_calmly(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """It always names one page more: after a while a page a round, and nothing of what it tells is lost."""
    monkeypatch.setattr(rounds, "QUICK_MOST", 10)
    there = wall(bench)
    there.page = lambda cursor: there.asked.append(cursor) or HeardPage((), f"{cursor}x", True)  # type: ignore[method-assign,func-returns-value]
    channel = bench.channel()
    await bench.pass_time(10 * MINUTE)
    assert 10 <= len(there.asked) <= 12
    await bench.pass_time(20 * MINUTE)
    assert len(there.asked) <= 16, "a page every five minutes"
    del there.page  # it has an end at last
    there.notes = [heard(number) for number in range(8)]
    with bench.desk.store.transaction() as tx:
        messages.note_cursor(tx, channel.id, "0")
    await bench.pass_time(16 * MINUTE)
    assert len(inbox(bench)) == 8
    there.notes += [heard(number) for number in range(8, 20)]
    await bench.pass_time(7 * MINUTE)
    assert len(inbox(bench)) == 20, "quick again"
