"""Notifications: what is told and to whom it is not, quiet hours, many as one, and what a click opens."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox

from smmdesk.desk import answering, connecting, open_problems, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.problem import Problem
from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel
from tests.helpers import vectors
from tests.ui.shell.busy import Busy, hours
from tests.ui.shell.support import child
from ui.bridge import Bridge
from ui.presenters.notifier import Notice, Notifier, quiet_for
from ui.presenters.outbox import OutboxPresenter
from ui.presenters.settings import SettingsPresenter
from ui.views.settings import SettingsView
from ui.widgets.safe_label import unmarked

HELD_BACK = Problem("held_back_there", {"platform": "Practice", "channel": "Forno", "said": "no"})


class Icon(QObject):
    """The tray's icon, as far as notifications need one."""

    messageClicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, str]] = []

    def showMessage(self, title: str, text: str, _picture: object, _shown_ms: int) -> None:
        self.told.append((title, text))


class Told:
    """A notifier that nobody looks at, and all that it told."""

    def __init__(self, bridge: Bridge) -> None:
        self.seen = False
        self.all: list[Notice] = []
        self.notifier = Notifier(bridge, lambda: self.seen)
        self.notifier.shown.connect(self.all.append)
        self.look()

    def look(self) -> list[tuple[str, str]]:
        """What is told now, each notice after the other."""
        self.all.clear()
        self.notifier.look()
        while self.notifier._queue:
            self.notifier._show_next()
        self.notifier._next.stop()
        return [(notice.title, notice.text) for notice in self.all]


@pytest.fixture
def busy(desk: Desk) -> Busy:
    return Busy(desk, planning.first_brand(desk))


@pytest.fixture
def shop(busy: Busy) -> Channel:
    return add_channel(busy.desk, busy.brand, "Forno")


@pytest.fixture
def told(bridge: Bridge, shop: Channel) -> Iterator[Told]:
    made = Told(bridge)
    yield made
    made.notifier.close()


@pytest.fixture
def clock(desk: Desk) -> ManualClock:
    assert isinstance(desk.clock, ManualClock)
    return desk.clock


# ------------------------------------------------------------------ what is told
@pytest.mark.statement(82)
def test_what_needs_you_was_missed_or_came_in_is_told_once(told: Told, busy: Busy, shop: Channel) -> None:
    busy.asking("book", hours(-2), shop, HELD_BACK)
    [(title, text)] = told.look()
    assert title == HELD_BACK.title
    assert text == "Forno: Panettone: book now"
    busy.missed("open", hours(-1), shop)
    [(title, text)] = told.look()
    assert text == "Forno: Bookings are open"
    wrote(busy.desk, shop, "Is there any left?", by=person(busy.desk, shop))
    assert told.look() == [("New comment on Forno", "Anna Pertot: Is there any left?")]
    assert told.look() == [], "once"


@pytest.mark.statement(76)
def test_a_problem_has_the_same_words_in_notification_list_and_banner(
    told: Told, bridge: Bridge, busy: Busy, shop: Channel
) -> None:
    """The chip's card says them too: tests/ui/calendar/test_why.py."""
    busy.asking("book", hours(-2), shop, HELD_BACK)
    [(title, _text)] = told.look()
    presenter = OutboxPresenter(bridge)
    row = presenter.groups[0].rows[0]
    assert title == row.sentence == HELD_BACK.title
    presenter.close()
    with busy.desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, shop.id), status=ChannelStatus.SIGNED_OUT))
    [(title, _text)] = told.look()
    with busy.desk.store.reading() as reader:
        banner = next(one for one in open_problems.open_problems(reader, busy.desk) if one.problem.code == "signed_out")
    assert title == banner.problem.title == "Forno signed us out"


@pytest.mark.statement(82, 83)
def test_what_went_out_is_told_to_who_wants_it(told: Told, busy: Busy, shop: Channel) -> None:
    busy.published("book", hours(-1), shop)
    assert told.look() == [], "not by default"
    busy.desk.settings.set("tell_published", "on")
    busy.published("open", hours(-1), shop)
    assert told.look() == [("Published", "Forno: Bookings are open")]


def test_who_looks_is_not_told_neither_now_nor_later(told: Told, busy: Busy, shop: Channel) -> None:
    told.seen = True
    busy.missed("open", hours(-1), shop)
    assert told.look() == []
    told.seen = False
    assert told.look() == []


def test_what_is_there_at_a_start_in_the_tray_is_told(bridge: Bridge, busy: Busy, shop: Channel) -> None:
    busy.missed("open", hours(-1), shop)
    wrote(busy.desk, shop)
    made = Told.__new__(Told)
    made.seen, made.all = False, []
    made.notifier = Notifier(bridge, lambda: made.seen)
    made.notifier.shown.connect(made.all.append)
    assert [text for _title, text in made.look()] == ["Forno: Bookings are open"], "messages wait in the inbox"
    made.notifier.close()


def test_what_the_person_saw_to_meanwhile_is_not_told(told: Told, busy: Busy, shop: Channel) -> None:
    message = wrote(busy.desk, shop)
    answering.mark(busy.desk, message.id, read=True)
    assert told.look() == []


def test_an_account_that_signed_us_out_is_told(told: Told, busy: Busy, shop: Channel) -> None:
    with busy.desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, shop.id), status=ChannelStatus.SIGNED_OUT))
    told.look()
    assert [notice.news.channel_id for notice in told.all if notice.news] == [shop.id]


