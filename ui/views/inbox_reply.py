"""The reply box under the thread: it grows, counts, says who will read it, and keeps what was typed."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui import dialogs
from ui.look import mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.inbox_reply import ReplyBox
from ui.views.inbox_texts import open_texts
from ui.views.reply_photos import ReplyPhotosView
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.emoji_popover import EmojiPopover
from ui.widgets.growing_text import GrowingText
from ui.widgets.safe_label import SafeLabel, set_tool_tip
from ui.widgets.segments import Segments
from ui.widgets.text_counter import TextCounters

LEAST_LINES, MOST_LINES = 2, 8
HERE, IN_PRIVATE = "here", "in_private"


class ReplyView(QWidget):
    """send_wanted: the button or Ctrl+Enter.  left: Escape, back to the list."""

    send_wanted = Signal()
    left = Signal()

    def __init__(self, reply: ReplyBox) -> None:
        super().__init__()
        self._reply = reply
        self.setObjectName("inbox_reply")
        entries = ((HERE, _("Answer here")), (IN_PRIVATE, _("Answer in private")))
        self._for_whom = Segments(entries, _("For whom the answer is"), HERE)
        self._for_whom.setObjectName("reply_for_whom")
        self._for_whom.chosen.connect(lambda key: reply.answer_in_private(key == IN_PRIVATE))
        self.text = GrowingText("reply_text", _("Your answer"), "reading", LEAST_LINES, MOST_LINES)
        self.text.setPlaceholderText(_("Write an answer"))
        self.text.edited.connect(reply.type)
        self.text.undo_wanted.connect(self._undo)
        self.text.focused.connect(self.update)
        self.text.left.connect(self.update)
        self._emoji = icon_button("smile", _("Emoji"), "reply_emoji", small=True)
        self._emoji.clicked.connect(self._open_emoji)
        self._texts = icon_button("text", _("Saved texts"), "reply_texts", small=True)
        self._texts.clicked.connect(lambda: open_texts(self._reply, self.text, self._texts))
        self._counters = TextCounters()
        self._counters.setFixedWidth(theme().px(96))
        self._audience = SafeLabel("", "caption", "muted", wrap=True)
        self._audience.setObjectName("reply_audience")
        self._private = SafeLabel("", "caption", "muted", wrap=True)
        self._private.setObjectName("reply_in_private")
        self._closed = SafeLabel("", "body", "muted", wrap=True)
        self._closed.setObjectName("reply_closed")
        self._photo = icon_button("image", _("Add photos"), "reply_photo", small=True)
        self._photo.clicked.connect(self._choose_photos)
        self.text.files_given.connect(reply.photos.add)
        self._photos = ReplyPhotosView(reply.photos, reply.bridge)
        self.send = text_button(_("Reply"), "reply_send", "primary", "reply")
        self.send.clicked.connect(self.send_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().space(5), theme().space(5), theme().space(4), theme().space(4))
        column.setSpacing(theme().space(4))
        column.addLayout(self._head())
        column.addWidget(self.text)
        column.addWidget(self._photos)
        column.addWidget(self._closed)
        column.addLayout(self._foot())
        reply.changed.connect(self._show)
        theme().changed.connect(self.update)
        self._show()

    def _head(self) -> QHBoxLayout:
        """For whom it is, where that can be chosen, and what it means."""
        line = QHBoxLayout()
        line.setSpacing(theme().space(4))
        line.addWidget(self._for_whom)
        line.addWidget(self._private, 1)
        line.addStretch(0)
        return line

    def _foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme().space(3))
        line.addWidget(self._emoji)
        line.addWidget(self._texts)
        line.addWidget(self._photo)
        line.addWidget(self._counters)
        line.addWidget(self._audience, 1)
        line.addWidget(self.send)
        return line

    def take_focus(self) -> None:
        """Where the words go, the caret at the end."""
        self.text.setFocus()
        self.text.select(len(self.text.words), len(self.text.words))

    def _show(self) -> None:
        reply = self._reply
        self.text.show_text(reply.text)
        set_shown(self.text, not reply.closed or bool(reply.text))
        self.text.setReadOnly(bool(reply.closed))
        self._closed.setText(reply.closed)
        set_shown(self._closed, bool(reply.closed))
        in_private = reply.for_whom.in_private
        set_shown(self._for_whom, reply.for_whom.is_offered)
        self._for_whom.set_current(IN_PRIVATE if in_private else HERE)
        self.send.setText(_("Reply in private") if in_private else _("Reply"))
        counter = reply.counter
        self._counters.show_counters([counter] if counter is not None and not reply.closed else [])
        says = "" if reply.closed else reply.audience
        self._audience.setText("" if in_private else says)
        self._private.setText(says if in_private else "")
        self.text.setAccessibleDescription(reply.closed or says)
        set_shown(self._private, in_private)
        for button in (self._emoji, self._texts):
            button.setEnabled(not reply.closed)
        self._photos.refresh()
        self._photo.setEnabled(not reply.closed and reply.photos.can_add)
        set_tool_tip(self._photo, reply.photos.hint)
        self._photo.setAccessibleDescription(reply.photos.hint)
        self.send.setEnabled(reply.can_send)

    def _choose_photos(self) -> None:
        photos, names = self._reply.photos, "*.jpg *.jpeg *.png *.webp *.heic *.heif *.avif"
        filters = _("Photos ({names})").format(names=names)
        if photos.takes_videos:
            filters = _("Photos and videos ({names})").format(names=f"{names} *.mp4 *.mov *.m4v")
        dialogs.choose_files(self.window(), _("Add photos"), filters, photos.add)

    def _undo(self) -> None:
        """Typing is taken back by the field's own words of before."""
        self._reply.undo()

    def _open_emoji(self) -> None:
        popover = EmojiPopover(self.window())
        popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popover.picked.connect(self.text.insert)
        popover.open_at(self._emoji)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and held:
            if self._reply.can_send:
                self.send_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_focus = self.text.hasFocus()
        width = theme().px(2) if has_focus else 1
        painter.setPen(QPen(theme().color("focus" if has_focus else "border"), width))
        painter.setBrush(theme().color("surface"))
        radius = theme().radius("card")
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)
