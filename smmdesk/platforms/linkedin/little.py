"""LinkedIn's "little" text: what a person typed, so that it is read as just that (learn.microsoft.com, read Nov 2026).

Every reserved sign is escaped also inside addresses; hashtags become the template that LinkedIn itself writes. Nobody
is named by a link there: names stay plain words.
"""

import re

RESERVED = re.compile(r"[|{}@\[\]()<>#\\*_~]")
_PIECES = re.compile(r"(?P<address>https?://\S+)|(?<![\w&/#＃])(?P<sign>[#＃])(?P<tag>\w*[^\W\d_]\w*)")
_READ = re.compile(
    r"\\(?P<plain>.)|\{hashtag\|\\?(?P<sign>[#＃])\|(?P<tag>(?:\\.|[^\\|{}])*)\}|@\[(?P<name>(?:\\.|[^\\\]])*)\]\([^)]*\)",
    re.DOTALL,
)


def little(text: str) -> str:
    """A text as LinkedIn's commentary."""
    made, last = [], 0
    for piece in _PIECES.finditer(text):
        made.append(_escaped(text[last : piece.start()]))
        if piece["tag"]:
            sign = _escaped(piece["sign"])
            made.append(f"{{hashtag|{sign}|{_escaped(piece['tag'])}}}")
        else:
            made.append(_escaped(piece["address"]))
        last = piece.end()
    return "".join(made) + _escaped(text[last:])


def plain(commentary: str) -> str:
    """The words of a commentary, whoever wrote it."""
    return _READ.sub(_said, commentary)


def _escaped(text: str) -> str:
    return RESERVED.sub(r"\\\g<0>", text)


def _said(found: "re.Match[str]") -> str:
    if found["plain"] is not None:
        return str(found["plain"])
    if found["tag"] is not None:
        return f"{found['sign']}{plain(found['tag'])}"
    return plain(found["name"])
