"""The parts of the editor below the text: link, photos, first comment, options, time, problems."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, Signal
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from smmdesk.desk import library
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.media import MediaUse
from smmdesk.model.words import _
from ui import dialogs
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_screen import Screen
from ui.presenters.composer_state import ComputerLine
from ui.views.repeat_row import RepeatRow
from ui.views.text_tools import TextTools
from ui.widgets.buttons import text_button
from ui.widgets.field_frame import FieldFrame
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.marks import IconMark
from ui.widgets.media_strip import MediaStripView
from ui.widgets.post_text import PostText
from ui.widgets.safe_label import ElidedLabel, SafeLabel, set_tool_tip
from ui.widgets.text_counter import TextCounters
from ui.widgets.time_field import TimeField
from ui.widgets.typed import show_text, undo_around

PASTED_NAME = "pasted.png"

COMMENT_MOST_CHARS = 40


def replaced(media: Sequence[MediaUse], place: int, use: MediaUse) -> list[MediaUse]:
    """The photos with another use at a place; the same when the photo there is another by now."""
    return [use if n == place and old.asset_id == use.asset_id else old for n, old in enumerate(media)]


class Section(QWidget):
    """A heading, links beside it, something quiet at the right, and a body. What finds no room begins another line."""

    def __init__(self, title: str, aside: QWidget, *links: QWidget) -> None:
        super().__init__()
        head = FlowLayout(None, theme().space(4))
        head.pushed = aside
        for part in (SafeLabel(title, "caption", weight=600), *links, aside):
            head.addWidget(part)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme().space(3))
        self.body.addLayout(head)


class LinkSection(QWidget):
    """The link that becomes a card."""

    def __init__(self, composer: ComposerPresenter) -> None:
        super().__init__()
        self._open = False
        self.line = QLineEdit()
        self.line.setObjectName("post_link")
        self.line.setAccessibleName(_("Link"))
        undo_around(self.line)
        self.line.textChanged.connect(lambda text: composer.draft.set_words("link", text))
        self._field = QWidget()
        row = QHBoxLayout(self._field)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(4))
        row.addWidget(IconMark("link", 15))
        row.addWidget(self.line, 1)
        self.becomes = ElidedLabel("", "caption", "muted")
        self.becomes.setObjectName("link_becomes")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        column.addWidget(self._field)
        column.addWidget(self.becomes)

    def open(self) -> None:
        """Show the field, with the cursor in it."""
        self._open = True
        self.show()
        self._field.show()
        self.line.setFocus()

    def show_screen(self, screen: Screen) -> None:
        has_field = screen.link.shown and (self._open or bool(screen.link.text))
        set_shown(self._field, has_field)
        becomes = screen.link_becomes
        self.becomes.setText(_("The link will be {link}").format(link=becomes) if becomes else "")
        set_shown(self.becomes, bool(becomes))
        set_shown(self, has_field or bool(becomes))
        show_text(self.line, screen.link.text)
        self.line.setReadOnly(not screen.is_editable)
        who = screen.link.who
        self.line.setPlaceholderText(_("Link shown as a card on {who}").format(who=who) if who else _("Link"))


class MediaSection(Section):
    """The strip, the file picker behind its plus, and whose selection it is."""

    def __init__(self, composer: ComposerPresenter) -> None:
        self._own = text_button("", "media_own", "link", small=True)
        self._place = text_button("", "media_place", "link", small=True)
        choose = text_button(_("From the library"), "media_library", "link", small=True)
        super().__init__(_("Photos and videos"), self._place, choose, self._own)
        self._composer = composer
        self.strip = MediaStripView()
        self._own.clicked.connect(self._change_own)
        choose.clicked.connect(self._open_library)
        self._place.clicked.connect(self._change_place)
        self._show_place()
        composer.bridge.changed.connect(self._desk_changed)
        self.body.addWidget(self.strip)
        draft, media = composer.draft, composer.media
        self.strip.add_wanted.connect(self._choose_files)
        self.strip.files_given.connect(self.take_files)
        self.strip.image_given.connect(self.take_image)
        self.strip.moved.connect(self._move)
        self.strip.removed.connect(self._remove)
        self.strip.alt_edited.connect(lambda place, text: draft.set_alt(place, text, composer.language))
        self.strip.refused_dismissed.connect(media.dismiss_refused)
        self.strip.changed_wanted.connect(media.use_changed)
        self.strip.stop_wanted.connect(media.stop_taking)
        self.strip.crop_wanted.connect(self._crop)
        self.strip.cover_wanted.connect(self._choose_cover)

    def take_files(self, paths: Sequence[Path], place: int | None = None) -> None:
        """Photos and films into the post; a client's answer opens its own sheet."""
        from ui.views.review_answer_sheet import without_answers

        self._composer.media.take_files(without_answers(self, self._composer.bridge, paths), place)

    def show_screen(self, screen: Screen) -> None:
        strip = screen.media
        self.strip.show_strip(strip)
        self.strip.setEnabled(not screen.head.is_locked)
        name = next((tab.label for tab in screen.tabs if tab.where == screen.tab), "")
        set_shown(self._own, strip.own or strip.can_own)
        set_shown(self._place, not strip.own and not strip.can_own)
        words = _("Back to the common photos") if strip.own else _("Other photos for {name}")
        self._own.set_label(words.format(name=name))

    # -- where photos were taken
    def _keeps_place(self) -> bool:
        with self._composer.desk.store.reading() as reader:
            brand = reader.find(Brand, self._composer.brand.id)
        return brand is not None and brand.keeps_place

    def _show_place(self) -> None:
        keeps = self._keeps_place()
        self._place.set_label(_("photos keep their location") if keeps else _("photos without location"))
        set_tool_tip(self._place, _("Remove it from now on") if keeps else _("Leave it in from now on"))

    def _change_place(self) -> None:
        keep = not self._keeps_place()
        bridge, brand_id = self._composer.bridge, self._composer.brand.id
        if bridge.attempt(lambda: library.keep_place(bridge.desk, brand_id, keep)):
            said = _("Photos and videos now leave with the place where they were taken")
            bridge.announce(said if keep else _("The location is removed from photos and videos"), True)

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("brand"):
            self._show_place()

    def take_image(self, image: QImage) -> None:
        """A picture from the clipboard or a browser, without a file."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"PNG")).write(image)
        self._composer.media.take_bytes(bytes(buffer.data().data()), PASTED_NAME)

    def _choose_files(self) -> None:
        names = "*.jpg *.jpeg *.png *.gif *.webp *.heic *.heif *.avif *.mp4 *.mov *.m4v *.pdf"
        filters = _("Photos, videos and PDFs ({names})").format(names=names)
        dialogs.choose_files(self, _("Add media"), filters, self._composer.media.take_files)

    def _crop(self, place: int) -> None:
        from ui.presenters.cropping import scopes_of
        from ui.views.crop_sheet import CropSheet

        composer = self._composer
        use = composer.draft.media[place]
        asset = composer.media.assets.get(use.asset_id)
        if asset is None:
            return
        platforms = [(voice.facts.key, _(voice.facts.name), voice.limits) for voice in composer.chosen]
        scopes, path = scopes_of(platforms, _("All platforms")), composer.media.thumbs.get(asset.id, "")

        def given(cut: MediaUse) -> None:
            composer.draft.set_media(replaced(composer.draft.media, place, cut), place + 1)

        CropSheet(self.window(), composer.bridge, asset, use, scopes, path, given).open()

    def _choose_cover(self, place: int) -> None:
        from ui.presenters.covers import choice_for
        from ui.views.cover_sheet import CoverSheet

        composer = self._composer
        use = composer.draft.media[place]
        asset = composer.media.assets.get(use.asset_id)
        if asset is None:
            return
        choice = choice_for([(_(voice.facts.name), voice.limits) for voice in composer.chosen])

        def given(covered: MediaUse) -> None:
            composer.media.learn([covered.cover_asset_id] if covered.cover_asset_id else [])
            composer.draft.set_media(replaced(composer.draft.media, place, covered), place + 1)

        CoverSheet(self.window(), composer.bridge, asset, use, choice, given).open()

    def _open_library(self) -> None:
        from ui.views.library_picker import LibraryPicker

        LibraryPicker(self.window(), self._composer.bridge, self._composer.media.add_assets).open()

    def _move(self, source: int, target: int) -> None:
        from ui.presenters.composer_edits import moved

        draft = self._composer.draft
        draft.set_media(moved(draft.media, source, target), target + 1)

    def _remove(self, place: int) -> None:
        draft = self._composer.draft
        draft.set_media([use for index, use in enumerate(draft.media) if index != place], place + 1)

    def _change_own(self) -> None:
        draft = self._composer.draft
        draft.set_own(draft.tab, "media", None if self._composer.screen.media.own else draft.media)


class CommentSection(FieldFrame):
    """The first comment: one quiet line until it is wanted."""

    def __init__(self, composer: ComposerPresenter) -> None:
        super().__init__(radius="control", padding=(4, 1))
        self._open = False
        self._button = text_button("", "first_comment_open", "quiet", small=True)
        self._button.clicked.connect(self.open)
        self.text = PostText("first_comment", _("First comment"), 2, 6, "caption")
        self.text.edited.connect(lambda text: composer.draft.set_words("first_comment", text))
        self._title = SafeLabel("", "micro", "faint")
        self._counters = TextCounters()
        self._tools = TextTools(composer, self.text, "first_comment")
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self._tools)
        foot.addWidget(self._counters, 1)
        self._optional = SafeLabel(_("optional"), "caption", "faint")
        self._closed_row = QWidget()
        row = QHBoxLayout(self._closed_row)
        row.setContentsMargins(0, theme().px(2), theme().px(4), theme().px(2))
        row.setSpacing(theme().space(1))
        row.addWidget(IconMark("message-circle", 15))
        row.addWidget(self._button)
        row.addStretch(1)
        row.addWidget(self._optional)
        row.addWidget(IconMark("plus", 15))
        for part in (self._closed_row, self._title, self.text, self._foot):
            self.column.addWidget(part)
        self.watched = (self.text,)

    def open(self) -> None:
        """Show the field, with the cursor in it."""
        self._open = True
        self._show_open(True)
        self.text.setFocus()

    def show_screen(self, screen: Screen) -> None:
        field = screen.comment
        set_shown(self, field.shown)
        words = _("First comment on {who}").format(who=field.who)
        if not field.who or len(words) > COMMENT_MOST_CHARS:
            words = _("First comment")
        self._button.set_label(words)
        self._title.setText(words)
        self.text.show_text(field.text)
        self.text.setReadOnly(not screen.is_editable)
        self._counters.show_counters(field.counters)
        self.set_problem(any(counter.level == "over" for counter in field.counters))
        self._show_open(self._open or bool(field.text))

    def _show_open(self, is_open: bool) -> None:
        self.set_quiet(not is_open)
        self.set_padding((4, 3) if is_open else (4, 1))
        set_shown(self._closed_row, not is_open)
        for part in (self._title, self.text, self._foot):
            set_shown(part, is_open)


class WhenSection(Section):
    """When it goes out, whether this computer must be on for it, and what it costs. now_wanted: publish at once."""

    now_wanted = Signal()

    def __init__(self, composer: ComposerPresenter) -> None:
        self._zone = SafeLabel("", "caption", "faint")
        super().__init__(_("When it goes out"), self._zone)
        self.field = TimeField()
        self.field.typed.connect(composer.type_time)
        self.field.committed.connect(composer.commit_time)
        self.field.chosen.connect(composer.choose_time)
        self.field.now_wanted.connect(self.now_wanted)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme().px(3))
        self._shown: tuple[ComputerLine, ...] = ()
        self.body.addWidget(self.field)
        self.body.addLayout(self._lines)
        self._repeats = RepeatRow(composer)
        self.body.addWidget(self._repeats)

    def show_screen(self, screen: Screen) -> None:
        self._zone.setText(screen.when.zone)
        self.field.show_when(screen.when)
        self.field.setEnabled(not screen.head.is_locked)
        self._repeats.show_screen(screen)
        wanted = (*screen.computer, *screen.prices)
        if wanted == self._shown:
            return
        self._shown = wanted
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in wanted:
            self._lines.addWidget(_ComputerRow(line))


class _ComputerRow(QWidget):
    def __init__(self, line: ComputerLine) -> None:
        super().__init__()
        self.setObjectName("computer_line")
        self.setAccessibleName(f"{line.who}: {line.says}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(7))
        row.addWidget(IconMark(line.icon, 13, "info"))
        row.addWidget(SafeLabel(f"{line.who}:", "caption", weight=500))
        row.addWidget(SafeLabel(line.says, "caption", "muted", wrap=True), 1, Qt.AlignmentFlag.AlignVCenter)
