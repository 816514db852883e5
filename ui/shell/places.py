"""The places of the window: a new screen is a presenter, a view and one line here."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from smmdesk.model.words import N_, _

if TYPE_CHECKING:
    from ui.shell.main_window import MainWindow

CHANNELS, COMPOSER = "channels", "composer"
"""The composer is no place of the rail: a view that comes and goes with its post."""


class Place(NamedTuple):
    """`where`: rail or foot. `make` builds the view and connects what it says to the window. `one_brand`: it is of the
    open brand, also while others show all of them."""

    key: str
    name: str
    icon: str
    make: "Callable[[MainWindow], QWidget]"
    where: str = "rail"
    one_brand: bool = False

    def label(self) -> str:
        return _(self.name)


def _calendar(window: "MainWindow") -> QWidget:
    from ui.presenters.calendar import CalendarPresenter
    from ui.views.calendar import CalendarView

    return CalendarView(CalendarPresenter(window.bridge))


def _outbox(window: "MainWindow") -> QWidget:
    from ui.presenters.outbox import OutboxPresenter
    from ui.views.outbox import OutboxView

    return OutboxView(OutboxPresenter(window.bridge))


def _inbox(window: "MainWindow") -> QWidget:
    from ui.presenters.inbox import InboxPresenter
    from ui.views.inbox import InboxView

    return InboxView(InboxPresenter(window.bridge))


def _people(window: "MainWindow") -> QWidget:
    from ui.presenters.people import PeoplePresenter
    from ui.views.people import PeopleView

    return PeopleView(PeoplePresenter(window.bridge))


def _insights(window: "MainWindow") -> QWidget:
    from ui.presenters.results import ResultsPresenter
    from ui.views.results import ResultsView

    return ResultsView(ResultsPresenter(window.bridge))


def _media(window: "MainWindow") -> QWidget:
    from ui.presenters.library import LibraryPresenter
    from ui.views.library import LibraryView

    return LibraryView(LibraryPresenter(window.bridge))


def _channels(window: "MainWindow") -> QWidget:
    from ui.presenters.channels import ChannelsPresenter
    from ui.views.channels import ChannelsView

    return ChannelsView(ChannelsPresenter(window.bridge))


def _settings(window: "MainWindow") -> QWidget:
    from ui.presenters.settings import SettingsPresenter
    from ui.views.settings import SettingsView

    return SettingsView(SettingsPresenter(window.bridge))


PLACES: tuple[Place, ...] = (
    Place("calendar", N_("Calendar"), "calendar-days", _calendar),
    Place("outbox", N_("Outbox"), "send", _outbox),
    Place("inbox", N_("Inbox"), "messages-square", _inbox),
    Place("people", N_("People"), "users", _people, one_brand=True),
    Place("insights", N_("Insights"), "chart-column", _insights, one_brand=True),
    Place("media", N_("Media"), "images", _media, one_brand=True),
    Place(CHANNELS, N_("Channels"), "radio", _channels, one_brand=True),
    Place("settings", N_("Settings"), "settings", _settings, where="foot"),
)
