"""A channel opened for a piece of work: its sign-in, and the brand's media host where its platform fetches files."""

from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk.desk import Desk
from smmdesk.desk.sign_ins import open_plain
from smmdesk.model.channel import Channel
from smmdesk.platforms.base import Session

if TYPE_CHECKING:
    from smmdesk.platforms.wire import OnFirstByte


async def open_session(desk: Desk, channel: Channel, on_first_byte: "OnFirstByte | None" = None) -> Session:
    """Raises as `open_plain`."""
    session = await open_plain(desk, channel, on_first_byte)
    if not session.facts.needs_public_media and not session.facts.needs_public_images:
        return session
    from smmdesk.desk.hosting import share_of  # large, and for some platforms alone

    return replace(session, share=share_of(desk, channel.brand_id))
