"""Help: the user guide in the window with its pictures, a chapter at a time, and the list of keys."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.calendar.icon_field import IconField
from ui.dialogs import Sheet, height_within
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.guide import Chapter, Paragraph, found_in
from ui.widgets.guide_picture import GuidePicture
from ui.widgets.pages import put_page
from ui.widgets.safe_label import SafeLabel

WIDTH_PX, HEIGHT_PX, BESIDE_PX, LIST_PX, WORDS_PX = 1080, 640, 180, 220, 640


class HelpSheet(Sheet):
    """The chapters at the left, the chosen one at the right, its pictures from `folder`. `keys` shows the keys."""

    def __init__(self, parent: QWidget, chapters: Sequence[Chapter], keys: Callable[[], object], folder: Path) -> None:
        super().__init__(parent, _("Help"))
        self.setObjectName("help_sheet")
        self.setMaximumWidth(theme().px(WIDTH_PX))
        self.setMinimumWidth(theme().px(WIDTH_PX))
        self._chapters, self._folder = chapters, folder
        height = height_within(parent, HEIGHT_PX, BESIDE_PX)
        self.list = QListWidget()
        self.list.setObjectName("help_chapters")
        self.list.setAccessibleName(_("Chapters"))
        set_kind(self.list, kind="lines")
        self.list.setFixedWidth(theme().px(LIST_PX))
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setWordWrap(True)
        self.page = QScrollArea()
        self.page.setObjectName("help_page")
        self.page.setAccessibleName(_("Chapter"))
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setWidgetResizable(True)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrows move the text
        self.page.setFixedHeight(height)
        set_kind(self.page, ground="surface")
        self.field = IconField("search")
        self.field.setObjectName("help_find")
        self.field.setPlaceholderText(_("Search the guide"))
        self.field.setAccessibleName(_("Search the guide"))
        set_kind(self.field, kind="filled")
        self.field.setFixedWidth(theme().px(LIST_PX))
        self.field.textChanged.connect(self._find)
        beside = QVBoxLayout()
        beside.setSpacing(theme().space(4))
        beside.addWidget(self.field)
        beside.addWidget(self.list, 1)
        line = QHBoxLayout()
        line.setSpacing(theme().space(6))
        line.addLayout(beside)
        line.addWidget(self.page, 1)
        self.body.addLayout(line)
        self.add_button(_("Keys"), "help_keys", keys)
        self.add_button(_("Close"), "help_close", None, "primary")
        self.list.currentRowChanged.connect(self._show)
        self._find("")
        self.field.setFocus()

    def _find(self, asked: str) -> None:
        """Only the chapters that say it, the first of them open where it does."""
        places = ((chapter, found_in(chapter, asked)) for chapter in self._chapters)
        self._found = [(chapter, found) for chapter, found in places if found is not None]
        with QSignalBlocker(self.list):
            self.list.clear()
            self.list.addItems([chapter.title for chapter, _places in self._found])
            self.list.setCurrentRow(0)
        self._show(0)

    def _show(self, row: int) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(theme().space(3), 0, theme().space(5), 0)
        column.setSpacing(theme().space(4))
        first = None
        if 0 <= row < len(self._found):
            chapter, found = self._found[row]
            column.addWidget(SafeLabel(chapter.title, "title", wrap=True))
            shown = [self._paragraph(column, one, place in found) for place, one in enumerate(chapter.paragraphs)]
            first = shown[found[0]] if found else None
        else:
            nothing = _("The guide has nothing about it. Try another word.")
            column.addWidget(SafeLabel(nothing, "body", "muted", wrap=True))
        column.addStretch(1)
        put_page(self.page, page)
        if first is not None:
            width = self.page.viewport().width()
            page.resize(width, page.heightForWidth(width))  # it would get its height with the next turn only
            column.activate()
            self.page.ensureWidgetVisible(first, 0, theme().space(9))

    def _paragraph(self, column: QVBoxLayout, paragraph: Paragraph, is_found: bool) -> QWidget | None:
        """Its words, or the picture with what is seen in it below; where a program came without it, nothing."""
        if not paragraph.picture:
            line, words = _lines(paragraph, is_found)
            column.addLayout(line)
            return words
        picture = self._folder / paragraph.picture
        if not picture.is_file():
            return None
        column.addWidget(GuidePicture(picture))
        words = SafeLabel(paragraph.text, "caption", "text" if is_found else "muted", wrap=True)
        column.addWidget(words)
        return words


def _lines(paragraph: Paragraph, is_found: bool) -> tuple[QHBoxLayout, SafeLabel]:
    """A paragraph; what was looked for is in it where `is_found`, and it stands out."""
    line = QHBoxLayout()
    line.setSpacing(theme().space(3))
    if paragraph.mark:
        line.addWidget(SafeLabel(paragraph.mark, "body", "muted"), 0, Qt.AlignmentFlag.AlignTop)
    words = SafeLabel(paragraph.text, "body-strong" if paragraph.is_heading else "body", wrap=True)
    if is_found:
        set_kind(words, found="true")
    words.setMaximumWidth(theme().px(WORDS_PX))  # longer lines are hard to follow
    line.addWidget(words, 1)
    line.addStretch()
    return line, words
