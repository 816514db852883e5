"""Results: exact, from receipts and messages, in the brand's own days; and what the letter makes of them."""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from smmdesk.desk import answering, planning, results, results_table, triage
from smmdesk.desk.desk import Desk
from smmdesk.desk.results import first_gap
from smmdesk.desk.results_numbers import Silence
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.delivery import Evidence, Receipt, State
from smmdesk.model.label import Label
from smmdesk.model.letter import Door, plain
from smmdesk.model.message import MessageKind
from smmdesk.model.moment import from_us
from smmdesk.model.numbers import Count
from smmdesk.model.periods import Period, Span
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.model.words import set_language
from smmdesk.store import numbers
from smmdesk.system.clock import ManualClock
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel, add_post, drive, publish

HOUR = 3_600_000_000


def read(
    desk: Desk, brand: Brand, span: Span = Span.WEEK, back: int = 0, channels: Iterable[str] = ()
) -> results.Results:
    today = from_us(desk.now_us()).date()
    return results.read(desk, brand.id, Period.of(span, today - timedelta(days=back)), tuple(channels))


def out(desk: Desk, brand: Brand, *channels: Channel, text: str = "Pane", **fields: object) -> Post:
    post = planning.publish_now(desk, add_post(desk, brand, text, *channels, **fields).id)
    for channel in channels:
        publish(desk, post, channel)
    return post


@pytest.fixture
def channel(desk: Desk, brand: Brand) -> Channel:
    return add_channel(desk, brand, "A")


def test_from_receipts_alone(desk: Desk, clock: ManualClock, brand: Brand, channel: Channel) -> None:
    other = add_channel(desk, brand, "B")
    post = planning.publish_now(desk, add_post(desk, brand, "Pane", channel, other).id)
    publish(desk, post, channel)
    clock.advance(timedelta(days=8))
    publish(desk, post, other)  # the same post, later elsewhere: said once
    add_post(desk, brand, "Never sent", channel)
    message = wrote(desk, channel, "Quando?", hours_ago=0)
    wrote(desk, channel, "Heard", kind=MessageKind.FOUND, hours_ago=0)
    wrote(desk, channel, "Nobody answered", hours_ago=0)
    triage.done(desk, [wrote(desk, channel, "Grazie!", hours_ago=0).id])
    delivery = answering.reply(desk, message.id, "Domani")
    assert read(desk, brand).figures.answered == 0, "not out yet"
    clock.advance(timedelta(hours=3))
    receipt = Receipt("r", "", desk.now_us(), Evidence.RESPONSE)
    drive(desk, delivery.parts[0], State.CLAIMED, State.SENDING, State.PUBLISHED, receipt=receipt)
    now, before = read(desk, brand).figures, read(desk, brand, back=7).figures
    before = before if before.posts else read(desk, brand, back=14).figures
    assert (now.posts, before.posts) == (0, 1)
    assert (now.messages, now.handled, now.waiting, now.answered) == (3, 2, 1, 1)
    assert now.median_us == pytest.approx(3 * HOUR, abs=HOUR / 60)
    assert read(desk, brand, channels=[other.id]).figures.posts == 1, "there it is out since this week"


def test_only_some_channels(desk: Desk, brand: Brand, channel: Channel) -> None:
    other = add_channel(desk, brand, "B")
    out(desk, brand, channel)
    out(desk, brand, channel, other)
    wrote(desk, other, hours_ago=0, by=person(desk, other))
    assert [read(desk, brand, channels=ids).figures.posts for ids in ((), [channel.id], [other.id])] == [2, 2, 1]
    here = read(desk, brand, channels=[channel.id])
    assert (here.figures.messages, here.figures.new_people, here.voices) == (0, 0, ())


