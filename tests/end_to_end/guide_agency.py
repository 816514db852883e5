"""What the user guide shows of several brands, and of somebody's OK."""

import json
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
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.reviewed import answered, written
from tests.end_to_end.guide_scenes import TALL, Start
from tests.ui.calendar import shop
from tests.ui.calendar.november import ZONE

if TYPE_CHECKING:
    from tests.end_to_end.guide_pictures import Camera
    from tests.end_to_end.shots import Look

PAGE = "review.html"
ANSWER = "answer.smmdesk-review.json"
THURSDAY = datetime(2026, 11, 19, 8, tzinfo=ZoneInfo(ZONE))


class Words(NamedTuple):
    """What the cafe posts, what waits at the bakery, and what is said about it, in one language."""

    cafe: tuple[str, ...]
    waits: str
    asked: str
    said: str
    wish: str
    month: str


WORDS = {
    "en": Words(
        ("Cappuccino and a croissant", "Open until ten tonight", "Cocoa for two"),
        "Two panettoni, ten per cent off",
        "Is that all right for the weekend?",
        "Lovely photo. Ten per cent, or twelve?",
        "A warmer first line, please.",
        "November",
    ),
    "it": Words(
        ("Cappuccino e cornetto", "Stasera aperti fino alle dieci", "Cioccolata per due"),
        "Due panettoni, dieci per cento in meno",
        "Va bene per il fine settimana?",
        "Bella foto. Dieci per cento, o dodici?",
        "Una prima riga più calda, per favore.",
        "Novembre",
    ),
}


def two_brands(folder: Path, look: "Look") -> None:
    """The bakery, and a cafe of the same agency."""
    from tests.end_to_end.shots import NOW

    set_language(look.language)
    desk = open_desk(Paths(folder), ManualClock(NOW))
    try:
        shop.fill(desk, look.language)
        waits = _add(desk, WORDS[look.language], look.language)
        said = (("ok", ""), ("change", WORDS[look.language].wish))
        file, page = written(desk, folder.with_name(PAGE), waits, whom="Ada", title=WORDS[look.language].month)
        answer = json.dumps(answered(file, page, *said, comment=""))
        folder.with_name(ANSWER).write_text(answer, encoding="utf-8")
    finally:
        close_now(desk)
        set_language("en")


def _add(desk: Desk, words: Words, language: str) -> list[Post]:
    """The two posts of the bakery that a client answered about."""
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
    with desk.store.reading() as reader:
        other = next(each for each in reader.all(Post, brand_id=bakery.id, stage=Stage.DRAFT) if each.planned)
        return [reader.get(Post, waits.id), other]


# ------------------------------------------------------------------ the scenes
def approval(camera: "Camera") -> None:
    """What was said about a post that waits, at the bakery."""
    camera.program.find("check box", has="Forno Lucia").press()
    camera.rest()  # the calendar of the other brand is read first
    camera.open(WORDS[camera.sitting.look.language].waits)
    camera.program.find(id="composer_approval")
    camera.reveal("approval_approve")
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


def their_page(camera: "Camera") -> None:
    """What the client opens."""
    camera.page("review-page", camera.program.folder.with_name(PAGE))


def their_answer(camera: "Camera") -> None:
    """What the client said, post by post."""
    program = camera.program
    program.find(id="brand").press()
    program.find(id="action_answer").press()
    program.find(id="review_choose").press()
    program.hand.do("sleep", 1)
    program.hand.type(str(program.folder.with_name(ANSWER)))
    program.hand.press_keys("Return")
    program.find(id="answer_take_up")
    camera.dialog("review-answer")


def put_away(camera: "Camera") -> None:
    """What is asked before a brand rests."""
    camera.sitting.go_to("settings")
    away = [node for node in camera.program.walk() if node.own_id.startswith("settings_brand_away")]
    camera.program.reveal(away[-1]).press()
    camera.dialog("put-away")


STARTS: Mapping[str, Start] = {
    "agency": Start((approval, their_page, their_answer, review, all_brands, put_away), (), two_brands, TALL),
}
