"""The media library on screen: found, chosen, described, used, thrown away and brought back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from smmdesk.desk import library, undo
from smmdesk.model.media import Asset
from smmdesk.model.problem import ProblemError
from tests.desk.pictures import encoded, picture
from tests.ui.media.shelf import Shelf, filled_shelf
from ui.models.media_drag import pack_media, unpack_media
from ui.presenters.library import LibraryPresenter
from ui.shell.main_window import Toolbar
from ui.views.library import LibraryView
from ui.widgets.media_grid import MediaGrid

CONTROL = Qt.KeyboardModifier.ControlModifier


class Stage:
    """The library in a window."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.view = LibraryView(LibraryPresenter(shelf.bridge))
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Toolbar(self.view.toolbar_items()))
        column.addWidget(self.view, 1)
        self.window.resize(1204, 800)
        self.window.show()
        self.window.activateWindow()

    @property
    def names(self) -> list[str]:
        model = self.view.grid.library
        return [str(model.index(row).data()) for row in range(model.rowCount())]

    def choose(self, *names: str) -> None:
        selection = self.view.grid.selectionModel()
        selection.clearSelection()
        for name in names:
            index = self.view.grid.library.index(self.names.index(name))
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.Select)

    def child(self, name: str) -> QWidget:
        found = self.window.findChild(QWidget, name)
        assert found is not None, name
        return found  # type: ignore[no-any-return]

    def asset(self, name: str) -> Asset:
        with self.shelf.desk.store.reading() as reader:
            return reader.get(Asset, self.shelf.ids[name])

    async def idle(self) -> None:
        await self.shelf.bridge.tasks.idle()


@asynccontextmanager
async def stage(folder: Path, *, empty: bool = False) -> AsyncIterator[Stage]:
    async with filled_shelf(folder, "en", empty) as shelf:
        made = Stage(shelf)
        try:
            yield made
            await made.idle()
        finally:
            made.view.close()
            made.window.close()
            made.window.deleteLater()


async def test_no_room_of_one_more_square_is_left_beside_the_squares(qtbot, dressed, tmp_path: Path) -> None:
    """Qt's list keeps the room of a scroll bar: six were counted where it puts five."""
    async with stage(tmp_path) as here:
        grid = here.view.grid
        for wide in range(900, 1300, 7):
            here.window.resize(wide, 800)
            grid.doItemsLayout()
            squares = [grid.visualRect(grid.library.index(row)) for row in range(len(here.names))]
            right = max(square.right() for square in squares)
            assert squares[-1].y() > squares[0].y(), wide
            assert 0 <= grid.viewport().width() - right < squares[0].width() // 2, wide


async def test_the_newest_stands_first_and_a_screen_reader_hears_each(qtbot, dressed, tmp_path: Path) -> None:
    async with stage(tmp_path) as made:
        assert len(made.names) == 13
        assert made.names[-1] == "impasto.mp4"
        grid = QAccessible.queryAccessibleInterface(made.view.grid)
        assert grid.text(QAccessible.Text.Name) == "Photos and videos"
        said = [grid.child(row).text(QAccessible.Text.Name) for row in range(grid.childCount())]
        assert "panettone.jpg, photo, in a post" in said
        assert "coffee.jpg, photo, in no post, no description yet" in said
        assert "impasto.mp4, video of 0:42, in no post" in said


async def test_it_is_found_by_name_description_tag_folder_and_kind(qtbot, dressed, tmp_path: Path) -> None:
    async with stage(tmp_path) as made:
        search = made.child("media_search")
        assert isinstance(search, QLineEdit)
        for words, found in (
            ("COFF", ["coffee.jpg"]),
            ("cut half", ["panettone.jpg"]),
            ("window", ["panettone.jpg"]),
            ("rossi", ["panettone.jpg"]),
            ("<b>", []),
        ):
            search.setText(words)
            assert made.names == found
        assert made.view.findChild(QWidget, "empty_state").isVisibleTo(made.view)
        made.view.presenter.clear_filters()
        assert (search.text(), len(made.names)) == ("", 13)
        made.child("segment_videos").click()  # type: ignore[attr-defined]
        assert made.names == ["impasto.mp4"]
        made.child("segment_unused").click()  # type: ignore[attr-defined]
        assert len(made.names) == 11
        made.view.presenter.show_only("all")
        made.child("media_places").click()  # type: ignore[attr-defined]
        [menu] = made.view.findChildren(QMenu)
        lines = [action.text() for action in menu.actions() if action.text()]
        assert lines == ["Everything", "Christmas", "#sweet", "#window"]
        next(action for action in menu.actions() if action.text() == "Christmas").trigger()
        menu.close()
        assert made.names == ["walnut-cake.jpg", "panettone.jpg"]