def test_who_is_new_and_who_comes_back(desk: Desk, clock: ManualClock, brand: Brand, channel: Channel) -> None:
    anna, marco = person(desk, channel), person(desk, channel, "Marco")
    wrote(desk, channel, by=anna, hours_ago=24 * 10)
    for _number in range(3):
        wrote(desk, channel, by=anna, hours_ago=0)
    wrote(desk, channel, by=marco, hours_ago=0, kind=MessageKind.REVIEW, rating=5)
    wrote(desk, channel, by=marco, hours_ago=0, hidden=True)
    found = read(desk, brand)
    assert found.figures.new_people == 1
    assert [(one.name, one.times, one.reviews, one.reviewed) for one in found.voices] == [
        ("Anna Pertot", 3, 0, 0),
        ("Marco", 1, 1, 0),
    ]


def test_the_most_talked_about_leads(desk: Desk, brand: Brand, channel: Channel) -> None:
    quiet, loud, silent = (out(desk, brand, channel, text=text) for text in ("Quiet", "Loud", "Silent"))
    triage.done(desk, [wrote(desk, channel, about=quiet.id, hours_ago=0).id])
    for _number in range(2):
        wrote(desk, channel, about=loud.id, hours_ago=0)
    assert [(one.words, one.comments, one.waiting, one.channel_ids) for one in read(desk, brand).talked] == [
        ("Loud", 2, 2, (channel.id,)),
        ("Quiet", 1, 0, (channel.id,)),
    ]
    assert silent.id not in {one.post_id for one in read(desk, brand).talked}


def test_the_letter_finds_what_worked_and_ideas_like_it(desk: Desk, brand: Brand, channel: Channel) -> None:
    with desk.store.transaction() as tx:
        label, other = (tx.put(Label(desk.clock.new_id(), brand.id, name, "altro")) for name in ("Oven", "Shop"))
    by = [person(desk, channel, f"P{number}") for number in range(3)]
    for number in range(9):
        named = number < 3
        post = out(desk, brand, channel, labels=(label.id if named else other.id,))
        for who in by if named else by[:1]:
            wrote(desk, channel, about=post.id, by=who, hours_ago=0)
    ideas = [
        planning.add_post(desk, brand.id, content=Content(text=text), labels=(one.id,), stage=Stage.IDEA)
        for text, one in (("Film the oven", label), ("Paint the shop", other))
    ]
    found = read(desk, brand, Span.MONTH).letter
    assert found.title == "Posts labelled “Oven” are talked about most."
    said = " ".join(map(plain, found.paragraphs))
    assert "Posts labelled “Oven” had three times the comments of the others. They are 3 of 9" in said
    assert (found.tries[0].door, found.tries[0].post_id) == (Door.IDEAS, ideas[0].id)
    assert found.tries[1].words == "15 messages still wait for an answer."


def test_the_last_message_of_some_days(desk: Desk, brand: Brand, channel: Channel) -> None:
    wrote(desk, channel, hours_ago=2)
    last = wrote(desk, channel, hours_ago=0)
    today = from_us(desk.now_us()).date()
    assert results.newest_message(desk, brand.id, today - timedelta(days=1), today + timedelta(days=1)) == last.id
    assert results.newest_message(desk, brand.id, today - timedelta(days=9), today - timedelta(days=8)) == ""


def test_nothing_at_all(desk: Desk, brand: Brand) -> None:
    found = read(desk, brand)
    assert not found.has_any
    assert len(found.columns) == 7
    assert found.figures.median_us is None


D = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("busy", "gap"),
    [((), (0, 6)), ((0, 2, 4, 6), None), ((0, 1, 4), (2, 3)), ((0, 1, 2, 3, 4), (5, 6)), ((1, 3), (4, 6))],
)
def test_gaps(busy: tuple[int, ...], gap: tuple[int, int] | None) -> None:
    found = first_gap(D, D + timedelta(days=6), {D + timedelta(days=number) for number in busy})
    assert found == (None if gap is None else tuple(D + timedelta(days=number) for number in gap))


