"""A post's fields as WordPress takes them."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, Said
from smmdesk.platforms.wordpress.blocks import Placed, content_of

_MARKUP = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)


def draft_of(job: Job, media: Sequence[Placed], tags: Sequence[int]) -> dict[str, Any]:
    """Everything but status, date and slug. What the person left to the site is left out."""
    content, options = job.outgoing, job.outgoing.options
    body: dict[str, Any] = {
        "title": content.title,
        "content": content_of(content.text, content.link, in_text(job, media)),
        "excerpt": str(options.get("excerpt") or ""),
        "tags": list(tags),
        "featured_media": featured(job, media),
    }
    categories = [int(number) for number in str(options.get("categories") or "").split(",") if number.strip().isdigit()]
    if categories:
        body["categories"] = categories
    if options.get("comment_status") in ("open", "closed"):
        body["comment_status"] = options["comment_status"]
    return body


def featured(job: Job, media: Sequence[Placed]) -> int:
    """The id of the featured image, 0 for none: the first photo unless the person says none."""
    images = [placed for placed in media if placed.mime.startswith("image/")]
    return 0 if job.outgoing.options.get("featured_image") == "none" or not images else images[0].id


def in_text(job: Job, media: Sequence[Placed]) -> list[Placed]:
    """The files of the text: without the featured image, which the theme shows, unless it is wanted twice."""
    above = featured(job, media)
    twice = job.outgoing.options.get("featured_image") == "also"
    return [placed for placed in media if twice or placed.id != above]


def same_content(found: Fields, job: Job, media: Sequence[Placed]) -> bool:
    """Whether an edit took effect, by the words (a site may strip markup)."""
    wanted = draft_of(job, media, [])
    said = (found.child("title").text("raw", ""), found.child("content").text("raw", ""))
    return tuple(map(_bare, said)) == (_bare(wanted["title"]), _bare(wanted["content"]))


def said_there(found: Fields, job: Job) -> Said:
    """Title and words as they stand at the site, without the markup that the site may make of them."""
    there = _plain(found.child("title").text("raw", ""), found.child("content").text("raw", ""))
    wanted = draft_of(job, [], [])
    return Said(there, _plain(wanted["title"], wanted["content"]), same_content(found, job, []))


def _plain(title: str, html: str) -> str:
    lines = unescape(_MARKUP.sub("", _BREAK.sub("\n", html))).split("\n")
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()
    return "\n\n".join(part for part in (unescape(_MARKUP.sub("", title)).strip(), text) if part)


def _bare(html: str) -> str:
    return "".join(unescape(_MARKUP.sub("", html)).split())
