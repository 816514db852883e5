"""The archive that Mastodon gives an account: outbox.json (ActivityPub), actor.json, media_attachments."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from smmdesk.model.moment import to_us
from smmdesk.model.url_parts import split_url
from smmdesk.platforms.markup import plain_of
from smmdesk.platforms.past import (
    MOST_PICTURES,
    MOST_POSTS,
    TEXT_MOST,
    Past,
    PastBadError,
    PastPicture,
    PastPost,
    threaded,
)
from smmdesk.system.packed import GZIP_HEAD, ZIP_HEADS, Packed, PackedError

OUTBOX, ACTOR = "outbox.json", "actor.json"
MOST_BYTES = 2 << 30
MOST_ACTOR, MOST_ITEM = 1_000_000, 4_000_000
CHUNK = 1 << 18
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
MEDIA = "media_attachments/"
Json = dict[str, Any]
_BETWEEN = re.compile(r"[ \r\n\t,]*")


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def read(path: Path) -> Past | None:
    """None for a file that holds no outbox. Raises PastBadError."""
    with path.open("rb") as file:
        head = file.read(4)
    if not head.startswith((*ZIP_HEADS, GZIP_HEAD)):
        return None
    packed = Packed(path)
    try:
        names = packed.names()
        inside = {name.removeprefix("./"): name for name in names}
        if OUTBOX not in inside or ACTOR not in inside:
            return None
        media = {name.partition(MEDIA)[2]: name for name in names if MEDIA in name}
        past = _account(packed, inside[ACTOR])
        for _name, outbox in packed.walk(lambda name: name == inside[OUTBOX], MOST_BYTES):
            _collect(past, outbox, media)
    except PackedError as error:
        raise PastBadError(str(error)) from error
    return past


def _account(packed: Packed, member: str) -> Past:
    for _name, file in packed.walk(lambda name: name == member, MOST_ACTOR):
        try:
            actor = json.loads(file.read())
        except (ValueError, RecursionError) as error:
            raise PastBadError("actor") from error
        if isinstance(actor, dict):
            url = _text(actor, "url") or _text(actor, "id")
            host = _host(_text(actor, "id") or url)
            user = _text(actor, "preferredUsername")
            return Past("mastodon", _text(actor, "name") or user, f"@{user}@{host}", f"https://{host}", url=url)
    raise PastBadError("actor")


def _collect(past: Past, file: _Readable, media: dict[str, str]) -> None:
    found: dict[str, PastPost] = {}
    answers: dict[str, str] = {}
    for item in items(file):
        made = item.get("object")
        if item.get("type") != "Create" or not isinstance(made, dict):
            past.shared += 1
            continue
        if not _is_for_all(made):
            past.private += 1
            continue
        post = _post(made, media)
        if post is None:
            past.others += 1
        elif len(found) < MOST_POSTS:
            found[post.remote_id] = post
            answered = made.get("inReplyTo")
            if isinstance(answered, str):
                answers[post.remote_id] = _own_id(answered) if _host(answered) == _host(past.server) else "elsewhere"
    past.posts, past.answers = threaded(list(found.values()), answers)


def items(file: _Readable) -> Iterator[Json]:
    """The members of "orderedItems", one after the other: the whole list never lies in memory. Raises PastBadError."""
    decoder, text, place = json.JSONDecoder(), "", -1
    waiting = b""
    while True:
        chunk = file.read(CHUNK)
        data = waiting + chunk
        text, waiting = _decoded(text, data, last=not chunk)
        if place < 0:
            at = text.find('"orderedItems"')
            place = text.find("[", at) + 1 if at >= 0 else 0
            if place <= 0:
                if not chunk or len(text) > MOST_ITEM:
                    raise PastBadError("outbox")
                place = -1
                continue
        while True:
            between = _BETWEEN.match(text, place)
            start = between.end() if between is not None else place
            if text[start : start + 1] == "]":
                return
            try:
                item, place = decoder.raw_decode(text, start)
            except (ValueError, RecursionError) as error:
                if not chunk or len(text) - start > MOST_ITEM:
                    raise PastBadError("outbox") from error
                text, place = text[start:], 0
                break
            if isinstance(item, dict):
                yield item
            if place > CHUNK:
                text, place = text[place:], 0


def _decoded(before: str, data: bytes, *, last: bool) -> tuple[str, bytes]:
    """What is whole of these bytes, and the beginning of a character that is not."""
    for cut in range(0 if last else 4):
        try:
            return before + data[: len(data) - cut].decode("utf-8"), data[len(data) - cut :]
        except UnicodeDecodeError:
            continue
    return before + data.decode("utf-8", "replace"), b""


def _post(made: Json, media: dict[str, str]) -> PastPost | None:
    said = _text(made, "id")
    try:
        at = datetime.fromisoformat(_text(made, "published"))
        at_us = to_us(at)
    except (ValueError, TypeError, OverflowError):
        return None
    pictures = [one for one in _list(made, "attachment") if isinstance(one, dict)][:MOST_PICTURES]
    remote_id = _own_id(said)
    if not remote_id:
        return None
    return PastPost(
        remote_id,
        at_us,
        _text(made, "url") or said,
        text=plain_of(_text(made, "content")),
        warning=_text(made, "summary"),
        pictures=tuple(
            PastPicture(media.get(_text(one, "url").partition(MEDIA)[2], ""), _text(one, "name")) for one in pictures
        ),
    )


def _is_for_all(made: Json) -> bool:
    return PUBLIC in (*_list(made, "to"), *_list(made, "cc"))


def _own_id(address: str) -> str:
    """The number of a post: the end of its address."""
    end = address.rstrip("/").rpartition("/")[2]
    return end if end.isalnum() and len(end) <= 100 else ""


def _host(address: str) -> str:
    return split_url(address).netloc.lower()


def _list(made: Json, name: str) -> list[Any]:
    value = made.get(name)
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _text(made: Json, name: str) -> str:
    value = made.get(name)
    return value[:TEXT_MOST] if isinstance(value, str) else ""
