"""Giving posts a label. A label is for the person's eye: it changes nothing of what goes out."""

from collections.abc import Iterable
from dataclasses import replace

from smmdesk.desk.desk import Desk
from smmdesk.desk.steps import step
from smmdesk.model.label import Label
from smmdesk.model.post import Post
from smmdesk.model.words import _


def label_posts(desk: Desk, ids: Iterable[str], label_id: str | None) -> tuple[Post, ...]:
    """Put a label first on posts (the first one colours the chip), or with None take all their labels away.

    One step for undo, whatever their number. Raises ProblemError(not_found).
    """
    chosen = tuple(ids)
    with step(desk, _("label"), chosen) as tx:
        if label_id is not None:
            tx.get(Label, label_id)
        found = (tx.get(Post, post_id) for post_id in chosen)
        return tuple(tx.put(replace(post, labels=_with(post, label_id))) for post in found)


def _with(post: Post, label_id: str | None) -> tuple[str, ...]:
    if label_id is None:
        return ()
    return (label_id, *(known for known in post.labels if known != label_id))
