"""PDFs are counted without being drawn; what is damaged, locked or hostile ends in a word."""

import io
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image

from smmdesk.system.pdf import MOST_INFLATED, PdfError, PdfFacts, read_pdf
from smmdesk.system.pictures import DocumentFacts, PictureError, Pictures
from tests.helpers.pdf_files import pdf, stream_object


def read(folder: Path, data: bytes) -> PdfFacts:
    path = folder / "listino.pdf"
    path.write_bytes(data)
    return read_pdf(path)


def why(folder: Path, data: bytes) -> str:
    with pytest.raises(PdfError) as caught:
        read(folder, data)
    return caught.value.why


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("pages", [1, 2, 31])
def test_pages_are_counted(packed: bool, pages: int, tmp_path: Path) -> None:
    assert read(tmp_path, pdf(pages, packed=packed)) == PdfFacts(pages, 595, 842)


@pytest.mark.parametrize(
    ("box", "more", "size"),
    [
        ("0 0 960 540", "", (960, 540)),
        ("0 0 540 960", "/Rotate 90", (960, 540)),
        ("-10 -10 190.4 90", "", (200, 100)),
        ("0 0 960 540", "/MediaBox [0 0 300 400]", (300, 400)),
        ("0 0 0 0", "", (595, 842)),
        ("0 0 1e9 1", "", (595, 842)),
        ("0 0 nan inf", "", (595, 842)),
        ("a b c d", "", (595, 842)),
    ],
)
def test_the_first_page_has_a_size(box: str, more: str, size: tuple[int, int], tmp_path: Path) -> None:
    assert read(tmp_path, pdf(3, box=box, more=more)) == PdfFacts(3, *size)


def test_another_program_s_pdf_and_one_that_was_added_to(tmp_path: Path) -> None:
    sheets = [Image.new("RGB", (80, 60), "white") for _ in range(4)]
    made = io.BytesIO()
    sheets[0].save(made, "PDF", save_all=True, append_images=sheets[1:])
    assert read(tmp_path, made.getvalue()).pages == 4
    newer = (
        b"2 0 obj\n<< /Type /Pages /Kids [10 0 R] /Count 1 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n1\n%%EOF"
    )
    assert read(tmp_path, pdf(5) + newer).pages == 1, "what was written last counts"


@pytest.mark.parametrize("packed", [False, True])
def test_a_locked_one_is_locked(packed: bool, tmp_path: Path) -> None:
    assert why(tmp_path, pdf(2, packed=packed, locked=True)) == "encrypted"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 listino",
        b"%PDF-1.7\n%%EOF",
        pdf(3)[:-30],
        pdf(3).replace(b"10 0 obj", b"99 0 obj"),
        pdf(3).replace(b"[3 0 R 4 0 R]", b"[3 0 R 3 0 R]"),
        pdf(3).replace(b"[3 0 R 4 0 R]", b"[2 0 R 2 0 R]"),
        pdf(3).replace(b"[3 0 R 4 0 R]", b"[]"),
        pdf(3).replace(b"/Root 1 0 R", b"/Root 77 0 R"),
        pdf(3, packed=True).replace(b"/FlateDecode", b"/LZWDecode"),
        pdf(3, packed=True).replace(b"x\x9c", b"\x00\x00"),
        b"%PDF-1.4\n" + b"1 0 obj " * 200_000 + b"%%EOF",
        b"%PDF-1.4\n1 0 obj << /Length 99999999 >> stream\n" + b"%%EOF",
    ],
)
def test_damaged_and_hostile_ones_end_in_a_word(data: bytes, tmp_path: Path) -> None:
    began = time.monotonic()
    assert why(tmp_path, data) == "unreadable"
    assert time.monotonic() - began < 5.0


def test_no_cut_of_a_pdf_breaks_the_reader(tmp_path: Path) -> None:
    for whole in (pdf(3), pdf(3, packed=True)):
        for end in range(0, len(whole), 7):
            with pytest.raises(PdfError):
                read(tmp_path, whole[:end])


def test_what_grows_without_end_is_not_unpacked(tmp_path: Path) -> None:
    bomb = zlib.compress(b"\x00" * (MOST_INFLATED + 10))
    data = b"%PDF-1.5\n" + stream_object(7, "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", bomb) + b"%%EOF"
    assert why(tmp_path, data) == "too_large"


def test_it_is_read_in_the_process_that_may_die(tmp_path: Path) -> None:
    good, locked = tmp_path / "a.pdf", tmp_path / "b.pdf"
    good.write_bytes(pdf(12, packed=True))
    locked.write_bytes(pdf(1, locked=True))
    with Pictures() as pictures:
        assert pictures.document(good) == DocumentFacts(12, 595, 842)
        for path, said in ((locked, "encrypted"), (tmp_path / "gone.pdf", "unreadable")):
            with pytest.raises(PictureError) as caught:
                pictures.document(path)
            assert caught.value.why == said
