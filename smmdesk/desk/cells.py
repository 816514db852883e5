"""Cells of a table that a spreadsheet opens: nothing in them may run as a formula (security.md T10)."""

import re
from collections.abc import Container, Sequence

from smmdesk.model.channel import Channel
from smmdesk.model.numbers import Count

_FORMULA = re.compile("['\\s]*[=+\\-@\t\r＝＋－＠]")
BETWEEN = "; "
YES, NO = frozenset({"true", "yes", "x", "sì", "si", "vero"}), frozenset({"false", "no", "falso"})
NO_CHANNELS = frozenset({"draft", "bozza", "shortener"})
"""Columns of ticks that mean something else: every post taken in is a draft, and links are not shortened."""
PARTS = "\n---\n"
"""Between the further parts of a thread in one cell."""

COUNTED = tuple(kind.value for kind in Count)
"""What the platforms count of a post, all its channels together; empty where none tells it."""

COLUMNS = (
    "id",
    "date",
    "time",
    "zone",
    "state",
    "channels",
    "labels",
    "title",
    "text",
    "link",
    "thread",
    "first_comment",
    "media",
    "alt",
    "language",
    "published",
    *COUNTED,
)
"""The columns of an export, in order. `state`, `published` and the numbers are news for people and not read back."""

NAMES = {
    "id": ("id",),
    "date": ("date", "data", "day", "giorno", "scheduled date", "publish date"),
    "time": ("time", "ora", "hour", "scheduled time", "publish time"),
    "when": (
        *("when", "quando", "datetime", "date time", "scheduled at", "scheduled", "publish at", "data e ora"),
        *("posting time", "postatspecifictime", "schedule date"),
    ),
    "zone": ("zone", "time zone", "timezone", "fuso", "fuso orario"),
    "channels": ("channels", "channel", "canali", "canale", "platforms", "platform", "accounts", "account", "profiles"),
    "labels": ("labels", "label", "etichette", "etichetta", "tags", "categories"),
    "title": ("title", "titolo", "name"),
    "text": ("text", "testo", "message", "caption", "content", "post", "description", "messaggio", "didascalia"),
    "link": ("link", "url", "collegamento"),
    "thread": ("thread", "parts", "parti"),
    "first_comment": ("first comment", "firstcomment", "primo commento", "comment", "first comment text"),
    "media": (
        *("media", "image", "images", "photo", "photos", "foto", "immagine", "immagini", "picture", "pictures"),
        *("media url", "media urls", "image url", "image urls", "imageurls", "picture url 1"),
    ),
    "alt": ("alt", "alt text", "descrizione", "image description", "alt text picture 1"),
    "language": ("language", "lingua"),
    "stage": ("stage", "state", "stato", "status"),
}
"""What a column may be called in a file made elsewhere, also in the tables for Buffer, Publer, Metricool and SocialBee
(their help pages, seen 28 Nov 2026)."""
_BY_NAME = {name: column for column, names in NAMES.items() for name in names}


def full_name(channel: Channel) -> str:
    """The name of a channel whose own name another has too."""
    return f"{channel.platform}: {channel.name}"


def safe(cell: str) -> str:
    """The cell as it is written: a quote before what a spreadsheet might run."""
    return "'" + cell if _FORMULA.match(cell) else cell


def bare(cell: str) -> str:
    """The cell as it was meant: only the quote that `safe` wrote is taken away."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def column_of(heading: str) -> str | None:
    """Which of `NAMES` a heading means, whatever its case and underscores, and what it explains behind a dash; None for
    another."""
    heading = heading.strip().lstrip("\ufeff").casefold()
    for words in (heading, heading.partition(" - ")[0].replace("(s)", "")):
        found = _BY_NAME.get(" ".join(words.replace("_", " ").replace("-", " ").split()))
        if found is not None:
            return found
    return None


def ticked_columns(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """Columns of ticks, one for each channel, by place: all of their cells say yes or no (as Metricool's do)."""
    found = {}
    for place, name in enumerate(heading):
        cells = {row[place].strip().casefold() for row in rows if place < len(row)} - {""}
        if cells and cells <= YES | NO and column_of(name) is None and name.strip().casefold() not in NO_CHANNELS:
            found[place] = name.strip()
    return found


def is_ticked(cell: str) -> bool:
    return cell.strip().casefold() in YES


def names_in(cell: str, known: Container[str] = ()) -> tuple[str, ...]:
    """The names in a cell, divided by line breaks, semicolons, bars or commas; what is a `known` name (in lower case)
    as it stands is not divided."""
    name = cell.strip()
    if name.casefold() in known:
        return (name,)
    for divider in ("\n", ";", "|", ","):
        if divider in name:
            return tuple(found for part in name.split(divider) for found in names_in(part, known))
    return (name,) if name else ()
