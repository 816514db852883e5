"""What the button of the bar above a post does."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from smmdesk.model.problem import Problem
from ui.presenters.composer_screen import OUT_FOR_GOOD

if TYPE_CHECKING:
    from ui.views.composer import ComposerView


def remedy(view: "ComposerView", problem: Problem) -> Callable[[], object] | None:
    """Save what could not be saved; show what can be done where the post is."""
    presenter = view.presenter
    if presenter.saving.problem is not None:
        return presenter.saving.flush
    if problem.code != OUT_FOR_GOOD:
        return None

    def change_there() -> None:
        from ui.views.change_there_sheet import open_change_there

        open_change_there(view, presenter.bridge, presenter.draft.post.id)

    return change_there
