"""The calendar's read model over the bare driver: no SQLAlchemy, so that a window paints its month first.

Rows are what a chip shows, already decided by `model.post.progress` when they were written. Reading never waits for a
writer, and a file that is not there or not yet of this version reads as empty: the store makes it ready soon after.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from smmdesk.model.moment import Moment, from_us
from smmdesk.model.stages import Progress, Stage
from smmdesk.store import driver
from smmdesk.store.brand_reads import BrandRow, Brands, of_brands
from smmdesk.store.search_words import match_of


class Chip(NamedTuple):
    """One channel on a calendar row; `progress` is None while nothing is to go out there."""

    channel_id: str
    platform: str
    progress: Progress | None


class CalendarRow(NamedTuple):
    """One post at one moment. `wall` and `day` are ISO text (a gap of the clocks is already jumped in `day`).

    `language` is empty for a post that has no siblings in other languages.
    """

    post_id: str
    planned_us: int | None
    wall: str
    zone: str
    day: str
    progress: Progress
    words: str
    channels: tuple[Chip, ...]
    thumb_sha256: str
    label_color: str
    published: int
    live: int
    needs_computer: bool
    goes_out_anyway: bool
    stage: Stage
    sample: bool
    media_count: int
    revision: int
    repeats: bool = False
    language: str = ""
    brand_id: str = ""

    @property
    def moment(self) -> Moment | None:
        return Moment(datetime.fromisoformat(self.wall), self.zone) if self.wall else None

    @property
    def date(self) -> date | None:
        return date.fromisoformat(self.day) if self.day else None


class Filters(NamedTuple):
    """What the calendar shows; an empty field shows all. Several values of one field mean any of them."""

    channels: tuple[str, ...] = ()
    progress: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    text: str = ""
    with_media: bool | None = None


class DayCount(NamedTuple):
    """How many rows a day has, and how many of them need a person (URGENT)."""

    rows: int
    urgent: int


class ByDay(NamedTuple):
    """The first rows of each day in order, and counts of all rows by ISO day."""

    rows: tuple[CalendarRow, ...] = ()
    days: Mapping[str, DayCount] = MappingProxyType({})


class ChannelRow(NamedTuple):
    """What a calendar needs of a channel: its name, whose glyph it has (`reported`), and whether it is held back."""

    id: str
    platform: str
    name: str
    archived: bool
    reported: Mapping[str, object]
    held: bool = False


class LabelRow(NamedTuple):
    """A label as menus and filters show it. `color` is a token of label colours."""

    id: str
    name: str
    color: str


class Waiting(NamedTuple):
    """What goes out by itself from now on: counts of rows, whether examples are among them, the next that needs the
    computer."""

    needing: int = 0
    soon: int = 0
    anyway: int = 0
    samples: bool = False
    next: Moment | None = None


ALL = Filters()
GOES_OUT = Filters(progress=(Progress.SCHEDULED, Progress.HANDED_OFF, Progress.RETRY))
URGENT = (Progress.NEEDS_YOU, Progress.MISSED, Progress.UNKNOWN)
TWO_DAYS = timedelta(days=2)
_EVERY_PROGRESS = ", ".join(f"'{progress}'" for progress in Progress)
_COLUMNS = (
    "post_id, nullif(planned_us, -1), wall, zone, day, progress, words, channels, thumb_sha256, label_id, "
    "published, live, needs_computer, goes_out_anyway, stage, sample, media_count, revision, "
    "(SELECT (series_id IS NOT NULL) || iif(group_id IS NULL, '', language) FROM post WHERE post.id = post_id), "
    "brand_id"
)
_PROGRESS = {str(progress): progress for progress in Progress}
_STAGES = {str(stage): stage for stage in Stage}


class CalendarReader:
    """Reads what a calendar shows. For one thread; `close` it, which closes `connection` too; without it opens one."""

    def __init__(self, path: Path, connection: driver.Connection | None = None) -> None:
        self._path = path
        self._connection = connection
        self._chips: dict[str, tuple[Chip, ...]] = {}

    def month(self, brands: Brands, first_us: int, last_us: int, filters: Filters = ALL) -> tuple[CalendarRow, ...]:
        """All rows with `first_us` <= moment < `last_us`, by day and time."""
        where, cells = _where(brands, first_us, last_us, filters)
        return self._rows(f"SELECT {_COLUMNS} FROM calendar_row WHERE {where} ORDER BY day, planned_us, post_id", cells)

    def by_day(self, brands: Brands, first_us: int, last_us: int, per_day: int, filters: Filters = ALL) -> ByDay:
        """The first `per_day` rows of each day, and how many each day has: what the cells of a month can show."""
        if filters.text:  # one search for the whole span
            return _first_of_days(self.month(brands, first_us, last_us, filters), per_day)
        days = self._day_counts(brands, first_us, last_us, filters)
        if all(count.rows <= per_day for count in days.values()):
            return ByDay(self.month(brands, first_us, last_us, filters), days)
        where, cells = _where(brands, first_us, last_us, filters)
        first = f"SELECT planned_us, post_id FROM calendar_row WHERE {where} AND day = wanted.value"
        first += " ORDER BY planned_us, post_id LIMIT ?"
        source = "json_each(?) AS wanted CROSS JOIN calendar_row AS found"  # the days lead, each with one dive
        mine, whose = of_brands(brands, "found.brand_id")
        of_day = f"{mine} AND found.day = wanted.value AND (planned_us, post_id) IN ({first})"
        sql = f"SELECT {_COLUMNS} FROM {source} WHERE {of_day} ORDER BY day, planned_us, post_id"
        rows = self._rows(sql, (json.dumps(list(days)), whose, *cells, per_day))
        return ByDay(rows, days)

    def _day_counts(self, brands: Brands, first_us: int, last_us: int, filters: Filters) -> dict[str, DayCount]:
        """How many rows each day has, in the order of days.

        Unnarrowed they are counted in the index by progress, which holds day and moment too and no words.
        """
        where, cells = _where(brands, first_us, last_us, filters)
        source = "calendar_row"
        if filters == ALL:
            source += " INDEXED BY ix_calendar_row_progress"
            where += f" AND progress IN ({_EVERY_PROGRESS})"
        count = f"SELECT day, progress, count(*) FROM {source} WHERE {where} GROUP BY progress, day"
        rows: dict[str, int] = {}
        urgent: dict[str, int] = {}
        for day, progress, number in self._query(count, cells):
            rows[day] = rows.get(day, 0) + number
            if progress in URGENT:
                urgent[day] = urgent.get(day, 0) + number
        return {day: DayCount(rows[day], urgent.get(day, 0)) for day in sorted(rows)}

    def undated(
        self, brands: Brands, filters: Filters = ALL, limit: int = 500, offset: int = 0
    ) -> tuple[CalendarRow, ...]:
        """Ideas and drafts without a moment: in the person's own order, newest first."""
        where, cells = _where(brands, None, None, filters)
        order = "ORDER BY sort_key, post_id DESC LIMIT ? OFFSET ?"
        return self._rows(f"SELECT {_COLUMNS} FROM calendar_row WHERE {where} {order}", (*cells, limit, offset))

    def undated_count(self, brands: Brands, filters: Filters = ALL) -> int:
        where, cells = _where(brands, None, None, filters)
        found = self._query(f"SELECT count(*) FROM calendar_row WHERE {where}", cells)
        return int(found[0][0]) if found else 0

    def went_out(self, brand_id: str, first_us: int, last_us: int, most: int) -> tuple[datetime, ...]:
        """On what clock the last posts of a span went out, newest first."""
        where, cells = _where(brand_id, first_us, last_us, ALL)
        sql = f"SELECT wall FROM calendar_row WHERE {where} AND progress = ? ORDER BY planned_us DESC LIMIT ?"
        return tuple(
            datetime.fromisoformat(row[0]) for row in self._query(sql, (*cells, str(Progress.PUBLISHED), most))
        )

    def rows_of(self, post_ids: tuple[str, ...]) -> tuple[CalendarRow, ...]:
        """The rows of some posts: what to paint again after a change."""
        wanted = "post_id IN (SELECT value FROM json_each(?))"
        return self._rows(f"SELECT {_COLUMNS} FROM calendar_row WHERE {wanted}", (json.dumps(post_ids),))

    def counts(self, brand_id: str) -> dict[Progress, int]:
        """How many rows stand at each progress: for badges."""
        found = self._query(
            "SELECT progress, count(*) FROM calendar_row WHERE brand_id = ? GROUP BY progress", (brand_id,)
        )
        return {_PROGRESS[progress]: count for progress, count in found}

    def brands(self) -> tuple[BrandRow, ...]:
        """The brands that are not put away, oldest first: what a window needs before it opens the store."""
        living = "deleted_at_us IS NULL AND NOT archived"
        found = self._query(f"SELECT id, name, zone, color FROM brand WHERE {living} ORDER BY id", ())
        return tuple(BrandRow(*row) for row in found)

    def logos(self) -> dict[str, str]:
        """Brand id -> the SHA-256 of its logo, for those that have one."""
        found = self._query("SELECT brand.id, sha256 FROM brand JOIN asset ON asset.id = logo_asset_id", ())
        return dict(found)

    def is_untouched(self, brand_id: str) -> bool:
        """True while nothing was ever planned."""
        return not self._query("SELECT 1 FROM calendar_row WHERE brand_id = ? LIMIT 1", (brand_id,))

    def has_slots(self, brand_id: str) -> bool:
        """Whether there are weekly slots that ideas could fill."""
        return bool(self._query("SELECT 1 FROM slot WHERE brand_id = ? AND deleted_at_us IS NULL LIMIT 1", (brand_id,)))

    def channels(self, brand_id: str) -> tuple[ChannelRow, ...]:
        """The channels in their order."""
        found = self._query(
            "SELECT id, platform, name, status = 'archived', reported, paused OR status = 'signed_out' FROM channel "
            "WHERE brand_id = ? AND deleted_at_us IS NULL ORDER BY sort_key, id",
            (brand_id,),
        )
        return tuple(
            ChannelRow(channel_id, platform, name, archived == 1, json.loads(reported), held == 1)
            for channel_id, platform, name, archived, reported, held in found
        )

    def labels(self, brand_id: str) -> tuple[LabelRow, ...]:
        """The labels in their order."""
        found = self._query(
            "SELECT id, name, color FROM label WHERE brand_id = ? AND deleted_at_us IS NULL ORDER BY sort_key, name",
            (brand_id,),
        )
        return tuple(LabelRow(*row) for row in found)

    def wanted_shares(self, brand_id: str) -> dict[str, int]:
        """Label id -> the share in percent that the owner wants of a month's posts; 0 where none is."""
        found = self._query("SELECT id, wanted_percent FROM label WHERE brand_id = ?", (brand_id,))
        return {label_id: int(percent) for label_id, percent in found}

    def about(self, brand_id: str, first: date, last: date) -> tuple[tuple[str, str, str, date], ...]:
        """(post, first label or nothing, channel or nothing, day) of what is planned on these days, without ideas."""
        found = self._query(
            "SELECT calendar_row.post_id, coalesce(label_id, ''), coalesce(channel_id, ''), day FROM calendar_row "
            "LEFT JOIN post_channel ON post_channel.post_id = calendar_row.post_id "
            "WHERE brand_id = ? AND day BETWEEN ? AND ? AND +stage <> 'idea'",
            (brand_id, first.isoformat(), last.isoformat()),
        )
        return tuple((post, label, channel, date.fromisoformat(day)) for post, label, channel, day in found)

    def ideas_in_use(self, ids: Iterable[str]) -> frozenset[str]:
        """Which of these ideas a living draft was made of."""
        wanted = json.dumps(tuple(ids))
        found = self._query(
            "SELECT DISTINCT idea_id FROM post "
            "WHERE idea_id IN (SELECT value FROM json_each(?)) AND deleted_at_us IS NULL",
            (wanted,),
        )
        return frozenset(row[0] for row in found)

    def has_undated_or_of_ideas(self, post_ids: Iterable[str]) -> bool:
        """Whether one of these posts has no date, or was made of an idea; also one that lies in the trash."""
        return bool(
            self._query(
                "SELECT 1 FROM json_each(?) AS wanted CROSS JOIN post WHERE post.id = wanted.value "  # by id, not by OR
                "AND (planned_at_us IS NULL OR idea_id IS NOT NULL) LIMIT 1",
                (json.dumps(tuple(post_ids)),),
            )
        )

    def waiting(self, brand_id: str, first_us: int, soon_us: int, last_us: int) -> Waiting:
        """What goes out by itself between two instants, `soon` of it before `soon_us`; not what every channel of it
        holds back."""
        where, cells = _where(brand_id, first_us, last_us, GOES_OUT)
        held = [channel.id for channel in self.channels(brand_id) if channel.held]
        if held:
            where += (
                " AND (goes_out_anyway OR EXISTS (SELECT 1 FROM json_each(channels) AS chip "
                "WHERE json_extract(chip.value, '$[0]') NOT IN (SELECT value FROM json_each(?))))"
            )
            cells = (*cells, json.dumps(held))
        counted = self._query(
            "SELECT total(needs_computer), total(needs_computer AND planned_us < ?), total(goes_out_anyway), "
            f"max(sample) FROM calendar_row WHERE {where}",
            (soon_us, *cells),
        )
        if not counted:
            return Waiting()
        needing, soon, anyway, samples = counted[0]
        first = self._query(
            f"SELECT wall, zone FROM calendar_row WHERE {where} AND needs_computer ORDER BY day, planned_us LIMIT 1",
            cells,
        )
        moment = Moment(datetime.fromisoformat(first[0][0]), first[0][1]) if first else None
        return Waiting(int(needing), int(soon), int(anyway), samples == 1, moment)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _rows(self, sql: str, cells: tuple[Any, ...]) -> tuple[CalendarRow, ...]:
        colors = dict(self._query("SELECT id, color FROM label WHERE deleted_at_us IS NULL", ()))
        chips, read = self._chips, self._read_chips
        return tuple(
            [_made(row, chips.get(row[7]) or read(row[7]), colors.get(row[9], "")) for row in self._query(sql, cells)]
        )

    def _read_chips(self, text: str) -> tuple[Chip, ...]:
        """Few combinations stand in a whole calendar, so each is read once."""
        chips = tuple(Chip(channel, platform, _PROGRESS.get(look)) for channel, platform, look in json.loads(text))
        if len(self._chips) > 5000:
            self._chips.clear()
        self._chips[text] = chips
        return chips

    def _query(self, sql: str, cells: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with suppress(driver.OperationalError):
            if self._connection is None:
                self._connection = driver.connect(self._path, read_only=True)
            return self._connection.execute(sql, cells).fetchall()
        return []


def _made(row: tuple[Any, ...], chips: tuple[Chip, ...], color: str) -> CalendarRow:
    """A row of _COLUMNS with its chips and its label's colour, made the fast way: five thousand lie in a full month."""
    progress, stage = _PROGRESS[row[5]], _STAGES[row[14]]
    tail = (row[10], row[11], row[12] == 1, row[13] == 1, stage, row[15] == 1, row[16], row[17])
    more = row[18] or "0"  # whether it repeats, then the language of a post that has several
    return CalendarRow._make(
        (*row[:5], progress, row[6], chips, row[8], color, *tail, more[0] == "1", more[1:], row[19])
    )


def _where(brands: Brands, first_us: int | None, last_us: int | None, filters: Filters) -> tuple[str, tuple[Any, ...]]:
    """A condition and its cells. Days are bounded two days wider than the instants: zones differ by less."""
    mine, whose = of_brands(brands)
    cells: list[Any]
    if first_us is None or last_us is None:
        parts, cells = [mine, "day = ''"], [whose]
    else:
        days = (from_us(first_us) - TWO_DAYS).date(), (from_us(last_us) + TWO_DAYS).date()
        parts = [mine, "day BETWEEN ? AND ?", "planned_us >= ?", "planned_us < ?"]
        cells = [whose, days[0].isoformat(), days[1].isoformat(), first_us, last_us]
    for part, more in _filters(filters):
        parts.append(part)
        cells += more
    return " AND ".join(parts), tuple(cells)


# The plus keeps SQLite from the index over `progress`: the days are what narrows it down.
def _filters(filters: Filters) -> Iterator[tuple[str, list[Any]]]:
    if filters.channels:
        yield _any("instr(channels, ?) > 0", filters.channels), [f'"{channel}"' for channel in filters.channels]
    if filters.progress:
        yield _any("+progress = ?", filters.progress), [str(progress) for progress in filters.progress]
    if filters.labels:
        yield _any("instr(label_ids, ?) > 0", filters.labels), list(filters.labels)
    if filters.with_media is not None:
        yield "(media_count > 0) = ?", [filters.with_media]
    if filters.text.strip():
        found = "SELECT rowid FROM search WHERE search MATCH ?"
        wanted = f"post_id IN (SELECT post_id FROM search_row WHERE number IN ({found}))"
        match = match_of(filters.text)
        yield (wanted, [match]) if match else ("0", [])


def _any(condition: str, values: tuple[str, ...]) -> str:
    return "(" + " OR ".join([condition] * len(values)) + ")"


def _first_of_days(rows: tuple[CalendarRow, ...], per_day: int) -> ByDay:
    grouped: dict[str, list[CalendarRow]] = {}
    for row in rows:
        grouped.setdefault(row.day, []).append(row)
    days = {day: DayCount(len(found), sum(row.progress in URGENT for row in found)) for day, found in grouped.items()}
    return ByDay(tuple(row for found in grouped.values() for row in found[:per_day]), days)
