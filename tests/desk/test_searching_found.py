"""What was found: nothing is lost or found twice, and nobody who was forgotten comes back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smmdesk.desk import answering, forgetting, listening, searching
from smmdesk.desk.deciding import us
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.lookout import LookoutKind, guessed
from smmdesk.model.message import Heard, HeardPage, Message, MessageKind
from smmdesk.model.person import Person
from smmdesk.model.problem import ProblemError
from smmdesk.system.clock import ManualClock
from tests.desk.searched import (
    BEA,
    DAY,
    FACT,
    HOUR,
    MINUTE,
    Looking,
    found,
    ids,
    listen,
    note,
    place,
    shelf,
)
from tests.fakes.reach import Bench, made_bench


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, search=FACT) as made:
        made.reach.fake = Looking(made.platform)
        yield made


async def test_whoever_was_forgotten_is_not_found_again(bench: Bench) -> None:
    channel = bench.channel()
    listen(bench)
    shelf(bench).notes = [note(bench, 1)]
    await bench.pass_time(2 * MINUTE)
    listening.keep(bench.desk, channel, HeardPage((note(bench, 9, "x", kind=MessageKind.MENTION),), "x"), "")
    with bench.desk.store.reading() as reader:
        [card] = reader.all(Person)
    assert forgetting.forget(bench.desk, card.id) == 2, "with what was found before anybody knew them"
    assert answering.inbox(bench.desk, bench.brand.id) == ()
    nameless = replace(BEA, remote_id="")
    shelf(bench).size = 9
    listen(bench, "pan")
    shelf(bench).notes = [note(bench, 1), note(bench, 2, ago=DAY, author=nameless), note(bench, 3, ago=-MINUTE)]
    await bench.pass_time(2 * MINUTE)
    assert ids(bench) == ["n3"], "what they write anew is somebody new's"


async def test_what_the_brand_does_not_keep_is_not_found(bench: Bench) -> None:
    with bench.desk.store.transaction() as tx:
        tx.put(replace(tx.get(Brand, bench.brand.id), messages_kept_days=2))
    bench.channel()
    listen(bench)
    shelf(bench).notes = [note(bench, 1, ago=3 * DAY), note(bench, 2)]
    await bench.pass_time(2 * MINUTE)
    assert ids(bench) == ["n2"]
    bench.clock.advance(3 * DAY)
    assert forgetting.apply_retention(bench.desk) == 1
    await bench.pass_time(HOUR)
    assert ids(bench) == []


async def test_an_answer_is_sent_only_where_the_platform_has_answers_to_what_is_found(bench: Bench) -> None:
    bench.channel()
    listen(bench)
    shelf(bench).notes = [note(bench, 1)]
    await bench.pass_time(2 * MINUTE)
    facts = bench.reach.known
    assert answering.can_answer(facts, found(bench)[0])
    assert not answering.can_answer(replace(facts, search=replace(FACT, answers=False)), found(bench)[0])
    with pytest.raises(ProblemError) as caught:  # the practice platform itself finds nothing
        answering.reply(bench.desk, found(bench)[0].id, "Grazie")
    assert caught.value.problem.code == "no_answer_there"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("#pane", LookoutKind.TAG),
        (" #Pane ", LookoutKind.TAG),
        ("# 1 in town", LookoutKind.WORDS),
        ("@forno", LookoutKind.ACCOUNT),
        ("@forno@social.example", LookoutKind.ACCOUNT),
        ("forno@social.example", LookoutKind.ACCOUNT),
        ("https://giornale.example/feed", LookoutKind.FEED),
        ("www.giornale.example", LookoutKind.FEED),
        ("giornale.example/città?x=1", LookoutKind.FEED),
        ("Forno Rossi", LookoutKind.WORDS),
        ("via Roma 1, Trieste", LookoutKind.WORDS),
        ("3.50 euro", LookoutKind.WORDS),
        ("3.50", LookoutKind.WORDS),
        ("", LookoutKind.WORDS),
    ],
)
def test_what_is_meant_is_guessed(typed: str, kind: LookoutKind) -> None:
    assert guessed(typed) is kind


# ------------------------------------------------------------------ whatever happens there
class Shifting:
    """A platform's pages over notes that come, change and go, its ids out of step with its clock."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.notes, self.last = bench, dict[int, Heard](), 0

    def add(self, skew_s: int) -> None:
        self.last += 1
        self.notes[self.last] = note(self.bench, self.last, ago=timedelta(seconds=600 + skew_s))

    def page(self, cursor: str, size: int, overlap: int) -> HeardPage:
        begin = int(cursor or 0)
        after = sorted(number for number in self.notes if number > begin)
        again = sorted(number for number in self.notes if number <= begin)[-overlap:] if overlap else []
        end = after[:size][-1] if after else begin
        return HeardPage(tuple(self.notes[number] for number in (*again, *after[:size])), str(end), len(after) > size)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("come"), st.integers(1, 6), st.integers(-500, 500)),
        st.tuples(st.just("edit"), st.integers(0, 40), st.just(0)),
        st.tuples(st.just("go"), st.integers(0, 40), st.just(0)),
        st.tuples(st.just("ask"), st.integers(1, 4), st.integers(0, 3)),
    ),
    max_size=25,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_none_is_found_twice_or_lost(bench: Bench, steps: list[tuple[str, int, int]]) -> None:
    channel, there, ever = bench.channel(), Shifting(bench), set[str]()
    with bench.desk.store.transaction() as tx:  # one example stands on the next
        for each in tx.all(Message):
            tx.erase(Message, each.id)
    lookout = listen(bench, f"pane {bench.desk.clock.new_id()}")
    for what, number, more in [*steps, *[("ask", 4, 0)] * 60]:
        if what == "come":
            for _ in range(number):
                there.add(more)
        elif what == "edit" and number in there.notes:
            there.notes[number] = replace(there.notes[number], text=f"Edited {number}")
        elif what == "go":
            there.notes.pop(number, None)
        elif what == "ask":
            kept = place(bench, lookout, channel)
            page = there.page(kept.cursor, number, more)
            ever |= {one.remote_id for one in page.messages}
            searching.keep(bench.desk, channel, searching.Turn(lookout, kept), page, us(MINUTE))
    with bench.desk.store.reading() as reader:
        every = reader.all(Message, channel_id=channel.id)
    assert sorted(message.remote_id for message in every) == sorted(ever), "each once"
    assert {f"n{number}" for number in there.notes} <= ever
