"""Is what went out still there, as we sent it? The engine asks by itself, a part at a time, and lets sending go first.

Every published part is looked at soon after it went out and then twice a day for a month (Policy.watch_…), whether it
begins a thread or continues it.
"""

from smmdesk.desk import remote_checks
from smmdesk.desk.deciding import Case, us
from smmdesk.desk.looking import heed
from smmdesk.desk.rounds import proven
from smmdesk.desk.workbench import LOCKED, SIGNED_OUT, Workbench, log
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.delivery import Part, State
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import ConnectorError, NotSentError, SignedOutError
from smmdesk.store import ledger

AT_ONCE = 100
"""How many are read to find one for each channel."""


class Watch:
    """Belongs to one engine: when each channel may be asked about again. What was looked at is on the parts."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._from_us: dict[str, int] = {}
        self._next_us = 0

    def due(self) -> list[Case]:
        """At most one part for each channel, those that waited longest first."""
        bench, now_us, policy = self._bench, self._bench.now_us, self._bench.desk.policy
        if self._next_us - us(policy.watch_apart) <= now_us < self._next_us:
            return []
        self._next_us = now_us + us(policy.watch_apart)
        since_us, before_us = now_us - us(policy.watch_for), now_us - us(policy.watch_first)
        with bench.desk.store.reading() as reader:
            found = ledger.parts_to_look_at(reader, since_us, before_us, now_us - us(policy.watch_again), AT_ONCE)
            cases = [bench.case(reader, due.delivery, due.part) for due in found]
        chosen: dict[str, Case] = {}
        for case in cases:
            if case is not None and self._may_ask(case, now_us):
                chosen.setdefault(case.channel.id, case)
        for channel_id in chosen:
            self._from_us[channel_id] = now_us + us(policy.watch_apart)
        return list(chosen.values())

    def _may_ask(self, case: Case, now_us: int) -> bool:
        able = case.channel.status is ChannelStatus.CONNECTED and case.facts.sends_by_itself and not case.switched_off
        able = able and case.channel.brand_id not in self._bench.put_away
        mine = case.delivery.home in ("", case.device) and not case.busy
        return able and mine and now_us >= self._from_us.get(case.channel.id, 0)

    async def look(self, seen: Case) -> None:
        """Ask about one part; what cannot be asked now is asked some other time."""
        bench = self._bench
        case = bench.read_case(seen.part.id)
        if case is None or case.part.state is not State.PUBLISHED or case.part.wish is not None:
            return
        if case.facts.price is not None and case.facts.price.read:  # a look costs money: only a person asks for it
            self._looked(case)
            return
        try:
            session = await bench.reach.session(case.channel)
            bench.called(case)
            platform = bench.reach.connector(case.channel)
            found = await remote_checks.ask(platform, bench.desk, session, case.delivery, case.part)
        except ProblemError as error:
            if error.problem.code in LOCKED:
                bench.locked = error.problem
            elif error.problem.code in SIGNED_OUT:
                bench.sign_out(case.channel.id)
            return
        except SignedOutError as error:
            self._not_told(case, await proven(platform, session, error))
            return
        except Exception as error:
            self._not_told(case, error)
            return
        if found is not None:
            remote_checks.note(bench.desk, case.part, found)
        else:
            self._looked(case)

    def _looked(self, case: Case) -> None:
        """Nobody can tell: not before the next time."""
        bench = self._bench
        with bench.desk.store.transaction() as tx:
            part = tx.get(Part, case.part.id)
            ledger.note(tx, part, looked_at_us=bench.now_us)

    def _not_told(self, case: Case, error: Exception) -> None:
        """The account is left alone for a while; what the platform said of all of it is heeded."""
        bench = self._bench
        wait_us = us(bench.desk.policy.retry_most)
        if isinstance(error, NotSentError) and error.retry_after_s is not None:
            wait_us = max(wait_us, round(error.retry_after_s * 1_000_000))
        self._from_us[case.channel.id] = bench.now_us + wait_us
        if isinstance(error, SignedOutError):
            bench.sign_out(case.channel.id)
        elif not isinstance(error, ConnectorError | TimeoutError):
            log.error("watching %s failed", case.channel.platform, exc_info=error)
        heed(bench, case.channel, error)
