"""Pictures of every screen of the real program, for people to look at.

python -m tests.end_to_end.shots FOLDER [en-light-100 …]   every screen: light, dark; English, Italian; 100 and 200 %
python -m tests.end_to_end.shots --docs                    the pictures of README and user guide, into docs/pictures

The week shown is the example week around 18 November 2026, so that pictures of two days can be laid side by side.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.helpers.screen import Screen, until
from tests.helpers.screen_clock import ProgramClock
from tests.helpers.screen_program import ROOT, Program
from tests.helpers.screen_reader import ScreenError

NOW = datetime(2026, 11, 18, 10, 20, tzinfo=ZoneInfo("Europe/Rome"))
WINDOW = (1280, 800)
SCREEN = (2600, 1700)
DOCS = ROOT / "docs" / "pictures"
MOST_BYTES = 400_000
WORDS = {
    "en": {
        "panettone": "Panettone: the first",
        "too long": "Tuesday coffee is one year old",
        "title": "The first panettone of the year",
    },
    "it": {
        "panettone": "Panettone: il primo",
        "too long": "Il caffè del martedì compie un anno",
        "title": "Il primo panettone dell'anno",
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
    """One program in one look, in front of the camera."""

    def __init__(self, screen: Screen, look: Look, work: Path, folder: Path, *arguments: str) -> None:
        self.screen, self.look, self.folder = screen, look, folder
        data = work / "desk"
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = {"language": look.language, "theme": look.theme}
        (data / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        locale = {"en": "en_GB.UTF-8", "it": "it_IT.UTF-8"}[look.language]
        env = {"LANG": locale, "QT_SCALE_FACTOR": str(look.percent / 100), "SMMDESK_NO_ENGINE": "1"}
        self.program = Program(screen, data, *arguments, clock=ProgramClock(work / "clock", NOW), env=env)
        self.program.window()
        self._place()

    def _place(self) -> None:
        width, height = (side * self.look.percent // 100 for side in WINDOW)
        number = self.program.window_number()
        self.screen.hand.do("windowmove", "--sync", number, 0, 20)
        with suppress(subprocess.CalledProcessError):  # it has that size already
            self.screen.hand.do("windowsize", "--sync", number, width, height)
        self.screen.hand.move((SCREEN[0] - 5, SCREEN[1] - 5))

    def words(self, which: str) -> str:
        return WORDS[self.look.language][which]

    def take(self, name: str) -> Path:
        """A picture of the window as it is once it has stopped changing."""
        path = self.folder / f"{name}.png"
        number, before = self.program.window_number(), b""

        def still() -> bool:
            nonlocal before
            now = self.screen.picture(path, number).read_bytes()
            same, before = now == before, now
            return same

        until(still, "the screen stands still")
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
        self.go_to("calendar")
        field = self.program.find(id="calendar_find")
        field.focus()
        self.program.find(id="calendar_find", states=["focused"])
        field.write(self.words(which))
        self.program.all(has=f"“{self.words(which)}")
        self.program.hand.press_keys("Return", "Return")
        self.program.find(id="composer_schedule")

    def end(self) -> None:
        self.program.end()


# ------------------------------------------------------------------ what is shown
def calendar(sitting: Sitting) -> None:
    sitting.take("01-calendar-month")
    sitting.press("segment_week")
    sitting.program.find("list", id="calendar_week")
    sitting.take("02-calendar-week")
    sitting.press("segment_month")
    sitting.program.find("list", id="calendar_month")


def composer(sitting: Sitting) -> None:
    sitting.press("new_post")
    sitting.program.find(id="composer_schedule")
    sitting.take("03-composer-empty")
    full_composer(sitting)
    sitting.take("04-composer-full")
    sitting.open_post("too long")
    sitting.program.find(id="problems")
    sitting.take("05-composer-problem")


def full_composer(sitting: Sitting) -> None:
    """A post with a photo on all three channels, each with its preview."""
    program = sitting.program
    sitting.open_post("panettone")
    program.find("check box", has="WordPress", without=["checked"]).press()
    program.find(id="post_title").write(sitting.words("title"))
    until(lambda: len([node for node in program.walk() if node.own_id.startswith("preview_")]) == 3, "three previews")


def outbox(sitting: Sitting) -> None:
    sitting.go_to("outbox")
    sitting.take("06-outbox")
    first = next(node for node in sitting.program.walk() if node.own_id.startswith("delivery_"))
    first.focus()
    sitting.program.hand.press_keys("space")
    sitting.take("07-outbox-detail")


def channels(sitting: Sitting) -> None:
    sitting.go_to("channels")
    sitting.take("08-channels")
    sitting.press("offer_mastodon")
    sitting.program.find(id="coach_server")
    sitting.take("09-channels-coach")


def settings(sitting: Sitting) -> None:
    sitting.go_to("settings")
    sitting.take("10-settings")


def keys(sitting: Sitting) -> None:
    sitting.program.hand.press_keys("F1")
    sitting.program.find("dialog")
    sitting.program.screen.picture(sitting.folder / "11-keys.png")
    sitting.program.hand.press_keys("Escape")


def first_run(sitting: Sitting) -> None:
    sitting.program.find(id="first_run")
    sitting.take("12-first-run")


def outbox_empty(sitting: Sitting) -> None:
    sitting.go_to("outbox")
    sitting.take("13-outbox-empty")


def message_bar(sitting: Sitting) -> None:
    sitting.program.find(id="message_bar")
    sitting.take("14-message-bar")


FULL: Sequence[Callable[[Sitting], None]] = (calendar, composer, outbox, channels, settings, keys)
EMPTY: Sequence[Callable[[Sitting], None]] = (first_run, outbox_empty)


def photograph(screen: Screen, look: Look, folder: Path) -> list[str]:
    """All screens in one look; what could not be shown, with the reason."""
    missing = []
    with tempfile.TemporaryDirectory(prefix="smm-shots-") as name:
        work = Path(name)
        missing += sit(Sitting(screen, look, work / "full", folder, "--demo"), FULL)
        missing += sit(Sitting(screen, look, work / "empty", folder), EMPTY)
        spoil(work / "empty" / "desk" / "desk.sqlite")
        missing += sit(Sitting(screen, look, work / "empty", folder), (message_bar,))
    return missing


def sit(sitting: Sitting, wanted: Sequence[Callable[[Sitting], None]]) -> list[str]:
    missing = []
    try:
        for show in wanted:
            try:
                show(sitting)
            except (ScreenError, StopIteration) as error:
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
    """English, light, sharp on every screen, and small enough for a page."""
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
    """As few colours as needed, at most MOST_BYTES."""
    for colours in (256, 128, 64):
        subprocess.run(
            ["convert", str(path), "+dither", "-colors", str(colours), "-strip", f"png8:{to}"], check=True, timeout=120
        )
        if to.stat().st_size <= MOST_BYTES:
            return
    raise SystemExit(f"{to} has {to.stat().st_size} bytes, more than {MOST_BYTES}")


def main(arguments: Sequence[str]) -> int:
    if not arguments:
        print(__doc__)
        return 2
    with Screen.start(SCREEN) as screen:
        if arguments[0] == "--docs":
            for_docs(screen)
            return 0
        chosen = [look for look in LOOKS if str(look) in arguments[1:] or not arguments[1:]]
        missing = [line for look in chosen for line in photograph(screen, look, Path(arguments[0]) / str(look))]
    print("\n".join(missing) or "every screen was taken")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
