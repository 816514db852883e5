"""PDFs as programs write them: with a table of places or packed in streams of objects, whole, locked, or hostile."""

import zlib


def pdf(
    pages: int = 1, *, packed: bool = False, locked: bool = False, box: str = "0 0 595 842", more: str = ""
) -> bytes:
    """A PDF of empty pages under two knots; `packed` as of PDF 1.5, `more` stands in the first page."""
    kids = [f"{10 + number} 0 R" for number in range(pages)]
    half = pages // 2
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count {pages} /MediaBox [{box}] >>",
        3: f"<< /Type /Pages /Parent 2 0 R /Kids 5 0 R /Count {half} >>",
        4: f"<< /Type /Pages /Parent 2 0 R /Kids [ {' '.join(kids[half:])} ] /Count {pages - half} >>",
        5: f"[ {' '.join(kids[:half])} ]",
    }
    for number in range(pages):
        own = more if number == 0 else ""
        objects[10 + number] = f"<< /Type /Page /Parent 3 0 R {own} >>"
    end = f"/Root 1 0 R /Size {20 + pages}{' /Encrypt 6 0 R' if locked else ''}"
    return _packed(objects, end) if packed else _plain(objects, end)


def _plain(objects: dict[int, str], end: str) -> bytes:
    made = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    for number, words in objects.items():
        made += f"{number} 0 obj\n{words}\nendobj\n".encode()
    made += b"8 0 obj\n<< /Length 21 >>\nstream\n1 0 obj << lies >> BT\nendstream\nendobj\n"
    return made + f"xref\n0 1\ntrailer\n<< {end} >>\nstartxref\n9\n%%EOF\n".encode()


def _packed(objects: dict[int, str], end: str) -> bytes:
    places, body = [], ""
    for number, words in objects.items():
        places.append(f"{number} {len(body)}")
        body += words + "\n"
    head = " ".join(places) + "\n"
    stream = zlib.compress((head + body).encode())
    kind = f"/Type /ObjStm /N {len(objects)} /First {len(head)} /Filter /FlateDecode"
    made = b"%PDF-1.5\n" + stream_object(7, kind, stream)
    return made + stream_object(9, f"/Type /XRef {end}", b"\x00\x01\x02") + b"startxref\n9\n%%EOF"


def stream_object(number: int, words: str, stream: bytes) -> bytes:
    head = f"{number} 0 obj\n<< {words} /Length {len(stream)} >>\nstream\r\n".encode()
    return head + stream + b"\nendstream\nendobj\n"