async def test_what_is_chosen_is_described_and_every_step_comes_back(qtbot, dressed, tmp_path: Path) -> None:
    async with stage(tmp_path) as made:
        made.choose("oven.jpg")
        name = made.child("media_name")
        assert isinstance(name, QLineEdit)
        assert name.text() == "oven.jpg"
        name.setFocus()
        name.selectAll()
        qtbot.keyClicks(name, "Forno acceso.jpg")
        qtbot.keyClick(name, Qt.Key.Key_Return)
        alt = made.child("media_alt_en")
        alt.setFocus()
        qtbot.keyClicks(alt, "The lit oven")
        made.view.details.save()
        tags = made.child("media_tags")
        tags.setFocus()
        qtbot.keyClicks(tags, "fire, #bakery")
        qtbot.keyClick(tags, Qt.Key.Key_Return)
        found = made.asset("oven")
        assert (found.name, found.alt, found.tags) == ("Forno acceso.jpg", {"en": "The lit oven"}, ("fire", "bakery"))
        assert undo.peek(made.shelf.desk).undo_label == "tags"
        undo.undo(made.shelf.desk)
        assert tags.property("text") == ""
        assert made.asset("oven").alt == {"en": "The lit oven"}


async def test_what_was_typed_is_kept_for_the_file_it_was_typed_for(qtbot, dressed, tmp_path: Path) -> None:
    async with stage(tmp_path) as made:
        made.choose("oven.jpg")
        qtbot.keyClicks(made.child("media_alt_en"), "The lit oven")
        made.choose("coffee.jpg")  # another file, and the field was never left
        assert made.asset("oven").alt == {"en": "The lit oven"}
        assert made.asset("coffee").alt == {}
        assert made.child("media_name").property("text") == "coffee.jpg"
        qtbot.keyClicks(made.child("media_credit"), "Ours")
        made.view.close()
        assert made.asset("coffee").credit == "Ours"


