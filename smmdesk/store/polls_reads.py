"""What the screens show of the polls of our posts."""

import json
from collections.abc import Iterable

from smmdesk.model.polls import PollResult, PollTold
from smmdesk.store.plain import loads
from smmdesk.store.reader import Reader, rows_of


def of_posts(reader: Reader, post_ids: Iterable[str]) -> dict[str, tuple[PollTold, ...]]:
    """What was told of the polls of posts, by post id; in the order of their channels."""
    found = rows_of(reader).query(
        "SELECT part_poll.post_id, part.channel_id, told_at_us, result FROM part_poll JOIN part ON part.id = part_id "
        "JOIN channel ON channel.id = part.channel_id "
        "WHERE part_poll.post_id IN (SELECT value FROM json_each(?)) AND told_at_us IS NOT NULL "
        "ORDER BY channel.sort_key, part.channel_id, part.position",
        (json.dumps(list(post_ids)),),
    )
    by_post: dict[str, tuple[PollTold, ...]] = {}
    for post_id, channel_id, told_at_us, result in found:
        told = PollTold(post_id, channel_id, told_at_us, loads(PollResult, result))
        by_post[post_id] = (*by_post.get(post_id, ()), told)
    return by_post
