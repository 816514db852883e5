"""The left side of the composer: everything that is written, chosen and dated, in one column."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters import composer_intents as intents
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_languages import open_language
from ui.presenters.composer_state import Jump
from ui.presenters.moments import say_number
from ui.views.composer_approval import ApprovalSection
from ui.views.composer_card import CardSection
from ui.views.composer_contribution import ContributionStrip
from ui.views.composer_kinds import KindsSection
from ui.views.composer_options import OptionsSection
from ui.views.composer_parts import ThreadParts
from ui.views.composer_poll import PollSection
from ui.views.composer_problems import ProblemsPanel
from ui.views.composer_sections import CommentSection, LinkSection, MediaSection, WhenSection
from ui.views.composer_text import TextBox
from ui.views.handles_sheet import open_handles
from ui.widgets.channel_chips import ChannelChips
from ui.widgets.language_chips import LanguageChips
from ui.widgets.media_tile import TILE_MIME
from ui.widgets.post_text import PostText
from ui.widgets.spoken import say

SEEN_PX = 8
BAR_SPACE = 5  # step of the spacing scale: how wide a scroll bar is


class EditorColumn(QScrollArea):
    """now_wanted: the person wants it out at once."""

    now_wanted = Signal()

    def __init__(self, composer: ComposerPresenter) -> None:
        super().__init__()
        self._composer = composer
        self.setObjectName("composer_editor")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAcceptDrops(True)
        self.languages = LanguageChips()
        self.languages.chosen.connect(lambda post_id: open_language(composer, post_id))
        self.chips = ChannelChips()
        self.chips.toggled.connect(lambda channel_id: intents.toggle_channel(composer, channel_id))
        self.chips.add_wanted.connect(composer.channel_wanted)
        self.kinds = KindsSection(composer)
        self.box = TextBox(composer)
        self.box.link_wanted.connect(lambda: self.focus_field(Jump(composer.draft.tab, "link")))
        self.parts = ThreadParts(composer)
        self.link = LinkSection(composer)
        self.card = CardSection(composer)
        self.poll = PollSection(composer)
        self.carried = ContributionStrip(composer)
        self.carried.wanted.connect(composer.contribution_wanted)
        self.media = MediaSection(composer)
        self.comment = CommentSection(composer)
        self.options = OptionsSection(composer)
        self.when = WhenSection(composer)
        self.when.now_wanted.connect(self.now_wanted)
        self.approval = ApprovalSection(composer)
        self.problems = ProblemsPanel()
        self.problems.acted.connect(lambda row, verb: intents.act(composer, row, verb))
        composer.person_wanted.connect(lambda person_id: open_handles(self, composer, person_id))
        self._lay_out()
        self._connect_texts()
        composer.begin_spelling()
        composer.field_wanted.connect(self.focus_field)
        composer.changed.connect(self.show_screen)
        self.show_screen()

    def show_screen(self) -> None:
        """Pull everything from the presenter."""
        screen = self._composer.screen
        self.languages.show_languages(self._composer.languages)
        self.chips.show_chips(screen.chips)
        self.chips.setEnabled(not screen.head.is_locked)
        for part in self._sections():
            part.show_screen(screen)
        self.problems.show_rows(screen.problems)
        set_shown(self.problems, bool(screen.problems))

    def show_problems(self) -> None:
        """Bring what stands against the post into view, with the focus on what mends it."""
        if self.problems.isVisible():
            self.problems.focus_line(0)
            self.ensureWidgetVisible(self.problems, 0, theme().px(SEEN_PX))

    def focus_field(self, jump: Jump) -> None:
        """Put the cursor where something can be mended, and bring it into view."""
        field, _colon, key = jump.field.partition(":")
        target: QWidget | None
        if field == "kind":
            target = self.kinds.focus_kind(key)
        elif field == "option":
            target = self.options.focus_option(jump.where, key)
        elif field == "thread":
            target = self.parts.focus_part(jump.number)
        elif field == "poll":
            self.poll.focus_answer(jump.number)
            target = self.poll
        elif field == "alt":
            self.media.strip.focus_alt(jump.number)
            target = self.media
        elif field in ("channels", "media"):
            row = self.chips if field == "channels" else self.media.strip
            row.focus_first()
            target = row
        elif field in ("first_comment", "link"):
            section = self.comment if field == "first_comment" else self.link
            section.open()
            target = section
        else:
            target = self._fields().get(field, self.box.text)
            target.setFocus()
        if target is self.box.text and jump.start >= 0:
            self.box.text.select(jump.start, jump.end)
        if target is not None:
            self.ensureWidgetVisible(target, 0, theme().px(SEEN_PX))
        say(self, jump.why)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if not data.hasFormat(TILE_MIME) and (data.hasUrls() or data.hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files may be dropped anywhere on the column."""
        self.media.strip.dropEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Nothing is wider than the column, whose width does not depend on whether it scrolls."""
        super().resizeEvent(event)
        self._page.setFixedWidth(self.width() - theme().space(BAR_SPACE))

    def _fields(self) -> dict[str, QWidget]:
        return {
            "text": self.box.text,
            "title": self.box.title.line,
            "card": self.card.title,
            "when": self.when.field.line,
        }

    def _sections(self) -> tuple[Any, ...]:
        """Everything with `show_screen`, in reading order."""
        return (
            self.carried,
            self.kinds,
            self.box,
            self.parts,
            self.link,
            self.card,
            self.poll,
            self.media,
            self.comment,
            self.options,
            self.when,
            self.approval,
        )

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        self._column = QVBoxLayout(page)
        right = theme().space(7) - theme().space(BAR_SPACE)  # the scroll bar stands in the margin
        self._column.setContentsMargins(theme().space(7), theme().px(14), right, theme().space(7))
        self._column.setSpacing(theme().px(13))
        for part in (self.languages, self.chips, *self._sections(), self.problems):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.setWidget(page)
        self._page = page

    def _connect_texts(self) -> None:
        texts: list[PostText] = [self.box.text, self.comment.text]
        self.parts.made.connect(self._connect_parts)
        for text in texts:
            self._connect_text(text)
        self._connect_parts()
        self.media.strip.undo_wanted.connect(self.undo)
        self.media.strip.redo_wanted.connect(self.redo)

    def _connect_parts(self) -> None:
        for text in self.parts.texts:
            self._connect_text(text)

    def _connect_text(self, text: PostText) -> None:
        """What every field for words hands on: files, pictures, undo; and who knows how words are written."""
        text.files_given.connect(self.media.take_files)
        text.image_given.connect(self._take_image)
        text.cut_short.connect(self._say_cut)
        text.undo_wanted.connect(self.undo)
        text.redo_wanted.connect(self.redo)
        text.check_spelling(self._composer.spelling)

    def _say_cut(self, most: int) -> None:
        said = _("That was very long: only its first {count} characters were pasted.")
        self._composer.bridge.announce(said.format(count=say_number(most)))

    def undo(self) -> None:
        """Take back the last step, and show where it was."""
        self._walk(self._composer.draft.undo())

    def redo(self) -> None:
        self._walk(self._composer.draft.redo())

    def _walk(self, spot: object) -> None:
        from ui.presenters.composer_history import Spot

        if isinstance(spot, Spot):
            self.focus_field(Jump(spot.tab, spot.field, spot.number))

    def _take_image(self, image: QImage) -> None:
        self.media.take_image(image)
