"""The card of settings about notifications: of what, with which words, and when none."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.telling import Telling
from ui.widgets.safe_label import SafeLabel
from ui.widgets.setting_rows import SettingCard

HALF_HOURS = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30))


class TellingCard(SettingCard):
    """Shows the choices of a Telling."""

    def __init__(self, telling: Telling) -> None:
        super().__init__(_("Notifications"), "bell")
        self._telling = telling
        self._tick("tell_needs_you", _("What needs you or was missed"))
        self._tick("tell_messages", _("New messages"))
        self._tick("tell_published", _("Posts that went out"))
        about = _("Off, a notification names nobody and shows no words: good where others see your screen.")
        self._tick("tell_words", _("With names and words"), about)
        self._tick(
            "quiet", _("Quiet hours"), _("Nothing is told then; what still matters is told afterwards, at once.")
        )
        self._hours = self.add_row(_("From and until"), self._times())
        telling.changed.connect(self._show)
        self._show()

    def _tick(self, name: str, label: str, about: str = "") -> None:
        box = QCheckBox()
        box.setChecked(self._telling.is_on(name))
        box.toggled.connect(lambda on: self._telling.choose(name, on))
        self.add(label, box, f"settings_{name}", about, wide=False)

    def _times(self) -> QWidget:
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(3))
        for name, label in (("quiet_from", _("Quiet from")), ("quiet_until", _("Quiet until"))):
            if row.count():
                row.addWidget(SafeLabel("–", "body", "muted"), 0, Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(_time_choice(name, label, self._telling.time_of(name), self._telling.choose_time))
        pair.setObjectName("settings_quiet_times")
        return pair

    def _show(self) -> None:
        set_shown(self._hours, self._telling.is_on("quiet"))


def _time_choice(name: str, label: str, time: str, chosen: Callable[[str, str], None]) -> QComboBox:
    """Half hours, and the time that stands there by now."""
    field = QComboBox()
    field.setObjectName(f"settings_{name}")
    field.setAccessibleName(label)
    for each in sorted({*HALF_HOURS, time}):
        field.addItem(tame(each), each)
    field.setCurrentIndex(field.findData(time))
    field.currentIndexChanged.connect(lambda: chosen(name, str(field.currentData())))
    return field
