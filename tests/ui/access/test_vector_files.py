"""The hostile files of security.md §3 come in over whole screens: each is named and refused, or taken; nobody waits."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from smmdesk.model.media import Asset
from smmdesk.system.pictures import Pictures
from tests.desk.pictures import box, encoded, film, huge_png, with_place
from tests.helpers.listening import nothing_is_opened
from tests.helpers.pdf_files import pdf
from tests.ui.access import hostile
from tests.ui.access.conftest import Program
from tests.ui.access.steps import BRAND, FRIDAY
from tests.ui.access.test_vectors_on_screens import PATIENCE_S, wrong_on
from ui.dialogs import Sheet
from ui.shell.session import Session
from ui.views.composer import ComposerView

__all__ = ["nothing_is_opened"]
Files = Mapping[str, bytes]
Ready = Callable[[], bool]
REFUSED: dict[int, Files] = {
    81: {"wide.png": huge_png(30_000, 30_000), "large.png": huge_png(10_000, 10_000)},
    82: {
        "safe.png": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "zip.png": b"PK\x03\x04",
    },
    85: {
        "torn.jpg": encoded(Image.effect_noise((400, 300), 50).convert("RGB"))[:9_000],
        "torn.pdf": pdf(3)[:-40],
        "locked.pdf": pdf(1, locked=True),
    },
    86: {"fuzz.webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ", "fuzz.avif": box(b"ftyp", b"avif") + b"\xff" * 90},
    87: {"no-moov.mp4": box(b"ftyp", b"isom"), "cut.mp4": film()[:-30]},
    88: {"empty.jpg": b""},
}
FRAMES = [Image.new("P", (1, 1), number % 200) for number in range(700)]
TAKEN: dict[int, Files] = {
    83: {"endless.gif": encoded(FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:], duration=0)},
    84: {"where.jpg": with_place("JPEG")},
    85: {"deep.png": encoded(Image.new("I;16", (20, 20), 40_000), "PNG")},
    87: {"where.mp4": film(duration_ms=36_000_000)},
}
EVENT = "BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20261101T000000Z\nSUMMARY:Pane\n{lines}END:VEVENT\n"
CALENDARS = {
    "seconds": EVENT.format(uid=1, lines="DTSTART:20261201T090000Z\nRRULE:FREQ=SECONDLY\n"),
    "year one": EVENT.format(uid=2, lines="DTSTART:00010101T000000Z\n"),
    "zone": EVENT.format(uid=3, lines="DTSTART;TZID=Mars/Olympus:20261201T090000\n"),
    "too many": EVENT.format(uid=4, lines="DTSTART:20261201T090000Z\n") * 100_000,
}


@pytest.fixture(scope="module")
def decoder() -> Iterator[Pictures]:
    with Pictures() as pictures:
        yield pictures


@pytest.fixture
def session(program: Program, decoder: Pictures) -> Iterator[Session]:
    made = program("en")
    made.bridge.desk.made_pictures = decoder
    yield made
    made.bridge.desk.made_pictures = None


def dropped(target: QWidget, paths: list[Path]) -> None:
    """As the file manager lets them go over it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    target.dropEvent(QDropEvent(QPointF(target.rect().center()), action, data, left, none))  # type: ignore[attr-defined]


# ------------------------------------------------------------------ where they come in
def library(session: Session, paths: list[Path]) -> Ready:
    view = session.window.go_to("media")
    dropped(view, paths)
    return lambda: view.presenter.taking.progress is None  # type: ignore[attr-defined]


def written(session: Session, paths: list[Path]) -> Ready:
    """Onto the text of a new post."""
    session.window.drop_view("composer")
    session.doors.new_post()
    media = session.window.view("composer").presenter.media  # type: ignore[union-attr]
    media.take_files(paths)
    return lambda: not media.taking


def day(session: Session, paths: list[Path]) -> Ready:
    """Onto a Friday: a photo begins a post there, a table is looked at first."""
    session.window.drop_view("composer")
    session.window.go_to("calendar").grid.post_wanted.emit({"day": FRIDAY, "paths": tuple(paths)})  # type: ignore[attr-defined]
    view = session.window.view("composer")
    if view is not None:
        return lambda: not view.presenter.media.taking  # type: ignore[attr-defined]
    return lambda: bool(session.window.findChildren(Sheet)) or "bars" in session.window.__dict__


WAYS: dict[str, Callable[[Session, list[Path]], Ready]] = {"library": library, "composer": written, "calendar": day}
MORE = ("composer", "calendar")
MARKS = [pytest.mark.vector(number) for number in sorted({*REFUSED, *TAKEN})]


