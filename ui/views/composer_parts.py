"""The further parts of a thread: each its own text and counters; order by drag and by buttons (ux.md 16)."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDrag, QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_screen import Screen
from ui.presenters.composer_state import PartRow
from ui.views.text_tools import TextTools
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.field_frame import FieldFrame
from ui.widgets.marks import IconMark
from ui.widgets.post_text import PostText
from ui.widgets.safe_label import SafeLabel
from ui.widgets.text_counter import TextCounters

PART_MIME = "application/x-smmdesk-part"


class _Grip(IconMark):
    """Where a part is taken to be dragged."""

    def __init__(self, number: int) -> None:
        super().__init__("grip-vertical", 14, "text-faint")
        self.number = number
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            drag = QDrag(self)
            drag.setMimeData(part_mime(self.number))
            frame = self.parentWidget()
            if frame is not None:
                drag.setPixmap(frame.grab())
            drag.exec(Qt.DropAction.MoveAction)


def part_mime(number: int) -> QMimeData:
    """What a dragged part carries: its number, the root being 1."""
    data = QMimeData()
    data.setData(PART_MIME, str(number).encode())
    return data


class PartFrame(FieldFrame):
    """edited: the text.  moved: a part came here, from number to number.  removed: this part goes."""

    edited = Signal(int, str)
    moved = Signal(int, int)
    removed = Signal(int)

    def __init__(self, composer: ComposerPresenter, row: PartRow) -> None:
        super().__init__(radius="card", padding=(4, 3))
        self.number = row.number
        self.setObjectName(f"part_frame_{row.number}")
        self.setAcceptDrops(True)
        self.text = PostText(f"part_{row.number}", "", 2, 10)
        self.text.edited.connect(lambda text: self.edited.emit(self.number, text))
        self._label = SafeLabel("", "caption", "muted", weight=600)
        self._counters = TextCounters()
        self._up = self._button("chevron-up", _("Earlier"), "earlier", -1)
        self._down = self._button("chevron-down", _("Later"), "later", 1)
        remove = icon_button("trash-2", _("Remove this part"), f"part_remove_{row.number}", small=True)
        remove.clicked.connect(lambda: self.removed.emit(self.number))
        head = QHBoxLayout()
        head.setSpacing(theme().space(2))
        head.addWidget(_Grip(row.number))
        head.addWidget(self._label)
        head.addWidget(self._counters, 1)
        head.addWidget(TextTools(composer, self.text, f"part_{row.number}"))
        for button in (self._up, self._down, remove):
            head.addWidget(button)
        self.column.addLayout(head)
        self.column.addWidget(self.text)
        self.watched = (self.text,)

    def show_row(self, row: PartRow, count: int) -> None:
        name = _("Part {number} of {count}").format(number=row.number, count=count)
        self._label.setText(name)
        self.text.setAccessibleName(name)
        self.text.show_text(row.text)
        self._counters.show_counters(row.counters)
        self._up.setEnabled(row.movable_up)
        self._down.setEnabled(row.movable_down)
        self.set_problem(any(counter.level == "over" for counter in row.counters))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(PART_MIME):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        source = int(bytes(event.mimeData().data(PART_MIME).data()).decode())
        event.acceptProposedAction()
        if source != self.number:
            self.moved.emit(source, self.number)

    def _button(self, icon: str, label: str, name: str, step: int) -> QWidget:
        button = icon_button(icon, label, f"part_{name}_{self.number}", small=True)
        button.clicked.connect(lambda: self.moved.emit(self.number, self.number + step))
        return button


class ThreadParts(QWidget):
    """All further parts, and the button for one more. made: there are new fields, `texts`."""

    made = Signal()

    def __init__(self, composer: ComposerPresenter) -> None:
        super().__init__()
        self._composer = composer
        self._frames: list[PartFrame] = []
        self._add = text_button(_("Add a part"), "part_add_button", "link", "plus", small=True)
        self._add.clicked.connect(lambda: composer.draft.add_part())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(4))
        self._column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_screen(self, screen: Screen) -> None:
        rows = screen.parts
        set_shown(self, bool(rows))
        if len(rows) != len(self._frames):
            grew = len(rows) > len(self._frames) > 0
            self._make(rows)
            if grew:
                self._frames[-1].text.setFocus()
        for frame, row in zip(self._frames, rows, strict=True):
            frame.show_row(row, len(rows) + 1)
            frame.text.setReadOnly(not screen.is_editable)
        self._add.setEnabled(screen.is_editable)

    @property
    def texts(self) -> list[PostText]:
        """The fields of the parts, in order."""
        return [frame.text for frame in self._frames]

    def focus_part(self, number: int) -> QWidget | None:
        """The cursor into a part, counted with the root as 1."""
        frame = next((frame for frame in self._frames if frame.number == number), None)
        if frame is not None:
            frame.text.setFocus()
        return frame

    def _make(self, rows: tuple[PartRow, ...]) -> None:
        for frame in self._frames:
            self._column.removeWidget(frame)
            frame.hide()
            frame.deleteLater()
        draft = self._composer.draft
        self._frames = [PartFrame(self._composer, row) for row in rows]
        for place, frame in enumerate(self._frames):
            frame.edited.connect(draft.set_part)
            frame.moved.connect(draft.move_part)
            frame.removed.connect(draft.remove_part)
            self._column.insertWidget(place, frame)
        self.made.emit()
