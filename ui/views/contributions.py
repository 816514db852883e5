"""From customers: a page of the media library, with the list at the left and the one that is chosen beside it."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from smmdesk.model.contribution import Standing
from smmdesk.model.words import _
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.models.inbox import InboxModel
from ui.presenters.contributions import WORDS, ContributionsPresenter
from ui.presenters.inbox_items import Item
from ui.presenters.taking_several import Several
from ui.views.ask_all_sheet import open_ask_all
from ui.views.contribution_card import ContributionCard
from ui.views.contribution_list import ContributionList
from ui.views.contribution_sheets import open_new
from ui.widgets.buttons import add_action, text_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.media_thumbs import MediaThumbs
from ui.widgets.painted_list import upright_line
from ui.widgets.safe_label import SafeLabel
from ui.widgets.several_bar import SeveralBar
from ui.widgets.tab_order import KeyboardPage

LIST_PX, TIGHT_LIST_PX, LEAST_LIST_PX = 340, 264, 230
TIGHT_UNDER_PX, LEAST_UNDER_PX = 960, 640


class ContributionsPage(KeyboardPage):
    """post_opened, message_wanted, person_wanted: whom to show."""

    post_opened = Signal(str)
    message_wanted = Signal(str)
    person_wanted = Signal(str)

    def __init__(self, presenter: ContributionsPresenter) -> None:
        super().__init__()
        self.presenter = presenter
        self.setObjectName("contributions")
        self._thumbs = MediaThumbs(presenter.bridge)
        self._model = InboxModel(self)
        self.list = ContributionList(self._model, self._thumbs)
        self.card = ContributionCard(presenter, self._thumbs)
        self._only = text_button("", "contribution_only", "quiet", "list-filter", small=True)
        self._only.clicked.connect(self._open_only)
        add = text_button(_("Add one…"), "contribution_add", "quiet", "plus", small=True)
        add.clicked.connect(self.ask_new)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._both(add))
        self._empty: EmptyState | None = None
        for wish in ("post_opened", "message_wanted", "person_wanted"):
            getattr(self.card, wish).connect(getattr(self, wish))
        self.list.row_chosen.connect(presenter.choose)
        presenter.changed.connect(self._show)
        self.leads = self.list
        self._show()

    def _both(self, add: QWidget) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, theme().space(5), 0, 0)
        column.setSpacing(theme().space(2))
        head = QHBoxLayout()
        head.setContentsMargins(theme().space(5), 0, theme().space(5), 0)
        head.addWidget(self._only)
        head.addStretch(1)
        head.addWidget(add)
        column.addLayout(head)
        self._none = SafeLabel(_("Nothing here fits."), "body", "muted", wrap=True)
        self._none.setContentsMargins(theme().space(6), theme().space(4), theme().space(6), 0)
        column.addWidget(self._none)
        column.addWidget(self.list, 1)
        several = Several(self.presenter.bridge, self.presenter.brand)
        entries = (
            ("message-circle", _("Ask for permission…"), "several_ask", lambda keys: open_ask_all(self, several, keys)),
            ("pencil-line", _("Make a post of each"), "several_posts", several.make_posts),
        )
        self.several = SeveralBar("contributions_several", entries, self.list.selectAll)
        self.list.several_chosen.connect(self.several.show_chosen)
        column.addWidget(self.several)
        line.addWidget(self._left)
        line.addWidget(upright_line())
        line.addWidget(self.card, 1)
        return holder

    def ask_new(self) -> None:
        open_new(self, self.presenter)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.presenter.set_seen(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.presenter.set_seen(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tight, least = (self.width() < theme().px(each) for each in (TIGHT_UNDER_PX, LEAST_UNDER_PX))
        self._left.setFixedWidth(theme().px(LEAST_LIST_PX if least else TIGHT_LIST_PX if tight else LIST_PX))
        self.card.set_edge(theme().space(4 if least else 8))

    def _show(self) -> None:
        presenter = self.presenter
        if not presenter.everything:
            if self._empty is None:
                words = _(
                    "Photos and words of customers, with their yes. Keep one from the menu of a message, “Reuse this…”."
                )
                self._empty = EmptyState("heart", words, _("Add one…"))
                self._empty.pressed.connect(self.ask_new)
                self._pages.addWidget(self._empty)
            self._pages.setCurrentWidget(self._empty)
            return
        self._pages.setCurrentIndex(0)
        with self.list.quiet():
            self._model.set_items(cast("Sequence[Item]", presenter.rows))
        self.list.show_chosen(presenter.chosen)
        set_shown(self.list, bool(presenter.rows))
        set_shown(self._none, not presenter.rows)
        only = WORDS[presenter.only] if presenter.only is not None else ""
        label = _(only) if only else _("All states")
        self._only.set_label(label, _("Which to show: {state}").format(state=label))
        self.card.show_one(presenter.shown)

    def _open_only(self) -> None:
        menu, counts = QMenu(self), self.presenter.counts()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_action(menu, "layout-grid", _("All states"), "only_all", lambda: self.presenter.show_only(None))
        for one in Standing:
            if counts[one]:
                words = WORDS[one]
                self._add_only(menu, one, f"{_(words)}  {counts[one]}")
        menu.popup(self._only.mapToGlobal(self._only.rect().bottomLeft()))

    def _add_only(self, menu: QMenu, one: Standing, label: str) -> None:
        icon = "check" if one is self.presenter.only else "list-filter"
        add_action(menu, icon, label, f"only_{one}", lambda: self.presenter.show_only(one))
