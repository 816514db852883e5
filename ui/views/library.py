"""The media library: every photo and film of the brand, found again, described, and used."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from smmdesk.model.words import _, ngettext
from ui import dialogs
from ui.calendar.icon_field import IconField
from ui.look import mirror
from ui.look.language import say_keys
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.contributions import ContributionsPresenter
from ui.presenters.library import CUSTOMERS, KINDS, LibraryPresenter
from ui.views.contributions import ContributionsPage
from ui.views.library_details import LibraryDetails
from ui.widgets.buttons import TextButton, add_action, icon_button, text_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.media_grid import MediaGrid
from ui.widgets.media_rows import RefusedRow
from ui.widgets.safe_label import SafeLabel, place_title, set_tool_tip
from ui.widgets.segments import Segments, toolbar_px
from ui.widgets.tab_order import KeyboardPage

SEARCH_PX, SEARCH_TIGHT_PX, COMPACT_UNDER_PX = 150, 104, 1040
KIND_ICONS = {"all": "images", "photos": "image", "videos": "film", "unused": "image-off", "customers": "heart"}


class LibraryView(KeyboardPage):
    """Says what it wants by signals; the details open at the right of the grid."""

    post_opened = Signal(str)
    post_wanted = Signal(object)
    message_wanted = Signal(str)
    person_wanted = Signal(str)

    def __init__(self, presenter: LibraryPresenter) -> None:
        super().__init__()
        self.presenter = presenter
        self.setObjectName("library")
        self.setWindowTitle(_("Media"))
        self.setAcceptDrops(True)
        self.grid = MediaGrid(presenter.bridge, "media_grid")
        self.grid.setAccessibleName(_("Photos and videos"))
        self.details = LibraryDetails(presenter)
        self._empty: EmptyState | None = None
        self._nothing: EmptyState | None = None
        self.customers: ContributionsPage | None = None
        self._is_compact = False
        self._make_toolbar()
        self._lay_out()
        self._connect()
        self._show()

    # -- making
    def _make_toolbar(self) -> None:
        presenter = self.presenter
        self._heading = place_title(_("Media"))
        self._kinds = Segments(self._kind_labels(), _("Which files to show"))
        self._kinds.chosen.connect(presenter.show_only)
        self._search = IconField("search")
        self._search.setObjectName("media_search")
        set_kind(self._search, kind="filled")
        self._search.setPlaceholderText(_("Find"))
        self._search.setAccessibleName(_("Find in the library"))
        self._search.setFixedWidth(theme().px(SEARCH_PX))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(presenter.search)
        self._places = text_button(_("Folders and tags"), "media_places", "quiet", "folder")
        self._places.clicked.connect(self._open_places)
        self._add = text_button(_("Add files"), "media_add", "primary", "plus")
        self._add.clicked.connect(self._choose_files)
        self._more = icon_button("ellipsis", _("More"), "media_more")
        self._more.clicked.connect(self._open_more)

    def toolbar_items(self) -> Sequence[QWidget | None]:
        return (self._heading, self._kinds, self._places, None, self._search, self._add, self._more)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = self._left_side = QVBoxLayout()
        row.addLayout(left, 1)
        side = theme().space(6)
        left.setContentsMargins(side, side, theme().space(1), 0)
        left.setSpacing(theme().space(4))
        self._notes = QVBoxLayout()
        self._notes.setSpacing(theme().space(2))
        left.addLayout(self._notes)
        self._pages = QStackedLayout()
        left.addLayout(self._pages, 1)
        self._pages.addWidget(self.grid)  # now that it has a parent: else it would be shown, as a window of its own
        row.addWidget(self.details)

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.changed.connect(self._show)
        self.grid.chosen.connect(presenter.choose)
        self.grid.dropped.connect(partial(_take_files, self))
        self.grid.opened.connect(lambda _asset_id: self._make_post())
        self.grid.trash_wanted.connect(presenter.edits.trash)
        self.grid.menu_wanted.connect(self._open_menu)
        self.details.post_opened.connect(self.post_opened)
        self.details.post_wanted.connect(self._make_post)
        self.details.trash_wanted.connect(presenter.edits.trash)

    def closeEvent(self, _event: object) -> None:
        self.details.save()
        if self.customers is not None:
            self.customers.presenter.close()
        self.presenter.close()

    # -- files dropped beside the grid, or where there is none yet
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            _take_files(self, paths)

    def paintEvent(self, _event: QPaintEvent) -> None:
        mirror.painter(self).fillRect(self.rect(), theme().color("surface"))

    # -- showing
    def _kind_labels(self) -> list[tuple[str, str]]:
        counts = self.presenter.counts()
        words = {"all": _("All"), "photos": _("Photos"), "videos": _("Videos"), "unused": _("Not used")}
        words["documents"] = _("Documents")
        shown = [key for key in KINDS if key != "documents" or counts[key] or key == self.presenter.kind]
        found = [(key, f"{words[key]}  {counts[key]}" if counts[key] else words[key]) for key in shown]
        return [*found, (CUSTOMERS, _("From customers"))]

    def show_contribution(self, contribution_id: str) -> None:
        """What customers made, and this one of it."""
        self.presenter.clear_filters()
        self.presenter.show_only(CUSTOMERS)
        self._customers_page().presenter.choose(contribution_id)

    def _customers_page(self) -> ContributionsPage:
        """Made when it is wanted."""
        if self.customers is None:
            self.customers = ContributionsPage(ContributionsPresenter(self.presenter.bridge))
            for wish in ("post_opened", "message_wanted", "person_wanted"):
                getattr(self.customers, wish).connect(getattr(self, wish))
            self._search.textChanged.connect(self.customers.presenter.search)
            self._pages.addWidget(self.customers)
        return self.customers

    def _show(self) -> None:
        presenter = self.presenter
        is_customers = presenter.kind == CUSTOMERS
        set_shown(self._places, not is_customers)
        set_shown(self._add, not is_customers)
        side = 0 if is_customers else theme().space(6)
        self._left_side.setContentsMargins(side, side, theme().space(1) if side else 0, 0)
        self._kinds.set_entries(self._kind_labels(), presenter.kind)
        self._show_places()
        if self._search.text() != presenter.text:
            self._search.setText(presenter.text)
        self.grid.show_rows(presenter.rows, presenter.chosen)
        self.details.refresh()
        if is_customers:  # what is chosen among the files stays chosen, and out of sight
            self.details.hide()
        self._show_page()
        self._show_notes()

    def _show_places(self) -> None:
        """Which folder and tag; a small window says it with an icon until one is chosen."""
        presenter = self.presenter
        where = " · ".join(filter(None, (presenter.folder, f"#{presenter.tag}" if presenter.tag else "")))
        name = where or _("Folders and tags")
        self._places.set_label("" if self._is_compact and not where else name, name)
        set_tool_tip(self._places, name)
        others = (self._heading, self._places, self._search, self._add, self._more)
        needed = toolbar_px([self._kinds.width_of_words(), *(each.sizeHint().width() for each in others)])
        self._kinds.show_icons(KIND_ICONS if self._is_compact and needed > self.width() else {})

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._is_compact = self.width() < theme().px(COMPACT_UNDER_PX)
        self._search.setFixedWidth(theme().px(SEARCH_TIGHT_PX if self._is_compact else SEARCH_PX))
        self._show_places()

    def _show_page(self) -> None:
        presenter = self.presenter
        if presenter.kind == CUSTOMERS:
            self._pages.setCurrentWidget(self._customers_page())
        elif presenter.rows:
            self._pages.setCurrentWidget(self.grid)
        elif presenter.is_filtered:
            if self._nothing is None:
                self._nothing = EmptyState("search", _("Nothing here fits."), _("Show everything"))
                self._nothing.pressed.connect(presenter.clear_filters)
                self._pages.addWidget(self._nothing)
            self._pages.setCurrentWidget(self._nothing)
        else:
            if self._empty is None:
                words = _("Your photos and videos are kept here once, for every post. Drop files or a folder anywhere.")
                self._empty = EmptyState("images", words, _("Add files"))
                self._empty.pressed.connect(self._choose_files)
                self._pages.addWidget(self._empty)
            self._pages.setCurrentWidget(self._empty)

    def _show_notes(self) -> None:
        while (item := self._notes.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        presenter = self.presenter
        if presenter.taking.progress is not None:
            done, total = presenter.taking.progress.done, presenter.taking.progress.total
            self._notes.addWidget(TakingRow(done, total, presenter.taking.stop))
        for place, problem in enumerate(presenter.taking.refused[:4]):
            self._notes.addWidget(RefusedRow(problem, presenter.taking.dismiss_refused if place == 0 else None))
        more = len(presenter.taking.refused) - 4
        if more > 0:
            words = ngettext("and {count} more", "and {count} more", more).format(count=more)
            self._notes.addWidget(SafeLabel(words, "caption", "muted"))

    # -- menus
    def _open_menu(self, at: QPoint) -> None:
        presenter, menu = self.presenter, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        many = len(presenter.chosen) > 1
        add_action(
            menu,
            "pencil-line",
            ngettext("Make a post of it", "Make a post of them", 2 if many else 1),
            "menu_make_post",
            self._make_post,
        )
        add_action(menu, "folder", _("Put into a folder…"), "menu_folder", self._ask_folder)
        add_action(menu, "tag", _("Add a tag…"), "menu_tag", self._ask_tag)
        menu.addSeparator()
        add_action(menu, "trash-2", _("Delete"), "menu_trash", presenter.edits.trash, say_keys("Del"))
        menu.popup(at)

    def _open_places(self) -> None:
        presenter, menu = self.presenter, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def everywhere() -> None:
            presenter.show_folder("")
            presenter.show_tag("")

        add_action(menu, "layout-grid", _("Everything"), "place_everything", everywhere)
        if presenter.folders:
            menu.addSeparator()
        for folder in presenter.folders:
            icon = "check" if folder == presenter.folder else "folder"
            add_action(menu, icon, folder, "place_folder", partial(presenter.show_folder, folder))
        if presenter.tags:
            menu.addSeparator()
        for tag in presenter.tags:
            icon = "check" if tag == presenter.tag else "tag"
            add_action(menu, icon, f"#{tag}", "place_tag", partial(presenter.show_tag, tag))
        if not (presenter.folders or presenter.tags):
            hint = menu.addAction(_("Choose a photo and give it a folder or a tag"))
            hint.setEnabled(False)
        menu.popup(self._places.mapToGlobal(self._places.rect().bottomLeft()))

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_action(menu, "sparkles", _("Clean up what no post uses…"), "media_clean", self._ask_clean)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _ask_clean(self) -> None:
        count = self.presenter.edits.unneeded()
        if not count:
            title = _("Nothing to clean up")
            sheet = dialogs.Sheet(self.window(), title, _("Every photo and video is needed by a post or a template."))
            sheet.add_button(_("Close"), "clean_close", None, "primary")
            sheet.open()
            return
        title = ngettext("Delete {count} file that nothing uses?", "Delete {count} files that nothing uses?", count)
        text = _("No post, template or cover needs them. Undo brings them back, for thirty days.")
        action = ngettext("Delete {count} file", "Delete {count} files", count).format(count=count)
        dialogs.confirm(self, title.format(count=count), text, action, self.presenter.edits.clean, danger=True)

    def _ask_folder(self) -> None:
        dialogs.ask_text(self, _("Folder"), "", _("Name of the folder"), self.presenter.edits.put_in, value="")

    def _ask_tag(self) -> None:
        def done(name: str) -> None:
            self.presenter.edits.add_tags([name])

        dialogs.ask_text(self, _("Tag"), "", _("One word or two"), done, value="")

    # -- doing
    def _make_post(self) -> None:
        if self.presenter.chosen:
            self.post_wanted.emit({"assets": self.presenter.chosen})

    def _choose_files(self) -> None:
        names = "*.jpg *.jpeg *.png *.gif *.webp *.heic *.heif *.avif *.mp4 *.mov *.m4v *.pdf"
        filters = _("Photos, videos and PDFs ({names})").format(names=names)
        dialogs.choose_files(self.window(), _("Add files"), filters, self.presenter.taking.take_files)


class TakingRow(QWidget):
    """How far the taking in is, and a way to stop it."""

    def __init__(self, done: int, total: int, stop: object) -> None:
        super().__init__()
        self.setObjectName("media_taking")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        words = _("Reading file {number} of {total}").format(number=min(done + 1, total), total=total)
        self.setAccessibleName(words)
        line.addWidget(SafeLabel(words, "caption", "muted"))
        line.addStretch()
        button: TextButton = text_button(_("Stop"), "media_stop", "link", small=True)
        button.clicked.connect(stop)
        line.addWidget(button)


def _take_files(view: LibraryView, paths: Sequence[Path]) -> None:
    """Photos and films into the library; a client's answer opens its own sheet."""
    from ui.views.review_answer_sheet import without_answers

    view.presenter.taking.take_files(without_answers(view, view.presenter.bridge, paths))
