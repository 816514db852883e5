"""What a hostile platform answers, vector by vector (security.md §3, 71-80): `HOSTILE`, the scripts of each number.

Where a script has a `twist`, the platform acts, and its own answer is made to lie: so the lie comes in the very shape
in which the connector reads it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .fault_scripts import SCRIPTS, Accepts, Lies, Script

DEEP = 100_000
MANY_DIGITS = "7" * 5000
BEYOND = 2**70 + 1
AGAIN = "smm-evil-again"
COOKIES = "".join(f"\r\nSet-Cookie: smm-evil-{number}=1; Path=/; Max-Age=99999999" for number in range(500))
CURSORS = ("next", "cursor", "after", "page", "offset", "since", "continue", "end", "token", "link")
PLACES = ("id", "uri", "key", "guid", "uuid", "slug")


def _walked(value: Any, change: Callable[[str, Any], Any], name: str = "") -> Any:
    """The same with everything in it that is no list and no object as `change` wants it."""
    if isinstance(value, dict):
        return {key: _walked(each, change, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_walked(each, change, name) for each in value]
    return change(name, value)


def lying(change: Callable[[Any, str, str], Any]) -> Lies:
    """A twist over what the JSON says: `change(value, same, elsewhere)`; what is no JSON stays as it is."""

    def lie(body: bytes, same: str, elsewhere: str) -> bytes:
        try:
            value = json.loads(body)
        except ValueError:
            return body
        changed = change(value, same, elsewhere)
        return changed.encode() if isinstance(changed, str) else json.dumps(changed).encode()

    return lie


def _numbers(number: str) -> Lies:
    """Every number, and every text that is one, is `number`."""

    def change(_name: str, value: Any) -> Any:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return "\ue000" if is_number or (isinstance(value, str) and value.isdigit()) else value

    return lying(lambda value, _same, _elsewhere: json.dumps(_walked(value, change)).replace('"\\ue000"', number))


def _ids(changed: Callable[[Any], Any]) -> Lies:
    """Every id is another."""

    def change(name: str, value: Any) -> Any:
        return changed(value) if any(place in name.lower() for place in PLACES) and value else value

    return lying(lambda value, _same, _elsewhere: _walked(value, change))


def _deep(value: Any, _same: str, _elsewhere: str) -> str:
    """Somewhere in an answer of the right shape."""
    nested = "[" * DEEP + "]" * DEEP
    text = json.dumps(value)
    return f'{{"smm-evil": {nested}, {text[1:]}' if text.startswith("{") and value else f"[{nested}, {text[1:]}"


def _twice(value: Any, _same: str, _elsewhere: str) -> str:
    return json.dumps(value).replace("{", '{"id": "1", "id": "2", ')


def _kinds(_name: str, value: Any) -> Any:
    """Something of another kind."""
    if isinstance(value, bool) or value is None:
        return {"smm-evil": [value]}
    return [value] if isinstance(value, str) else str(value)


def _away(value: Any, same: str, elsewhere: str) -> Any:
    """What goes on goes on at a stranger's."""
    moved = json.loads(json.dumps(value).replace(same, elsewhere))
    return _with_cursors(moved, f"{elsewhere}/next?page=2")


def _round(value: Any, _same: str, _elsewhere: str) -> Any:
    """What goes on never comes to an end."""

    def change(name: str, found: Any) -> Any:
        return AGAIN if isinstance(found, str) and any(part in name.lower() for part in CURSORS) else found

    return _with_cursors(_walked(value, change), AGAIN)


def _with_cursors(value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        return value
    paging = {"cursors": {"after": place, "before": place}, "next": place}
    more = {"next": place, "cursor": place, "next_page": place, "nextPageToken": place, "paging": paging}
    return {**value, **more, "has_more": True, "continue": {"continue": place}, "end": place}


def _waits() -> Iterator[Script]:
    for status in (429, 503):
        for said in ("-1", "99999999999", "soon", "Wed, 18 Nov 2015 10:20:00 GMT"):
            headers = (("Retry-After", said), ("X-RateLimit-Reset", said))
            yield Script(f"{status}, {said}", Accepts.NEVER, status=status, headers=headers, body=b'{"error":"slow"}')


def _said(name: str, body: bytes) -> Script:
    return Script(name, status=200, body=body)


def _twisted(name: str, twist: Lies, *headers: tuple[str, str]) -> Script:
    return Script(name, twist=twist, headers=headers)


HOSTILE: Mapping[int, tuple[Script, ...]] = {
    71: (_said("brackets", b"[" * DEEP), _twisted("deep inside", lying(_deep))),
    72: (
        _said("many digits", MANY_DIGITS.encode()),
        _twisted("numbers of many digits", _numbers(MANY_DIGITS)),
        _twisted("numbers beyond", _numbers(str(BEYOND))),
    ),
    73: (
        _said("not a number", b'{"a":NaN}'),
        _twisted("numbers are none", _numbers("NaN")),
        _twisted("numbers without end", _numbers("-Infinity")),
    ),
    74: (
        _twisted("keys twice", lying(_twice)),
        _twisted("ids are whole", _ids(lambda _value: 12345)),
        _twisted("ids are broken", _ids(lambda _value: 1.5)),
        _twisted("ids are huge", _numbers("1e400")),
        _twisted("all of another kind", lying(lambda value, _same, _elsewhere: _walked(value, _kinds))),
    ),
    75: (
        _twisted("goes on elsewhere", lying(_away), ("Link", '<{elsewhere}/next>; rel="next"')),
        _twisted("goes on for ever", lying(_round), ("Link", '<{same}{target}>; rel="next"')),
    ),
    76: tuple(_waits()),
    77: (
        Script("a header too many", status=200, headers=(("X-Said", "a\r\nLocation: {elsewhere}\r\nX-More: b"),)),
        Script("a broken header", status=200, headers=(("X-Said", "a\r\n b\x00c"),), body=b"{}"),
        Script("a header of a megabyte", status=200, headers=(("X-Padding", "a" * 1_000_000),), body=b"{}"),
        Script("500 cookies", twist=lambda body, _same, _elsewhere: body, headers=(("X-Said", f"a{COOKIES}"),)),
    ),
    78: tuple(SCRIPTS[name] for name in ("html 200", "empty 200", "204", "201 without id", "wi-fi page")),
    79: tuple(SCRIPTS[name] for name in ("gzip bomb", "endless", "drip", "huge headers")),
    80: tuple(replace(SCRIPTS[f"{status} elsewhere"], name=f"{status} to a stranger") for status in (307, 308, 302)),
    93: (
        _twisted("ids climb", _ids(lambda _value: "../../smm-evil")),
        _twisted("ids quote", _ids(lambda value: f"{value}' OR 1=1 --\r\nX-Evil: 1\x00")),
    ),
}
"""Vector -> the scripts that are it."""
