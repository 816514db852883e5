"""The sheet that asks before a brand is taken out: what goes in numbers, a copy first, its name where it was public."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from smmdesk.model.brand import Brand
from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _, pgettext
from ui import dialogs
from ui.look.theme import theme
from ui.presenters.brand_removal import BrandRemoval
from ui.presenters.leaving import LeavingPresenter, ways
from ui.presenters.long_work import writing_words
from ui.views.going_sheet import WorkShown
from ui.widgets.rows import ListRow
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import under_caption

if TYPE_CHECKING:
    from smmdesk.desk.removing_brand import Goes
    from ui.bridge import Bridge

WIDTH_PX = 520


def ask_remove(parent: QWidget, bridge: "Bridge", brand: Brand, saved: str = "") -> dialogs.Sheet:
    """Open the sheet. `saved` is the name of the file that was just written."""
    removal = bridge.brand_removal
    goes = removal.what_goes(brand.id)
    name = tame(brand.name, 60)
    sheet = dialogs.Sheet(parent, _("Remove {brand} for good?").format(brand=name))
    sheet.setObjectName("remove_brand_sheet")
    sheet.setMinimumWidth(theme().px(WIDTH_PX))
    _say_what_goes(sheet, goes)
    sheet.body.addWidget(_copy_row(parent, sheet, bridge, brand, saved))
    stays = _("What is published stays on the platforms. This cannot be undone.")
    copies = _("Copies of the calendar made before hold it until newer ones take their place.")
    sheet.body.addWidget(SafeLabel(f"{stays} {copies}", "body", "muted", wrap=True))
    none = sheet.add_button(_("Not now"), "remove_brand_cancel", None)
    leave = tuple(one.part_id for one in goes.stays_listed)
    main = sheet.add_button(
        pgettext("brand", "Remove"), "remove_brand_confirm", partial(go_on, parent, removal, brand, leave), "danger"
    )
    if goes.out:
        _ask_name(sheet, main, brand)
    none.setAutoDefault(True)
    none.setFocus()
    sheet.open()
    return sheet


def _say_what_goes(sheet: dialogs.Sheet, goes: "Goes") -> None:
    from smmdesk.desk.removing_brand import in_words, listed_words

    lines = in_words(goes)
    sheet.body.addWidget(SafeLabel(_("Erased from this computer:") if lines else _("There is nothing in it."), "body"))
    for words in lines:
        sheet.body.addWidget(SafeLabel(f"•  {words}", "body-strong", wrap=True))
    for words in listed_words(goes):
        sheet.body.addWidget(SafeLabel(words, "body", wrap=True))
    if goes.stays_listed:
        told = _("These go out all the same, unless you delete them on the platform.")
        sheet.body.addWidget(SafeLabel(told, "body-strong", "danger", wrap=True))


def _copy_row(parent: QWidget, sheet: dialogs.Sheet, bridge: "Bridge", brand: Brand, saved: str) -> ListRow:
    holds = _("One file that brings the brand back: posts, photos, people and results. Messages are not in it.")
    done = _("Saved as “{name}”. It brings the brand back.").format(name=tame(saved))
    row = ListRow(
        _("A copy is saved") if saved else _("Save a copy first"),
        done if saved else holds,
        "remove_brand_copy",
        "circle-check" if saved else "archive",
    )
    if not saved:
        row.add_button(_("Save…"), "remove_brand_save", partial(_save, parent, sheet, bridge, brand), "primary")
    return row


def _ask_name(sheet: dialogs.Sheet, main: QWidget, brand: Brand) -> None:
    """Typed where something of it was ever published: nobody does that by mistake."""
    field = QLineEdit()
    under_caption(sheet.body, _("To remove it, write its name: {brand}").format(brand=brand.name), field, "remove_name")
    main.setEnabled(False)
    field.textChanged.connect(lambda text: main.setEnabled(text.strip().casefold() == brand.name.strip().casefold()))


def _save(parent: QWidget, sheet: dialogs.Sheet, bridge: "Bridge", brand: Brand) -> None:
    """Ask where; the sheet makes room, and comes back when the file is written."""
    sheet.close()

    def written(path: Path) -> None:
        ask_remove(parent, bridge, brand, path.name)

    presenter = LeavingPresenter(bridge, written)
    presenter.brand_id = brand.id
    shown = WorkShown(parent.window(), writing_words)
    presenter.begun, presenter.over = partial(shown.begin, work=presenter), shown.end
    way = ways()[0]
    dialogs.choose_target(parent, way.name, presenter.file_name(way), way.filters, partial(presenter.write, way))


def go_on(parent: QWidget, removal: BrandRemoval, brand: Brand, leave: tuple[str, ...] = ()) -> None:
    """The work, and how far it is over the window, whatever place is open by then."""
    if removal.going is None:
        shown = WorkShown(parent.window(), removal.words)
        removal.begun, removal.over = partial(shown.begin, work=removal), shown.end
    removal.remove(brand, leave)
