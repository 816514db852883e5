"""The sheet "Trash": what was deleted in the last thirty days, each line with its way back (ux.md 45)."""

from functools import partial

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from smmdesk.model.words import _, ngettext
from ui import dialogs
from ui.links import open_published
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.trash import TrashPresenter
from ui.views.online_sheets import ask_delete
from ui.widgets.rows import ListRow, nothing_yet, scrolled_rows
from ui.widgets.safe_label import SafeLabel

WIDTH_PX, HEIGHT_PX = 560, 380


class TrashList(QWidget):
    """The lines, made anew when the trash changed; the focus stays in the list."""

    def __init__(self, presenter: TrashPresenter) -> None:
        super().__init__()
        self.presenter = presenter
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._shown: QWidget | None = None
        self.all_back: QPushButton | None = None
        presenter.changed.connect(self.show_rows)
        self.show_rows()

    def show_rows(self) -> None:
        """Pull the rows."""
        had_focus = self._shown is not None and self.isAncestorOf(self.focusWidget() or self)
        if self._shown is not None:
            self._column.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = self._made()
        self._column.addWidget(self._shown)
        if self.all_back is not None:
            set_shown(self.all_back, len(self.presenter.rows) > 1)
        first = self._shown.findChild(QPushButton)
        if had_focus and isinstance(first, QPushButton):
            first.setFocus()

    def _see(self, url: str) -> None:
        """Its page, where it can be deleted too."""
        open_published(url, self.presenter.practice_folder)

    def _delete_online(self, delivery_ids: list[str], url: str) -> None:
        """Take it down there too, asked once; or say why that is done on its page."""
        page = partial(self._see, url) if url else None
        ask_delete(self, self.presenter.bridge, delivery_ids, page)

    def _made(self) -> QWidget:
        rows: list[QWidget] = []
        for number, row in enumerate(self.presenter.rows):
            made = ListRow(row.words, row.detail, f"trash_row_{number}", "trash-2")
            pages = [page for page in row.online if page.url]
            for place, page in enumerate(pages):
                label = _("see it") if len(pages) == 1 else page.channel
                see = made.add_button(label, f"trash_see_{number}_{place}", partial(self._see, page.url), "link")
                see.setAccessibleName(f"{_('see it')}: {page.channel}, {row.words}")
            wanted = [page.delivery_id for page in row.online if not page.said]
            if wanted:
                ask = partial(self._delete_online, wanted, pages[0].url if pages else "")
                made.add_button(_("Delete online…"), f"trash_online_{number}", ask)
            made.add_button(_("Put back"), f"trash_back_{number}", partial(self.presenter.restore, row.post_id))
            rows.append(made)
        if not rows:
            return nothing_yet("trash-2", _("The trash is empty. What you delete stays here for 30 days."))
        if self.presenter.more:
            words = ngettext("and {count} older post", "and {count} older posts", self.presenter.more)
            rows.append(SafeLabel(words.format(count=self.presenter.more), "caption", "muted"))
        return scrolled_rows(rows, theme().px(HEIGHT_PX))


def show_trash(parent: QWidget, presenter: TrashPresenter) -> dialogs.Sheet:
    """Open the sheet; it stays while posts are put back."""
    text = _("Deleted posts stay 30 days, with their date and photos. What was scheduled comes back as a draft.")
    sheet = dialogs.Sheet(parent, _("Trash"), text)
    sheet.setObjectName("trash")
    sheet.setMinimumWidth(theme().px(WIDTH_PX))
    listed = TrashList(presenter)
    sheet.body.addWidget(listed)
    listed.all_back = sheet.add_button(_("Put all back"), "trash_all", presenter.restore_all)
    set_shown(listed.all_back, len(presenter.rows) > 1)
    sheet.add_button(_("Close"), "trash_close", None, "primary").setFocus()
    sheet.finished.connect(presenter.close)
    sheet.open()
    return sheet
