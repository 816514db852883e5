"""Ten thousand posts in from a table and out into a calendar file; a hundred thousand in an archive and out of it."""

import csv
import random
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from icalendar import Calendar, Event

from benchmarks.desks import desk_on
from benchmarks.measuring import Figure, Series, Target, interleaved, timed
from benchmarks.processes import run
from benchmarks.running import Run
from smmdesk.desk import archive, importing
from smmdesk.desk.planning import first_brand
from smmdesk.store import driver, flat_reads
from smmdesk.system.paths import Paths
from tests.helpers.big_store import WORDS

ROWS, ARCHIVED = 10_000, 100_000
PATIENCE_S = 3_600
"""A slow computer takes its time over an archive; a figure is worth more than none."""
COLUMNS = ("date", "time", "zone", "channels", "labels", "title", "text", "link")


def figures(bench: Run) -> Iterator[Figure]:
    yield from _import(bench)
    yield from _export(bench)
    yield from _archive(bench)


def _import(bench: Run) -> Iterator[Figure]:
    table = write_table(bench.folders.empty() / "posts.csv", bench.posts(ROWS))
    looks: list[float] = []

    def ours() -> float:
        with desk_on(Paths(bench.folders.empty() / "desk")) as desk:
            first_brand(desk)
            plans: list[importing.Plan] = []
            took = interleaved(1, {"look": lambda: plans.append(importing.read_import(desk, table))}, warm_up=0)
            looks.append(took["look"].median)
            done = interleaved(1, {"do": lambda: taken_in(desk, plans[0])}, warm_up=0)
            return looks[-1] + done["do"].median

    def taken_in(desk: object, plan: importing.Plan) -> None:
        done = importing.apply_import(desk, plan, many=True)  # type: ignore[arg-type]
        assert done.new == bench.posts(ROWS)

    took = interleaved(bench.rounds(3), {"ours": ours, "floor": lambda: bare_import(bench.folders.empty(), table)}, 0)
    name = f"import of a table of {bench.posts(ROWS):,} posts"
    note = "checked, stored, searchable, on the calendar, in one step that can be undone; off the screen's thread"
    yield Figure(
        name, "s", took["ours"], took["floor"], "csv into SQLite with full-text index", Target(3, 1, "median"), note
    )
    yield Figure("the look at it before (changes nothing)", "s", Series(tuple(looks)))


def write_table(path: Path, rows: int) -> Path:
    """A table as a spreadsheet exports it, the same every time."""
    chance = random.Random(20261118)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for number in range(rows):
            day = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=37 * number)
            words = chance.choices(WORDS, k=24)
            when = (f"{day:%Y-%m-%d}", f"{day:%H:%M}", "Europe/Rome")
            out.writerow([*when, "", chance.choice(("prodotti", "eventi")), words[0].title(), " ".join(words), ""])
    return path


def bare_import(folder: Path, table: Path) -> None:
    """The least that could be called an import: rows read, stored and searchable."""
    with (
        closing(driver.connect(folder / "bare.sqlite")) as connection,
        table.open(encoding="utf-8", newline="") as file,
    ):
        connection.execute("CREATE TABLE post (id INTEGER PRIMARY KEY, day, title, text)")
        connection.execute("CREATE VIRTUAL TABLE search USING fts5 (title, text)")
        rows = [(row["date"], row["title"], row["text"]) for row in csv.DictReader(file)]
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO post (day, title, text) VALUES (?, ?, ?)", rows)
        connection.execute("INSERT INTO search (rowid, title, text) SELECT id, title, text FROM post")
        connection.execute("COMMIT")


def _export(bench: Run) -> Iterator[Figure]:
    target = bench.folders.empty()
    with desk_on(bench.folders.filled(bench.posts(ROWS), bench.posts(2_000))) as desk:
        with desk.store.reading() as reader:
            rows = flat_reads.dated_rows(reader)
        works = {
            "ours": lambda: archive.export_ics(desk, target / "ours.ics"),
            "floor": lambda: by_library(rows, target / "library.ics"),
        }
        took = interleaved(bench.rounds(3), works)
    same = sum(1 for _ in Calendar.from_ical((target / "ours.ics").read_bytes()).walk("VEVENT"))
    assert same == len(rows)
    note = "read from the database, written, and read back by icalendar with as many events"
    name = f"export of {len(rows):,} posts as iCalendar"
    yield Figure(name, "s", took["ours"], took["floor"], "icalendar, rows in memory", Target(0.5, 0.1, "median"), note)


