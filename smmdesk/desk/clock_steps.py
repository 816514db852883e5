"""The wall clock of a computer is set while the engine runs: what waits for a while goes on waiting just as long.

Only states decide what is sent (I12); a set clock can neither send anything again nor be made good here. But "in ten
minutes" was written down as an instant, and after a clock that was set back by two hours it would be two hours away.
"""

from dataclasses import replace

from smmdesk.desk.lanes import moved
from smmdesk.desk.workbench import Workbench, log
from smmdesk.model.delivery import State
from smmdesk.store import ledger

LEAST_US = 30_000_000
"""Smaller steps are the network's own small corrections."""
TIMED = (State.PROCESSING, State.UNKNOWN, State.RETRY_WAIT)


class ClockSteps:
    """Belongs to one engine: compares the wall clock with the one that only ever goes forward."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._apart_us: int | None = None

    def look(self) -> bool:
        """Move what waits along with a clock that was set; True when it was."""
        bench = self._bench
        apart_us = bench.desk.clock.set_by_us()
        before_us, self._apart_us = self._apart_us, apart_us
        step_us = 0 if before_us is None else apart_us - before_us
        if abs(step_us) < LEAST_US:
            return False
        log.info("the clock of this computer was set by %d seconds", step_us // 1_000_000)
        for lane in bench.lanes.values():
            lane.move(step_us, bench.now_us)
        if bench.desk.store.read_only is None:
            self._move_timers(step_us)
        return True

    def _move_timers(self, step_us: int) -> None:
        now_us = self._bench.now_us
        with self._bench.desk.store.transaction() as tx:
            for due in ledger.open_parts(tx, *TIMED):
                if due.part.wake_at_us is not None and due.delivery.home in ("", self._bench.desk.device):
                    ledger.note(tx, due.part, wake_at_us=moved(due.part.wake_at_us, step_us, now_us))
            for due in ledger.wished_parts(tx):
                wish = due.part.wish
                if wish is not None and wish.wake_at_us is not None:
                    later = replace(wish, wake_at_us=moved(wish.wake_at_us, step_us, now_us))
                    ledger.note(tx, due.part, wish=later)
