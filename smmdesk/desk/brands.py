"""The brand that a window opens on, without loading what writes."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.calendar_reads import CalendarReader


class BrandSeen(NamedTuple):
    """What a calendar needs of its brand."""

    id: str
    name: str
    zone: str


def brand_seen(desk: "Desk", reader: "CalendarReader") -> BrandSeen:
    """The brand of `planning.first_brand`, read by the calendar's own reader; made when there is none."""
    for found in reader.brands():
        return BrandSeen(*found)
    from smmdesk.desk.planning import first_brand

    brand = first_brand(desk)
    return BrandSeen(brand.id, brand.name, brand.zone)