def by_library(rows: list[flat_reads.DatedRow], path: Path) -> None:
    """The same events by the library that most programs use."""
    made = Calendar()
    made.add("prodid", "-//bench//")
    made.add("version", "2.0")
    for row in rows:
        event = Event()
        event.add("uid", row.id)
        event.add("dtstart", datetime.fromtimestamp(row.at_us / 1_000_000, UTC))
        event.add("summary", row.title or row.text[:80])
        event.add("description", row.text)
        made.add_component(event)
    path.write_bytes(made.to_ical())


# ------------------------------------------------------------------ the whole calendar in one file
def _archive(bench: Run) -> Iterator[Figure]:
    paths, folder = bench.folders.filled(bench.posts(ARCHIVED)), bench.folders.empty()
    file, size = folder / "all.smmdesk", f"{bench.posts(ARCHIVED):,} posts"
    wrote, copies, told, floors = [], [], [], []
    for _ in range(bench.rounds(2)):
        wrote.append(run("archive_writer", str(paths.folder), str(file), patience_s=PATIENCE_S))
        copies.append(timed(lambda: bare_archive(paths.database, folder)))
        told.append(run("archive_desk", str(file), str(bench.folders.empty() / "desk"), patience_s=PATIENCE_S))
        target = bench.folders.empty()
        floors.append(timed(lambda target=target: bare_restore(file, target)))  # type: ignore[misc]
    assert {one["posts"] for one in (*wrote, *told)} == {bench.posts(ARCHIVED)}

    def of(name: str) -> Series:
        return Series(tuple(one[name] for one in told))

    copy = "SQLite's copy of the file, zipped"
    note = "checked, without sign-ins and messages; off the screen's thread"
    took = Series(tuple(one["write_s"] for one in wrote))
    yield Figure(f"archive of {size}, written", "s", took, Series(tuple(copies)), copy, note=note)
    yield Figure("how large it is", "MiB", Series(tuple(one["size"] / (1 << 20) for one in wrote)))
    if wrote[0]["peak_mib"] is not None:
        grown = Series(tuple(one["peak_mib"] - one["before_mib"] for one in wrote))
        yield Figure("the most memory for writing it", "MiB", grown)
    yield Figure("the look at it (changes nothing)", "s", of("look_s"))
    back = "unzipped, its posts copied by SQL, full-text index"
    note = "in pieces, as one step that can be undone; it can be stopped; off the screen's thread"
    yield Figure(f"archive of {size}, taken in", "s", of("take_s"), Series(tuple(floors)), back, note=note)
    yield Figure("processor time of it", "s", of("cpu_s"))
    yield Figure("the longest from one commit of it to the next", "s", of("longest_s"))
    if told[0]["peak_mib"] is not None:  # this system says
        grown = Series(tuple(one["peak_mib"] - one["before_mib"] for one in told))
        yield Figure("the most memory for looking and taking in", "MiB", grown)


def bare_archive(database: Path, folder: Path) -> None:
    """The least that could be called an archive: a copy of the file that is whole, in a zip file."""
    copy = folder / "copy.sqlite"
    with closing(driver.connect(database, read_only=True)) as source, closing(driver.connect(copy)) as target:
        source.backup(target)
    with zipfile.ZipFile(folder / "bare.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(copy, copy.name)
    copy.unlink()


def bare_restore(file: Path, folder: Path) -> None:
    """The least that could be called taking it in: posts and deliveries stored and searchable, in one commit."""
    with (
        zipfile.ZipFile(file) as packed,
        packed.open(archive.DATABASE) as source,
        (folder / "from.sqlite").open("wb") as target,
    ):
        shutil.copyfileobj(source, target, 1 << 20)
    with closing(driver.connect(folder / "bare.sqlite")) as connection:
        connection.execute("ATTACH ? AS theirs", (str(folder / "from.sqlite"),))
        connection.execute("BEGIN")
        for table in ("post", "post_channel", "post_label", "post_wording", "delivery", "part"):
            connection.execute(f"CREATE TABLE {table} AS SELECT * FROM theirs.{table}")
        connection.execute("CREATE VIRTUAL TABLE search USING fts5 (title, text)")
        connection.execute("INSERT INTO search (title, text) SELECT title, text FROM post")
        connection.execute("COMMIT")
