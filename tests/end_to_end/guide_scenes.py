"""What the user guide shows: one scene for each start of the program, and the desk that it shows.

The bakery's example week, with what a shop gathers in a month: weekly slots, saved texts, an older wording, a copy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.app import close_now, open_desk
from smmdesk.desk import demo, mentioning, snippets
from smmdesk.desk.desk import SHOWN_AS, Desk
from smmdesk.desk.planning import add_post, first_brand, save_post, trash
from smmdesk.desk.slotting import set_week
from smmdesk.desk.versions import keep_version
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, LinkCard
from smmdesk.model.media import Asset
from smmdesk.model.person import FoundPerson
from smmdesk.model.planning_aids import SnippetKind
from smmdesk.model.post import Post
from smmdesk.model.words import set_language
from smmdesk.store import backups
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.end_to_end.shots_folders import november
from tests.end_to_end.shots_scenes import choose_line, full_composer, write_own
from tests.helpers.screen_reader import Node

if TYPE_CHECKING:
    from tests.end_to_end.guide_pictures import Camera
    from tests.end_to_end.shots import Look

ROME = "Europe/Rome"
TALL = (1280, 860)
PEOPLE = (
    ("mastodon", "@anna@mercato.example", "Anna Bianchi"),
    ("bluesky", "@annalisa.example", "Annalisa Verdi"),
    ("instagram", "@caffe.ann", "Caffè Ann"),
)


class Words(NamedTuple):
    """What a shop has written, in one language."""

    hashtags: tuple[str, str]
    signature: tuple[str, str]
    text: tuple[str, str]
    link: str
    card: tuple[str, str]
    older: str
    mistake: str
    thrown: str
    empty_day: str
    replaced: tuple[str, str]


WORDS = {
    "en": Words(
        ("Christmas", "#panettone #bakery #trieste #christmas"),
        ("Lucia's signature", "Lucia, Via dei Forni 4"),
        ("Open today", "{name} is open this {day} from 7."),
        "Book your panettone here: https://fornolucia.example/panettone",
        ("Book your panettone", "Classic, chocolate or walnut. From 8 December."),
        "Panettone bookings are open. Classic and chocolate.",
        "On Saturday we bake the fresh bredd at six.",
        "Chestnut bread, an old idea of ours.",
        "10 November",
        ("bread", "loaf"),
    ),
    "it": Words(
        ("Natale", "#panettone #forno #trieste #natale"),
        ("Firma di Lucia", "Lucia, Via dei Forni 4"),
        ("Aperto oggi", "{nome} oggi, {giorno}, è aperto dalle 7."),
        "Prenota qui il tuo panettone: https://fornolucia.example/panettone",
        ("Prenota il tuo panettone", "Classico, al cioccolato o alle noci. Dall’8 dicembre."),
        "Aperte le prenotazioni dei panettoni. Classico e al cioccolato.",
        "Sabato sforniamo il pane frescoo alle sei.",
        "Pane di castagne, una vecchia idea.",
        "10 novembre",
        ("pane", "filone"),
    ),
}


# ------------------------------------------------------------------ the desk
def shop(folder: Path, look: "Look") -> None:
    """The example week and what gathers around it."""
    from tests.end_to_end.shots import NOW

    set_language(look.language)
    clock = ManualClock(NOW - timedelta(hours=2))
    desk = open_desk(Paths(folder), clock)
    try:
        brand = replace(first_brand(desk), zone=ROME)
        with desk.store.transaction() as tx:
            tx.put(brand)  # whatever the clock of this computer says
        demo.fill(desk)
        _gather(desk, WORDS[look.language], look.language)
        _rewrite(desk, clock, WORDS[look.language])
        backups.create(desk.paths, desk.clock)
    finally:
        close_now(desk)
        set_language("en")


def _gather(desk: Desk, words: Words, language: str) -> None:
    brand = first_brand(desk)
    for kind, (name, text) in (
        (SnippetKind.HASHTAGS, words.hashtags),
        (SnippetKind.SIGNATURE, words.signature),
        (SnippetKind.TEXT, words.text),
    ):
        snippets.add(desk, brand.id, kind, name, text)
    with desk.store.reading() as reader:
        channels = sorted(reader.all(Channel, brand_id=brand.id), key=lambda each: each.sort_key)
        photo = next(asset for asset in reader.all(Asset) if asset.name == "panettone.jpg")
    set_week(desk, brand.id, channels[0].id, [(day, 9 * 60, None) for day in range(6)])
    for platform, handle, name in PEOPLE:
        mentioning.remember(desk, brand.id, platform, FoundPerson("", handle, name))
    card = LinkCard(words.card[0], words.card[1], photo.id)
    both = (channels[0].id, channels[1].id)
    add_post(desk, brand.id, content=Content(text=words.link, card=card), channels=both, language=language)
    add_post(desk, brand.id, content=Content(text=words.mistake), channels=both, language=language)
    thrown = add_post(desk, brand.id, content=Content(text=words.thrown), channels=both, language=language)
    trash(desk, [thrown.id])


def _rewrite(desk: Desk, clock: ManualClock, words: Words) -> None:
    """The post with the bookings had another wording an hour ago."""
    with desk.store.reading() as reader:
        post = next(each for each in reader.all(Post) if each.content.first_comment)
    now_says = post.content
    older = save_post(desk, replace(post, content=replace(now_says, text=words.older)))
    keep_version(desk, post.id)
    clock.advance(timedelta(hours=1))
    save_post(desk, replace(older, content=now_says))


def shop_with_photos(folder: Path, look: "Look") -> None:
    """The same shop with a channel whose page is a grid of photos."""
    from tests.end_to_end.shots import NOW

    shop(folder, look)
    desk = open_desk(Paths(folder), ManualClock(NOW))
    try:
        _add_grid(desk)
    finally:
        close_now(desk)


def _add_grid(desk: Desk) -> None:
    brand, facts = first_brand(desk), desk.facts("instagram")
    reported = {SHOWN_AS: facts.key, **{name: getattr(facts.limits, name) for name in demo.REPORTED}}
    grid = Channel(
        desk.clock.new_id(), brand.id, "practice", facts.name, handle="@fornolucia", status=ChannelStatus.CONNECTED,
        sort_key=9, reported=reported, checked_at_us=desk.now_us(),
    )  # fmt: skip
    with desk.store.transaction() as tx:
        tx.put(grid)
        for post in tx.all(Post, brand_id=brand.id):
            if post.content.media and post.planned and post.planned.instant_us > desk.now_us():
                tx.put(replace(post, channels=(*post.channels, grid.id)))


# ------------------------------------------------------------------ the calendar
def calendar(camera: "Camera") -> None:
    program, hand = camera.program, camera.program.hand
    program.find("list item", has="Black Friday")  # what the days say comes a moment after them
    camera.window("month")
    for mode in ("week", "agenda", "board"):
        camera.sitting.press(f"segment_{mode}")
        program.find("list", id=f"calendar_{mode}")
        camera.window(mode)
    camera.sitting.press("segment_month")
    program.find("list", id="calendar_month")
    chip = program.find("list item", has=f"“{camera.sitting.words('panettone')}")
    hand.click(chip, button=3)
    camera.menu("post-menu", "post_menu")
    hand.press_keys("Escape")
    x, y, width, height = chip.box
    hand.drag(chip, (x + width + 20, y + height * 3), over=lambda: camera.window("drag", after_s=0.8))
    hand.press_keys("ctrl+z")
    program.find(id="toast_close").press()
    program.gone(id="toast_close")


def finding(camera: "Camera") -> None:
    program = camera.program
    program.find(id="calendar_filters").press()
    camera.around("filters", program.find(id="filters_card"), program.find(id="calendar_filters"))
    program.hand.press_keys("Escape")
    field = program.find(id="calendar_find")
    field.focus()
    field.write(camera.sitting.words("find"))
    camera.around("find", program.find(id="found_card"), field)
    field.write("")
    program.hand.press_keys("Escape")


def ideas(camera: "Camera") -> None:
    program = camera.program
    camera.around("ideas", program.find(id="ideas_tray"), pad=0)
    open_day_menu(camera)
    camera.menu("day-menu", "day_menu")
    program.find(id="menu_slots").press()
    camera.dialog("slots")


def open_day_menu(camera: "Camera") -> None:
    """The menu of a day with nothing on it."""
    day = camera.program.find("list item", has=camera.words.empty_day)
    x, y, width, height = day.box
    camera.program.hand.click((x + width - 20, y + height - 12), button=3)
    camera.program.find(id="menu_new_note")


def open_post_menu(camera: "Camera") -> None:
    camera.program.hand.click(camera.program.find("list item", has=f"“{camera.sitting.words('panettone')}"), button=3)
    camera.program.find(id="post_menu")


# ------------------------------------------------------------------ posts that come again, pauses, many at once
def again(camera: "Camera") -> None:
    for line, name in (("menu_repeat", "repeat"), ("menu_evergreen", "evergreen")):
        open_post_menu(camera)
        camera.program.find(id=line).press()
        camera.dialog(name)


def many(camera: "Camera") -> None:
    program = camera.program
    for line, name in (("menu_pause", "pause"), ("menu_bulk", "bulk"), ("menu_mix", "mix")):
        open_day_menu(camera)
        program.find(id=line).press()
        camera.dialog(name)
    open_day_menu(camera)
    program.find(id="menu_replace").press()
    program.find(id="replace_find").write(camera.words.replaced[0])
    program.find(id="replace_put").write(camera.words.replaced[1])
    program.find(id="replace_summary")
    camera.dialog("replace")


def paper(camera: "Camera") -> None:
    camera.program.hand.press_keys("ctrl+p")
    camera.program.find(id="print_pdf")
    camera.dialog("print")


# ------------------------------------------------------------------ the composer
def writing(camera: "Camera") -> None:
    program, sitting = camera.program, camera.sitting
    full_composer(sitting)
    camera.window("composer")
    tabs = program.all("page tab")
    tabs[2].press()
    write_own(sitting)
    camera.column("own-wording", "wording_tabs", "post_text", "tool_emoji")
    sitting.open_post("too long")
    camera.column("problem", "post_text", "problems")
    sitting.open_post("thread")
    camera.window("thread")


def naming(camera: "Camera") -> None:
    program = camera.program
    camera.sitting.open_post("panettone")
    text = program.find(id="post_text")
    program.hand.click(text)
    program.hand.press_keys("ctrl+End")
    program.hand.type(" @ann")
    camera.around("mention", text, program.find(id="people_popover"))
    program.hand.press_keys("Escape", "ctrl+z")


def writing_aids(camera: "Camera") -> None:
    program, sitting, words = camera.program, camera.sitting, camera.words
    camera.open(words.link.partition(":")[0])
    camera.column("link-card", "post_text", "link_card")
    camera.open(words.mistake)
    text = program.find(id="post_text")
    program.hand.press_keys("ctrl+Home", "F7")
    program.find(id="spelling_switch")
    camera.around("spelling", text, program.find(id="text_menu"))
    program.hand.press_keys("Escape")
    sitting.open_post("panettone")
    program.find(id="tool_hash").press()
    camera.around("saved-texts", program.find(id="snippet_popover"))
    program.hand.press_keys("Escape")
    program.hand.click(program.find(id="composer_more"))
    program.find(id="composer_versions").press()
    camera.dialog("versions")


def photos(camera: "Camera") -> None:
    program, sitting = camera.program, camera.sitting
    sitting.open_post("panettone")
    camera.band("photo", 84, 576, "media_place", "photo_crop")
    program.find(id="photo_crop").press()
    camera.dialog("crop")
    program.find(id="place_media").press()
    program.find("list item", has="panettone.jpg").press()
    program.find(id="library_details")
    camera.window("library")


def looks(camera: "Camera") -> None:
    """Three previews side by side, and the grid."""
    camera.sitting.open_post("panettone")
    camera.around("previews", camera.program.find(id="previews"), pad=0)
    camera.sitting.go_to("calendar")
    open_day_menu(camera)
    camera.program.find(id="menu_grid").press()
    camera.dialog("grid")


# ------------------------------------------------------------------ other places
def places(camera: "Camera") -> None:
    program, sitting = camera.program, camera.sitting
    sitting.go_to("outbox")
    choose_line(sitting, 0)
    camera.window("outbox")
    sitting.go_to("channels")
    camera.window("channels")
    sitting.press("offer_mastodon")
    program.find(id="coach_server")
    camera.window("connect")
    sitting.go_to("settings")
    camera.window("settings")
    for name in ("trash", "copies", "leaving"):
        program.find(id=f"settings_{name}").press()
        camera.dialog(name)
    program.hand.press_keys("ctrl+slash")
    camera.dialog("keys")


def background(camera: "Camera") -> None:
    program, sitting = camera.program, camera.sitting
    program.find(id="brand").press()
    program.find(id="action_pause_all").press()
    camera.dialog("pause-all")
    sitting.go_to("settings")
    program.find(id="settings_quiet").press()
    for _ in range(2):
        program.hand.press_keys("Down")
    camera.band("notifications", 300, 934, "settings_tell_needs_you", "settings_quiet")


def missed(camera: "Camera") -> None:
    camera.dialog("missed")


def trouble(camera: "Camera") -> None:
    camera.sitting.go_to("outbox")
    choose_line(camera.sitting, 2)
    camera.window("to-solve")


def first_start(camera: "Camera") -> None:
    camera.program.find(id="first_run")
    camera.window("first-start")


def union(*nodes: Node) -> tuple[int, int, int, int]:
    """Left, top, right, bottom around all of these."""
    boxes = [node.box for node in nodes]
    return (
        min(x for x, *_ in boxes),
        min(y for _x, y, *_ in boxes),
        max(x + width for x, _y, width, _h in boxes),
        max(y + height for _x, y, _w, height in boxes),
    )


@dataclass(frozen=True)
class Start:
    """One start of the program: what is shown of it, on which desk, in which size; `has_tray`: icons stand near a
    clock."""

    shows: tuple[Callable[["Camera"], None], ...]
    arguments: tuple[str, ...] = ("--demo",)
    prepare: Callable[[Path, "Look"], None] | None = shop
    size: tuple[int, int] = TALL
    has_tray: bool = False


STARTS: Mapping[str, Start] = {
    "calendar": Start((calendar, finding, ideas)),
    "planning": Start((again, many, paper)),
    "writing": Start((writing,)),
    "aids": Start((naming, writing_aids)),
    "photos": Start((photos,)),
    "looks": Start((looks,), prepare=shop_with_photos),
    "places": Start((places, background)),
    "trouble": Start((missed, trouble), (), november),
    "first": Start((first_start,), (), None),
}
