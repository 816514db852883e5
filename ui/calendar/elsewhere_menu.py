"""What a press on a post that waits elsewhere offers: a look at it there, or a draft of its words here."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QWidget

from smmdesk.model.words import _
from ui import links
from ui.calendar.layout import Hit, Target
from ui.models.calendar_elsewhere import KIND
from ui.models.calendar_entries import Mark
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_elsewhere import make_draft, not_by_us
from ui.widgets.buttons import add_action

if TYPE_CHECKING:
    from ui.calendar.grid import Grid


def words_at(grid: "Grid", target: Target) -> str:
    """Said where the pointer rests on one; empty elsewhere."""
    mark = grid.scene.page.days[target.day].marks[target.mark] if target.hit is Hit.MARK else None
    layers = grid.presenter.layers
    if mark is None or mark.kind != KIND or layers is None:
        return ""
    entry = layers.elsewhere.entry(mark)
    return not_by_us(grid.presenter.desk, entry) if entry is not None else ""


def open_elsewhere(owner: QWidget, presenter: CalendarPresenter, mark: Mark) -> QMenu | None:
    """Its menu at the pointer; None when it is gone by now."""
    layer = presenter.layers.elsewhere if presenter.layers is not None else None
    entry = layer.entry(mark) if layer is not None else None
    if layer is None or entry is None:
        return None
    menu = QMenu(owner)
    menu.setObjectName("elsewhere_menu")
    menu.setAccessibleName(mark.text)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.addSection(mark.text.replace("&", "&&"))
    add_action(menu, "lock", not_by_us(presenter.desk, entry), "menu_not_by_us", lambda: None)
    menu.actions()[-1].setEnabled(False)
    if links.may_open(entry.post.url):
        words = _("Open on {platform}").format(platform=presenter.desk.facts(entry.platform).name)
        add_action(menu, "external-link", words, "menu_open_there", partial(links.open_address, entry.post.url))
    draft = partial(make_draft, presenter.bridge, presenter.brand.id, entry, layer.moment(entry))
    add_action(menu, "pencil-line", _("Make a draft with its words"), "menu_make_draft", draft)
    menu.popup(QCursor.pos())
    return menu
