"""Channels: connected accounts, those done by hand, what can be added, and the coach beside them."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _
from ui import dialogs
from ui.links import open_address, open_published
from ui.look import icons
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.channel_rows import ChannelRow
from ui.presenters.channels import ChannelsPresenter
from ui.presenters.coaching import guide_channel
from ui.presenters.grid_plan import GridPlan
from ui.presenters.removing import removal_of
from ui.views.channel_coach import ChannelCoach
from ui.views.channel_offers import ChannelOffers
from ui.widgets.buttons import IconButton, TextButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.marks import GlyphMark, IconMark
from ui.widgets.pages import put_page
from ui.widgets.safe_label import ElidedLabel, SafeLabel
from ui.widgets.tab_order import KeyboardPage

MOST_PX, BUTTON_PX, BESIDE_FROM_PX = 880, 128, 600
MOST_OF_A_POST = 40


class ChannelLine(QFrame):
    """One channel: glyph, name, what the computer must do, how the sign-in is, and its menu.

    `with_buttons`: a line of the same list has a button, whose room is kept on all of them.
    """

    place_wanted = Signal(str)

    def __init__(self, row: ChannelRow, presenter: ChannelsPresenter, last: bool, with_buttons: bool) -> None:
        super().__init__()
        self._row, self._presenter = row, presenter
        self.setObjectName(f"channel_{row.channel.id}")
        said = (row.channel.name, _(row.facts.name), row.how, row.health, row.note)
        self.setAccessibleName(", ".join(filter(None, said)))
        line = QHBoxLayout(self)
        line.setContentsMargins(theme().space(6), theme().space(5), theme().space(5), theme().space(5))
        line.setSpacing(theme().space(5))
        line.addWidget(GlyphMark(row.shown.key, row.shown.tint, 32))
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._middle.setSpacing(theme().space(5))
        self._middle.addWidget(_column(self._names()), 3)
        self._middle.addWidget(_column(self._state()), 4)
        line.addLayout(self._middle, 1)
        if with_buttons:
            line.addWidget(self._button_place())
        more = IconButton("ellipsis", _("More for {channel}").format(channel=row.channel.name), "channel_more")
        more.clicked.connect(lambda: self._menu().popup(more.mapToGlobal(more.rect().bottomLeft())))
        line.addWidget(more)
        border = "0" if last else f"1px solid {theme().name_of('hairline')}"
        fill = theme().name_of("danger-soft") if row.needs_sign_in else "transparent"
        self.setStyleSheet(f"ChannelLine {{ border: 0; border-bottom: {border}; background: {fill}; }}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow, the state stands under the name."""
        super().resizeEvent(event)
        beside = self.width() >= theme().px(BESIDE_FROM_PX)
        self._middle.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._middle.setSpacing(theme().space(5 if beside else 2))

    def _button_place(self) -> QWidget:
        row, place = self._row, QWidget()
        place.setMinimumWidth(theme().px(BUTTON_PX))
        inner = QHBoxLayout(place)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addStretch()
        if row.has_button:
            name = "channel_connect" if row.channel.status == "planned" else "channel_sign_in"
            made = TextButton(row.way_in, name, kind="danger" if row.needs_sign_in else "normal")
            made.clicked.connect(lambda: self._presenter.start(row.channel.platform, row.channel))
            inner.addWidget(made)
        return place

    def _names(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addStretch()  # beside a note of several lines name and handle stay together
        column.addWidget(ElidedLabel(self._row.channel.name, "body-strong"))
        handle = self._row.channel.handle or _(self._row.facts.name)
        if handle != self._row.channel.name:
            column.addWidget(ElidedLabel(handle, "caption", "muted"))
        column.addStretch()
        return column

    def _state(self) -> QVBoxLayout:
        row = self._row
        icon = {"danger": "circle-alert", "warning": "clock", "success": "circle-check"}[row.tone]
        column = QVBoxLayout()
        column.setSpacing(theme().space(1))
        column.addLayout(_with_icon(row.how_icon, row.how, "muted", ""))
        column.addLayout(_with_icon(icon, row.health, row.tone, row.tone))
        if row.note:
            note = SafeLabel(row.note, "caption", "muted", wrap=True)
            note.setObjectName("channel_note")
            column.addWidget(note)
        return column

    def _menu(self) -> QMenu:
        row, presenter = self._row, self._presenter
        menu = QMenu(self)
        entries: list[tuple[str, str, Callable[[], object]]] = [
            (_("Check it now"), "shield-check", lambda: presenter.check(row.channel.id)),
            (_("Rename…"), "pencil-line", self._ask_name),
            (
                _("Let it go on") if row.channel.paused else _("Pause"),
                "play" if row.channel.paused else "pause",
                lambda: presenter.pause(row.channel.id, not row.channel.paused),
            ),
            (_("Pause for some days…"), "calendar-off", self._pause_days),
            (_("Weekly slots…"), "calendar-range", self._open_slots),
            (_("Remove…"), "trash-2", self._ask_remove),
        ]
        if row.note:  # what a new sign-in may change
            again = (_("Sign in again…"), "plug", lambda: presenter.start(row.channel.platform, row.channel))
            entries.insert(1, again)
        if row.may_switch:
            entries.insert(-1, self._switch())
        if row.channel.url:
            entries.insert(
                0,
                (
                    _("Open the page"),
                    "external-link",
                    lambda: open_published(row.channel.url, presenter.practice_folder),
                ),
            )
        if row.shown.preview.grid_ratio:
            entries.insert(0, (_("Grid of the account…"), "layout-grid", self.open_grid))
        for words, icon, action in entries:
            menu.addAction(icons.icon(icon), words).triggered.connect(lambda _on=False, do=action: do())
        return menu

    def _switch(self) -> tuple[str, str, Callable[[], object]]:
        """Who publishes here may change: smmdesk, or the person with smmdesk as the guide."""
        row, presenter = self._row, self._presenter
        if row.channel.guided:
            words = _("Connect, so that smmdesk publishes…")
            return words, "plug", lambda: presenter.start(row.channel.platform, row.channel)
        return _("Publish there myself, guided…"), "hand", self._ask_guided

    def _ask_guided(self) -> None:
        row = self._row
        dialogs.confirm(
            self,
            _("Publish on {channel} yourself?").format(channel=row.channel.name),
            _("We sign out there. When a post is due, smmdesk prepares it and opens the page; you press publish."),
            _("Publish myself"),
            lambda: guide_channel(self._presenter, row.channel.id),
            rows=[(row.shown.key, row.shown.tint, row.channel.name, row.how)],
        )

    def _pause_days(self) -> None:
        from ui.views.pause_sheet import open_pause

        bridge, brand = self._presenter.bridge, self._presenter.brand
        open_pause(self, bridge, brand.id, brand.zone, channel_id=self._row.channel.id)

    def _open_slots(self) -> None:
        from ui.presenters.weekly_slots import WeeklySlots
        from ui.views.slots_sheet import SlotsSheet

        brand = self._presenter.brand
        slots = WeeklySlots(self._presenter.bridge, brand.id, brand.zone)
        SlotsSheet(self.window(), slots, self._row.channel.id).open()

    def open_grid(self) -> dialogs.Sheet:
        """How the account's grid will look."""
        from ui.calendar.pictures import Pictures
        from ui.views.grid_sheet import open_grid

        bridge = self._presenter.bridge
        plan = GridPlan(bridge, self._row.channel.brand_id, self._row.channel.id)
        return open_grid(self.window(), plan, Pictures(bridge))

    def _ask_name(self) -> None:
        channel = self._row.channel
        dialogs.ask_text(
            self,
            _("Name of the channel"),
            "",
            _("Name"),
            lambda name: self._presenter.rename(channel.id, name),
            value=channel.name,
        )

    def _ask_remove(self) -> None:
        row, removal = self._row, removal_of(self._presenter.desk, self._row.channel)
        dialogs.confirm(
            self,
            _("Remove {channel}?").format(channel=row.channel.name),
            removal.text,
            _("Remove") if removal.may else _("Show in the outbox"),
            partial(self._presenter.remove, row.channel.id)
            if removal.may
            else partial(self.place_wanted.emit, "outbox"),
            rows=[(row.shown.key, row.shown.tint, row.channel.name, row.how)],
            danger=removal.may,
        )


class ChannelsView(KeyboardPage):
    """Says what it wants by signals; the coach opens at the right."""

    post_opened = Signal(str)
    place_wanted = Signal(str)
    unlock_wanted = Signal()
    post_resumed = Signal(str)

    def __init__(self, presenter: ChannelsPresenter) -> None:
        super().__init__()
        self.presenter = self._presenter = presenter
        self.setObjectName("channels")
        self.setWindowTitle(_("Channels"))
        self._query = ""
        self._offers: ChannelOffers | None = None
        self._scroll = QScrollArea()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        set_kind(self._scroll, ground="surface")
        self._coach = ChannelCoach(presenter)
        self._back = TextButton("", "channels_back_to_post", icon="arrow-left")
        self._back.clicked.connect(lambda: presenter.post_resumed.emit(""))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._scroll, 1)
        row.addWidget(self._coach)
        presenter.changed.connect(self._show)
        presenter.unlock_wanted.connect(self.unlock_wanted)
        presenter.post_resumed.connect(self.post_resumed)
        presenter.channel_added.connect(self._show_added)
        presenter.page_wanted.connect(lambda url: open_address(url))
        theme().changed.connect(self._show)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        set_shown(self._scroll, self._coach.leaves_room(self.width()))

    def toolbar_items(self) -> Sequence[QWidget | None]:
        check = TextButton(_("Check all"), "channels_check", kind="quiet", icon="shield-check")
        check.clicked.connect(self._presenter.check_all)
        add = TextButton(_("Connect a channel"), "channels_add", kind="primary", icon="plus")
        add.clicked.connect(self.show_offers)
        return (self._back, SafeLabel(_("Channels"), "heading"), None, check, add)

    def closeEvent(self, _event: object) -> None:
        theme().changed.disconnect(self._show)
        self._presenter.close()

    def show_offers(self) -> None:
        """Go to what can be added, ready to type its name."""
        if self._offers is not None:
            self._scroll.ensureWidgetVisible(self._offers, 0, self._scroll.viewport().height())
            self._offers.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_added(self, channel_id: str) -> None:
        """The keys stay where something came: on the line of the new channel. The next search begins anew."""
        if self._offers is not None:
            self._offers.search.clear()
        line = self.findChild(ChannelLine, f"channel_{channel_id}")
        more = line.findChild(IconButton, "channel_more") if line is not None else None
        if more is not None and self.isVisible():
            more.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(more)

    def _show(self) -> None:
        was_typing = self._offers is not None and bool(self._query) and self._offers.search.hasFocus()
        page = QWidget()
        page.setObjectName("page")
        outer = QHBoxLayout(page)
        outer.setContentsMargins(*(theme().space(7),) * 4)
        inner = QWidget()
        inner.setMaximumWidth(theme().px(MOST_PX))
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(4))
        outer.addWidget(inner, 100)
        outer.addStretch(1)
        invitation = _("Connect the places where you publish. You can plan posts before.")
        if not self._presenter.rows and not self._presenter.by_hand:
            column.addWidget(EmptyState("radio", invitation))
        elif self._presenter.only_practice:
            column.addWidget(SafeLabel(invitation, "body", "muted", wrap=True))
        for title, rows in (
            (_("Connected channels"), self._presenter.rows),
            (_("Where you publish by hand"), self._presenter.by_hand),
        ):
            if rows:
                column.addWidget(_heading(title, len(rows)))
                column.addWidget(self._list(rows))
        column.addWidget(_heading(_("Add"), 0))
        offers = self._offers = self._made_offers()
        column.addWidget(offers)
        column.addStretch(1)
        put_page(self._scroll, page)
        if was_typing:
            offers.search.setFocus()
        came_from = self._coach.came_from
        self._coach.refresh()
        set_shown(self._scroll, self._coach.leaves_room(self.width()))
        if came_from and self._presenter.coach is None:
            self._go_back_to(came_from)
        self._show_way_back()

    def _go_back_to(self, name: str) -> None:
        """The keys, after the coach was left, go to what opened it, and the eye with them."""
        place = self.findChild(QWidget, name)
        inside = place.findChildren(QAbstractButton) if place is not None else []
        found = next((each for each in (place, *inside) if each is not None and _takes_keys(each)), None)
        if found is not None and self.isVisible():
            found.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(found)

    def _show_way_back(self) -> None:
        words = self._presenter.for_post
        set_shown(self._back, words is not None)
        if words is not None:
            short = tame(words, MOST_OF_A_POST)
            self._back.set_label(_("Back to “{post}”").format(post=short) if short else _("Back to the post"))

    def _list(self, rows: Sequence[ChannelRow]) -> QFrame:
        card = QFrame()
        set_kind(card, card="true")
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        every = (*self._presenter.rows, *self._presenter.by_hand)
        with_buttons = any(row.has_button for row in every)
        for number, row in enumerate(rows, start=1):
            line = ChannelLine(row, self._presenter, number == len(rows), with_buttons)
            line.place_wanted.connect(self.place_wanted)
            column.addWidget(line)
        return card

    def _made_offers(self) -> ChannelOffers:
        offers = ChannelOffers(self._presenter.platforms, self._query)
        offers.typed.connect(self._keep_query)
        offers.chosen.connect(self._presenter.start)
        return offers

    def _keep_query(self, query: str) -> None:
        self._query = query


def _takes_keys(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisibleTo(widget.window())


def _column(layout: QVBoxLayout) -> QWidget:
    """A column that takes its share of the line, whatever stands in it."""
    holder = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    holder.setLayout(layout)
    holder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return holder


def _heading(title: str, count: int) -> SafeLabel:
    label = SafeLabel(f"{title}  {count}" if count else title, "caption", "muted", 600)
    label.setContentsMargins(0, theme().space(4), 0, 0)
    return label


def _with_icon(icon: str, words: str, icon_tone: str, tone: str) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme().space(3))
    color = "text-muted" if icon_tone == "muted" else icon_tone
    mark = IconMark(icon, 14, color)
    mark.setMinimumHeight(theme().line_height("body"))  # in the middle of the first line
    line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(SafeLabel(words, "body", tone, wrap=True), 1)
    return line
