"""Pictures of every screen of the real program, for people to look at.

python -m tests.end_to_end.shots FOLDER [en-light-100 …] [--only full]   every screen: light, dark; English, Italian;
                                                           100 and 200 %. --only: some of SETTINGS, PEOPLE, SHEETS, MORE
python -m tests.end_to_end.shots --docs                    the pictures of README, into docs/pictures

The week shown is the example week around 18 November 2026, so that pictures of two days can be laid side by side.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from PIL import Image

from tests.end_to_end.shots_more import MORE
from tests.end_to_end.shots_people import PEOPLE
from tests.end_to_end.shots_scenes import SETTINGS, full_composer, message_bar
from tests.end_to_end.shots_sheets import SHEETS
from tests.helpers.screen import Screen, until
from tests.helpers.screen_clock import ProgramClock
from tests.helpers.screen_program import ROOT, Program
from tests.helpers.screen_reader import ScreenError

NOW = datetime(2026, 11, 18, 10, 20, tzinfo=ZoneInfo("Europe/Rome"))
WINDOW = (1280, 800)
SCREEN = (2600, 1700)
DOCS = ROOT / "docs" / "pictures"
MOST_BYTES = 450_000
DOCS_WIDTHS = (1920, 1600, 1440, 1280)
WORDS = {
    "en": {
        "panettone": "Panettone bookings are open",
        "thread": "At four the oven wakes up",
        "too long": "Tuesday coffee is one year old",
        "title": "The first panettone of the year",
        "own": "Only Bluesky hears this: the first ten get a coffee.",
        "find": "panettone",
        "past": "today 8",
        "photo gone": "Lucia tells her counter",
        "full day": "28 November",
        "answer": "Of course! We bake six a day.",
    },
    "it": {
        "panettone": "Aperte le prenotazioni dei panettoni",
        "thread": "Alle quattro si accende il forno",
        "too long": "Il caffè del martedì compie un anno",
        "title": "Il primo panettone dell'anno",
        "own": "Solo Bluesky lo sa: ai primi dieci offriamo il caffè.",
        "find": "panettone",
        "past": "oggi 8",
        "photo gone": "Lucia racconta il suo banco",
        "full day": "28 novembre",
        "answer": "Certo! Ne facciamo sei al giorno.",
    },
}


class Look(NamedTuple):
    """One way in which the program can look."""

    language: str = "en"
    theme: str = "light"
    percent: int = 100

    def __str__(self) -> str:
        return f"{self.language}-{self.theme}-{self.percent}"


LOOKS = [Look(*each) for each in product(("en", "it"), ("light", "dark"), (100, 200))]


class Sitting:
    """One program in one look, in front of the camera. `size` is the window's in px at 100 %."""

    def __init__(
        self,
        screen: Screen,
        look: Look,
        work: Path,
        folder: Path,
        *arguments: str,
        size: tuple[int, int] = WINDOW,
        env: Mapping[str, str] | None = None,
        chosen: Mapping[str, str] | None = None,
        prefix: str = "",
    ) -> None:
        self.screen, self.look, self.folder, self.size, self.prefix = screen, look, folder, size, prefix
        data = work / "desk"
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = {"language": look.language, "theme": look.theme, "motion": "still", **(chosen or {})}
        (data / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        locale = {"en": "en_GB.UTF-8", "it": "it_IT.UTF-8"}[look.language]
        given = {"LANG": locale, "QT_SCALE_FACTOR": str(look.percent / 100), "SMMDESK_NO_ENGINE": "1", **(env or {})}
        self.program = Program(screen, data, *arguments, clock=ProgramClock(work / "clock", NOW), env=given)
        self.program.window()
        self._place()

    def _place(self) -> None:
        width, height = (side * self.look.percent // 100 for side in self.size)
        number = self.program.window_number()
        self.screen.hand.do("windowmove", "--sync", number, 0, 20)
        with suppress(subprocess.CalledProcessError):  # it has that size already
            self.screen.hand.do("windowsize", "--sync", number, width, height)
        self.screen.hand.move((SCREEN[0] - 5, SCREEN[1] - 5))

    def leaves_out(self, *names: str) -> bool:
        """Whether these need a place on the screen and cannot be taken in this look: places are told in px of 100 %.

        What is left out is said; whatever else is not taken is an error.
        """
        if self.look.percent != 100:
            print(f"{self.look}: not at {self.look.percent} %: {', '.join(names)}", file=sys.stderr)
        return self.look.percent != 100

    def words(self, which: str) -> str:
        return WORDS[self.look.language][which]

    def take(self, name: str) -> Path:
        """A picture of the window as it is once it has stopped changing."""
        return self._settled(self.folder / f"{self.prefix}{name}.png")

    def stands_still(self) -> None:
        """Wait until the window has stopped changing."""
        self._settled(self.folder / "settled.png").unlink()

    def _settled(self, path: Path) -> Path:
        number, before = self.program.window_number(), b""

        def still() -> bool:
            nonlocal before
            now = self.screen.picture(path, number).read_bytes()
            same, before = now == before, now
            return same

        until(still, "the screen stands still")
        return path

    def take_dialog(self, name: str) -> Path:
        """A picture of the dialog in front; then it is closed."""
        dialog = self.program.find("dialog")
        path = self.folder / f"{self.prefix}{name}.png"
        until(lambda: self.screen.picture(path).stat().st_size, "the screen was taken")
        told = dialog.now().box  # type: ignore[union-attr]
        x, y, width, height = (side * self.look.percent // 100 for side in told)
        with Image.open(path) as whole:
            whole.crop((max(0, x - 30), max(0, y - 40), x + width + 30, y + height + 30)).save(path)
        self.program.hand.press_keys("Escape")
        self.program.gone("dialog")
        return path

    def take_over(self, name: str) -> Path:
        """A picture of the window with what other windows of the program lay over it (menus, what is dragged)."""
        path = self.folder / f"{self.prefix}{name}.png"
        self.screen.hand.do("sleep", "0.4")
        self.screen.picture(path)
        width, height = (side * self.look.percent // 100 for side in self.size)
        with Image.open(path) as whole:
            whole.crop((0, 0, width + 60, height + 60)).save(path)
        return path

    def go_to(self, place: str) -> None:
        """By the name that its maker gave to the place, in any language."""
        self.program.find(id=f"place_{place}").press()
        self.program.find(id=place)

    def press(self, name: str) -> None:
        """The button that its maker called so."""
        self.program.all(id=name)[0].press()

    def open_post(self, which: str) -> None:
        """The post with these words, found as a person finds one."""
        if not self.program.shows(id="calendar"):
            self.go_to("calendar")
        self.program.hand.press_keys("ctrl+f")
        field = self.program.find(id="calendar_find", states=["focused"])
        field.write(self.words(which))
        card = self.program.find(id="found_card")
        self.program.find("list item", has=self.words(which), within=card)
        self.program.hand.press_keys("Return", "Return")
        self.program.find(id="composer_schedule")

    def end(self) -> None:
        self.program.end()


def photograph(screen: Screen, look: Look, folder: Path, only: Sequence[str] = ()) -> list[str]:
    """All screens in one look; what could not be shown, with the reason."""
    missing = []
    with tempfile.TemporaryDirectory(prefix="smm-shots-") as name:
        for key, setting in {**SETTINGS, **PEOPLE, **SHEETS, **MORE}.items():
            if only and key not in only:
                continue
            work = Path(name) / setting.folder
            if setting.prepare is not None:
                setting.prepare(work / "desk", look)
            sitting = Sitting(
                screen, look, work, folder, *setting.arguments,
                size=setting.size, env=setting.env, chosen=setting.chosen, prefix=setting.prefix,
            )  # fmt: skip
            missing += sit(sitting, setting.shows)
            if key == "empty":
                spoil(work / "desk" / "desk.sqlite")
                missing += sit(Sitting(screen, look, work, folder), (message_bar,))
    return missing


def sit(sitting: Sitting, wanted: Sequence[Callable[[Sitting], None]]) -> list[str]:
    missing = []
    try:
        for show in wanted:
            try:
                show(sitting)
            except (ScreenError, StopIteration, IndexError, subprocess.CalledProcessError) as error:
                missing.append(f"{sitting.look} {show.__name__}: {str(error)[:600]}")
    finally:
        sitting.end()
    return missing


def spoil(database: Path) -> None:
    """A damaged file: the next start says so in a bar."""
    for path in database.parent.glob(f"{database.name}-*"):
        path.unlink()
    data = bytearray(database.read_bytes())
    data[100:4000] = bytes(3900)
    database.write_bytes(data)


def for_docs(screen: Screen) -> None:
    """English, light, sharp on every screen, and small enough for a page. Those of the guide: guide_pictures.py."""
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="smm-shots-") as name:
        work = Path(name)
        sitting = Sitting(screen, Look(percent=200), work / "full", work, "--demo")
        try:
            shrink(sitting.take("calendar"), DOCS / "calendar.png")
            full_composer(sitting)
            shrink(sitting.take("composer"), DOCS / "composer.png")
        finally:
            sitting.end()


def shrink(path: Path, to: Path) -> None:
    """In its own colours, as large as MOST_BYTES allow."""
    with Image.open(path) as whole:
        for width in DOCS_WIDTHS:
            size = (width, whole.height * width // whole.width)
            whole.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(to, optimize=True)
            if to.stat().st_size <= MOST_BYTES:
                return
    raise SystemExit(f"{to} has {to.stat().st_size} bytes, more than {MOST_BYTES}")


def main(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 2
    with Screen.start(SCREEN) as screen:
        if arguments[0] == "--docs":
            for_docs(screen)
            return 0
        where, wanted, only = Path(arguments[0]), list(arguments[1:]), []
        if "--only" in wanted:
            place = wanted.index("--only")
            wanted, only = wanted[:place], wanted[place + 1 :]
        chosen = [look for look in LOOKS if str(look) in wanted or not wanted]
        missing = [line for look in chosen for line in photograph(screen, look, where / str(look), only)]
    print("\n".join(missing) or "every screen was taken")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
