"""The publisher: one pass over what waits, again and again. Decides, puts right, and lets the lanes work.

`tick` is one pass. What concerns the database alone happens in it; what needs the network is put into its channel's
lane, where it is decided anew when its turn comes. Nothing here retries by itself: the states do.
"""

import asyncio
import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.desk import claiming, fulfilling, handing_off, keys, looking, recovery, sending
from smmdesk.desk.acts import NETWORK_ACTS, Act
from smmdesk.desk.awake import Awake
from smmdesk.desk.clock_steps import ClockSteps
from smmdesk.desk.deciding import Case, Decision, decide, us
from smmdesk.desk.elsewhere import Elsewhere
from smmdesk.desk.feed_rounds import FeedRounds
from smmdesk.desk.gathering import gather, put_right
from smmdesk.desk.handling import Handling
from smmdesk.desk.lanes import Lane
from smmdesk.desk.listening import Listening
from smmdesk.desk.measuring import Measuring
from smmdesk.desk.poll_results import PollRounds
from smmdesk.desk.preflight import Preflight
from smmdesk.desk.searching import Searching
from smmdesk.desk.settling import retry_now, settle
from smmdesk.desk.watching import Watch
from smmdesk.desk.workbench import Reach, Workbench, log
from smmdesk.model.changes import Changes, Origin
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.delivery import Op, State
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.store import zone_rules
from smmdesk.store.sent_log import SentLog
from smmdesk.system.device import read_device
from smmdesk.system.tasks import TaskScope

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.desk.uploads import Uploads

__all__ = ["Publisher", "retry_now", "settle"]

SHORTEST_REST_S = 0.02
LIST_AGAIN = timedelta(minutes=10)
"""How often the platforms' own lists are compared although nothing changed here."""
LISTS_APART = timedelta(seconds=5)
"""How often at most while another process keeps writing."""
BEGINS = frozenset({Act.CLAIM, Act.SEND})
TRUST_THE_CLOCK = frozenset({*BEGINS, Act.HAND_OFF, Act.MISS})
IN_MOTION = frozenset({State.CLAIMED, State.SENDING, State.PROCESSING, State.UNKNOWN, State.RETRY_WAIT})


