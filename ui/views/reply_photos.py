"""The photos and videos of an answer: small, each with its description and a way out."""

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.look import mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.reply_photos import ReplyPhotos
from ui.widgets.buttons import icon_button
from ui.widgets.media_thumbs import MediaThumbs
from ui.widgets.sheet_form import empty, row

SIDE_PX = 36


class SmallPhoto(QWidget):
    """One photo of the library, or a moment of a video."""

    def __init__(self, thumbs: MediaThumbs, asset_id: str, name: str) -> None:
        super().__init__()
        self._thumbs, self._asset_id = thumbs, asset_id
        self.setAccessibleName(name)
        self.setFixedSize(QSize(theme().px(SIDE_PX), theme().px(SIDE_PX)))
        thumbs.arrived.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, side = mirror.painter(self), round(self.width() * self.devicePixelRatioF())
        ready = self._thumbs.of(self._asset_id, side, side)
        if ready is not None and not ready.isNull():
            mirror.picture_in(painter, self.rect(), ready)
        else:
            painter.fillRect(self.rect(), theme().color("surface-hover"))


class ReplyPhotosView(QWidget):
    """Nothing where there are none."""

    def __init__(self, photos: ReplyPhotos, bridge: Bridge) -> None:
        super().__init__()
        self._photos, self._thumbs = photos, MediaThumbs(bridge)
        self._shown: tuple[str, ...] = ("",)
        self.setObjectName("reply_photos")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(3))
        self.refresh()

    def refresh(self) -> None:
        """Made anew where others are shown, or those of another message; what is typed into a description stays."""
        photos = tuple(use.asset_id for use in self._photos.uses)
        wanted = (self._photos.key, *photos)
        if wanted != self._shown:
            self._shown = wanted
            empty(self._column)
            for asset_id in photos:
                self._add(asset_id)
        set_shown(self, bool(photos))

    def _add(self, asset_id: str) -> None:
        video = self._photos.is_video(asset_id)
        field = QLineEdit(self._photos.alt_of(asset_id))
        field.setObjectName("reply_alt")
        field.setAccessibleName(_("What the video shows") if video else _("What the photo shows"))
        asks = _("What the photo shows, for those who cannot see it")
        field.setPlaceholderText(_("What the video shows, for those who cannot see it") if video else asks)
        field.textChanged.connect(partial(self._photos.describe, asset_id))
        takes_out = _("Take the video out") if video else _("Take the photo out")
        gone = icon_button("x", takes_out, "reply_photo_remove", small=True)
        gone.clicked.connect(lambda: self._photos.remove(asset_id))
        line = row(SmallPhoto(self._thumbs, asset_id, _("Video") if video else _("Photo")))
        line.addWidget(field, 1)
        line.addWidget(gone)
        self._column.addLayout(line)
