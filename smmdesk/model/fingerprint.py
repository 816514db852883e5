"""The fingerprint of what a post says: what an approval names, and what tells an edit from a mere move."""

import hashlib
import json

from smmdesk.model.plain import to_plain
from smmdesk.model.post import Post


def content_hash(post: Post) -> str:
    """SHA-256 (hex) over content, channels, own wordings and language; the time is not part of it."""
    said = [to_plain(post.content), list(post.channels), to_plain(post.wordings), post.language]
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
