"""What was seen last at the platforms' own schedulers and is not ours; `elsewhere` is how the engine sees it."""

from smmdesk.desk.desk import Desk
from smmdesk.model.foreign import ForeignEntry
from smmdesk.store import foreign_posts


def waiting(desk: Desk, brand_id: str) -> tuple[ForeignEntry, ...]:
    """What still waits on the brand's channels, in order of time."""
    with desk.store.reading() as reader:
        return foreign_posts.of_brand(reader, brand_id, desk.now_us())
