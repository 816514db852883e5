"""The quiet hint at the foot of the tray: a channel without posts, or a month far from what is wanted."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.moment import Moment
from smmdesk.model.words import _
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.ideas_tray import IdeasTrayPresenter
from ui.presenters.mix import MixPresenter
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.safe_label import SafeLabel

LOOK_EVERY_S = 600


class MixFrame(QFrame):
    """Hides itself when there is nothing to say, and for this month once it was sent away."""

    def __init__(self, tray: IdeasTrayPresenter, parent: QWidget) -> None:
        super().__init__(parent)  # shown before it had one, it would be a window of its own for a moment
        self._tray = tray
        self._looked_s = 0.0
        self.setObjectName("mix_card")
        set_kind(self, card="true")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().space(2), theme().space(4), theme().space(2), theme().space(1))
        column.setSpacing(0)
        self._words = SafeLabel("", "caption", "muted", wrap=True)
        self._words.setObjectName("mix_hint")
        self._words.setContentsMargins(theme().space(4), 0, theme().space(2), 0)
        column.addWidget(self._words)
        look = text_button(_("Look at the month"), "mix_look", "link", small=True)
        look.clicked.connect(self._open)
        away = icon_button("x", _("No such hint this month"), "mix_away", small=True)
        away.clicked.connect(self._dismiss)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme().space(4), 0, 0, 0)
        foot.addWidget(look)
        foot.addStretch()
        foot.addWidget(away)
        column.addLayout(foot)
        self.refresh(now=True)

    @property
    def _presenter(self) -> MixPresenter:
        tray = self._tray
        today = Moment.of(tray.desk.clock.now(), tray.brand.zone).day
        return MixPresenter(tray.bridge, tray.reader, tray.brand.id, today, today)

    def refresh(self, now: bool = False) -> None:
        """Look again, every ten minutes at most: a hint need not be newer."""
        clock_s = self._tray.desk.clock.monotonic()
        if not now and clock_s - self._looked_s < LOOK_EVERY_S:
            return
        self._looked_s = clock_s
        words = self._presenter.hint
        self._words.setText(words)
        self.setAccessibleName(words)
        set_shown(self, bool(words))

    def _dismiss(self) -> None:
        self._presenter.dismiss()
        self.hide()

    def _open(self) -> None:
        from ui.views.mix_sheet import MixSheet

        sheet = MixSheet(self.window(), self._presenter)
        sheet.finished.connect(lambda _code: self.refresh(now=True))
        sheet.open()