def put(folder: Path, vectors: Mapping[int, Files]) -> list[Path]:
    """The files of these vectors, on the disk."""
    paths = []
    for number, files in vectors.items():
        for name, data in files.items():
            path = folder / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            paths.append(path)
    return paths


@asynccontextmanager
async def running(session: Session) -> AsyncIterator[None]:
    """What the window began before there was a loop begins, and ends before the loop does. Nothing in between may turn
    Qt's loop: it would run a task inside another one."""
    session.bridge.begin()
    try:
        yield
    finally:
        await asyncio.wait_for(session.bridge.tasks.idle(), PATIENCE_S)


async def told(session: Session, bring: Callable[[Session, list[Path]], Ready], paths: list[Path]) -> str:
    """What the window says once everything was read; a fault of the screen, or a wait, is an error."""
    begun = time.monotonic()
    ready = bring(session, paths)
    while not ready():
        assert time.monotonic() - begun < PATIENCE_S, paths[0].name
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    session.window.grab()
    said = hostile.said_by(session.window)
    assert wrong_on(session.window) == [], paths[0].name
    for sheet in session.window.findChildren(Sheet):
        sheet.close()
    return said


def in_library(session: Session) -> set[str]:
    with session.bridge.desk.store.reading() as reader:
        return {asset.name for asset in reader.all(Asset, brand_id=BRAND)}


@pytest.mark.parametrize(
    "way",
    [
        pytest.param("library", marks=[*MARKS, pytest.mark.surface("library")]),
        *(
            pytest.param(way, marks=[*MARKS, pytest.mark.surface(way), pytest.mark.long])
            for way in ("composer", "calendar")
        ),
    ],
)
async def test_a_whole_screen_bears_what_is_dropped_on_it(session: Session, tmp_path: Path, way: str) -> None:
    faults = []
    async with running(session):
        for path in put(tmp_path / "refused", REFUSED):
            said = await told(session, WAYS[way], [path])
            faults += [] if path.name in said else [f"{path.name} is not named"]
            faults += [f"{path.name} was taken"] if path.name in in_library(session) else []
        for path in put(tmp_path / "taken", TAKEN):
            await told(session, WAYS[way], [path])
            faults += [f"{path.name} was not taken"] if path.name not in in_library(session) else []
    assert faults == []


@pytest.mark.vector(99)
@pytest.mark.vector(88)
@pytest.mark.surface("library")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes, and making links needs a right there")
async def test_the_library_bears_five_thousand_files_a_folder_in_itself_and_what_is_no_file(
    session: Session, tmp_path: Path
) -> None:
    ring = tmp_path / "ring"
    ring.mkdir()
    (ring / "again").symlink_to(ring)
    os.mkfifo(tmp_path / "pipe.jpg")
    with open(tmp_path / "huge.mp4", "wb") as file:
        file.truncate(8 << 30)
    before = in_library(session)
    crowd = [tmp_path / f"{number}.jpg" for number in range(5_000)]
    async with running(session):
        for path in (ring, tmp_path / "pipe.jpg", Path("/dev/zero"), tmp_path / "huge.mp4"):
            await told(session, library, [path])
        said = await told(session, library, crowd)
    assert "Only the first 1000 files were added" in said
    assert in_library(session) == before


@pytest.mark.vector(99)
@pytest.mark.surface("composer")
async def test_the_composer_bears_a_page_of_fifty_megabytes(session: Session) -> None:
    data = QMimeData()
    data.setHtml('<p>Pane</p><img src="data:image/png;base64,' + "A" * 50_000_000 + '"><p>caldo</p>')
    async with running(session):
        session.doors.new_post()
        view, begun = session.window.view("composer"), time.process_time()
        assert isinstance(view, ComposerView)
        view.editor.box.text.insertFromMimeData(data)
        assert time.process_time() - begun < PATIENCE_S
        assert view.presenter.screen.text.split() == ["Pane", "caldo"]
        assert wrong_on(session.window) == []


@pytest.mark.vector(96)
@pytest.mark.surface("import preview")
@pytest.mark.parametrize("kind", CALENDARS)
async def test_a_calendar_without_end_or_sense_is_looked_at_first(session: Session, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "orari.ics"
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{CALENDARS[kind]}END:VCALENDAR\n", "utf-8")
    async with running(session):
        assert "orari.ics" in await told(session, day, [path])
