"""Posts out as JSON and in again: nothing of them is lost, and what is not ours is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from smmdesk.desk import archive, importing
from smmdesk.desk.desk import Desk
from smmdesk.desk.json_posts import JSON_FORMAT
from smmdesk.desk.media_intake import take_files_now
from smmdesk.desk.planning import first_brand
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content, LinkCard, Poll, ThreadItem, Wording
from smmdesk.model.label import Label
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.pictures import encoded, picture
from tests.desk.support import add_channel, add_post, everything, made_desk, post_now, rome
from tests.store import strategies

Said = tuple[object, ...]


@pytest.fixture
def file(desk: Desk, brand: Brand, tmp_path: Path) -> Callable[[str], str]:
    """Makes a photo of that name; returns its id."""

    def made(name: str) -> str:
        (tmp_path / name).write_bytes(encoded(picture((40 + len(name), 30))))
        return take_files_now(desk, brand.id, [tmp_path / name]).assets[0].id

    return made


def exported(desk: Desk, path: Path) -> list[dict[str, object]]:
    archive.export_json(desk, path)
    document = json.loads(path.read_text("utf-8"))
    posts: list[dict[str, object]] = document["posts"]
    return posts


def taken_in(desk: Desk, path: Path, posts: list[dict[str, object]]) -> importing.Plan:
    path.write_text(json.dumps({"format": JSON_FORMAT, "version": 2, "posts": posts}), "utf-8")
    plan = importing.read_import(desk, path)
    importing.apply_import(desk, plan)
    return plan


def said(post: Post) -> Said:
    """What a file can tell of a post."""
    own = tuple(sorted((w for w in post.wordings if not w.is_empty), key=lambda w: w.channel_id))
    return post.content, own, post.channels, post.labels, post.planned, post.language or "it"


@pytest.mark.statement(111)
@settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_a_post_says_json_brings_it_back(
    desk: Desk, brand: Brand, tmp_path: Path, file: Callable[[str], str], data: st.DataObject
) -> None:
    with desk.store.reading() as reader:
        assets = [one.id for one in reader.all(Asset)]
        channels = [one.id for one in reader.all(Channel)]
        labels = [one.id for one in reader.all(Label)]
    if not labels:
        assets = [file("a.jpg"), file("bb.jpg")]
        channels = [add_channel(desk, brand, "Forno").id, add_channel(desk, brand, "forno", platform="mastodon").id]
        with desk.store.transaction() as tx:
            labels = [tx.put(Label(desk.clock.new_id(), brand.id, name)).id for name in ("Pane", "Dolci; e torte")]
    drawn = data.draw(strategies.posts(desk.clock.new_id(), brand.id, channels, labels, assets))
    card = drawn.content.card and replace(drawn.content.card, asset_id=data.draw(st.sampled_from([None, *assets])))
    own = tuple(replace(w, card=w.card and replace(w.card, asset_id=None)) for w in drawn.wordings if not w.is_empty)
    with desk.store.transaction() as tx:
        kept = tx.put(
            replace(drawn, content=replace(drawn.content, card=card), wordings=own, language="it", deleted_at_us=None)
        )
    posts = [one for one in exported(desk, tmp_path / "out.json") if one["id"] == kept.id]
    again = taken_in(desk, tmp_path / "in.json", posts)
    assert (again.new, again.changed, again.problems) == ((), (), ())
    copy = desk.clock.new_id()
    fresh = taken_in(desk, tmp_path / "in.json", [{**posts[0], "id": copy}])
    if not kept.content.is_empty:
        assert said(post_now(desk, replace(kept, id=copy))) == said(kept)
        assert len(fresh.new) == 1


@pytest.mark.statement(111)
def test_another_desk_finds_its_own_channels_and_photos(
    desk: Desk, brand: Brand, tmp_path: Path, clock: ManualClock, file: Callable[[str], str]
) -> None:
    photo, cover = file("pane.jpg"), file("copertina.jpg")
    channel = add_channel(desk, brand, "Forno")
    use = MediaUse(photo, {"it": "Pane", "en": "Bread"}, (0.5, -0.25), {"4:5": (0.1, 0.0, 0.9, 1.0)}, None, cover, 90)
    content = Content(
        text="Quale?",
        media=(use,),
        thread=(ThreadItem("Seconda", (MediaUse(cover),)), ThreadItem("Terza")),
        poll=Poll(("Segale", "Farro"), 60, many=True),
        card=LinkCard("Il forno", asset_id=photo),
        options={"visibility": "unlisted"},
    )
    wording = Wording(channel.id, thread=(ThreadItem("Altra"),), media=(), options={"warning": "farina"})
    add_post(desk, brand, "", channel, content=content, wordings=(wording,), planned=rome("2027-03-28 02:30"))
    archive.export_json(desk, tmp_path / "out.json")
    with made_desk(Paths(tmp_path / "other"), clock) as other:
        there = first_brand(other)
        names = take_files_now(other, there.id, [tmp_path / "pane.jpg", tmp_path / "copertina.jpg"]).assets
        home = add_channel(other, there, "Forno")
        importing.apply_import(other, importing.read_import(other, tmp_path / "out.json"))
        [post] = everything(other).values()
    ids = {photo: names[0].id, cover: names[1].id}
    assert post.content.media == (replace(use, asset_id=ids[photo], cover_asset_id=ids[cover]),)
    assert post.content.thread[0].media[0].asset_id == ids[cover]
    assert post.content.poll == content.poll
    assert post.content.card == LinkCard("Il forno", asset_id=ids[photo])
    assert post.wordings == (replace(wording, channel_id=home.id),)
    assert post.planned == rome("2027-03-28 02:30")


def test_parts_of_a_thread_keep_their_photos_when_a_table_comes_back(
    desk: Desk, brand: Brand, tmp_path: Path, file: Callable[[str], str]
) -> None:
    content = Content(text="Uno", thread=(ThreadItem("Due", (MediaUse(file("pane.jpg")),)),))
    add_post(desk, brand, content=content)
    archive.export_csv(desk, tmp_path / "out.csv")
    plan = importing.read_import(desk, tmp_path / "out.csv")
    assert (plan.changed, plan.same) == ((), 1)


def test_what_another_program_wrote_is_refused_with_advice(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"format": "other", "items": [{"text": "Pane"}]}')
    with pytest.raises(ProblemError) as caught:
        importing.read_import(desk, tmp_path / "a.json")
    assert caught.value.problem.advice == (
        "Nothing was imported. It holds something else than smmdesk’s own posts. "
        "From other programs bring a table (CSV)."
    )
    assert caught.value.problem.remedy == "choose_file"


@pytest.mark.vector(74)
def test_numbers_and_shapes_that_make_no_sense_are_passed_over(
    desk: Desk, brand: Brand, tmp_path: Path, file: Callable[[str], str]
) -> None:
    file("pane.jpg")
    strange = {
        "name": "pane.jpg",
        "alts": {"it": 5, "en": "Bread"},
        "focus": ["@", 0],
        "crops": {"4:5": [0, 0, "x", 1], "1:1": [0, 0, 0.5, 1]},
        "turn": 45,
        "cover_ms": -1,
        "cover_sha256": ["a"],
    }
    post = {"text": "Pane", "media": [strange], "poll": {"options": [7], "minutes": 10**30}, "card": 7, "wordings": []}
    text = json.dumps({"format": JSON_FORMAT, "version": 2, "posts": [post]})
    (tmp_path / "a.json").write_text(text.replace('"@"', "1e400"))
    [made] = importing.read_import(desk, tmp_path / "a.json").new
    [use] = made.content.media
    assert (use.alt, use.focus, use.turn) == ({"it": "", "en": "Bread"}, (0.0, 0.0), 0)
    assert (use.crops, use.cover_ms, use.cover_asset_id) == ({"1:1": (0.0, 0.0, 0.5, 1.0)}, None, None)
    assert made.content.poll == Poll(())
    assert made.content.card is None


def test_a_post_of_another_brand_is_not_touched_but_made_anew(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    with desk.store.transaction() as tx:
        other = tx.put(Brand(desk.clock.new_id(), "Altra", "Europe/Rome"))
    post = add_post(desk, brand, "Pane")
    archive.export_json(desk, tmp_path / "out.json")
    plan = importing.read_import(desk, tmp_path / "out.json", other.id)
    assert (plan.changed, [made.brand_id for made in plan.new]) == ((), [other.id])
    importing.apply_import(desk, plan)
    assert post_now(desk, post) == post
    assert importing.read_import(desk, tmp_path / "out.json", other.id).same == 1
