"""What the user guide shows of the composer's helps, the library's order, links, brands, people and looks."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

from smmdesk.app import close_now, open_desk
from smmdesk.desk import library, media_intake, planning, templates, variants
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.post import Post
from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import RESOURCES, Paths
from tests.end_to_end import guide_scenes
from tests.end_to_end.guide_days import noted_shop
from tests.end_to_end.guide_scenes import TALL, Start, shop_with_photos

if TYPE_CHECKING:
    from tests.end_to_end.guide_pictures import Camera
    from tests.end_to_end.shots import Look

LINKED, FILMED = ("instagram", "x"), "panettone.mp4"


class Words(NamedTuple):
    """What a shop names its things, in one language."""

    booking: str
    emoji: str
    templates: tuple[str, str]
    folders: tuple[str, str]
    tag: str
    other: str
    film: str
    handed: str
    find: str
    brand: str
    booked: str
    from_template: str
    friday: str


WORDS = {
    "en": Words(
        "Book your panettone here",
        "bread",
        ("Bread of the week", "Closed for holidays"),
        ("Breads", "Sweet things"),
        "christmas",
        "it",
        "Thirty hours, half a minute: https://fornolucia.example",
        "Three days for one panettone",
        "backup",
        "Cafe Lume",
        "Bookings are open",
        "New from template",
        "Friday 27 November",
    ),
    "it": Words(
        "Prenota qui il tuo panettone",
        "pane",
        ("Il pane della settimana", "Chiusi per ferie"),
        ("Pani", "Dolci"),
        "natale",
        "en",
        "Trenta ore, mezzo minuto: https://fornolucia.example",
        "Tre giorni per un panettone",
        "backup",
        "Cafe Lume",
        "Aperte le prenotazioni",
        "Nuovo da modello",
        "Venerdì 27 novembre",
    ),
}
SWEET = ("biscuits", "coffee", "croissants", "panettone", "walnut-cake")


# ------------------------------------------------------------------ the desks
def tidy_shop(folder: Path, look: "Look") -> None:
    """The example week with templates, folders, tags, and a post in two languages."""
    from tests.end_to_end.shots import NOW

    shop_with_photos(folder, look)
    desk = open_desk(Paths(folder), ManualClock(NOW))
    try:
        _tidy(desk, WORDS[look.language])
    finally:
        close_now(desk)


def _tidy(desk: Desk, words: Words) -> None:
    spare = desk.paths.folder / "oven-2.jpg"
    with Image.open(RESOURCES / "sample" / "oven.jpg") as photo:
        photo.crop((0, 0, 600, 600)).save(spare)
    media_intake.take_files_now(desk, planning.first_brand(desk).id, [spare])
    spare.unlink()
    with desk.store.reading() as reader:
        assets = reader.all(Asset)
        post = next(each for each in reader.all(Post) if each.content.text.startswith(words.booking))
    sweet = [each.id for each in assets if Path(each.name).stem in SWEET]
    library.put_in(desk, [each.id for each in assets if each.id not in sweet], words.folders[0])
    library.put_in(desk, sweet, words.folders[1])
    library.tag(desk, sweet[-2:], [words.tag])
    for name in words.templates:
        templates.keep(desk, post, name)
    other = variants.add_variant(desk, post.id, words.other)
    said = guide_scenes.WORDS[words.other].link
    planning.save_post(desk, replace(other, content=replace(other.content, text=said)))


def linked_shop(folder: Path, look: "Look") -> None:
    """A month, with a film for a platform that has kinds of posts and for one that charges."""
    from tests.end_to_end.shots import NOW

    noted_shop(folder, look)
    set_language(look.language)
    desk = open_desk(Paths(folder), ManualClock(NOW))
    try:
        _link(desk, WORDS[look.language], look.language)
    finally:
        close_now(desk)
        set_language("en")


def _link(desk: Desk, words: Words, language: str) -> None:
    brand = planning.first_brand(desk)
    with desk.store.transaction() as tx:
        film = next(each for each in tx.all(Asset) if each.name == FILMED)
        made = [
            tx.put(
                Channel(
                    desk.clock.new_id(), brand.id, key, desk.facts(key).name, handle="@fornolucia",
                    status=ChannelStatus.CONNECTED, sort_key=20 + number,
                )
            )
            for number, key in enumerate(LINKED)
        ]  # fmt: skip
    content = Content(text=words.film, media=(MediaUse(film.id),))
    planning.add_post(desk, brand.id, content=content, channels=tuple(each.id for each in made), language=language)


# ------------------------------------------------------------------ the composer
def helps(camera: "Camera") -> None:
    """The first comment, the times that are offered, emoji, the ways out, templates, languages."""
    program, hand, words = camera.program, camera.program.hand, WORDS[camera.sitting.look.language]
    camera.sitting.open_post("panettone")
    camera.column("first-comment", "first_comment", "first_comment_emoji", above=12)
    program.find(id="tool_emoji").press()
    program.find(id="emoji_search").write(words.emoji)
    camera.around("emoji", program.find(id="emoji_popover"), program.all(id="tool_emoji")[0], pad=4)
    hand.press_keys("Escape")
    hand.click(program.find(id="composer_more"))
    program.find(id="composer_template")
    camera.menu("ways")
    hand.press_keys("Escape")
    camera.open(words.booking)
    camera.column("times", "when", "computer_line", above=20)
    camera.column("languages", "languages", "wording_tabs", "tool_emoji")
    program.find(id="brand").press()
    line = program.find("menu item", has=words.from_template)
    hand.move(line)
    program.find("popup menu", id="menu_templates")
    shown = ("action_new", "action_recent", "menu_templates")
    camera.around("templates", *(program.find(id=each) for each in shown), pad=6)
    hand.press_keys("Escape", "Escape")


def kinds(camera: "Camera") -> None:
    """Kinds of a post, what it costs, and who sends it."""
    program, words = camera.program, WORDS[camera.sitting.look.language]
    camera.open(words.film.partition(":")[0])
    program.find(id="segment_reel").press()
    program.find(id="kind_says")
    camera.column("kinds", "ChannelChips", "kinds", "wording_tabs", "tool_emoji")
    camera.column("cost", "when", "WhenSection")
    camera.open(words.handed)
    camera.column("handed-over", "when", "computer_line", pad=6, above=24)
    camera.open(words.booked)
    program.find(id="options_open").press()
    program.find(id="options_open_c-m").press()
    camera.reveal("options")
    camera.column("options", "options")


# ------------------------------------------------------------------ the library
def order(camera: "Camera") -> None:
    """Folders and tags, and what nothing uses."""
    program, hand = camera.program, camera.program.hand
    camera.sitting.press("place_media")
    camera.sitting.press("media_places")
    program.find("popup menu")
    camera.part("folders", 76, 0, 1280, 236)
    hand.press_keys("Escape")
    hand.click(program.find(id="media_more"))
    program.find(id="media_clean").press()
    camera.dialog("clean")


def onto_a_day(camera: "Camera") -> None:
    """A photo of the library on its way to a day of the calendar."""
    program, hand = camera.program, camera.program.hand
    camera.sitting.press("place_media")
    program.find("list item", has="croissants.jpg").press()
    program.find(id="library_details")
    camera.rest()  # beside the details it is drawn anew
    x, y = program.find("list item", has="croissants.jpg").centre
    rail = program.find(id="place_calendar").centre
    hand.do("mousemove", x, y, "mousedown", 1, "mousemove", x - 20, y, "sleep", 0.2, "mousemove", *rail, "sleep", 0.2)
    hand.do("mousemove", rail[0] + 2, rail[1], "sleep", 1.5)
    x, y = program.find("list item", has=WORDS[camera.sitting.look.language].friday).centre
    hand.do("mousemove", x, y, "sleep", 0.2, "mousemove", x + 4, y + 4, "sleep", 0.5)
    camera.part("photo-day", 490, 450, 930, 800)
    hand.do("mouseup", 1)


# ------------------------------------------------------------------ settings
def chosen(camera: "Camera") -> None:
    """Finding a setting; marks on links, this computer, a place for photos, another brand."""
    program, sitting = camera.program, camera.sitting
    sitting.go_to("settings")
    program.find(id="settings_find").write(WORDS[sitting.look.language].find)
    camera.part("find-setting", 76, 0, 1280, 430)
    program.find(id="settings_find").write("")
    program.find(id="settings_marks").press()
    for name, first, last, below in (
        ("links", "settings_marks", "marks_example", 4),
        ("this-computer", "settings_start", "settings_online", 4),
        ("photos-web", "settings_photos", "photos_try", 40),
    ):
        if name == "photos-web":
            choose_next(camera, "settings_photos")
        camera.reveal(last)
        camera.reveal(first)
        if name == "photos-web":
            camera.reveal("settings_marks")  # what stands under the button has no name
        camera.band(name, 300, 934, first, last, below)
    program.find(id="settings_brand_add").press()
    program.find(id="brand_name").write(WORDS[sitting.look.language].brand)
    camera.dialog("brand")
    choose_next(camera, "settings_theme")
    sitting.go_to("calendar")
    camera.rest()
    camera.window("dark")


def choose_next(camera: "Camera", name: str) -> None:
    """The line after the one that is chosen."""
    camera.reveal(name)
    camera.program.hand.click(camera.program.find(id=name))
    camera.program.hand.press_keys("Down", "Return")


# ------------------------------------------------------------------ people, insights
def cards(camera: "Camera") -> None:
    """Two cards chosen; what is asked before somebody is forgotten; the letter before it is printed."""
    program, hand = camera.program, camera.program.hand
    camera.sitting.go_to("people")
    program.find("list", id="people_list").focus()
    hand.press_keys("Home", "shift+Down")
    program.find(id="people_merge_here")
    camera.part("merge", 76, 0, 1280, 330)
    hand.press_keys("Home")
    program.find(id="card_forget").press()
    camera.dialog("forget")
    camera.sitting.go_to("insights")
    program.find(id="letter_title")
    program.find(id="results_print").press()
    camera.dialog("results-print")


def numbers(camera: "Camera") -> None:
    """What the platform counts of a post that is out."""
    program = camera.program
    camera.sitting.go_to("outbox")
    program.find(id="segment_out").press()
    lines = [node for node in program.walk() if node.own_id.startswith("delivery_0")]
    lines[0].press()
    detail = program.find(id="outbox_detail")
    x, y, width, _height = detail.box
    left, top, *_rest = program.find("frame", has="smmdesk").box
    camera.part("numbers", x - left, y - top, x - left + width, y - top + 330)


def locked(camera: "Camera") -> None:
    """What is asked where the computer has no safe place for keys."""
    program = camera.program
    camera.sitting.go_to("channels")
    camera.sitting.press("offer_bluesky")
    program.find(id="coach_secret").write("abcd-efgh-ijkl-mnop")
    program.find(id="coach_user").write("lucia.example")
    camera.sitting.press("coach_connect")
    program.find(id="message_remedy").press()
    camera.dialog("passphrase")


def helped(camera: "Camera") -> None:
    """The guide inside the program."""
    camera.program.hand.press_keys("F1")
    camera.program.find("list", id="help_chapters", states=["focused"])
    camera.program.hand.press_keys("Down", "Down")
    camera.dialog("help")


STARTS: Mapping[str, Start] = {
    "helps": Start((helps, order, onto_a_day, chosen), prepare=tidy_shop),
    "kinds": Start((kinds,), (), linked_shop, (TALL[0], 960)),
    "locked": Start((locked,), (), None),
    "cards": Start((cards, numbers, helped)),
}
