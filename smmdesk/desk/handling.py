"""What a person asked for with a message is done on its platform: ONE irreversible call, then its proof.

The row says SENDING, on the disk, before the first byte; UNKNOWN when nobody can tell. Every call says how it is to be,
so what was done twice was done once; all the same an answer that got lost is looked up first (at once, after 1, 5 and
30 minutes), only a certain "not so" is tried again, and in the end the person is asked (docs/decisions/0029).
"""

import asyncio
from dataclasses import replace

from smmdesk.desk.committing import Piece
from smmdesk.desk.crash_points import crash_point
from smmdesk.desk.fulfilling import asking, inert, outcome_of, tell_channel
from smmdesk.desk.outcomes import backoff_us, look_up_gap_us
from smmdesk.desk.rounds import is_connected, proven
from smmdesk.desk.sending import Guard
from smmdesk.desk.switched_off import is_off
from smmdesk.desk.workbench import LOCKED, SIGNED_OUT, Workbench, log
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import State, Wish
from smmdesk.model.message import Message
from smmdesk.model.moderation import UNCLEAR, UNDER_WAY, done, in_doubt, is_in_doubt, turned, wanted
from smmdesk.model.moment import from_us
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms.base import Absent, CannotTell, ConnectorError, NotSentError, SignedOutError
from smmdesk.platforms.moderating import Asked, Done, Moderates
from smmdesk.store import messages
from smmdesk.store.transaction import Transaction
from smmdesk.system.tasks import TaskScope

REWORDED = {
    "refused": "moderation_refused",
    "duplicate_refused": "moderation_refused",
    "may_not_publish": "moderation_not_allowed",
    "permission_missing": "moderation_not_permitted",
}


class Handling:
    """Belongs to one engine. What is to be done stands on the messages."""

    def __init__(self, bench: Workbench, tasks: TaskScope, slots: asyncio.Semaphore) -> None:
        self._bench, self._tasks, self._slots = bench, tasks, slots

    def begin(self) -> None:
        """Let every lane that is idle do what waits for it."""
        bench = self._bench
        with bench.desk.store.reading() as reader:
            ids = messages.wished(reader)
            if not ids:
                return
            found = [message for message in reader.many(Message, ids).values() if self._is_time(message)]
            channels = reader.many(Channel, {message.channel_id for message in found})
        for channel in channels.values():
            lane = bench.lane(channel.id)
            if not lane.working and self._may_ask(channel):
                lane.working = True
                mine = [message.id for message in found if message.channel_id == channel.id]
                self._tasks.start(self._work(channel, mine))

    def _is_time(self, message: Message) -> bool:
        wish = wanted(message)
        if wish is None or wish.state is State.NEEDS_YOU:
            return False
        return wish.wake_at_us is None or wish.wake_at_us <= self._bench.now_us

    def _may_ask(self, channel: Channel) -> bool:
        bench, facts = self._bench, self._bench.reach.facts(channel)
        if channel.deleted_at_us is not None or not is_connected(channel, facts):
            return False
        off = is_off(bench.switched_off, channel, facts)
        return not off and bench.lane(channel.id).next_call_us(bench.now_us, facts) <= bench.now_us

    async def _work(self, channel: Channel, ids: list[str]) -> None:
        """One after the other; what waits to be sent goes first."""
        bench = self._bench
        lane = bench.lane(channel.id)
        try:
            for message_id in ids:
                async with self._slots:
                    if bench.stopping or lane.pending or not self._may_ask(channel):
                        return
                    await self._handle(channel, message_id)
        except ProblemError as error:
            if error.problem.code != "conflict":  # somebody was quicker: the next pass sees how it is
                raise
        finally:
            lane.working = False
            bench.wake()

    async def _handle(self, channel: Channel, message_id: str) -> None:
        """Decided anew: the person may have thought otherwise meanwhile."""
        bench = self._bench
        with bench.desk.store.reading() as reader:
            message = reader.find(Message, message_id)
        wish = wanted(message) if message is not None else None
        if message is None or wish is None or not self._is_time(message):
            return
        if not wish.key:
            wish = replace(wish, key=bench.desk.clock.new_id(), since_us=bench.now_us)
        verb = bench.reach.connector(channel)
        if not isinstance(verb, Moderates):
            problem = Problem("no_moderation_there", _values(bench, channel))
            _keep(bench, message.id, asking(wish, problem))
        elif wish.state in UNDER_WAY:  # nobody sends it any more: the lane is ours
            await _look_up(bench, channel, message, wish, verb)
        else:
            await _do(bench, channel, message, wish, verb)


