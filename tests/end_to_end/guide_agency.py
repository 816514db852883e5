"""What the user guide shows of several brands, and of somebody's OK."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from smmdesk.app import close_now, open_desk
from smmdesk.desk import approving, planning, several_brands
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.moment import Moment
from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.end_to_end.guide_scenes import TALL, Start
from tests.ui.calendar import shop
from tests.ui.calendar.november import ZONE

if TYPE_CHECKING:
    from tests.end_to_end.guide_pictures import Camera
    from tests.end_to_end.shots import Look

THURSDAY = datetime(2026, 11, 19, 8, tzinfo=ZoneInfo(ZONE))


class Words(NamedTuple):
    """What the cafe posts, what waits at the bakery, and what is said about it, in one language."""

    cafe: tuple[str, ...]
    waits: str
    asked: str
    said: str


WORDS = {
    "en": Words(
        ("Cappuccino and a croissant", "Open until ten tonight", "Cocoa for two"),
        "Two panettoni, ten per cent off",
        "Is that all right for the weekend?",
        "Lovely photo. Ten per cent, or twelve?",
    ),
    "it": Words(
        ("Cappuccino e cornetto", "Stasera aperti fino alle dieci", "Cioccolata per due"),
        "Due panettoni, dieci per cento in meno",
        "Va bene per il fine settimana?",
        "Bella foto. Dieci per cento, o dodici?",
    ),
}


def two_brands(folder: Path, look: "Look") -> None:
    """The bakery, and a cafe of the same agency."""
    from tests.end_to_end.shots import NOW

    set_language(look.language)
    desk = open_desk(Paths(folder), ManualClock(NOW))
    try:
        shop.fill(desk, look.language)
        _add(desk, WORDS[look.language], look.language)
    finally:
        close_now(desk)
        set_language("en")


def _add(desk: Desk, words: Words, language: str) -> None:
    bakery = planning.first_brand(desk)
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Brand, bakery.id), needs_approval=True))
        found = tx.all(Channel, brand_id=bakery.id)
        channel = next(each for each in found if desk.shown_facts(each).preview.look == "status")
        missed = [delivery.post_id for delivery in tx.all(Delivery) if delivery.parts[0].state is State.MISSED]
    planning.trash(desk, [post_id for post_id in missed if post_id])
    waits = planning.add_post(
        desk, bakery.id, content=Content(text=words.waits), planned=Moment.of(THURSDAY, ZONE), channels=(channel.id,)
    )
    approving.ask_approval(desk, [waits.id], words.asked, "Marta")
    approving.comment(desk, waits.id, words.said, "Marta")
    cafe = several_brands.add_brand(desk, "Cafe Lume", ZONE, language)
    with desk.store.transaction() as tx:
        there = tx.put(
            Channel(
                desk.clock.new_id(), cafe.id, channel.platform, channel.name, handle="@lume",
                status=ChannelStatus.CONNECTED,
            )
        )  # fmt: skip
    for number, text in enumerate(words.cafe):
        at = Moment.of(THURSDAY + timedelta(days=number * 2), ZONE)
        post = planning.add_post(desk, cafe.id, content=Content(text=text), planned=at, channels=(there.id,))
        planning.schedule(desk, post.id)


# ------------------------------------------------------------------ the scenes
def approval(camera: "Camera") -> None:
    """What was said about a post that waits, at the bakery."""
    camera.program.find("check box", has="Forno Lucia").press()
    camera.open(WORDS[camera.sitting.look.language].waits)
    camera.program.find(id="composer_approval")
    camera.reveal("approval_text")
    camera.column("approval", "composer_approval")


def review(camera: "Camera") -> None:
    """Posts for a client who has no smmdesk."""
    camera.sitting.go_to("calendar")
    camera.program.hand.press_keys("ctrl+shift+r")
    camera.program.find(id="review_send")
    camera.dialog("review")


def all_brands(camera: "Camera") -> None:
    camera.sitting.go_to("calendar")
    camera.program.hand.press_keys("ctrl+shift+0")
    camera.program.find(id="calendar_brands")
    camera.rest()
    camera.window("brands")


STARTS: Mapping[str, Start] = {
    "agency": Start((approval, review, all_brands), (), two_brands, TALL),
}
