"""Settings, the brands: one line each, another one, and the sheets that change one, put it away or take it out."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from smmdesk.model.brand import Brand
from smmdesk.model.dates import say_zone
from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import N_, _, language, pgettext
from smmdesk.system.zones import local_zone
from ui import dialogs
from ui.look.style import set_shown
from ui.presenters.brand_list import BrandList
from ui.presenters.settings import languages
from ui.views.remove_brand_sheet import ask_remove, go_on
from ui.widgets.brand_filter import BrandDot, dot_icon
from ui.widgets.buttons import TextButton, text_button
from ui.widgets.setting_rows import SettingCard
from ui.widgets.sheet_form import under_caption
from ui.widgets.zone_choice import ZoneChoice

COLORS = (
    ("", N_("the program’s own")),
    ("prodotti", N_("ochre")),
    ("dietro_le_quinte", N_("teal")),
    ("feste", N_("violet")),
    ("offerte", N_("raspberry")),
    ("persone", N_("blue")),
    ("stagione", N_("olive")),
    ("news", N_("slate")),
    ("altro", N_("brick")),
)


class BrandsCard(SettingCard):
    """With one brand only the way to another one."""

    def __init__(self, presenter: BrandList) -> None:
        super().__init__(_("Brands"), "layout-grid")
        self._presenter = presenter
        presenter.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        """The lines anew, in the place of those that stand there."""
        holder = self.window().focusWidget()
        held = holder.objectName() if holder is not None and self.isAncestorOf(holder) else ""
        while (item := self._lines.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()
        self.parts.clear()
        presenter = self._presenter
        if len(presenter.brands) > 1:
            for brand in presenter.brands:
                self.add_row(tame(brand.name), self._acts(brand), self._about(brand))
        add = text_button(_("Add a brand…"), "settings_brand_add", "normal", "plus")
        add.clicked.connect(lambda: open_new(self.window(), presenter))
        about = _("For several shops or clients: each has its own channels, calendar and inbox.")
        self.add_row(_("Another brand"), add, about)
        if held:
            self._hold(held)

    def _hold(self, name: str) -> None:
        """The keyboard stays at the button of this name, else at another of its brand, else below them all."""
        buttons: list[TextButton] = []
        lines = {self._lines.indexOf(each): each for each in self.findChildren(QWidget)}
        for place in sorted(lines.keys() - {-1}):
            line = lines[place]
            line.show()  # by itself only with the next turn, and what is hidden takes no keys
            buttons += [each for each in line.findChildren(TextButton) if each.isVisible() and each.isEnabled()]
        brand = name.rpartition("_")[2]
        same = [each for each in buttons if each.objectName() == name]
        others = [each for each in buttons if each.objectName().endswith(brand)]
        for button in (*same, *others, *buttons[-1:])[:1]:
            button.setFocus()

    def _about(self, brand: Brand) -> str:
        if brand.id in self._presenter.half:
            return _("Half removed: nothing of it goes out, and the rest is erased when you go on.")
        if brand.archived:
            return _("Put away: nothing of it goes out.")
        where = say_zone(brand.zone)
        return _("Open now. {zone}").format(zone=where) if brand.id == self._presenter.open_id else where

    def _acts(self, brand: Brand) -> QWidget:
        presenter, window = self._presenter, self.window
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(BrandDot(brand.color))
        if brand.id in presenter.half:
            onward = self._button(brand, _("Go on"), "onward")
            onward.clicked.connect(lambda: go_on(window(), presenter.bridge.brand_removal, brand))
            line.addWidget(onward)
            return holder
        if brand.archived:
            back = self._button(brand, _("Bring back"), "back")
            back.clicked.connect(lambda: presenter.bring_back(brand.id))
            out = self._button(brand, pgettext("brand", "Remove…"), "remove")
            out.clicked.connect(lambda: ask_remove(window(), presenter.bridge, brand))
            line.addWidget(back)
            line.addWidget(out)
            return holder
        opened = self._button(brand, _("Open"), "open")
        opened.clicked.connect(lambda: presenter.chosen.emit(brand.id))
        _keep_room(opened)  # the colours stand one below the other
        line.addWidget(opened)
        set_shown(opened, brand.id != presenter.open_id)
        change = self._button(brand, _("Change…"), "change")
        change.clicked.connect(lambda: open_change(window(), presenter, brand))
        away = self._button(brand, _("Put away…"), "away")
        away.setEnabled(presenter.may_put_away)
        away.clicked.connect(lambda: ask_put_away(window(), presenter, brand))
        line.addWidget(change)
        line.addWidget(away)
        return holder

    def _button(self, brand: Brand, label: str, what: str) -> TextButton:
        button = text_button(label, f"settings_brand_{what}_{brand.id}", small=True)
        button.set_label(label, f"{label}: {tame(brand.name)}")
        return button


def _keep_room(button: QWidget) -> None:
    policy = button.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    button.setSizePolicy(policy)


def open_new(parent: QWidget, presenter: BrandList) -> dialogs.Sheet:
    """Name, time zone, language; nothing else is asked."""
    text = _("It begins empty, and is opened at once. The brands that are here stay as they are.")
    sheet = dialogs.Sheet(parent, _("Another brand"), text)
    sheet.setObjectName("brand_sheet")
    name, zone, words_in = _fields(sheet, "", local_zone(), language())
    sheet.add_button(_("Cancel"), "brand_cancel", None)
    main = sheet.add_work(
        _("Add"), "brand_add", lambda: presenter.add(name.text(), zone.zone, str(words_in.currentData()))
    )
    main.setEnabled(False)
    name.textChanged.connect(lambda text: main.setEnabled(bool(text.strip())))
    sheet.open()
    name.setFocus()
    return sheet


def open_change(parent: QWidget, presenter: BrandList, brand: Brand) -> dialogs.Sheet:
    """What a brand is called, where it is, what it looks like."""
    sheet = dialogs.Sheet(parent, tame(brand.name))
    sheet.setObjectName("brand_sheet")
    name, zone, words_in = _fields(sheet, brand.name, brand.zone, brand.language)
    color = QComboBox()
    for token, words in COLORS:
        color.addItem(dot_icon(token), tame(_(words)), token)
    color.setCurrentIndex(max(0, color.findData(brand.color)))
    under_caption(sheet.body, _("Colour"), color, "brand_color")
    logo = text_button(
        _("Another logo…") if brand.logo_asset_id else _("Choose a logo…"), "brand_logo", "normal", "image", small=True
    )
    logo.clicked.connect(lambda: _choose_logo(parent, sheet, presenter, brand.id))
    sheet.body.addWidget(logo, 0, Qt.AlignmentFlag.AlignLeft)
    if brand.logo_asset_id:
        none = text_button(_("Without a logo"), "brand_no_logo", "quiet", "image-off", small=True)
        none.clicked.connect(lambda: (sheet.close(), presenter.change(brand.id, logo_asset_id=None)))
        sheet.body.addWidget(none, 0, Qt.AlignmentFlag.AlignLeft)
    if presenter.may_remove(brand):
        out = text_button(_("Remove this brand…"), "brand_remove", "quiet", "trash-2", small=True)
        out.clicked.connect(lambda: (sheet.close(), ask_remove(parent, presenter.bridge, brand)))
        sheet.body.addWidget(out, 0, Qt.AlignmentFlag.AlignLeft)
    sheet.add_button(_("Cancel"), "brand_cancel", None)

    def keep() -> None:
        fields = {"name": name.text(), "zone": zone.zone, "language": str(words_in.currentData())}
        presenter.change(brand.id, **fields, color=str(color.currentData()))

    sheet.add_work(_("Done"), "brand_done", keep)
    sheet.open()
    return sheet


def ask_put_away(parent: QWidget, presenter: BrandList, brand: Brand) -> dialogs.Sheet:
    """Said in advance what waits with it."""
    text = _("{waiting} Nothing is lost: it comes back from these settings, and then asks about what became late.")
    title = _("Put {brand} away?").format(brand=tame(brand.name))
    sheet = dialogs.Sheet(parent, title, text.format(waiting=presenter.waiting(brand.id)))
    sheet.setObjectName("put_away_sheet")
    sheet.add_button(_("Cancel"), "put_away_cancel", None)
    sheet.add_button(_("Put away"), "put_away_confirm", partial(presenter.put_away, brand.id), "primary")
    sheet.open()
    return sheet


def _fields(sheet: dialogs.Sheet, named: str, in_zone: str, words_in: str) -> tuple[QLineEdit, ZoneChoice, QComboBox]:
    name, zone, choice = QLineEdit(named), ZoneChoice(in_zone), QComboBox()
    for key, words in languages():
        choice.addItem(tame(words), key)
    choice.setCurrentIndex(max(0, choice.findData(words_in)))
    under_caption(sheet.body, _("Name"), name, "brand_name")
    under_caption(sheet.body, _("Time zone"), zone, "brand_zone")
    under_caption(sheet.body, _("Language of its posts"), choice, "brand_language")
    return name, zone, choice


def _choose_logo(parent: QWidget, sheet: dialogs.Sheet, presenter: BrandList, brand_id: str) -> None:
    sheet.close()

    def done(paths: list[Path]) -> None:
        presenter.take_logo(brand_id, paths[0])

    names = "*.jpg *.jpeg *.png *.webp"
    dialogs.choose_files(parent, _("Logo"), _("Pictures ({names})").format(names=names), done)
