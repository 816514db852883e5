"""The repository of a Bluesky account as a file (.car): blocks of DAG-CBOR under a search tree (atproto specifications
"repository" and "data model"; CARv1; November 2026). Pictures do not lie in it, only their descriptions."""

import hashlib
import struct
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from smmdesk.model.moment import to_us
from smmdesk.platforms.bluesky.records import POST
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

MOST_BYTES, MOST_BLOCK, MOST_BLOCKS = 1 << 30, 2 << 20, 2_000_000
MOST_DEPTH, MOST_TREE, MOST_KEY = 32, 64, 1_024
PROFILE = "app.bsky.actor.profile/self"
WEB = "https://bsky.app"
Places = dict[bytes, tuple[int, int]]


class Cid(bytes):
    """The name of a block: version 1, DAG-CBOR or raw, SHA-256."""


def read(path: Path) -> Past | None:
    """None for what is no such file. Raises PastBadError."""
    with path.open("rb") as file:
        head = file.read(100)
    if b"roots" not in head or b"version" not in head:
        return None
    try:
        return _Repository(path.read_bytes() if path.stat().st_size <= MOST_BYTES else b"").past()
    except (
        ValueError,
        KeyError,
        IndexError,
        RecursionError,
        OverflowError,
        struct.error,
        TypeError,
        AttributeError,
    ) as error:
        raise PastBadError(type(error).__name__) from error


class _Repository:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._seen: set[bytes] = set()
        self._left = 2 * len(data)
        length, place = _number(data, 0)
        if length > MOST_BLOCK:
            raise ValueError("header")
        header, end = decode(data[place : place + length], 0)
        if end != length or header["version"] != 1:
            raise ValueError("header")
        self._root = header["roots"][0]
        self._places = self._index(place + length)

    def _index(self, place: int) -> Places:
        found: Places = {}
        while place < len(self._data):
            length, start = _number(self._data, place)
            if length > MOST_BLOCK or start + length > len(self._data) or len(found) >= MOST_BLOCKS:
                raise ValueError("block")
            name = self._data[start : start + 36]
            found[bytes(name)] = (start + 36, start + length)
            place = start + length
        return found

    def _block(self, name: Any) -> Any:
        """A block, when it is what its name says. A file that names one again and again is not read for ever."""
        start, end = self._places[bytes(name)]
        self._left -= end - start
        if self._left < 0:
            raise ValueError("tree")
        data = self._data[start:end]
        if hashlib.sha256(data).digest() != name[4:]:
            raise ValueError("hash")
        value, after = decode(data, 0)
        if after != len(data):
            raise ValueError("rest")
        return value

    def past(self) -> Past:
        commit = self._block(self._root)
        did = str(commit["did"])
        past = Past("bluesky", did, remote_id=did, url=f"{WEB}/profile/{did}")
        found: list[PastPost] = []
        answers: dict[str, str] = {}
        for key, name in self._records(commit["data"], 0):
            if key == PROFILE:
                shown = self._block(name).get("displayName")
                past.name = shown[:200] if isinstance(shown, str) and shown.strip() else did
            if not key.startswith(f"{POST}/") or len(found) >= MOST_POSTS:
                past.shared += key.startswith("app.bsky.feed.repost/")
                continue
            record = self._block(name)
            post = _post(record, did, key.rpartition("/")[2]) if isinstance(record, dict) else None
            if post is None:
                past.others += 1
                continue
            found.append(post)
            reply = record.get("reply")
            if isinstance(reply, dict):
                answers[post.remote_id] = str(reply.get("parent", {}).get("uri") or "elsewhere")
        past.posts, past.answers = threaded(found, answers)
        return past

    def _records(self, name: Any, depth: int) -> Iterator[tuple[str, Any]]:
        """Key and block of every record, in the order of the tree."""
        if depth > MOST_TREE or bytes(name) in self._seen:
            raise ValueError("tree")
        self._seen.add(bytes(name))
        node = self._block(name)
        if node.get("l") is not None:
            yield from self._records(node["l"], depth + 1)
        key = b""
        for entry in node["e"]:
            key = key[: entry["p"]] + entry["k"]
            if len(key) > MOST_KEY:
                raise ValueError("key")
            yield key.decode("utf-8"), entry["v"]
            if entry.get("t") is not None:
                yield from self._records(entry["t"], depth + 1)


