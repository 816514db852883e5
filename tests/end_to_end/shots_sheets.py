"""What is shown to the camera of shots.py besides the places: every sheet, and the coach of each platform."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.end_to_end.guide_scenes import TALL, WORDS, shop_with_photos
from tests.end_to_end.shots_scenes import Setting
from tests.helpers.screen_reader import Node

if TYPE_CHECKING:
    from tests.end_to_end.shots import Sitting

DAY_SHEETS = ("slots", "pause", "bulk", "mix", "evergreens", "grid")
POST_SHEETS = ("repeat", "evergreen")


def click(sitting: "Sitting", node: Node, x: int, y: int, button: int = 3) -> None:
    """At `x`, `y` px of 100 % within what is shown of `node`."""
    left, top, _width, _height = node.box
    scale = sitting.look.percent / 100
    sitting.program.hand.click((round((left + x) * scale), round((top + y) * scale)), button=button)


def day_menu(sitting: "Sitting") -> None:
    day = sitting.program.find("list item", has=WORDS[sitting.look.language].empty_day)
    _x, _y, width, height = day.box
    click(sitting, day, width - 20, height - 12)
    sitting.program.find(id="menu_new_note")


def day_sheets(sitting: "Sitting") -> None:
    for name in DAY_SHEETS:
        day_menu(sitting)
        sitting.program.find(id=f"menu_{name}").press()
        sitting.take_dialog(f"60-{name}")
    day_menu(sitting)
    sitting.take_over("60-day-menu")
    sitting.program.find(id="menu_replace").press()
    words = WORDS[sitting.look.language].replaced
    for key, word in zip(("find", "put"), words, strict=True):
        sitting.program.find(id=f"replace_{key}").write(word)
    sitting.program.find(id="replace_summary")
    sitting.program.all(id="replace_tick")
    sitting.take_dialog("60-replace")


def post_sheets(sitting: "Sitting") -> None:
    for name in POST_SHEETS:
        chip = sitting.program.find("list item", has=f"“{sitting.words('panettone')}")
        click(sitting, chip, 30, 12)
        sitting.program.find(id=f"menu_{name}").press()
        sitting.take_dialog(f"61-{name}")


def paper(sitting: "Sitting") -> None:
    sitting.program.hand.press_keys("ctrl+p")
    sitting.program.find(id="print_pdf")
    sitting.take_dialog("62-print")


def writing_sheets(sitting: "Sitting") -> None:
    """What opens beside the text."""
    program = sitting.program
    sitting.open_post("panettone")
    program.find(id="photo_crop").press()
    sitting.take_dialog("63-crop")
    program.find(id="tool_hash").press()
    program.find(id="snippet_popover")
    sitting.take("63-saved-texts")
    program.hand.press_keys("Escape")
    click(sitting, program.find(id="composer_more"), 10, 10, button=1)
    program.find(id="composer_versions").press()
    sitting.take_dialog("63-versions")
    program.find(id="place_media").press()
    program.find("list item", has="panettone.jpg").press()
    program.find(id="library_details")
    sitting.take("63-library")


def safety_sheets(sitting: "Sitting") -> None:
    sitting.go_to("settings")
    for name in ("trash", "copies", "leaving"):
        sitting.program.find(id=f"settings_{name}").press()
        sitting.take_dialog(f"64-{name}")


def coaches(sitting: "Sitting") -> None:
    """How each platform is connected: who publishes where that is asked, and the form, or the keys of an app."""
    sitting.go_to("channels")
    offers = [node.own_id for node in sitting.program.walk() if node.own_id.startswith("offer_")]
    for key in (name.removeprefix("offer_") for name in offers):
        sitting.press(f"offer_{key}")
        sitting.program.find(id="coach_close")
        if sitting.program.all(id="coach_own_app", timeout_s=0):
            sitting.take(f"65-coach-{key}-who")
            sitting.press("coach_own_app")
        sitting.program.find(id="coach_connect")
        sitting.take(f"65-coach-{key}")
        sitting.press("coach_close")
        sitting.program.gone(id="coach_connect")


SHEETS: Mapping[str, Setting] = {
    "coaches": Setting((coaches,), ("--demo",), "coaches", shop_with_photos, TALL),
    "sheets": Setting(
        (day_sheets, post_sheets, paper, safety_sheets, writing_sheets), ("--demo",), "sheets", shop_with_photos, TALL
    ),
}
