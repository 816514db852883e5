"""Settings: the brand, language, light and dark, and where the data is. Nothing here needs a restart."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _
from ui.links import open_folder
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.settings import SettingsPresenter, answer_goals, kept_spans, languages
from ui.views.settings_brands import BrandsCard
from ui.views.settings_computer import ComputerCard
from ui.views.settings_ideas import IdeasCard
from ui.views.settings_links import LinksCard
from ui.views.settings_photos import PhotosCard
from ui.views.settings_place import PlaceCard
from ui.views.settings_sections import SectionList, SettingFind, SettingsPage
from ui.views.settings_telling import TellingCard
from ui.views.settings_updates import UpdatesCard
from ui.widgets.buttons import text_button
from ui.widgets.key_caps import key_grid, key_list
from ui.widgets.safe_label import SafeLabel
from ui.widgets.setting_rows import Part, SettingCard, SideCard
from ui.widgets.tab_order import KeyboardPage
from ui.widgets.zone_choice import ZoneChoice

LIST_FROM_PX = 760
HANDY_KEYS = ("Ctrl+N", "Ctrl+Enter", "Ctrl+Z, Ctrl+Y", "Ctrl+F", "T")


class SettingsView(KeyboardPage):
    """Cards of a few lines each; every change holds at once. keys_wanted: show every key."""

    post_opened = Signal(str)
    place_wanted = Signal(str)
    keys_wanted = Signal()
    trash_wanted = Signal()
    copies_wanted = Signal()
    leaving_wanted = Signal()
    beginning_wanted = Signal()
    bringing_wanted = Signal()

    def __init__(self, presenter: SettingsPresenter) -> None:
        super().__init__()
        self.presenter = presenter
        self.setObjectName("settings")
        self.setWindowTitle(_("Settings"))
        self.page = SettingsPage(self._main_cards(), (self._data_card(), self._keys_card()))
        self.sections = SectionList([(card.title, card.icon) for card in self.page.cards])
        self.field = SettingFind()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sections)
        row.addWidget(self.page, 1)
        self.leads = self.sections
        self._connect()

    def _connect(self) -> None:
        self.sections.chosen.connect(self.page.jump)
        self.sections.entered.connect(self.page.enter)
        self.page.passed.connect(self.sections.show_current)
        self.page.all_wanted.connect(self.field.clear)
        self.field.textChanged.connect(self._find)
        self.field.entered.connect(lambda: self.page.enter(self.sections.currentRow()))
        self.field.left.connect(lambda: self.sections.setFocus(Qt.FocusReason.OtherFocusReason))
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.field.begin)

    def _find(self, asked: str) -> None:
        """Only the cards that say what was typed, and the first of them."""
        found = self.page.look_for(asked)
        self.sections.show_only(found)
        self.field.say_found(len(found) if asked.strip() else None)
        if found:
            self.sections.show_current(found[0])
            self.page.jump(found[0])

    def toolbar_items(self) -> Sequence[QWidget | None]:
        return (SafeLabel(_("Settings"), "heading"), None, self.field)

    def closeEvent(self, _event: object) -> None:
        self._ideas.close()
        self.presenter.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list of sections stands where there is room; the field in the toolbar finds without it."""
        super().resizeEvent(event)
        set_shown(self.sections, self.width() >= theme().px(LIST_FROM_PX))

    def _main_cards(self) -> tuple[SettingCard, ...]:
        presenter = self.presenter
        photos, links = PhotosCard(presenter.photos), LinksCard(presenter.marks)
        telling = TellingCard(presenter.telling)
        computer = ComputerCard(presenter.computer)
        self._ideas = presenter.ideas
        rest = (PlaceCard(presenter.place), IdeasCard(self._ideas), photos, links, UpdatesCard(presenter.updates))
        brands = BrandsCard(presenter.brands)
        return self._look_card(), self._brand_card(), telling, computer, *rest, brands

    def _brand_card(self) -> SettingCard:
        brand = self.presenter.brand
        self._name, self._zone = QLineEdit(brand.name), ZoneChoice(brand.zone)
        self._approval = QCheckBox()
        self._approval.setChecked(brand.needs_approval)
        card = SettingCard(_("Your brand"), "store")
        card.add(_("Name"), self._name, "settings_brand_name")
        card.add(_("Time zone"), self._zone, "settings_zone", _("Posts keep these times, also when you travel."))
        about = _("Somebody looks at a post before it goes out.")
        card.add(_("Posts wait for an OK"), self._approval, "settings_approval", about, wide=False)
        goal = _choice(answer_goals(), self.presenter.brand.answer_hours)
        goal.currentIndexChanged.connect(lambda: self.presenter.change_brand(answer_hours=goal.currentData()))
        about = _("The inbox marks what has waited longer.")
        card.add(_("Answer messages within"), goal, "settings_answer_goal", about)
        kept = _choice(kept_spans(brand.messages_kept_days), brand.messages_kept_days)
        kept.currentIndexChanged.connect(lambda: self.presenter.change_brand(messages_kept_days=kept.currentData()))
        about = _("What is older is erased within a day, for good. What you put off or began to answer stays.")
        card.add(_("Keep messages"), kept, "settings_kept", about)
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
        self._name.setText(self.presenter.brand.name)  # what was refused does not stand there as if it held

    def _look_card(self) -> SettingCard:
        presenter, computer = self.presenter, _("As the computer")
        language = _choice([("system", computer), *languages()], presenter.language)
        language.currentIndexChanged.connect(lambda: presenter.choose_language(language.currentData()))
        look = _choice([("system", computer), ("light", _("Light")), ("dark", _("Dark"))], presenter.theme)
        look.currentIndexChanged.connect(lambda: presenter.choose_theme(look.currentData()))
        contrasts = [("system", computer), ("high", _("High")), ("usual", _("Usual"))]
        contrast = _choice(contrasts, presenter.contrast)
        contrast.currentIndexChanged.connect(lambda: presenter.choose_contrast(contrast.currentData()))
        still = QCheckBox()
        still.setChecked(presenter.is_still)
        still.toggled.connect(presenter.choose_still)
        card = SettingCard(_("Language and look"), "palette")
        card.add(_("Language"), language, "settings_language", _("Changes at once, without a new start."))
        card.add(_("Light or dark"), look, "settings_theme")
        card.add(_("Contrast"), contrast, "settings_contrast", _("High makes borders and words stronger."))
        card.add(_("Reduce motion"), still, "settings_still", _("Nothing turns, slides or fades."), wide=False)
        return card

    def _data_card(self) -> SideCard:
        card = SideCard(_("Your data"), "hard-drive")
        column = card.column
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
        column.addLayout(self._data_doors(card))
        return card

    def _data_doors(self, card: SideCard) -> QVBoxLayout:
        """What can be done with the data, one under the other."""
        doors: list[tuple[str, str, str, Callable[[], object]]] = [
            (_("Open the folder"), "settings_folder", "folder-open", lambda: open_folder(self.presenter.folder)),
            (_("Make a copy now"), "settings_backup", "database-backup", self._make_copy),
            (_("Restore a copy…"), "settings_copies", "history", self.copies_wanted.emit),
            (_("Save as a file…"), "settings_leaving", "file-down", self.leaving_wanted.emit),
            (_("Bring in a file…"), "settings_bringing", "file-up", self.bringing_wanted.emit),
            (_("Trash…"), "settings_trash", "trash-2", self.trash_wanted.emit),
            (_("Begin again…"), "settings_begin_again", "rotate-ccw", self.beginning_wanted.emit),
        ]
        column = QVBoxLayout()
        column.setSpacing(theme().space(1))
        for label, name, icon, done in doors:
            button = text_button(label, name, "quiet", icon)
            set_kind(button, edge="flush")
            button.clicked.connect(lambda _on=False, done=done: done())
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            card.parts.append(Part(label, button))
        return column

    def _make_copy(self) -> None:
        self.presenter.back_up(self._backed_up)

    def _keys_card(self) -> SideCard:
        card = SideCard(_("Handy keys"), "keyboard")
        handy = [entry for entry in key_list() if entry[0] in HANDY_KEYS]
        card.column.addLayout(key_grid(handy))
        every = text_button(_("All keys"), "settings_keys", "link")
        every.clicked.connect(self.keys_wanted)
        card.column.addWidget(every, 0, Qt.AlignmentFlag.AlignLeft)
        card.parts.append(Part(" ".join(words for _keys, words in handy), every))
        return card

    def _show_last_copy(self) -> None:
        last = self.presenter.last_copy
        self._said.setText(_("Last copy: {time}").format(time=last) if last else _("There is no copy yet."))
        self._said.set_tone("muted")

    def _backed_up(self, name: str) -> None:
        self._said.setText(_("Copied: {name}").format(name=name))
        self._said.set_tone("success")


def _choice(entries: Sequence[tuple[object, str]], value: object) -> QComboBox:
    field = QComboBox()
    for key, words in entries:
        field.addItem(tame(words), key)
    field.setCurrentIndex(max(0, field.findData(value)))
    return field
