"""Posts out into tables, calendars and JSON, and in again."""

import json
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.desk import archive, importing, planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.ics import calendar_text
from smmdesk.desk.json_posts import JSON_FORMAT
from smmdesk.model.brand import Brand
from smmdesk.model.label import Label
from smmdesk.model.moment import to_us
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.store.flat_reads import DatedRow
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import (
    ROME,
    add_channel,
    add_post,
    bare_post,
    deliveries,
    everything,
    made_desk,
    post_now,
    publish,
    rome,
    states,
)


# ------------------------------------------------------------------ CSV
@pytest.mark.statement(111)
@pytest.mark.parametrize("kind", ["csv", "json"])
def test_an_export_taken_in_again_changes_nothing(
    desk: Desk, brand: Brand, full: Post, tmp_path: Path, kind: str
) -> None:
    add_post(desk, brand, "Un'idea", stage=Stage.IDEA)
    before = everything(desk)
    assert archive.export(desk, kind, tmp_path / f"out.{kind}") == 2
    plan = importing.read_import(desk, tmp_path / f"out.{kind}")
    assert (plan.new, plan.changed, plan.same, plan.problems) == ((), (), 2, ())
    importing.apply_import(desk, plan)
    assert everything(desk) == before


@pytest.mark.parametrize("kind", ["csv", "json", "ics"])
def test_another_desk_takes_an_export_in_and_twice_makes_no_copies(
    desk: Desk, full: Post, tmp_path: Path, clock: ManualClock, kind: str
) -> None:
    archive.export(desk, kind, tmp_path / f"out.{kind}")
    with made_desk(Paths(tmp_path / "other"), clock) as other:
        brand = planning.first_brand(other)
        add_channel(other, brand, "Sito, e blog")
        for _ in range(2):
            importing.apply_import(other, importing.read_import(other, tmp_path / f"out.{kind}"))
        [post] = everything(other).values()
        assert post.id == full.id
        assert (post.content.text, post.content.title, post.content.link) == (
            full.content.text,
            full.content.title,
            full.content.link,
        )
        assert post.planned == full.planned  # the hour that does not exist, and its zone
        assert post.stage is Stage.DRAFT
        with other.store.reading() as reader:
            assert [label.name for label in reader.all(Label)] == ["Prodotti"]


