"""Beside the media library: what the chosen file is, what it is called and described by, and which posts show it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.media import Asset, MediaKind
from smmdesk.model.words import _, ngettext, pgettext
from ui.bridge import Bridge
from ui.look import icons, mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.library import Details, LibraryPresenter, UsedIn
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.field_frame import FieldFrame
from ui.widgets.growing_text import GrowingText
from ui.widgets.media_thumbs import MediaThumbs
from ui.widgets.safe_label import ElidedLabel, SafeLabel

WIDTH_PX, PICTURE_PX = 300, 188
LANGUAGES = ("it", "en")


class LibraryDetails(QFrame):
    """post_opened: a post's id.  post_wanted: a post of what is chosen.  trash_wanted."""

    post_opened = Signal(str)
    post_wanted = Signal()
    trash_wanted = Signal()

    def __init__(self, presenter: LibraryPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._shown: Details | None = None
        self._uses: tuple[UsedIn, ...] | None = None
        self.setObjectName("library_details")
        self.setAccessibleName(_("Details"))
        self.setFixedWidth(theme().px(WIDTH_PX))
        self._picture = BigPicture(presenter.bridge)
        self._title = SafeLabel("", "title", wrap=True)
        self._name = _line("media_name", _("Name"))
        self._facts = SafeLabel("", "caption", "muted", wrap=True)
        self._alts = {language: _Words(f"media_alt_{language}", _alt_label(language)) for language in self._languages()}
        self._folder, self._tags = _line("media_folder", _("Folder")), _line("media_tags", pgettext("library", "Tags"))
        self._folder.setPlaceholderText(_("No folder"))
        self._tags.setPlaceholderText(_("bread, window, Christmas"))
        self._credit = _Words("media_credit", _("Whose it is, what it may be used for"))
        self._uses_title = SafeLabel("", "micro", "faint")
        self._uses_list = QVBoxLayout()
        self._uses_list.setSpacing(0)
        self._one = self._make_one()
        self._lay_out()
        self._connect()

    def _languages(self) -> tuple[str, ...]:
        own = self._presenter.brand.language
        return (own, *(language for language in LANGUAGES if language != own))

    # -- making
    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        side = theme().space(6)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme().space(5))
        column.addWidget(self._picture)
        column.addWidget(self._title)
        column.addLayout(self._buttons())
        column.addWidget(self._one)
        column.addWidget(self._field(_("Folder"), self._folder))
        column.addWidget(self._tags_box)
        column.addLayout(self._uses_box())
        column.addStretch()
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        self._dress()
        theme().changed.connect(self._dress)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _dress(self) -> None:
        line = theme().name_of("hairline")
        ground, edge = theme().name_of("surface-sunken"), "right" if mirror.is_on() else "left"
        self.setStyleSheet(f"#library_details {{ border: 0; border-{edge}: 1px solid {line}; background: {ground}; }}")

    def _make_one(self) -> QWidget:
        """What only a single file has."""
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(5))
        column.addWidget(self._field(_("Name"), self._name))
        column.addWidget(self._facts)
        for language, words in self._alts.items():
            column.addWidget(self._field(_alt_label(language), FieldFrame(words, padding=(4, 3))))
        column.addWidget(self._field(_("Rights and credits"), FieldFrame(self._credit, padding=(4, 3))))
        self._tags_box = self._field(pgettext("library", "Tags"), self._tags)
        return box

    def _field(self, label: str, field: QWidget) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        column.addWidget(SafeLabel(label, "micro", "muted"))
        column.addWidget(field)
        return box

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        self._make = text_button(_("Make a post of it"), "media_make_post", "primary", "pencil-line")
        self._make.clicked.connect(self.post_wanted)
        trash = icon_button("trash-2", _("Delete"), "media_trash")
        trash.clicked.connect(self.trash_wanted)
        row.addWidget(self._make, 1)
        row.addWidget(trash)
        return row

    def _uses_box(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme().space(1))
        column.addWidget(self._uses_title)
        column.addLayout(self._uses_list)
        return column

    def _connect(self) -> None:
        for line in (self._name, self._folder, self._tags):
            line.editingFinished.connect(self.save)
        for words in (self._credit, *self._alts.values()):
            words.left.connect(self.save)

    # -- showing
    def refresh(self) -> None:
        """Pull what is chosen; fields that are being typed in keep their text."""
        presenter = self._presenter
        self._leave_other()
        count = len(presenter.chosen)
        set_shown(self, count > 0)
        if not count:
            return
        details = presenter.details
        self._picture.show_asset(details.asset if details is not None else None)
        set_shown(self._one, details is not None)
        many = ngettext("{count} file chosen", "{count} files chosen", count).format(count=count)
        self._title.setText("" if details is not None else many)
        set_shown(self._title, details is None)
        self._make.set_label(ngettext("Make a post of it", "Make a post of them", count))
        completer = QCompleter(list(presenter.folders), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._folder.setCompleter(completer)
        if details is None:
            self._show_many()
        else:
            self._show_one(details)

    def _leave_other(self) -> None:
        """Another file is chosen: what was typed for the last one is its own."""
        shown = self._shown
        if shown is not None and self._presenter.chosen != (shown.asset.id,):
            self._shown = None
            self._save(shown.asset)

    def _show_many(self) -> None:
        chosen = set(self._presenter.chosen)
        rows = [row for row in self._presenter.everything if row.id in chosen]
        folders = {row.folder for row in rows}
        _put(self._folder, folders.pop() if len(folders) == 1 else "")
        _put(self._tags, "")
        self._tags.setPlaceholderText(_("Add a tag to all of them"))
        self._show_uses((), "")

    def _show_one(self, details: Details) -> None:
        asset, edits = details.asset, self._presenter.edits
        other = self._shown is None or self._shown.asset.id != asset.id
        self._shown = details
        _put(self._name, asset.name, other)
        _put(self._folder, asset.folder, other)
        _put(self._tags, ", ".join(asset.tags), other)
        self._tags.setPlaceholderText(_("bread, window, Christmas"))
        self._facts.setText("\n".join(details.facts))
        for language, words in self._alts.items():
            if other or not words.hasFocus():
                words.show_text(edits.alt_of(asset, language))
        if other or not self._credit.hasFocus():
            self._credit.show_text(edits.credit_of(asset))
        count = len(details.used_in) + details.more_uses
        title = ngettext("Used in {count} post", "Used in {count} posts", count).format(count=count)
        self._show_uses(details.used_in, title if count else _("In no post yet"))

    def _show_uses(self, uses: Sequence[UsedIn], title: str) -> None:
        self._uses_title.setText(title)
        set_shown(self._uses_title, bool(title))
        if tuple(uses) == self._uses:
            return
        self._uses = tuple(uses)
        while (item := self._uses_list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for use in uses:
            line = _UseLine(use)
            line.clicked.connect(lambda _on=False, post_id=use.post_id: self.post_opened.emit(post_id))
            self._uses_list.addWidget(line)

    # -- changing
    def save(self) -> None:
        """Write down what was typed, for the file that it was typed for."""
        if self._shown is not None:
            self._save(self._shown.asset)
        elif len(self._presenter.chosen) > 1:
            self._save_many()

    def _save(self, asset: Asset) -> None:
        edits = self._presenter.edits
        edits.begin(asset.id)
        if self._name.text().strip() not in ("", asset.name):
            edits.rename(asset.id, self._name.text())
        for language, words in self._alts.items():
            if words.words.strip() != asset.alt.get(language, ""):
                edits.describe(asset, language, words.words)
        if self._credit.words.strip() != asset.credit:
            edits.credit(asset, self._credit.words)
        if self._folder.text().strip() != asset.folder:
            edits.put_in(self._folder.text(), [asset.id])
        names = _names(self._tags.text())
        if names != asset.tags:
            edits.set_tags(asset, names)

    def _save_many(self) -> None:
        folder, names = self._folder.text().strip(), _names(self._tags.text())
        chosen = set(self._presenter.chosen)
        self._tags.clear()
        if folder and any(row.folder != folder for row in self._presenter.everything if row.id in chosen):
            self._presenter.edits.put_in(folder)
        self._presenter.edits.add_tags(names)


class _Words(GrowingText):
    """left: the cursor went elsewhere."""

    left = Signal()

    def __init__(self, name: str, label: str) -> None:
        super().__init__(name, label, "caption", 2, 6)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class BigPicture(QWidget):
    """The chosen file in its own shape; a sign for films and for many."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._thumbs = MediaThumbs(bridge)
        self._thumbs.arrived.connect(self.update)
        self._asset: Asset | None = None
        self.setFixedHeight(theme().px(PICTURE_PX))

    def show_asset(self, asset: Asset | None) -> None:
        if asset != self._asset:
            self._asset = asset
            self.setAccessibleName(asset.name if asset is not None else "")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look, asset = mirror.painter(self), theme(), self._asset
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("surface-hover"))
        painter.drawRoundedRect(self.rect(), look.radius("chip"), look.radius("chip"))
        pixmap = None
        if asset is not None and asset.kind is MediaKind.IMAGE and asset.width_px and asset.height_px:
            ratio = self.devicePixelRatioF()
            size = QSize(asset.width_px, asset.height_px).scaled(
                self.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio
            )
            pixmap = self._thumbs.of(asset.id, max(1, size.width()), max(1, size.height()))
            if pixmap is not None and not pixmap.isNull():
                wide, high = size.width() / ratio, size.height() / ratio
                box = QRectF((self.width() - wide) / 2, (self.height() - high) / 2, wide, high)
                mirror.picture_in(painter, box, pixmap, QRectF(pixmap.rect()))
                return
        shown = {MediaKind.VIDEO: "film", MediaKind.DOCUMENT: "file-text"}
        name = "images" if asset is None else shown.get(asset.kind, "image")
        side = look.px(32)
        icons.draw(painter, name, (self.width() - side) / 2, (self.height() - side) / 2, 32, "text-faint")


class _UseLine(QFrame):
    """One post that shows the file: its words and when; the whole line opens it."""

    clicked = Signal()

    def __init__(self, use: UsedIn) -> None:
        super().__init__()
        self.setObjectName(f"use_{use.post_id}")
        column = QHBoxLayout(self)
        column.setContentsMargins(0, theme().space(2), 0, theme().space(2))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(use.words, "caption", "", 500))
        words.addWidget(ElidedLabel(use.when, "micro", "muted"))
        column.addLayout(words, 1)
        go = icon_button("arrow-right", _("Open the post: {words}").format(words=use.words), "use_open", small=True)
        go.clicked.connect(self.clicked)
        column.addWidget(go)

    def mouseReleaseEvent(self, event: object) -> None:
        self.clicked.emit()


def _line(name: str, label: str) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.setAccessibleName(label)
    return line


def _names(text: str) -> tuple[str, ...]:
    """ "#bread, window" as tags."""
    return tuple(name for name in (part.strip().lstrip("#").strip() for part in text.split(",")) if name)


def _put(line: QLineEdit, text: str, force: bool = True) -> None:
    """The text, unless somebody types there."""
    if (force or not line.hasFocus()) and line.text() != text:
        line.setText(text)


def _alt_label(language: str) -> str:
    names = {"it": _("Description in Italian"), "en": _("Description in English")}
    return names.get(language, _("Description ({language})").format(language=language))
