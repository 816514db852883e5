"""Calendar files of other programs, and our own coming back."""

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.desk import archive, day_marks, ics_reading, importing, planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_errors import ImportBadError
from smmdesk.desk.importing import EventsAs
from smmdesk.model.brand import Brand
from smmdesk.model.moment import Moment
from smmdesk.model.planning_aids import DayNote
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from tests.desk.support import ROME, add_channel, add_post, everything, post_now, rome

GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
X-WR-CALNAME:Il forno
X-WR-TIMEZONE:Europe/Rome
BEGIN:VEVENT
DTSTART:20261204T170000Z
DTEND:20261204T190000Z
UID:abc@google.com
DESCRIPTION:<p>Portare&nbsp;il pane</p><br>e il vino
SUMMARY:Degustazione\\, con amici
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20261205
DTEND;VALUE=DATE:20261208
UID:def@google.com
SUMMARY:Fiera
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Europe/Rome:20251103T090000
DTEND;TZID=Europe/Rome:20251103T093000
RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261214T225959Z
EXDATE;TZID=Europe/Rome:20261130T090000
UID:ghi@google.com
SUMMARY:Mercato
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Europe/Rome:20261208T100000
RECURRENCE-ID;TZID=Europe/Rome:20261207T090000
UID:ghi@google.com
SUMMARY:Mercato\\, di martedì
END:VEVENT
BEGIN:VEVENT
DTSTART:20261201T080000Z
STATUS:CANCELLED
UID:jkl@google.com
SUMMARY:Disdetto
END:VEVENT
END:VCALENDAR
"""
APPLE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Apple Inc.//macOS 26.0//EN
BEGIN:VEVENT
UID:1A2B
DTSTART;VALUE=DATE:19900314
DTEND;VALUE=DATE:19900315
RRULE:FREQ=YEARLY
SUMMARY:Compleanno di Ada
BEGIN:VALARM
TRIGGER:-PT15M
DESCRIPTION:Promemoria
SUMMARY:Non questo
END:VALARM
END:VEVENT
END:VCALENDAR
"""
OUTLOOK = """BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Casa mia
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
CLASS:PUBLIC
UID:040000008200E00074C5B7101A82E008
DTSTART;TZID="W. Europe Standard Time":20261203T183000
DTEND;TZID="W. Europe Standard Time":20261203T193000
SUMMARY;LANGUAGE=it:Cena con i fornitori che viene da lontano e che per questo
  arriva tardi
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;TZID=Casa mia:20261203T200000
SUMMARY:Da Tokyo
END:VEVENT
END:VCALENDAR
"""


def read(desk: Desk, folder: Path, data: str | bytes, how: EventsAs = EventsAs.NOTES) -> importing.Plan:
    path = folder / "a.ics"
    path.write_bytes(data if isinstance(data, bytes) else data.replace("\n", "\r\n").encode())
    return importing.read_import(desk, path, events=how)


def notes(desk: Desk, brand: Brand, first: date, last: date) -> list[tuple[str, str]]:
    found = day_marks.marks(desk, brand, first, last)
    return [(f"{mark.day:%d/%m}", mark.text) for mark in found if mark.kind is day_marks.MarkKind.NOTE]


