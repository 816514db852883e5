"""The languages of a post: a quiet line of pills, the one that is open pressed in."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from smmdesk.model.words import _
from ui.look import mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.composer_languages import LanguageChip
from ui.widgets.channel_chips import Pill
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.safe_label import set_tool_tip


class LanguagePill(Pill):
    """One language, by its two letters."""

    def __init__(self, chip: LanguageChip) -> None:
        super().__init__()
        self.chip = chip
        self.setObjectName(f"language_{chip.code}")
        self.setCheckable(True)
        self.show_checked(chip.here)
        words = _("{language}, open now") if chip.here else _("Open the post in {language}")
        said = words.format(language=chip.name)
        self.setAccessibleName(said)
        set_tool_tip(self, said)

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(theme().font("caption", 600)).horizontalAdvance(self.chip.code.upper())
        return QSize(wide + theme().px(22), theme().px(26))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), mirror.painter(self)
        if self.chip.here:
            self._draw_pill(painter, "accent-soft", "accent")
        else:
            self._draw_pill(painter, "surface-hover" if self.underMouse() else "surface", "border")
        painter.setFont(look.font("caption", 600 if self.chip.here else 500))
        painter.setPen(look.color("text" if self.chip.here else "text-muted"))
        mirror.text(painter, self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.chip.code.upper())


class LanguageChips(QWidget):
    """chosen: a language was pressed, by the id of its post."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("languages")
        self.setAccessibleName(_("Languages of this post"))
        self._chips: tuple[LanguageChip, ...] = ()
        self._flow = FlowLayout(self, theme().px(6))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_languages(self, chips: Sequence[LanguageChip]) -> None:
        """Show these; nothing at all for a post in one language."""
        set_shown(self, bool(chips))
        if tuple(chips) == self._chips:
            return
        self._chips = tuple(chips)
        self._flow.clear()
        for chip in chips:
            pill = LanguagePill(chip)
            pill.used.connect(lambda pill=pill: self._used(pill))
            self._flow.addWidget(pill)
        self.updateGeometry()

    def _used(self, pill: LanguagePill) -> None:
        pill.show_checked(pill.chip.here)
        if not pill.chip.here:
            self.chosen.emit(pill.chip.post_id)
