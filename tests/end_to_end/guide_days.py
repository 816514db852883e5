"""What the user guide shows of the days: several posts at once, free slots, notes and clashes, what waits elsewhere."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from smmdesk.app import close_now, open_desk
from smmdesk.desk import day_marks, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.content import Content
from smmdesk.model.moment import Moment
from smmdesk.model.planning_aids import DayNote
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.end_to_end.guide_more import real_shop
from tests.end_to_end.guide_scenes import TALL, Start
from tests.ui.calendar import shop
from tests.ui.calendar.november import ZONE

if TYPE_CHECKING:
    from tests.end_to_end.guide_pictures import Camera
    from tests.end_to_end.shots import Look

FRIDAY = datetime(2026, 11, 27, 9, 4, tzinfo=ZoneInfo(ZONE))
SUNDAY = datetime(2026, 11, 22, 8, tzinfo=ZoneInfo(ZONE))


class Words(NamedTuple):
    """What stands on the days, in one language."""

    chosen: tuple[str, str, str]
    note: str
    clash: str
    marked: tuple[str, str]
    full: str
    more: tuple[str, ...]


WORDS = {
    "en": Words(
        ("Panettone bookings are open", "Lucia tells her counter", "Saturday is onion focaccia"),
        "Tasting at five",
        "Black Friday? Here it is brown bread",
        ("Wednesday 25 November", "Saturday 28 November"),
        "Sunday 22 November",
        (
            "Brunch at the counter",
            "Half an hour until the last loaf",
            "Thank you, see you on Tuesday",
            "The oven rests",
            "Dough",
            "Good night",
        ),
    ),
    "it": Words(
        ("Aperte le prenotazioni dei panettoni", "Lucia racconta il suo banco", "Sabato è focaccia"),
        "Assaggio alle 17",
        "Black Friday? Qui è il pane nero",
        ("Mercoledì 25 novembre", "Sabato 28 novembre"),
        "Domenica 22 novembre",
        (
            "Colazione al banco",
            "Mezz’ora all’ultima pagnotta",
            "Grazie, ci vediamo martedì",
            "Il forno riposa",
            "Impasto",
            "Buonanotte",
        ),
    ),
}


def noted_shop(folder: Path, look: "Look") -> None:
    """A month with a note, two posts too close to each other, and what somebody planned elsewhere."""
    from tests.end_to_end.shots import NOW

    real_shop(folder, look)
    set_language(look.language)
    desk = open_desk(Paths(folder), ManualClock(NOW))
    try:
        shop.wait_elsewhere(desk, look.language)
        _note(desk, WORDS[look.language], look.language)
    finally:
        close_now(desk)
        set_language("en")


def _note(desk: Desk, words: Words, language: str) -> None:
    brand = planning.first_brand(desk)
    day_marks.save_note(desk, DayNote(desk.clock.new_id(), brand.id, words.note, date(2026, 11, 28)))
    with desk.store.reading() as reader:
        near = next(
            each
            for each in reader.all(Post)
            if each.planned and f"{each.planned.wall:%m-%d}" == "11-27" and each.channels
        )
    planned = [(words.clash, FRIDAY)]
    planned += [(text, SUNDAY + timedelta(hours=2 * number)) for number, text in enumerate(words.more)]
    for text, at in planned:
        planning.add_post(
            desk, brand.id, content=Content(text=text), planned=Moment.of(at, ZONE), channels=near.channels[:1],
            stage=Stage.DRAFT, language=language,
        )  # fmt: skip


# ------------------------------------------------------------------ the calendar
def several(camera: "Camera") -> None:
    """Three chosen posts with their menu; a post under the pointer."""
    program, hand = camera.program, camera.program.hand
    chips = [program.find("list item", has=f"“{words}") for words in WORDS[camera.sitting.look.language].chosen]
    hand.click(chips[0])
    hand.do("keydown", "ctrl")
    for chip in chips[1:]:
        hand.click(chip)
    hand.do("keyup", "ctrl")
    hand.click(chips[-1], button=3)
    camera.around("several", *chips, program.find(id="post_menu"))
    hand.press_keys("Escape", "Escape")
    hand.move(program.find(id="calendar_title"))
    hand.move(chips[0])
    camera.around("post-card", chips[0], program.find(id="post_preview"))
    hand.move(program.find(id="calendar_title"))


def framed(camera: "Camera") -> None:
    """Posts chosen by a frame that is pulled around them."""
    program, words = camera.program, WORDS[camera.sitting.look.language]
    first, *_, last = (program.find("list item", has=f"“{each}") for each in words.chosen)
    x, y, width, height = last.box
    end = (first.box[0] + 8, first.box[1] + 8)
    program.hand.drag((x + width - 6, y + height + 36), end, over=lambda: camera.around("frame", first, last, pad=46))
    program.hand.press_keys("Escape")


def free_slot(camera: "Camera") -> None:
    """What a click on a free slot offers."""
    program = camera.program
    chip = program.find("list item", has=f"“{WORDS[camera.sitting.look.language].chosen[2]}")
    x, y, _width, height = chip.box
    program.hand.click((x + 30, y + height + 8))
    camera.around("free-slot", chip, program.find(id="slot_menu"))
    program.hand.press_keys("Escape")


def taken_back(camera: "Camera") -> None:
    """The sentence after a step, with its way back, and the list of the last ones."""
    program, words = camera.program, WORDS[camera.sitting.look.language]
    chip = program.find("list item", has=f"“{words.chosen[2]}")
    x, y, width, _height = chip.box
    program.hand.drag(chip, (x + width + 40, y + 10))
    camera.around("undo", program.find(id="toast"), pad=6)
    program.hand.press_keys("ctrl+z")
    program.find(id="brand").press()
    program.find(id="action_recent").press()
    camera.dialog("recent")
    program.find(id="brand").press()
    camera.menu("main-menu", "main_menu")
    program.hand.press_keys("Escape")


def one_day(camera: "Camera") -> None:
    camera.program.hand.click(camera.program.find("list item", has=f"“{WORDS[camera.sitting.look.language].chosen[0]}"))
    camera.sitting.press("segment_day")
    camera.program.find("list", id="calendar_day")
    camera.window("day")
    camera.sitting.press("segment_month")


def paused(camera: "Camera") -> None:
    """The bar while everything is paused."""
    camera.program.find(id="brand").press()
    camera.program.find(id="action_pause_all").press()
    camera.program.find(id="pause_all").press()
    camera.around("paused", camera.program.find(id="message_bar"), pad=0)


def marked_days(camera: "Camera") -> None:
    """Days with what they say, what waits on another list, all of a full day, and what needs this computer."""
    program, words = camera.program, WORDS[camera.sitting.look.language]
    first, last = (program.all("list item", has=day)[0] for day in words.marked)
    camera.around("marks", first, last, pad=0)
    camera.around("computer-on", program.find(id="computer_card"), pad=8)
    full, *chips = program.all("list item", has=words.full)
    x, y, _width, height = chips[-1].box
    program.hand.click((x + 24, y + height + 10))  # on what says how many more
    camera.around("whole-day", full, program.find(id="day_card"))
    program.hand.press_keys("Escape")


def near_the_clock(camera: "Camera") -> None:
    """The icon near the clock and its menu."""
    menu = camera.open_tray_menu()
    camera.program.hand.move(camera.program.find("menu item", id="tray_idea", within=menu))
    camera.above_tray("tray", menu)
    camera.program.hand.press_keys("Escape")


STARTS: Mapping[str, Start] = {
    "days": Start((several, framed, free_slot, one_day, taken_back, paused)),
    "marks": Start((marked_days,), (), noted_shop, TALL),
    "tray": Start((near_the_clock,), has_tray=True),
}
