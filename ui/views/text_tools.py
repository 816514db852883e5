"""What can be put into any field for words: emoji, hashtags and saved texts, somebody's name."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from smmdesk.model.words import _
from ui.presenters.composer import ComposerPresenter
from ui.views.mention_completer import MentionCompleter
from ui.widgets.buttons import icon_button
from ui.widgets.emoji_popover import EmojiPopover
from ui.widgets.post_text import PostText


class TextTools(QWidget):
    """Three small buttons for one field; `name` begins their object names."""

    def __init__(self, composer: ComposerPresenter, text: PostText, name: str) -> None:
        super().__init__()
        self._composer, self._text = composer, text
        self.emoji = icon_button("smile", _("Emoji"), f"{name}_emoji", small=True)
        self.emoji.clicked.connect(self._open_emoji)
        self.snippets = icon_button("hash", _("Hashtags and saved texts"), f"{name}_hash", small=True)
        self.snippets.clicked.connect(self._open_snippets)
        self.mention = icon_button("at-sign", _("Mention"), f"{name}_at-sign", small=True)
        self._completer = MentionCompleter(text, composer.mentions)
        self.mention.clicked.connect(self._completer.begin)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        for button in (self.emoji, self.snippets, self.mention):
            line.addWidget(button)

    def _open_snippets(self) -> None:
        from ui.views.snippet_popover import open_snippets

        open_snippets(self._composer, self._text, self.snippets)

    def _open_emoji(self) -> None:
        popover = EmojiPopover(self.window())
        popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popover.picked.connect(self._text.insert)
        popover.open_at(self.emoji)
