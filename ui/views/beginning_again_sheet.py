"""The question before a calendar is begun again, and where the file of before goes."""

from functools import partial

from PySide6.QtWidgets import QWidget

from smmdesk.model.words import _
from ui import dialogs
from ui.presenters.beginning_again import ENDING, BeginningAgain
from ui.presenters.long_work import writing_words
from ui.views.going_sheet import WorkShown


def ask_to_begin_again(parent: QWidget, presenter: BeginningAgain) -> dialogs.Sheet:
    """Open the sheet."""
    text = _(
        "First everything goes into one file, which brings it back when you want it; only messages are not in it. Then "
        "the calendar is empty, for all brands, and the sign-ins of this computer are forgotten. What is published "
        "stays where it is."
    )
    shown = WorkShown(parent.window(), writing_words)
    presenter.begun, presenter.over = partial(shown.begin, work=presenter), shown.end
    return dialogs.confirm(
        parent,
        _("Begin again with an empty calendar?"),
        " ".join(part for part in (text, presenter.warning) if part),
        _("Choose where the file goes…"),
        partial(_choose, parent, presenter),
        danger=True,
    )


def _choose(parent: QWidget, presenter: BeginningAgain) -> None:
    filters = f"{_('Everything')} (*.{ENDING})"
    dialogs.choose_target(parent, _("All of before"), presenter.file_name, filters, presenter.begin)
