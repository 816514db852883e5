"""The fingerprint of what a post says: what an approval names, and what tells an edit from a mere move."""

import hashlib
from typing import Any

from smmdesk.model.post import Post
from smmdesk.store.plain import Plain, dumps, to_plain

YOUNG = {"turn": 0}
"""Fields that came after the first approvals were given: unused they leave the fingerprint as it was then."""


def content_hash(post: Post) -> str:
    """SHA-256 (hex) over content, channels, own wordings and language; the time is not part of it."""
    said = (post.content, post.channels, post.wordings, post.language)
    return hashlib.sha256(dumps(_as_before(to_plain(said))).encode()).hexdigest()


def _as_before(plain: Plain) -> Any:
    if isinstance(plain, list):
        return [_as_before(item) for item in plain]
    if isinstance(plain, dict):
        return {name: _as_before(item) for name, item in plain.items() if YOUNG.get(name, ...) != item}
    return plain
