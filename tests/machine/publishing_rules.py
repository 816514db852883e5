"""What must hold at every moment of publishing (reliability.md §3), and how a run of the machine ends."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from hypothesis.stateful import RuleBasedStateMachine, invariant

from smmdesk.app import close_desk, open_desk
from smmdesk.desk.deciding import RESUMED_BY_SIGN_IN
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Delivery, Part, State, Verdict
from smmdesk.model.post import Post
from smmdesk.store import calendar_rows, ledger
from smmdesk.store.reader import rows_of
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.fakes.connector import FakePlatform
from tests.fakes.reach import Bench

T = TypeVar("T")
NOT_OUT = frozenset({State.SCHEDULED, State.CLAIMED, State.RETRY_WAIT, State.MISSED, State.DRAFT, State.CANCELLED})
HANGING = frozenset({State.CLAIMED, State.SENDING, State.PROCESSING, State.UNKNOWN, State.RETRY_WAIT})


class PublishingRules(RuleBasedStateMachine):
    """One desk, two channels, one engine; `posts` are all that were ever planned."""

    template: Path
    places: Path
    made = 0
    folder: Path
    clock: ManualClock
    desk: Desk
    platform: FakePlatform
    bench: Bench
    channels: list[Channel]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.posts: list[Post] = []
        self.decided: Counter[str] = Counter()  # by delivery: a person said that it is not there

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def sign_in(self) -> None:
        self.platform.signed_in = True
        for known in self.channels:
            channel = self.bench.reload(known)
            if channel.status is ChannelStatus.SIGNED_OUT:
                self.bench.put(replace(channel, status=ChannelStatus.CONNECTED))

    # ------------------------------------------------------------------ what must hold
    def snapshot(self) -> list[Any]:
        with self.desk.store.reading() as reader:
            return [*reader.all(Post, deleted=True), *reader.all(Delivery), *reader.all(Channel)]

    def parts(self) -> list[Part]:
        with self.desk.store.reading() as reader:
            return [part for delivery in reader.all(Delivery) for part in delivery.parts]

    @invariant()
    def one_copy_of_each_generation(self) -> None:
        """I1."""
        for thing in (*self.platform.live.values(), *self.platform.listed.values()):
            assert len(self.platform.of_key(thing.key)) == 1, f"two of {thing}"

    @invariant()
    def one_copy_of_each_part(self) -> None:
        """A further copy only where a person decided that the first is not there."""
        if self.posts:
            for part in self.parts():
                copies = self.platform.of_part(part.id)
                assert len(copies) <= 1 + self.decided[part.delivery_id], f"copies: {copies}"

    @invariant()
    def what_is_live_is_never_taken_for_unsent(self) -> None:
        by_id = {part.id: part for part in self.parts()} if self.posts else {}
        for thing in self.platform.live.values():
            part = by_id[thing.part_id]
            if part.key != thing.key:
                continue  # a person decided for a new generation, or words changed after a proof
            assert part.state not in NOT_OUT, f"live, and yet {part.state}"
            resumes = part.problem is not None and part.problem.code in RESUMED_BY_SIGN_IN
            assert not (part.state is State.NEEDS_YOU and resumes), "live, and yet resumed by a sign-in"

    @invariant()
    def no_blind_resend(self) -> None:
        """I5, by the journal: after an attempt of unknown end there is none more without a promise."""
        if not self.posts or self.platform.idempotency != "none":
            return
        with self.desk.store.reading() as reader:
            for part in self.parts():
                attempts = reader.attempts_of(part.id)
                for earlier, later in pairwise(attempts):
                    creates = {str(earlier.op), str(later.op)} <= {"create", "schedule"}
                    same = earlier.generation == later.generation and creates
                    unclear = earlier.verdict in (Verdict.UNKNOWN, Verdict.OPEN)
                    assert not (same and unclear), f"{earlier} and then {later}"

    @invariant()
    def threads_go_out_in_order(self) -> None:
        """I4."""
        if not self.posts:
            return
        with self.desk.store.reading() as reader:
            for delivery in reader.all(Delivery):
                states = [part.state for part in delivery.parts if part.state not in (State.DRAFT, State.CANCELLED)]
                out = [state is State.PUBLISHED for state in states]
                assert out == sorted(out, reverse=True), states

    @invariant()
    def one_owner_of_the_moment(self) -> None:
        """I7: what stands on the platform's list is not waiting here too."""
        by_id = {part.id: part for part in self.parts()} if self.posts else {}
        for thing in self.platform.listed.values():
            part = by_id[thing.part_id]
            if part.key == thing.key:
                assert part.state not in NOT_OUT, f"listed, and yet {part.state}"

    @invariant()
    def what_is_being_sent_has_its_intent(self) -> None:
        """I2: at rest and after every death the attempt stands beside the state."""
        sending = [part for part in self.parts() if part.state is State.SENDING] if self.posts else []
        with self.desk.store.reading() as reader:
            for part in sending:
                tried = [one.verdict for one in reader.attempts_of(part.id) if one.generation == part.generation]
                assert Verdict.OPEN in tried, "sent without an intent"

    @invariant()
    def what_went_out_is_what_was_frozen(self) -> None:
        """I8."""
        by_id = {part.id: part for part in self.parts()} if self.posts else {}
        for thing in (*self.platform.live.values(), *self.platform.listed.values()):
            part = by_id[thing.part_id]
            if part.key == thing.key:
                assert part.rendered["text"] == thing.text, "other words went out"

    @invariant()
    def nothing_live_is_taken_down(self) -> None:
        """I9: only what still stands on a platform's list is ever taken off."""
        assert all(thing.due is not None for thing in self.platform.deleted)

    @invariant()
    def a_remote_id_has_one_owner(self) -> None:
        """I13."""
        if not self.posts:
            return
        with self.desk.store.reading() as reader:
            owned = Counter(
                (delivery.channel_id, part.receipt.id)
                for delivery in reader.all(Delivery)
                for part in delivery.parts
                if part.receipt is not None and part.receipt.id
            )
        assert not owned or max(owned.values()) == 1, owned.most_common(1)

    def teardown(self) -> None:
        try:
            if hasattr(self, "bench"):
                self._all_is_well_again()
        finally:
            if hasattr(self, "bench"):
                self.bench.publisher._disconnect()
                self.run(close_desk(self.desk))
            self.runner.close()
            shutil.rmtree(getattr(self, "folder", ""), ignore_errors=True)

    def _all_is_well_again(self) -> None:
        """I6: with network, sign-in and time enough everything ends, or waits for a person."""
        self.platform._faults.clear()
        self.platform.online, self.platform.publishes_late = True, False
        self.sign_in()
        for known in self.channels:
            self.bench.put(replace(self.bench.reload(known), paused=False))
        self.run(self.bench.pass_time(timedelta(hours=27), tick=timedelta(minutes=15)))
        with self.desk.store.reading() as reader:
            assert calendar_rows.differing(rows_of(reader)) == [], "the calendar shows something else"
            hanging = ledger.open_parts(reader, *HANGING)
            waiting = ledger.open_parts(reader, State.SCHEDULED, State.HANDED_OFF)
        assert [due.part.state for due in hanging] == []
        for due in waiting:
            first = next(part for part in due.delivery.parts if part.state not in (State.DRAFT, State.CANCELLED))
            behind = first.state is not State.PUBLISHED and due.part.id != first.id
            assert behind or self._is_asked_before(due.delivery, due.part), f"{due.part.state} for ever"
        self.one_copy_of_each_generation()
        self.what_is_live_is_never_taken_for_unsent()

    def _is_asked_before(self, delivery: Delivery, part: Part) -> bool:
        """A part before it waits for a person."""
        before = [other for other in delivery.parts if other.position < part.position]
        return any(other.state in (State.NEEDS_YOU, State.MISSED) for other in before)


def make_template(folder: Path) -> None:
    """A desk with a brand and two connected channels, to be copied for every run."""
    clock = ManualClock()
    desk: Desk = open_desk(Paths(folder), clock)
    brand: Brand = first_brand(desk)
    with desk.store.transaction() as tx:
        for known in tx.all(Channel):
            tx.put(replace(known, status=ChannelStatus.ARCHIVED))
            tx.erase(Channel, known.id)
        for name in ("Bakery", "Cafe"):
            channel = Channel(clock.new_id(), brand.id, "practice", name, remote_id=name)
            tx.put(replace(channel, status=ChannelStatus.CONNECTED))
    asyncio.run(close_desk(desk))
