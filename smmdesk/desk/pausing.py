"""Days on which a channel, or all of them, rest: what the rules leave out, and what becomes of posts planned there."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.desk.arming import is_armed, require_changeable
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import move_in, take_back
from smmdesk.desk.steps import step
from smmdesk.model.planning_aids import Pause
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.model.words import _
from smmdesk.store.flat_reads import posts_of_days

if TYPE_CHECKING:
    from smmdesk.store.reader import Reader


class Then(StrEnum):
    """What becomes of the posts of a pause: they wait as drafts on their days, move behind it, or go out anyway."""

    WAIT = "wait"
    AFTER = "after"
    ANYWAY = "anyway"


class Paused(NamedTuple):
    pause: Pause
    changed: tuple[Post, ...]


def inside(desk: Desk, pause: Pause) -> tuple[Post, ...]:
    """The dated posts of these days and channels that may still change, in the order of time."""
    with desk.store.reading() as reader:
        return tuple(_inside(reader, pause))


def pause_days(desk: Desk, pause: Pause, then: Then) -> Paused:
    """Write a pause (revision 0 is a new one) and do with its posts what a person chose; one step.

    A post of several channels is one: it waits or moves as a whole. Raises ProblemError(time_past, conflict).
    """
    if pause.last_day < pause.first_day:
        pause = replace(pause, first_day=pause.last_day, last_day=pause.first_day)
    ids = [post.id for post in inside(desk, pause)] if then is not Then.ANYWAY else []
    with step(desk, _("pause"), ids) as tx:
        written = tx.put(pause)
        later = timedelta(days=(pause.last_day - pause.first_day).days + 1)
        changed: list[Post] = []
        for post in [tx.get(Post, post_id) for post_id in ids]:
            if then is Then.AFTER and post.planned is not None:
                changed.append(move_in(tx, desk, post, post.planned.plus(later)))
            elif then is Then.WAIT and is_armed(tx.deliveries_of(post.id)):
                changed.append(take_back(tx, post, keep_date=True))
    return Paused(written, tuple(changed))


def _inside(reader: "Reader", pause: Pause) -> Iterable[Post]:
    found = reader.many(Post, posts_of_days(reader, pause.brand_id, pause.first_day, pause.last_day))
    for post in sorted(found.values(), key=lambda post: (post.planned.instant_us if post.planned else 0, post.id)):
        if post.stage is Stage.IDEA or (pause.channels and not set(post.channels) & set(pause.channels)):
            continue
        try:
            require_changeable(reader, post)
        except ProblemError:  # out, or on its way
            continue
        yield post
