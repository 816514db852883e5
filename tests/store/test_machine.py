"""A person, an engine and a crash play with one store; after every step it says what a plain dictionary says."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Delivery, Part, Receipt, State
from smmdesk.model.label import Label
from smmdesk.model.media import Asset
from smmdesk.model.moves import MOVES, TERMINAL
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.store import calendar_rows, health, journal, ledger, queries
from smmdesk.store.store import Store
from smmdesk.store.transaction import Transaction
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.store import strategies as any_of
from tests.store.conftest import NINE


class Crash(Exception):
    """Something went wrong in the middle of a transaction."""


class StoreMachine(RuleBasedStateMachine):
    posts = Bundle("posts")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = ManualClock()
        self.paths = Paths(Path(self.folder.name) / "desk")
        self.store = Store.open(self.paths, self.clock)
        self.truth: dict[str, Post] = {}
        self.sent: dict[str, Delivery] = {}
        new = self.clock.new_id
        self.brand = Brand(new(), "Forno")
        self.channels = [
            Channel(new(), self.brand.id, name, name, status=ChannelStatus.CONNECTED) for name in ("one", "two")
        ]
        self.labels = [Label(new(), self.brand.id, name) for name in ("sale", "news")]
        self.assets = [Asset(new(), self.brand.id, sign * 64, sign, "image/png", 1) for sign in "ab"]
        with self.store.transaction() as tx:
            for value in (self.brand, *self.channels, *self.labels, *self.assets):
                tx.put(value)

    def drawn(self, data: st.DataObject, post_id: str) -> Post:
        ids = [[value.id for value in values] for values in (self.channels, self.labels, self.assets)]
        post = data.draw(any_of.posts(post_id, self.brand.id, *ids))
        return replace(post, deleted_at_us=None)

    # -------------------------------------------------------------- the person
    @rule(target=posts, data=st.data())
    def write(self, data: st.DataObject) -> str:
        post = self.drawn(data, self.clock.new_id())
        with self.store.transaction("new post") as tx:
            self.truth[post.id] = tx.put(post)
        return post.id

    @rule(post_id=posts, data=st.data(), crash=st.booleans())
    def edit(self, post_id: str, data: st.DataObject, crash: bool) -> None:
        old = self.truth.get(post_id)
        if old is None:
            return
        wanted = replace(self.drawn(data, post_id), revision=old.revision, deleted_at_us=old.deleted_at_us)
        try:
            with self.store.transaction("edit") as tx:
                new = tx.put(wanted)
                if crash:
                    raise Crash
            self.truth[post_id] = new
        except Crash:
            pass

    @rule(post_id=posts, data=st.data())
    def edit_an_old_version(self, post_id: str, data: st.DataObject) -> None:
        old = self.truth.get(post_id)
        if old is None or old.revision < 2:
            return
        with pytest.raises(ProblemError) as caught, self.store.transaction("late edit") as tx:
            tx.put(replace(self.drawn(data, post_id), revision=old.revision - 1))
        assert caught.value.problem.code == "conflict"

    @rule(post_id=posts)
    def throw_away_or_take_out(self, post_id: str) -> None:
        old = self.truth.get(post_id)
        if old is not None:
            with self.store.transaction("trash") as tx:
                there = old.deleted_at_us is None
                self.truth[post_id] = tx.trash(Post, post_id) if there else tx.restore(Post, post_id)

    @rule(post_id=posts)
    def erase(self, post_id: str) -> None:
        if post_id not in self.truth:
            return
        mine = [delivery for delivery in self.sent.values() if delivery.post_id == post_id]
        if {part.state for delivery in mine for part in delivery.parts} - TERMINAL:
            with pytest.raises(ProblemError) as caught, self.store.transaction() as tx:
                tx.erase(Post, post_id)
            assert caught.value.problem.code == "too_late_to_change"
            return
        with self.store.transaction() as tx:
            tx.erase(Post, post_id)
        del self.truth[post_id]
        for delivery in mine:
            del self.sent[delivery.id]

    @rule()
    def take_the_last_step_back(self) -> None:
        with self.store.reading() as reader:
            step = journal.last_step(reader, self.store.device)
            back = journal.inverse(reader, step.id) if step else None
        if step is None or back is None or back.conflicts:
            return
        with self.store.transaction("undo", undoes=step.id) as tx:
            for value in back.values:
                self.truth[value.id] = tx.put(value)
            for kind, made_id in back.made:
                assert kind == "post"
                self.truth[made_id] = tx.trash(Post, made_id)

    # -------------------------------------------------------------- the machine
    @rule(post_id=posts, place=st.integers(0, 1), parts=st.integers(1, 3))
    def schedule(self, post_id: str, place: int, parts: int) -> None:
        channel = self.channels[place]
        taken = {(delivery.post_id, delivery.channel_id) for delivery in self.sent.values()}
        if post_id not in self.truth or (post_id, channel.id) in taken:
            return
        made = self.clock.new_id()
        listed = tuple(Part(self.clock.new_id(), made, number) for number in range(parts))
        due = self.truth[post_id].planned or NINE
        with self.store.transaction() as tx:
            delivery = tx.put(Delivery(made, self.brand.id, channel.id, due, listed, post_id=post_id))
        self.sent[made] = delivery

    @rule(data=st.data(), crash=st.booleans())
    def move_a_part(self, data: st.DataObject, crash: bool) -> None:
        parts = [part for delivery in self.sent.values() for part in delivery.parts if MOVES[part.state]]
        if not parts:
            return
        part = data.draw(st.sampled_from(parts))
        to = data.draw(st.sampled_from(sorted(MOVES[part.state])))
        changes: dict[str, Any] = {"tries": part.tries + 1}
        if to in (State.PUBLISHED, State.HANDED_OFF):
            changes["receipt"] = Receipt(self.clock.new_id())
        try:
            with self.store.transaction() as tx:
                moved = ledger.move(tx, part, to, **changes)
                if crash:
                    raise Crash
        except Crash:
            return
        self._remember(moved)

    def _remember(self, moved: Part) -> None:
        delivery = self.sent[moved.delivery_id]
        parts = tuple(moved if part.id == moved.id else part for part in delivery.parts)
        self.sent[delivery.id] = replace(delivery, parts=parts)

    @rule(data=st.data(), days=st.integers(-3, 3))
    def set_another_time(self, data: st.DataObject, days: int) -> None:
        if self.sent:
            delivery = data.draw(st.sampled_from(sorted(self.sent.values(), key=lambda one: one.id)))
            with self.store.transaction() as tx:
                self.sent[delivery.id] = tx.put(replace(delivery, due=delivery.due.plus(timedelta(days=days))))

    @rule()
    def the_engine_died(self) -> None:
        with self.store.transaction() as tx:
            for part in ledger.release_leases(tx, 0, all_of_them=True):
                self._remember(part)

    @rule()
    def close_and_open(self) -> None:
        self.store.close()
        self.store = Store.open(self.paths, self.clock, durable=True)
        assert self.store.opened is None

    # -------------------------------------------------------------- what must hold
    @invariant()
    def the_store_says_what_was_written(self) -> None:
        if not hasattr(self, "store"):
            return
        with self.store.reading() as reader:
            assert {post.id: post for post in reader.all(Post, deleted=True)} == self.truth
            assert {delivery.id: delivery for delivery in reader.all(Delivery)} == self.sent
            assert calendar_rows.differing(reader._rows) == []
            assert reader._rows.query("SELECT count(*) FROM search") == [(len(self.truth),)]
            waiting = {due.part.id for due in ledger.due_parts(reader, 2**61)}
            states = {part.id: part.state for one in self.sent.values() for part in one.parts}
            assert all(states[part_id] in ledger.CLAIMABLE for part_id in waiting)

    @invariant()
    def what_is_written_is_found(self) -> None:
        for post in list(getattr(self, "truth", {}).values())[:2]:
            marked = replace(post, content=Content(text="Wiedererkennungswort"))
            with self.store.reading() as reader:
                before = queries.search(reader, self.brand.id, "wiedererkennungs")
            assert before == ()
            try:
                with self.store.transaction() as tx:
                    self._look_for(tx, marked)
                    raise Crash
            except Crash:
                pass

    def _look_for(self, tx: Transaction, marked: Post) -> None:
        tx.put(marked)
        tx.finish()
        assert [row.post_id for row in queries.search(tx, self.brand.id, "Wiedererkennungs")] == [marked.id]

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            assert health.look(self.paths.database, whole=True).condition is health.Condition.CURRENT
            self.folder.cleanup()


TestStore = StoreMachine.TestCase
TestStore.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
