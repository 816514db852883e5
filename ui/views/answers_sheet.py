"""Answers so far: the votes of one post's poll, and all that people wrote below it, in one place."""

from functools import partial

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.answers_so_far import AnswerRow, AnswersSoFar
from ui.views.poll_card import PollCard
from ui.widgets.buttons import text_button
from ui.widgets.safe_label import ElidedLabel, SafeLabel
from ui.widgets.sheet_form import empty, focus_kept, row

WIDE_PX, WORDS_MOST = 560, 600


class AnswersSheet(Sheet):
    """Made anew when one comes in."""

    def __init__(self, parent: QWidget, presenter: AnswersSoFar) -> None:
        super().__init__(parent, _("Answers so far"), presenter.says)
        self.setObjectName("answers_sheet")
        self.setMinimumWidth(theme().px(WIDE_PX))
        self._presenter = presenter
        self._shown: tuple[object, ...] | None = None
        self._ideas: set[str] = set()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme().space(3))
        self.body.addLayout(self._rows)
        self.add_button(_("Close"), "sheet_cancel", None, "primary")
        presenter.changed.connect(self._show)
        self.finished.connect(lambda _code: presenter.close())
        self._show()

    def _show(self) -> None:
        if (self._presenter.polls, self._presenter.rows) == self._shown:
            return
        self._shown = (self._presenter.polls, self._presenter.rows)
        self.text_label.setText(self._presenter.says)
        with focus_kept(self):
            empty(self._rows)
            for poll in self._presenter.polls:
                self._rows.addWidget(PollCard(poll))
            for each in self._presenter.rows:
                self._rows.addWidget(self._answer(each))
        self.adjustSize()

    def _answer(self, each: AnswerRow) -> QFrame:
        card = QFrame()
        set_kind(card, card="true")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme().space(5), theme().space(3), theme().space(4), theme().space(3))
        column.setSpacing(theme().space(1))
        line = row()
        line.addWidget(ElidedLabel(each.name, "body-strong"), 1)
        spoken = tame(f"{each.name}: {each.text}", 80)
        idea = text_button(_("Make it an idea"), "answer_idea", "link", small=True)
        idea.set_label(_("Make it an idea"), f"{_('Make it an idea')}: {spoken}")
        idea.clicked.connect(partial(self._idea, each))
        line.addWidget(idea)
        if not each.done:
            done = text_button(_("Done"), "answer_done", "link", small=True)
            done.set_label(_("Done"), f"{_('Done')}: {spoken}")
            done.clicked.connect(partial(self._done, each))
            line.addWidget(done)
        column.addLayout(line)
        column.addWidget(SafeLabel(each.text[:WORDS_MOST], "body", wrap=True))
        return card

    def _idea(self, each: AnswerRow, _checked: bool = False) -> None:
        """Once each: a second press would make a second idea."""
        if each.message_id not in self._ideas:
            self._ideas.add(each.message_id)
            self._presenter.make_idea(each.message_id)

    def _done(self, each: AnswerRow, _checked: bool = False) -> None:
        self._presenter.take_as_done(each.message_id)


def open_answers(parent: QWidget, bridge: Bridge, post_id: str) -> AnswersSheet:
    """Over the window of `parent`."""
    sheet = AnswersSheet(parent.window(), AnswersSoFar(bridge, post_id))
    sheet.open()
    return sheet
