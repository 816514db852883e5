"""Text from outside as it may stand among our own words: nothing turned round, hidden, piled up or without end.

`tame` is for names, texts and what platforms said; `literal` for links and file names, where what cannot be seen is
shown as a sign; `isolated` for a foreign name inside a sentence of ours (security.md T4). None of them changes what is
kept or sent: they are for the eye.
"""

import re
from functools import lru_cache

from smmdesk.model.words import reads_from_right as ours_from_right

MOST_SHOWN = 20_000
"""Characters of one text on a screen; laying out ten million in one line takes a quarter of a minute."""
MOST_IN_A_LINE = 1000
MOST_IN_A_TIP = 2000
MOST_ON_A_BUTTON = 200
MOST_MARKS = 4
"""Accents on one letter; a stack of hundreds paints over its neighbours."""

_SEPARATORS = "\r\v\f\x1c-\x1e\x85\u2028\u2029"
_CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"
_TURNING = "\u202a-\u202e\u2066-\u2069"
_HIDDEN = (
    "\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u115f\u1160\u3164\uffa0"
    "\U000e0000-\U000e007f\U000e0080-\U000e00ff"
)
_HALVES = "\ud800-\udfff"
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ODD = re.compile(f"[{_SEPARATORS}{_CONTROLS}{_TURNING}{_HIDDEN}{_HALVES}]|[{_MARKS}]{{{MOST_MARKS + 1}}}")
# These meet few texts: compiled when one comes.
_TURNS = f"[{_TURNING}]"
_LINE_ENDS = f"\r\n|[{_SEPARATORS}]"
_STACKS = f"([{_MARKS}]{{{MOST_MARKS}}})[{_MARKS}]+"
_UNSEEN = f"(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[{_CONTROLS}{_HIDDEN}]"
_BROKEN = f"[{_HALVES}]"
_SIGNED = f"[\t\n\u00ad\u061c\u200c\u200e\u200f{_SEPARATORS}{_CONTROLS}{_TURNING}{_HIDDEN}{_HALVES}]"
_EAST_ASIAN = {"cjk", "hiragana", "katakana", "hangul"}
_OWN_LOOK = {"arabic", "hebrew", "devanagari", "thai", "bengali", "tamil", "georgian"}
_OPENS, _CLOSES, _FIRST_STRONG = "\u2066\u2067\u2068", "\u2069", "\u2068"


def tame(text: str, most: int = MOST_SHOWN) -> str:
    """`text` without what is not seen or turns the reading, with plain line feeds, at most `most` characters.

    Whole isolates stay: a sentence of ours may hold some. Joiners and variation selectors stay: emoji and Persian are
    made of them. Taming what is tame changes nothing.
    """
    if len(text) > most:
        text = text[: most - 1] + "…"
    if _ODD.search(text) is None:
        return text
    text = re.sub(_LINE_ENDS, "\n", text)
    text = re.sub(_STACKS, r"\1", re.sub(_UNSEEN, r"\1", re.sub(_BROKEN, "\ufffd", text)))
    return "\n".join(map(_balanced, text.split("\n"))) if re.search(_TURNS, text) else text


def isolated(text: str, most: int = MOST_SHOWN) -> str:
    """A foreign name for a sentence of ours: where it reads the other way, it does not carry our words along."""
    text = tame(text, most)
    turns = ours_from_right() or _RIGHT_TO_LEFT.search(text)
    return f"{_FIRST_STRONG}{text}{_CLOSES}" if text and turns else text


def sentences(*parts: str) -> str:
    """Those that are not empty, one after the other as they are read out: each ends in one full stop, the last as it
    is."""
    *before, last = [part.strip() for part in parts if part.strip()] or [""]
    return " ".join([*(part if part[-1] in "!?…" else f"{part.rstrip('.')}." for part in before), last])


def reads_from_right(text: str) -> bool | None:
    """Which way a text reads by its first letter outside isolates; None for one without letters."""
    if text.isascii():
        return False if re.search("[A-Za-z]", text) else None
    import unicodedata

    depth = 0
    for character in text[:MOST_IN_A_LINE]:
        kind = unicodedata.bidirectional(character)
        if kind in ("LRI", "RLI", "FSI"):
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0 and kind in ("L", "R", "AL"):
            return kind != "L"
    return None


def literal(text: str, most: int = MOST_SHOWN) -> str:
    """A link or a file's name: what cannot be seen or turns the reading stands there as a sign (`␀`, `[U+202E]`)."""
    if len(text) > most:
        text = text[: most - 1] + "…"
    return re.sub(_STACKS, r"\1", re.sub(_SIGNED, _sign, text))


@lru_cache(maxsize=256)
def shown_host(address: str) -> str:
    """Who answers at an address, for people: the name after any `@`, in punycode where its letters are not one script.

    Empty for what has no host.
    """
    from smmdesk.model.url_parts import split_url

    host = split_url(address).hostname or ""
    if not host:
        return ""
    return ".".join(_part(part) for part in literal(host, 300).split("."))


def shown_address(address: str, most: int = 2000) -> str:
    """A link for the eye: hidden characters as signs, and its host as `shown_host` has it."""
    host, shown = _host_of(address), shown_host(address)
    text = literal(address, most)
    return text.replace(host, shown, 1) if host and shown and host != shown else text


def _host_of(address: str) -> str:
    """The host as it is written."""
    from smmdesk.model.url_parts import split_url

    return literal(split_url(address).netloc.rpartition("@")[2].split(":")[0])


def _part(label: str) -> str:
    """One label of a host: as it is where its letters are Latin, or of scripts that look like no Latin ones."""
    if label.isascii():
        return label
    scripts = {_script(letter) for letter in label if letter not in "-0123456789"}
    if scripts == {"latin"} or scripts <= _EAST_ASIAN or (len(scripts) == 1 and scripts <= _OWN_LOOK):
        return label
    try:
        return "xn--" + label.encode("punycode").decode("ascii")
    except UnicodeError:
        return literal(label)


def _script(letter: str) -> str:
    """A rough script of a letter, by the first word of its Unicode name."""
    import unicodedata

    return unicodedata.name(letter, "?").split(" ", 1)[0].lower()


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else f"[U+{code:04X}]"


def _balanced(line: str) -> str:
    """A line with its whole isolates, without overrides, and without isolates that are opened or closed alone."""
    kept: list[str] = []
    open_at: list[int] = []
    for character in line:
        if character in _OPENS:
            open_at.append(len(kept))
        elif character == _CLOSES:
            if not open_at:
                continue
            open_at.pop()
        elif re.match(_TURNS, character):
            continue
        kept.append(character)
    alone = set(open_at)
    return "".join(c for place, c in enumerate(kept) if place not in alone) if alone else "".join(kept)
