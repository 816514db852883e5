"""Cells of a table that a spreadsheet opens: nothing in them may run as a formula (security.md T10)."""

import re
from collections.abc import Container

_FORMULA = re.compile("['\\s]*[=+\\-@\t\r＝＋－＠]")
BETWEEN = "; "
PARTS = "\n---\n"
"""Between the further parts of a thread in one cell."""

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
)
"""The columns of an export, in order. `state` and `published` are news for people and not read back."""

NAMES = {
    "id": ("id",),
    "date": ("date", "data", "day", "giorno", "scheduled date", "publish date"),
    "time": ("time", "ora", "hour", "scheduled time", "publish time"),
    "when": ("when", "quando", "datetime", "date time", "scheduled at", "scheduled", "publish at", "data e ora"),
    "zone": ("zone", "time zone", "timezone", "fuso", "fuso orario"),
    "channels": ("channels", "channel", "canali", "canale", "platforms", "platform", "accounts", "account", "profiles"),
    "labels": ("labels", "label", "etichette", "etichetta", "tags", "categories"),
    "title": ("title", "titolo", "name"),
    "text": ("text", "testo", "message", "caption", "content", "post", "description", "messaggio", "didascalia"),
    "link": ("link", "url", "collegamento"),
    "thread": ("thread", "parts", "parti"),
    "first_comment": ("first comment", "firstcomment", "primo commento", "comment"),
    "media": ("media", "image", "images", "photo", "photos", "foto", "immagine", "immagini", "picture", "pictures"),
    "alt": ("alt", "alt text", "descrizione", "image description"),
    "language": ("language", "lingua"),
    "stage": ("stage", "state", "stato", "status"),
}
"""What a column may be called in a file made elsewhere."""
_BY_NAME = {name: column for column, names in NAMES.items() for name in names}


def safe(cell: str) -> str:
    """The cell as it is written: a quote before what a spreadsheet might run."""
    return "'" + cell if _FORMULA.match(cell) else cell


def bare(cell: str) -> str:
    """The cell as it was meant: only the quote that `safe` wrote is taken away."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def column_of(heading: str) -> str | None:
    """Which of `NAMES` a heading means, whatever its case and underscores; None for another."""
    plain = " ".join(heading.strip().lstrip("\ufeff").casefold().replace("_", " ").replace("-", " ").split())
    return _BY_NAME.get(plain)


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
