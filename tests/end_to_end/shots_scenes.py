"""What is shown to the camera of shots.py: every screen, with what can stand on it, and the folders they need."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.store.driver import connect
from tests.end_to_end.shots_folders import copied, crowded
from tests.helpers.screen import until

if TYPE_CHECKING:
    from tests.end_to_end.shots import Look, Sitting

SMALLEST = (1024, 640)
LARGE_FONT = {"QT_FONT_DPI": "156", "QT_ENABLE_HIGHDPI_SCALING": "0"}
"""A system font of 150 %: 9 pt at this resolution are 19.5 px, the design's are 13. The screen's pixels stay as they
are: else Qt makes the whole window larger, and the font with it."""
TABLE = """date,time,text,channels
2026-11-27,09:00,"Friday is focaccia day.",Mastodon (practice)
2026-11-28,09:00,"Saturday we open at seven.",Nobody
2026-13-41,09:00,"This day does not exist.",Mastodon (practice)
"""


# ------------------------------------------------------------------ the calendar
def calendar(sitting: "Sitting") -> None:
    sitting.program.find("list item", has="Black Friday")  # what the days say comes a moment after them
    sitting.take("01-calendar-month")
    for number, mode in (("02", "week"), ("02b", "day"), ("02c", "agenda"), ("02d", "board")):
        sitting.press(f"segment_{mode}")
        sitting.program.find("list", id=f"calendar_{mode}")
        sitting.take(f"{number}-calendar-{mode}")
    sitting.press("segment_month")
    sitting.program.find("list", id="calendar_month")


def calendar_cards(sitting: "Sitting") -> None:
    """What floats over the days."""
    program, hand = sitting.program, sitting.program.hand
    program.find(id="calendar_filters").press()
    program.find(id="filters_card")
    sitting.take("20-filters")
    hand.press_keys("Escape")
    field_ = program.find(id="calendar_find")
    field_.focus()
    field_.write(sitting.words("find"))
    program.find(id="found_card")
    sitting.take("21-found")
    field_.write("zzzz")
    sitting.take("22-found-nothing")
    field_.write("")
    if not sitting.leaves_out("23-post-menu", "24-preview-card"):
        pointed_cards(sitting)
    sitting.press("brand")
    program.find(id="main_menu")
    sitting.take_over("25-main-menu")
    hand.press_keys("Escape")


def pointed_cards(sitting: "Sitting") -> None:
    """What a pointer opens over a post."""
    program, hand = sitting.program, sitting.program.hand
    chip = program.find("list item", has=f"“{sitting.words('panettone')}")
    hand.click(chip, button=3)
    program.find(id="post_menu")
    sitting.take_over("23-post-menu")
    hand.press_keys("Escape")
    hand.move(program.find(id="calendar_title"))
    hand.do("sleep", "0.3")
    hand.move(chip)
    program.find(id="post_preview")
    sitting.take("24-preview-card")
    hand.move(program.find(id="calendar_title"))


def missed_sheet(sitting: "Sitting") -> None:
    """What did not go out while the computer was off; decided later."""
    sitting.take_dialog("35-missed")


def busy_days(sitting: "Sitting") -> None:
    """Every state, and a day with more than fits."""
    sitting.take("30-every-state")
    sitting.press("segment_week")
    sitting.program.find("list", id="calendar_week")
    sitting.take("31-every-state-week")
    sitting.press("segment_month")
    sitting.program.find("list", id="calendar_month")
    if sitting.leaves_out("32-day-card"):
        return
    _day, *chips = sitting.program.all("list item", has=sitting.words("full day"))
    x, y, _width, height = chips[-1].box
    sitting.program.hand.click((x + 24, y + height + 10))  # on what says how many more
    sitting.program.find(id="day_card")
    sitting.take("32-day-card")
    sitting.program.hand.press_keys("Escape")


def drag(sitting: "Sitting") -> None:
    """A post on its way to another day, and where it may not go."""
    program = sitting.program
    if sitting.leaves_out("33-drag", "34-toast"):
        return
    program.find("list item", has="Black Friday")  # the days are dressed
    sitting.stands_still()  # and so are the posts: their photos are made small with the first start
    chip = program.find("list item", has=f"“{sitting.words('panettone')}")
    x, y, width, height = chip.box
    side, down = width + 20, height * 3
    program.hand.drag(chip, (x + side, y + down), over=lambda: sitting.take_over("33-drag"))
    program.hand.press_keys("ctrl+z")
    until(lambda: program.shows("list item", has=f"“{sitting.words('panettone')}"), "it is there")
    sitting.take("34-toast")


# ------------------------------------------------------------------ the composer
def composer(sitting: "Sitting") -> None:
    sitting.press("new_post")
    sitting.program.find(id="composer_schedule")
    sitting.take("03-composer-empty")
    full_composer(sitting)
    sitting.take("04-composer-full")
    sitting.open_post("too long")
    sitting.program.find(id="problems")
    sitting.take("05-composer-problem")


def full_composer(sitting: "Sitting") -> None:
    """A post with a photo on all three channels, each with its preview."""
    program = sitting.program
    sitting.open_post("panettone")
    program.find("check box", has="WordPress", without=["checked"]).press()
    program.find(id="post_title").write(sitting.words("title"))
    until(lambda: len([node for node in program.walk() if node.own_id.startswith("preview_")]) == 3, "three previews")


def composer_parts(sitting: "Sitting") -> None:
    """Own words, a past time, emoji, the ways out, and the question before publishing."""
    program, hand = sitting.program, sitting.program.hand
    sitting.open_post("panettone")
    tabs = program.all("page tab")
    tabs[-1].press()
    sitting.take("40-wording-tab")
    write_own(sitting)
    sitting.take("41-own-wording")
    program.all("page tab")[0].press()
    when = program.find(id="when")
    when.focus()
    program.find(id="when", states=["focused"])
    hand.press_keys("ctrl+a")
    hand.type(sitting.words("past"))
    program.find(id="when_now")
    sitting.take("42-past-time")
    hand.press_keys("ctrl+a")
    hand.type("asdf")
    sitting.take("43-strange-time")
    program.find(id="tool_emoji").press()
    program.find(id="emoji_popover")
    sitting.take("44-emoji")
    hand.press_keys("Escape")
    if not sitting.leaves_out("45-ways-out"):
        hand.click(program.find(id="composer_more"))
        program.find(id="composer_idea")
        sitting.take_over("45-ways-out")
        hand.press_keys("Escape")


def write_own(sitting: "Sitting") -> None:
    """Words for the open tab alone. A press takes a moment: what is typed before it would be taken back by it."""
    program = sitting.program
    before = program.find(id="wording_change").name
    sitting.press("wording_change")
    until(lambda: program.find(id="wording_change").name != before, "the tab has its own words")
    program.find(id="post_text").write(sitting.words("own"))
    until(lambda: program.find(id="post_text").text() == sitting.words("own"), "it says them")


def publish_question(sitting: "Sitting") -> None:
    """What is asked before anything leaves at once."""
    sitting.open_post("too long")
    sitting.open_post("thread")
    sitting.program.find(id="post_text", states=["focused"])
    sitting.program.hand.press_keys("ctrl+shift+Return")
    sitting.take_dialog("46-publish-now")


def thread(sitting: "Sitting") -> None:
    sitting.open_post("thread")
    sitting.take("47-thread")


def photo_gone(sitting: "Sitting") -> None:
    """The file of a photo is no longer on this computer (E4)."""
    sitting.open_post("photo gone")
    sitting.take("48-photo-gone")


def cannot_save(sitting: "Sitting") -> None:
    """Somebody else holds the database: what is typed stays, and says so (E5)."""
    sitting.go_to("calendar")
    sitting.press("new_post")
    text = sitting.program.find(id="post_text")
    with closing(connect(sitting.program.folder / "desk.sqlite")) as other:
        other.execute("BEGIN EXCLUSIVE")
        text.write("abc")
        sitting.program.find(id="message_bar")
        sitting.take("49-cannot-save")
        other.execute("ROLLBACK")


# ------------------------------------------------------------------ other places
def outbox(sitting: "Sitting") -> None:
    sitting.go_to("outbox")
    sitting.take("06-outbox")
    choose_line(sitting, 0)
    sitting.take("07-outbox-detail")


def choose_line(sitting: "Sitting", number: int) -> None:
    """A line of the outbox by the keyboard; its history is there when it is chosen."""
    lines = [node for node in sitting.program.walk() if node.own_id.startswith("delivery_0")]
    lines[number].focus()
    sitting.program.find(id=lines[number].own_id, states=["focused"])
    sitting.program.hand.press_keys("space")
    sitting.program.find(id="outbox_detail")


def outbox_states(sitting: "Sitting") -> None:
    """What nobody can tell yet, what is tried again, what was removed (E2, E6)."""
    sitting.go_to("outbox")
    sitting.take("50-outbox-states")
    choose_line(sitting, 2)
    sitting.take("51-outbox-unknown")


def channels(sitting: "Sitting") -> None:
    sitting.go_to("channels")
    sitting.take("08-channels")
    sitting.press("offer_mastodon")
    sitting.program.find(id="coach_server")
    sitting.take("09-channels-coach")


def channels_trouble(sitting: "Sitting") -> None:
    """A sign-in that ended (E1)."""
    sitting.go_to("channels")
    sitting.take("52-channels-signed-out")


def channels_empty(sitting: "Sitting") -> None:
    sitting.go_to("channels")
    sitting.take("15-channels-empty")


def coach_locked(sitting: "Sitting") -> None:
    """No key ring answers: the first sign-in asks for a passphrase."""
    program = sitting.program
    sitting.go_to("channels")
    sitting.press("offer_bluesky")
    program.find(id="coach_secret").write("abcd-efgh-ijkl-mnop")
    program.find(id="coach_user").write("lucia.example")
    sitting.press("coach_connect")
    program.find(id="message_remedy")
    sitting.take("16-coach-locked")
    sitting.press("message_remedy")
    sitting.take_dialog("17-passphrase")


def settings(sitting: "Sitting") -> None:
    sitting.go_to("settings")
    sitting.take("10-settings")


def keys(sitting: "Sitting") -> None:
    sitting.program.hand.press_keys("ctrl+slash")
    sitting.take_dialog("11-keys")


# ------------------------------------------------------------------ the first start, and a bad one
def first_run(sitting: "Sitting") -> None:
    sitting.program.find(id="first_run")
    sitting.take("12-first-run")


def bring(sitting: "Sitting") -> None:
    """A table from elsewhere is looked at before anything is taken in."""
    sitting.go_to("calendar")
    table = sitting.program.folder.with_name("posts.csv")
    table.write_text(TABLE, encoding="utf-8")
    sitting.press("first_import")
    dialog = sitting.program.find("file chooser") if sitting.program.shows("file chooser") else None
    sitting.program.hand.do("sleep", "1")
    sitting.program.screen.picture(sitting.folder / f"{sitting.prefix}18-file-dialog.png")
    del dialog
    sitting.program.hand.type(str(table))
    sitting.program.hand.press_keys("Return")
    sitting.program.find(id="import_cancel")
    sitting.take_dialog("19-import")


def outbox_empty(sitting: "Sitting") -> None:
    sitting.go_to("outbox")
    sitting.take("13-outbox-empty")


def message_bar(sitting: "Sitting") -> None:
    sitting.program.find(id="message_bar")
    sitting.take("14-message-bar")


def restored_bar(sitting: "Sitting") -> None:
    """What is asked of missed posts stands in front of it."""
    sitting.program.find("dialog")
    sitting.program.hand.press_keys("Escape")
    sitting.program.gone("dialog")
    until(lambda: sitting.program.all(id="message_bar"), "a bar stands there")
    sitting.take("14-message-bar")


@dataclass(frozen=True)
class Setting:
    """One start of the program and what is looked at in it."""

    shows: Sequence[Callable[["Sitting"], None]]
    arguments: tuple[str, ...] = ()
    folder: str = "full"
    prepare: Callable[[Path, "Look"], None] | None = None
    size: tuple[int, int] = (1280, 800)
    env: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""


WHOLE = (calendar, composer, outbox, channels, settings)
SETTINGS: Mapping[str, Setting] = {
    "full": Setting((*WHOLE, keys), ("--demo",)),
    "parts": Setting(
        (drag, calendar_cards, composer_parts, thread, publish_question, cannot_save), ("--demo",), "parts"
    ),
    "states": Setting((missed_sheet, busy_days, outbox_states, channels_trouble, photo_gone), (), "states", crowded),
    "empty": Setting((first_run, outbox_empty, channels_empty, coach_locked, bring), (), "empty"),
    "small": Setting(WHOLE, ("--demo",), "small", size=SMALLEST, prefix="small-"),
    "large": Setting(WHOLE, ("--demo",), "large", env=LARGE_FONT, prefix="large-"),
    "contrast": Setting(WHOLE, ("--demo",), "contrast", chosen={"contrast": "high"}, prefix="contrast-"),
    "restored": Setting((restored_bar,), (), "restored", copied, prefix="restored-"),
}
