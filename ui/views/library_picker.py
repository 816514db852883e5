"""Choose from the media library: the grid in a sheet, with a search; Enter or the button takes what is chosen."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.calendar.icon_field import IconField
from ui.dialogs import Sheet, height_within
from ui.look.theme import theme
from ui.presenters.library import LibraryPresenter
from ui.widgets.empty_state import EmptyState
from ui.widgets.media_grid import MediaGrid

WIDTH_PX, HEIGHT_PX, BESIDE_PX = 720, 380, 190
Given = Callable[[Sequence[str]], object]


class LibraryPicker(Sheet):
    """`given` gets the ids that were chosen, in the order of the library; `kind` photos shows photos alone."""

    def __init__(
        self, parent: QWidget, bridge: Bridge, given: Given, *, kind: str = "all", single: bool = False
    ) -> None:
        super().__init__(parent, _("From the library"))
        self._presenter = LibraryPresenter(bridge)
        self._presenter.show_only(kind)
        self._given = given
        self._search = IconField("search")
        self._search.setObjectName("picker_search")
        self._search.setPlaceholderText(_("Name, description, tag"))
        self._search.setAccessibleName(_("Find in the library"))
        self._search.textChanged.connect(self._presenter.search)
        self.grid = MediaGrid(bridge, "picker_grid", takes_files=False)
        self.grid.setAccessibleName(_("Photos and videos"))
        self.grid.setDragEnabled(False)
        if single:
            self.grid.setSelectionMode(MediaGrid.SelectionMode.SingleSelection)
        self.grid.setFixedHeight(height_within(parent, HEIGHT_PX, BESIDE_PX))
        self.setMinimumWidth(theme().px(WIDTH_PX))
        self.body.addWidget(self._search)
        if self._presenter.everything:
            self.body.addWidget(self.grid)
        else:
            self.grid.setParent(None)
            words = _("The library is empty. Photos that you add to a post stand here for the next one.")
            self.body.addWidget(EmptyState("images", words))
        self.add_button(_("Not now"), "picker_cancel", None)
        self._take = self.add_button(_("Add"), "picker_take", self._give, "primary")
        self.grid.chosen.connect(self._presenter.choose)
        self.grid.opened.connect(lambda _asset_id: self._take.click())
        self._presenter.changed.connect(self._show)
        self.finished.connect(lambda _result: self._presenter.close())
        self._show()
        self._search.setFocus()

    def _show(self) -> None:
        presenter = self._presenter
        self.grid.show_rows(presenter.rows, presenter.chosen)
        count = len(presenter.chosen)
        words = ngettext("Add {count} file", "Add {count} files", count).format(count=count) if count else _("Add")
        self._take.setText(words)
        self._take.setAccessibleName(words)
        self._take.setEnabled(count > 0)

    def _give(self) -> None:
        if self._presenter.chosen:
            self._given(self._presenter.chosen)
