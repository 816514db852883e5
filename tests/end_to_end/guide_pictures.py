"""Every picture of the user guide, taken from the real program in English and in Italian, into docs/pictures.

python -m tests.end_to_end.guide_pictures [en it …] [--only START …]     START: one of STARTS
python -m tests.end_to_end.guide_pictures --into FOLDER …                 elsewhere, to look at them first

The page that a client gets ("agency") is shown by Chromium, what stands near the clock ("tray") by trayer: both have to
be on this computer; the rest needs neither.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from tests.end_to_end import guide_agency, guide_bring, guide_days, guide_desk, guide_more, guide_scenes, guide_talk
from tests.end_to_end.guide_scenes import WORDS, Start, Words, union
from tests.end_to_end.shots import DOCS, Look, Sitting
from tests.helpers.screen import Screen, until
from tests.helpers.screen_program import Program
from tests.helpers.screen_reader import Node, ScreenError

PARTS = (guide_scenes, guide_days, guide_desk, guide_more, guide_talk, guide_bring, guide_agency)
STARTS = {key: start for part in PARTS for key, start in part.STARTS.items()}
SCREEN = (1400, 1000)
MOST_BYTES = 200_000
OWN_COLOURS_BYTES = 20_000
MOST_WIDTH = 1280
COLOURS = 256
PAD = 12
PAGE, PAGE_S = (900, 960), 120
TRAY = ("trayer", "--edge", "bottom", "--align", "right", "--widthtype", "pixel", "--width", "700", "--height", "32")
TRAY_GROUND = ("--transparent", "true", "--alpha", "0", "--tint", "0xD9D6D0")
ICON_PX = 32
Box = tuple[int, int, int, int]


class Camera:
    """In front of one start of the program; every picture has a name, and its language in the file's name."""

    def __init__(self, sitting: Sitting, into: Path, work: Path) -> None:
        self.sitting, self.into, self._raw = sitting, into, work / "raw.png"

    @property
    def program(self) -> Program:
        return self.sitting.program

    @property
    def words(self) -> Words:
        return WORDS[self.sitting.look.language]

    def window(self, name: str, after_s: float = 0.0) -> None:
        """The whole window with what lies over it; what comes by a timer of its own is given `after_s`."""
        self.program.hand.do("sleep", after_s)
        self.keep(name, self._window_box())

    def part(self, name: str, left: int, top: int, right: int, bottom: int) -> None:
        """A part of the window, in px from its corner."""
        x, y, *_ = self._window_box()
        self.keep(name, self._inside((x + left, y + top, x + right, y + bottom)))

    def around(self, name: str, *nodes: Node, pad: int = PAD, above: int = 0) -> None:
        """The part of the screen that these take up, and `above` px of what stands over them."""
        now = [node.now() or node for node in nodes]
        left, top, right, bottom = union(*now)
        self.keep(name, self._inside((left - pad, top - pad - above, right + pad, bottom + pad)))

    def column(self, name: str, *ids: str, pad: int = PAD, above: int = 0) -> None:
        """The window from the first to the last of these, as wide as the widest of them."""
        self.around(name, *(self.program.all(id=each)[0] for each in ids), pad=pad, above=above)

    def menu(self, name: str, which: str = "") -> None:
        """An open menu, which may hang out of the window."""
        self.keep(name, union(self.program.find("popup menu", id=which) if which else self.program.find("popup menu")))

    def band(self, name: str, left: int, right: int, first: str, last: str, below: int = 0) -> None:
        """From the top of `first` to `below` px under `last`; the sides in px from the window's left edge."""
        nodes = [self.program.all(id=each)[0] for each in (first, last)]
        x, top, bottom = self._window_box()[0], union(nodes[0])[1], union(nodes[1])[3]
        self.keep(name, self._inside((x + left, top - 2 * PAD, x + right, bottom + PAD + below)))

    def dialog(self, name: str) -> None:
        """The sheet in front; then it is closed."""
        sheet = self.program.find("dialog")
        self.around(name, sheet, pad=0)
        self.program.hand.press_keys("Escape")
        self.program.gone("dialog")

    def open_tray_menu(self) -> Node:
        """The menu of the icon near the clock: that stands alone, at the right end of its bar."""
        _left, top, right, _bottom = until(self._tray_box, "the bar with the icons is there")
        hand, x, y = self.program.hand, right - ICON_PX // 2, top + 2
        hand.do("mousemove", x, top - 200, "sleep", 1, "mousemove", x, y + 8, "mousemove", x, y, "sleep", 0.5)
        hand.do("mousedown", 3, "sleep", 0.3, "mouseup", 3)
        return self.program.find("popup menu", id="tray_menu")

    def above_tray(self, name: str, menu: Node) -> None:
        """A menu with the piece of the bar under it."""
        tray = self._tray_box()
        assert tray is not None
        left, top, right, bottom = union(menu)
        self.keep(name, (left, top, right, max(bottom, tray[3])))

    def _tray_box(self) -> Box | None:
        hand = self.program.hand
        try:
            number = hand.do("search", "--class", TRAY[0]).split()[-1]
        except (subprocess.CalledProcessError, IndexError):
            return None
        told = dict(line.split("=") for line in hand.do("getwindowgeometry", "--shell", number).split())
        x, y, width, height = (int(told[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))
        return (x, y, x + width, y + height) if width > ICON_PX else None

    def page(self, name: str, file: Path) -> None:
        """The top of an HTML file in Chromium. Raises ScreenError where this computer has none."""
        browser = shutil.which("chromium") or shutil.which("google-chrome")
        if browser is None:
            raise ScreenError(f"{name} needs Chromium, which is not on this computer")
        own = (f"--user-data-dir={self._raw.with_name('browser')}", f"--screenshot={self._raw}")
        plain = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
        size = f"--window-size={PAGE[0]},{PAGE[1]}"
        subprocess.run([browser, *plain, *own, size, file.as_uri()], check=True, capture_output=True, timeout=PAGE_S)
        with Image.open(self._raw) as whole:
            save_small(whole.convert("RGB"), self._path(name))

    def open(self, words: str) -> None:
        """The post that holds these words, in the composer."""
        if not self.program.shows(id="calendar"):
            self.sitting.go_to("calendar")
        self.program.hand.press_keys("ctrl+f")
        self.program.find(id="calendar_find", states=["focused"]).write(words)
        card = self.program.find(id="found_card")
        self.program.find("list item", has=words, within=card)
        self.program.hand.press_keys("Return", "Return")
        self.program.find(id="composer_schedule")

    def reveal(self, name: str) -> None:
        """Scroll until this can be seen."""
        self.program.reveal(self.program.find(id=name))

    def rest(self) -> None:
        """The pointer out of the way, and the screen still."""
        self.program.hand.move((SCREEN[0] - 5, SCREEN[1] - 5))
        self._still()

    def _still(self) -> None:
        before = b""

        def same() -> bool:
            nonlocal before
            now = self.program.screen.picture(self._raw).read_bytes()
            unchanged, before = now == before, now
            return unchanged

        until(same, "the screen stands still")

    def _window_box(self) -> Box:
        return union(self.program.find("frame", has="smmdesk"))

    def _inside(self, box: Box) -> Box:
        """What of it lies over the window."""
        left, top, right, bottom = self._window_box()
        return (max(box[0], left), max(box[1], top), min(box[2], right), min(box[3], bottom))

    def keep(self, name: str, box: Box) -> None:
        """This part of the screen, once it stands still; the program itself is not asked."""
        self._still()
        with Image.open(self._raw) as whole:
            kept = whole.crop(box).convert("RGB")
        save_small(kept, self._path(name))

    def _path(self, name: str) -> Path:
        return self.into / f"guide-{name}.{self.sitting.look.language}.png"


def save_small(picture: Image.Image, path: Path) -> None:
    """As a PNG of few bytes: in its own colours while small, else in 256. Raises SystemExit when it stays too large."""
    assert picture.width <= MOST_WIDTH, f"{path}: {picture.width} px"
    picture.save(path, optimize=True)
    if path.stat().st_size > OWN_COLOURS_BYTES:
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path} has {path.stat().st_size} bytes, more than {MOST_BYTES}")


