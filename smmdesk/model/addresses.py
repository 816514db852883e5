"""Web addresses as X finds them in a text (twitter-text, configuration v3, 2021): each counts 23 there.

With a protocol any host with a plausible last label is one; without it only a well-known ending makes one.
"""

from functools import cache
from typing import Any

LABEL_MAX = 63
"""Octets of one label of a host, as it stands in the DNS (punycode)."""

_LETTER = r"[\p{L}\p{N}]"
_LABEL = rf"{_LETTER}(?:[\p{{L}}\p{{N}}\p{{M}}_-]*{_LETTER})?"
_HOST = rf"(?:{_LABEL}\.)+\p{{L}}{{2,}}"
_LATIN_HOST = r"(?:[\p{Latin}0-9](?:[\p{Latin}0-9_-]*[\p{Latin}0-9])?\.)+(?P<ending>[a-z]{2,})"
_PATH_CHARS = r"\p{Latin}\p{Cyrillic}0-9!*';:=+,.$/%#\[\]_~@|&-"
_PATH_END = r"[\p{Latin}\p{Cyrillic}0-9=_#/+-]"
_PARENS = rf"\([{_PATH_CHARS}]+\)"
_PATH = rf"(?:/(?:(?:[{_PATH_CHARS}]|{_PARENS})*(?:{_PATH_END}|{_PARENS}))?)?"
_QUERY = r"(?:\?(?:[a-z0-9!?*'@();:&=+$/%#\[\]_.,~|-]*[a-z0-9_&=#/-])?)?"
_TAIL = rf"(?::\d+)?{_PATH}{_QUERY}"
_BEFORE = r"(?<![\p{Latin}\p{N}@＠$#＃._+/-])"
_ADDRESS = rf"(?i)(?<![a-z0-9@＠$#＃])https?://(?P<host>{_HOST}){_TAIL}"
_BARE = rf"(?i){_BEFORE}(?P<host>{_LATIN_HOST})(?![\p{{Latin}}\p{{N}}@_-])(?P<tail>{_TAIL})"

_COMMON = (
    "aero app art bar biz blog boutique cafe cat club com coop design dev edu email events farm fashion food gallery "
    "gov gift gifts green hotel info int jobs life live media menu mil mobi museum name net news online org page photo "
    "photos pizza pro restaurant rocks sale shop site social space store studio style tech tel today top tours travel "
    "tv video vin wedding wine work world xyz"
)
_ENDINGS = frozenset(_COMMON.split())


@cache
def _made(pattern: str) -> Any:
    import regex

    return regex.compile(pattern)


def shortened(text: str, length: int) -> str:
    """The text with each address replaced by `length` plain letters."""
    stand_in = "x" * length

    def with_protocol(match: Any) -> str:
        return stand_in if _is_host(match["host"]) else str(match[0])

    def without(match: Any) -> str:
        ending = match["ending"].lower()
        is_one = (len(ending) == 2 or ending in _ENDINGS) and _is_host(match["host"])
        return stand_in if is_one else str(match[0])

    if "://" in text:
        text = _made(_ADDRESS).sub(with_protocol, text)
    return str(_made(_BARE).sub(without, text)) if "." in text else text


def _is_host(host: str) -> bool:
    """Would the DNS take it? Each label has at most 63 octets."""
    return all(_octets(label) <= LABEL_MAX for label in host.split("."))


def _octets(label: str) -> int:
    return len(label) if label.isascii() else len(label.lower().encode("punycode", "replace")) + len("xn--")
