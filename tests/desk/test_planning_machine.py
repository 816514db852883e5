"""A machine plays the person who plans: in whatever order, undo gives back what was, and deliveries follow posts."""

import tempfile
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from smmdesk.desk import planning, undo
from smmdesk.desk.arming import is_armed, wanted_parts
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import ROME, add_channel, bare_post, made_desk

days = st.integers(1, 20)
numbers = st.integers(0, 30)
Seen = dict[str, tuple[Post, bool, tuple[str, ...]]]


class Planner(RuleBasedStateMachine):
    """`past` are the pictures before each step that undo may take back, `future` those that redo may bring again."""

    @initialize()
    def open(self) -> None:
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.clock = ManualClock()
        self.desk = self.stack.enter_context(made_desk(Paths(folder / "desk"), self.clock))
        self.brand = planning.first_brand(self.desk)
        self.channels = [add_channel(self.desk, self.brand, name) for name in ("Uno", "Due")]
        ids = tuple(channel.id for channel in self.channels)
        for number in range(2):
            post = planning.add_post(self.desk, self.brand.id, content=Content(text=f"Pane {number}"), channels=ids)
            planning.schedule(self.desk, post.id, self.moment(number))
        self.past: list[Seen] = []
        self.future: list[Seen] = []

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    # -- what the machine sees
    def posts(self) -> list[Post]:
        with self.desk.store.reading() as reader:
            return list(reader.all(Post))

    def seen(self) -> Seen:
        """Every post outside the trash: what it says, whether it is scheduled, and where."""
        with self.desk.store.reading() as reader:
            found = {}
            for post in reader.all(Post):
                deliveries = reader.deliveries_of(post.id)
                live = tuple(sorted(d.channel_id for d in deliveries if is_armed((d,))))
                found[post.id] = (bare_post(post), is_armed(deliveries), live)
            return found

    def step(self, intent: Any) -> None:
        """Do an intent; one that is refused changes nothing."""
        before = self.seen()
        self.clock.advance(timedelta(minutes=11))  # typing that pauses is a step of its own
        try:
            intent()
        except ProblemError:
            assert self.seen() == before
            return
        if self.seen() != before:
            self.past.append(before)
            self.future.clear()

    def chosen(self, number: int) -> Post:
        found = self.posts()
        return found[number % len(found)]

    def moment(self, ahead: int) -> Moment:
        return Moment(datetime(2026, 12, 1, 9) + timedelta(days=ahead), ROME)

    # -- what a person does
    @rule(parts=st.integers(0, 2), channels=st.integers(1, 3), idea=st.booleans())
    def add(self, parts: int, channels: int, idea: bool) -> None:
        content = Content(text="Pane", thread=tuple(ThreadItem(f"{n}") for n in range(parts)))
        ids = tuple(channel.id for bit, channel in enumerate(self.channels) if channels >> bit & 1)
        stage = Stage.IDEA if idea else Stage.DRAFT
        self.step(lambda: planning.add_post(self.desk, self.brand.id, content=content, channels=ids, stage=stage))

    @precondition(lambda self: self.posts())
    @rule(number=numbers, ahead=days)
    def schedule(self, number: int, ahead: int) -> None:
        self.step(lambda: planning.schedule(self.desk, self.chosen(number).id, self.moment(ahead)))

    @precondition(lambda self: self.posts())
    @rule(number=numbers, ahead=st.integers(-30, 20))
    def move(self, number: int, ahead: int) -> None:
        self.step(lambda: planning.move_posts(self.desk, {self.chosen(number).id: self.moment(ahead)}))

    @precondition(lambda self: self.posts())
    @rule(
        number=numbers, text=st.sampled_from(["Pane", "Focaccia", "Torta"]), parts=st.integers(0, 2), flip=st.booleans()
    )
    def edit(self, number: int, text: str, parts: int, flip: bool) -> None:
        post = self.chosen(number)
        content = replace(post.content, text=text, thread=tuple(ThreadItem(f"{n}") for n in range(parts)))
        channels = tuple(reversed(post.channels))[: 1 if flip else 2]
        self.step(lambda: planning.save_post(self.desk, replace(post, content=content, channels=channels), "edit"))

    @precondition(lambda self: self.posts())
    @rule(number=numbers, how=st.sampled_from(["unschedule", "back_to_draft", "trash", "copy"]))
    def take_back(self, number: int, how: str) -> None:
        post = self.chosen(number)
        intents = {
            "unschedule": lambda: planning.unschedule(self.desk, [post.id]),
            "back_to_draft": lambda: planning.back_to_draft(self.desk, [post.id]),
            "trash": lambda: planning.trash(self.desk, [post.id]),
            "copy": lambda: planning.copy_posts(self.desk, {post.id: None}),
        }
        self.step(intents[how])

    # -- back and forth
    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        before = self.seen()
        with suppress(ProblemError):
            while self.seen() == before:  # steps that changed nothing one can see are taken back on the way
                undo.undo(self.desk)
        assert self.seen() == self.past.pop()
        self.future.append(before)

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        before = self.seen()
        with suppress(ProblemError):
            while self.seen() == before:
                undo.redo(self.desk)
        assert self.seen() == self.future.pop()
        self.past.append(before)

    # -- what always holds
    @invariant()
    def deliveries_fit_their_posts(self) -> None:
        if not hasattr(self, "desk"):
            return
        with self.desk.store.reading() as reader:
            for post in reader.all(Post, deleted=True):
                for delivery in reader.deliveries_of(post.id):
                    states = [part.state for part in delivery.parts]
                    assert set(states) <= {State.SCHEDULED, State.DRAFT, State.CANCELLED}
                    if not is_armed((delivery,)):
                        continue
                    assert post.deleted_at_us is None
                    assert delivery.channel_id in post.channels
                    assert delivery.due == post.planned
                    kinds = [part.kind for part in delivery.parts if part.state is State.SCHEDULED]
                    assert tuple(kinds) == wanted_parts(post, delivery.channel_id)
                    assert [part.position for part in delivery.parts] == sorted({p.position for p in delivery.parts})


PlannerTest = Planner.TestCase
PlannerTest.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
