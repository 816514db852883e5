"""Files of strangers that are said to be an account's past: what is refused, what is bounded, what still comes."""

import gzip
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

from smmdesk.desk import archive_zip, importing
from smmdesk.desk.archive import DATABASE, MANIFEST
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_errors import ImportBadError
from smmdesk.model.brand import Brand
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.bluesky import past as car
from smmdesk.platforms.mastodon import past as outbox
from smmdesk.platforms.past import PastBadError
from smmdesk.system.packed import Packed, PackedError, is_plain
from tests.desk.test_past_posts import RECORDS, all_posts, cbor, mastodon, members, repository, said, values, varint


# ------------------------------------------------------------------ hostile archives
@pytest.mark.vector(47)
@pytest.mark.vector(48)
@pytest.mark.vector(49)
@pytest.mark.vector(52)
@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/abs", "C:\\evil", "a\\b", "a/../../b", "a.txt:stream", "OUTBOX.json"]
)
def test_names_that_lead_elsewhere_make_the_whole_file_refused(
    desk: Desk, brand: Brand, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ProblemError, match="import_bad"):
        importing.read_import(desk, mastodon(tmp_path, "zip", **{name: b"x"}))
    assert not (tmp_path / "evil.txt").exists()


@pytest.mark.vector(50)
def test_links_are_refused(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    path = mastodon(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        entry = zipfile.ZipInfo("link")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(ProblemError, match="import_bad"):
        importing.read_import(desk, path)
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as packed:
        link = tarfile.TarInfo("outbox.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(link)
    with pytest.raises(PackedError):
        Packed(tmp_path / "a.tar.gz").names()


@pytest.mark.vector(53)
def test_what_grows_out_of_all_proportion_is_refused(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="import_bad"):
        importing.read_import(desk, mastodon(tmp_path, "zip", bomb=b"\0" * 50_000_000))
    (tmp_path / "torn.tar.gz").write_bytes(gzip.compress(b"x" * 2_000)[:-20])
    with pytest.raises(ProblemError, match="import_bad"):
        importing.read_import(desk, tmp_path / "torn.tar.gz")


@pytest.mark.vector(53)
def test_a_tar_whose_size_is_less_than_nothing_is_refused_before_it_is_read(tmp_path: Path) -> None:
    entry = tarfile.TarInfo("outbox.json")
    for kind in (tarfile.REGTYPE, tarfile.GNUTYPE_LONGNAME):
        entry.type = kind
        head = bytearray(entry.tobuf(tarfile.GNU_FORMAT))
        head[124:136] = b"-1".rjust(11) + b"\0"
        head[148:156] = b"%06o\0 " % (sum(head[:148]) + 8 * 32 + sum(head[156:]))
        (tmp_path / "a.tar.gz").write_bytes(gzip.compress(bytes(head) + b"x" * 5_000))
        with pytest.raises(PackedError, match="not read"):
            Packed(tmp_path / "a.tar.gz").names()


@pytest.mark.vector(53)
@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_in_a_way_that_is_unpacked_without_a_bound_is_refused(
    desk: Desk, brand: Brand, tmp_path: Path, how: int
) -> None:
    with zipfile.ZipFile(tmp_path / "archive.zip", "w", how) as archive:
        for name, data in members().items():
            archive.writestr(name, data)
    with pytest.raises(ProblemError, match="import_bad"):
        importing.read_import(desk, tmp_path / "archive.zip")
    with zipfile.ZipFile(tmp_path / "a.smmdesk", "w", how) as archive:
        for name in (MANIFEST, DATABASE):
            archive.writestr(name, b"{}")
    with zipfile.ZipFile(tmp_path / "a.smmdesk") as archive, pytest.raises(ImportBadError):
        archive_zip.require_members(archive)


def test_a_post_of_a_year_that_no_calendar_has_is_left_out_and_the_others_come(
    desk: Desk, brand: Brand, tmp_path: Path
) -> None:
    odd = {f"{car.POST}/3{n}": said("Strano", createdAt=f"{n}-01-01T00:00:00Z") for n in ("0001", "1960", "9999")}
    (tmp_path / "repo.car").write_bytes(repository({**odd, **RECORDS}))
    plan = importing.read_import(desk, tmp_path / "repo.car")
    assert plan.past is not None
    assert plan.past.found.others == 3
    importing.apply_import(desk, plan)
    assert {post.content.text for post in all_posts(desk)} == {"Pane", "Link"}


@pytest.mark.vector(53)
def test_a_repository_that_names_one_block_again_and_again_is_refused(tmp_path: Path) -> None:
    blocks: list[bytes] = []

    def kept(value: Any) -> car.Cid:
        data = cbor(value)
        name = car.Cid(b"\x01\x71\x12\x20" + hashlib.sha256(data).digest())
        blocks.append(varint(len(name) + len(data)) + bytes(name) + data)
        return name

    tree = kept({"l": None, "e": []})
    for _each in range(40):
        tree = kept({"l": tree, "e": [{"p": 0, "k": b"a", "v": tree, "t": tree}]})
    header = cbor({"roots": [kept({"did": "d", "data": tree})], "version": 1})
    (tmp_path / "repo.car").write_bytes(varint(len(header)) + header + b"".join(blocks))
    with pytest.raises(PastBadError):
        car.read(tmp_path / "repo.car")
    (tmp_path / "repo.car").write_bytes(repository({"app.bsky.actor.profile/self": ["no", "profile"]}))
    with pytest.raises(PastBadError):
        car.read(tmp_path / "repo.car")


def test_a_table_that_says_roots_in_its_first_line_is_a_table(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("date,text\n2026-12-04,Back to our roots\n")
    assert [post.content.text for post in importing.read_import(desk, tmp_path / "posts.csv").new] == [
        "Back to our roots"
    ]


@given(st.lists(st.dictionaries(st.text(max_size=5), values.filter(lambda v: not isinstance(v, bytes)), max_size=2)))
def test_items_come_one_by_one_wherever_the_file_is_cut(found: list[dict[str, Any]]) -> None:
    text = json.dumps({"@context": "x", "orderedItems": found}, ensure_ascii=False, default=str)

    class Slow(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            return super().read(3)

    data = text.encode("utf-8", "replace")
    assert list(outbox.items(Slow(data))) == json.loads(data)["orderedItems"]


def test_plain_names() -> None:
    assert is_plain("./media_attachments/files/1/a b.jpg")
    assert not is_plain("a//b")
