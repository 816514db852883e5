"""What a day's marks lead to: a post about it, a note that is written, changed or deleted."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMenu, QWidget

from smmdesk.model.dates import say_in_figures
from smmdesk.model.planning_aids import DayNote
from smmdesk.model.problem import ProblemError
from smmdesk.model.when import parse_when
from smmdesk.model.words import _, language
from ui import dialogs
from ui.calendar.elsewhere_menu import open_elsewhere
from ui.calendar.menu_planning import add_shown
from ui.look import icons
from ui.models import calendar_clashes, calendar_elsewhere
from ui.models.calendar_entries import FreeSlot, Mark
from ui.models.calendar_words import clock, full_day
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_layers import BEGINS_A_POST, note_of, remove_note, write_note
from ui.presenters.calendar_modes import DAY
from ui.presenters.calendar_slots import KIND, put_into, slot_words, suiting
from ui.presenters.grid_plan import GridPlan, with_grids
from ui.widgets.buttons import add_action
from ui.widgets.safe_label import SafeLabel

Wanted = Callable[[dict[str, object]], None]


class DayMenu:
    """`wanted` is called with what a new post begins with."""

    def __init__(self, owner: QWidget, presenter: CalendarPresenter, wanted: Wanted) -> None:
        self._owner, self._presenter, self._wanted = owner, presenter, wanted

    def add_to(self, menu: QMenu, day: date) -> None:
        """The lines of a day's menu below "New post" and "Paste"."""
        menu.addSeparator()
        position = self._presenter.page.position_of(day)
        for mark in self._presenter.page.days[position].marks if position >= 0 else ():
            if mark.kind in BEGINS_A_POST:
                words = _("Write about “{name}”").format(name=mark.text)
                add_action(menu, "sparkles", words, "menu_write", partial(self.open_mark, day, mark))
            elif mark.kind == "pause":
                words = _("Change the pause “{name}”…").format(name=mark.text)
                add_action(menu, "circle-pause", words, "menu_change_pause", partial(self.open_mark, day, mark))
            elif mark.kind == "note":
                words = _("Change the note “{name}”…").format(name=mark.text)
                add_action(menu, "pencil", words, "menu_note", partial(self.open_mark, day, mark))
            elif mark.kind == calendar_elsewhere.KIND:
                add_action(menu, "lock", mark.text + "…", "menu_elsewhere", partial(self.open_mark, day, mark))
        for slot in self._presenter.page.days[position].free if position >= 0 else ():
            words = _("Fill the free slot of {time}…").format(time=clock(slot.minutes))
            add_action(menu, "clock-plus", words, "menu_slot", partial(self.open_slot, day, slot))
        add_action(menu, "calendar-plus", _("Add a note…"), "menu_new_note", lambda: self.edit_note(day))
        add_action(menu, "calendar-off", _("Pause these days…"), "menu_pause", lambda: self.open_pause(day))
        add_action(menu, "calendar-range", _("Weekly slots…"), "menu_slots", self.open_slots)
        if with_grids(self._presenter.bridge, self._presenter.brand.id):
            add_action(menu, "layout-grid", _("Grid of the account…"), "menu_grid", self.open_grid)
        add_shown(menu, self._owner, self._presenter)

    def open_pause(self, day: date, pause_id: str = "") -> dialogs.Sheet:
        """Days on which nothing is planned: from this one, or those of a pause that is there."""
        from ui.views.pause_sheet import open_pause

        brand = self._presenter.brand
        return open_pause(self._owner, self._presenter.bridge, brand.id, brand.zone, day, pause_id=pause_id)

    def open_slots(self) -> dialogs.Sheet:
        """When each channel usually has a post."""
        from ui.presenters.weekly_slots import WeeklySlots
        from ui.views.slots_sheet import SlotsSheet

        presenter = self._presenter
        slots = WeeklySlots(presenter.bridge, presenter.brand.id, presenter.brand.zone)
        sheet = SlotsSheet(self._owner.window(), slots)
        sheet.open()
        return sheet

    def open_grid(self) -> dialogs.Sheet:
        """How an account's grid will look."""
        from ui.calendar.pictures import Pictures
        from ui.views.grid_sheet import open_grid

        presenter = self._presenter
        plan = GridPlan(presenter.bridge, presenter.brand.id)
        return open_grid(self._owner.window(), plan, Pictures(presenter.bridge))

    def open_mark(self, day: date, mark: Mark) -> None:
        """A press on a mark: holidays and days that people talk about begin a draft, a note opens."""
        if mark.kind in BEGINS_A_POST:
            self._wanted({"day": day, "text": mark.text})
        elif mark.kind == "note":
            note = note_of(self._presenter.desk, mark.id)
            if note is not None:
                self.edit_note(day, note)
        elif mark.kind == calendar_clashes.KIND:
            self._presenter.go_to(day)
            self._presenter.set_mode(DAY)
        elif mark.kind == calendar_elsewhere.KIND:
            open_elsewhere(self._owner, self._presenter, mark)
        elif mark.kind == "pause":
            self.open_pause(day, mark.id)
        elif mark.kind == KIND:
            position = self._presenter.page.position_of(day)
            slots = self._presenter.page.days[position].free if position >= 0 else ()
            self._open_slots_of(day, slots)

    def _open_slots_of(self, day: date, slots: Sequence[FreeSlot]) -> None:
        """A day's line of free slots: the only one opens, of several one is chosen."""
        if len(slots) == 1:
            self.open_slot(day, slots[0])
            return
        menu = self._menu("slots_menu")
        for slot in slots:
            words = slot_words(day, slot)
            add_action(menu, "clock-plus", words, "menu_slot", partial(self.open_slot, day, slot))
        menu.popup(QCursor.pos())

    def open_slot(self, day: date, slot: FreeSlot) -> QMenu:
        """What can go into a free slot: a new post, or one of the first ideas and undated drafts that suit it."""
        presenter = self._presenter
        menu = self._menu("slot_menu")
        menu.setAccessibleName(slot_words(day, slot))
        menu.addSection(slot_words(day, slot).replace("&", "&&"))
        begin = partial(self._wanted, {"day": day, "moment": slot.places[0].moment})
        add_action(menu, "pencil-line", _("New post"), "menu_new", begin)
        offered = suiting(presenter.desk, presenter.reader, presenter.maker, presenter.brand.id, slot)
        if offered:
            menu.addSeparator()
        for entry in offered:
            icon = icons.STATE_ICONS[entry.look]
            words = (entry.words or _("No text yet")).replace("&", "&&")
            add_action(menu, icon, words, "menu_offer", partial(put_into, presenter.bridge, entry, slot))
        menu.popup(QCursor.pos())
        return menu

    def _menu(self, name: str) -> QMenu:
        menu = QMenu(self._owner)
        menu.setObjectName(name)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def edit_note(self, day: date, note: DayNote | None = None) -> dialogs.Sheet:
        """The sheet of a note: words, first and last day, every year."""
        sheet = dialogs.Sheet(self._owner.window(), _("Note"), full_day(day))
        text = _field(sheet, _("Note text"), "note_text", note.text if note else "")
        first = _field(sheet, _("First day"), "note_first", _typed(note.first_day if note else day))
        last = _field(sheet, _("Last day"), "note_last", _typed((note.last_day or note.first_day) if note else day))
        yearly = QCheckBox(_("Every year"))
        yearly.setObjectName("note_yearly")
        yearly.setAccessibleName(_("Every year"))
        yearly.setChecked(note is not None and note.yearly)
        sheet.body.addWidget(yearly)
        bridge, brand_id = self._presenter.bridge, self._presenter.brand.id

        def save() -> None:
            days = self._day(first.text()), self._day(last.text())
            if days[0] is not None and days[1] is not None:
                write_note(bridge, brand_id, note, text.text().strip(), (days[0], days[1]), yearly.isChecked())

        def judge() -> None:
            main.setEnabled(bool(text.text().strip() and self._day(first.text()) and self._day(last.text())))

        if note is not None:
            sheet.add_button(_("Delete the note"), "note_delete", lambda: remove_note(bridge, note.id))
        sheet.add_button(_("Cancel"), "sheet_cancel", None)
        main = sheet.add_work(_("Save the note"), "sheet_confirm", save)
        for field in (text, first, last):
            field.textChanged.connect(judge)
        judge()
        text.setFocus()
        sheet.open()
        return sheet

    def _day(self, text: str) -> date | None:
        """A day as people type it; None while it is none."""
        presenter = self._presenter
        try:
            return datetime.strptime(text.strip(), "%d/%m/%Y").date()
        except ValueError:
            pass
        try:
            return parse_when(text, presenter.desk.clock.now(), presenter.brand.zone, language()).day
        except ProblemError:
            return None


def _field(sheet: dialogs.Sheet, label: str, name: str, value: str) -> QLineEdit:
    sheet.body.addWidget(SafeLabel(label, "caption", "muted"))
    field = QLineEdit(value)
    field.setObjectName(name)
    field.setAccessibleName(label)
    sheet.body.addWidget(field)
    return field


def _typed(day: date) -> str:
    return say_in_figures(day)
