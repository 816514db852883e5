"""PDFs in the library: looked into, kept, and sent as they are."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from smmdesk.desk import media_leaving
from smmdesk.desk.desk import Desk
from smmdesk.desk.media_intake import Taken, take_files_now
from smmdesk.desk.media_leaving import picture_for
from smmdesk.model.brand import Brand
from smmdesk.model.limits import Limits
from smmdesk.model.media import MediaUse
from smmdesk.store.media_reads import library
from smmdesk.system.pictures import Pictures
from tests.helpers.pdf_files import pdf


@pytest.fixture(scope="module")
def decoder() -> Iterator[Pictures]:
    with Pictures() as pictures:
        yield pictures


@pytest.fixture
def desk(desk: Desk, decoder: Pictures) -> Iterator[Desk]:
    desk.made_pictures = decoder
    yield desk
    desk.made_pictures = None


def given(desk: Desk, brand: Brand, folder: Path, data: bytes) -> Taken:
    path = folder / "listino.pdf"
    path.write_bytes(data)
    return take_files_now(desk, brand.id, [path])


def test_a_pdf_is_taken_with_its_pages_and_leaves_as_it_is(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    data = pdf(12, box="0 0 960 540")
    asset = given(desk, brand, tmp_path, data).assets[0]
    assert (asset.mime, asset.pages, asset.width_px, asset.height_px) == ("application/pdf", 12, 960, 540)
    with desk.store.reading() as reader:
        [row] = library(reader, brand.id)
    assert (row.pages, row.is_document, row.is_video) == (12, True, False)
    out = picture_for(desk, asset, MediaUse(asset.id), Limits(documents_max=1))
    assert (out.mime, out.name, out.size_bytes) == ("application/pdf", "listino.pdf", len(data))
    assert out.path.read_bytes() == data
    assert asyncio.run(media_leaving.thumbnail(desk, asset)) is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7 listino", "document_damaged"),
        (pdf(3)[:-40], "document_damaged"),
        (pdf(3, locked=True), "document_locked"),
    ],
)
def test_a_pdf_that_nobody_can_read_is_named_and_not_kept(
    data: bytes, code: str, desk: Desk, brand: Brand, tmp_path: Path
) -> None:
    found = given(desk, brand, tmp_path, data)
    assert [(problem.code, problem.values["name"]) for problem in found.problems] == [(code, "listino.pdf")]
    assert not found.assets
    assert not [path for path in desk.paths.media.rglob("*") if path.is_file()]
