"""The fingerprint of what a post says: what an approval names, and what tells an edit from a mere move."""

import hashlib

from smmdesk.model.post import Post
from smmdesk.store.plain import dumps


def content_hash(post: Post) -> str:
    """SHA-256 (hex) over content, channels, own wordings and language; the time is not part of it."""
    said = (post.content, post.channels, post.wordings, post.language)
    return hashlib.sha256(dumps(said).encode()).hexdigest()
