"""Choosing a time zone by its city: a list to look through, and a field that finds while one types."""

from zoneinfo import available_timezones

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter

from smmdesk.model.for_the_eye import tame
from smmdesk.model.mentions import bare
from smmdesk.model.words import _
from ui.presenters.moments import zone_words

ELSEWHERE = ("Etc/", "SystemV/", "US/", "posix", "right/")
"""Names that say no city."""


class ZoneChoice(QComboBox):
    """`zone_chosen` carries a zone's key (`Europe/Rome`), or what was typed where it names none."""

    zone_chosen = Signal(str)

    def __init__(self, zone: str) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(12)
        keys = {key for key in available_timezones() if "/" in key and not key.startswith(ELSEWHERE)}
        for words, key in sorted(((zone_words(key), key) for key in {*keys, zone}), key=lambda found: bare(found[0])):
            self.addItem(tame(words), key)
        self.setCurrentIndex(self.findData(zone))
        completer = self.completer() or QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.activated.connect(self._tell)
        field = self.lineEdit()
        assert field is not None
        field.setAccessibleName(_("Time zone"))
        field.editingFinished.connect(self._tell)

    @property
    def zone(self) -> str:
        """What is chosen now; what is typed is a zone where only one city bears the name, or only one has it in it."""
        place = self._place()
        return str(self.itemData(place)) if place >= 0 else self.currentText().strip()

    def _place(self) -> int:
        """Where in the list what is typed stands, -1 where that is nowhere or could be several."""
        typed = self.currentText().strip()
        place = self.findText(typed, Qt.MatchFlag.MatchFixedString)
        if place >= 0 or not typed:
            return place
        wanted = bare(typed)
        every = [(number, bare(self.itemText(number))) for number in range(self.count())]
        named = [number for number, words in every if words.startswith(f"{wanted} (")]
        held = [number for number, words in every if wanted in words]
        return next((found[0] for found in (named, held) if len(found) == 1), -1)

    def _tell(self) -> None:
        """What was meant stands there whole."""
        place = self._place()
        if place >= 0:
            self.setCurrentIndex(place)
        self.zone_chosen.emit(self.zone)