def _post(record: dict[str, Any], did: str, rkey: str) -> PastPost | None:
    text, at = record.get("text"), record.get("createdAt")
    try:
        at_us = to_us(datetime.fromisoformat(str(at)))
    except (ValueError, TypeError, OverflowError):
        return None
    embed = record.get("embed")
    embed = embed if isinstance(embed, dict) else {}
    media = embed.get("media") if isinstance(embed.get("media"), dict) else embed
    images = media.get("images") or media.get("items") if isinstance(media, dict) else None
    images = [one for one in images if isinstance(one, dict)] if isinstance(images, list) else []
    external = media.get("external") if isinstance(media, dict) else None
    link = external.get("uri") if isinstance(external, dict) else ""
    alts = [str(one.get("alt") or "") for one in images[:MOST_PICTURES]]
    return PastPost(
        f"at://{did}/{POST}/{rkey}",
        at_us,
        f"{WEB}/profile/{did}/post/{rkey}",
        text=text[:TEXT_MOST] if isinstance(text, str) else "",
        link=link[:2_000] if isinstance(link, str) and link.startswith(("https://", "http://")) else "",
        pictures=tuple(PastPicture("", alt) for alt in alts),
    )


# ------------------------------------------------------------------ DAG-CBOR (RFC 8949, strict)
def _number(data: bytes, place: int) -> tuple[int, int]:
    """An unsigned LEB128 number and where it ends."""
    value = 0
    for shift in range(0, 63, 7):
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
    raise ValueError("number")


def decode(data: bytes, place: int, depth: int = 0) -> tuple[Any, int]:
    """The value that begins there and where it ends. Raises ValueError, IndexError for what DAG-CBOR has not."""
    if depth > MOST_DEPTH:
        raise ValueError("depth")
    major, low = data[place] >> 5, data[place] & 31
    place += 1
    if major == 7:
        return _simple(data, place, low)
    size = low
    if low > 23:
        if low > 27:
            raise ValueError("endless")
        wide = 1 << (low - 24)
        size, place = int.from_bytes(_cut(data, place, wide)), place + wide
    if major < 2:
        return (size if major == 0 else -1 - size), place
    if major in (2, 3):
        said = _cut(data, place, size)
        return (said if major == 2 else said.decode("utf-8")), place + size
    if major == 6:
        return _link(data, place, size, depth)
    if size > len(data) - place:
        raise ValueError("size")
    if major == 4:
        values = []
        for _each in range(size):
            value, place = decode(data, place, depth + 1)
            values.append(value)
        return values, place
    return _map(data, place, size, depth)


def _map(data: bytes, place: int, size: int, depth: int) -> tuple[dict[str, Any], int]:
    made: dict[str, Any] = {}
    for _each in range(size):
        key, place = decode(data, place, depth + 1)
        if not isinstance(key, str) or key in made:
            raise ValueError("key")
        made[key], place = decode(data, place, depth + 1)
    return made, place


def _simple(data: bytes, place: int, low: int) -> tuple[Any, int]:
    if low == 27:
        return struct.unpack(">d", _cut(data, place, 8))[0], place + 8
    return {20: False, 21: True, 22: None}[low], place


def _link(data: bytes, place: int, tag: int, depth: int) -> tuple[Cid, int]:
    said, place = decode(data, place, depth + 1)
    if tag != 42 or not isinstance(said, bytes) or len(said) != 37 or said[:2] != b"\x00\x01":
        raise ValueError("link")
    return Cid(said[1:]), place


def _cut(data: bytes, place: int, size: int) -> bytes:
    if size > len(data) - place:
        raise ValueError("size")
    return data[place : place + size]
