"""What an account said before smmdesk: files of Mastodon, Bluesky and WordPress."""

import errno
import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.desk import importing, live_table, past_posts, planning, remote_checks, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Receipt, State
from smmdesk.model.media import Asset
from smmdesk.model.post import Post, progress
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Progress
from smmdesk.platforms.base import Said
from smmdesk.platforms.bluesky import past as car
from smmdesk.platforms.mastodon import past as outbox
from smmdesk.store import ledger, queries
from tests.desk.pictures import encoded, picture
from tests.desk.support import WAY_OUT, add_channel, add_post, deliveries, drive, everything, rome

HOST = "https://mastodon.example"
PUBLIC = outbox.PUBLIC
ACTOR = {"type": "Person", "id": f"{HOST}/users/forno", "url": f"{HOST}/@forno", "preferredUsername": "forno"}


def note(number: int, html: str, **more: Any) -> dict[str, Any]:
    said = {
        "id": f"{HOST}/users/forno/statuses/{number}",
        "url": f"{HOST}/@forno/{number}",
        "type": "Note",
        "published": f"2024-03-{number:02d}T08:00:00Z",
        "to": [PUBLIC],
        "content": html,
        "attachment": [],
    }
    return {"type": "Create", "object": {**said, **more}}


PHOTO = {"type": "Document", "url": "/media_attachments/files/1/original/pane.jpg", "name": "Il pane, di sera"}
ITEMS = [
    note(1, "<p>Primo pane</p><p>di segale</p>", attachment=[PHOTO]),
    note(2, "<p>Seconda parte</p>", inReplyTo=f"{HOST}/users/forno/statuses/1"),
    note(3, "<p>@ada sì</p>", inReplyTo="https://elsewhere.example/users/ada/statuses/9"),
    note(4, "<p>Privato</p>", to=[f"{HOST}/users/forno/followers"]),
    note(5, "<p>Attenzione</p>", summary="farina"),
    {"type": "Announce", "object": "https://elsewhere.example/users/ada/statuses/9"},
]


def members() -> dict[str, bytes]:
    return {
        "actor.json": json.dumps(ACTOR).encode(),
        "outbox.json": json.dumps({"type": "OrderedCollection", "orderedItems": ITEMS}, ensure_ascii=False).encode(),
        "media_attachments/files/1/original/pane.jpg": encoded(picture()),
    }


def mastodon(folder: Path, kind: str = "zip", **more: bytes) -> Path:
    files = {**members(), **more}
    path = folder / f"archive.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return path
    form = tarfile.GNU_FORMAT if kind == "tgz" else tarfile.PAX_FORMAT
    with tarfile.open(path, "w:gz", format=form) as packed:
        for name, data in files.items():
            entry = tarfile.TarInfo(f"./{name}")
            entry.size = len(data)
            packed.addfile(entry, io.BytesIO(data))
    return path


def all_posts(desk: Desk) -> list[Post]:
    return sorted(everything(desk).values(), key=lambda post: post.planned.instant_us if post.planned else 0)


@pytest.mark.statement(110)
@pytest.mark.parametrize("kind", ["zip", "tar.gz", "tgz"])
def test_an_archive_of_mastodon_becomes_published_posts(desk: Desk, brand: Brand, tmp_path: Path, kind: str) -> None:
    plan = importing.read_import(desk, mastodon(tmp_path, kind))
    assert plan.past is not None
    assert everything(desk) == {}, "a plan changes nothing"
    done = importing.apply_import(desk, plan)
    assert (done.new, done.stopped) == (2, False)
    first, second = all_posts(desk)
    assert (first.content.text, first.planned) == ("Primo pane\ndi segale", rome("2024-03-01 09:00"))
    assert [part.text for part in first.content.thread] == ["Seconda parte"]
    assert second.content.options == {"content_warning": "farina"}
    [use] = first.content.media
    assert use.alt == {brand.language: "Il pane, di sera"}
    [delivery] = deliveries(desk, first)
    assert [(p.state, p.receipt and p.receipt.id, p.receipt and p.receipt.url) for p in delivery.parts] == [
        (State.PUBLISHED, "1", f"{HOST}/@forno/1"),
        (State.PUBLISHED, "2", f"{HOST}/@forno/2"),
    ]
    assert progress(first, (delivery,)) is Progress.PUBLISHED
    with desk.store.reading() as reader:
        [channel] = reader.all(Channel)
        assert (channel.status, channel.handle) == (ChannelStatus.ARCHIVED, "@forno@mastodon.example")
        assert ledger.due_parts(reader, 1 << 62) == ()
        assert [found.post_id for found in queries.search(reader, brand.id, "segale")] == [first.id]
    found = plan.past.found
    assert (found.answers, found.private, found.shared) == (1, 1, 1)


