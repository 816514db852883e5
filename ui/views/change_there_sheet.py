"""One place for a post that is out: what can be changed and deleted where, and doing it, there and everywhere."""

from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import shown_address
from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.links import open_published
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.change_there import ChangeThere, PlaceRow
from ui.views.change_everywhere_sheet import open_change_everywhere
from ui.views.online_sheets import ask_delete, ask_words
from ui.widgets.buttons import TextButton, text_button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.marks import GlyphMark
from ui.widgets.safe_label import SafeLabel, set_tool_tip
from ui.widgets.sheet_form import empty, focus_kept

WIDE_PX = 620


class ChangeThereSheet(Sheet):
    """Nothing is done before another sheet asked for it."""

    def __init__(self, parent: QWidget, presenter: ChangeThere) -> None:
        text = _("What smmdesk can do from here, by the rules of each platform. The rest is done on its page.")
        super().__init__(parent, _("Change or delete there"), text)
        self.setObjectName("change_there_sheet")
        self.setMinimumWidth(theme().px(WIDE_PX))
        self._presenter = presenter
        self._shown: tuple[PlaceRow, ...] = ()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme().space(4))
        self.body.addLayout(self._rows)
        self._history = SafeLabel("", "caption", "muted", wrap=True)
        self._history.setObjectName("change_there_history")
        self.body.addWidget(self._history)
        self._all = text_button(_("Delete everywhere…"), "change_there_delete_all", "quiet", "trash-2")
        self._all.clicked.connect(self._delete_all)
        self._words = text_button(_("Change the text everywhere…"), "change_there_words_all", "quiet", "pencil")
        self._words.clicked.connect(self._change_all)
        self._again = text_button(_("Try all again"), "change_there_again_all", "quiet", "refresh-cw")
        self._again.clicked.connect(lambda: self._presenter.try_again(self._presenter.failed))
        for place, button in enumerate((self._words, self._all, self._again)):
            self.put_in_foot(button, place)
        self.add_button(_("Close"), "sheet_cancel", None, "primary")
        presenter.changed.connect(self._show)
        self.finished.connect(lambda _code: presenter.close())
        self._show()

    def _show(self) -> None:
        presenter = self._presenter
        if presenter.rows != self._shown:
            self._shown = presenter.rows
            with focus_kept(self):
                empty(self._rows)
                for row in presenter.rows:
                    self._rows.addWidget(self._place(row))
        is_out = any(not row.is_gone for row in presenter.rows)
        self._history.setText(presenter.history if is_out else _("It is not online any more."))
        set_shown(self._words, len(presenter.able(to_delete=False)) > 1)
        set_shown(self._again, len(presenter.failed) > 1)
        set_shown(self._all, len(presenter.able(to_delete=True)) > 1)
        self.adjustSize()

    def _place(self, row: PlaceRow) -> QFrame:
        card = QFrame()
        card.setObjectName(f"place_{row.delivery_id}")
        set_kind(card, card="true")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme().space(5),) * 4)
        column.setSpacing(theme().space(2))
        head = QHBoxLayout()
        head.setSpacing(theme().space(4))
        head.addWidget(GlyphMark(row.platform, row.tint, 18))
        head.addWidget(SafeLabel(row.name, "body-strong"), 1)
        column.addLayout(head)
        for words, tone in (
            (row.words, "text"),
            (row.deletion, "text"),
            (row.note, "warning"),
            (row.done, "success"),
            (row.wish, "danger" if row.failed else "info"),
            (row.failed, "text"),
        ):
            if words:
                column.addWidget(SafeLabel(words, "body", tone, wrap=True))
        holder = QWidget()
        flow = FlowLayout(holder, theme().space(3))
        if row.may_change:
            change = self._button(_("Change the text…"), "place_change", row)
            change.clicked.connect(partial(self._change, row))
            flow.addWidget(change)
        if row.may_delete:
            delete = self._button(_("Delete…"), "place_delete", row)
            delete.clicked.connect(partial(self._delete, row))
            flow.addWidget(delete)
        if row.failed:
            again = self._button(_("Try again"), "place_again", row)
            again.clicked.connect(partial(self._try_again, row))
            leave = self._button(_("Leave it as it is"), "place_leave", row)
            leave.clicked.connect(partial(self._leave, row))
            flow.addWidget(again)
            flow.addWidget(leave)
        if row.url:
            see = self._button(_("Open its page"), "place_page", row)
            set_tool_tip(see, shown_address(row.url))
            see.clicked.connect(partial(self._open, row))
            flow.addWidget(see)
        if flow.count():
            column.addWidget(holder)
        else:
            holder.deleteLater()
        return card

    def _button(self, label: str, name: str, row: PlaceRow) -> TextButton:
        button = text_button(label, name, "normal", small=True)
        button.set_label(label, f"{label} {row.name}")
        return button

    def _open(self, row: PlaceRow, _checked: bool = False) -> None:
        open_published(row.url, self._presenter.bridge.desk.paths.practice)

    def _change(self, row: PlaceRow, _checked: bool = False) -> None:
        ask_words(self, self._presenter.bridge, row.delivery_id)

    def _delete(self, row: PlaceRow, _checked: bool = False) -> None:
        ask_delete(self, self._presenter.bridge, [row.delivery_id], partial(self._open, row) if row.url else None)

    def _try_again(self, row: PlaceRow, _checked: bool = False) -> None:
        self._presenter.try_again([row.delivery_id])

    def _leave(self, row: PlaceRow, _checked: bool = False) -> None:
        self._presenter.leave(row.delivery_id)

    def _change_all(self) -> None:
        open_change_everywhere(self, self._presenter.bridge, self._presenter.post_id)

    def _delete_all(self) -> None:
        ask_delete(self, self._presenter.bridge, self._presenter.able(to_delete=True), None)


def open_change_there(parent: QWidget, bridge: Bridge, post_id: str) -> ChangeThereSheet:
    """The table over the window of `parent`."""
    sheet = ChangeThereSheet(parent.window(), ChangeThere(bridge, post_id))
    sheet.open()
    return sheet
