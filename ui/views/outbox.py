"""The outbox: what goes out and what became of it, one line a delivery, what happened beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.problem import Remedy
from smmdesk.model.words import _
from ui.calendar.pictures import Pictures
from ui.links import open_published
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.outbox import OutboxGroup, OutboxPresenter, OutboxRow
from ui.problems import remedy_label
from ui.views.outbox_detail import OutboxDetail
from ui.views.outbox_line import Columns, OutboxLine
from ui.widgets.empty_state import EmptyState
from ui.widgets.safe_label import SafeLabel
from ui.widgets.segments import Segments


class OutboxView(QWidget):
    """List left, what happened right. Says what it wants: `post_opened`, `place_wanted`."""

    post_opened = Signal(str)
    post_wanted = Signal(object)
    place_wanted = Signal(str)

    def __init__(self, presenter: OutboxPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self.setObjectName("outbox")
        self.setWindowTitle(_("Outbox"))
        self._filters = Segments(self._filter_labels(), _("Which posts to show"))
        self._filters.chosen.connect(presenter.show_only)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme().space(1))
        page = QWidget()
        page.setObjectName("page")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(*(theme().space(6),) * 4)
        self._column.addLayout(self._list)
        self._column.addStretch()
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        scroll.setObjectName("outbox_list")
        set_kind(scroll, ground="surface")
        self._detail = OutboxDetail(presenter)
        self._detail.post_opened.connect(self.post_opened)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(scroll, 1)
        row.addWidget(self._detail)
        self._pictures = Pictures(presenter.bridge)
        self._pictures.arrived.connect(self._show_pictures)
        self._shown: tuple[OutboxGroup, ...] | None = None
        presenter.changed.connect(self._show)
        theme().changed.connect(self._dress)
        self._show()

    def toolbar_items(self) -> Sequence[QWidget | None]:
        return (SafeLabel(_("Outbox"), "heading"), self._filters, None)

    def closeEvent(self, _event: object) -> None:
        theme().changed.disconnect(self._dress)
        self._presenter.close()

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
        if self._presenter.groups != self._shown:
            self._shown = self._presenter.groups
            self._make_lines()
        chosen = self._presenter.selected
        for line in self._lines():
            line.set_chosen(chosen is not None and chosen.delivery_id == line.row.delivery_id)
        self._detail.refresh()

    def _make_lines(self) -> None:
        has_focus = QApplication.focusWidget()
        focused = next((one.row.delivery_id for one in self._lines() if one is has_focus), "")
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        rows = [row for group in self._presenter.groups for row in group.rows]
        columns = Columns.of(rows, map(self._button_of, rows))
        for group in self._presenter.groups:
            self._add_group(group, columns)
        if not rows:
            self._list.addWidget(self._empty())
        kept = next((one for one in self._lines() if one.row.delivery_id == focused), None)
        if kept is not None:
            kept.setFocus(Qt.FocusReason.TabFocusReason)

    def _lines(self) -> list[OutboxLine]:
        return self.findChildren(OutboxLine)

    def _dress(self) -> None:
        """Everything in the colours and sizes of now."""
        self._shown = None
        self._show()

    def _show_pictures(self) -> None:
        for line in self._lines():
            line.show_picture()

    def _empty(self) -> EmptyState:
        empty = EmptyState("send", _("What you schedule goes out from here."), _("New post"))
        empty.pressed.connect(lambda: self.post_wanted.emit({}))
        return empty

    def _add_group(self, group: OutboxGroup, columns: Columns) -> None:
        title = SafeLabel(f"{group.title}   {len(group.rows)}", "caption", "danger" if group.urgent else "muted", 600)
        title.setContentsMargins(theme().space(4), theme().space(5), 0, theme().space(2))
        self._list.addWidget(title)
        for row in group.rows:
            line = OutboxLine(row, self._button_of(row), columns, self._pictures)
            line.chosen.connect(self._presenter.select)
            line.opened.connect(self.post_opened)
            line.helped.connect(self._help)
            self._list.addWidget(line)

    def _button_of(self, row: OutboxRow) -> str:
        if row.url:
            return _("see it")
        return remedy_label(self._presenter.remedy_of(row))

    def _help(self, delivery_id: str) -> None:
        """Do what the line's button says."""
        self._presenter.select(delivery_id)
        row = self._presenter.selected
        if row is None:
            return
        if row.url:
            open_published(row.url, self._presenter.practice_folder)
            return
        remedy = self._presenter.remedy_of(row)
        if remedy is Remedy.RETRY:
            self._presenter.retry_now()
        elif remedy is Remedy.SIGN_IN:
            self.place_wanted.emit("channels")
        elif remedy is not Remedy.RESOLVE:
            self.post_opened.emit(row.post_id)
