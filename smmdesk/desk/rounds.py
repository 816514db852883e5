"""Every connected channel is asked now and then, calmly: when its lane has nothing else to do, one call at a time."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from smmdesk.desk.brands import working_channels
from smmdesk.desk.deciding import SWITCHED_OFF, us
from smmdesk.desk.looking import heed
from smmdesk.desk.switched_off import is_off
from smmdesk.desk.workbench import LOCKED, SIGNED_OUT, Workbench, log
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms.base import Connector, ConnectorError, NotSentError, RefusedError, Session, SignedOutError
from smmdesk.platforms.facts import Facts
from smmdesk.system.tasks import TaskScope

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader

PROOF_S = 20.0
QUICK_MOST = 200
"""So many calls of one round follow each other quickly; what is still behind them is asked for a call a round, so that
a server whose list has no end is not asked without end."""
APP_FAULT = Problem("app_fault")


def is_connected(channel: Channel, facts: Facts) -> bool:
    """Whether the platform may be asked at all: such ones alone have their code loaded."""
    return channel.status is ChannelStatus.CONNECTED and facts.sends_by_itself


async def proven(verb: Connector, session: Session, error: Exception) -> Exception:
    """What it means. Platforms refuse a single question as if the sign-in were over, where a right to it is missing, or
    as if all of the interface were switched off, where that question is: posts would stop for it, so who we are is
    asked too."""
    ended = isinstance(error, SignedOutError)
    switched_off = isinstance(error, RefusedError) and error.problem.code == SWITCHED_OFF
    if not isinstance(error, ConnectorError) or not (ended or switched_off):
        return error
    try:
        async with asyncio.timeout(PROOF_S):
            await verb.who_am_i(session)
    except Exception as other:
        return other
    return RefusedError(Problem("refused", {**error.problem.values, "said": "…"}))


FORESEEN = (ProblemError, ConnectorError, TimeoutError)


def said_of(desk: "Desk", channel: Channel, error: Exception) -> Problem:
    """What an error of one channel is called."""
    if isinstance(error, ProblemError | ConnectorError):
        return error.problem
    is_silent = isinstance(error, TimeoutError)
    return Problem("server_unreachable", {"platform": desk.facts_for(channel).name}) if is_silent else APP_FAULT


def what_stood(desk: "Desk", channel: Channel, error: Exception) -> Problem:
    """What stood against asking a channel, said to the person who asks all of them. What nobody foresaw is written in
    the log, and keeps the others no more than anything else does."""
    if not isinstance(error, FORESEEN):
        log.error("%s was not asked to its end", channel.platform, exc_info=error)
    return said_of(desk, channel, error)


class Rounds:
    """Belongs to one engine. `verbs`: what a connector must offer to be asked. `again`: the time between two rounds
    of a channel, `apart` between two calls of one round."""

    verbs: ClassVar[tuple[type, ...]] = ()

    def __init__(self, bench: Workbench, tasks: TaskScope, slots: asyncio.Semaphore, first: timedelta) -> None:
        self._bench, self._tasks, self._slots, self._first = bench, tasks, slots, first
        self._from_us: dict[str, int] = {}
        self._calls: dict[str, int] = {}
        self._next_us = bench.now_us + us(first)

    @property
    def again(self) -> timedelta:
        raise NotImplementedError

    @property
    def apart(self) -> timedelta:
        return timedelta()

    async def ask(self, channel: Channel, verb: Connector, session: Session) -> bool:
        """One call, and what it told kept; whether there is more to ask. Raises ConnectorError, TimeoutError."""
        raise NotImplementedError

    def begin(self) -> None:
        """Let every lane that is idle ask when it is time."""
        bench, now_us, policy = self._bench, self._bench.now_us, self._bench.desk.policy
        most_us = max(us(policy.watch_apart), us(self._first))
        if self._next_us - most_us <= now_us < self._next_us:
            return
        self._next_us = now_us + min(us(policy.watch_apart), us(self.apart) or us(policy.watch_apart))
        with bench.desk.store.reading() as reader:
            channels = self._channels_due(reader, now_us)
        for channel in channels:
            lane, verb = bench.lane(channel.id), bench.reach.connector(channel)
            if isinstance(verb, self.verbs) and lane.working:
                self._next_us = now_us  # another round may always be there first: the lane is asked for once it is idle
            elif isinstance(verb, self.verbs):
                lane.working = True
                self._tasks.start(self._work(channel, verb))

    def _channels_due(self, reader: "Reader", now_us: int) -> list[Channel]:
        return [channel for channel in working_channels(reader) if self._may_ask(channel, now_us)]

    def _may_ask(self, channel: Channel, now_us: int) -> bool:
        bench, facts = self._bench, self._bench.reach.facts(channel)
        if not is_connected(channel, facts) or is_off(bench.switched_off, channel, facts):
            return False
        from_us = self._from_us.get(channel.id, 0)
        waits = from_us - us(bench.desk.policy.retry_after_most) <= now_us < from_us  # else the clock was set back
        return not waits and bench.lane(channel.id).next_call_us(now_us, facts) <= now_us

    async def _work(self, channel: Channel, verb: Connector) -> None:
        bench = self._bench
        try:
            async with self._slots:
                if not bench.stopping:
                    await self._look(channel, verb)
        finally:
            bench.lane(channel.id).working = False
            bench.wake()

    async def _look(self, channel: Channel, verb: Connector) -> None:
        bench = self._bench
        self._from_us[channel.id] = bench.now_us + us(self.again)
        try:
            session = await bench.reach.session(channel)
            bench.lane(channel.id).called(bench.now_us)
            more = await self.ask(channel, verb, session)
        except ProblemError as error:
            if error.problem.code in LOCKED:
                bench.locked = error.problem
            elif error.problem.code in SIGNED_OUT:
                bench.sign_out(channel.id)
        except Exception as error:
            self._not_told(channel, await proven(verb, session, error))
        else:
            self._calls[channel.id] = self._calls.get(channel.id, 0) + 1 if more else 0
            if 0 < self._calls[channel.id] < QUICK_MOST:
                self._from_us[channel.id] = bench.now_us + us(self.apart)

    def _not_told(self, channel: Channel, error: Exception) -> None:
        """What was seen before stays; what the platform said of the whole account is heeded. How long to wait holds for
        these questions alone: some have a day's share of their own, and posts go out all the same."""
        bench = self._bench
        if isinstance(error, NotSentError) and error.retry_after_s is not None:
            until_us = bench.now_us + round(error.retry_after_s * 1_000_000)
            self._from_us[channel.id] = max(self._from_us.get(channel.id, 0), until_us)
        if isinstance(error, SignedOutError):
            bench.sign_out(channel.id)
        elif not isinstance(error, ConnectorError | TimeoutError):
            log.error("what %s tells was not read", channel.platform, exc_info=error)
        heed(bench, channel, error)
