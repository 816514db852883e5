"""What a person may rely on: the data is where the settings say, a newer file is only read, the window comes back."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.store import backups
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import add_post
from tests.ui.shell.support import press
from ui.bridge import Bridge
from ui.presenters.settings import SettingsPresenter
from ui.shell.session import Session
from ui.views import settings as settings_view
from ui.views.calendar import CalendarView
from ui.views.settings import SettingsView
from ui.widgets.safe_label import SafeLabel


@pytest.mark.statement(113)
def test_where_the_data_is(
    bridge: Bridge, desk: Desk, place: Callable[[QWidget], QWidget], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(settings_view, "open_folder", opened.append)
    view = SettingsView(SettingsPresenter(bridge))
    place(view)
    words = [label.text() for label in view.findChildren(SafeLabel)]
    assert any("one folder on this computer" in text and "Nothing leaves it but to channels" in text for text in words)
    assert str(desk.paths.folder) in words
    press(view, "settings_folder")
    assert opened == [desk.paths.folder]


@pytest.mark.statement(112)
def test_when_the_last_copy_was_made_is_said(bridge: Bridge, desk: Desk, place: Callable[[QWidget], QWidget]) -> None:
    def said() -> str:
        view = SettingsView(SettingsPresenter(bridge))
        place(view)
        return view._said.text()

    assert said() == "There is no copy yet."
    backups.create(desk.paths, desk.clock, "daily")
    assert isinstance(desk.clock, ManualClock)
    desk.clock.advance(timedelta(hours=21))
    assert said() == "Last copy: Wed 18 Nov, 11:20"


@pytest.fixture
def later() -> Iterator[list[Desk]]:
    """Desks to close when their windows are gone."""
    desks: list[Desk] = []
    yield desks
    for desk in desks:
        close_now(desk)


@pytest.fixture
def lives(later: list[Desk], qapp: QApplication) -> Iterator[Callable[[Desk], Session]]:
    """Windows one after the other, each closed with the test."""
    made: list[Session] = []

    def live(desk: Desk) -> Session:
        session = Session(qapp, desk, engine=False)
        session.open(waits=False)
        made.append(session)
        return session

    yield live
    for session in made:
        session.window.drop_view("calendar")
        session.window.may_close = True
        session.window.close()
        session.window.deleteLater()
        session.bridge.end()


@pytest.mark.statement(114)
def test_a_file_of_a_newer_version_says_so_and_is_only_read(
    later: list[Desk], tmp_path: Path, lives: Callable[[Desk], Session]
) -> None:
    import pysqlite3.dbapi2 as sqlite  # as the store's own driver does

    paths = Paths(tmp_path / "newer")
    first = open_desk(paths, ManualClock())
    post = add_post(first, planning.first_brand(first), "Pane di segale")
    close_now(first)
    connection = sqlite.connect(paths.database)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    desk = open_desk(paths, ManualClock())
    later.append(desk)
    session = lives(desk)
    session._tell_opened()
    [problem] = session.window.bars.problems
    assert problem.code == "desk_newer"
    assert problem.advice
    session.bridge.attempt(lambda: planning.trash(desk, [post.id]))
    assert {one.code for one in session.window.bars.problems} == {"desk_newer"}
    with desk.store.reading() as reader:
        assert reader.get(type(post), post.id).content.text == "Pane di segale"


@pytest.mark.statement(48)
@pytest.mark.statement(86)
def test_the_window_comes_back_as_it_was_and_onto_a_screen(desk: Desk, lives: Callable[[Desk], Session]) -> None:
    first = lives(desk)
    first.window.resize(first.window.minimumWidth(), 701)  # the screen of the tests is small
    view = first.window.view("calendar")
    assert isinstance(view, CalendarView)
    view.presenter.set_mode("week")
    view.presenter.set_filters(view.presenter.filters._replace(with_media=True))
    desk.settings.set("window_geometry", first.window.saved_geometry())
    second = lives(desk)
    assert second.window.size() == first.window.size()
    assert second.window.height() == 701
    again = second.window.view("calendar")
    assert isinstance(again, CalendarView)
    assert again.presenter.mode == "week"
    assert again.presenter.filters.with_media is True
    assert again.filters.accessibleName() == "Filters, 1 chosen", "and it can be seen"
    assert again.grid.objectName() == "calendar_week"
    first.window.move(90_000, 90_000)
    desk.settings.set("window_geometry", first.window.saved_geometry())
    third = lives(desk)
    screen = QApplication.primaryScreen().availableGeometry()
    assert screen.intersects(third.window.frameGeometry()), "the other screen is gone"
