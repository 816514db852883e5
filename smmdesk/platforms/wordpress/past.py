"""The export of a WordPress site (WXR 1.2, an RSS feed with more): what was published, with its address."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from smmdesk.model.moment import to_us
from smmdesk.model.url_parts import split_url
from smmdesk.platforms.markup import plain_of
from smmdesk.platforms.past import MOST_POSTS, TEXT_MOST, Past, PastBadError, PastPicture, PastPost

MOST_BYTES, MOST_DEPTH, HEAD_BYTES = 1 << 30, 40, 20_000
MARK = b"wordpress.org/export/"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def read(path: Path) -> Past | None:
    """None for what is no such file. Raises PastBadError."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if MARK not in head:
        return None
    if path.stat().st_size > MOST_BYTES:
        raise PastBadError("size")
    from xml.etree.ElementTree import ParseError

    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    past = Past("wordpress", "")
    try:
        with path.open("rb") as file:
            steps = ElementTree.iterparse(file, events=("start", "end"), forbid_dtd=True)
            _collect(past, steps)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise PastBadError(type(error).__name__) from error
    past.posts.sort(key=lambda post: (post.at_us, post.remote_id))
    past.name = past.name or split_url(past.server).netloc
    return past


def _collect(past: Past, steps: Any) -> None:
    inside: list[Any] = []
    for step, element in steps:
        if step == "start":
            inside.append(element)
            if len(inside) > MOST_DEPTH:
                raise ValueError("depth")
            continue
        inside.pop()
        tag, depth = element.tag, len(inside)
        if depth == 2 and tag == "title":
            past.name = (element.text or "").strip()[:200]
        elif depth == 2 and tag == "link":
            past.server = past.url = (element.text or "").strip()[:500]
        elif depth == 2 and tag == "item":
            _add(past, element)
            inside[-1].remove(element)  # an export of years is not kept in memory


def _add(past: Past, item: Any) -> None:
    told = {child.tag.rpartition("}")[2]: (child.text or "")[:TEXT_MOST] for child in item if child.tag != _CONTENT}
    kind = told.get("post_type", "")
    if kind == "page":  # lives elsewhere there than posts: asked for among them it would be “gone”
        past.others += told.get("status") == "publish"
    if kind != "post":
        return
    if told.get("status") != "publish" or told.get("post_password"):
        past.others += told.get("status") != "private"
        past.private += told.get("status") == "private"
        return
    at_us = None
    with suppress(ValueError, OverflowError):
        at_us = to_us(datetime.fromisoformat(told.get("post_date_gmt", "")).replace(tzinfo=UTC))
    number = told.get("post_id", "").strip()
    if at_us is None or at_us <= 0 or not number.isdigit() or len(past.posts) >= MOST_POSTS:
        past.others += 1
        return
    html = item.findtext(_CONTENT) or ""
    title, text = plain_of(told.get("title", "")), plain_of(html[: TEXT_MOST * 4])[:TEXT_MOST]
    pictures = (PastPicture(""),) if "<img" in html else ()
    past.posts.append(PastPost(number, at_us, told.get("link", "").strip()[:2_000], title, text, pictures=pictures))
