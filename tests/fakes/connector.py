"""A platform with opinions, in memory: it keeps what it received, refuses what platforms refuse, fails as told.

`FakePlatform` is the far side (what is live, what stands on its own list); `FakeConnector` speaks to it as a connector
does. Faults are told per verb: `platform.fail("commit", Fault.REPLY_LOST)`.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from smmdesk.desk.outcomes import LOOK_FIRST
from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.problem import Problem
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    Account,
    CannotTell,
    CommitAnswer,
    GivenUp,
    Job,
    Listed,
    LookUpAnswer,
    NotSentError,
    PollAnswer,
    Published,
    RefusedError,
    Save,
    Session,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.steps import Steps, kept
from tests.fakes.containers import Container, Shelf, Status

if TYPE_CHECKING:
    from smmdesk.system.clock import Clock


class Fault(StrEnum):
    """What goes wrong in one call."""

    OFFLINE = "offline"  # provably not sent
    BUSY = "busy"  # 429, says how long
    REFUSED = "refused"
    GONE = "gone"  # 410: the interface was switched off
    CLOSED = "closed"  # the account is suspended
    SIGNED_OUT = "signed out"  # this call only
    REQUEST_LOST = "request lost"  # unclear, and nothing arrived
    REPLY_LOST = "reply lost"  # unclear, and it arrived
    ARRIVES_LATE = "arrives late"  # unclear, and it is accepted only after some minutes
    ERROR_THOUGH_LIVE = "error though live"  # accepted, and answered with an error
    STRANGE = "strange"  # accepted, then the connector falls over the answer
    WORKS = "works"  # accepted, asks to be asked again
    WORKS_IN_VAIN = "works in vain"  # the same, and gives it up: nothing of it is ever live
    HANGS = "hangs"  # never answers; nothing arrived
    HANGS_AFTER = "hangs after"  # accepted, never answers
    LIVE_AT_ONCE = "live at once"  # hand-off that the server publishes instead


IRREVERSIBLE = frozenset({"commit", "hand_off", "reschedule", "recall", "hurry", "moderate"})
LATE_BY = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Live:
    """One thing on the platform, live or listed. `due` is set while it stands on the list."""

    id: str
    key: str
    part_id: str
    text: str
    at: datetime
    parent_id: str = ""
    due: datetime | None = None
    container: str = ""


@dataclass
class FakePlatform:
    """The far side. `reads` is how good a look-up is: exact, own names (it finds what was sent under the names that are
    known here), or blind (it can never tell). With `shelf` it publishes by containers."""

    clock: Clock
    idempotency: str = "none"
    horizon: timedelta = timedelta(minutes=50)
    reads: str = "exact"
    signed_in: bool = True
    online: bool = True
    publishes_late: bool = False
    shelf: Shelf | None = None
    live: dict[str, Live] = field(default_factory=dict)
    listed: dict[str, Live] = field(default_factory=dict)
    jobs: dict[str, Live | None] = field(default_factory=dict)
    late: list[Live] = field(default_factory=list)
    received: list[tuple[str, Job]] = field(default_factory=list)
    deleted: list[Live] = field(default_factory=list)
    _faults: dict[str, deque[Fault | None]] = field(default_factory=lambda: defaultdict(deque))
    _made: int = 0

    def fail(self, verb: str, *faults: Fault | None) -> None:
        """The next calls of `verb` go wrong, in this order; None is one that goes well."""
        self._faults[verb].extend(faults)

    def next_fault(self, verb: str) -> Fault | None:
        return self._faults[verb].popleft() if self._faults[verb] else None

    def turn(self) -> None:
        """What the platform does by itself as time passes: late arrivals, its own list."""
        now = self.clock.now()
        for thing in [thing for thing in self.late if thing.at <= now]:
            self.late.remove(thing)
            with suppress(RefusedError):
                self._accept(thing)
        if not self.publishes_late:
            for thing in [thing for thing in self.listed.values() if thing.due is not None and thing.due <= now]:
                self.publish_listed(thing.id)

    def publish_listed(self, thing_id: str) -> Live:
        thing = self.listed.pop(thing_id)
        made = replace(thing, id=self._new_id(), at=self.clock.now(), due=None)
        self.live[made.id] = made
        return made

    def accept(self, job: Job, due: datetime | None = None) -> Live:
        """Take it: a new thing, or under a known key the one that is there."""
        parent = job.parent.id if job.parent else ""
        if parent and parent not in self.live:
            raise RefusedError(Problem("refused", {"channel": "fake", "platform": "Fake", "said": "no parent"}))
        return self._accept(self._made_of(job, self.clock.now(), due))

    def _made_of(self, job: Job, at: datetime, due: datetime | None = None) -> Live:
        parent = job.parent.id if job.parent else ""
        container = kept(job, "container") or "" if self.shelf is not None and due is None else ""
        return Live(self._new_id(), job.key, job.part_id, job.outgoing.text, at, parent, due, container)

    def accept_late(self, job: Job) -> None:
        self.late.append(self._made_of(job, self.clock.now() + LATE_BY))

    def _accept(self, thing: Live) -> Live:
        container = self.shelf.made[thing.container] if thing.container and self.shelf is not None else None
        if container is not None:
            if container.status(thing.at) is Status.PUBLISHED:
                return self.live[container.live_id]
            if container.status(thing.at) is not Status.FINISHED:
                raise RefusedError(_problem("refused"))
        twin = self.twin(thing.key)
        if twin is not None and self._knows(twin):
            return twin
        if container is not None:
            container.live_id = thing.id
        (self.live if thing.due is None else self.listed)[thing.id] = thing
        return thing

    def _knows(self, twin: Live) -> bool:
        if self.idempotency == "own_id":
            return True
        return self.idempotency == "key" and twin.due is None and self.clock.now() - twin.at < timedelta(hours=1)

    def twin(self, key: str) -> Live | None:
        """The first thing made under `key`."""
        return next((thing for thing in (*self.live.values(), *self.listed.values()) if thing.key == key), None)

    def of_key(self, key: str) -> list[Live]:
        """Everything live or listed under one key: never more than one (I1)."""
        return [thing for thing in (*self.live.values(), *self.listed.values()) if thing.key == key]

    def of_words(self, job: Job) -> list[Live]:
        """What says the same since its first try, or stands on the list, and is nobody else's: whatever it was sent
        under."""
        since = job.first_try_at or self.clock.now()
        listed = self.listed.values() if job.op is Op.SCHEDULE else ()
        alike = [*(thing for thing in self.live.values() if thing.at >= since), *listed]
        return [thing for thing in alike if thing.text == job.outgoing.text and thing.id not in job.owned]

    def of_part(self, part_id: str) -> list[Live]:
        return [thing for thing in (*self.live.values(), *self.listed.values()) if thing.part_id == part_id]

    def _new_id(self) -> str:
        self._made += 1
        return f"r{self._made}"


def _problem(code: str) -> Problem:
    return Problem(code, {"channel": "fake", "platform": "Fake", "said": "no", "time": ""})


class FakeConnector:
    """The verbs of the fake platform."""

    def __init__(self, platform: FakePlatform) -> None:
        self.platform = platform
        self.calls: list[str] = []
        self.while_connecting: Callable[[], None] = lambda: None
        self.at_first_byte: Callable[[], None] = lambda: None

    async def _reach(self, verb: str, job: Job | None = None, session: Session | None = None) -> Fault | None:
        """Every call goes through here: the network, the sign-in, then the fault that was told for it."""
        self.calls.append(verb)
        self.platform.turn()
        await asyncio.sleep(0)
        if not self.platform.online:
            raise NotSentError(_problem("offline"))
        if not self.platform.signed_in:
            raise SignedOutError(_problem("signed_out"))
        fault = self.platform.next_fault(verb)
        if fault is Fault.OFFLINE:
            raise NotSentError(_problem("server_unreachable"))
        if fault is Fault.BUSY:
            raise NotSentError(_problem("busy"), retry_after_s=600)
        if fault is Fault.SIGNED_OUT:
            raise SignedOutError(_problem("signed_out"))
        if verb in IRREVERSIBLE:
            self.while_connecting()
            assert session is not None
            await session.about_to_act()
            self.at_first_byte()
        if fault is Fault.GONE:
            raise RefusedError(_problem("api_gone"))
        if fault is Fault.CLOSED:
            raise RefusedError(_problem("account_closed"))
        if fault is Fault.REFUSED:
            raise RefusedError(_problem("refused"))
        if fault is Fault.REQUEST_LOST:
            raise UnclearError(_problem("unknown_outcome"))
        if fault is Fault.HANGS:
            await asyncio.Event().wait()
        if job is not None:
            self.platform.received.append((verb, job))
        return fault

    async def who_am_i(self, session: Session) -> Account:
        await self._reach("who_am_i")
        return Account(session.channel.remote_id, "Fake")

    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        await self._reach("prepare")
        if self.platform.shelf is not None:
            await self._contain(self.platform.shelf, Steps(job, save))
        for number, _picture in enumerate(job.outgoing.media):
            name = f"upload:{number}"
            if name not in job.prepared:
                await save(name, f"m{number}")

    async def _contain(self, shelf: Shelf, steps: Steps) -> None:
        """Another container only where the kept one ended unpublished."""
        now, made = self.platform.clock.now(), steps.found("container")
        if made is None or shelf.made[made].status(now) is Status.EXPIRED:
            await steps.keep("container", shelf.make(now).id)

    def _container(self, job: Job) -> Container | None:
        """What a post is published by; a place on the list, a change and a deletion go without."""
        made = kept(job, "container") if job.op is Op.CREATE else None
        return self.platform.shelf.made[made] if self.platform.shelf is not None and made else None

    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        container = self._container(job)
        status = container.status(self.platform.clock.now()) if container is not None else Status.FINISHED
        if status in (Status.IN_PROGRESS, Status.EXPIRED):  # asked before: a read
            raise NotSentError(_problem("busy"))
        fault = await self._reach("commit", job, session)
        if job.op in (Op.DELETE, Op.EDIT):
            return self._changed(job, fault)
        if fault is Fault.ARRIVES_LATE:
            self.platform.accept_late(job)
            raise UnclearError(_problem("unknown_outcome"))
        if fault in (Fault.WORKS, Fault.WORKS_IN_VAIN):
            work = f"job{len(self.platform.jobs)}"
            self.platform.jobs[work] = self.platform.accept(job) if fault is Fault.WORKS else None
            return Accepted({"id": work}, again_s=5)
        return self._answer(await self._accepted(job, fault))

    def _changed(self, job: Job, fault: Fault | None) -> Published:
        """By the platform's own id; deleting what is gone is no error, changing it is."""
        assert job.receipt is not None
        thing = self.platform.live.get(job.receipt.id)
        if job.op is Op.EDIT and thing is None:
            raise RefusedError(_problem("removed_there"))
        if thing is not None and job.op is Op.EDIT:
            self.platform.live[thing.id] = replace(thing, text=job.outgoing.text)
        elif thing is not None:
            if any(other.parent_id == thing.id for other in self.platform.live.values()):
                raise RefusedError(_problem("refused"))  # there are answers under it
            self.platform.deleted.append(self.platform.live.pop(thing.id))
        if fault in (Fault.REPLY_LOST, Fault.ERROR_THOUGH_LIVE):
            raise UnclearError(_problem("unknown_outcome"))
        if fault is Fault.STRANGE:
            raise KeyError("id")
        return Published(job.receipt)

    def _look_up_change(self, job: Job) -> LookUpAnswer:
        assert job.receipt is not None
        thing = self.platform.live.get(job.receipt.id)
        if job.op is Op.DELETE:
            return Published(job.receipt) if thing is None else Absent()
        if thing is None:
            return CannotTell()
        return Published(job.receipt) if thing.text == job.outgoing.text else Absent()

    async def _accepted(self, job: Job, fault: Fault | None, due: datetime | None = None) -> Live:
        thing = self.platform.accept(job, due)
        if fault in (Fault.REPLY_LOST, Fault.ERROR_THOUGH_LIVE):
            raise UnclearError(_problem("unknown_outcome"))
        if fault is Fault.STRANGE:
            raise KeyError("id")
        if fault is Fault.HANGS_AFTER:
            await asyncio.Event().wait()
        return thing

    def _answer(self, thing: Live) -> Published | Listed:
        if thing.due is not None:
            return Listed(Receipt(thing.id), thing.due)
        return Published(Receipt(thing.id, f"https://fake.example/{thing.id}"))

    async def poll(self, session: Session, job: Job) -> PollAnswer:
        await self._reach("poll")
        work: Mapping[str, str] = job.prepared["job"]  # type: ignore[assignment]
        made = self.platform.jobs[work["id"]]
        return self._answer(made) if made is not None else GivenUp(_problem("refused"))

    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        await self._reach("look_up")
        container = self._container(job)
        status = container.status(self.platform.clock.now()) if container is not None else None
        if container is not None and status is Status.PUBLISHED:
            return self._answer(self.platform.live[container.live_id])
        if status is Status.EXPIRED:
            return Absent(for_good=True)
        if status is Status.IN_PROGRESS:
            return Accepted({}, again_s=30)
        if self.platform.reads == "blind":
            return CannotTell()
        if job.op in (Op.DELETE, Op.EDIT):
            return self._look_up_change(job)
        by_words = self.platform.reads != "own names"
        found = self.platform.of_key(job.key)
        if by_words and LOOK_FIRST in job.prepared and not found:
            found = self.platform.of_words(job)
        if len(found) > 1:
            return CannotTell(two_alike=True)
        return self._answer(found[0]) if found else Absent(by_words=by_words)

    async def hand_off(self, session: Session, job: Job) -> CommitAnswer:
        fault = await self._reach("hand_off", job, session)
        due = None if fault is Fault.LIVE_AT_ONCE else job.due
        return self._answer(await self._accepted(job, fault, due))

    async def reschedule(self, session: Session, job: Job) -> CommitAnswer:
        fault = await self._reach("reschedule", job, session)
        thing = self._mine(job)
        moved = self.platform.listed[thing.id] = replace(thing, due=job.due)
        if fault is Fault.REPLY_LOST:
            raise UnclearError(_problem("unknown_outcome"))
        return self._answer(moved)

    async def recall(self, session: Session, job: Job) -> None:
        fault = await self._reach("recall", job, session)
        thing = self._mine(job)
        self.platform.deleted.append(self.platform.listed.pop(thing.id))
        if fault is Fault.REPLY_LOST:
            raise UnclearError(_problem("unknown_outcome"))

    def _mine(self, job: Job) -> Live:
        thing = self.platform.listed.get(job.receipt.id if job.receipt else "")
        if thing is None:
            raise RefusedError(_problem("refused"))
        return thing

    async def look_up_listed(self, session: Session, job: Job) -> LookUpAnswer:
        await self._reach("look_up_listed")
        found = self.platform.of_key(job.key)
        return self._answer(found[0]) if found else Absent()

    async def hurry(self, session: Session, job: Job) -> CommitAnswer:
        fault = await self._reach("hurry", job, session)
        thing = self._mine(job)
        made = self.platform.publish_listed(thing.id)
        if fault is Fault.REPLY_LOST:
            raise UnclearError(_problem("unknown_outcome"))
        return self._answer(made)
