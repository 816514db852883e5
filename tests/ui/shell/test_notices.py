"""What the window says by itself about time: travel, and new rules of a zone."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning, several_brands
from smmdesk.desk.brands import choose
from smmdesk.desk.desk import Desk
from smmdesk.model.content import Content
from smmdesk.model.moment import Moment
from smmdesk.model.words import set_language
from smmdesk.store import db_settings, zone_rules
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.shell.doors import COMPOSER
from ui.shell.notices import Notices, travelled
from ui.shell.session import Session

NINE = Moment(datetime(2026, 11, 25, 9), "Europe/Rome")


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    planning.first_brand(desk)
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    yield made
    if made.notices is not None:
        made.notices.close()
    for key in ("calendar", COMPOSER):
        made.window.drop_view(key)
    made.window.may_close = True
    made.bridge.end()


def told(session: Session) -> list[str]:
    return [problem.title for problem in session.window.bars.problems]


@pytest.mark.fault(72)
@pytest.mark.statement(54)
def test_in_another_zone_a_banner_says_both_times_and_posts_stay(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand = planning.first_brand(desk)
    post = planning.add_post(desk, brand.id, content=Content(text="Pane"), planned=NINE)
    session.notices = Notices(session.window, session.bridge)
    assert told(session) == []
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    session.notices.look()
    assert told(session) == ["Times are shown for Rome"]
    assert "A post at 09:00 goes out at 17:00 here in Tokyo" in session.window.bars.problems[0].advice
    with desk.store.reading() as reader:
        assert reader.get(type(post), post.id) == post
    monkeypatch.setenv("TZ", "Europe/Rome")
    session.notices.look()
    assert told(session) == []


@pytest.mark.statement(54)
def test_the_banner_stays_away_once_closed_and_comes_for_another_place(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    notices = session.notices = Notices(session.window, session.bridge)
    close = session.window.bars.findChild(object, "message_close")
    close.click()
    notices.tell_again()
    assert told(session) == []
    monkeypatch.setenv("TZ", "America/New_York")
    notices.look()
    assert "03:00 here in New York" in session.window.bars.problems[0].advice


@pytest.mark.statement(54)
def test_each_brand_abroad_is_told_of_once(session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    notices = session.notices = Notices(session.window, session.bridge)
    brands = [planning.first_brand(desk), several_brands.add_brand(desk, "Cafe Lume", "America/New_York")]
    for brand in brands:
        choose(desk, brand.id)
        notices.tell_again()
        session.window.bars.findChildren(object, "message_close")[-1].click()
    for brand in brands:
        choose(desk, brand.id)
        notices.tell_again()
        assert told(session) == []


def test_zones_whose_clocks_agree_need_no_banner() -> None:
    assert travelled("Europe/Paris", "Europe/Rome", NINE.instant) is None
    assert travelled("Europe/London", "Europe/Rome", NINE.instant) is not None
    set_language("it")
    problem = travelled("Europe/London", "Europe/Rome", NINE.instant)
    assert problem is not None
    assert problem.values["zone"] == "Roma"


@pytest.mark.fault(73)
def test_posts_under_new_rules_are_listed_until_they_were_seen(session: Session, desk: Desk, bridge: Bridge) -> None:
    brand = planning.first_brand(desk)
    post = planning.add_post(desk, brand.id, content=Content(text="Panettone al bergamotto"), planned=NINE)
    session.notices = Notices(session.window, session.bridge)
    earlier = NINE.plus(-timedelta(minutes=90)).instant_us
    with desk.store.transaction() as tx:
        db_settings.put(tx, zone_rules.NOTICE, {post.id: earlier})
    assert told(session) == ["The clocks of Rome follow new rules"]
    press(session.window.bars, "message_remedy")
    sheet = child(session.window, Sheet, "zone_changes")
    row = sheet.findChild(object, "zone_change_0")
    assert row.accessibleName() == (
        "Panettone al bergamotto. Wed 25 Nov, 09:00 in Rome, 1 hour 30 minutes later than before"
    )
    assert child(sheet, QPushButton, "zone_open_0").accessibleName() == "Open: Panettone al bergamotto"
    press(sheet, "zone_seen")
    assert told(session) == []
    session.notices.tell_again()
    assert told(session) == []
