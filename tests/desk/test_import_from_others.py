"""Tables made for other planners: Buffer, Hootsuite, Publer and Metricool, as their help pages describe them."""

from pathlib import Path

import pytest

from smmdesk.desk import importing
from smmdesk.desk.desk import Desk
from smmdesk.desk.importing import Plan
from smmdesk.model.brand import Brand
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from tests.desk.support import ROME, add_channel

PUBLER = (
    "Date - Intl. format or prompt,Text,Link(s) - Separated by comma for carousels,Media URL(s) - Separated by comma,"
    "Title - For the video or pin,Label(s) - Separated by comma,Alt text(s) - Separated by ||,"
    "Comment(s) - Separated by ||\n"
    '2027-03-01 09:00,Pane di segale,https://forno.example,https://cdn.example/a.jpg,Pane,"Pane,Novità",Pane,Primo\n'
)
METRICOOL = (
    "Text,Date,Time,Draft,Facebook,Instagram,Twitter,Picture Url 1,Alt text picture 1,Shortener,First Comment Text\n"
    "Pane di segale,2027-03-01,09:00:00,FALSE,TRUE,FALSE,FALSE,,,FALSE,Primo\n"
    "Solo Instagram,2027-03-02,09:00:00,FALSE,FALSE,TRUE,TRUE,,,FALSE,\n"
)


def read(desk: Desk, folder: Path, text: str) -> Plan:
    path = folder / "other.csv"
    path.write_text(text, "utf-8")
    return importing.read_import(desk, path)


def said(plan: Plan) -> list[tuple[str, str, str]]:
    """Of each post its moment, text and link."""

    def moment(post: Post) -> str:
        return f"{post.planned.wall:%Y-%m-%d %H:%M} {post.planned.zone}" if post.planned else ""

    return [(moment(post), post.content.text, post.content.link) for post in plan.new]


def notes(plan: Plan) -> list[tuple[int, str]]:
    return [(problem.number, problem.problem.code) for problem in plan.problems]


