"""A bakery's desk to write posts on: five channels, photos, and the states that the gallery shows."""

from dataclasses import replace

from smmdesk.desk import media_intake, media_leaving, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, Poll, ThreadItem, Wording
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.post import Post
from smmdesk.system.paths import RESOURCES
from tests.desk.support import rome
from tests.ui.composer.pages import SHOP

FIRST_CHECK_US = 1_700_000_000_000_000
PHOTOS = ("panettone.jpg", "oven.jpg", "shop-front.jpg")
ALTS = {
    "it": ("Panettone intero su un tavolo di legno, con zucchero a velo.", "Il forno acceso.", ""),
    "en": ("A whole panettone on a wooden table, with icing sugar.", "The lit oven.", ""),
}
TEXTS = {
    "it": (
        "Il panettone è tornato 🎄 Tre giorni di lievitazione, burro di malga, uvetta e arance candite qui da noi. "
        "Ne sforniamo quaranta al giorno, non uno di più: chi prenota lo trova tiepido la mattina.\n\n"
        "Si prenota in bottega o con un messaggio qui, fino a venerdì 11 dicembre.\n\n#panettone #trieste #fornolucia"
    ),
    "en": (
        "The panettone is back 🎄 Three days of rising, butter from the mountains, raisins and oranges candied here. "
        "We bake forty a day, not one more: who books finds it warm in the morning.\n\n"
        "Book in the shop or with a message here, until Friday 11 December.\n\n#panettone #trieste #fornolucia"
    ),
}
MORE = {
    "it": " La ricetta è della nonna Lucia, e il lievito madre ha quarant'anni: più di chi lo rinfresca ogni mattina.",
    "en": " The recipe is grandmother Lucia's, and the mother yeast is forty: older than who feeds it every morning.",
}


def made_brand(desk: Desk, language: str = "it") -> Brand:
    """The brand of the desk, in Rome."""
    brand = planning.first_brand(desk)
    with desk.store.transaction() as tx:
        return tx.put(replace(brand, name="Forno Lucia", zone="Europe/Rome", language=language))


def channel(desk: Desk, brand: Brand, platform: str, name: str, handle: str = "", **fields: object) -> Channel:
    given: dict[str, object] = {"status": ChannelStatus.CONNECTED, "checked_at_us": FIRST_CHECK_US, **fields}
    with desk.store.transaction() as tx:
        return tx.put(Channel(desk.clock.new_id(), brand.id, platform, name, handle, **given))  # type: ignore[arg-type]


def three_channels(desk: Desk, brand: Brand) -> tuple[Channel, ...]:
    return (
        channel(desk, brand, "mastodon", "Forno Lucia", "@fornolucia@mastodon.example"),
        channel(desk, brand, "bluesky", "Forno Lucia su Bluesky", "fornolucia.example"),
        channel(desk, brand, "wordpress", "Il blog del forno"),
    )


async def photos(desk: Desk, brand: Brand, names: tuple[str, ...] = PHOTOS) -> tuple[Asset, ...]:
    taken = await media_intake.take_files(desk, brand.id, [RESOURCES / "sample" / name for name in names])
    assert not taken.problems
    for asset in taken.assets:
        await media_leaving.thumbnail(desk, asset, 640)
    return taken.assets


def uses(assets: tuple[Asset, ...], language: str) -> tuple[MediaUse, ...]:
    return tuple(
        MediaUse(asset.id, {language: alt} if alt else {}) for asset, alt in zip(assets, ALTS[language], strict=False)
    )


def full_post(
    desk: Desk, brand: Brand, channels: tuple[Channel, ...], media: tuple[MediaUse, ...], language: str
) -> Post:
    """Three photos, three channels, an own wording for the blog, tomorrow at nine."""
    blog = channels[2].id
    title = {"it": "Panettone: si prenota", "en": "Panettone: book now"}[language]
    own = TEXTS[language] + "\n\n" + MORE[language].strip()
    return planning.add_post(
        desk,
        brand.id,
        content=Content(title=title, text=TEXTS[language], media=media),
        channels=tuple(entry.id for entry in channels),
        wordings=(Wording(blog, text=own),),
        planned=rome("2026-11-19 09:00"),
        language=language,
    )


def long_post(
    desk: Desk, brand: Brand, channels: tuple[Channel, ...], media: tuple[MediaUse, ...], language: str
) -> Post:
    """Too long for two of the three."""
    text = TEXTS[language] + MORE[language] * 2
    content = Content(title={"it": "La ricetta", "en": "The recipe"}[language], text=text, media=media[:1])
    ids = tuple(entry.id for entry in channels)
    return planning.add_post(desk, brand.id, content=content, channels=ids, language=language)


def thread_post(
    desk: Desk, brand: Brand, channels: tuple[Channel, ...], media: tuple[MediaUse, ...], language: str
) -> Post:
    """Three parts, for the two channels that have threads."""
    parts = tuple(ThreadItem(text) for text in MORE[language].strip().split(", "))
    content = Content(text=TEXTS[language][:190], thread=parts, media=media[:2], first_comment="fornolucia.example")
    ids = tuple(entry.id for entry in channels[:2])
    return planning.add_post(desk, brand.id, content=content, channels=ids, language=language)


def asking_post(
    desk: Desk, brand: Brand, channels: tuple[Channel, ...], _media: tuple[MediaUse, ...], language: str
) -> Post:
    """A poll on Mastodon."""
    answers = {"it": ("Classico", "Al cioccolato", "Senza uvetta"), "en": ("Classic", "Chocolate", "Without raisins")}
    text = {"it": "Quale panettone quest'anno? 🎄", "en": "Which panettone this year? 🎄"}[language]
    content = Content(text=text, poll=Poll(answers[language], 3 * 24 * 60))
    ids = tuple(entry.id for entry in channels[:1])
    return planning.add_post(desk, brand.id, content=content, channels=ids, language=language)


def story_post(
    desk: Desk, brand: Brand, _channels: tuple[Channel, ...], media: tuple[MediaUse, ...], language: str
) -> Post:
    """A story on Instagram, a post on Facebook, news on Google."""
    ids = [channel(desk, brand, key, "Forno Lucia").id for key in ("instagram", "facebook", "google_business")]
    return planning.add_post(
        desk,
        brand.id,
        content=Content(text=TEXTS[language], media=media[:1]),
        channels=tuple(ids),
        wordings=(Wording(ids[0], options={"kind": "story"}),),
        language=language,
    )


def linked_post(
    desk: Desk, brand: Brand, channels: tuple[Channel, ...], _media: tuple[MediaUse, ...], language: str
) -> Post:
    """A link, whose page has a card, for the two channels that show one."""
    text = TEXTS[language].split("\n", 1)[0][:180] + f"… {SHOP}"
    ids = tuple(entry.id for entry in channels[:2])
    return planning.add_post(desk, brand.id, content=Content(text=text), channels=ids, language=language)
