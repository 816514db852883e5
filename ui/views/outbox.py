"""The outbox: what goes out and what became of it, one line a delivery, what happened beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from smmdesk.model.problem import Remedy
from smmdesk.model.words import _
from ui.calendar.pictures import Pictures
from ui.links import open_published
from ui.look import glyphs, icons
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.outbox import OutboxGroup, OutboxPresenter, OutboxRow
from ui.problems import remedy_label
from ui.views.outbox_detail import OutboxDetail
from ui.widgets.empty_state import EmptyState
from ui.widgets.safe_label import ElidedLabel, PictureLabel, SafeLabel
from ui.widgets.segments import Segments

_TONES = {
    "needs_you": "danger",
    "missed": "danger",
    "unknown": "warning",
    "retry": "warning",
    "published": "success",
    "removed": "muted",
}

BUTTON_PX, PICTURE_PX = 148, 32


def state_mark(progress: str, size: float = 16) -> QPixmap:
    """The icon of a state in its colour."""
    tone = _TONES.get(progress, "info")
    return icons.pixmap(icons.STATE_ICONS[progress], size, "text-muted" if tone == "muted" else tone, 2.0)


class OutboxLine(QFrame):
    """One delivery: time, picture, words and channel, state in full, the one button it needs."""

    chosen = Signal(str)  # delivery id
    opened = Signal(str)  # post id
    helped = Signal(str)  # delivery id: the button was pressed

    def __init__(self, row: OutboxRow, button: str, selected: bool, pictures: Pictures) -> None:
        super().__init__()
        self.row, self._pictures = row, pictures
        self.setObjectName(f"delivery_{row.delivery_id}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{row.when}, {row.channel_name}, {row.sentence}, {row.words}")
        self.setProperty("chosen", selected)
        self.setMinimumHeight(theme().px(50))
        line = QHBoxLayout(self)
        line.setContentsMargins(theme().space(5), theme().space(2), theme().space(5), theme().space(2))
        line.setSpacing(theme().space(5))
        when = SafeLabel(row.when, "body", "muted")
        when.setFixedWidth(theme().px(124))
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(when)
        self._picture = PictureLabel()
        self._picture.setFixedSize(theme().px(PICTURE_PX), theme().px(PICTURE_PX))
        line.addWidget(self._picture)
        self.show_picture()
        line.addWidget(_column(self._words(row)), 2)
        line.addWidget(_column(self._state(row)), 3)
        line.addWidget(self._button_place(button))
        self._dress(selected)

    def show_picture(self) -> None:
        """The first photo, as soon as it is ready."""
        if self.row.picture:
            ready = self._pictures(self.row.picture, theme().px(PICTURE_PX), self.devicePixelRatioF())
            if ready is not None:
                self._picture.setPixmap(ready)

    def _words(self, row: OutboxRow) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(ElidedLabel(row.words, "body", weight=500))
        channel = QHBoxLayout()
        channel.setSpacing(theme().space(3))
        mark = PictureLabel(glyphs.pixmap(row.platform, row.tint, 13, 2.0))
        channel.addWidget(mark)
        channel.addWidget(ElidedLabel(row.channel_name, "caption", "muted"), 1)
        column.addLayout(channel)
        return column

    def _state(self, row: OutboxRow) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(theme().space(3))
        mark = PictureLabel(state_mark(row.progress))
        first.addWidget(mark)
        first.addWidget(ElidedLabel(row.sentence, "body", _TONES.get(row.progress, "info"), 500), 1)
        column.addLayout(first)
        if row.detail:
            detail = ElidedLabel(row.detail, "caption", "muted")
            detail.setContentsMargins(theme().px(22), 0, 0, 0)
            column.addWidget(detail)
        return column

    def _button_place(self, label: str) -> QWidget:
        """As wide on every line, so that the columns stand under each other."""
        place = QWidget()
        place.setFixedWidth(theme().px(BUTTON_PX))
        inner = QHBoxLayout(place)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addStretch()
        if label:
            inner.addWidget(self._button(label))
        return place

    def _button(self, label: str) -> QPushButton:
        button = QPushButton(label)
        button.setObjectName("delivery_help")
        button.setAccessibleName(f"{label}: {self.row.words}")
        set_kind(button, kind="link" if self.row.url and label == _("see it") else "normal")
        button.clicked.connect(lambda: self.helped.emit(self.row.delivery_id))
        return button

    def _dress(self, selected: bool) -> None:
        fill = theme().name_of("selection") if selected else "transparent"
        self.setStyleSheet(f"OutboxLine {{ background: {fill}; border-radius: {theme().radius('card')}px; }}")

    def mousePressEvent(self, _event: object) -> None:
        self.chosen.emit(self.row.delivery_id)

    def mouseDoubleClickEvent(self, _event: object) -> None:
        self.opened.emit(self.row.post_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.opened.emit(self.row.post_id)
        elif event.key() == Qt.Key.Key_Space:
            self.chosen.emit(self.row.delivery_id)
        else:
            super().keyPressEvent(event)


def _column(layout: QVBoxLayout) -> QWidget:
    """A column that takes its share of the line, whatever stands in it."""
    holder = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    holder.setLayout(layout)
    holder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return holder


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
        presenter.changed.connect(self._show)
        theme().changed.connect(self._show)
        self._show()

    def toolbar_items(self) -> Sequence[QWidget | None]:
        return (SafeLabel(_("Outbox"), "heading"), self._filters, None)

    def closeEvent(self, _event: object) -> None:
        theme().changed.disconnect(self._show)
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
        self._filters.set_entries(self._filter_labels(), self._presenter.filter)
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for group in self._presenter.groups:
            self._add_group(group)
        if not self._presenter.groups:
            self._list.addWidget(self._empty())
        self._detail.refresh()

    def _show_pictures(self) -> None:
        for line in self.findChildren(OutboxLine):
            line.show_picture()

    def _empty(self) -> EmptyState:
        empty = EmptyState("send", _("What you schedule goes out from here."), _("New post"))
        empty.pressed.connect(lambda: self.post_wanted.emit({}))
        return empty

    def _add_group(self, group: OutboxGroup) -> None:
        title = SafeLabel(f"{group.title}   {len(group.rows)}", "caption", "danger" if group.urgent else "muted", 600)
        title.setContentsMargins(theme().space(4), theme().space(5), 0, theme().space(2))
        self._list.addWidget(title)
        chosen = self._presenter.selected
        for row in group.rows:
            selected = chosen is not None and chosen.delivery_id == row.delivery_id
            line = OutboxLine(row, self._button_of(row), selected, self._pictures)
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
