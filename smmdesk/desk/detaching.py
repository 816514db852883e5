"""A post of a series that a person changes becomes one of its own; its series leaves that time out from then on."""

from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.model.series import Series

if TYPE_CHECKING:
    from smmdesk.model.post import Post
    from smmdesk.store.transaction import Transaction


def detach(tx: "Transaction", post: "Post") -> "Post":
    """`post` without its series, not yet written."""
    leave_out(tx, post)
    return replace(post, series_id=None) if post.series_id else post


def leave_out(tx: "Transaction", post: "Post") -> None:
    """The series of `post` makes nothing at its time again."""
    series = tx.find(Series, post.series_id) if post.series_id else None
    if series is None or post.planned is None or post.planned.wall in series.exceptions:
        return
    tx.put(replace(series, exceptions=(*series.exceptions, post.planned.wall)))