def test_buffer(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    plan = read(desk, tmp_path, "Text,Image URL,Tags,Posting Time\nPane di segale,,Pane,2027-03-01 09:00\nIdea,,,\n")
    assert said(plan) == [(f"2027-03-01 09:00 {ROME}", "Pane di segale", ""), ("", "Idea", "")]
    assert [label.name for label in plan.new_labels] == ["Pane"]


def test_hootsuite_from_america_has_no_headings_either(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    plan = read(desk, tmp_path, "3/15/2027 09:00,Pane,\n3/4/2027 18:30,Torta,\n")
    assert [when for when, _text, _link in said(plan)] == [f"2027-03-15 09:00 {ROME}", f"2027-03-04 18:30 {ROME}"]


@pytest.mark.parametrize("day", ["01/03/2027 09:00", "2027-03-01 09:00", "1/3/2027 9:00 AM"])
def test_hootsuite_has_no_headings(desk: Desk, brand: Brand, tmp_path: Path, day: str) -> None:
    plan = read(desk, tmp_path, f'{day},"Pane, di segale",https://forno.example\n02/03/2027 18:30,Torta,\n')
    assert said(plan) == [
        (f"2027-03-01 09:00 {ROME}", "Pane, di segale", "https://forno.example"),
        (f"2027-03-02 18:30 {ROME}", "Torta", ""),
    ]
    assert notes(plan) == []


@pytest.mark.parametrize(
    ("days", "read_as"),
    [
        (("03/04/2027 9:00 AM", "3/15/2027 6:00 PM"), ["2027-03-04 09:00", "2027-03-15 18:00"]),
        (("03/04/2027 09:00", "15/3/2027 18:00"), ["2027-04-03 09:00", "2027-03-15 18:00"]),
        (("03/04/2027 09:00", "05/06/2027 18:00"), ["2027-04-03 09:00", "2027-06-05 18:00"]),
        (("15/03/2027 09:00", "3/16/2027 18:00"), ["2027-03-15 09:00"]),
    ],
)
def test_a_table_from_america_has_the_month_before_the_day_in_all_its_rows(
    desk: Desk, brand: Brand, tmp_path: Path, days: tuple[str, str], read_as: list[str]
) -> None:
    """One date that can be nothing else says how the others are meant: none is a month away from its day."""
    plan = read(desk, tmp_path, f"text,date\nPane,{days[0]}\nTorta,{days[1]}\n")
    assert [when.removesuffix(f" {ROME}") for when, _text, _link in said(plan)] == read_as


def test_a_row_of_hootsuite_that_cannot_be_read_is_counted_as_the_file_counts(
    desk: Desk, brand: Brand, tmp_path: Path
) -> None:
    plan = read(desk, tmp_path, "01/03/2027 09:00,Pane,\nsoon,Torta,\n")
    assert notes(plan) == [(2, "time_not_understood")]


def test_publer(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    plan = read(desk, tmp_path, PUBLER)
    assert said(plan) == [(f"2027-03-01 09:00 {ROME}", "Pane di segale", "https://forno.example")]
    [post] = plan.new
    assert (post.content.title, post.content.first_comment) == ("Pane", "Primo")
    assert [label.name for label in plan.new_labels] == ["Pane", "Novità"]
    assert notes(plan) == [(2, "media_on_web")], "no address is fetched: the photo is named"


def test_metricool_ticks_its_platforms(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    page = add_channel(desk, brand, "Forno", platform="facebook")
    photos = add_channel(desk, brand, "Forno foto", platform="instagram")
    plan = read(desk, tmp_path, METRICOOL)
    assert said(plan) == [
        (f"2027-03-01 09:00 {ROME}", "Pane di segale", ""),
        (f"2027-03-02 09:00 {ROME}", "Solo Instagram", ""),
    ]
    assert [post.channels for post in plan.new] == [(page.id,), (photos.id,)]
    assert plan.new[0].content.first_comment == "Primo"
    assert notes(plan) == [(3, "channel_unknown")], "what no channel is called is said, not dropped"


STRANGE = "Quando lo mando;Che cosa dico;Colore\n2027-03-01 09:00;Pane di segale;rosso\n"


def test_a_table_without_any_known_heading_is_mended_by_saying_what_they_mean(
    desk: Desk, brand: Brand, tmp_path: Path
) -> None:
    with pytest.raises(ProblemError) as caught:
        read(desk, tmp_path, STRANGE)
    assert caught.value.problem.code == "import_bad"
    table = importing.unknown_table(caught.value)
    assert table is not None
    assert table.heading == ("Quando lo mando", "Che cosa dico", "Colore")
    assert table.sample == ("2027-03-01 09:00", "Pane di segale", "rosso")
    plan = importing.read_import(desk, tmp_path / "other.csv", columns={"when": 0, "text": 1})
    assert said(plan) == [(f"2027-03-01 09:00 {ROME}", "Pane di segale", "")]
    assert plan.table is not None
    assert dict(plan.table.columns) == {"when": 0, "text": 1}


def test_what_a_person_says_goes_before_the_headings(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    plan = read(desk, tmp_path, "text,title\nA,B\n")
    assert plan.table is not None
    assert dict(plan.table.columns) == {"text": 0, "title": 1}
    other = importing.read_import(desk, tmp_path / "other.csv", columns={"text": 1})
    assert [(post.content.text, post.content.title) for post in other.new] == [("B", "")]


def test_columns_of_a_table_without_headings_have_none(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    plan = read(desk, tmp_path, "01/03/2027 09:00,Pane,https://forno.example,more\n")
    assert plan.table is not None
    assert plan.table.heading == ("", "", "", "")
    assert dict(plan.table.columns) == {"when": 0, "text": 1, "link": 2}


@pytest.mark.parametrize("columns", [{}, {"time": 0}, {"text": 99}])
def test_columns_that_say_nothing_are_told(desk: Desk, brand: Brand, tmp_path: Path, columns: dict[str, int]) -> None:
    (tmp_path / "other.csv").write_text(STRANGE, "utf-8")
    if "text" in columns:
        plan = importing.read_import(desk, tmp_path / "other.csv", columns=columns)
        assert (plan.new, notes(plan)) == ((), []), "rows that are empty there"
        return
    with pytest.raises(ProblemError):
        importing.read_import(desk, tmp_path / "other.csv", columns=columns)


def test_equal_rows_of_one_moment_are_named(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    data = "when,text\n2027-03-01 09:00,Pane\n2027-03-02 09:00,Pane\n2027-03-01 09:00,Pane\n,Idea\n,Idea\n"
    plan = read(desk, tmp_path, data)
    assert len(plan.new) == 5
    assert [(found.number, found.problem.code, found.problem.values) for found in plan.problems] == [
        (4, "import_twice", {"row": 2})
    ]


@pytest.mark.parametrize(
    ("cells", "doubtful"),
    [
        (("1/2/2027", "05/03/2027"), (1, 2, 2027)),
        (("3/3/2027", "5/3/2027"), (5, 3, 2027)),
        (("1/2/2027", "13/2/2027"), None),
        (("1/2/2027", "2/13/2027"), None),
        (("3/3/2027", "2027-02-01"), None),
    ],
)
def test_dates_that_can_be_read_both_ways_are_asked_about(
    desk: Desk, brand: Brand, tmp_path: Path, cells: tuple[str, ...], doubtful: tuple[int, int, int] | None
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("when,text\n" + "".join(f"{cell} 09:00,Pane\n" for cell in cells))
    plain, told = (importing.read_import(desk, path, month_first=said) for said in (None, True))
    assert plain.table is not None
    assert told.table is not None
    assert plain.table.doubtful == told.table.doubtful == doubtful
    as_before = [post.planned for post in plain.new] == [post.planned for post in told.new]
    assert as_before is (doubtful is None)
    if doubtful is not None:
        assert (plain.table.month_first, told.table.month_first) == (False, True)
