"""Rows of a table as plain wishes: nothing is looked up, nothing is written, nothing is believed.

Whatever a file holds, reading it ends: sizes, rows and columns are capped, and what does not fit raises ImportBadError
with a sentence for the person.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from smmdesk.desk.cells import PARTS, bare, column_of, is_ticked, ticked_columns
from smmdesk.desk.import_errors import ImportBadError, decoded
from smmdesk.model.problem import Problem
from smmdesk.model.words import _

MAX_ROWS = 50_000
MAX_COLUMNS = 500
MAX_CELL = 200_000
DELIMITERS = ",;\t|"
BARE_COLUMNS = ("when", "text", "link")


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a table by place: their headings ("" for one without), the first row below, and which of
    `cells.NAMES` each known one means. `month_first` is how its dates were read; `doubtful` a day that could be read
    either way ("1/2/2027"), where no date of the table settles that, else None."""

    heading: tuple[str, ...]
    sample: tuple[str, ...]
    columns: Mapping[str, int]
    month_first: bool = False
    doubtful: tuple[int, int, int] | None = None


class NoColumnsError(ImportBadError):
    """A table in which nothing to post was recognised: a person can say what its columns mean."""

    def __init__(self, table: Table) -> None:
        self.table = table
        super().__init__(_("Its first line names no column “text”."))


@dataclass(frozen=True, slots=True)
class Wish:
    """One row. Fields that the file does not have are None: a post that exists keeps its own.

    With `one_cell` channels, labels and media hold one cell each, which may hold several names. `raw` is a post of our
    own JSON, which says more (json_posts).
    """

    number: int
    one_cell: bool = False
    id: str = ""
    title: str | None = None
    text: str | None = None
    link: str | None = None
    first_comment: str | None = None
    language: str | None = None
    thread: tuple[str, ...] | None = None
    channels: tuple[str, ...] | None = None
    labels: tuple[str, ...] | None = None
    media: tuple[str, ...] | None = None  # names or hashes
    alts: tuple[str, ...] = ()
    raw: Mapping[str, Any] | None = None
    has_time: bool = False
    wall: datetime | None = None
    zone: str = ""
    idea: bool = False
    problems: tuple[Problem, ...] = field(default=())


# ------------------------------------------------------------------ CSV
def csv_wishes(data: bytes, chosen: Mapping[str, int] | None = None, month_first: bool | None = None) -> list[Wish]:
    """Rows of a table, in any usual encoding and with any usual delimiter; `chosen` says which column is what, in the
    place of the headings, `month_first` how dates are written where the table itself does not tell. Raises
    NoColumnsError, ImportBadError."""
    head, rows, first = _table(data)
    columns, ticks = _columns(head, rows, chosen), ticked_columns(head, rows)
    american = _is_american(_days(rows, columns), month_first)
    made = (_of_row(number, row, columns, ticks, american) for number, row in enumerate(rows, start=first))
    return [wish for wish in made if wish is not None]


def table_of(data: bytes, chosen: Mapping[str, int] | None = None, month_first: bool | None = None) -> Table:
    """The columns of a table, to be told what they mean. Raises ImportBadError."""
    head, rows, first = _table(data)
    sample = tuple(rows[0]) if rows else ()
    wide = max(len(head), len(sample))
    said = head if first > 1 else []
    heading = tuple(said[place].strip() if place < len(said) else "" for place in range(wide))
    columns = chosen if chosen is not None else _known(head)
    days = _days(rows, columns)
    return Table(heading, sample, columns, _is_american(days, month_first), _doubtful(days))


def _table(data: bytes) -> tuple[list[str], list[list[str]], int]:
    """Headings, rows, and the number of the first row as the file counts: 1 for a table without headings."""
    text = decoded(data)
    delimiter = max(DELIMITERS, key=text.split("\n", 1)[0].count)
    csv.field_size_limit(MAX_CELL)
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), MAX_ROWS + 2))
    except csv.Error as error:
        raise ImportBadError(_("Its rows could not be told apart.")) from error
    if rows and _is_bare(rows[0]):
        return list(BARE_COLUMNS), rows, 1
    return next(iter(rows), []), rows[1:], 2


def _columns(heading: list[str], rows: list[list[str]], chosen: Mapping[str, int] | None) -> Mapping[str, int]:
    """Where each column stands. Raises ImportBadError when there is nothing to post in the table."""
    if len(heading) > MAX_COLUMNS:
        raise ImportBadError(_("It has more than {limit} columns.").format(limit=MAX_COLUMNS))
    found = chosen if chosen is not None else _known(heading)
    if not {"text", "title", "media"} & found.keys():
        raise NoColumnsError(Table(tuple(heading), tuple(rows[0]) if rows else (), found))
    return found


