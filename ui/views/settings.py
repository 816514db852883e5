"""Settings: the brand, language, light and dark, and where the data is. Nothing here needs a restart."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _
from ui.links import open_folder
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.settings import LANGUAGES, SettingsPresenter, answer_goals
from ui.views.settings_links import LinksCard
from ui.views.settings_photos import PhotosCard
from ui.views.settings_place import PlaceCard
from ui.widgets.buttons import text_button
from ui.widgets.key_caps import key_grid, key_list
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel
from ui.widgets.setting_rows import SettingCard
from ui.widgets.zone_choice import ZoneChoice

COLUMN_PX, SIDE_PX = 640, 320
BESIDE_FROM_PX = 1040
HANDY_KEYS = ("Ctrl+N", "Ctrl+Enter", "Ctrl+Z, Ctrl+Y", "Ctrl+F", "T")


class SettingsView(QWidget):
    """Cards of a few lines each; every change holds at once. keys_wanted: show every key."""

    post_opened = Signal(str)
    place_wanted = Signal(str)
    keys_wanted = Signal()
    trash_wanted = Signal()
    copies_wanted = Signal()
    leaving_wanted = Signal()
    bringing_wanted = Signal()

    def __init__(self, presenter: SettingsPresenter) -> None:
        super().__init__()
        self.presenter = presenter
        self.setObjectName("settings")
        self.setWindowTitle(_("Settings"))
        page = QWidget()
        page.setObjectName("page")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        self._columns.setContentsMargins(*(theme().space(8),) * 4)
        self._columns.setSpacing(theme().space(8))
        for width, cards in (
            (COLUMN_PX, self._main_cards()),
            (SIDE_PX, (self._data_card(), self._keys_card())),
        ):
            self._columns.addWidget(_column(cards, width), 0, Qt.AlignmentFlag.AlignTop)
        self._columns.addStretch(1)
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        set_kind(scroll, ground="surface")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def toolbar_items(self) -> Sequence[QWidget | None]:
        return (SafeLabel(_("Settings"), "heading"), None)

    def closeEvent(self, _event: object) -> None:
        self.presenter.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Data and keys stand beside the choices where there is room, else below."""
        super().resizeEvent(event)
        beside = self.width() >= theme().px(BESIDE_FROM_PX)
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def _main_cards(self) -> tuple[QWidget, ...]:
        presenter = self.presenter
        photos, links = PhotosCard(presenter.photos), LinksCard(presenter.marks)
        return self._look_card(), self._brand_card(), PlaceCard(presenter.place), photos, links

    def _brand_card(self) -> SettingCard:
        brand = self.presenter.brand
        self._name, self._zone = QLineEdit(brand.name), ZoneChoice(brand.zone)
        self._approval = QCheckBox()
        self._approval.setChecked(brand.needs_approval)
        card = SettingCard(_("Your brand"))
        card.add(_("Name"), self._name, "settings_brand_name")
        card.add(_("Time zone"), self._zone, "settings_zone", _("Posts keep these times, also when you travel."))
        about = _("Somebody looks at a post before it goes out.")
        card.add(_("Posts wait for an OK"), self._approval, "settings_approval", about, wide=False)
        goal = _choice(answer_goals(), self.presenter.brand.answer_hours)
        goal.currentIndexChanged.connect(lambda: self.presenter.choose_goal(goal.currentData()))
        about = _("The inbox marks what has waited longer.")
        card.add(_("Answer messages within"), goal, "settings_answer_goal", about)
        place = QCheckBox()
        place.setChecked(self.presenter.removes_place)
        place.toggled.connect(self.presenter.choose_place)
        about = _("Photos and videos leave without where and with what they were taken. Off, the place goes along.")
        card.add(_("Remove location from photos"), place, "settings_place", about, wide=False)
        self._name.editingFinished.connect(self._save_brand)
        self._zone.zone_chosen.connect(self._save_brand)
        self._approval.toggled.connect(self._save_brand)
        return card

    def _save_brand(self) -> None:
        self.presenter.save_brand(self._name.text(), self._zone.zone, self._approval.isChecked())

    def _look_card(self) -> SettingCard:
        presenter, computer = self.presenter, _("As the computer")
        languages = [(key, computer if key == "system" else label) for key, label in LANGUAGES]
        language = _choice(languages, presenter.language)
        language.currentIndexChanged.connect(lambda: presenter.choose_language(language.currentData()))
        look = _choice([("system", computer), ("light", _("Light")), ("dark", _("Dark"))], presenter.theme)
        look.currentIndexChanged.connect(lambda: presenter.choose_theme(look.currentData()))
        contrasts = [("system", computer), ("high", _("High")), ("usual", _("Usual"))]
        contrast = _choice(contrasts, presenter.contrast)
        contrast.currentIndexChanged.connect(lambda: presenter.choose_contrast(contrast.currentData()))
        still = QCheckBox()
        still.setChecked(presenter.is_still)
        still.toggled.connect(presenter.choose_still)
        card = SettingCard(_("Language and look"))
        card.add(_("Language"), language, "settings_language", _("Changes at once, without a new start."))
        card.add(_("Light or dark"), look, "settings_theme")
        card.add(_("Contrast"), contrast, "settings_contrast", _("High makes borders and words stronger."))
        card.add(_("Reduce motion"), still, "settings_still", _("Nothing turns, slides or fades."), wide=False)
        return card

    def _data_card(self) -> QFrame:
        card, column = _side_card("hard-drive", _("Your data"))
        words = _(
            "Everything is kept in one folder on this computer. Nothing leaves it but to channels and places you name."
        )
        column.addWidget(SafeLabel(words, "body", "muted", wrap=True))
        path = SafeLabel(str(self.presenter.folder), "caption", "muted", wrap=True)
        path.setObjectName("settings_path")
        column.addWidget(path)
        self._said = SafeLabel("", "caption", "muted", wrap=True)
        self._said.setObjectName("settings_copied")
        column.addWidget(self._said)
        self._show_last_copy()
        column.addLayout(self._data_doors())
        return card

    def _data_doors(self) -> QVBoxLayout:
        """What can be done with the data, one under the other."""
        doors: list[tuple[str, str, str, Callable[[], object]]] = [
            (_("Open the folder"), "settings_folder", "folder-open", lambda: open_folder(self.presenter.folder)),
            (_("Make a copy now"), "settings_backup", "database-backup", self._make_copy),
            (_("Restore a copy…"), "settings_copies", "history", self.copies_wanted.emit),
            (_("Save as a file…"), "settings_leaving", "file-down", self.leaving_wanted.emit),
            (_("Bring in a file…"), "settings_bringing", "file-up", self.bringing_wanted.emit),
            (_("Trash…"), "settings_trash", "trash-2", self.trash_wanted.emit),
        ]
        column = QVBoxLayout()
        column.setSpacing(theme().space(1))
        for label, name, icon, done in doors:
            button = text_button(label, name, "quiet", icon)
            button.clicked.connect(lambda _on=False, done=done: done())
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return column

    def _make_copy(self) -> None:
        self.presenter.back_up(self._backed_up)

    def _keys_card(self) -> QFrame:
        card, column = _side_card("keyboard", _("Handy keys"))
        column.addLayout(key_grid(entry for entry in key_list() if entry[0] in HANDY_KEYS))
        every = text_button(_("All keys"), "settings_keys", "link")
        every.clicked.connect(self.keys_wanted)
        column.addWidget(every, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _show_last_copy(self) -> None:
        last = self.presenter.last_copy
        self._said.setText(_("Last copy: {time}").format(time=last) if last else _("There is no copy yet."))
        self._said.set_tone("muted")

    def _backed_up(self, name: str) -> None:
        self._said.setText(_("Copied: {name}").format(name=name))
        self._said.set_tone("success")


class _Column(QVBoxLayout):
    """Of a fixed width. Qt asks how high it is in the width of the page, where the words need fewer lines."""

    def __init__(self, holder: QWidget) -> None:
        super().__init__(holder)
        self._width = holder.maximumWidth()

    def heightForWidth(self, width: int) -> int:
        return super().heightForWidth(min(width, self._width))


def _column(cards: Sequence[QWidget], width: int) -> QWidget:
    holder = QWidget()
    holder.setFixedWidth(theme().px(width))
    column = _Column(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme().space(7))
    for card in cards:
        column.addWidget(card)
    return holder


def _side_card(icon: str, title: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    set_kind(card, card="side")
    column = QVBoxLayout(card)
    column.setContentsMargins(*(theme().space(6),) * 4)
    column.setSpacing(theme().space(4))
    head = QHBoxLayout()
    head.setSpacing(theme().space(4))
    head.addWidget(IconMark(icon, 16))
    head.addWidget(SafeLabel(title, "body-strong"), 1)
    column.addLayout(head)
    return card, column


def _choice(entries: Sequence[tuple[object, str]], value: object) -> QComboBox:
    field = QComboBox()
    for key, words in entries:
        field.addItem(tame(words), key)
    field.setCurrentIndex(max(0, field.findData(value)))
    return field
