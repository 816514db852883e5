"""No brand writes on another brand's channel: held where posts and deliveries are written, whoever asks for it."""

import json
from collections.abc import Iterable

from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.store.statements import Rows


def require(rows: Rows, posts: Iterable[Post], before: Post | None = None) -> None:
    """That the channels of these posts are their brand's; of one that was there `before` only what is new is asked.

    Raises ProblemError(channel_of_other_brand).
    """
    known = _of(before) if before is not None else frozenset()
    require_own(rows, {pair for post in posts for pair in _of(post) - known})


def require_own(rows: Rows, pairs: Iterable[tuple[str, str]]) -> None:
    """`pairs` of brand and channel. Raises ProblemError(channel_of_other_brand)."""
    wanted = [list(pair) for pair in pairs]
    if not wanted:
        return
    found = rows.query(
        "SELECT channel.name, brand.name FROM json_each(?) AS wanted "
        "JOIN channel ON channel.id = json_extract(wanted.value, '$[1]') JOIN brand ON brand.id = channel.brand_id "
        "WHERE channel.brand_id <> json_extract(wanted.value, '$[0]') LIMIT 1",
        (json.dumps(wanted),),
    )
    if found:
        raise ProblemError("channel_of_other_brand", channel=found[0][0], brand=found[0][1], field="channels")


def _of(post: Post) -> frozenset[tuple[str, str]]:
    named = (*post.channels, *(own.channel_id for own in post.wordings))
    return frozenset((post.brand_id, channel_id) for channel_id in named)
