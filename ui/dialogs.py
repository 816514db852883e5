"""Every dialog of the program: file pickers, questions and forms. All open without a loop of their own (`.open()`)."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QStandardPaths, Qt
from PySide6.QtGui import (
    QHideEvent,
    QIcon,
    QKeyEvent,
    QPagedPaintDevice,
    QPageLayout,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from smmdesk.model.for_the_eye import MOST_ON_A_BUTTON, tame
from smmdesk.model.words import _
from ui.look import icons
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.widgets.marks import GlyphMark, IconDisc
from ui.widgets.safe_label import SafeLabel

LEAST_LIST_PX = 120
HELP = "action_help"
"""What the menus call the entry that opens the help."""
WINDOW_EDGE_PX = 16
"""Of the window behind it a sheet leaves so much to see at each side."""
PICKER_ICONS = {
    "backButton": "arrow-left",
    "forwardButton": "arrow-right",
    "toParentButton": "arrow-up",
    "newFolderButton": "folder-plus",
    "listModeButton": "layout-grid",
    "detailModeButton": "list",
}
"""Where the system has no dialog of its own Qt shows its own, whose icons are made for light ground only."""
Row = tuple[str, str, str, str]
"""One line of a confirmation: platform key, tint, name, what it is."""


class Scrim(QWidget):
    """A flat veil over the window behind a sheet."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().color("scrim"))


