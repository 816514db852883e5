"""Whose clock a time is read on, where several brands are shown at once."""

from smmdesk.desk.brands import BrandSeen, names_of
from smmdesk.desk.desk import Desk
from smmdesk.model.dates import say_zone
from smmdesk.system.zones import local_zone


def clocks_of(zone: str) -> str:
    """ " (New York)" after a brand's name; empty where its clock is that of this computer."""
    return "" if zone == local_zone() else f" ({say_zone(zone)})"


def with_clocks(brand: BrandSeen | None) -> str:
    """ "Cafe Lume (New York)": the times beside it are those of that city; empty for no brand."""
    return f"{brand.name}{clocks_of(brand.zone)}" if brand is not None else ""


def whose(desk: Desk, brand_id: str) -> str:
    """The brand's name where there are several: for the names of files, which lie in one folder."""
    with desk.store.reading() as reader:
        return names_of(reader).get(brand_id, "")
