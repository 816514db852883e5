"""The cover of a film: a picture from the library, or the moment where the platform takes one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from smmdesk.model.film_times import say_length, say_moment
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.look import icons
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.covers import CoverChoice, read_moment, stepped, with_moment, with_picture
from ui.previews.pictures import fitted
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.safe_label import PictureLabel, SafeLabel

WIDE_PX, HIGH_PX, MOMENT_PX = 160, 90, 110
STEPS_S = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}


class MomentField(QLineEdit):
    """minutes:seconds, typed or walked through. stepped: by so many seconds."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down by a second, Page Up and Page Down by ten."""
        if event.key() in STEPS_S:
            self.stepped.emit(STEPS_S[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class CoverSheet(Sheet):
    """`given` gets the use with its cover, once, when the person is done and something changed."""

    def __init__(
        self,
        parent: QWidget,
        bridge: Bridge,
        asset: Asset,
        use: MediaUse,
        choice: CoverChoice,
        given: Callable[[MediaUse], object],
    ) -> None:
        super().__init__(parent, _("Cover of the video"), "\n".join(choice.lines))
        self._bridge, self._asset, self._given = bridge, asset, given
        self.use = self._first = use
        self._path = ""
        self._picture = PictureLabel()
        self._picture.setFixedSize(theme().px(WIDE_PX), theme().px(HIGH_PX))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        ground, radius = theme().name_of("surface-sunken"), theme().radius("control")
        self._picture.setStyleSheet(f"background: {ground}; border-radius: {radius}px;")
        self._moment = MomentField(say_moment(use.cover_ms))
        self._moment.setObjectName("cover_moment")
        self._moment.setAccessibleName(_("Moment of the video"))
        self._moment.setAccessibleDescription(_("Arrow keys go on or back by a second, Page keys by ten."))
        self._moment.stepped.connect(self._step)
        self._moment.setPlaceholderText("0:00")
        self._moment.setFixedWidth(theme().px(MOMENT_PX))
        self._moment.textChanged.connect(self._moment_typed)
        self._note = SafeLabel("", "caption", "muted", wrap=True)
        self._pick = text_button(_("Choose a picture"), "cover_pick", icon="image")
        self._pick.clicked.connect(self._open_library)
        self._none = text_button(_("Remove the picture"), "cover_none", "link", small=True)
        self._none.clicked.connect(self._take_none)
        if choice.picture:
            self.body.addLayout(self._picture_row())
        if choice.moment:
            self.body.addLayout(self._moment_row())
        for part in (self._picture, self._pick, self._none, self._moment, self._note):
            if part.parentWidget() is None:  # this platform does not take it: it goes with the sheet all the same
                part.setParent(self)
                part.hide()
        self.add_button(_("Not now"), "cover_cancel", None)
        self._done = self.add_work(_("Done"), "cover_done", self._give)
        self._show()

    def _picture_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(6))
        row.addWidget(self._picture)
        column = QVBoxLayout()
        column.addStretch()
        column.addWidget(self._pick, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._none, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        row.addLayout(column, 1)
        return row

    def _moment_row(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme().space(2))
        column.addLayout(self._moment_line())
        words = _("The film is not shown here: the platform takes the picture that stands at this moment.")
        column.addWidget(SafeLabel(words, "caption", "muted", wrap=True))
        return column

    def _moment_line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(4))
        words = _("Moment, up to {length}").format(length=say_length(self._asset.duration_ms))
        row.addWidget(SafeLabel(words, "body"))
        back = icon_button("minus", _("A second back"), "cover_back", small=True)
        ahead = icon_button("plus", _("A second on"), "cover_ahead", small=True)
        for button, seconds in ((back, -1), (ahead, 1)):
            button.setAutoRepeat(True)
            button.clicked.connect(partial(self._step, seconds))
        for part in (back, self._moment, ahead):
            row.addWidget(part)
        row.addWidget(self._note, 1)
        return row

    # -- doing
    def _open_library(self) -> None:
        from ui.views.library_picker import LibraryPicker

        LibraryPicker(self, self._bridge, lambda ids: self.take(ids[0]), kind="photos", single=True).open()

    def take(self, asset_id: str) -> None:
        """This picture of the library is the cover."""
        self.use = with_picture(self.use, asset_id)
        self._show()

    def _take_none(self) -> None:
        self.use = with_picture(self.use, None)
        self._show()

    def _moment_typed(self, text: str) -> None:
        moment = read_moment(text, self._asset) if text.strip() else None
        self.use = with_moment(self.use, moment)
        wrong = bool(text.strip()) and moment is None
        self._note.setText(_("Write it as minutes:seconds, like 0:12.") if wrong else "")
        self._done.setEnabled(not wrong)

    def _step(self, seconds: int) -> None:
        """A second, or ten, on or back; what cannot be read counts as the beginning."""
        self._moment.setText(say_moment(stepped(self.use.cover_ms, seconds, self._asset)))

    def _give(self) -> None:
        if self.use != self._first:
            self._given(self.use)

    # -- showing
    def _show(self) -> None:
        has_own = self.use.cover_asset_id is not None
        set_shown(self._none, has_own)
        self._pick.set_label(_("Choose another picture") if has_own else _("Choose a picture"))
        self._show_picture("")
        if has_own and self._bridge.can_run:
            self._bridge.run(self._load(str(self.use.cover_asset_id)), key="cover picture")

    async def _load(self, asset_id: str) -> None:
        from smmdesk.desk import media_leaving

        with self._bridge.desk.store.reading() as reader:
            asset = reader.find(Asset, asset_id)
        path = await media_leaving.thumbnail(self._bridge.desk, asset) if asset is not None else None
        if path is not None and self.use.cover_asset_id == asset_id:
            self._show_picture(str(path))

    def _show_picture(self, path: str) -> None:
        ratio = self.devicePixelRatioF()
        pixmap = fitted(path, self._picture.width(), self._picture.height(), ratio) if path else QPixmap()
        self._picture.setPixmap(icons.pixmap("film", 28, "text-faint", ratio) if pixmap.isNull() else pixmap)