def test_rows_edited_in_a_spreadsheet_change_their_posts(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    post = planning.schedule(desk, add_post(desk, brand, "Pane", add_channel(desk, brand)).id, rome("2026-11-24 09:00"))
    archive.export_csv(desk, tmp_path / "out.csv")
    text = (
        (tmp_path / "out.csv").read_text("utf-8-sig").replace("Pane", "Pane nero").replace("2026-11-24", "2026-11-25")
    )
    (tmp_path / "out.csv").write_text(text)
    plan = importing.read_import(desk, tmp_path / "out.csv")
    assert len(plan.changed) == 1
    assert post_now(desk, post) == post  # a plan changes nothing
    importing.apply_import(desk, plan)
    after = post_now(desk, post)
    assert (after.content.text, after.planned) == ("Pane nero", rome("2026-11-25 09:00"))
    assert deliveries(desk, post)[0].due == after.planned
    undo.undo(desk)
    assert bare_post(post_now(desk, post)) == bare_post(post)
    assert states(desk, post) == [["scheduled"]]


def test_what_is_out_is_not_changed_by_a_file(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    channel = add_channel(desk, brand)
    post = planning.schedule(desk, add_post(desk, brand, "Pane", channel).id, rome("2026-11-24 09:00"))
    publish(desk, post, channel)
    (tmp_path / "a.csv").write_text(f"id,text\n{post.id},Altro\n")
    done = importing.apply_import(desk, importing.read_import(desk, tmp_path / "a.csv"))
    assert (done.changed, [found.problem.code for found in done.problems]) == (0, ["out_already"])
    assert post_now(desk, post).content.text == "Pane"


def rows(desk: Desk, folder: Path, data: str | bytes) -> importing.Plan:
    (folder / "rows.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    return importing.read_import(desk, folder / "rows.csv")


@pytest.mark.vector(97)
@pytest.mark.statement(110)
@pytest.mark.fault(100)
def test_a_table_made_elsewhere_with_a_problem_for_each_bad_row(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    channel = add_channel(desk, brand, "Forno")
    plan = rows(
        desk,
        tmp_path,
        "Data;Ora;Testo;Canali;Foto\n"
        "24/11/2026;9.30;Pane;Forno;\n"
        "31/02/2026;9:00;Mai;Forno;\n"
        "2026-12-01;;Senza ora;Ignoto;\n"
        ";;Un giorno;;vetrina.jpg\n"
        "03/04/05;9;Ambiguo;;\n"
        "24/11/2026;25:00;Tardi;;\n"
        ";;;;\n",
    )
    assert [(post.content.text, post.planned) for post in plan.new] == [
        ("Pane", rome("2026-11-24 09:30")),
        ("Senza ora", rome("2026-12-01 09:00")),
        ("Un giorno", None),
    ]
    assert plan.new[0].channels == (channel.id,)
    assert [(found.number, found.problem.code, found.skipped) for found in plan.problems] == [
        (3, "time_not_understood", True),
        (4, "channel_unknown", False),
        (5, "media_not_here", False),
        (6, "time_not_understood", True),
        (7, "time_not_understood", True),
    ]


@pytest.mark.vector(97)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_are_found_out(
    desk: Desk, brand: Brand, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    table = f'text{delimiter}title\n"Perché, sì; è così"{delimiter}Caffè\n'
    [post] = rows(desk, tmp_path, table.encode(encoding)).new
    assert (post.content.text, post.content.title) == ("Perché, sì; è così", "Caffè")


@pytest.mark.vector(97)
def test_a_mark_written_twice_is_no_part_of_a_heading(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    assert len(rows(desk, tmp_path, b"\xef\xbb\xbf\xef\xbb\xbftext\nPane\n").new) == 1


@pytest.mark.vector(97)
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "names no column"),
        (b"a,b\n1,2\n", "names no column"),
        (",".join(f"c{n}" for n in range(10_000)).encode(), "more than 500 columns"),
        (b"text\n" + b"a\n" * 50_001, "more than 50000 rows"),
        (b'text\n"' + b"x" * 300_000, "could not be told apart"),
        (b"PK\x03\x04rest", "not an archive"),
    ],
)
def test_tables_that_are_none_are_refused_with_a_sentence(
    desk: Desk, brand: Brand, tmp_path: Path, data: bytes, said: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        rows(desk, tmp_path, data)
    assert caught.value.problem.code == "import_bad"
    assert said in caught.value.problem.advice


@pytest.mark.vector(98)
@pytest.mark.parametrize(
    "name",
    ["//10.0.0.5/share/x.jpg", r"\\evil\s\x.jpg", "%APPDATA%/a.jpg", "/etc/passwd", "../a.jpg", "x" * 300, "🥐 .jpg "],
)
def test_a_table_names_photos_of_the_library_and_opens_no_path(
    desk: Desk, brand: Brand, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "posts.csv"
    table.write_text(f'text,media\nPane,"{name}"\n', encoding="utf-8")
    opened: list[str] = []
    looked, read = Path.stat, Path.open
    monkeypatch.setattr(Path, "stat", lambda path, **how: (opened.append(str(path)), looked(path, **how))[1])
    monkeypatch.setattr(Path, "open", lambda path, *a, **how: (opened.append(str(path)), read(path, *a, **how))[1])
    plan = importing.read_import(desk, table)
    assert plan.new[0].content.media == ()
    assert [(one.problem.code, one.problem.values["name"]) for one in plan.problems] == [
        ("media_not_here", name.strip()[:80])
    ]
    assert not [path for path in opened if name.strip() in path]


@pytest.mark.vector(97)
@pytest.mark.fault(101)
def test_files_that_are_missing_or_huge_are_refused(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(1 << 30)
    for path in (tmp_path / "none.csv", tmp_path, huge):
        with pytest.raises(ProblemError, match="import_bad"):
            importing.read_import(desk, path)


@pytest.mark.fault(102)
def test_equal_rows_are_two_posts_and_stay_two(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    data = "text\nBuongiorno\nBuongiorno\n"
    for _ in range(2):
        importing.apply_import(desk, rows(desk, tmp_path, data))
    assert len(everything(desk)) == 2


def test_an_import_is_one_step_and_the_file_can_come_again(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    plan = rows(desk, tmp_path, "text\nUno\nDue\nTre\n")
    importing.apply_import(desk, plan)
    assert undo.undo(desk).label == "import of 3 posts"
    assert everything(desk) == {}
    importing.apply_import(desk, rows(desk, tmp_path, "text\nUno\nDue\nTre\n"), many=True)
    assert len(everything(desk)) == 3


@pytest.mark.fault(103)
def test_a_change_of_very_many_asks_first(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    posts = [add_post(desk, brand, f"Post {number}") for number in range(21)]
    table = "id,text\n" + "".join(f"{post.id},Altro {number}\n" for number, post in enumerate(posts))
    plan = rows(desk, tmp_path, table)
    assert plan.asks_first
    with pytest.raises(ProblemError) as caught:
        importing.apply_import(desk, plan)
    assert caught.value.problem.title == "This would change 21 of your 21 posts at once"
    assert post_now(desk, posts[0]).content.text == "Post 0"
    assert importing.apply_import(desk, plan, many=True).changed == 21


def test_nothing_that_comes_in_goes_out_by_itself(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    add_channel(desk, brand, "Forno")
    importing.apply_import(desk, rows(desk, tmp_path, "text,date,channels,state\nPane,2026-11-24,Forno,approved\n"))
    [post] = everything(desk).values()
    assert post.stage is Stage.DRAFT
    assert deliveries(desk, post) == ()


# ------------------------------------------------------------------ JSON
@pytest.mark.vector(71)
@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"format": "smmdesk posts", "posts": ' + b"9" * 5_000 + b"}",
        b'{"format": "smmdesk posts", "posts": NaN}',
        b'{"format": "other", "posts": []}',
        b'{"format": "smmdesk posts", "posts": {"a": 1}}',
        b"null",
        b"\xff\xfe\x00",
    ],
)
def test_json_that_is_not_ours_is_refused(desk: Desk, brand: Brand, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.json").write_bytes(data)
    with pytest.raises(ProblemError, match="import_bad"):
        importing.read_import(desk, tmp_path / "a.json")


def test_json_with_wrong_kinds_inside_takes_what_fits(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    post = {"text": "Pane", "title": 5, "thread": ["a", 6, None], "media": [1, {"name": []}], "options": {"a": [1]}}
    document = {"format": JSON_FORMAT, "version": 1, "posts": [post, 7, None, {"text": ["x"]}]}
    (tmp_path / "a.json").write_text(json.dumps(document))
    plan = importing.read_import(desk, tmp_path / "a.json")
    [made] = plan.new
    assert (made.content.text, made.content.title, made.content.options) == ("Pane", "", {})
    assert [item.text for item in made.content.thread] == ["a"]


# ------------------------------------------------------------------ ICS
def test_a_calendar_program_reads_our_file(desk: Desk, full: Post, tmp_path: Path) -> None:
    archive.export_ics(desk, tmp_path / "out.ics")
    data = (tmp_path / "out.ics").read_bytes()
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    [event] = icalendar.Calendar.from_ical(data).events
    assert str(event["UID"]) == f"{full.id}@smmdesk"
    assert str(event["DESCRIPTION"]) == full.content.text
    assert str(event["SUMMARY"]) == "=Titolo"
    assert str(event["URL"]) == full.content.link
    assert [str(name) for name in event["CATEGORIES"].cats] == ["Prodotti"]
    assert full.planned is not None
    assert event.start == full.planned.instant
    assert str(event["STATUS"]) == "TENTATIVE"


@given(st.lists(st.tuples(st.text(), st.text(), st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1))), max_size=4))
def test_whatever_a_post_says_its_calendar_is_read_back(posts: list[tuple[str, str, datetime]]) -> None:
    found = [
        DatedRow(
            str(n), f"{w:%Y-%m-%dT%H:%M}", ROME, to_us(w.replace(tzinfo=UTC)), title, text, "", "draft", "a\x1fb,c"
        )
        for n, (title, text, w) in enumerate(posts)
    ]
    data = calendar_text(found, datetime(2026, 1, 1, tzinfo=UTC), "Forno; D'Angelo")
    events = icalendar.Calendar.from_ical(data.encode("utf-8", "replace")).events
    assert [str(event["UID"]) for event in events] == [f"{row.id}@smmdesk" for row in found]
    for event, row in zip(events, found, strict=True):
        assert event.start == datetime.fromtimestamp(row.at_us // 1_000_000, UTC)
        assert [str(name) for name in event["CATEGORIES"].cats] == ["a", "b,c"]


ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//other//EN
{events}
END:VCALENDAR
"""


def events(desk: Desk, folder: Path, *lines: str) -> importing.Plan:
    inside = "\n".join(f"BEGIN:VEVENT\n{line}\nEND:VEVENT" for line in lines)
    (folder / "a.ics").write_text(ICS.format(events=inside))
    return importing.read_import(desk, folder / "a.ics", events=importing.EventsAs.DRAFTS)


@pytest.mark.fault(101)
def test_events_of_other_calendars_become_drafts(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    plan = events(
        desk,
        tmp_path,
        "UID:1\nSUMMARY:Sagra\nDESCRIPTION:Pane e vino\nDTSTART;TZID=Europe/Rome:20261124T090000",
        "UID:2\nSUMMARY:Tutto il giorno\nDTSTART;VALUE=DATE:20261208",
        "UID:3\nSUMMARY:Londra\nDTSTART:20261201T080000Z",
        "UID:4\nSUMMARY:Sempre\nDTSTART:20261202T080000\nRRULE:FREQ=SECONDLY",
        "UID:5\nSUMMARY:Mai\nDTSTART:0001",
        "UID:6\nSUMMARY:Ignota\nDTSTART;TZID=Mars/Olympus:20261203T080000",
    )
    said = [(post.content.text, post.planned and post.planned.wall.isoformat(" ", "minutes")) for post in plan.new]
    assert said[:4] == [
        ("Pane e vino", "2026-11-24 09:00"),
        ("Tutto il giorno", "2026-12-08 09:00"),
        ("Londra", "2026-12-01 09:00"),
        ("Sempre", "2026-12-02 08:00"),
    ]
    codes = {found.number: found.problem.code for found in plan.problems}
    assert codes[4] == "import_repeats"
    assert codes[5] == "time_not_understood"
    assert all(post.planned is None or post.planned.zone == ROME for post in plan.new[:4])


@pytest.mark.fault(101)
@pytest.mark.vector(96)
def test_calendars_without_end_are_refused(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 20_001)
    with pytest.raises(ProblemError, match="import_bad"):
        importing.read_import(desk, tmp_path / "a.ics")
    (tmp_path / "a.ics").write_bytes(b"not a calendar\x00")
    with pytest.raises(ProblemError, match="import_bad"):
        importing.read_import(desk, tmp_path / "a.ics")


@pytest.mark.fault(100)
def test_whole_or_not_at_all_when_it_is_asked_for(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    plan = rows(desk, tmp_path, "date,text\n2026-12-01,Uno\nchissà,Due\n2026-12-03,Tre\n")
    with pytest.raises(ProblemError) as caught:
        importing.apply_import(desk, plan, whole=True)
    assert caught.value.problem.title == "1 rows of t.csv could not be read".replace("t.csv", plan.name)
    assert everything(desk) == {}
    assert importing.apply_import(desk, plan).new == 2
    undo.undo(desk)
    assert everything(desk) == {}


@pytest.mark.fault(100)
def test_a_post_that_is_out_stops_a_whole_import(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    channel = add_channel(desk, brand)
    out, draft = add_post(desk, brand, "Fuori", channel), add_post(desk, brand, "Bozza")
    planning.schedule(desk, out.id, rome("2026-11-30 09:00"))
    publish(desk, out, channel)
    plan = rows(desk, tmp_path, f"id,text\n{draft.id},Altro\n{out.id},Altro\n")
    with pytest.raises(ProblemError, match="out_already"):
        importing.apply_import(desk, plan, whole=True)
    assert post_now(desk, draft).content.text == "Bozza"
