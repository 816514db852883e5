"""The menu of posts and of a day: every drag has a way here too (WCAG 2.5.7)."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QPoint
from PySide6.QtGui import QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.stages import Progress
from smmdesk.model.words import _, ngettext
from ui import dialogs
from ui.calendar.menu_planning import add_planning
from ui.links import open_published
from ui.look import icons
from ui.look.theme import theme
from ui.models.calendar_entries import STAYS, Entry
from ui.models.calendar_words import day_and_time, full_day
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_labels import set_label
from ui.presenters.calendar_preview import preview_of
from ui.widgets.buttons import add_action

ARMED = frozenset({Progress.SCHEDULED, Progress.HANDED_OFF, Progress.REVIEW, Progress.RETRY, Progress.NEEDS_YOU})

WAITING = frozenset({Progress.DRAFT, Progress.REVIEW})
Adding = Callable[[QMenu], None]
"""Adds lines to a menu before it opens."""


class CalendarMenu:
    """Builds a menu for what it was asked on; the verbs are the presenter's."""

    def __init__(
        self, owner: QWidget, presenter: CalendarPresenter, opened: Callable[[str], None], keys: Callable[[str], None]
    ) -> None:
        self._owner, self._presenter, self._opened, self._keys = owner, presenter, opened, keys

    def open_for_posts(self, ids: Sequence[str], where: QPoint, more: Adding | None = None) -> QMenu:
        """The menu of some posts, at a point of the screen; `more` adds its lines before it opens, so that it fits."""
        entries, moves = self._presenter.entries(ids), self._presenter.moves
        menu = self._new_menu("post_menu")
        if len(entries) == 1:
            add_action(menu, "pencil-line", _("Open"), "menu_open", lambda: self._opened(ids[0]), _shown("Return"))
            self._add_page(menu, entries[0])
        if all(entry.progress not in STAYS for entry in entries):
            add_action(menu, "calendar-clock", _("Move to…"), "menu_move", lambda: self.ask_time(ids))
        self._add_slots(menu, entries)
        if all(entry.progress not in STAYS for entry in entries):
            add_action(menu, "clipboard-paste", _("Cut"), "menu_cut", lambda: self._keys("cut"), _shown("Ctrl+X"))
        add_action(menu, "copy", _("Copy"), "menu_copy", lambda: self._keys("copy"), _shown("Ctrl+C"))
        twin = _("Use again") if all(entry.stays for entry in entries) else _("Duplicate")
        add_action(menu, "copy-plus", twin, "menu_duplicate", lambda: self._duplicate(ids), _shown("Ctrl+D"))
        menu.addSeparator()
        self._add_stage(menu, entries)
        dated = tuple(entry.post_id for entry in entries if entry.day is not None and not entry.stays)
        if dated:
            take_off = _("Take off the calendar")
            add_action(menu, "calendar-x", take_off, "menu_unschedule", lambda: moves.unschedule(dated))
        self._add_labels(menu, ids)
        add_planning(menu, self._owner, self._presenter, entries)
        menu.addSeparator()
        add_action(menu, "trash-2", _("To the trash"), "menu_trash", lambda: moves.trash(ids), _shown("Del"))
        return _popped_up(menu, where, more)

    def open_for_day(self, day: date, where: QPoint, wanted: Callable[[], None], more: Adding | None = None) -> QMenu:
        """The menu of an empty place."""
        menu = self._new_menu("day_menu")
        add_action(menu, "pencil-line", _("New post"), "menu_new", wanted, _shown("Return"))
        add_action(menu, "clipboard-paste", _("Paste"), "menu_paste", lambda: self._keys("paste"), _shown("Ctrl+V"))
        menu.setAccessibleName(full_day(day))
        return _popped_up(menu, where, more)

    def ask_time(self, ids: Sequence[str]) -> dialogs.Sheet:
        """ "Move to…": a time as people type it."""
        entries = self._presenter.entries(ids)
        lead = entries[0]
        value = day_and_time(lead.day, lead.minutes) if lead.day is not None else ""
        count = len(entries)
        title = ngettext("Move the post to…", "Move {count} posts to…", count).format(count=count)
        text = _("Write it like “tomorrow 9”, “24/11 18:30” or “9:30”.")
        if count > 1:
            text = _("The first post goes there, the others keep their distance.") + " " + text
        return dialogs.ask_text(
            self._owner.window(),
            title,
            text,
            _("When"),
            lambda words: self._presenter.moves.move_to(ids, words),
            value=value,
            action=_("Move"),
        )

    def ask_schedule(self, post_id: str) -> dialogs.Sheet:
        """When a post without date (or whose moment is over) is to go out, and whether this computer is needed."""
        from ui.presenters.composer_voices import computer_words

        needs = computer_words(self._presenter.desk, post_id)
        how = _("Write it like “tomorrow 9”, “24/11 18:30” or “9:30”.")
        return dialogs.ask_text(
            self._owner.window(),
            _("When does it go out?"),
            f"{how}\n{needs}" if needs else how,
            _("When"),
            lambda words: self._presenter.moves.schedule_at(post_id, words),
            action=_("Schedule"),
        )

    def _duplicate(self, ids: Sequence[str]) -> None:
        made = self._presenter.moves.duplicate(ids)
        if len(made) == 1 and all(entry.day is None for entry in self._presenter.entries(made)):
            self._opened(made[0])

    def _add_page(self, menu: QMenu, entry: Entry) -> None:
        """What is out can be seen where it stands (ux.md 68)."""
        if not entry.published:
            return
        lines = preview_of(self._presenter.desk, self._presenter.maker, entry).lines
        page, practice = next((line.url for line in lines if line.url), ""), self._presenter.desk.paths.practice
        if page:
            add_action(menu, "external-link", _("See it online"), "menu_see", lambda: open_published(page, practice))

    def _add_slots(self, menu: QMenu, entries: Sequence[Entry]) -> None:
        """Undated ones fill the next free slots, a dated one goes to the first."""
        from ui.presenters.weekly_slots import fill_slots, to_next_slot

        bridge, ids = self._presenter.bridge, tuple(entry.post_id for entry in entries)
        if entries and all(entry.day is None for entry in entries):
            words = _("Fill next free slots")
            add_action(menu, "clock-plus", words, "menu_fill", lambda: fill_slots(bridge, ids))
        elif len(entries) == 1 and not entries[0].stays:
            words = _("To the next free slot")
            add_action(menu, "clock-plus", words, "menu_next_slot", lambda: to_next_slot(bridge, ids[0]))

    def _add_stage(self, menu: QMenu, entries: Sequence[Entry]) -> None:
        """What dragging between the columns of the board does."""
        moves, ids = self._presenter.moves, tuple(entry.post_id for entry in entries)
        states = {entry.progress for entry in entries}
        if states == {Progress.IDEA}:
            words = ngettext("Make a draft of it", "Make drafts of them", len(ids))
            add_action(menu, "pencil-line", words, "menu_make_draft", lambda: self._to_column(ids, "drafts"))
        if states and states <= WAITING:
            if len(ids) == 1 and (entries[0].day is None or entries[0].moment is None):
                add_action(menu, "clock", _("Schedule…"), "menu_schedule", lambda: self.ask_schedule(ids[0]))
            elif states == {Progress.REVIEW}:
                words = _("Give your OK and schedule")
                add_action(menu, "check", words, "menu_schedule", lambda: self._to_column(ids, "scheduled"))
            elif len(ids) == 1:
                add_action(menu, "clock", _("Schedule"), "menu_schedule", lambda: moves.schedule(ids[0]))
            elif all(entry.moment is not None and entry.channels for entry in entries):
                words = _("Schedule all, each at its time")
                add_action(menu, "clock", words, "menu_schedule", lambda: self._to_column(ids, "scheduled"))
        if states == {Progress.REVIEW}:
            add_action(menu, "check-check", _("Give your OK"), "menu_approve", lambda: self._approve(ids))
        if states == {Progress.DRAFT} and not all(entry.approved for entry in entries):
            add_action(menu, "hand", _("Ask for an OK"), "menu_review", lambda: self._to_column(ids, "review"))
        back = tuple(entry.post_id for entry in entries if entry.progress in ARMED | {Progress.MISSED})
        if back:
            add_action(menu, "pencil", _("Back to draft"), "menu_draft", lambda: moves.back_to_draft(back))

    def _approve(self, ids: Sequence[str]) -> None:
        from ui.presenters.calendar_approval import approve

        approve(self._presenter.bridge, ids)

    def _to_column(self, ids: Sequence[str], column: str) -> None:
        self._presenter.board.moves.drop(ids, column, self._presenter.today)

    def _add_labels(self, menu: QMenu, ids: Sequence[str]) -> None:
        labels = self._presenter.labels
        if not labels:
            return
        sub = menu.addMenu(icons.icon("tag", "text"), _("Label"))
        for label in labels:
            action = sub.addAction(_square(label.color), tame(label.name).replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, one=label: set_label(self._presenter.bridge, ids, one))
        sub.addSeparator()
        none = sub.addAction(_("No label"))
        none.triggered.connect(lambda: set_label(self._presenter.bridge, ids, None))

    def _new_menu(self, name: str) -> QMenu:
        menu = QMenu(self._owner)
        menu.setObjectName(name)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu


def _popped_up(menu: QMenu, where: QPoint, more: Adding | None) -> QMenu:
    """Qt places a menu by the lines that it has when it opens."""
    if more is not None:
        more(menu)
    menu.popup(where)
    return menu


def _shown(keys: str) -> str:
    """Keys as this system writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _square(color: str) -> QIcon:
    pixmap = QPixmap(theme().px(12), theme().px(12))
    pixmap.fill(theme().label_color(color))
    return QIcon(pixmap)
