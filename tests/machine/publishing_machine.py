"""A person, a network, a platform, a clock and a power cut, all at once: Hypothesis plays them against one engine.

After every step the rules of reliability.md §3 must hold; at the end everything is made well again, and then nothing
may be left hanging.
"""

import random
import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from smmdesk.app import close_desk, open_desk
from smmdesk.desk import planning
from smmdesk.desk.crash_points import POINTS
from smmdesk.desk.planning import first_brand
from smmdesk.desk.publishing import Publisher
from smmdesk.desk.settling import retry_now, settle
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.fakes.connector import FakePlatform, Fault
from tests.fakes.containers import Shelf
from tests.fakes.crash import crash_at
from tests.fakes.reach import KEY, LISTING, OWN_ID, ROME, Bench, FakeReach, fake_facts
from tests.machine.publishing_rules import PublishingRules

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
PROMISES = {"none": {}, "key": {"idempotency": KEY}, "own_id": {"idempotency": OWN_ID}}
QUICK_FAULTS = [fault for fault in Fault if fault not in (Fault.HANGS, Fault.HANGS_AFTER, Fault.CLOSED, Fault.GONE)]
WORKS = (Fault.WORKS, Fault.WORKS_IN_VAIN)
VERBS = ("prepare", "commit", "poll", "look_up", "hand_off", "reschedule", "recall", "look_up_listed")
USUAL_FAULTS = [Fault.OFFLINE, Fault.BUSY, Fault.REQUEST_LOST, Fault.REPLY_LOST, Fault.SIGNED_OUT, Fault.REFUSED]
FAULTS_OF = {
    "commit": QUICK_FAULTS,
    "hand_off": [fault for fault in QUICK_FAULTS if fault not in (*WORKS, Fault.ARRIVES_LATE)],
}
BAD_DAYS = [
    *((fault,) for fault in QUICK_FAULTS),
    *((first, then) for first in (Fault.REPLY_LOST, Fault.ARRIVES_LATE, Fault.STRANGE) for then in USUAL_FAULTS),
    (None, Fault.REPLY_LOST),
]
"""What happens to the next calls that publish."""
DEADLY = ("claimed", "prepared", "intent_committed", "intent_logged", "first_byte", "answered", "receipt_logged")
"""Points that every post passes; the others need a bad day first."""