@pytest.mark.statement(110)
def test_events_of_google_become_notes_on_their_days(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    plan = read(desk, tmp_path, GOOGLE)
    assert (plan.new, plan.events, plan.kind) == ((), 4, importing.FileKind.CALENDAR)
    assert notes(desk, brand, date(2026, 11, 1), date(2027, 12, 31)) == [], "a plan changes nothing"
    importing.apply_import(desk, plan)
    assert notes(desk, brand, date(2026, 11, 16), date(2027, 12, 31)) == [
        ("16/11", "09:00 Mercato"),
        ("23/11", "09:00 Mercato"),
        ("04/12", "18:00 Degustazione, con amici"),
        ("05/12", "Fiera"),
        ("06/12", "Fiera"),
        ("07/12", "Fiera"),
        ("08/12", "10:00 Mercato, di martedì"),
        ("14/12", "09:00 Mercato"),
    ]


@pytest.mark.statement(110)
def test_a_calendar_taken_in_twice_makes_nothing_twice_and_undo_takes_all_of_it(
    desk: Desk, brand: Brand, tmp_path: Path
) -> None:
    importing.apply_import(desk, read(desk, tmp_path, GOOGLE))
    again = read(desk, tmp_path, GOOGLE)
    assert (again.notes, again.same, again.does_something) == ((), 10, False)
    other = read(desk, tmp_path, GOOGLE.replace("SUMMARY:Fiera", "SUMMARY:Fiera del pane"))
    assert [(note.text, note.revision) for note in other.notes] == [("Fiera del pane", 1)]
    importing.apply_import(desk, other)
    assert ("05/12", "Fiera del pane") in notes(desk, brand, date(2026, 12, 5), date(2026, 12, 5))
    undo.undo(desk)
    assert notes(desk, brand, date(2026, 12, 5), date(2026, 12, 5)) == [("05/12", "Fiera")]
    assert undo.peek(desk).undo_label == "import of 10 notes"
    undo.undo(desk)
    assert notes(desk, brand, date(2026, 11, 1), date(2027, 12, 31)) == []


def test_a_birthday_of_apple_comes_every_year(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    plan = read(desk, tmp_path, APPLE)
    [note] = plan.notes
    assert (note.text, note.first_day, note.yearly, note.last_day) == (
        "Compleanno di Ada",
        date(1990, 3, 14),
        True,
        None,
    )


def test_zones_of_outlook_are_known_by_its_names_and_by_what_the_file_says(
    desk: Desk, brand: Brand, tmp_path: Path
) -> None:
    plan = read(desk, tmp_path, OUTLOOK)
    assert [(note.text, note.first_day.day) for note in plan.notes] == [
        ("18:30 Cena con i fornitori che viene da lontano e che per questo arriva tardi", 3),
        ("12:00 Da Tokyo", 3),
    ]


@pytest.mark.parametrize(("how", "stage"), [(EventsAs.DRAFTS, Stage.DRAFT), (EventsAs.IDEAS, Stage.IDEA)])
def test_events_become_drafts_or_ideas_where_that_is_wished(
    desk: Desk, brand: Brand, tmp_path: Path, how: EventsAs, stage: Stage
) -> None:
    plan = read(desk, tmp_path, GOOGLE, how)
    importing.apply_import(desk, plan)
    made = sorted(everything(desk).values(), key=lambda post: post.planned.instant_us if post.planned else 0)
    assert {post.stage for post in made} == {stage}
    assert [(post.content.title, post.content.text, post.planned) for post in made[1:]] == [
        ("Degustazione, con amici", "Portare il pane\n\ne il vino", rome("2026-12-04 18:00")),
        ("", "Fiera", rome("2026-12-05 09:00")),
        ("", "Mercato, di martedì", rome("2026-12-08 10:00")),
    ]
    assert read(desk, tmp_path, GOOGLE, how).same == 4
    undo.undo(desk)
    assert everything(desk) == {}


# ------------------------------------------------------------------ our own
@pytest.mark.statement(111)
def test_our_own_calendar_comes_back_to_its_posts(desk: Desk, brand: Brand, full: Post, tmp_path: Path) -> None:
    archive.export_ics(desk, tmp_path / "a.ics")
    before = everything(desk)
    plan = importing.read_import(desk, tmp_path / "a.ics")
    assert (plan.new, plan.changed, plan.notes, plan.same, plan.events) == ((), (), (), 1, 0)
    importing.apply_import(desk, plan)
    assert everything(desk) == before


def bare(data: bytes) -> bytes:
    """As a calendar program writes it again: without lines of ours, times in UTC."""
    lines = data.split(b"\r\n")
    return b"\r\n".join(line for line in lines if not line.startswith(b"X-"))


@pytest.mark.statement(111)
def test_a_post_that_went_through_another_calendar_is_still_that_post(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    post = add_post(desk, brand, "Pane", planned=Moment(datetime(2026, 12, 1, 9), "America/New_York"))
    archive.export_ics(desk, tmp_path / "a.ics")
    there = bare((tmp_path / "a.ics").read_bytes())
    assert read(desk, tmp_path, there).same == 1, "the same instant: its own hour stays"
    moved = read(desk, tmp_path, there.replace(b"DTSTART:20261201T140000Z", b"DTSTART:20261202T150000Z"))
    assert (len(moved.changed), moved.notes) == (1, ())
    importing.apply_import(desk, moved)
    after = post_now(desk, post)
    assert (after.content, after.planned) == (post.content, rome("2026-12-02 16:00"))


def test_a_scheduled_post_that_comes_back_stays_scheduled(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    post = planning.schedule(desk, add_post(desk, brand, "Pane", add_channel(desk, brand)).id, rome("2026-11-24 09:00"))
    archive.export_ics(desk, tmp_path / "a.ics")
    importing.apply_import(desk, importing.read_import(desk, tmp_path / "a.ics"))
    assert post_now(desk, post) == post


# ------------------------------------------------------------------ hostile
def event(*lines: str) -> str:
    return "BEGIN:VCALENDAR\n" + "\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT")) + "\nEND:VCALENDAR\n"


@pytest.mark.vector(96)
@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("SUMMARY:Mai", "DTSTART:0001"), ["time_not_understood"]),
        (("SUMMARY:Mai", "DTSTART:00010101T000000Z"), ["time_not_understood"]),
        (("SUMMARY:Mai", "DTSTART:99991231T235959"), ["time_not_understood"]),
        (("SUMMARY:Mai", "DTSTART:20261340"), ["time_not_understood"]),
        (("SUMMARY:Mai",), ["time_not_understood"]),
        (("DTSTART:20261204",), ["import_empty"]),
        (("SUMMARY:x", "DTSTART:20261204", "RRULE:FREQ=SECONDLY"), ["import_repeats"]),
        (("SUMMARY:x", "DTSTART:20261204", "RRULE:FREQ=DAILY;COUNT=1;UNTIL=20270101"), ["import_repeats"]),
        (("SUMMARY:x", "DTSTART:20261204", "DURATION:P99999D"), []),
        (("SUMMARY:x", "DTSTART:20261204", "DTEND:20201204"), []),
    ],
)
def test_events_that_make_no_sense_are_named_and_spoil_no_other(
    desk: Desk, brand: Brand, tmp_path: Path, lines: tuple[str, ...], said: list[str]
) -> None:
    good = "BEGIN:VEVENT\nUID:g\nSUMMARY:Buono\nDTSTART:20261204\nEND:VEVENT\nEND:VCALENDAR"
    plan = read(desk, tmp_path, event(*lines).replace("END:VCALENDAR", good))
    assert [row.problem.code for row in plan.problems] == said
    assert "Buono" in [note.text for note in plan.notes]


