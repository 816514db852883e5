"""Cut a photo for the platforms of a post: whom it is for, the ratio, the frame. The photo itself stays as it is."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from smmdesk.model.media import FREE, WHOLE, Asset, MediaUse
from smmdesk.model.words import _, in_own_marks
from ui.bridge import Bridge
from ui.dialogs import Sheet, height_within
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.cropping import Cropping, Scope
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.crop_frame import CropFrame
from ui.widgets.safe_label import SafeLabel
from ui.widgets.segments import Segments

SHARP_PX, BESIDE_PX = 1280, 250


class CropSheet(Sheet):
    """`given` gets the use as it was cut, once, when the person is done and something changed."""

    def __init__(
        self,
        parent: QWidget,
        bridge: Bridge,
        asset: Asset,
        use: MediaUse,
        scopes: tuple[Scope, ...],
        path: str,
        given: Callable[[MediaUse], object],
    ) -> None:
        super().__init__(parent, _("Crop the photo"))
        self._bridge, self._given = bridge, given
        self.cropping = Cropping(asset, use, scopes)
        self.frame = CropFrame(self.cropping, path)
        self.frame.setMinimumHeight(height_within(parent, 300, BESIDE_PX))
        self.frame.changed.connect(self._show)
        self._scopes = Segments([(scope.key or "all", scope.name) for scope in scopes], _("Whom the crop is for"))
        self._scopes.chosen.connect(self._choose_scope)
        set_shown(self._scopes, len(scopes) > 1)
        self._ratios = Segments(self._ratio_labels(), _("Ratio"))
        self._ratios.chosen.connect(self._choose_ratio)
        self._note = SafeLabel("", "caption", "muted", wrap=True)
        self._lay_out()
        self.add_button(_("Not now"), "crop_cancel", None)
        self.add_work(_("Done"), "crop_done", self._give)
        self._show()
        self.frame.setFocus()
        if bridge.can_run:
            bridge.run(self._sharpen(asset), key=f"crop picture:{asset.id}")

    def _lay_out(self) -> None:
        self.setMinimumWidth(theme().px(720))
        self.body.addWidget(self._scopes, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        row.addWidget(self._ratios)
        row.addStretch()
        self._focus = text_button(_("Focal point"), "crop_focus", "quiet", "pin", small=True)
        self._focus.setCheckable(True)
        self._focus.toggled.connect(self._pick_focus)
        turn = icon_button("rotate-cw", _("Turn a quarter"), "crop_turn")
        turn.clicked.connect(self._turn)
        self._reset = text_button(_("Start over"), "crop_reset", "quiet", small=True)
        self._reset.clicked.connect(self._start_over)
        for widget in (self._focus, turn, self._reset):
            row.addWidget(widget)
        self.body.addLayout(row)
        self.body.addWidget(self.frame, 1)
        self.body.addWidget(self._note)

    def _ratio_labels(self) -> list[tuple[str, str]]:
        names = [(ratio, in_own_marks(ratio)) for ratio in self.cropping.scope.ratios]
        return [(WHOLE, _("Whole photo")), *names, (FREE, _("Free"))]

    # -- doing
    def _choose_scope(self, key: str) -> None:
        self.cropping.choose_scope("" if key == "all" else key)
        self.frame.tell()
        self._show()

    def _choose_ratio(self, ratio: str) -> None:
        self.cropping.choose_ratio(ratio)
        self.frame.tell()
        self._show()

    def _pick_focus(self, on: bool) -> None:
        self.frame.picks_focus = on
        self.frame.tell()
        self.frame.setFocus()
        self._show()

    def _turn(self) -> None:
        self.cropping.turn_right()
        self.frame.tell()
        self._show()

    def _start_over(self) -> None:
        self.cropping.reset()
        self.frame.tell()
        self._show()

    def _give(self) -> None:
        if self.cropping.is_changed:
            self._given(self.cropping.use)

    async def _sharpen(self, asset: Asset) -> None:
        from smmdesk.desk import media_leaving

        path = await media_leaving.thumbnail(self._bridge.desk, asset, SHARP_PX)
        if path is not None:
            self.frame.set_path(str(path))

    # -- showing
    def _show(self) -> None:
        cut = self.cropping
        labels = self._ratio_labels()
        if cut.ratio not in dict(labels):
            labels.insert(1, (cut.ratio, in_own_marks(cut.ratio)))
        self._ratios.set_entries(labels, cut.ratio)
        self._reset.setEnabled(bool(cut.use.crops or cut.use.turn or cut.use.focus != (0.0, 0.0)))
        self._note.setText(self._said())

    def _said(self) -> str:
        cut = self.cropping
        if self.frame.picks_focus:
            return _("Click what must stay in sight. Where a platform cuts by itself, it cuts around this point.")
        size = "{} × {}".format(*cut.leaving_px)
        if cut.is_story:
            return _("{size} pixels. Names and buttons of a story lie over the striped parts.").format(size=size)
        if not cut.scope.key:
            return _("{size} pixels, on every platform that has no crop of its own.").format(size=size)
        if cut.is_own:
            return _("{platform} gets {size} pixels of this photo.").format(platform=cut.scope.name, size=size)
        return _("{platform} gets what all get: {size} pixels.").format(platform=cut.scope.name, size=size)