def _values(bench: Workbench, channel: Channel) -> dict[str, str]:
    return {"channel": channel.name, "platform": bench.reach.facts(channel).name}


def _asked(message: Message, wish: Wish) -> Asked:
    return Asked(
        wish.op, wish.on, wish.key, message.remote_id, from_us(message.sent_at_us), message.id, dict(message.data)
    )


# ------------------------------------------------------------------ the call
async def _do(bench: Workbench, channel: Channel, message: Message, wish: Wish, verb: Moderates) -> None:
    guard, facts = Guard[Message](bench), bench.reach.facts(channel)
    try:
        session = await bench.reach.session(channel, guard)
    except ProblemError as error:
        _stand_back(bench, channel, message, wish, error.problem)
        return
    except Exception as error:
        _went_wrong(bench, channel, message, wish, inert(channel, facts, error))
        return
    guard.arm(lambda: _begin(bench, message, wish))
    bench.lane(channel.id).called(bench.now_us)
    try:
        async with asyncio.timeout(bench.desk.policy.call_deadline.total_seconds() * 1.25):
            answer = await verb.moderate(session, _asked(message, wish))
    except asyncio.CancelledError:
        if guard.begun is not None:
            _went_wrong(bench, channel, message, wish, TimeoutError())
        raise
    except Exception as error:
        if error is guard.unwritten:
            raise
        error = await proven(bench.reach.connector(channel), session, error)
        if not isinstance(error, ConnectorError | TimeoutError):
            log.error("a change on %s failed", channel.platform, exc_info=error)
        _went_wrong(bench, channel, message, wish, inert(channel, facts, error) if guard.begun is None else error)
        return
    crash_point("answered")
    _came_true(bench, message, wish, answer)


async def _begin(bench: Workbench, message: Message, wish: Wish) -> Message | None:
    """The intent, on the disk before the first byte. None when the person wants something else by now."""
    return await bench.commits.commit(
        Piece(lambda tx: _intend(tx, message.id, wish), point="intent_committed", waits=True)
    )


def _intend(tx: Transaction, message_id: str, wish: Wish) -> Message | None:
    message = tx.find(Message, message_id)
    now = wanted(message) if message is not None else None
    if message is None or now is None or (now.op, now.on, now.state) != (wish.op, wish.on, wish.state):
        return None
    begun = replace(wish, state=State.SENDING, tries=wish.tries + 1, problem=None, wake_at_us=None)
    return tx.put(replace(message, wish=begun))


def _came_true(bench: Workbench, message: Message, wish: Wish, answer: Done) -> None:
    """The platform did it, as it said or as a look-up found; or there is nothing left to do it with."""

    def write(tx: Transaction) -> bool:
        current = tx.find(Message, message.id)
        if current is not None:
            made = done(current, wish)
            tx.put(replace(made, removed=True, wish=None) if answer.gone else made)
        return True

    bench.commits.commit_now(Piece(write, point="receipt_committed", waits=True, sure=True))


def _went_wrong(bench: Workbench, channel: Channel, message: Message, wish: Wish, error: BaseException) -> None:
    """Nothing happened there, it was refused, or nobody can tell."""
    tried = replace(wish, tries=wish.tries + 1)
    after, verdict = outcome_of(bench, channel, bench.reach.facts(channel), tried, error)
    log.info("%s of a message on %s: %s", wish.op, channel.platform, verdict)
    _keep(bench, message.id, replace(after, problem=_worded(bench, channel, after.problem)))
    _tell_channel(bench, channel, error)