def _known(heading: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, name in enumerate(heading):
        column = column_of(name)
        if column is not None:
            found.setdefault(column, place)
    return found


def _is_bare(row: list[str]) -> bool:
    """Whether a table begins without headings, with a moment and what is said then, as Hootsuite's do."""
    if len(row) < 2 or any(column_of(cell) for cell in row):
        return False
    return any(when_of({"when": row[0]}, american)[0] is not None for american in (False, True))


def _of_row(
    number: int, row: list[str], columns: Mapping[str, int], ticks: Mapping[int, str], american: bool
) -> Wish | None:
    if number > MAX_ROWS + 1:
        raise ImportBadError(_("It has more than {limit} rows.").format(limit=MAX_ROWS))
    cells = {name: bare(row[place]) if place < len(row) else "" for name, place in columns.items()}
    if not any(cells.values()):
        return None
    when = when_of(cells, american)
    ticked = tuple(name for place, name in ticks.items() if place < len(row) and is_ticked(row[place]))
    return Wish(
        number=number,
        one_cell=True,
        id=cells.get("id", "").strip(),
        title=cells.get("title"),
        text=_unix(cells.get("text")),
        link=cells.get("link"),
        first_comment=_unix(cells.get("first_comment")),
        language=cells.get("language"),
        thread=_parts(_unix(cells.get("thread"))),
        channels=(cells["channels"],) if "channels" in cells else ticked if ticks else None,
        labels=(cells["labels"],) if "labels" in cells else None,
        media=(cells["media"],) if "media" in cells else None,
        alts=tuple(cells.get("alt", "").replace("||", PARTS).split(PARTS)),
        has_time=bool({"date", "when"} & cells.keys()),
        wall=when[0],
        zone=cells.get("zone", "").strip(),
        idea=cells.get("stage", "").strip().casefold() == "idea",
        problems=when[1],
    )


def _unix(text: str | None) -> str | None:
    return None if text is None else text.replace("\r\n", "\n").replace("\r", "\n")


def _parts(cell: str | None) -> tuple[str, ...] | None:
    return None if cell is None else tuple(part for part in cell.split(PARTS) if part)


# ------------------------------------------------------------------ times in tables
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_EUROPEAN = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?:\s*([ap])\.?m\.?)?", re.IGNORECASE)
NOON = time(9)


def _days(rows: list[list[str]], columns: Mapping[str, int]) -> list[tuple[int, int, int]]:
    """The dates of a table that are written with the year last: the two numbers before it, and the year."""
    places = [columns[name] for name in ("date", "when") if name in columns]
    cells = (bare(row[place]).strip() for row in rows for place in places if place < len(row))
    return [(int(found[1]), int(found[2]), int(found[3])) for cell in cells if (found := _EUROPEAN.match(cell))]


def _is_american(days: list[tuple[int, int, int]], month_first: bool | None) -> bool:
    """Whether a table writes the month before the day: a date of it can be nothing else, and none the other way; where
    all of them can be both, what a person said."""
    if _doubtful(days) is not None:
        return bool(month_first)
    return any(second > 12 for _first, second, _year in days) and all(first <= 12 for first, _second, _year in days)


def _doubtful(days: list[tuple[int, int, int]]) -> tuple[int, int, int] | None:
    """The first date that is another one when read the other way, where every date can be read both ways."""
    if any(not (1 <= first <= 12 and 1 <= second <= 12 and year) for first, second, year in days):
        return None
    return next((day for day in days if day[0] != day[1]), None)


def when_of(cells: Mapping[str, str], american: bool = False) -> tuple[datetime | None, tuple[Problem, ...]]:
    """Date and time of a row: day before month (after it where `american`), years in four digits; what is not
    understood is a problem."""
    text = f"{cells.get('date', '')} {cells.get('when', '')}".strip()
    clock = cells.get("time", "").strip()
    if not text and not clock:
        return None, ()
    try:
        return _wall(text, clock, american), ()
    except ValueError:
        return None, (Problem("time_not_understood", {"text": f"{text} {clock}".strip()[:80], "field": "when"}),)


def _wall(text: str, clock: str, american: bool) -> datetime:
    iso, european = _ISO.match(text), _EUROPEAN.match(text)
    if iso is not None:
        day = date(int(iso[1]), int(iso[2]), int(iso[3]))
    elif european is not None:
        first, second = int(european[1]), int(european[2])
        day = date(int(european[3]), *((first, second) if american else (second, first)))
    else:
        raise ValueError(text)
    rest = (text[(iso or european).end() :].lstrip(" T,") + " " + clock).strip()  # type: ignore[union-attr]
    return datetime.combine(day, _clock(rest) if rest else NOON)


def _clock(text: str) -> time:
    found = _CLOCK.match(text)
    if found is None:
        raise ValueError(text)
    hour, half = int(found[1]), (found[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(found[2]), int(found[3] or 0))
