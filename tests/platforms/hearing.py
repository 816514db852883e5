"""What a connector tells of what people wrote, read as the listener does: from the newest on, page after page."""

from smmdesk.model.delivery import Receipt
from smmdesk.model.message import WRITTEN_BY, Heard, HeardPage
from smmdesk.platforms.telling import Hears
from tests.platforms.bench import Bench

PAGES_MOST = 200


async def hear(bench: Bench, cursor: str = "") -> HeardPage:
    verb = bench.connector
    assert isinstance(verb, Hears)
    return await verb.fetch_messages(bench.session(), cursor)


async def all_new(bench: Bench, cursor: str = "") -> tuple[list[Heard], str]:
    """Everything until the platform says that there is no more, and the cursor then."""
    told: list[Heard] = []
    for _page in range(PAGES_MOST):
        page = await hear(bench, cursor)
        told += page.messages
        if not page.more:
            return told, page.cursor
        assert page.cursor != cursor, "it does not come to an end"
        cursor = page.cursor
    raise AssertionError("it does not come to an end")


def parent_of(heard: Heard) -> Receipt:
    """What an answer to it hangs on (desk/jobs)."""
    by = {WRITTEN_BY: heard.author.remote_id} if heard.author.remote_id else {}
    return Receipt(heard.remote_id, heard.url, heard.sent_at_us, data={**heard.data, **by})
