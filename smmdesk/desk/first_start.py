"""The very first start: a brand, and a practice channel, so that everything can be tried without an account."""

from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.model.channel import Channel
from smmdesk.platforms import PLATFORMS


async def begin(desk: Desk) -> Channel | None:
    """Make what a new desk needs; None, and nothing done, where there ever was a channel."""
    brand = first_brand(desk)
    with desk.store.reading() as reader:
        if reader.all(Channel, deleted=True):
            return None
    practice = next((key for key in PLATFORMS if desk.facts(key).takes_samples), None)
    if practice is None:
        return None
    from smmdesk.desk import connecting  # loads all that talks to platforms, at no other start

    return await connecting.add_channel(desk, brand.id, practice, {})
