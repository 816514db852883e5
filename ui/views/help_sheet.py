"""Help: the user guide in the window with its pictures, a chapter at a time, and the list of keys."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.dialogs import Sheet, height_within
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.guide import Chapter, Paragraph
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
        self.list.setFixedSize(theme().px(LIST_PX), height)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setWordWrap(True)
        self.list.addItems([chapter.title for chapter in chapters])
        self.page = QScrollArea()
        self.page.setObjectName("help_page")
        self.page.setAccessibleName(_("Chapter"))
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setWidgetResizable(True)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrows move the text
        self.page.setFixedHeight(height)
        set_kind(self.page, ground="surface")
        line = QHBoxLayout()
        line.setSpacing(theme().space(6))
        line.addWidget(self.list)
        line.addWidget(self.page, 1)
        self.body.addLayout(line)
        self.add_button(_("Keys"), "help_keys", keys)
        self.add_button(_("Close"), "help_close", None, "primary")
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _show(self, row: int) -> None:
        chapter = self._chapters[row]
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(theme().space(3), 0, theme().space(5), 0)
        column.setSpacing(theme().space(4))
        column.addWidget(SafeLabel(chapter.title, "title", wrap=True))
        for paragraph in chapter.paragraphs:
            if paragraph.picture:
                _show(column, self._folder / paragraph.picture, paragraph.text)
            else:
                column.addLayout(_lines(paragraph))
        column.addStretch(1)
        put_page(self.page, page)


def _lines(paragraph: Paragraph) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme().space(3))
    if paragraph.mark:
        line.addWidget(SafeLabel(paragraph.mark, "body", "muted"), 0, Qt.AlignmentFlag.AlignTop)
    words = SafeLabel(paragraph.text, "body-strong" if paragraph.is_heading else "body", wrap=True)
    words.setMaximumWidth(theme().px(WORDS_PX))  # longer lines are hard to follow
    line.addWidget(words, 1)
    line.addStretch()
    return line


def _show(column: QVBoxLayout, picture: Path, words: str) -> None:
    """With what is seen in it below. A program that came without the picture shows nothing."""
    if picture.is_file():
        column.addWidget(GuidePicture(picture))
        column.addWidget(SafeLabel(words, "caption", "muted", wrap=True))
