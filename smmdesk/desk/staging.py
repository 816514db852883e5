"""Several posts from one stage to another as one step: what dragging between the columns of the board means."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from smmdesk.desk.approval_notes import approve_in
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import as_draft, require_future, send_at, take_back
from smmdesk.desk.repeating import drafts_behind, schedule_behind
from smmdesk.desk.steps import step
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.model.words import ngettext

if TYPE_CHECKING:
    from smmdesk.store.transaction import Transaction


def to_drafts(desk: Desk, ids: Iterable[str]) -> tuple[Post, ...]:
    """Ideas get a draft without date that links to them; everything else is a draft again on its day.

    Raises ProblemError(too_late_to_change).
    """
    chosen = tuple(ids)
    label = ngettext("making of {count} draft", "making of {count} drafts", len(chosen)).format(count=len(chosen))
    with step(desk, label, chosen) as tx:
        posts = [tx.get(Post, post_id) for post_id in chosen]
        return tuple(
            as_draft(tx, desk, post) if post.stage is Stage.IDEA else take_back(tx, post, keep_date=True)
            for post in posts
        )


def to_scheduled(desk: Desk, ids: Iterable[str]) -> tuple[Post, ...]:
    """Let posts go out at their planned moments; who does this to a post in review gives its OK.

    A repetition of drafts that begins with one of them goes out like it.
    Raises ProblemError as `planning.schedule` does; then nothing is scheduled.
    """
    chosen = tuple(ids)
    behind = {post_id: drafts_behind(desk, post_id) for post_id in chosen}
    label = ngettext("scheduling of {count} post", "scheduling of {count} posts", len(chosen)).format(count=len(chosen))
    with step(desk, label, [*chosen, *(each for later in behind.values() for each in later)]) as tx:
        posts = tuple(_scheduled(tx, desk, tx.get(Post, post_id)) for post_id in chosen)
        for post in posts:
            schedule_behind(tx, desk, post, behind[post.id])
        return posts


def _scheduled(tx: "Transaction", desk: Desk, post: Post) -> Post:
    when = post.planned
    if when is None:
        raise ProblemError("time_missing", field="when")
    require_future(desk, when)
    if post.stage is Stage.REVIEW:
        post = approve_in(tx, desk, post)
    return send_at(tx, desk, post, when, now=False)
