"""The card of a link, for platforms that want it made: what the page says of itself, where that may be read."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from smmdesk.platforms.base import RefusedError, Session
from smmdesk.platforms.fetch import FetchError, LinkCard, bare_card

Image = tuple[bytes | Path, str]
"""A picture and its type."""


async def read_page(
    session: Session, link: str, with_image: bool, image_most_bytes: int, alive: Callable[[], Awaitable[object]]
) -> tuple[LinkCard, Image | None]:
    """The page that a person named, with its picture where that is small enough; one that cannot be read is named by
    its host, where the platform itself answers: `alive` asks it, and raises NotSentError where nothing does, as on a
    computer that just woke up."""
    page, image = bare_card(link), None
    if session.fetch is not None:
        try:
            page = await session.fetch.card(link)
            if with_image and page.image_url:
                image = await session.fetch.image(page.image_url)
        except FetchError:
            with suppress(RefusedError):
                await alive()
    return page, image if image is not None and len(image[0]) <= image_most_bytes else None
