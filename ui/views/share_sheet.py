"""The sheet to pass a post on: a QR code, a message ready to forward, the link; each with its button."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import shown_address, tame
from smmdesk.model.words import _
from ui import dialogs
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.look import mirror
from ui.look.theme import theme
from ui.presenters.share_kit import ShareKit
from ui.widgets.buttons import text_button
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import row, under_caption

WIDTH_PX, CODE_PX, MESSAGE_PX, COPY_PX = 600, 196, 104, 1024


class CodeView(QWidget):
    """A QR code, black on white in every theme: that is what cameras read."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[bool, ...], ...] = ()
        self.setObjectName("share_code")
        side = theme().px(CODE_PX)
        self.setFixedSize(QSize(side, side))

    def show_code(self, rows: tuple[tuple[bool, ...], ...], spoken: str) -> None:
        self._rows = rows
        self.setAccessibleName(spoken)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        _paint(painter, self._rows, self.width())

    def image(self, side: int = COPY_PX) -> QImage:
        """As it is copied."""
        made = QImage(side, side, QImage.Format.Format_RGB32)
        painter = QPainter(made)
        _paint(painter, self._rows, side)
        painter.end()
        return made


def _paint(painter: QPainter, rows: tuple[tuple[bool, ...], ...], side: float) -> None:
    """Whole pixels for each module where there is room: blurred edges are read badly."""
    painter.fillRect(QRectF(0, 0, side, side), QColor("white"))
    if not rows:
        return
    whole = side / len(rows)
    module = float(int(whole)) if whole >= 2 else whole
    start = (side - module * len(rows)) / 2
    for y, line in enumerate(rows):
        for x, dark in enumerate(line):
            if dark:
                painter.fillRect(QRectF(start + x * module, start + y * module, module, module), QColor("black"))


class ShareSheet(Sheet):
    """Nothing leaves by itself: it is copied or saved."""

    def __init__(self, parent: QWidget, presenter: ShareKit) -> None:
        text = _("For paper, the shop window and people’s phones. Nothing is sent from here.")
        super().__init__(parent, _("Pass it on"), text)
        self.setObjectName("share_sheet")
        self.setMinimumWidth(theme().px(WIDTH_PX))
        self._presenter = presenter
        self._where = QComboBox()
        kit = presenter.kit
        for target in kit.targets if kit is not None else ():
            self._where.addItem(tame(target.name))
        under_caption(self.body, _("It leads to"), self._where, "share_where")
        self._where.currentIndexChanged.connect(self._choose)
        self._code = CodeView()
        self._link = SafeLabel("", "caption", "muted", wrap=True)
        self._link.setObjectName("share_link")
        self._message = QPlainTextEdit()
        self._message.setTabChangesFocus(True)
        self._message.setMinimumHeight(theme().px(MESSAGE_PX))
        line, code = row(), QVBoxLayout()
        under_caption(code, _("QR code"), self._code, "share_code")
        code.addStretch(1)
        line.addLayout(code)
        side = QVBoxLayout()
        side.setSpacing(theme().space(3))
        under_caption(side, _("Message to forward"), self._message, "share_message")
        side.addWidget(self._link)
        line.addLayout(side, 1)
        self.body.addLayout(line)
        buttons = row()
        for label, name, icon, done in (
            (_("Save the code…"), "share_save", "download", self._save),
            (_("Copy the code"), "share_copy_code", "image", self._copy_code),
            (_("Copy the message"), "share_copy_message", "copy", self._copy_message),
            (_("Copy the link"), "share_copy_link", "link", self._copy_link),
        ):
            button = text_button(label, name, "normal", icon, small=True)
            button.clicked.connect(done)
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self.add_button(_("Done"), "sheet_confirm", None, "primary")
        self._show()

    def _choose(self, number: int) -> None:
        self._presenter.choose(number)
        self._show()

    def _show(self) -> None:
        target = self._presenter.target
        if target is not None:
            shown = shown_address(target.url)
            self._code.show_code(self._presenter.code, _("QR code for {address}").format(address=shown))
            self._link.setText(shown)
            self._message.setPlainText(self._presenter.message)

    def _save(self) -> None:
        kinds = _("Picture (*.png);;Drawing for print (*.svg)")
        dialogs.choose_target(self, _("Save the code"), "qr.png", kinds, self._presenter.save)

    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setImage(self._code.image())
        self._presenter.copied()

    def _copy_message(self) -> None:
        QGuiApplication.clipboard().setText(self._message.toPlainText())
        self._presenter.copied()

    def _copy_link(self) -> None:
        target = self._presenter.target
        if target is not None:
            QGuiApplication.clipboard().setText(target.url)
            self._presenter.copied()


def open_share(parent: QWidget, bridge: Bridge, post_id: str) -> Sheet:
    """The sheet over the window of `parent`; a word where the post can be seen nowhere."""
    presenter = ShareKit(bridge, post_id)
    if presenter.kit is None:
        sheet = Sheet(parent.window(), _("Nothing to pass on yet"), _("The platform told no address for this post."))
        sheet.add_button(_("Close"), "sheet_cancel", None, "primary")
        sheet.open()
        return sheet
    made = ShareSheet(parent.window(), presenter)
    made.open()
    return made
