"""Settings: the brand, language, light and dark, and where the data is. Nothing here needs a restart."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from smmdesk.model.words import _
from ui.links import open_folder
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.settings import LANGUAGES, SettingsPresenter
from ui.widgets.safe_label import SafeLabel

COLUMN_PX = 640


class SettingsView(QWidget):
    """Cards of a few lines each; every change holds at once."""

    post_opened = Signal(str)
    place_wanted = Signal(str)

    def __init__(self, presenter: SettingsPresenter) -> None:
        super().__init__()
        self.presenter = presenter
        self.setObjectName("settings")
        self.setWindowTitle(_("Settings"))
        page = QWidget()
        page.setObjectName("page")
        row = QHBoxLayout(page)
        column = QVBoxLayout()
        column.setSpacing(theme().space(6))
        row.addLayout(column)
        row.addStretch()
        row.setContentsMargins(*(theme().space(8),) * 4)
        for card in (self._brand_card(), self._look_card(), self._data_card()):
            card.setFixedWidth(theme().px(COLUMN_PX))
            column.addWidget(card)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def toolbar_items(self) -> Sequence[QWidget | None]:
        return (SafeLabel(_("Settings"), "heading"), None)

    def closeEvent(self, _event: object) -> None:
        self.presenter.close()

    def _brand_card(self) -> QFrame:
        card, column = _card(_("Your brand"))
        brand = self.presenter.brand
        self._name = _line(column, _("Name"), brand.name, "settings_brand_name")
        self._zone = _line(column, _("Time zone"), brand.zone, "settings_zone")
        self._approval = QCheckBox(_("Posts wait for an OK before they go out"))
        self._approval.setObjectName("settings_approval")
        self._approval.setChecked(brand.needs_approval)
        column.addWidget(self._approval)
        for field in (self._name, self._zone):
            field.editingFinished.connect(self._save_brand)
        self._approval.toggled.connect(self._save_brand)
        return card

    def _save_brand(self) -> None:
        self.presenter.save_brand(self._name.text(), self._zone.text(), self._approval.isChecked())

    def _look_card(self) -> QFrame:
        card, column = _card(_("Language and look"))
        languages = [(key, _("As the computer") if key == "system" else label) for key, label in LANGUAGES]
        language = _choice(column, _("Language"), languages, self.presenter.language, "settings_language")
        language.currentIndexChanged.connect(lambda: self.presenter.choose_language(language.currentData()))
        looks = [("system", _("As the computer")), ("light", _("Light")), ("dark", _("Dark"))]
        look = _choice(column, _("Light or dark"), looks, self.presenter.theme, "settings_theme")
        look.currentIndexChanged.connect(lambda: self.presenter.choose_theme(look.currentData()))
        return card

    def _data_card(self) -> QFrame:
        card, column = _card(_("Your data"))
        column.addWidget(
            SafeLabel(
                _("Everything is kept in one folder on this computer. Nothing leaves it except to your channels."),
                "body",
                "muted",
                wrap=True,
            )
        )
        column.addWidget(SafeLabel(str(self.presenter.folder), "caption", "muted", wrap=True))
        row = QHBoxLayout()
        folder = QPushButton(_("Open the folder"))
        folder.setObjectName("settings_folder")
        folder.clicked.connect(lambda: open_folder(self.presenter.folder))
        copy = QPushButton(_("Make a copy now"))
        copy.setObjectName("settings_backup")
        self._said = SafeLabel("", "caption", "success")
        copy.clicked.connect(lambda: self.presenter.back_up(self._backed_up))
        for part in (folder, copy, self._said):
            row.addWidget(part)
        row.addStretch()
        column.addLayout(row)
        return card

    def _backed_up(self, name: str) -> None:
        self._said.setText(_("Copied: {name}").format(name=name))


def _card(title: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    set_kind(card, card="true")
    column = QVBoxLayout(card)
    column.setContentsMargins(*(theme().space(7),) * 4)
    column.setSpacing(theme().space(4))
    column.addWidget(SafeLabel(title, "title"))
    return card, column


def _labelled(column: QVBoxLayout, label: str, field: QWidget, name: str) -> None:
    field.setObjectName(name)
    field.setAccessibleName(label)
    row = QHBoxLayout()
    words = SafeLabel(label, "body", "muted")
    words.setFixedWidth(theme().px(160))
    words.setBuddy(field)
    row.addWidget(words)
    row.addWidget(field, 1)
    column.addLayout(row)


def _line(column: QVBoxLayout, label: str, value: str, name: str) -> QLineEdit:
    field = QLineEdit(value)
    _labelled(column, label, field, name)
    return field


def _choice(column: QVBoxLayout, label: str, entries: Sequence[tuple[str, str]], value: str, name: str) -> QComboBox:
    field = QComboBox()
    for key, words in entries:
        field.addItem(words, key)
    field.setCurrentIndex(max(0, field.findData(value)))
    _labelled(column, label, field, name)
    return field
