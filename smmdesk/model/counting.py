"""Lengths as each platform counts them. The function's name stands in the platform's facts (`text_counted_as`).

`regex` is imported with the first count: a window that opens its calendar counts nothing, and saves 30 ms.
"""

import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

_GRAPHEME = r"\X"
_WEB_ADDRESS = r"(?i)https?://[^\s<>\"'`]+"
_REMOTE_MENTION = r"(?<![\w/])@([\w.-]+)@[\w.-]+\w"
_EMOJI = r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\N{COMBINING ENCLOSING KEYCAP}"
_TAG = r"(?<![\w&/#])[#＃](?=[\w]*[^\W\d_])\w+"
_MENTION = r"(?<![\w/@])@[\w][\w.-]*(?:@[\w.-]+\w)?"
_ADDRESS_LENGTH = 23


@cache
def _made(pattern: str) -> Any:
    import regex

    return regex.compile(pattern)


def graphemes(text: str) -> int:
    """Extended grapheme clusters (Unicode UAX 29): a family emoji is 1."""
    return len(_made(_GRAPHEME).findall(text)) if not text.isascii() or "\r\n" in text else len(text)


def utf16(text: str) -> int:
    """UTF-16 units, as Instagram and most web forms count: a family emoji is 11."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def code_points(text: str) -> int:
    return len(text)


def utf8_bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def mastodon(text: str) -> int:
    """Graphemes, each http(s) address as 23, `@user@host` as `@user` (Mastodon's validator; read 2026-07-02)."""
    shortened = _made(_WEB_ADDRESS).sub("x" * _ADDRESS_LENGTH, text)
    return graphemes(_made(_REMOTE_MENTION).sub(r"@\1", shortened))


def tags_in(text: str) -> list[str]:
    """The hashtags of a text, as often as they stand there; one inside a web address is none."""
    return _made(_TAG).findall(_made(_WEB_ADDRESS).sub(" ", text)) if "#" in text or "＃" in text else []


def mentions_in(text: str) -> list[str]:
    return _made(_MENTION).findall(_made(_WEB_ADDRESS).sub(" ", text)) if "@" in text else []


def links_in(text: str) -> list[str]:
    """The http(s) addresses of a text, as often as they stand there."""
    return _made(_WEB_ADDRESS).findall(text) if "://" in text else []


def has_address(text: str) -> bool:
    """Whether a platform that links bare hosts too (forno.example) finds an address in it."""
    from smmdesk.model.addresses import shortened

    return "." in text and shortened(text, 1) != text


_LIGHT_RANGES = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def weighted(text: str) -> int:
    """X's weighted length (twitter-text configuration v3, 2021): address 23, most Latin 1, emoji and CJK 2."""
    from smmdesk.model.addresses import shortened

    total = 0
    bare = shortened(unicodedata.normalize("NFC", text), _ADDRESS_LENGTH)
    if bare.isascii():
        return len(bare)
    for cluster in _made(_GRAPHEME).findall(bare):
        if _made(_EMOJI).search(cluster):
            total += 2
            continue
        total += sum(1 if any(low <= ord(c) <= high for low, high in _LIGHT_RANGES) else 2 for c in cluster)
    return total


def threads(text: str) -> int:
    """Characters, an emoji as its bytes in UTF-8 (Threads' publishing reference; read 2026-11-22)."""
    if text.isascii():
        return len(text)
    clusters = _made(_GRAPHEME).findall(text)
    return sum(utf8_bytes(cluster) if _made(_EMOJI).search(cluster) else len(cluster) for cluster in clusters)


COUNTERS: dict[str, Callable[[str], int]] = {
    "graphemes": graphemes,
    "utf16": utf16,
    "code_points": code_points,
    "utf8_bytes": utf8_bytes,
    "mastodon": mastodon,
    "weighted": weighted,
    "threads": threads,
}
