"""Where the window leads: what views say they want, the composer in front of them, what a problem's button opens."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from smmdesk.model.problem import Problem, Remedy
from ui.bridge import Bridge
from ui.shell.main_window import MainWindow
from ui.shell.places import CHANNELS, COMPOSER
from ui.shell.showing import Showing

if TYPE_CHECKING:
    from ui.presenters.composer import ComposerPresenter
    from ui.views.channels import ChannelsView

MISSED = frozenset({"missed", "missed_waiting", "retry_over", "was_paused"})
"""Problems whose answer is the sheet of missed posts."""


class Doors(Showing):
    """`language_chosen`, `unlock_wanted` and `keys_wanted` are for whoever owns the session."""

    language_chosen = Signal(str)
    unlock_wanted = Signal()
    calendar_chosen = Signal(object, str)  # what puts another calendar in place (session.Between), what to say then
    keys_wanted = Signal()
    put_off = Signal()
    """The missed posts will be decided later."""

    def __init__(self, window: MainWindow, bridge: Bridge) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._back_to = "calendar"
        window.on_remedy = self._remedy
        window.place_shown.connect(self._place_shown)

    def new_post(self, wish: object = None) -> None:
        """A new draft; `wish` may hold a day, a moment, files or a text (docs/architecture.md)."""
        from ui.presenters.composer import ComposerPresenter

        wanted = wish if isinstance(wish, dict) else {}
        presenter = self._bridge.attempt(lambda: ComposerPresenter.new(self._bridge, wanted))
        if presenter is not None:
            self._show_composer(presenter)

    def open_post(self, post_id: str) -> None:
        from ui.presenters.composer import ComposerPresenter

        presenter = self._bridge.attempt(lambda: ComposerPresenter.open(self._bridge, post_id))
        if presenter is not None:
            self._show_composer(presenter)

    def close_composer(self) -> None:
        """Back to where the composer was opened from; everything is saved already."""
        self._window.go_to(self._back_to)
        self._window.drop_view(COMPOSER)

    def sign_in_again(self, channel_id: str) -> None:
        """The coach of this channel, open: one step from the notice to the browser."""
        view = _show_channels(self._window)
        if channel_id:
            view.presenter.sign_in_again(channel_id)

    def mend(self, problem: Problem) -> None:
        """Do what the button of a problem says."""
        action = self._remedy(problem)
        if action is not None:
            action()

    def decide(self, delivery_id: str) -> None:
        """The sheet; where nothing was missed by now, what became of the delivery."""
        if not self.decide_missed() and delivery_id:
            self.show_delivery(delivery_id)

    def decide_missed(self) -> bool:
        """The sheet of the missed posts; False when there are none, or it is open already."""
        from ui.dialogs import Sheet
        from ui.presenters.missed import MissedPresenter
        from ui.views.missed_sheet import MissedSheet

        if self._window.findChild(Sheet, "missed_sheet") is not None:
            return False
        presenter = MissedPresenter(self._bridge)
        if not presenter.rows:
            presenter.close()
            return False
        sheet = MissedSheet(self._window, presenter)
        sheet.later.connect(self.put_off)
        sheet.outbox_wanted.connect(lambda: self._window.go_to("outbox"))
        sheet.open()
        return True

    def ask_who_publishes(self) -> None:
        from ui.shell.safety import ask_who_publishes

        ask_who_publishes(self._window, self._bridge)

    def open_trash(self) -> None:
        from ui.shell.safety import open_trash

        open_trash(self._window, self._bridge)

    def open_copies(self) -> None:
        from ui.shell.safety import open_copies

        open_copies(self._window, self._bridge, self.calendar_chosen.emit)

    def begin_again(self) -> None:
        from ui.shell.safety import ask_to_begin_again

        ask_to_begin_again(self._window, self._bridge, self.calendar_chosen.emit)

    def print_calendar(self) -> None:
        """What the calendar shows, on paper or as a PDF."""
        from ui.calendar.printing import open_printing

        open_printing(self._window, self._calendar().presenter)

    def send_review(self) -> None:
        """What is chosen in the calendar, else all that it shows, as a page for a client."""
        from ui.presenters.reviewing import seen
        from ui.views.review_sheet import open_send

        view = self._calendar()
        presenter = view.presenter
        ids = view.grid.choice.ids or seen(presenter)
        open_send(self._window, self._bridge, presenter.brand.id, ids, presenter.title)

    def take_answer(self) -> None:
        """What a client sent back."""
        from ui.views.review_answer_sheet import open_taking

        open_taking(self._window, self._bridge)

    def open_leaving(self) -> None:
        from ui.shell.safety import open_leaving

        open_leaving(self._window, self._bridge)

    def bring_in(self, paths: tuple[Path, ...] = ()) -> None:
        """Posts, photos or a whole calendar from a file: looked at first, on the calendar where they will stand."""
        self._calendar().bring_in(paths)

    def go_to(self, place: str) -> None:
        self._window.go_to(place)

    def _show_composer(self, presenter: "ComposerPresenter") -> None:
        from ui.views.composer import ComposerView

        open_one = self._window.view(COMPOSER)
        if open_one is not None and not open_one.close():  # it could not be saved: what was typed stays in sight
            presenter.let_go()
            self._window.go_to(COMPOSER)
            return
        if self._window.current != COMPOSER:
            self._back_to = self._window.current
        view = ComposerView(presenter)
        self._window.add_view(COMPOSER, view)
        self._connect_view(view)
        self._window.go_to(COMPOSER)
        self._window.activateWindow()  # what was dropped came from another window, which had the keyboard

    def _connect_view(self, view: QWidget) -> None:
        """Listen to what a view says it wants; a view says only what it can want."""
        wishes: dict[str, Callable[..., object]] = {
            "post_opened": self.open_post,
            "post_wanted": self.new_post,
            "place_wanted": self._window.go_to,
            "channel_wanted": lambda: _show_channels(self._window, is_wanted=True).show_offers(),
            "post_resumed": lambda channel_id: _resume_post(self._window, channel_id, self._back_to),
            "problem_found": self._window.show_problem,
            "closed": self.close_composer,
            "unlock_wanted": self.unlock_wanted.emit,
            "sign_in_wanted": self.sign_in_again,
            "missed_wanted": self.decide_missed,
            "pause_wanted": partial(_change_pause, self._window, self._bridge),
            "delivery_wanted": self.show_delivery,
            "message_wanted": self.show_message,
            "private_wanted": self.write_in_private,
            "person_wanted": self.show_person,
            "contribution_wanted": partial(_show_contribution, self._window),
            "day_wanted": self.show_day,
            "waiting_wanted": self.show_waiting,
            "thanks_wanted": self.show_thanks,
            "ideas_wanted": self.show_ideas,
            "mend_wanted": self.mend,
            "trash_wanted": self.open_trash,
            "copies_wanted": self.open_copies,
            "leaving_wanted": self.open_leaving,
            "bringing_wanted": self.bring_in,
            "beginning_wanted": self.begin_again,
        }
        for name, answer in wishes.items():
            signal = getattr(view, name, None)
            if signal is not None and not view.property(f"connected_{name}"):
                signal.connect(answer)
                view.setProperty(f"connected_{name}", True)

    def _place_shown(self, key: str) -> None:
        _leave_way_back(self._window, key)
        view = self._window.view(key)
        if view is None:
            return
        self._connect_view(view)
        if key == "settings" and not view.property("connected_settings"):
            view.setProperty("connected_settings", True)
            self._connect_settings(view)

    def _connect_settings(self, view: QWidget) -> None:
        from ui.look.theme import theme
        from ui.views.settings import SettingsView

        assert isinstance(view, SettingsView)
        view.presenter.language_chosen.connect(self.language_chosen)
        view.presenter.theme_chosen.connect(theme().choose)
        view.presenter.contrast_chosen.connect(theme().choose_contrast)
        view.presenter.motion_chosen.connect(theme().choose_motion)
        view.keys_wanted.connect(self.keys_wanted)

    def _remedy(self, problem: Problem) -> Callable[[], object] | None:
        """What the button of a problem's bar does here."""
        post_id = str(problem.values.get("post_id") or "")
        if problem.remedy in (Remedy.EDIT, Remedy.CHOOSE_FILE, Remedy.CHOOSE_TIME, Remedy.SPLIT) and post_id:
            return lambda: self.open_post(post_id)
        brand_id = str(problem.values.get("brand_id") or "")
        if problem.remedy is Remedy.CHOOSE_FOLDER and brand_id:
            return partial(_choose_idea_folder, self._window, self._bridge, brand_id)
        delivery_id = str(problem.values.get("delivery_id") or "")
        if problem.code in ("other_computer", "of_other_computer"):
            return self.ask_who_publishes
        if problem.code in MISSED:
            return lambda: self.decide(delivery_id)
        if problem.remedy in (Remedy.RESOLVE, Remedy.RETRY) and delivery_id:
            return lambda: self.show_delivery(delivery_id)
        from ui.links import open_address, open_folder
        from ui.shell.pausing import go_on
        from ui.shell.update_bar import get_update

        answers: dict[Remedy, Callable[[], object]] = {
            Remedy.SIGN_IN: lambda: self.sign_in_again(str(problem.values.get("channel_id") or "")),
            Remedy.RESOLVE: self.show_problems,
            Remedy.OPEN_PAGE: lambda: open_address(str(problem.values.get("url") or "")),
            Remedy.UPDATE: lambda: get_update(self._window, str(problem.values.get("url") or "")),
            Remedy.UNLOCK: self.unlock_wanted.emit,
            Remedy.RESTORE: lambda: open_folder(self._bridge.desk.paths.folder),
            Remedy.REPORT: lambda: _copy_details(problem),
            Remedy.SHOW: lambda: self._show_list(problem),
            Remedy.GO_ON: lambda: go_on(self._bridge),
        }
        return answers.get(problem.remedy)

    def _show_list(self, problem: Problem) -> None:
        """The list that belongs to a problem."""
        if problem.code == "zone_rules_changed":
            from ui.shell.notices import show_zone_changes

            show_zone_changes(self._window, self._bridge, self.open_post)


