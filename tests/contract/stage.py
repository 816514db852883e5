"""A real desk with its real publisher before one subject: the test moves the clock and breaks the way between them."""

import asyncio
import random
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from smmdesk.app import close_desk, open_desk
from smmdesk.desk.desk import Desk
from smmdesk.desk.media_intake import take_bytes
from smmdesk.desk.planning import add_post, first_brand, schedule
from smmdesk.desk.publishing import Publisher
from smmdesk.desk.reach import DeskReach
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Attempt, Delivery, Part, State
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.model.status import sentence
from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from smmdesk.system.drafts import write_whole
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import Secret
from smmdesk.system.secrets.wrapped_key import Hardness, read_keys, wrap_keys
from tests.contract.subjects import Subject
from tests.servers.faults import Exchange, FaultServer

ROME = "Europe/Rome"
PASSPHRASE = "una frase segreta"
MINUTE = timedelta(minutes=1)
AHEAD = timedelta(minutes=10)
NEAR = timedelta(seconds=30)
STEP = timedelta(seconds=100)
"""Shorter than what counts as a computer that slept."""
OVER = frozenset({State.PUBLISHED, State.NEEDS_YOU, State.MISSED})
CLAIMS_FAILURE = re.compile(
    r"\bfail|\berror|nothing was (sent|published)|did not go out|could not be sent|"
    r"fallit|errore|non è (partit|uscit|stat)|niente è stat|non è riuscit",
    re.IGNORECASE,
)
"""Words that nobody may say of a part that is perhaps live (I11)."""


@dataclass(frozen=True)
class Seen:
    """One state that the part was in, and what the person read then, in both languages."""

    state: State
    code: str
    words: str


class QuietReach(DeskReach):
    """The desk's own way, which does not stop to ask a server for its clock: loopback proves nothing anyway."""

    clock_known = True


async def made_template(folder: Path, subject: Subject, clock: ManualClock) -> None:
    """A desk with the subject's channel signed in, to be copied for each test; its passphrase is cheap to check."""
    subject.use(clock, folder)
    desk = open_desk(Paths(folder), clock, passphrase=Secret(PASSPHRASE))
    try:
        await subject.connect(desk)
        if (file := subject.file()) is not None:
            assert (await take_bytes(desk, first_brand(desk).id, file[1], file[0])).assets
        wrapped = Paths(folder).wrapped_key
        if wrapped.exists():
            write_whole(wrapped, wrap_keys(PASSPHRASE, read_keys(wrapped, PASSPHRASE), Hardness(64, 1, 1)))
    finally:
        await close_desk(desk)


