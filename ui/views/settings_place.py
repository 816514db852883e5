"""The card of settings that says where the brand is: its public holidays stand on the calendar."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _
from ui.look.style import set_kind
from ui.presenters.brand_place import BrandPlace, Entries
from ui.widgets.setting_rows import SettingCard


class SearchChoice(QComboBox):
    """A long list that is searched by typing a part of a name; read when somebody comes to it."""

    def __init__(self, load: Callable[[], Entries], key: str, words: str) -> None:
        super().__init__()
        self._load, self._is_read = load, False
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(12)
        self.addItem(tame(words), key)
        completer = self.completer() or QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def read(self) -> None:
        """Bring the list in; what is chosen stays."""
        if not self._is_read:
            self.read_again(str(self.currentData() or ""))

    def read_again(self, key: str) -> None:
        """Another list, with another one chosen; nobody is told."""
        self._is_read = True
        self.blockSignals(True)
        self.clear()
        for value, words in self._load():
            self.addItem(tame(words), value)
        self.setCurrentIndex(max(0, self.findData(key)))
        self.blockSignals(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.read()
        super().focusInEvent(event)

    def showPopup(self) -> None:
        self.read()
        super().showPopup()

    @property
    def key(self) -> str | None:
        """What is chosen; None while the words name nothing of the list."""
        place = self.findText(self.currentText(), Qt.MatchFlag.MatchFixedString)
        return str(self.itemData(place)) if place >= 0 else None


class PlaceCard(SettingCard):
    """Every change holds at once."""

    def __init__(self, place: BrandPlace) -> None:
        super().__init__(_("Public holidays"), "calendar-days")
        self._place = place
        self._country = SearchChoice(lambda: place.countries, place.country, place.country_name)
        self._region = SearchChoice(lambda: place.regions, place.brand.region, place.region_name)
        self._patron = QLineEdit(place.patron_text)
        self._patron.setPlaceholderText(_("day/month, like 4/12"))
        self.add(_("Country"), self._country, "settings_country")
        self.add(_("Region or province"), self._region, "settings_region", _("Type a part of its name."))
        about = _("Only where your town has another one than the province. Empty: none.")
        self.add(_("Day of the patron saint"), self._patron, "settings_patron", about)
        self._country.activated.connect(self._country_chosen)
        self._region.activated.connect(self._region_chosen)
        for field, done in ((self._country, self._country_chosen), (self._region, self._region_chosen)):
            line = field.lineEdit()
            if line is not None:
                line.setAccessibleName(field.accessibleName())
                line.editingFinished.connect(done)
        self._patron.textChanged.connect(self._judge)
        self._patron.editingFinished.connect(self._patron_written)

    def _country_chosen(self) -> None:
        key = self._country.key
        if key is not None and key != self._place.country:
            self._place.save(country=key)
            self._region.read_again("")

    def _region_chosen(self) -> None:
        if self._region.key is not None:
            self._place.save(region=self._region.key)

    def _judge(self) -> None:
        wrong = self._place.patron_of(self._patron.text()) is None
        set_kind(self._patron, problem="true" if wrong else "false")

    def _patron_written(self) -> None:
        day = self._place.patron_of(self._patron.text())
        if day is not None:
            self._place.save(patron_day=day)