def _show_channels(window: MainWindow, is_wanted: bool = False) -> "ChannelsView":
    from ui.shell.way_back import show_channels

    return show_channels(window, is_wanted)


def _resume_post(window: MainWindow, channel_id: str, opened_from: str) -> None:
    from ui.shell.way_back import resume_post

    resume_post(window, channel_id, opened_from)


def _leave_way_back(window: MainWindow, key: str) -> None:
    if window.view(CHANNELS) is not None:
        from ui.shell.way_back import place_shown

        place_shown(window, key)


def _show_contribution(window: MainWindow, contribution_id: str) -> None:
    """What a customer made, in the library."""
    from ui.views.library import LibraryView

    view = window.go_to("media")
    assert isinstance(view, LibraryView)
    view.show_contribution(contribution_id)


def _change_pause(window: MainWindow, bridge: Bridge) -> None:
    from ui.shell.pausing import change_pause

    change_pause(window, bridge)


def _choose_idea_folder(window: MainWindow, bridge: Bridge, brand_id: str) -> None:
    from ui.views.settings_ideas import choose_anew

    choose_anew(window, bridge, brand_id)


def _copy_details(problem: Problem) -> None:
    from ui.presenters.remedies import details_of

    QGuiApplication.clipboard().setText(details_of(problem))
