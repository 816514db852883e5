"""The outbox: what goes out and what became of it, one line a delivery, what happened beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.problem import Remedy
from smmdesk.model.stages import Progress
from smmdesk.model.words import _
from ui import dialogs
from ui.calendar.pictures import Pictures
from ui.links import open_address, open_published
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.outbox import OutboxPresenter
from ui.presenters.outbox_rows import OutboxGroup, OutboxRow
from ui.presenters.remedies import details_of
from ui.views.outbox_detail import OutboxDetail
from ui.views.outbox_line import Columns, OutboxLine
from ui.widgets.brand_filter import BrandFilter
from ui.widgets.buttons import text_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.safe_label import SafeLabel, place_title
from ui.widgets.segments import Segments
from ui.widgets.tab_order import KeyboardPage, put_in_reading_order


class OutboxView(KeyboardPage):
    """List left, what happened right. Says what it wants: a post opened, a sign-in again, the missed posts decided."""

    post_opened = Signal(str)
    post_wanted = Signal(object)
    place_wanted = Signal(str)
    sign_in_wanted = Signal(str)  # channel id
    missed_wanted = Signal()
    pause_wanted = Signal()  # of everything, or its end
    unlock_wanted = Signal()

    def __init__(self, presenter: OutboxPresenter) -> None:
        super().__init__()
        self.presenter = self._presenter = presenter
        self.setObjectName("outbox")
        self.setWindowTitle(_("Outbox"))
        self._lines: dict[str, OutboxLine] = {}
        self._shown: tuple[str, tuple[OutboxGroup, ...]] | None = None
        self._last_place = 0
        self._filters = Segments(self._filter_labels(), _("Which posts to show"))
        self._filters.chosen.connect(presenter.show_only)
        self._brands = BrandFilter(presenter.brands, "outbox_brands")
        self._brands.chosen.connect(presenter.show_brand)
        self._pause = text_button("", "outbox_pause", "normal", "circle-pause")
        self._pause.clicked.connect(self.pause_wanted)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme().space(1))
        self._detail = OutboxDetail(presenter)
        self._detail.post_opened.connect(self.post_opened)
        self._detail.help_wanted.connect(self._help)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._scroll(), 1)
        row.addWidget(self._detail)
        self._pictures = Pictures(presenter.bridge)
        self._pictures.arrived.connect(self._show_pictures)
        presenter.changed.connect(self._show)
        presenter.bridge.engine.upload_changed.connect(self._show_upload)
        theme().changed.connect(self._dress)
        self._show()

    def toolbar_items(self) -> Sequence[QWidget | None]:
        return (place_title(_("Outbox")), self._filters, None, self._brands, self._pause)

    def closeEvent(self, _event: object) -> None:
        theme().changed.disconnect(self._dress)
        self._presenter.bridge.engine.upload_changed.disconnect(self._show_upload)
        self._presenter.close()

    def _scroll(self) -> QScrollArea:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(*(theme().space(6),) * 4)
        column.addLayout(self._list)
        column.addStretch(1)  # all that is left: a line that may grow would take half of it
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        scroll.setObjectName("outbox_list")
        set_kind(scroll, ground="surface")
        return scroll

    def _filter_labels(self) -> list[tuple[str, str]]:
        counts = self._presenter.counts

        def label(words: str, key: str) -> str:
            return f"{words}  {counts[key]}" if counts[key] else words

        return [
            ("all", _("All")),
            ("to_solve", label(_("To solve"), "to_solve")),
            ("coming", label(_("Coming"), "coming")),
            ("out", _("Out")),
        ]

    def _show(self) -> None:
        """Pull everything; the same lines stay, and the one with the keyboard keeps it."""
        self._filters.set_entries(self._filter_labels(), self._presenter.filter)
        self._brands.show_brand(self._presenter.only_brand)
        self._pause.set_label(_("Let everything go on") if self._presenter.all_paused else _("Pause everything…"))
        self._pause.set_icon("circle-play" if self._presenter.all_paused else "circle-pause")
        wanted = (self._presenter.filter, self._presenter.groups)
        if wanted != self._shown:
            self._shown = wanted
            self._make_lines()
        chosen = self._presenter.selected
        for key, line in self._lines.items():
            line.set_chosen(chosen is not None and chosen.key == key)
        if chosen is not None:
            self._last_place = next((n for n, key in enumerate(self._lines) if key == chosen.key), 0)
        was_in_detail = self._detail.has_keyboard
        self._detail.refresh()
        if was_in_detail and chosen is None:
            self._take_keyboard(self._last_place)

    def _make_lines(self) -> None:
        held = self._held()
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self._lines = {}
        columns = Columns.of(row for group in self._presenter.groups for row in group.rows)
        for group in self._presenter.groups:
            self._add_group(group, columns)
        if not self._presenter.groups:
            self._list.addWidget(self._empty())
        put_in_reading_order(self)
        if held is not None:
            self._take_keyboard(*held)

    def _held(self) -> tuple[int, str, str] | None:
        """Which line has the keyboard, or had it when a sheet opened: its place, its key, and the button in it."""
        focused = self.window().focusWidget()
        for place, (key, line) in enumerate(self._lines.items()):
            if focused is not None and (line is focused or line.isAncestorOf(focused)):
                return place, key, "" if line is focused else focused.objectName()
        return None

    def _take_keyboard(self, place: int, key: str = "", button: str = "") -> None:
        """To the same line as before, else to the one that stands in its place now, else to what an empty list has."""
        lines = list(self._lines.values())
        line: QWidget | None = self._lines.get(key) or (lines[min(place, len(lines) - 1)] if lines else None)
        if line is None:
            self._filters.focus_current()
            return
        inner = line.findChild(QWidget, button) if button and key in self._lines else None
        line.show()  # the layout would only do it later
        (inner or line).setFocus(Qt.FocusReason.TabFocusReason)

    def _dress(self) -> None:
        """Everything in the colours and sizes of now."""
        self._shown = None
        self._show()

    def _show_pictures(self) -> None:
        for line in self._lines.values():
            line.show_picture()

    def _show_upload(self, part_id: str) -> None:
        upload = self._presenter.bridge.engine.uploads.get(part_id)
        for line in self._lines.values():
            if line.row.part_id == part_id:
                line.show_upload(upload)
        self._detail.show_upload(part_id, upload)

    def _empty(self) -> EmptyState:
        if self._presenter.filter == "to_solve":
            return EmptyState("circle-check", _("All is well. Nothing waits for you."))
        if self._presenter.filter != "all":
            return EmptyState("send", _("Nothing here at the moment."))
        empty = EmptyState("send", _("What you schedule goes out from here."), _("New post"))
        empty.pressed.connect(lambda: self.post_wanted.emit({}))
        return empty

    def _add_group(self, group: OutboxGroup, columns: Columns) -> None:
        title = SafeLabel(f"{group.title}   {len(group.rows)}", "caption", "danger" if group.urgent else "muted", 600)
        title.setContentsMargins(theme().space(4), theme().space(5), 0, theme().space(2))
        self._list.addWidget(title)
        for row in group.rows:
            upload = self._presenter.bridge.engine.uploads.get(row.part_id)
            line = OutboxLine(row, columns, self._pictures, upload)
            line.chosen.connect(self._presenter.select)
            line.opened.connect(self.post_opened)
            line.helped.connect(self._help)
            self._list.addWidget(line)
            self._lines[row.key] = line

    def _help(self, key: str) -> None:
        """Do what the line's button says."""
        self._presenter.select(key)
        row = self._presenter.selected
        if row is None:
            return
        if row.url:
            open_published(row.url, self._presenter.practice_folder)
        elif row.progress is Progress.MISSED:
            self.missed_wanted.emit()
        elif row.hint is not None:
            self.post_opened.emit(str(row.hint.values.get("post_id") or row.post_id))
        else:
            self._mend(row)

    def _mend(self, row: OutboxRow) -> None:
        problem, remedy = row.problem, row.mend
        if remedy is Remedy.RETRY:
            self._presenter.retry_now()
        elif remedy is Remedy.SIGN_IN:
            self.sign_in_wanted.emit(row.channel_id)
        elif remedy is Remedy.UNLOCK:
            self.unlock_wanted.emit()
        elif remedy is Remedy.OPEN_PAGE and problem is not None:
            open_address(str(problem.values.get("url") or ""))
        elif remedy is Remedy.REPORT and problem is not None:
            QGuiApplication.clipboard().setText(details_of(problem))
            self._presenter.bridge.announce(_("Copied"))
        elif remedy is Remedy.RESOLVE and not row.delivery_id:
            self._ask_take_over()
        elif remedy is not Remedy.RESOLVE and row.post_id:
            self.post_opened.emit(row.post_id)

    def _ask_take_over(self) -> None:
        """Another computer may still send from a copy of this calendar: the person says which one publishes."""
        dialogs.confirm(
            self,
            _("Publish from this computer?"),
            _("First make sure that no other computer sends from a copy of it. What may be out is looked up first."),
            _("Publish from here"),
            self._presenter.take_over,
        )