@pytest.mark.vector(61)
@pytest.mark.surface("results as a table")
def test_a_table_that_runs_nothing(desk: Desk, brand: Brand, channel: Channel, tmp_path: Path) -> None:
    post = out(desk, brand, channel, text="=HYPERLINK(1)")
    wrote(desk, channel, about=post.id, hours_ago=0)
    path = tmp_path / "results.csv"
    results_table.write(read(desk, brand), path)
    text = path.read_text("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == '"From","To","Posts","Messages","Answered or done","Without an answer"'
    assert len(lines) == 1 + 7 + 1 + 2
    assert '"\'=HYPERLINK(1)","1","1"' in text


# ------------------------------------------------------------------ what platforms count
def told(desk: Desk, post: Post, **counts: int) -> None:
    today = from_us(desk.now_us()).date()
    with desk.store.transaction() as tx:
        for delivery in tx.deliveries_of(post.id):
            named = {Count(kind): count for kind, count in counts.items()}
            numbers.note(tx, delivery.parts[0].id, named, desk.now_us(), today)


def test_the_table_holds_what_platforms_count_in_the_spreadsheets_own_way(
    desk: Desk, brand: Brand, channel: Channel, tmp_path: Path
) -> None:
    post, other = out(desk, brand, channel, text="Rose, gigli"), out(desk, brand, channel, text="Peonie")
    wrote(desk, channel, about=other.id, hours_ago=0)
    told(desk, post, answers=0, likes=5, views=1200)
    for language, apart, heads in (("en", ",", ["Views", "Likes"]), ("it", ";", ["Visualizzazioni", "Mi piace"])):
        set_language(language)
        try:
            results_table.write(read(desk, brand), tmp_path / "results.csv")
        finally:
            set_language("en")
        text = (tmp_path / "results.csv").read_text("utf-8-sig")
        rows = list(csv.reader(text.splitlines(), delimiter=apart))
        assert rows[-3][4:] == heads
        assert {row[0]: row[4:] for row in rows[-2:]} == {"Rose, gigli": ["1200", "5"], "Peonie": ["", ""]}


def test_what_platforms_count_stands_beside(desk: Desk, brand: Brand, channel: Channel) -> None:
    quiet, loud = out(desk, brand, channel, text="Quiet"), out(desk, brand, channel, text="Loud")
    wrote(desk, channel, about=quiet.id, hours_ago=0)
    told(desk, loud, answers=3, likes=5, views=100)
    told(desk, quiet, answers=0, views=20)
    found = read(desk, brand)
    assert [(one.words, one.comments) for one in found.talked] == [("Loud", 3), ("Quiet", 1)]
    assert found.numbers.counts == {Count.VIEWS: 120, Count.LIKES: 5, Count.ANSWERS: 3}
    assert Count.SHARES not in found.numbers.counts, "never told is not nought"
    assert found.numbers.told_at_us == desk.now_us()
    other = add_channel(desk, brand, "B")
    assert read(desk, brand, channels=[other.id]).numbers.counts == {}


def test_followers_and_how_many_more(desk: Desk, brand: Brand, channel: Channel) -> None:
    today = from_us(desk.now_us()).date()
    assert read(desk, brand).numbers.followers is None
    with desk.store.transaction() as tx:
        for back, count in ((30, 90), (8, 100), (0, 112)):
            numbers.note_followers(tx, channel.id, today - timedelta(days=back), count)
    found = read(desk, brand).numbers
    assert (found.followers, found.more) == (112, 12)
    new = add_channel(desk, brand, "B")
    with desk.store.transaction() as tx:
        numbers.note_followers(tx, new.id, today, 50)
    found = read(desk, brand).numbers
    assert (found.followers, found.more) == (162, 12), "what was never told before is no growth"


def test_who_tells_nothing_and_why(desk: Desk, brand: Brand, channel: Channel) -> None:
    wiki = add_channel(desk, brand, "Wiki", platform="mediawiki")
    guided = add_channel(desk, brand, "Group", guided=True)
    paid = add_channel(desk, brand, "Bird", platform="x")
    found = read(desk, brand).numbers
    assert {one.id: why for one, why in found.silent} == {
        wiki.id: Silence.NOT_TOLD,
        guided.id: Silence.GUIDED,
        paid.id: Silence.COSTS,
    }
    assert found.is_awaited