async def test_what_could_not_be_written_down_stands_where_it_was_typed(
    qtbot, dressed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another file was looked at meanwhile: the fields are shown anew, and leaving them once more lost it."""

    def full(*_given: object) -> None:
        raise ProblemError("disk_full", left="0 MB")

    async with stage(tmp_path) as made:
        for name in ("describe", "credit"):
            monkeypatch.setattr(library, name, full)
        made.choose("oven.jpg")
        qtbot.keyClicks(made.child("media_alt_en"), "The lit oven")
        qtbot.keyClicks(made.child("media_credit"), "Ours")
        for name in ("coffee.jpg", "oven.jpg", "coffee.jpg", "oven.jpg"):
            made.choose(name)
        assert made.child("media_alt_en").words == "The lit oven"  # type: ignore[attr-defined]
        assert sorted(one.text for one in made.shelf.bridge.unwritten.values()) == ["Ours", "The lit oven"]
        monkeypatch.undo()
        made.choose("coffee.jpg")
        assert (made.asset("oven").alt, made.asset("oven").credit) == ({"en": "The lit oven"}, "Ours")
        assert not made.shelf.bridge.unwritten


async def test_where_it_is_used_opens_the_post_and_make_a_post_takes_it_along(qtbot, dressed, tmp_path: Path) -> None:
    async with stage(tmp_path) as made:
        made.choose("panettone.jpg")
        uses = made.view.details.findChildren(QPushButton) and made.view.details.findChildren(QWidget, "use_open")
        assert [use.accessibleName() for use in uses] == [
            "Open the post: Ordini di Natale, fino al 20",
            "Open the post: Il primo panettone dell'anno",
        ]
        with qtbot.waitSignal(made.view.post_opened) as opened:
            uses[0].click()
        assert opened.args[0]
        with qtbot.waitSignal(made.view.post_wanted) as wanted:
            made.child("media_make_post").click()  # type: ignore[attr-defined]
        assert wanted.args == [{"assets": (made.shelf.ids["panettone"],)}]
        made.choose("panettone.jpg", "oven.jpg")
        with qtbot.waitSignal(made.view.post_wanted) as wanted:
            qtbot.keyClick(made.view.grid, Qt.Key.Key_Return)
        assert wanted.args == [{"assets": (made.shelf.ids["panettone"], made.shelf.ids["oven"])}]


async def test_what_is_used_stays_and_the_rest_goes_and_comes_back(qtbot, dressed, tmp_path: Path) -> None:
    async with stage(tmp_path) as made:
        problems, said = [], []
        made.shelf.bridge.failed.connect(problems.append)
        made.shelf.bridge.announced.connect(lambda *words: said.append(words))
        made.choose("panettone.jpg", "coffee.jpg")
        qtbot.keyClick(made.view.grid, Qt.Key.Key_Delete)
        assert [problem.title for problem in problems] == ["“panettone.jpg” is still needed"]
        assert len(made.names) == 13
        made.choose("coffee.jpg", "gift.jpg")
        qtbot.keyClick(made.view.grid, Qt.Key.Key_Delete)
        assert len(made.names) == 11
        assert said[-1] == ("2 files deleted", True)
        undo.undo(made.shelf.desk)
        assert len(made.names) == 13
        made.view.presenter.edits.clean()
        assert sorted(made.names) == ["oven.jpg", "panettone.jpg"]
        undo.undo(made.shelf.desk)
        assert len(made.names) == 13


@pytest.mark.statement(22)
async def test_files_and_folders_are_dropped_in_and_wrong_ones_are_named(qtbot, dressed, tmp_path: Path) -> None:
    folder = tmp_path / "da fuori"
    folder.mkdir()
    (folder / "nuova.png").write_bytes(encoded(picture((33, 20)), "PNG"))
    async with stage(tmp_path, empty=True) as made:
        assert made.view.findChild(QWidget, "empty_state").isVisibleTo(made.view)
        drop(made.view, folder, made.shelf.wrong)
        assert made.child("media_taking").accessibleName().startswith("Reading file 1 of")
        await made.idle()
        assert made.names == ["nuova.png"]
        assert made.view.presenter.chosen
        [row] = made.view.findChildren(QWidget, "file_refused")
        assert row.accessibleName().startswith("“listino.pdf” was not added")
        made.child("refused_close").click()  # type: ignore[attr-defined]
        assert made.view.presenter.taking.refused == ()


async def test_taking_in_is_stopped_after_the_file_that_is_read(qtbot, dressed, tmp_path: Path) -> None:
    paths = []
    for number in range(6):
        paths.append(tmp_path / f"{number}.png")
        paths[-1].write_bytes(encoded(picture((20 + number, 20)), "PNG"))
    async with stage(tmp_path, empty=True) as made:
        made.view.presenter.taking.take_files(paths)
        made.child("media_stop").click()  # type: ignore[attr-defined]
        await made.idle()
        assert len(made.names) <= 1
        assert made.view.presenter.taking.progress is None


def drop(view: QWidget, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where = QPoint(50, 50)
    copy, none, left = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(where, copy, mime, left, none)
    view.dragEnterEvent(enter)
    assert enter.isAccepted()
    view.dropEvent(QDropEvent(QPointF(where), copy, mime, left, none))


def test_what_a_drag_carries_is_read_back_and_nonsense_is_nothing() -> None:
    assert unpack_media(pack_media(["a", "b"])) == ("a", "b")
    assert len(unpack_media(pack_media([str(number) for number in range(5_000)]))) == 200
    for data in (b"", b"{", b'{"a": 1}', b"[" * 100_000, b"1" * 300_000):
        mime = QMimeData()
        mime.setData("application/x-smmdesk-media", data)
        assert unpack_media(mime) == ()


def test_a_drag_that_rests_on_a_place_opens_it(qtbot, dressed) -> None:
    from ui.models.media_drag import MEDIA
    from ui.shell import rail

    assert rail.CARRIED == MEDIA
    button = rail.RailButton("calendar", "Calendar", "calendar-days")
    qtbot.addWidget(button)
    where, copy = QPoint(5, 5), Qt.DropAction.CopyAction
    kept = pack_media(["a"]), QMimeData()
    for mime, opens in zip(kept, (True, False), strict=True):
        none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(where, copy, mime, left, none)
        button.dragEnterEvent(enter)
        if opens:
            with qtbot.waitSignal(button.clicked, timeout=3_000):
                pass
        else:
            assert button._spring is not None
            assert not button._spring.isActive()


async def test_ten_thousand_files_stay_quick(qtbot, dressed, tmp_path: Path) -> None:
    import time

    async with stage(tmp_path, empty=True) as made:
        desk = made.shelf.desk
        brand = made.shelf.brand_id
        many = [
            Asset(desk.clock.new_id(), brand, f"{n:064x}", f"foto {n}.jpg", "image/jpeg", 9, 40, 30)
            for n in range(10_000)
        ]
        with desk.store.transaction() as tx:
            tx.put_new(many)
        assert len(made.names) == 10_000
        began = time.process_time()
        made.view.presenter.search("foto 99")
        made.view.grid.grab()
        made.view.presenter.search("")
        made.view.grid.scrollToBottom()
        made.view.grid.grab()
        assert time.process_time() - began < 3.0  # about 0.2 s on the machine it was written on
        assert not made.view.findChildren(QLabel, "media_cell")  # an item view: no widget a file


async def test_its_files_are_never_a_window_of_their_own(
    qtbot, dressed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shown before they have a parent they would flash, and take the keyboard from the program."""
    windows: list[bool] = []
    before = MediaGrid.event

    def event(grid: MediaGrid, what: QEvent) -> bool:
        if what.type() == QEvent.Type.Show:
            windows.append(grid.isWindow())
        return before(grid, what)

    monkeypatch.setattr(MediaGrid, "event", event)
    async with stage(tmp_path):
        assert windows
        assert not any(windows)