def _tell_channel(bench: Workbench, channel: Channel, error: BaseException) -> None:
    """As of a post, but for how long to wait: that holds for the wish, which keeps it. A forum has so many likes a day,
    and posts go out all the same."""
    if not isinstance(error, NotSentError):
        tell_channel(bench, channel, error)


def _worded(bench: Workbench, channel: Channel, problem: Problem | None) -> Problem | None:
    """What connectors say of posts, said of messages."""
    code = REWORDED.get(problem.code) if problem is not None else None
    if problem is None or code is None:
        return problem
    return Problem(code, {"said": "…", **problem.values, **_values(bench, channel)})


def _keep(bench: Workbench, message_id: str, wish: Wish) -> None:
    """Write down how far it is, unless the person wants something else by now."""

    def write(tx: Transaction) -> bool:
        message = tx.find(Message, message_id)
        now = wanted(message) if message is not None else None
        mine = now is not None and (now.op, now.on) == (wish.op, wish.on) and now.key in ("", wish.key)
        if message is not None and mine:
            contrary = is_in_doubt(wish) and turned(message, wish)
            tx.put(in_doubt(message, wish) if contrary else replace(message, wish=wish))
        return True

    bench.commits.commit_now(Piece(write, point="receipt_committed", waits=True, sure=True))


def _stand_back(bench: Workbench, channel: Channel, message: Message, wish: Wish, problem: Problem) -> None:
    """Something on this side stands against it."""
    if problem.code in LOCKED:
        bench.locked = problem
    elif problem.code in SIGNED_OUT:
        bench.sign_out(channel.id)
    elif problem.code != "conflict":
        _keep(bench, message.id, asking(wish, problem))


# ------------------------------------------------------------------ nobody can tell
async def _look_up(bench: Workbench, channel: Channel, message: Message, wish: Wish, verb: Moderates) -> None:
    """Whether it is so. A certain no is tried again; the person is asked after the last look without a word."""
    answer: Done | Absent | CannotTell = CannotTell()
    try:
        session = await bench.reach.session(channel)
        bench.lane(channel.id).called(bench.now_us)
        async with asyncio.timeout(bench.desk.policy.call_deadline.total_seconds()):
            answer = await verb.look_at(session, _asked(message, wish))
    except ProblemError as error:
        _stand_back(bench, channel, message, wish, error.problem)
        return
    except SignedOutError as error:
        _tell_channel(bench, channel, error)
        return
    except NotSentError as error:  # not asked: it counts for nothing
        wait_us = backoff_us(bench.desk.policy, 1, error.retry_after_s, bench.rng)
        _keep(bench, message.id, replace(wish, state=State.UNKNOWN, wake_at_us=bench.now_us + wait_us))
        _tell_channel(bench, channel, error)
        return
    except Exception as error:
        if not isinstance(error, ConnectorError | TimeoutError):
            log.error("looking at %s failed", channel.platform, exc_info=error)
        _tell_channel(bench, channel, error)
    crash_point("looked_up")
    if isinstance(answer, Done):
        _came_true(bench, message, wish, answer)
        return
    _keep(bench, message.id, _looked(bench, channel, wish, absent=isinstance(answer, Absent)))


def _looked(bench: Workbench, channel: Channel, wish: Wish, *, absent: bool) -> Wish:
    """The wish after a look that did not find it done."""
    looks = wish.lookups + 1
    if looks >= len(bench.desk.policy.look_up_after):
        wish = asking(wish, Problem(UNCLEAR, _values(bench, channel)))
    elif absent:  # not done, and done again it does the same
        wait_us = backoff_us(bench.desk.policy, wish.tries, None, bench.rng)
        wish = replace(wish, state=State.RETRY_WAIT, wake_at_us=bench.now_us + wait_us)
    else:
        wish = replace(wish, state=State.UNKNOWN, wake_at_us=bench.now_us + look_up_gap_us(bench.desk.policy, looks))
    return replace(wish, lookups=looks)