class Stage:
    """One desk, one channel, one post in the end. `seen` are all states of its first part in order."""

    def __init__(self, desk: Desk, clock: ManualClock, subject: Subject) -> None:
        self.desk, self.clock, self.subject = desk, clock, subject
        with desk.store.reading() as reader:
            [self.channel] = reader.all(Channel)
            self._shown = tuple(MediaUse(asset.id) for asset in reader.all(Asset))
        self.publisher = Publisher(desk, reach=QuietReach(desk), rng=random.Random(7))
        self.publisher.start()
        self.seen: list[Seen] = []
        self._post: Post | None = None
        self._disconnect = desk.store.changed.connect(self._note)
        self.before = {live.id for live in subject.live()}

    def again(self, desk: Desk) -> "Stage":
        """The same post on another copy of the desk, before the same subject."""
        self.subject.copied()
        other = Stage(desk, self.clock, self.subject)
        other._post = self._post
        return other

    async def close(self) -> None:
        self._disconnect()
        self.publisher._disconnect()
        await self.publisher.aclose()

    # ------------------------------------------------------------------ the person
    def post(self, text: str, ahead: timedelta = AHEAD, **content: Any) -> Post:
        """A post for `ahead` from now, with the subject's own file where it says nothing else."""
        content = {"media": self._shown, **content}
        said = Content(text=text, title=self.subject.title, options=self.subject.options, **content)
        post = add_post(self.desk, self.channel.brand_id, content=said, channels=(self.channel.id,))
        self._post = schedule(self.desk, post.id, Moment.of(self.clock.now() + ahead, ROME))
        return self._post

    @property
    def channel_now(self) -> Channel:
        with self.desk.store.reading() as reader:
            return reader.get(Channel, self.channel.id)

    def sign_in_again(self) -> None:
        """The sign-in was good after all."""
        self.put(status=ChannelStatus.CONNECTED)

    def put(self, **changes: Any) -> None:
        """Change the channel."""
        with self.desk.store.transaction() as tx:
            self.channel = tx.put(replace(tx.get(Channel, self.channel.id), **changes))

    # ------------------------------------------------------------------ the engine
    async def run(self, passes: int = 40) -> None:
        """Tick until nothing more moves at this instant."""
        for _ in range(passes):
            self.publisher._awake.clear()
            await self.publisher.tick()
            await self.publisher.idle()
            if not self.publisher._awake.is_set():
                return
        raise AssertionError("the publisher does not come to rest")

    async def pass_time(self, span: timedelta) -> None:
        left = span
        while left > timedelta():
            self.clock.advance(min(STEP, left))
            left -= STEP
            await self.run()

    async def until_ready(self) -> None:
        """Just before its moment: claimed, and all the inert work done."""
        while (left := self.due - self.clock.now() - NEAR) > timedelta():
            self.clock.advance(min(STEP, left))
            await self.run()

    async def moment_comes(self) -> None:
        """Its moment, and the one call with its immediate look-up."""
        self.clock.advance(self.due - self.clock.now())
        await self.run()

    async def until_over(self, most: timedelta = timedelta(hours=3)) -> None:
        """Let time pass until it is published or waits for a person."""
        end = self.clock.now() + most
        while self.part.state not in OVER and self.clock.now() < end:
            await self.pass_time(MINUTE)

    # ------------------------------------------------------------------ what came of it
    @property
    def delivery(self) -> Delivery:
        assert self._post is not None
        with self.desk.store.reading() as reader:
            return reader.deliveries_of(self._post.id)[0]

    @property
    def due(self) -> datetime:
        return self.delivery.due.instant

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.delivery.parts

    @property
    def part(self) -> Part:
        return self.parts[0]

    @property
    def problem(self) -> Problem | None:
        return self.part.problem

    @property
    def waits(self) -> timedelta:
        """How long the part still waits by itself."""
        assert self.part.wake_at_us is not None
        return from_us(self.part.wake_at_us) - self.clock.now()

    def attempts(self, number: int = 0) -> tuple[Attempt, ...]:
        with self.desk.store.reading() as reader:
            return reader.attempts_of(self.parts[number].id)

    def out(self) -> list[str]:
        """The words of what is live now and was not before this test."""
        return [live.text for live in self.subject.live() if live.id not in self.before]

    @property
    def way(self) -> FaultServer:
        assert self.subject.way is not None, "this subject has no wire"
        return self.subject.way

    def commits(self) -> list[Exchange]:
        """The irreversible calls that left here."""
        return self.way.received(self.subject.commits)

    @property
    def states(self) -> list[State]:
        return [seen.state for seen in self.seen]

    def words(self) -> str:
        """All that the person can read of the delivery now, in both languages."""
        found: list[str] = []
        for language in ("it", "en"):
            set_language(language)
            problem = self.problem
            found.append(sentence(self.delivery, self.desk.facts_for(self.channel).name, self.clock.now()))
            found += [problem.title, problem.advice] if problem is not None else []
        return "\n".join(found)

    def _note(self, _changes: Changes) -> None:
        if self._post is None or not self.delivery.parts:
            return
        part = self.part
        seen = Seen(part.state, part.problem.code if part.problem is not None else "", self.words())
        if not self.seen or self.seen[-1] != seen:
            self.seen.append(seen)


@asynccontextmanager
async def staged(template: Path, folder: Path, subject: Subject) -> AsyncIterator[Stage]:
    """A stage on a copy of the subject's template."""
    shutil.copytree(template, folder)
    clock = ManualClock(datetime.now(UTC).replace(microsecond=0))
    subject.use(clock, folder)
    desk = open_desk(Paths(folder), clock, passphrase=Secret(PASSPHRASE))
    stage = Stage(desk, clock, subject)
    if subject.way is not None:
        subject.way.behave()
        subject.way.forget()
        subject.way.now = clock.now
    try:
        with subject.around():
            yield stage
    finally:
        if subject.way is not None:
            subject.way.behave()
        await stage.close()
        await close_desk(desk)
        if subject.way is not None:  # what comes late belongs to this test, not to the next one's count
            await asyncio.to_thread(subject.way.rest)
