"""Several posts are taken back together, and one of them is on its way already."""

import pytest

from smmdesk.desk import planning
from smmdesk.model.delivery import State
from tests.desk.support import drive
from ui.presenters.calendar import CalendarPresenter


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("back_to_draft", "2 posts are drafts again"),
        ("unschedule", "2 posts taken off the calendar"),
        ("trash", "2 posts moved to the trash"),
    ],
)
def test_of_several_the_one_on_its_way_stays_and_is_named(
    presenter: CalendarPresenter, write, announced, verb: str, words: str
) -> None:
    """It kept all the others from being stopped."""
    posts = [write("2026-11-24 09:00", name) for name in ("Walnut bread", "Rye", "Focaccia")]
    for post in posts:
        planning.schedule(presenter.desk, post.id)
    with presenter.desk.store.reading() as reader:
        [leaving] = reader.deliveries_of(posts[1].id)
    drive(presenter.desk, leaving.parts[0], State.CLAIMED, State.SENDING)
    done = getattr(presenter.moves, verb)(tuple(post.id for post in posts))
    assert done == (posts[0].id, posts[2].id)
    assert announced[-1] == (f"{words}. Left as it is: “Rye”. This post is already on its way.", True)
    assert getattr(presenter.moves, verb)((posts[1].id,)) == ()


def test_several_that_stay_are_said_to_be_several(presenter: CalendarPresenter, write, announced) -> None:
    """Their names ended in a full stop within another, and "this post" stood for all of them."""
    posts = [write("2026-11-24 09:00", name) for name in ("Walnut bread.", "Rye.", "Focaccia")]
    for post in posts:
        planning.schedule(presenter.desk, post.id)
    for post in posts[:2]:
        with presenter.desk.store.reading() as reader:
            [leaving] = reader.deliveries_of(post.id)
        drive(presenter.desk, leaving.parts[0], State.CLAIMED, State.SENDING)
    presenter.moves.trash(tuple(post.id for post in posts))
    left = "Left as they are, because they are on their way: “Walnut bread”, “Rye”."
    assert announced[-1] == (f"Moved to the trash. {left}", True)