class Publisher:
    """Sends what is due, hands off what can be, finds out what became of it. One per folder: the engine's lock.

    `problem` says why nothing is sent at all just now (locked, wrong clock, another computer), or None. `soon_us` is
    when something that has begun moves on, None when all is quiet.
    """

    def __init__(self, desk: "Desk", *, reach: Reach | None = None, rng: random.Random | None = None) -> None:
        self.problem: Problem | None = None
        self._desk = desk
        self._bench = Workbench(
            desk,
            reach or _reach_of(desk),
            SentLog(desk.paths),
            desk.clock.new_id(),
            rng or random.Random(),  # noqa: S311 - dice for waiting times
        )
        self._bench.wake = self.wake
        self._preflight = Preflight(self._bench)
        self._watch = Watch(self._bench)
        self._steps = ClockSteps(self._bench)
        self._tasks = TaskScope(on_error=self._fell)
        self._timers = TaskScope()
        self._slots = asyncio.Semaphore(desk.policy.in_flight)
        shared = self._bench, self._tasks, self._slots
        telling = Listening(*shared), Measuring(*shared), PollRounds(*shared), FeedRounds(*shared), Searching(*shared)
        self._rounds = (Handling(*shared), Elsewhere(*shared), *telling)
        self._awake = asyncio.Event()
        self.soon_us: int | None = None
        self._next_us = 0
        self._last_boot_s: float | None = None
        self._run = Awake(desk.paths.engine_seen, us(desk.policy.overdue_after), us(desk.policy.tick))
        self._listed_at_us = 0
        self._lists_from_us = 0
        self._may_list: set[str] = set()
        self._time_asked = False
        self._asks = True
        self._other_key = keys.OtherKey(desk.store)
        self._disconnect = desk.store.changed.connect(self._changed)
        self._ready = False

    # ------------------------------------------------------------------ life
    def start(self) -> None:
        """Once, with the engine's lock held, before the first tick: what a dead engine left is put right."""
        self._bench.sent_log.prepare()
        zone_rules.resolve_again(self._desk.store, self._desk.clock)
        recovery.put_right(self._bench)
        self._ready = True

    async def run(self) -> None:
        """Tick until `aclose`: at the next timer, when woken, and at least every `policy.tick`."""
        while not self._bench.stopping:
            self._awake.clear()
            await self.tick()
            await self._rest()

    async def _rest(self) -> None:
        await self._desk.clock.sleep(SHORTEST_REST_S)
        if self._bench.stopping:
            return
        most_us = us(self._desk.policy.tick)
        wait_us = max(0, min(most_us, self._next_us - self._bench.now_us))
        sleeping = self._timers.start(self._desk.clock.sleep(wait_us / 1_000_000))
        waking = self._timers.start(self._awake.wait())
        try:
            await asyncio.wait({sleeping, waking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            waking.cancel()

    def wake(self) -> None:
        """Look now: something changed, or a part's turn has come."""
        self._awake.set()

    @property
    def uploads(self) -> "Uploads":
        """What is being uploaded now; it can be heard and stopped there."""
        return self._bench.uploads

    def unlocked(self) -> None:
        """The sign-ins may be open now: try again."""
        self._bench.locked = None
        self.wake()

    def _changed(self, changes: Changes) -> None:
        """A person may have changed what a platform's list holds; while one types elsewhere it is looked at calmly."""
        elsewhere = changes.origin is Origin.OTHER
        after_us = self._listed_at_us + us(LISTS_APART) if elsewhere else 0
        self._lists_from_us = min(self._lists_from_us, after_us)
        if elsewhere:
            self.wake()

    async def settle_down(self) -> None:
        """Tick until nothing more moves at this instant."""
        while True:
            self._awake.clear()
            await self.tick()
            await self.idle()
            if not self._awake.is_set():
                return
            await self._desk.clock.sleep(SHORTEST_REST_S)

    async def idle(self) -> None:
        """Until every lane is empty."""
        while any(lane.working for lane in self._bench.lanes.values()):
            await asyncio.sleep(0)
            await self._tasks.idle()

    async def aclose(self, patience_s: float = 2.5) -> None:
        """Finish what is being sent, at most `patience_s` seconds; then park it: its outcome is looked up later."""
        self._bench.stopping = True
        self._disconnect()
        for lane in self._bench.lanes.values():
            lane.pending.clear()
        try:
            async with asyncio.timeout(patience_s):
                await self.idle()
        except TimeoutError:
            log.info("parked what was still being sent")
        await self._tasks.aclose()
        await self._timers.aclose()
        claiming.release_all(self._bench)

    def report_stuck(self) -> None:
        """Say in the log which parts do not move although they should (I6)."""
        for part_id in recovery.stuck_parts(self._bench):
            log.error("a part does not move: %s", part_id)

    def _fell(self, error: BaseException) -> None:
        log.error("work on a channel ended with a fault", exc_info=error)

    # ------------------------------------------------------------------ one pass
    async def tick(self) -> None:
        """One pass: decide every part that may move now. Returns while lanes still work (`idle` waits for them)."""
        assert self._ready, "start() comes first"
        bench = self._bench
        self._note_sleep()
        if self._steps.look():
            self._lists_from_us, self._time_asked = 0, False
        self.problem = self._hold()
        self._next_us = bench.now_us + us(self._desk.policy.tick)
        self.soon_us = None
        if self._desk.store.read_only is not None or not sending.save_unsaved(bench):
            return
        claiming.prolong(bench)
        self._preflight.look()
        decided = self._decide_all()
        if await self._time_is_wrong([case for case, decision in decided if decision.act in TRUST_THE_CLOCK]):
            self.problem = self._hold()
            return
        work: list[tuple[Case, Act]] = []
        for case, decision in decided:
            if decision.act is Act.WAIT:
                self._note_timer(case, decision.at_us)
            elif decision.act in NETWORK_ACTS:
                work.append((case, decision.act))
            else:
                self._apply(case, decision)
        if self.problem is None and not self._bench.stopping:
            self._fill_lanes([*work, *((case, Act.WATCH) for case in self._watch.due())])
            for rounds in self._rounds:
                rounds.begin()

    def _note_sleep(self) -> None:
        """A gap between two ticks means that no engine ran: what fell into it is overdue."""
        boot_s = self._desk.clock.boottime()
        gap_s = None if self._last_boot_s is None else boot_s - self._last_boot_s
        if gap_s is None or gap_s > self._desk.policy.overdue_after.total_seconds():
            now_us = self._bench.now_us
            self._bench.awake_since_us = self._run.since_us(now_us) if gap_s is None else now_us
            self._lists_from_us = 0
            self._time_asked = False
        self._run.note(self._bench.awake_since_us, self._bench.now_us)
        self._last_boot_s = boot_s

    def _hold(self) -> Problem | None:
        """What stands against sending anything at all."""
        if self._desk.store.read_only is not None:
            return self._desk.store.read_only
        if self._asks:
            self._asks = read_device(self._desk.paths, self._desk.clock).asks
        if self._asks:
            return Problem("other_computer")
        ahead = abs(self._bench.reach.clock_ahead)
        if ahead > self._desk.policy.clock_drift_most:
            return Problem("clock_wrong", {"minutes": round(ahead.total_seconds() / 60)})
        if self._bench.locked is not None and self._other_key.came():
            self._bench.locked = None
        return self._bench.locked

    async def _time_is_wrong(self, cases: list[Case]) -> bool:
        """Before the first thing that trusts this computer's clock, one server is asked for its own (fault 68)."""
        able = [case for case in cases if case.channel.status is ChannelStatus.CONNECTED and not case.busy]
        if able and not self._time_asked and not self._bench.reach.clock_known:
            self._time_asked = True
            await looking.hear(self._bench, able[0])
        ahead = abs(self._bench.reach.clock_ahead)
        return ahead > self._desk.policy.clock_drift_most

    # ------------------------------------------------------------------ decisions
    def _decide_all(self) -> list[tuple[Case, Decision]]:
        now_us = self._bench.now_us
        lists = not self._listed_at_us - us(LIST_AGAIN) < now_us < self._lists_from_us
        if lists:
            self._lists_from_us, self._listed_at_us = now_us + us(LIST_AGAIN), now_us
        self._next_us = min(self._next_us, self._lists_from_us)
        found = gather(self._bench, lists)
        if found.may_list is not None:
            self._may_list = found.may_list
        return [(case, self._paced(case, decide(case))) for case in found.cases]

    def _paced(self, case: Case, decision: Decision) -> Decision:
        """The same decision, or to wait because its channel has to keep a distance."""
        if decision.act not in NETWORK_ACTS:
            return decision
        now_us, lane = self._bench.now_us, self._bench.lane(case.channel.id)
        if decision.act is Act.HAND_OFF and case.part.id not in self._may_list:
            return Decision(Act.WAIT, case.due_us - case.facts.lead_s * 1_000_000)
        at_us = lane.next_call_us(now_us, case.facts)
        if decision.act is Act.HAND_OFF:
            at_us = max(at_us, lane.lists_from_us)
        if decision.act in BEGINS and case.due_us <= now_us:
            at_us = lane.next_send_us(now_us, case.facts, case.is_overdue)
        return Decision(Act.WAIT, at_us) if at_us > now_us else decision

    def _note_timer(self, case: Case, at_us: int | None) -> None:
        if at_us is None:
            return
        self._next_us = min(self._next_us, at_us)
        if case.part.state in IN_MOTION or (case.part.state is State.SCHEDULED and case.due_us <= case.now_us):
            self.soon_us = at_us if self.soon_us is None else min(self.soon_us, at_us)

    # ------------------------------------------------------------------ the database alone
    def _apply(self, case: Case, decision: Decision) -> None:
        try:
            put_right(self._bench, case, decision)
            self.wake()  # it may go on at once from where it is now
        except ProblemError as error:
            if error.problem.code != "conflict":  # somebody was quicker: the next pass sees how it is
                raise

    # ------------------------------------------------------------------ the network
    def _fill_lanes(self, work: list[tuple[Case, Act]]) -> None:
        """Give each channel its work in order: what has its moment first, hand-offs when there is nothing else."""
        for lane in self._bench.lanes.values():
            lane.pending.clear()
        for case, _act in sorted(work, key=lambda item: _rank(*item)):
            if not case.busy:
                self._bench.lane(case.channel.id).pending.append(case)
        for lane in self._bench.lanes.values():
            if lane.pending and not lane.working:
                lane.working = True
                self._tasks.start(self._work(lane))

    async def _work(self, lane: Lane) -> None:
        try:
            while lane.pending and not self._bench.stopping:
                async with self._slots:
                    await self._take(lane)
        finally:
            lane.working = False
            self.wake()

    async def _take(self, lane: Lane) -> None:
        if not lane.pending:
            return
        case = lane.pending.popleft()
        if case.part.id in self._bench.busy:
            return
        self._bench.busy.add(case.part.id)
        try:
            await self._handle(case)
        except ProblemError as error:
            if error.problem.code not in ("conflict", "not_found"):  # it was changed, or erased, since it was seen
                log.warning("work on a part stopped: %s", error.problem.code)
                lane.pending.clear()
        finally:
            self._bench.busy.discard(case.part.id)

    async def _handle(self, seen: Case) -> None:
        """Decided anew: much may have happened since the pass that put it into the lane.

        A claim needs no new look: it holds only for the part as it was seen, and the intent looks at everything again.
        """
        bench = self._bench
        if seen.part.state is State.PUBLISHED and seen.part.wish is None:
            await self._watch.look(seen)
            return
        claims = self._paced(seen, decide(replace(seen, now_us=bench.now_us))).act is Act.CLAIM
        case = replace(seen, now_us=bench.now_us) if claims else bench.read_case(seen.part.id)
        if case is None:
            return
        act = self._paced(case, decide(case)).act
        if act is Act.CLAIM:
            await claiming.claim_and_send(bench, case, Op.CREATE)
        elif act is Act.HAND_OFF:
            await claiming.claim_and_send(bench, case, Op.SCHEDULE)
        elif act is Act.SEND:
            await claiming.carry_on(bench, case)
        elif act is Act.POLL:
            await looking.poll(bench, case)
        elif act is Act.LOOK_UP:
            await looking.look_up(bench, case)
        elif act is Act.CHECK:
            await handing_off.check(bench, case)
        elif act in (Act.RESCHEDULE, Act.RECALL):
            await handing_off.change(bench, case, act)
        elif act is Act.FULFIL:
            await fulfilling.fulfil(bench, case)


def _reach_of(desk: "Desk") -> Reach:
    """The desk's own way to the platforms: only the engine loads it."""
    from smmdesk.desk.reach import DeskReach

    return DeskReach(desk)


def _rank(case: Case, act: Act) -> tuple[bool, bool, int, int, str]:
    return act is Act.WATCH, act is Act.HAND_OFF, case.due_us, case.part.position, case.part.id
