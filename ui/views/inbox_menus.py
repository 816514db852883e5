"""The smaller verbs of a message: put off, give to somebody, note, and the menus and sheets that ask for them."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QToolButton, QWidget

from smmdesk.desk.triage import laters
from smmdesk.model.dates import say_time
from smmdesk.model.words import _, language
from ui import dialogs
from ui.dialogs import Sheet
from ui.look.theme import theme
from ui.presenters.found import keep_contribution
from ui.presenters.inbox import InboxPresenter
from ui.views.found_menu import add_found_actions
from ui.views.inbox_moderation import ModerationButtons
from ui.widgets.buttons import add_action, add_menu

NOTE_PX = 120


class InboxMenus(QObject):
    """Fills the menus each time they open, with what there is then. contribution_wanted: what was kept of it to be
    asked about is to be shown, by its id."""

    contribution_wanted = Signal(str)

    def __init__(
        self,
        owner: QWidget,
        presenter: InboxPresenter,
        moderation: ModerationButtons,
        later: QToolButton,
        more: QToolButton,
    ) -> None:
        super().__init__(owner)
        self._owner, self._presenter, self._moderation = owner, presenter, moderation
        self.later, self.more = add_menu(later), add_menu(more)
        self.later.aboutToShow.connect(self._fill_later)
        self.more.aboutToShow.connect(self._fill_more)

    def _fill_later(self) -> None:
        menu, presenter = self.later, self._presenter
        menu.clear()
        for offer in laters(presenter.desk.clock.now(), presenter.brand.zone):
            name = f"snooze_{offer.moment.day}"
            label = f"{offer.name} ({say_time(offer.moment)})"
            add_action(menu, "clock", label, name, partial(presenter.snooze, offer.moment))
        menu.addSeparator()
        add_action(menu, "calendar-clock", _("Another time…"), "snooze_own", self.ask_time)

    def _fill_more(self) -> None:
        menu, presenter = self.more, self._presenter
        menu.clear()
        add_action(menu, "lightbulb", _("Make it an idea"), "message_idea", presenter.make_idea)
        add_action(menu, "heart", _("Reuse this…"), "message_reuse", self.reuse)
        add_action(menu, "text", _("Note for the team…"), "message_note", self.ask_note, "N")
        add_found_actions(menu, presenter)
        given = menu.addMenu(_("Give it to"))
        self._fill_team(given)
        self._moderation.fill_menu(menu, presenter.talk.handled if presenter.talk is not None else None)

    def _fill_team(self, menu: QMenu) -> None:
        presenter, thread = self._presenter, self._presenter.talk
        for name in presenter.list.team():
            add_action(menu, "user-round", name, "message_give", partial(presenter.assign, name))
        add_action(menu, "user-round-plus", _("Somebody else…"), "message_give_other", self.ask_name)
        if thread is not None and thread.message.assigned_to:
            add_action(menu, "x", _("Nobody"), "message_give_nobody", lambda: presenter.assign(""))

    def reuse(self) -> None:
        """Keep it to be asked about: what they made may be used once they said yes."""
        kept = keep_contribution(self._presenter.bridge, self._presenter.selected)
        if kept:
            self.contribution_wanted.emit(kept)

    # ------------------------------------------------------------------ what is asked for
    def ask_time(self) -> None:
        """A time in the person's own words."""
        presenter = self._presenter

        def said(words: str) -> None:
            presenter.snooze_until(words, language())

        dialogs.ask_text(
            self._owner,
            _("Put off until when?"),
            _("For instance “tomorrow 9” or “Friday 14:30”."),
            _("When it comes back"),
            said,
            action=_("Put off"),
        )

    def ask_name(self) -> None:
        dialogs.ask_text(
            self._owner,
            _("Who answers this one?"),
            _("A name of your team. It stands in the list; nobody is told."),
            _("Name"),
            self._presenter.assign,
        )

    def ask_note(self) -> None:
        thread = self._presenter.talk
        if thread is None:
            return
        sheet = Sheet(self._owner, _("Note for the team"), _("It stays on this computer and is never sent."))
        field = QPlainTextEdit(thread.message.note)
        field.setObjectName("note_text")
        field.setAccessibleName(_("Note for the team"))
        field.setTabChangesFocus(True)
        field.setFixedHeight(theme().px(NOTE_PX))
        sheet.body.addWidget(field)
        sheet.add_button(_("Cancel"), "sheet_cancel", None)
        key = thread.message.id
        sheet.add_work(_("Keep"), "sheet_confirm", lambda: self._presenter.write_note(key, field.toPlainText()))
        field.setFocus()
        sheet.open()