@pytest.mark.statement(110)
def test_a_past_taken_in_twice_is_there_once_and_undo_takes_all_of_it(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    path = mastodon(tmp_path)
    importing.apply_import(desk, importing.read_import(desk, path))
    again = importing.read_import(desk, path)
    assert (again.same, again.does_something) == (2, False)
    undo.undo(desk)
    assert everything(desk) == {}
    with desk.store.reading() as reader:
        assert reader.all(Channel) == ()
    importing.apply_import(desk, importing.read_import(desk, path))
    assert len(everything(desk)) == 2
    assert importing.read_import(desk, path).does_something is False


def test_what_smmdesk_sent_itself_is_not_taken_twice(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    own = add_channel(desk, brand, "Forno", platform="mastodon", handle="forno@mastodon.example")
    post = planning.schedule(desk, add_post(desk, brand, "Primo pane", own).id, rome("2026-11-24 09:00"))
    [delivery] = deliveries(desk, post)
    drive(desk, delivery.parts[0], *WAY_OUT, receipt=Receipt("1", f"{HOST}/@forno/1", desk.now_us()))
    plan = importing.read_import(desk, mastodon(tmp_path))
    assert plan.past is not None
    assert (plan.past.channel, plan.same) == (own, 1)
    importing.apply_import(desk, plan)
    assert [one.content.text for one in all_posts(desk)] == ["Attenzione", "Primo pane"]
    assert {delivery.channel_id for one in all_posts(desk) for delivery in deliveries(desk, one)} == {own.id}


def test_an_account_connected_after_its_past_came_does_not_get_it_a_second_time(
    desk: Desk, brand: Brand, tmp_path: Path
) -> None:
    importing.apply_import(desk, importing.read_import(desk, mastodon(tmp_path)))
    count = len(all_posts(desk))
    channel = add_channel(desk, brand, "Il forno", platform="mastodon", handle="@forno@mastodon.example")
    plan = importing.read_import(desk, mastodon(tmp_path))
    assert plan.past is not None
    assert plan.past.channel.id == channel.id
    assert (plan.past.fresh, plan.same) == ((), count)
    undo.undo(desk)
    again = importing.read_import(desk, mastodon(tmp_path))
    assert again.past is not None
    assert (again.past.fresh, len(again.past.back)) == ((), count)
    importing.apply_import(desk, again)
    assert len(all_posts(desk)) == count


def test_what_was_said_before_smmdesk_is_not_offered_for_other_words(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    add_channel(desk, brand, "Il forno", platform="mastodon", handle="@forno@mastodon.example")
    importing.apply_import(desk, importing.read_import(desk, mastodon(tmp_path)))
    [place] = live_table.places(desk, all_posts(desk)[0].id)
    assert place.no_words is not None
    assert place.no_words.code == "no_edit_there"
    [delivery] = deliveries(desk, all_posts(desk)[0])
    remote_checks.note(desk, delivery.parts[0], Said("Primo pane", "", same=False))
    assert not live_table.places(desk, all_posts(desk)[0].id)[0].changed_there


def test_a_past_post_is_used_again_as_a_draft(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    importing.apply_import(desk, importing.read_import(desk, mastodon(tmp_path)))
    first = all_posts(desk)[0]
    [twin] = planning.copy_posts(desk, {first.id: rome("2027-01-01 09:00")})
    assert (twin.content.text, deliveries(desk, twin)) == (first.content.text, ())


def test_it_can_be_stopped_and_goes_on_where_it_was(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    going = importing.Going(stopping=True)
    path = mastodon(tmp_path)
    done = importing.apply_import(desk, importing.read_import(desk, path), going=going)
    assert (done.new, done.stopped) == (0, True)
    assert importing.apply_import(desk, importing.read_import(desk, path)).new == 2


# ------------------------------------------------------------------ Bluesky
def cbor(value: Any) -> bytes:
    """DAG-CBOR as the specification has it."""

    def head(major: int, size: int) -> bytes:
        if size < 24:
            return bytes([major << 5 | size])
        wide = next(n for n in (1, 2, 4, 8) if size < 1 << (8 * n))
        return bytes([major << 5 | {1: 24, 2: 25, 4: 26, 8: 27}[wide]]) + size.to_bytes(wide)

    match value:
        case None | bool():
            return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[value]
        case int():
            return head(0, value) if value >= 0 else head(1, -1 - value)
        case car.Cid():
            return head(6, 42) + cbor(b"\x00" + bytes(value))
        case bytes():
            return head(2, len(value)) + value
        case str():
            return head(3, len(value.encode())) + value.encode()
        case list():
            return head(4, len(value)) + b"".join(map(cbor, value))
        case dict():
            return head(5, len(value)) + b"".join(cbor(key) + cbor(one) for key, one in value.items())
    raise TypeError(type(value))


def varint(size: int) -> bytes:
    return bytes([size & 0x7F | 0x80]) + varint(size >> 7) if size > 0x7F else bytes([size])


def repository(records: dict[str, Any], spoil: bytes = b"") -> bytes:
    blocks: list[bytes] = []

    def kept(value: Any) -> car.Cid:
        data = cbor(value)
        name = car.Cid(b"\x01\x71\x12\x20" + hashlib.sha256(data).digest())
        whole = bytes(name) + data.replace(spoil, spoil[::-1]) if spoil else bytes(name) + data
        blocks.append(varint(len(whole)) + whole)
        return name

    entries, before = [], ""
    for key in sorted(records):
        same = next(
            (n for n, (a, b) in enumerate(zip(before, key, strict=False)) if a != b), min(len(before), len(key))
        )
        entries.append({"p": same, "k": key[same:].encode(), "v": kept(records[key]), "t": None})
        before = key
    root = kept({"did": "did:plc:forno", "version": 3, "data": kept({"l": None, "e": entries}), "rev": "a", "sig": b""})
    header = cbor({"roots": [root], "version": 1})
    return varint(len(header)) + header + b"".join(blocks)


def said(text: str, **more: Any) -> dict[str, Any]:
    return {"$type": car.POST, "text": text, "createdAt": "2024-03-01T08:00:00.000Z", **more}


URI = f"at://did:plc:forno/{car.POST}"
RECORDS = {
    f"{car.POST}/3aaa": said("Pane", embed={"images": [{"alt": "Il pane"}]}),
    f"{car.POST}/3bbb": said("Parte", reply={"parent": {"uri": f"{URI}/3aaa"}, "root": {"uri": f"{URI}/3aaa"}}),
    f"{car.POST}/3ccc": said("Risposta", reply={"parent": {"uri": "at://did:plc:ada/x/1"}}),
    f"{car.POST}/3ddd": said("Link", embed={"external": {"uri": "https://forno.example"}}),
    "app.bsky.actor.profile/self": {"displayName": "Il forno"},
    "app.bsky.feed.like/3eee": {"subject": None},
}


@pytest.mark.parametrize("embed", [{"images": [{"alt": "Il pane"}]}, {"media": {"items": [{"alt": "Il pane"}]}}])
def test_a_repository_of_bluesky_becomes_published_posts(
    desk: Desk, brand: Brand, tmp_path: Path, embed: dict[str, object]
) -> None:
    records = {**RECORDS, f"{car.POST}/3aaa": said("Pane", embed=embed)}
    (tmp_path / "repo.car").write_bytes(repository(records))
    plan = importing.read_import(desk, tmp_path / "repo.car")
    assert plan.past is not None
    assert (plan.past.found.name, plan.past.found.answers, plan.past.missing) == ("Il forno", 1, 1)
    importing.apply_import(desk, plan)
    made = {post.content.text: post for post in all_posts(desk)}
    assert set(made) == {"Pane", "Link"}
    assert made["Link"].content.link == "https://forno.example"
    [delivery] = deliveries(desk, made["Pane"])
    assert [part.receipt and part.receipt.id for part in delivery.parts] == [f"{URI}/3aaa", f"{URI}/3bbb"]


def test_a_block_that_is_not_what_its_name_says_is_refused(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    (tmp_path / "repo.car").write_bytes(repository(RECORDS, spoil=b"Pane"))
    with pytest.raises(ProblemError, match="import_bad"):
        importing.read_import(desk, tmp_path / "repo.car")


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=30) | st.binary(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_what_dag_cbor_says_is_read_as_it_was_written(value: Any) -> None:
    assert car.decode(cbor(value), 0) == (value, len(cbor(value)))


@given(st.binary(max_size=200))
def test_whatever_bytes_there_are_reading_them_ends(data: bytes) -> None:
    try:
        car.decode(data, 0)
    except (ValueError, IndexError, KeyError, OverflowError):
        return


# ------------------------------------------------------------------ WordPress
ITEM = """<item><title>{title}</title><link>https://forno.example/{id}</link><content:encoded><![CDATA[{html}]]>
</content:encoded><wp:post_id>{id}</wp:post_id><wp:post_date_gmt>2024-03-0{id} 08:00:00</wp:post_date_gmt>
<wp:status>{status}</wp:status><wp:post_type>post</wp:post_type></item>"""
WXR = """<?xml version="1.0" encoding="UTF-8"?>{doctype}
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Il forno</title><link>https://forno.example</link>{items}</channel></rss>"""


def site(folder: Path, *items: str, doctype: str = "") -> Path:
    path = folder / "site.xml"
    path.write_text(WXR.format(items="".join(items), doctype=doctype), "utf-8")
    return path


def test_an_export_of_wordpress_becomes_published_posts(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    out = ITEM.format(id=1, title="Pane &amp; vino", html="<p>Di <b>segale</b></p><img src='x'>", status="publish")
    draft = ITEM.format(id=2, title="Bozza", html="", status="draft")
    plan = importing.read_import(desk, site(tmp_path, out, draft))
    assert plan.past is not None
    assert (plan.past.found.name, plan.past.found.others, plan.past.missing) == ("Il forno", 1, 1)
    importing.apply_import(desk, plan)
    [post] = all_posts(desk)
    assert (post.content.title, post.content.text) == ("Pane & vino", "Di segale")
    assert post.planned == rome("2024-03-01 09:00")


@pytest.mark.vector(41)
@pytest.mark.vector(43)
@pytest.mark.vector(44)
@pytest.mark.vector(45)
@pytest.mark.parametrize(
    ("doctype", "items"),
    [
        ('<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>', "&b;"),
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE r SYSTEM "http://evil.example/x.dtd">', ""),
        ("", "<a>" * 200),
        ("", "<item>"),
    ],
)
def test_hostile_xml_is_refused(desk: Desk, brand: Brand, tmp_path: Path, doctype: str, items: str) -> None:
    with pytest.raises(ProblemError, match="import_bad"):
        importing.read_import(desk, site(tmp_path, items, doctype=doctype))


def test_a_full_disk_is_said_in_words(
    desk: Desk, brand: Brand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = importing.read_import(desk, mastodon(tmp_path))

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(past_posts, "_copy", full)
    with pytest.raises(ProblemError, match="disk_full"):
        importing.apply_import(desk, plan)


def test_the_pictures_of_it_are_in_the_library_once(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    path = mastodon(tmp_path)
    for _ in range(2):
        importing.apply_import(desk, importing.read_import(desk, path))
    with desk.store.reading() as reader:
        assert len(reader.all(Asset)) == 1
