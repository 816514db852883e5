"""The people for the camera of shots.py: what they wrote, their cards, and what came of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.end_to_end.shots_scenes import LARGE_FONT, SMALLEST, Setting

if TYPE_CHECKING:
    from tests.end_to_end.shots import Sitting


def inbox(sitting: "Sitting") -> None:
    """What people wrote; one of them with an answer begun."""
    sitting.go_to("inbox")
    sitting.take("60-inbox")
    sitting.program.find("list", id="inbox_list").focus()
    sitting.program.hand.press_keys("j", "r")
    sitting.program.find(id="reply_text", states=["focused"]).write(sitting.words("answer"))
    sitting.take("61-inbox-thread")
    sitting.press("segment_in_private")
    sitting.take("62-inbox-in-private")
    sitting.program.find("list", id="inbox_list").focus()
    sitting.program.hand.press_keys("l")
    sitting.program.hand.press_keys("h")
    sitting.program.find(id="inbox_moderation_state")
    sitting.take("63-inbox-moderation")


def inbox_alone(sitting: "Sitting") -> None:
    """Where the thread takes the place of the list."""
    sitting.go_to("inbox")
    sitting.take("60-inbox")
    sitting.program.find("list", id="inbox_list").focus()
    sitting.program.hand.press_keys("j", "r")
    sitting.program.find(id="reply_text", states=["focused"]).write(sitting.words("answer"))
    sitting.take("61-inbox-thread")


def inbox_narrow(sitting: "Sitting") -> None:
    sitting.go_to("inbox")
    sitting.program.find("list", id="inbox_list").focus()
    sitting.program.hand.press_keys("j")
    sitting.take("62-inbox-narrow")


def people(sitting: "Sitting") -> None:
    """Who wrote, one card, and what is asked before somebody is forgotten."""
    sitting.go_to("people")
    sitting.take("63-people")
    sitting.program.find("list", id="people_list").focus()
    sitting.program.hand.press_keys("Down")
    sitting.program.find(id="card_name")
    sitting.press("card_remind_0")
    sitting.program.find(id="card_remind_about")
    sitting.take("64-people-card")
    sitting.press("segment_advocates")
    sitting.take("65-people-advocates")
    sitting.press("segment_all")
    sitting.program.find("list", id="people_list").focus()
    sitting.program.hand.press_keys("Home", "shift+Down")
    sitting.program.find(id="people_merge_here")
    sitting.take("66-people-merge")
    sitting.program.hand.press_keys("Home")
    sitting.program.find(id="card_forget").press()
    sitting.take_dialog("67-people-forget")


def people_alone(sitting: "Sitting") -> None:
    """Where the card takes the place of the list."""
    sitting.go_to("people")
    sitting.take("63-people")
    sitting.program.find("list", id="people_list").focus()
    sitting.program.hand.press_keys("Down", "Return")
    sitting.program.find(id="card_name")
    sitting.take("64-people-card")


def people_empty(sitting: "Sitting") -> None:
    sitting.go_to("people")
    sitting.take("68-people-empty")


def insights(sitting: "Sitting") -> None:
    """What came of a month, of a year, and what is kept of it."""
    sitting.go_to("insights")
    sitting.program.find(id="letter_title")
    sitting.take("81-insights")
    sitting.press("segment_year")
    sitting.take("82-insights-year")
    sitting.press("results_print")
    sitting.take_dialog("83-insights-print")


PEOPLE: Mapping[str, Setting] = {
    "inbox": Setting((inbox,), ("--demo",), "inbox"),
    "inbox-narrow": Setting((inbox_narrow,), ("--demo",), "inbox_narrow", size=(1024, 640)),
    "large-inbox": Setting((inbox_alone,), ("--demo",), "large_inbox", env=LARGE_FONT, prefix="large-"),
    "people": Setting((people,), ("--demo",), "people"),
    "people-narrow": Setting((people,), ("--demo",), "people_narrow", size=SMALLEST, prefix="small-"),
    "insights": Setting((insights,), ("--demo",), "insights"),
    "insights-narrow": Setting((insights,), ("--demo",), "insights_narrow", size=SMALLEST, prefix="small-"),
    "people-large": Setting((people_alone,), ("--demo",), "people_large", env=LARGE_FONT, prefix="large-"),
    "insights-large": Setting((insights,), ("--demo",), "insights_large", env=LARGE_FONT, prefix="large-"),
    "people-empty": Setting((people_empty,), (), "people_empty"),
}
