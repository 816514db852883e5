"""For the camera of shots.py: what menus open beside the sheets of a day and a post."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.end_to_end.guide_scenes import TALL, shop_with_photos
from tests.end_to_end.shots_scenes import TABLE, Setting
from tests.end_to_end.shots_sheets import click

if TYPE_CHECKING:
    from tests.end_to_end.shots import Sitting

STRANGE = TABLE.replace("date,time,text,channels", "quando,ora,parole,dove")


def main_menu_sheets(sitting: "Sitting") -> None:
    """The pause of everything, what just happened with and without a line, help."""
    program = sitting.program
    for name in ("recent", "pause_all", "help"):
        sitting.press("brand")
        program.find(id=f"action_{name}").press()
        sitting.take_dialog(f"70-{name}")
    sitting.press("brand")
    program.find(id="action_pause_all").press()
    program.find(id="pause_all").press()
    program.find(id="message_bar")
    sitting.take("71-all-paused")
    sitting.press("brand")
    program.find(id="action_recent").press()
    sitting.take_dialog("70-recent-some")


def settings_sections(sitting: "Sitting") -> None:
    """Every section that the list has, from its beginning; then what is looked for by an everyday word."""
    sitting.go_to("settings")
    sections = sitting.program.find("list", id="settings_sections")
    sections.focus()
    names = [line.name for line in sitting.program.all("list item", within=sections)]
    sitting.program.hand.press_keys("Home")
    for number, name in enumerate(names, 1):
        if number > 1:
            sitting.program.hand.press_keys("Down")
        sitting.program.find("list item", name, within=sections, states=["selected"])
        sitting.take(f"72-settings-{number:02}")
    field = sitting.program.find(id="settings_find")
    field.focus()
    field.write("backup")
    sitting.take("73-settings-found")
    field.write("zzzz")
    sitting.take("73-settings-nothing")
    sitting.program.find(id="empty_action").press()


def inbox_sheets(sitting: "Sitting") -> None:
    sitting.go_to("inbox")
    for name in ("inbox_listen",):
        click(sitting, sitting.program.find(id="inbox_about"), 10, 10, button=1)
        sitting.program.find(id=name).press()
        sitting.take_dialog(f"74-{name}")


def share(sitting: "Sitting") -> None:
    """The kit of a post that is out."""
    sitting.go_to("calendar")
    chip = sitting.program.all("list item", has="17 nov")[-1] if sitting.look.language == "it" else None
    chip = chip or sitting.program.all("list item", has="17 Nov")[-1]
    click(sitting, chip, 30, 12)
    sitting.program.find(id="menu_share").press()
    sitting.take_dialog("75-share")


def columns(sitting: "Sitting") -> None:
    """A table whose headings nobody knows."""
    sitting.program.find(id="settings_find").write("") if sitting.program.shows(id="settings_find") else None
    sitting.go_to("settings")
    table = sitting.program.folder.with_name("strange.csv")
    table.write_text(STRANGE, encoding="utf-8")
    sitting.program.find(id="settings_bringing").press()
    sitting.program.hand.do("sleep", "1")
    sitting.program.hand.type(str(table))
    sitting.program.hand.press_keys("Return")
    sitting.program.find(id="columns_cancel")
    sitting.take_dialog("76-columns")


MORE: Mapping[str, Setting] = {
    "more": Setting(
        (main_menu_sheets, settings_sections, inbox_sheets, share, columns), ("--demo",), "more", shop_with_photos, TALL
    ),
}