@pytest.mark.vector(96)
@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYSECOND=1,2", "FREQ=YEARLY;BYDAY=MO,TU", "FREQ=DAILY"])
def test_a_zone_of_the_file_that_changes_its_clock_without_end_is_none(
    desk: Desk, brand: Brand, tmp_path: Path, rule: str
) -> None:
    zone = "\n".join(
        (
            *("BEGIN:VTIMEZONE", "TZID:Mia", "BEGIN:DAYLIGHT", "DTSTART:19700101T000000", "TZOFFSETFROM:+0100"),
            *("TZOFFSETTO:+0200", f"RRULE:{rule}", "END:DAYLIGHT", "END:VTIMEZONE", ""),
        )
    )
    lines = event("SUMMARY:Cena", "DTSTART;TZID=Mia:20261204T183000").replace("BEGIN:VEVENT", zone + "BEGIN:VEVENT")
    assert [note.text for note in read(desk, tmp_path, lines).notes] == ["18:30 Cena"]


@pytest.mark.vector(96)
def test_rules_without_end_end(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    lines = "".join(
        f"BEGIN:VEVENT\nUID:{n}\nSUMMARY:Ogni giorno {n}\nDTSTART:19710101\nRRULE:FREQ=DAILY\nEND:VEVENT\n"
        for n in range(300)
    )
    plan = read(desk, tmp_path, f"BEGIN:VCALENDAR\n{lines}END:VCALENDAR")
    assert len(plan.notes) <= 20_400
    assert {row.problem.code for row in plan.problems} <= {"import_repeats"}


@pytest.mark.vector(96)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 100,
        b"BEGIN:VEVENT\r\nEND:VEVENT",
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 20_001,
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 100_000,
    ],
)
def test_what_is_no_calendar_or_one_without_end_is_refused(
    desk: Desk, brand: Brand, tmp_path: Path, data: bytes
) -> None:
    with pytest.raises(ProblemError, match="import_bad"):
        read(desk, tmp_path, data)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_marks_line_ends_and_charsets_are_found_out(
    desk: Desk, brand: Brand, tmp_path: Path, encoding: str, ending: str
) -> None:
    text = event("UID:1", "SUMMARY:Perché è già sera", "DTSTART:20261204").replace("\n", ending)
    [note] = read(desk, tmp_path, text.encode(encoding)).notes
    assert note.text == "Perché è già sera"


def test_a_calendar_is_recognised_whatever_it_is_called(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    (tmp_path / "calendario.txt").write_text(event("UID:1", "SUMMARY:Fiera", "DTSTART:20261204"))
    plan = importing.read_import(desk, tmp_path / "calendario.txt")
    assert (plan.kind, len(plan.notes)) == (importing.FileKind.CALENDAR, 1)


@given(st.text(max_size=400) | st.lists(st.sampled_from(GOOGLE.split("\n") + OUTLOOK.split("\n"))).map("\n".join))
def test_whatever_stands_in_a_calendar_reading_it_ends_in_events_or_a_sentence(inside: str) -> None:
    with suppress(ImportBadError):
        found = ics_reading.events_of(f"BEGIN:VCALENDAR\n{inside}\nEND:VCALENDAR")
        assert [one.number for one in found] == list(range(1, len(found) + 1))


def test_notes_of_other_hands_stay(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    mine = day_marks.save_note(desk, DayNote(desk.clock.new_id(), brand.id, "Mio", date(2026, 12, 5)))
    importing.apply_import(desk, read(desk, tmp_path, GOOGLE))
    with desk.store.reading() as reader:
        assert reader.get(DayNote, mine.id) == mine
    assert brand.zone == ROME
