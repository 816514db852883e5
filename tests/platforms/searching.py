"""What a connector finds of what is listened for, read as the engine does: from the newest on, page after page."""

from smmdesk.model.lookout import LookoutKind, cleaned
from smmdesk.model.message import Heard, HeardPage
from smmdesk.platforms.telling import Searches
from tests.platforms.bench import Bench

PAGES_MOST = 200


async def look(bench: Bench, kind: str, words: str, cursor: str = "") -> HeardPage:
    verb, what = bench.connector, LookoutKind(kind)
    assert isinstance(verb, Searches)
    fact = bench.facts.search
    assert fact is not None
    assert kind in fact.kinds, "it is not asked for what it cannot"
    return await verb.search(bench.session(), what, cleaned(what, words), cursor)


async def all_new(bench: Bench, kind: str, words: str, cursor: str = "") -> tuple[list[Heard], str]:
    """Everything until the platform says that there is no more, and the cursor then."""
    told: list[Heard] = []
    for _page in range(PAGES_MOST):
        page = await look(bench, kind, words, cursor)
        told += page.messages
        if not page.more:
            return told, page.cursor
        assert page.cursor != cursor, "it does not come to an end"
        cursor = page.cursor
    raise AssertionError("it does not come to an end")
