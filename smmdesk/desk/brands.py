"""Which brand a window is open on, and which brands are in use, without loading what writes."""

from typing import TYPE_CHECKING, Any

from smmdesk.store.brand_reads import BrandRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smmdesk.desk.desk import Desk
    from smmdesk.model.brand import Brand
    from smmdesk.model.channel import Channel
    from smmdesk.store.calendar_reads import CalendarReader
    from smmdesk.store.reader import Reader

BrandSeen = BrandRow
OPEN, ALL = "open_brand", "all_brands"


# ------------------------------------------------------------------ the window
def brand_seen(desk: "Desk", reader: "CalendarReader") -> BrandSeen:
    """`open_brand`, read by the calendar's own reader; made when there is none."""
    found = reader.brands()
    if not found:
        brand = open_brand(desk)
        return BrandSeen(brand.id, brand.name, brand.zone, brand.color)
    wanted = desk.settings.get(OPEN)
    oldest = min(found, key=lambda one: one.id)
    return next((one for one in found if one.id == wanted), oldest)


def open_brand(desk: "Desk") -> "Brand":
    """The brand that was chosen last on this computer, while it is in use; else the oldest one."""
    from smmdesk.model.brand import Brand

    with desk.store.reading() as reader:
        chosen = reader.find(Brand, str(desk.settings.get(OPEN)))
    return chosen if chosen is not None and is_used(chosen) else first_brand(desk)


def first_brand(desk: "Desk") -> "Brand":
    """The brand to begin with: the oldest one, made at first start in the computer's zone and language."""
    from smmdesk.model.brand import Brand

    with desk.store.reading() as reader:
        brands = used_brands(reader) or reader.all(Brand)
    if brands:
        return min(brands, key=lambda brand: brand.id)
    from smmdesk.model.words import _, language
    from smmdesk.system.zones import local_zone

    with desk.store.transaction() as tx:
        return tx.put(Brand(desk.clock.new_id(), _("My business"), zone=local_zone(), language=language()))


def shows_all(desk: "Desk", reader: "CalendarReader") -> bool:
    """Whether calendar, outbox and inbox show all brands at once; never where there is one alone."""
    return desk.settings.get(ALL) == "on" and len(reader.brands()) > 1


def shown_brands(desk: "Desk", reader: "CalendarReader") -> tuple[BrandSeen, ...]:
    """The brands whose things calendar, outbox and inbox show."""
    return reader.brands() if shows_all(desk, reader) else (brand_seen(desk, reader),)


def choose(desk: "Desk", brand_id: str) -> None:
    """Open a brand; an empty id shows all of them at once, and the last one stays open for what is new."""
    if brand_id:
        desk.settings.set(OPEN, brand_id)
    desk.settings.set(ALL, "off" if brand_id else "on")


# ------------------------------------------------------------------ which are in use
def is_used(brand: "Brand") -> bool:
    return brand.deleted_at_us is None and not brand.archived


def used_brands(reader: "Reader") -> "tuple[Brand, ...]":
    """Those that are not put away, oldest first."""
    from smmdesk.model.brand import Brand

    return tuple(brand for brand in reader.all(Brand) if is_used(brand))


def put_away_ids(reader: "Reader") -> frozenset[str]:
    """The brands of which nothing goes out, is heard or is counted now."""
    from smmdesk.model.brand import Brand

    return frozenset(brand.id for brand in reader.all(Brand, archived=True))


def working_channels(reader: "Reader", **equal: Any) -> "tuple[Channel, ...]":
    """The channels of brands in use."""
    from smmdesk.model.channel import Channel

    away = put_away_ids(reader)
    return tuple(channel for channel in reader.all(Channel, **equal) if channel.brand_id not in away)


def names_of(reader: "Reader") -> "Mapping[str, str]":
    """Brand names by id where several are in use; nothing where one is alone, so that nobody has to read it."""
    used = used_brands(reader)
    return {brand.id: brand.name for brand in used} if len(used) > 1 else {}
