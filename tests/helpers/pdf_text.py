"""The letters of a PDF that Qt wrote: page by page, glyphs translated back by the maps that the file itself carries.

Qt gives no map for spaces, figures and marks of the bundled font: only letters come back.
"""

import re
import zlib
from pathlib import Path

OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def pages_of(path: Path) -> list[str]:
    """The letters of each page in the order of the file, as they are painted."""
    objects = {int(number): body for number, body in OBJECT.findall(path.read_bytes())}
    found = []
    for body in objects.values():
        if not re.search(rb"/Type\s*/Page\b", body):
            continue
        contents = objects[int(re.search(rb"/Contents (\d+)", body)[1])]  # type: ignore[index]
        resources = objects.get(int(re.search(rb"/Resources (\d+)", body)[1]), b"")  # type: ignore[index]
        fonts = {
            name: _map_of(objects, objects[int(number)])
            for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", resources + body)
        }
        found.append(_text(_stream(contents), fonts))
    return found


def _stream(body: bytes) -> bytes:
    data = STREAM.search(body)
    assert data is not None
    return zlib.decompress(data[1]) if b"FlateDecode" in body else data[1]


def _map_of(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    """Glyph number -> character."""
    reference = re.search(rb"/ToUnicode (\d+)", font)
    if reference is None:
        return {}
    made: dict[int, str] = {}
    table = _stream(objects[int(reference[1])])
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            made[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        pattern = rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(<[0-9A-Fa-f]+>|\[.*?\])"
        for first, last, texts in re.findall(pattern, block, re.DOTALL):
            start, end = int(first, 16), int(last, 16)
            values = re.findall(rb"<([0-9A-Fa-f]+)>", texts)
            for number in range(start, end + 1):
                if texts.startswith(b"["):
                    text = bytes.fromhex(values[number - start].decode()).decode("utf-16-be")
                else:
                    text = chr(int(values[0], 16) + number - start)
                made[number] = text
    return made


def _text(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    said: list[str] = []
    current: dict[int, str] = {}
    for font, shown in re.findall(rb"/(F\d+) [\d.]+ Tf|(<[0-9A-Fa-f]+>|\[[^\]]*\])\s*TJ?j?", content):
        if font:
            current = fonts.get(font, {})
        for hexed in re.findall(rb"<([0-9A-Fa-f]+)>", shown):
            said += [current.get(int(hexed[n : n + 4], 16), "") for n in range(0, len(hexed), 4)]
    return "".join(said)