class PublishingMachine(PublishingRules):
    """What can happen."""

    @initialize(
        promise=st.sampled_from(sorted(PROMISES)),
        reads=st.sampled_from(["exact", "exact", "blind"]),
        lists=st.booleans(),
        lead_s=st.sampled_from([0, 120]),
        late=st.booleans(),
        life_min=st.sampled_from([0, 0, 10]),
    )
    def open(self, promise: str, reads: str, lists: bool, lead_s: int, late: bool, life_min: int) -> None:
        type(self).made += 1
        self.folder = self.places / str(self.made)
        shutil.copytree(self.template, self.folder)
        self.clock = ManualClock()
        self.desk = open_desk(Paths(self.folder), self.clock)
        facts = fake_facts(
            lead_s=lead_s, schedule=replace(LISTING, can_be_late=late) if lists else None, **PROMISES[promise]
        )
        shelf = Shelf(life_min * MINUTE) if life_min else None
        self.platform = FakePlatform(self.clock, promise, reads=reads, shelf=shelf)
        reach = FakeReach(self.platform, facts)
        publisher = Publisher(self.desk, reach=reach, rng=random.Random(7))
        publisher.start()
        self.bench = Bench(self.desk, self.clock, first_brand(self.desk), self.platform, reach, publisher)
        with self.desk.store.reading() as reader:
            self.channels = list(reader.all(Channel))

    # ------------------------------------------------------------------ the person
    @rule(
        channel=st.integers(0, 1),
        minutes=st.sampled_from([1, 3, 10, 30, 90, 300]),
        thread=st.integers(0, 2),
        comment=st.booleans(),
        both=st.booleans(),
    )
    def plan(self, channel: int, minutes: int, thread: int, comment: bool, both: bool) -> None:
        text = f"post {len(self.posts)}"
        content = Content(
            text=text,
            thread=tuple(ThreadItem(f"{text}.{number}") for number in range(thread)),
            first_comment=f"{text} first" if comment else "",
        )
        channels = self.channels if both else [self.channels[channel]]
        self.posts.append(self.bench.post(text, *channels, at=minutes * MINUTE, content=content))

    @precondition(lambda self: self.posts)
    @rule(data=st.data(), how=st.sampled_from(["edit", "move", "now", "unschedule", "trash", "schedule", "channel"]))
    def change(self, data: st.DataObject, how: str) -> None:
        post = data.draw(st.sampled_from(self.posts))
        with self.desk.store.reading() as reader:
            post = reader.get(Post, post.id)
        if post.deleted_at_us is not None:
            return  # what lies in the trash is shown nowhere else
        try:
            self._change(post, how)
        except ProblemError:
            return

    def _change(self, post: Post, how: str) -> None:
        soon = Moment.of(self.clock.now() + 20 * MINUTE, ROME)
        if how == "edit":
            text = f"{post.content.text} edited"
            planning.save_post(self.desk, replace(post, content=replace(post.content, text=text)))
        elif how == "move":
            planning.move_posts(self.desk, {post.id: soon})
        elif how == "now":
            planning.publish_now(self.desk, post.id)
        elif how == "unschedule":
            planning.unschedule(self.desk, [post.id])
        elif how == "trash":
            planning.trash(self.desk, [post.id])
        elif how == "schedule":
            planning.schedule(self.desk, post.id, soon)
        else:
            kept = tuple(channel.id for channel in self.channels if channel.id not in post.channels)
            planning.save_post(self.desk, replace(post, channels=kept))

    @precondition(lambda self: self.posts)
    @rule(data=st.data(), answer=st.sampled_from(["there", "again", "draft", "retry"]))
    def answer(self, data: st.DataObject, answer: Any) -> None:
        asking = [part for part in self.parts() if part.state in (State.UNKNOWN, State.MISSED, State.NEEDS_YOU)]
        if not asking:
            return
        part = data.draw(st.sampled_from(asking))
        with suppress(ProblemError):
            if answer == "retry":
                retry_now(self.desk, part.id)
            else:
                settle(self.desk, part.id, answer)
                self.decided[part.delivery_id] += answer in ("again", "draft")

    @rule(number=st.integers(0, 1), how=st.sampled_from(["paused", "hand_off"]), minutes=st.sampled_from([2, 90]))
    def switch(self, number: int, how: str, minutes: int) -> None:
        before = getattr(self.bench.reload(self.channels[number]), how)
        self.bench.put(replace(self.bench.reload(self.channels[number]), **{how: not before}))
        self.time_passes(minutes)
        self.bench.put(replace(self.bench.reload(self.channels[number]), **{how: before}))

    # ------------------------------------------------------------------ the world
    @rule(
        faults=st.sampled_from(BAD_DAYS),
        looking=st.sampled_from([None, None, Fault.OFFLINE, Fault.SIGNED_OUT, Fault.REQUEST_LOST, Fault.REFUSED]),
        minutes=st.sampled_from([2, 10, 40]),
    )
    def send_badly(self, faults: tuple[Fault | None, ...], looking: Fault | None, minutes: int) -> None:
        """A post goes out while the network or the platform misbehaves."""
        self.platform.fail("commit", *faults)
        self.platform.fail("look_up", looking)
        self.plan(0, 1, 0, False, False)
        self.time_passes(minutes)

    @rule(
        verb=st.sampled_from(["hand_off", "reschedule", "recall", "look_up_listed"]),
        number=st.integers(0, len(QUICK_FAULTS) - 1),
        then=st.sampled_from(["edit", "move", "unschedule", "trash", "channel", "nothing"]),
        minutes=st.sampled_from([2, 40, 100]),
    )
    def list_badly(self, verb: str, number: int, then: str, minutes: int) -> None:
        """A post goes on the platform's list, is changed, and one of the calls goes wrong."""
        faults = FAULTS_OF.get(verb, USUAL_FAULTS)
        self.platform.fail(verb, faults[number % len(faults)])
        self.plan(0, 90, 0, False, False)
        self.time_passes(1)
        if then != "nothing":
            with self.desk.store.reading() as reader:
                post = reader.get(Post, self.posts[-1].id)
            with suppress(ProblemError):
                self._change(post, then)
        self.time_passes(minutes)

    @rule(
        verb=st.sampled_from(VERBS),
        number=st.integers(0, len(QUICK_FAULTS) - 1),
        times=st.integers(1, 3),
    )
    def break_something(self, verb: str, number: int, times: int) -> None:
        faults = FAULTS_OF.get(verb, USUAL_FAULTS)
        self.platform.fail(verb, *[faults[number % len(faults)]] * times)

    @rule(minutes=st.sampled_from([2, 20, 90]))
    def network_is_away(self, minutes: int) -> None:
        self.platform.online = False
        self.time_passes(minutes)
        self.platform.online = True

    @rule(minutes=st.sampled_from([2, 20]))
    def sign_in_is_away(self, minutes: int) -> None:
        self.platform.signed_in = False
        self.time_passes(minutes)
        self.sign_in()

    @rule(late=st.booleans())
    def lateness(self, late: bool) -> None:
        self.platform.publishes_late = late

    @rule(minutes=st.sampled_from([1, 2, 5, 30, 60]))
    def time_passes(self, minutes: int) -> None:
        """With the engine awake; what must hold holds at every moment of it."""
        step = max(MINUTE, minutes * MINUTE / 6)
        for _ in range(round(minutes * MINUTE / step)):
            self.run(self.bench.pass_time(step / 2, tick=step / 2))
            self.what_is_live_is_never_taken_for_unsent()
            self.run(self.bench.pass_time(step / 2, tick=step / 2))
            self.what_is_live_is_never_taken_for_unsent()

    @rule(minutes=st.sampled_from([3, 30, 90, 600]))
    def sleep(self, minutes: int) -> None:
        self.clock.suspend(minutes * MINUTE)
        self.run(self.bench.run())

    @rule(point=st.sampled_from(DEADLY), parts=st.integers(0, 1), listed=st.booleans())
    def die_sending(self, point: str, parts: int, listed: bool) -> None:
        """The power goes while a post goes out, or on the list."""
        self.die(3, point, parts, None, listed)

    @rule(
        minutes=st.sampled_from([3, 40]),
        point=st.sampled_from(POINTS),
        parts=st.integers(0, 1),
        fault=st.sampled_from([None, *QUICK_FAULTS]),
        listed=st.booleans(),
    )
    def die(self, minutes: int, point: str, parts: int, fault: Fault | None, listed: bool) -> None:
        """The same on a bad day."""
        self.platform.fail("hand_off" if listed else "commit", fault)
        self.plan(1, 90 if listed else 1, parts, False, False)
        with crash_at(point) as reached:
            for _ in range(minutes):
                self.clock.advance(MINUTE)
                self.platform.turn()
                self.run(self.bench.run(until=lambda: bool(reached)))
                if reached:
                    break
        self.restart()

    @rule()
    def restart(self) -> None:
        before = self.snapshot()
        self.bench.publisher._disconnect()
        self.run(close_desk(self.desk))
        self.desk = self.bench.desk = open_desk(Paths(self.folder), self.clock)
        assert self.snapshot() == before, "the store reloads as it was"
        self.bench.restart()
