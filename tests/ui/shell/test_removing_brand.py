"""Taking a brand out in the window: what goes is said before, a copy first, its name where it was public."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import brands, planning, removing_brand, several_brands
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_plan import Going
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.store import brand_erasing
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel, add_post, publish
from tests.ui.shell.support import child, press
from ui import dialogs
from ui.look.theme import theme
from ui.shell.menus import Menus
from ui.shell.session import Session
from ui.views import remove_brand_sheet
from ui.widgets.safe_label import SafeLabel


@pytest.fixture
def lume(desk: Desk) -> Brand:
    """A client with a post that is planned and a message; nothing of it is out."""
    planning.first_brand(desk)
    made = several_brands.add_brand(desk, "Cafe Lume", "America/New_York", "en")
    channel = add_channel(desk, made, "Lume’s window")
    moment = Moment.of(desk.clock.now() + timedelta(days=1), made.zone)
    planning.schedule(desk, add_post(desk, made, "Brunch", channel).id, moment)
    wrote(desk, channel, by=person(desk, channel))
    return made


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    made.open(waits=False)
    yield made
    made.window.drop_views()
    made.window.may_close = True
    made.brands.close()
    made.bridge.end()


def begun(session: Session) -> None:
    """As after the first picture: what is asked for runs."""
    session.bridge.begin()


def sheet_of(session: Session, brand: Brand) -> QWidget:
    session.window.go_to("settings")
    press(session.window, f"settings_brand_change_{brand.id}")
    press(session.window, "brand_remove")
    return child(session.window, QWidget, "remove_brand_sheet")


def said(sheet: QWidget) -> str:
    return "\n".join(label.text() for label in sheet.findChildren(SafeLabel))


def ids(desk: Desk) -> list[str]:
    return [one.id for one in several_brands.all_of(desk)]


async def test_it_says_what_goes_and_takes_it_out(desk: Desk, session: Session, lume: Brand) -> None:
    begun(session)
    session.brands.choose(lume.id)
    heard: list[str] = []
    session.bridge.announced.connect(lambda sentence, _undo: heard.append(sentence))
    sheet = sheet_of(session, lume)
    for words in ("1 post, 1 of them planned", "1 message, 1 person", "The sign-in of Lume’s window"):
        assert words in said(sheet)
    assert sheet.findChild(QLineEdit, "remove_name") is None, "nothing of it was ever published"
    focus = child(sheet, QPushButton, "remove_brand_cancel")
    assert focus.autoDefault(), "Return removes nothing"
    press(sheet, "remove_brand_confirm")
    await session.bridge.tasks.idle()
    assert lume.id not in ids(desk)
    assert heard[-1] == "Cafe Lume is removed"
    assert session.window.rail.brand.text() == "My business"


async def test_its_name_is_written_where_something_of_it_is_published(
    desk: Desk, session: Session, lume: Brand
) -> None:
    with desk.store.reading() as reader:
        (post,), (channel,) = reader.all(Post, brand_id=lume.id), reader.all(Channel, brand_id=lume.id)
    publish(desk, post, channel)
    sheet = sheet_of(session, lume)
    main, name = child(sheet, QPushButton, "remove_brand_confirm"), child(sheet, QLineEdit, "remove_name")
    assert not main.isEnabled()
    assert main.grab().toImage().pixelColor(6, main.height() // 2) == theme().color("button"), "it looks so"
    name.setText("Cafe")
    assert not main.isEnabled()
    name.setText(" cafe lume ")
    assert main.isEnabled()
    press(sheet, "remove_brand_cancel")
    assert lume.id in ids(desk)


async def test_a_copy_is_saved_first_and_the_sheet_comes_back(
    desk: Desk, session: Session, lume: Brand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(session)
    path = tmp_path / "Cafe Lume.smmdesk"
    asked: list[str] = []

    def chosen(_parent: QWidget, _title: str, name: str, _filters: str, done: Callable[[Path], object]) -> None:
        asked.append(name)
        done(path)

    monkeypatch.setattr(dialogs, "choose_target", chosen)
    sheet = sheet_of(session, lume)
    press(sheet, "remove_brand_save")
    await session.bridge.tasks.idle()
    assert asked[0].startswith("Cafe Lume")
    assert path.exists()
    again = next(
        one for one in session.window.findChildren(QWidget, "remove_brand_sheet") if "Cafe Lume.smmdesk" in said(one)
    )
    assert again.isVisible()
    press(again, "remove_brand_confirm")
    await session.bridge.tasks.idle()
    assert lume.id not in ids(desk)


async def half_removed(desk: Desk, brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brand_erasing, "AT_ONCE", 1)
    going = Going()
    end = desk.store.changed.connect(
        lambda changes: setattr(going, "stopping", going.stopping or changes.touches("message"))
    )
    await removing_brand.remove(desk, brand.id, going)
    end()
    with desk.store.reading() as reader:
        assert brand_erasing.leaving(reader) == (brand.id,)


async def test_half_removed_it_says_so_and_goes_on(
    desk: Desk, session: Session, lume: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await half_removed(desk, lume, monkeypatch)
    begun(session)
    view = session.window.go_to("settings")
    assert view.findChild(QObject, f"settings_brand_back_{lume.id}") is None
    assert "Half removed" in said(view)
    press(session.window, f"settings_brand_onward_{lume.id}")
    await session.bridge.tasks.idle()
    assert lume.id not in ids(desk)


async def test_what_a_crash_left_goes_at_the_next_start(
    desk: Desk, session: Session, lume: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await half_removed(desk, lume, monkeypatch)
    begun(session)
    session.bridge.brand_removal.resume()
    await session.bridge.tasks.idle()
    assert lume.id not in ids(desk)


async def test_a_window_that_closes_meanwhile_stops_it_whole(desk: Desk, session: Session, lume: Brand) -> None:
    begun(session)
    session.window.go_to("settings")
    remove_brand_sheet.go_on(session.window, session.bridge.brand_removal, lume)
    await asyncio.sleep(0)
    await session.bridge.aclose()
    with desk.store.reading() as reader:
        assert reader.find(Brand, lume.id) is None or reader.get(Brand, lume.id).archived


async def test_the_only_brand_in_use_offers_no_removal(desk: Desk, session: Session, lume: Brand) -> None:
    several_brands.put_away(desk, lume.id)
    session.window.go_to("settings")
    first = planning.first_brand(desk)
    press(session.window, f"settings_brand_change_{first.id}")
    sheet = child(session.window, dialogs.Sheet, "brand_sheet")
    assert sheet.findChild(QPushButton, "brand_remove") is None
    sheet.close()
    assert child(session.window, QPushButton, f"settings_brand_remove_{lume.id}").isEnabled()


def test_with_one_brand_the_menu_leads_to_another_one(desk: Desk, session: Session) -> None:
    brands.first_brand(desk)
    menus = Menus(session.window, session)
    first = menus._menu.findChild(QAction, "action_brand_first")  # type: ignore[union-attr]
    assert isinstance(first, QAction)
    assert first.isVisible()
    several_brands.add_brand(desk, "Cafe Lume")
    assert not first.isVisible(), "it stands in the list of brands then"


@pytest.mark.statement(96)
async def test_the_keyboard_stays_among_the_brands(desk: Desk, session: Session, lume: Brand) -> None:
    """Put away, brought back, gone: it fell to a button at the head of the page, out of sight."""
    begun(session)
    session.window.go_to("settings")

    def held() -> str:
        focused = session.window.focusWidget()
        return focused.objectName() if focused is not None else ""

    child(session.window, QPushButton, f"settings_brand_away_{lume.id}").setFocus()
    several_brands.put_away(desk, lume.id)
    await session.bridge.tasks.idle()
    assert held() == f"settings_brand_back_{lume.id}"
    several_brands.bring_back(desk, lume.id)
    await session.bridge.tasks.idle()
    assert held().endswith(lume.id)
    several_brands.put_away(desk, lume.id)
    await removing_brand.remove(desk, lume.id, Going())
    await session.bridge.tasks.idle()
    assert held() == "settings_brand_add"