def photograph(screen: Screen, language: str, start: Start, into: Path) -> list[str]:
    """All pictures of one start; what could not be shown, with the reason."""
    if not start.has_tray:
        return _photograph(screen, language, start, into)
    if shutil.which(TRAY[0]) is None:
        return [f"{language}: what stands near the clock needs {TRAY[0]}, which is not on this computer"]
    with Screen.start(SCREEN) as own:
        own.run(*TRAY, *TRAY_GROUND)
        return _photograph(own, language, start, into)


def _photograph(screen: Screen, language: str, start: Start, into: Path) -> list[str]:
    missing, look = [], Look(language)
    with tempfile.TemporaryDirectory(prefix="smm-guide-") as name:
        work = Path(name)
        if start.prepare is not None:
            start.prepare(work / "desk", look)
        sitting = Sitting(screen, look, work, work, *start.arguments, size=start.size)
        camera = Camera(sitting, into, work)
        try:
            camera.rest()
            for show in start.shows:
                try:
                    show(camera)
                except (ScreenError, StopIteration, IndexError) as error:
                    missing.append(f"{language} {show.__name__}: {str(error)[:900]}")
        finally:
            sitting.end()
    return missing


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="*", choices=["en", "it", []], default=[])
    parser.add_argument("--only", nargs="+", choices=list(STARTS), default=list(STARTS))
    parser.add_argument("--into", type=Path, default=DOCS)
    options = parser.parse_args(arguments)
    options.into.mkdir(parents=True, exist_ok=True)
    with Screen.start(SCREEN) as screen:
        missing = [
            line
            for language in options.languages or ["en", "it"]
            for key in options.only
            for line in photograph(screen, language, STARTS[key], options.into)
        ]
    print("\n".join(missing) or "every picture was taken")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