def test_kinds_that_are_not_wanted_are_left_out(told: Told, busy: Busy, shop: Channel) -> None:
    busy.desk.settings.set("tell_messages", "off")
    busy.desk.settings.set("tell_needs_you", "off")
    wrote(busy.desk, shop)
    busy.missed("open", hours(-1), shop)
    assert told.look() == []
    busy.desk.settings.set("tell_messages", "on")
    assert told.look() == [], "nothing old comes up when it is wanted again"


# ------------------------------------------------------------------ many, and quiet hours
@pytest.mark.statement(83)
def test_more_than_three_are_one(told: Told, busy: Busy, shop: Channel) -> None:
    for number in range(3):
        wrote(busy.desk, shop, f"Question {number}")
    assert [text for _title, text in told.look()] == ["Question 0", "Question 1", "Question 2"]
    for number in range(4):
        wrote(busy.desk, shop, f"Question {number}")
    assert told.look() == [("4 new messages", "")]
    assert [notice.place for notice in told.all] == ["inbox"]
    for number in range(150):
        wrote(busy.desk, shop, f"Question {number}")
    busy.missed("open", hours(-1), shop)
    assert told.look() == [("1 post needs you", "100 new messages")]
    assert [notice.place for notice in told.all] == ["outbox"]


@pytest.mark.statement(83)
def test_quiet_hours_keep_it_until_they_are_over(told: Told, busy: Busy, shop: Channel, clock: ManualClock) -> None:
    settings = busy.desk.settings
    here = clock.now().astimezone()
    settings.set("quiet", "on")
    settings.set("quiet_from", f"{here:%H}:00")
    settings.set("quiet_until", f"{here + timedelta(hours=2):%H}:00")
    kept, seen_to = wrote(busy.desk, shop, "Still there?"), wrote(busy.desk, shop, "Answered by then")
    assert told.look() == []
    assert told.notifier._quiet_over.isActive(), "it comes back by itself"
    answering.mark(busy.desk, seen_to.id, read=True)
    clock.advance(timedelta(hours=3))
    assert told.look() == [("New comment on Forno", kept.text)]


@pytest.mark.statement(83)
@pytest.mark.parametrize(
    ("first", "last", "now", "left"),
    [
        ("20:00", "08:00", "19:59", 0),
        ("20:00", "08:00", "20:00", 12 * 60),
        ("20:00", "08:00", "23:30", 8 * 60 + 30),
        ("20:00", "08:00", "07:59", 1),
        ("20:00", "08:00", "08:00", 0),
        ("13:00", "15:00", "14:00", 60),
        ("13:00", "15:00", "15:00", 0),
        ("09:00", "09:00", "09:00", 0),
    ],
)
def test_how_long_it_is_quiet(desk: Desk, first: str, last: str, now: str, left: int) -> None:
    assert quiet_for(desk.settings, datetime(2026, 11, 28, 3, tzinfo=UTC)) == timedelta(), "off by default"
    for name, value in (("quiet", "on"), ("quiet_from", first), ("quiet_until", last)):
        desk.settings.set(name, value)
    here = datetime.fromisoformat(f"2026-11-28T{now}:00+01:00")
    assert quiet_for(desk.settings, here) == timedelta(minutes=left)


# ------------------------------------------------------------------ whose words
def test_without_words_it_names_nobody(told: Told, busy: Busy, shop: Channel) -> None:
    busy.desk.settings.set("tell_words", "off")
    wrote(busy.desk, shop, "A secret", by=person(busy.desk, shop))
    assert told.look() == [("New comment on Forno", "")]


@pytest.mark.parametrize("text", vectors.each())
def test_a_stranger_writes_no_markup_into_it(told: Told, busy: Busy, shop: Channel, text: str) -> None:
    wrote(busy.desk, shop, text.encode("utf-8", "replace").decode().replace("\x00", "")[:20_000])
    [(title, said)] = told.look()
    assert title == "New comment on Forno"
    assert len(said) <= 160
    assert not {"\u202e", "\x00"} & set(said)
    assert not {"<", ">"} & set(unmarked(said)), "some desktops read it as markup, and open what it names"


# ------------------------------------------------------------------ choices
@pytest.mark.statement(83)
def test_what_is_told_is_chosen_in_the_settings(bridge: Bridge, desk: Desk, place: Callable[..., object]) -> None:
    set_language("it")
    view = SettingsView(SettingsPresenter(bridge))
    place(view)
    assert not child(view, QCheckBox, "settings_tell_published").isChecked()
    child(view, QCheckBox, "settings_tell_published").click()
    child(view, QCheckBox, "settings_quiet").click()
    start = child(view, QComboBox, "settings_quiet_from")
    assert start.isVisible()
    start.setCurrentText("21:30")
    assert [desk.settings.get(name) for name in ("tell_published", "quiet", "quiet_from")] == ["on", "on", "21:30"]
    child(view, QCheckBox, "settings_quiet").click()
    assert not start.isVisible(), "the hours stand where they hold"


def test_a_paused_channel_is_no_news(told: Told, busy: Busy, shop: Channel) -> None:
    connecting.pause_channel(busy.desk, shop.id)
    assert told.look() == []
