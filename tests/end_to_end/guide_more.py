"""What the user guide shows of channels that publish for real: polls, covers, filters, what is out, repetitions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from smmdesk.app import close_now, open_desk
from smmdesk.desk import media_intake, planning, repeating
from smmdesk.desk.desk import Desk
from smmdesk.desk.saved_filters import keep_filter
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, Poll
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.label import Label
from smmdesk.model.media import MediaUse
from smmdesk.model.moment import Moment
from smmdesk.model.stages import Stage
from smmdesk.model.words import _, set_language
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import RESOURCES, Paths
from tests.desk.pictures import film
from tests.end_to_end.guide_scenes import TALL, Start
from tests.ui.calendar import shop
from tests.ui.calendar.november import ZONE

if TYPE_CHECKING:
    from tests.end_to_end.guide_pictures import Camera
    from tests.end_to_end.shots import Look

LABELS = {"prodotti": "Products", "dietro_le_quinte": "Behind the scenes", "feste": "Holidays", "offerte": "Offers"}
LABELS |= {"persone": "People", "stagione": "Season"}
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo(ZONE))


class Words(NamedTuple):
    """What the shop has written, in one language."""

    question: str
    answers: tuple[str, ...]
    film: str
    weekly: str
    filters: tuple[str, str]
    out: str


WORDS = {
    "en": Words(
        "Which bread shall we bake on Sunday?",
        ("Walnut", "Olives", "Pumpkin"),
        "Thirty hours of panettone in half a minute",
        "Coffee for two, every Tuesday",
        ("Only Christmas", "To finish"),
        "Saturday is onion focaccia",
    ),
    "it": Words(
        "Che pane facciamo domenica?",
        ("Noci", "Olive", "Zucca"),
        "Trenta ore di panettone in mezzo minuto",
        "Caffè in due, ogni martedì",
        ("Solo Natale", "Da finire"),
        "Sabato è focaccia con la cipolla",
    ),
}


def real_shop(folder: Path, look: "Look") -> None:
    """A bakery with connected channels, a month of posts, a poll, a film, a post that repeats."""
    from tests.end_to_end.shots import NOW

    set_language(look.language)
    desk = open_desk(Paths(folder), ManualClock(NOW))
    try:
        shop.fill(desk, look.language)
        _add_more(desk, folder, WORDS[look.language], look.language)
    finally:
        close_now(desk)
        set_language("en")


def _add_more(desk: Desk, folder: Path, words: Words, language: str) -> None:
    brand = planning.first_brand(desk)
    with desk.store.reading() as reader:
        channels = {channel.platform: channel for channel in reader.all(Channel, brand_id=brand.id)}
    by = {look: each for each in channels.values() for look in [desk.shown_facts(each).preview.look]}
    status = next(each for look, each in by.items() if look == "status")
    clip = folder.with_name("panettone.mp4")
    clip.write_bytes(film(duration_ms=30_000))
    taken = media_intake.take_files_now(desk, brand.id, [clip, RESOURCES / "sample" / "panettone.jpg"])
    video, cover = taken.assets
    use = MediaUse(video.id, cover_asset_id=cover.id)
    made = (
        (Content(text=words.question, poll=Poll(words.answers)), TUESDAY + timedelta(days=2)),
        (Content(text=words.film, media=(use,)), TUESDAY + timedelta(days=3)),
        (Content(text=words.weekly), TUESDAY),
    )
    posts = [
        planning.add_post(
            desk, brand.id, content=content, planned=Moment.of(when, ZONE), channels=(status.id,), stage=Stage.DRAFT,
            language=language,
        )
        for content, when in made
    ]  # fmt: skip
    repeating.repeat(desk, posts[-1].id, "FREQ=WEEKLY")
    with desk.store.transaction() as tx:
        labels = {label.color: label for label in tx.all(Label, brand_id=brand.id)}
        for color, name in LABELS.items() if language == "en" else ():
            tx.put(replace(labels[color], name=name))
        missed = [delivery.post_id for delivery in tx.all(Delivery) if delivery.parts[0].state is State.MISSED]
        for channel in tx.all(Channel, brand_id=brand.id):
            name = _(desk.shown_facts(channel).name)
            tx.put(replace(channel, name=name, status=ChannelStatus.CONNECTED, handle="@fornolucia"))
    planning.trash(desk, [post_id for post_id in missed if post_id])
    for name, wanted in zip(
        words.filters, ({"labels": [labels["feste"].id]}, {"progress": ["draft", "review"]}), strict=True
    ):
        keep_filter(desk, brand.id, name, wanted)


# ------------------------------------------------------------------ the scenes
def poll(camera: "Camera") -> None:
    camera.open(WORDS[camera.sitting.look.language].question)
    camera.column("poll", "post_text", "poll")


def cover(camera: "Camera") -> None:
    camera.open(WORDS[camera.sitting.look.language].film)
    camera.program.find(id="photo_cover").press()
    camera.dialog("cover")


def saved_filters(camera: "Camera") -> None:
    """Two are kept under a name; one of them holds."""
    program = camera.program
    program.find(id="calendar_filters").press()
    program.find(id="filters_card")
    saved = [node for node in program.walk() if node.own_id.startswith("saved_0")]
    saved[0].press()
    program.find(id="calendar_filters").press()
    camera.around("saved-filters", program.find(id="filters_card"), program.find(id="calendar_filters"))
    program.find(id="filters_clear").press()
    program.hand.press_keys("Escape")


def repeats(camera: "Camera") -> None:
    """One of a repetition is moved: the bar asks what it holds for."""
    program = camera.program
    camera.sitting.go_to("calendar")
    chip = program.all("list item", has=f"“{WORDS[camera.sitting.look.language].weekly}”")[0]
    x, y, width, _height = chip.box
    program.hand.drag(chip, (x + width + 20, y + 8))
    program.find(id="scope_bar")
    camera.rest()
    camera.window("scope-bar")
    program.find(id="scope_one").press()
    program.hand.press_keys("ctrl+z")


def online(camera: "Camera") -> None:
    """What is asked before a published post is taken down."""
    program = camera.program
    camera.sitting.go_to("outbox")
    program.find(id="segment_out").press()
    words = WORDS[camera.sitting.look.language].out
    lines = [node for node in program.walk() if node.own_id.startswith("delivery_0") and words in node.name]
    for line in lines:
        line.press()
        program.find(id="outbox_detail")
        button = program.all(id="detail_delete_online")
        if button:
            button[0].press()
            camera.dialog("delete-online")
            return
    raise IndexError(f"no {words} can be deleted online")


def people(camera: "Camera") -> None:
    """The people, one of them with a reminder and a tag."""
    program = camera.program
    camera.sitting.go_to("people")
    program.find("list", id="people_list").focus()
    program.hand.press_keys("Down")
    program.find(id="card_remind_1").press()
    program.find(id="card_remind_about")
    program.find(id="card_tag_0").press()
    camera.rest()
    camera.window("people")


def inbox(camera: "Camera") -> None:
    """What waits with nothing chosen, one message with its person, several chosen, and what is listened for."""
    program = camera.program
    camera.sitting.go_to("inbox")
    program.find(id="inbox_keys")
    camera.window("inbox-keys")
    program.find(id="inbox_begin").press()
    camera.rest()
    camera.window("inbox")
    program.find("list", id="inbox_list").focus()
    for _step in range(2):
        program.hand.press_keys("shift+Down")
    program.find(id="several_keep")
    camera.rest()
    camera.window("inbox-several")


def insights(camera: "Camera") -> None:
    """What came of a month."""
    camera.sitting.go_to("insights")
    camera.program.find(id="letter_title")
    camera.program.find("list", id="results_plot")
    camera.window("insights", after_s=1.0)


STARTS: Mapping[str, Start] = {
    "people": Start((people,)),
    "inbox": Start((inbox,)),
    "insights": Start((insights,)),
    "real": Start((saved_filters, repeats, poll, cover, online), (), real_shop, TALL),
}
