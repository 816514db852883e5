"""Showing something in its place: a day, a message, a person, what waits there."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.shell.main_window import MainWindow

if TYPE_CHECKING:
    from ui.views.calendar import CalendarView
    from ui.views.inbox import InboxView
    from ui.views.outbox import OutboxView
    from ui.views.people import PeopleView


class Showing(QObject):
    """Leads the window to its places."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def show_delivery(self, delivery_id: str) -> None:
        """What happened to one delivery, and what can be done about it."""
        self._outbox().presenter.single_out(delivery_id)

    def show_problems(self) -> None:
        """The problems centre."""
        self._outbox().presenter.show_only("to_solve")

    def show_message(self, message_id: str) -> None:
        """What somebody wrote, in the inbox, whatever was filtered before."""
        view = self._inbox()
        view.presenter.search("")
        view.presenter.show_only("all")
        view.open_message(message_id)

    def write_in_private(self, message_id: str) -> None:
        """The box below what somebody wrote, for its author alone."""
        self.show_message(message_id)
        view = self._inbox()
        view.presenter.reply.answer_in_private(True)
        view.reply.take_focus()

    def show_waiting(self) -> None:
        """What waits for an answer."""
        view = self._inbox()
        view.presenter.search("")
        view.presenter.show_only("open")

    def show_person(self, person_id: str) -> None:
        """The card of somebody."""
        self._people().open_card(person_id)

    def show_thanks(self) -> None:
        """Who is owed thanks, whatever was looked for before."""
        view = self._people()
        view.search.clear()
        view.presenter.search("")
        view.presenter.show_tag("")
        view.presenter.show_only("thanks")

    def show_day(self, day: date) -> None:
        """A day of the calendar."""
        self._calendar().presenter.go_to(day)

    def show_ideas(self) -> None:
        """The ideas beside the calendar."""
        self._calendar().open_tray(True)

    def write_idea(self) -> None:
        """The ideas beside the calendar, with the field for a new one in hand."""
        view = self._calendar()
        view.open_tray(True)
        view.tray.write_idea()

    def _calendar(self) -> "CalendarView":
        from ui.views.calendar import CalendarView

        view = self._window.go_to("calendar")
        assert isinstance(view, CalendarView)
        return view

    def _outbox(self) -> "OutboxView":
        from ui.views.outbox import OutboxView

        view = self._window.go_to("outbox")
        assert isinstance(view, OutboxView)
        return view

    def _inbox(self) -> "InboxView":
        from ui.views.inbox import InboxView

        view = self._window.go_to("inbox")
        assert isinstance(view, InboxView)
        return view

    def _people(self) -> "PeopleView":
        from ui.views.people import PeopleView

        view = self._window.go_to("people")
        assert isinstance(view, PeopleView)
        return view
