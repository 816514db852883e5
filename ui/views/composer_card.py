"""The card of the link under the text: as its page offers it, with the words and the picture that a person prefers."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui import dialogs
from ui.look import icons, mirror
from ui.look.guard import surviving
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_screen import Screen
from ui.presenters.composer_state import CardRow
from ui.previews.pictures import fitted
from ui.widgets.buttons import TextButton, add_action, add_menu, icon_button, text_button
from ui.widgets.field_frame import FieldFrame
from ui.widgets.safe_label import ElidedLabel, SafeLabel, set_tool_tip
from ui.widgets.typed import show_text, undo_around

PICTURE_WIDE_PX, PICTURE_HIGH_PX = 124, 70
QT_MARGIN_PX = 2
"""What a line of text keeps free at its left, whatever it is told: labels stand flush without it."""


class CardPicture(QWidget):
    """The picture of a card, or the sign of a link where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._path = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_picture(self, path: str) -> None:
        if path != self._path:
            self._path = path
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(PICTURE_WIDE_PX), theme().px(PICTURE_HIGH_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with surviving("painting the picture of a card"):
            self._paint(mirror.painter(self))

    def _paint(self, painter: QPainter) -> None:
        pixmap = fitted(self._path, self.width(), self.height(), self.devicePixelRatioF())
        if not pixmap.isNull():
            mirror.picture(painter, 0, 0, pixmap)
            return
        painter.fillRect(QRectF(self.rect()), theme().color("surface-hover"))
        side = theme().px(18)
        icons.draw(painter, "link", (self.width() - side) / 2, (self.height() - side) / 2, 18, "text-faint")


class CardSection(FieldFrame):
    """Seen: picture, title, words and site, with what can be done. Else one quiet line that says why not."""

    def __init__(self, composer: ComposerPresenter) -> None:
        super().__init__(padding=(4, 4))
        self._composer = composer
        self.setObjectName("link_card")
        self.setAccessibleName(_("Card of the link"))
        self.picture = CardPicture()
        self.host = ElidedLabel("", "micro", "faint")
        self.title = self._line("card_title", _("Title of the card"))
        self.description = self._line("card_description", _("Words of the card"))
        self.title.textChanged.connect(lambda text: self._typed("title", text))
        self.description.textChanged.connect(lambda text: self._typed("description", text))
        self.remove = icon_button("x", _("Remove card"), "card_remove", small=True)
        self.remove.clicked.connect(lambda: composer.card.change(shown=False))
        self.more = self._more_button()
        self.line = SafeLabel("", "caption", "muted", wrap=True)
        self.line.setObjectName("card_line")
        self.again = text_button("", "card_again", "link", small=True)
        self.again.clicked.connect(self._again)
        self.note = SafeLabel("", "caption", "faint", wrap=True)
        self.watched = (self.title, self.description)
        self._row = CardRow()
        self._lay_out()
        theme().changed.connect(self._dress_lines)
        self._dress_lines()
        self.setVisible(False)

    def show_screen(self, screen: Screen) -> None:
        row = screen.card
        self._row = row
        set_shown(self, bool(row.state))
        if not row.state:
            return
        seen, locked = row.state == "seen", screen.head.is_locked
        self.set_quiet(not seen)
        for part in (self._seen, self.note):
            set_shown(part, seen and (part is self._seen or bool(self.note.text())))
        set_shown(self._plain, not seen)
        self._show_seen(row, locked) if seen else self._show_line(row, locked)
        self._show_note(row, seen)

    def _show_seen(self, row: CardRow, locked: bool) -> None:
        self.picture.show_picture(row.picture)
        self.host.setText(row.host)
        for line, text in ((self.title, row.title), (self.description, row.description)):
            if line.text() != text:
                show_text(line, text)
                line.setCursorPosition(0)
            line.setReadOnly(locked or not row.can_change)
            set_tool_tip(line, text)
        set_shown(self.description, bool(row.description) or row.can_change)
        for button in (self.remove, self.more):
            set_shown(button, row.can_change and not locked)
        self._page_action.setVisible(row.is_own)

    def _show_line(self, row: CardRow, locked: bool) -> None:
        words = {
            "looking": _("Looking at the page…"),
            "unseen": _("We can’t preview this address. The link goes out all the same."),
            "removed": _("Without a card: only the link."),
        }[row.state]
        self.line.setText(words)
        self.again.set_label(_("Show the card") if row.state == "removed" else _("Look again"))
        set_shown(self.again, row.state != "looking" and not locked)

    def _show_note(self, row: CardRow, seen: bool) -> None:
        words = ""
        if row.refused is not None:
            words = row.refused.title
        elif row.reads_itself:
            words = _("{who}: the card as the page offers it.").format(who=row.reads_itself)
        self.note.setText(words)
        self.note.set_tone("danger" if row.refused is not None else "faint")
        set_shown(self.note, seen and bool(words))

    def _typed(self, field: str, text: str) -> None:
        """What is emptied goes back to the page's own words."""
        old = getattr(self._row, field)
        self._composer.card.change(len(text) - len(old), **{field: text})

    def _again(self) -> None:
        if self._row.state == "removed":
            self._composer.card.change(shown=True)
        else:
            self._composer.card.look_again(self._row.url)

    def _choose_picture(self) -> None:
        names = "*.jpg *.jpeg *.png *.webp"
        filters = _("Photos ({names})").format(names=names)
        dialogs.choose_files(self, _("Picture of the card"), filters, self._composer.card.take_file)

    def _as_the_page(self) -> None:
        self._composer.card.change(title="", description="", asset_id=None)

    def _more_button(self) -> TextButton:
        button = text_button(_("Change"), "card_more", "link", small=True)
        menu = add_menu(button)
        add_action(menu, "pencil-line", _("Change the title"), "card_change_title", self._focus_title)
        add_action(menu, "image", _("Replace the picture…"), "card_change_picture", self._choose_picture)
        again = _("Look again")
        add_action(menu, "refresh-cw", again, "card_look_again", lambda: self._composer.card.look_again(self._row.url))
        add_action(menu, "undo-2", _("As the page says"), "card_as_page", self._as_the_page)
        self._page_action = menu.actions()[-1]
        return button

    def _focus_title(self) -> None:
        self.title.setFocus()
        self.title.selectAll()

    def _line(self, name: str, label: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(label)
        line.setPlaceholderText(label)
        set_kind(line, kind="bare")
        line.setProperty("ownFocus", True)
        undo_around(line)
        return line

    def _dress_lines(self) -> None:
        dresses = ((self.title, "body", 600, "text"), (self.description, "caption", 400, "text-muted"))
        for line, style, weight, tone in dresses:
            font = theme().font(style, weight)
            line.setFont(font)
            line.setTextMargins(-QT_MARGIN_PX, 0, 0, 0)
            line.setFixedHeight(theme().line_height(style) + theme().px(4))
            line.setStyleSheet(
                f"QLineEdit {{ font-size: {font.pixelSize()}px; font-weight: {weight}; color: {theme().name_of(tone)};"
                f" border: 0; padding: 0; background: transparent; }}"
            )

    def _lay_out(self) -> None:
        self._seen, self._plain = QWidget(), QWidget()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.host)
        words.addWidget(self.title)
        words.addWidget(self.description)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, theme().px(2), 0, 0)
        foot.addWidget(self.more)
        foot.addStretch(1)
        words.addLayout(foot)
        row = QHBoxLayout(self._seen)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(5))
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        plain = QHBoxLayout(self._plain)
        plain.setContentsMargins(0, 0, 0, 0)
        plain.setSpacing(theme().space(4))
        plain.addWidget(self.line, 1)
        plain.addWidget(self.again)
        for part in (self._seen, self._plain, self.note):
            self.column.addWidget(part)