class Sheet(QDialog):
    """A dialog in our dress: heading, text, a body, and buttons at the foot with the main one last.

    `bare`: the body reaches from edge to edge, and brings its own margins. `icon`: a red one beside the heading.
    """

    def __init__(
        self, parent: QWidget | None, title: str, text: str = "", *, bare: bool = False, icon: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sheet")
        set_kind(self, ground="surface")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tame(title, MOST_ON_A_BUTTON))
        self.setMinimumWidth(theme().px(440))
        self.setMaximumWidth(theme().px(800))
        self._scrim: Scrim | None = None
        side = theme().space(8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, side, 0, theme().space(7) if bare else side)
        outer.setSpacing(theme().space(5))
        top = QHBoxLayout()
        top.setContentsMargins(side, 0, side, 0)
        top.setSpacing(theme().space(5))
        if icon:
            top.addWidget(IconDisc(icon), 0, Qt.AlignmentFlag.AlignTop)
        self.head = QVBoxLayout()
        self.head.setSpacing(theme().space(2) if bare else theme().space(5))
        top.addLayout(self.head, 1)
        self.title_label = SafeLabel(title, "heading", wrap=True)
        self.text_label = SafeLabel(text, "body", "muted", wrap=True)
        self.text_label.setVisible(bool(text))
        self.head.addWidget(self.title_label)
        self.head.addWidget(self.text_label)
        outer.addLayout(top)
        self._body_page = QWidget()
        self._body_page.setObjectName("page")
        self._body_scroll: QScrollArea | None = None
        self.body = QVBoxLayout(self._body_page)
        self.body.setContentsMargins(*((0, 0, 0, 0) if bare else (side, 0, side, 0)))
        self.body.setSpacing(0 if bare else theme().space(4))
        outer.addWidget(self._body_page, 1 if bare else 0)
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(side, 0, side, 0)
        self._foot.setSpacing(theme().space(5))
        self._foot.addStretch()
        self._main: QPushButton | None = None
        outer.addSpacing(0 if bare else theme().space(3))
        outer.addLayout(self._foot)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._scrim is None and isinstance(parent := self.parent(), QWidget):
            self._scrim = Scrim(parent.window())
        self._fit()
        self.adjustSize()

    def adjustSize(self) -> None:
        """As high as what stands in it. Wrapped words know that only in the width they get, and Qt asks before."""
        super().adjustSize()
        outer, room = self.layout(), _owner(self)
        if outer is not None and outer.hasHeightForWidth():
            most = max(self.height(), room.height() if room else 0)
            self.resize(self.width(), min(most, outer.totalHeightForWidth(self.width())))

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return done

    def setMinimumWidth(self, wide: int) -> None:
        """Never wider than the window that it stands over."""
        room = _owner(self)
        super().setMinimumWidth(min(wide, room.width() - 2 * theme().px(WINDOW_EDGE_PX)) if room else wide)

    def _fit(self) -> None:
        """As wide as its words need. Where the window is too low for all of the body, that scrolls, and the buttons
        stay in sight."""
        room, outer = _owner(self), self.layout()
        if room is None or outer is None:
            return
        if outer.totalMinimumSize().width() > self.minimumWidth():
            self.setMinimumWidth(outer.totalMinimumSize().width())
        if outer.totalMinimumSize().height() <= room.height():
            return
        if self._body_scroll is None:
            self._body_scroll = _scroller(self._body_page, outer)
        beside = outer.totalMinimumSize().height() - self._body_scroll.minimumHeight()
        self._body_scroll.setMinimumHeight(max(theme().px(LEAST_LIST_PX), room.height() - beside))
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Help is at the same key here as everywhere: a shortcut of the window behind does not reach a sheet."""
        room = _owner(self)
        helps = [action for action in room.actions() if action.objectName() == HELP] if room is not None else []
        if event.key() == Qt.Key.Key_F1 and helps:
            helps[0].trigger()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        scrim, self._scrim = self._scrim, None
        if scrim is not None:
            scrim.hide()
            scrim.deleteLater()

    def add_button(self, label: str, name: str, done: Callable[[], object] | None, kind: str = "quiet") -> QPushButton:
        """A button at the foot, before the main one; `done` runs after the sheet closed. None only closes."""
        label = tame(label, MOST_ON_A_BUTTON)
        button = QPushButton(label.replace("&", "&&"))
        button.setObjectName(name)
        button.setAccessibleName(label)
        button.setAutoDefault(kind in ("primary", "danger"))
        button.setDefault(kind == "primary")
        set_kind(button, kind=kind)

        def pressed() -> None:
            self.close()
            if done is not None:
                done()

        button.clicked.connect(pressed)
        if self._main is None:
            self._foot.addWidget(button)
        else:
            self._foot.insertWidget(self._foot.indexOf(self._main), button)
            QWidget.setTabOrder(button, self._main)
        if kind in ("primary", "danger"):
            self._main = button
        if self.isVisible():
            self.adjustSize()
        return button

    def put_in_foot(self, widget: QWidget, place: int) -> None:
        """Something else at the foot: 0 is the left edge."""
        self._foot.insertWidget(place, widget)


def confirm(
    parent: QWidget,
    title: str,
    text: str,
    action: str,
    done: Callable[[], object],
    *,
    rows: Sequence[Row] = (),
    danger: bool = False,
) -> Sheet:
    """Ask before something leaves the computer or cannot come back; `done` runs only on the action."""
    sheet = Sheet(parent, title, text)
    for platform, tint, name, detail in rows:
        sheet.body.addWidget(account_row(platform, tint, name, detail))
    sheet.add_button(_("Not now"), "sheet_cancel", None)
    main = sheet.add_button(action, "sheet_confirm", done, "danger" if danger else "primary")
    main.setFocus()
    sheet.open()
    return sheet


def _owner(sheet: QWidget) -> QWidget | None:
    """The window behind a sheet, also behind a sheet over a sheet."""
    above = sheet.parentWidget()
    while above is not None and isinstance(above.window(), Sheet):
        above = above.window().parentWidget()
    return above.window() if above is not None else None


def _scroller(page: QWidget, outer: QLayout) -> QScrollArea:
    """Takes the place of `page` in its layout and scrolls it."""
    focused = page.window().focusWidget()
    made = QScrollArea()
    made.setObjectName("sheet_scroll")
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setWidgetResizable(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    set_kind(made, ground="surface")
    outer.replaceWidget(page, made)
    made.setWidget(page)
    if focused is not None:
        focused.setFocus()
        made.ensureWidgetVisible(focused)
    return made


def height_within(parent: QWidget, wanted: float, beside: float) -> int:
    """The height in px of the part of a sheet that scrolls: `wanted`, less where the window has no room for it.

    Both are sizes of the design; `beside` is how high the rest of the sheet is.
    """
    window = parent.window()
    behind = _owner(window) if isinstance(window, Sheet) else window
    room = (behind or window).height() - theme().px(beside)
    return max(theme().px(LEAST_LIST_PX), min(theme().px(wanted), room))


def account_row(platform: str, tint: str, name: str, detail: str) -> QFrame:
    """One account in a sheet that asks before something leaves: glyph, name, and who sees it."""
    row = QFrame()
    set_kind(row, card="true")
    line = QHBoxLayout(row)
    line.setContentsMargins(*(theme().space(5),) * 4)
    line.setSpacing(theme().space(5))
    mark = GlyphMark(platform, tint, 20)
    line.addWidget(mark)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(SafeLabel(name, "body-strong"))
    words.addWidget(SafeLabel(detail, "caption", "muted"))
    line.addLayout(words, 1)
    return row


def ask_text(
    parent: QWidget,
    title: str,
    text: str,
    label: str,
    done: Callable[[str], object],
    *,
    value: str = "",
    action: str = "",
    secret: bool = False,
) -> Sheet:
    """Ask for one line; `done` gets it, trimmed unless secret."""
    sheet = Sheet(parent, title, text)
    sheet.body.addWidget(SafeLabel(label, "caption", "muted"))
    field = QLineEdit(value)
    field.setObjectName("sheet_field")
    field.setAccessibleName(label)
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
    sheet.body.addWidget(field)
    sheet.add_button(_("Cancel"), "sheet_cancel", None)
    main = sheet.add_button(
        action or _("Done"), "sheet_confirm", lambda: done(field.text() if secret else field.text().strip()), "primary"
    )
    main.setEnabled(bool(value))
    field.textChanged.connect(lambda: main.setEnabled(bool(field.text().strip())))
    field.setFocus()
    sheet.open()
    return sheet


def choose_files(
    parent: QWidget, title: str, filters: str, done: Callable[[list[Path]], object], folder: str = ""
) -> QFileDialog:
    """Let a person choose existing files; nothing happens on cancel."""
    dialog = _file_dialog(parent, title, folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilter(filters)
    dialog.filesSelected.connect(lambda names: done([Path(name) for name in names]))
    dialog.open()
    return dialog


def choose_folder(parent: QWidget, title: str, done: Callable[[Path], object]) -> QFileDialog:
    """Let a person choose a folder."""
    dialog = _file_dialog(parent, title, "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(lambda name: done(Path(name)))
    dialog.open()
    return dialog


def choose_target(parent: QWidget, title: str, name: str, filters: str, done: Callable[[Path], object]) -> QFileDialog:
    """Let a person choose where to write a file."""
    dialog = _file_dialog(parent, title, "")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(filters)
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda chosen: done(Path(chosen)))
    dialog.open()
    return dialog


def can_print() -> bool:
    """Whether this system can print at all; a PDF can be kept everywhere."""
    try:
        from PySide6.QtPrintSupport import QPrinterInfo
    except ImportError:  # Qt was made without it, or the system has no printing
        return False
    return bool(QPrinterInfo.availablePrinterNames())


def choose_printer(parent: QWidget, layout: QPageLayout, done: Callable[[QPagedPaintDevice], object]) -> QDialog:
    """The system's own dialog of printers; `done` gets the chosen one, ready to be painted on."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(layout)
    dialog = QPrintDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: done(printer))
    QDialog.open(dialog)  # its own wants a slot by name
    return dialog


def _file_dialog(parent: QWidget, title: str, folder: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, folder or _usual_folder())
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    for name, icon in PICKER_ICONS.items():
        if isinstance(button := dialog.findChild(QToolButton, name), QToolButton):
            button.setIcon(icons.icon(icon))
    for box in dialog.findChildren(QDialogButtonBox):
        for plain in box.buttons():
            plain.setIcon(QIcon())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    label = QFileDialog.DialogLabel  # words that Qt's own Italian lacks
    for part, words in ((label.LookIn, _("Look in:")), (label.FileType, _("Kind of file:"))):
        dialog.setLabelText(part, words)
    return dialog


def _usual_folder() -> str:
    """Where people keep their photos, else their home."""
    places = QStandardPaths.StandardLocation
    found = (QStandardPaths.writableLocation(place) for place in (places.PicturesLocation, places.HomeLocation))
    return next((place for place in found if place and Path(place).is_dir()), "")


__all__ = [
    *("Sheet", "ask_text", "can_print", "choose_files", "choose_folder", "choose_printer", "choose_target", "confirm"),
    "height_within",
]
