"""Finding people on Bluesky: what is typed after an "@", asked through the account's own server.

`app.bsky.actor.searchActorsTypeahead` (lexicon of August 2026). It is a question for the AppView; the server passes it
on with a word of its own, so that this program speaks to nobody else. A server without an AppView finds nobody.
"""

from contextlib import suppress
from urllib.parse import quote

from smmdesk.model.person import FoundPerson
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.bluesky.identity import DID, HANDLE
from smmdesk.platforms.bluesky.xrpc import Xrpc
from smmdesk.platforms.people import MOST, asked, name_of, page_of, taken

METHOD = "app.bsky.actor.searchActorsTypeahead"
NO_APP_VIEW = frozenset({400, 404, 501})
"""The reference server without one says 400, "No service configured for …" (seen on November 2026's)."""


async def find_people(session: Session, words: str) -> tuple[FoundPerson, ...]:
    """See FindsPeople."""
    wanted = asked(words)
    if not wanted:
        return ()
    answer = await Xrpc(session).read(METHOD, also=NO_APP_VIEW, q=wanted, limit=str(MOST))
    if not answer.ok:
        return ()
    found = (_person(session, row) for row in answer.fields().rows("actors")[: MOST * 4])
    return taken((person for person in found if person is not None), session.facts.limits.mention_form)


def _person(session: Session, row: Fields) -> FoundPerson | None:
    with suppress(ConnectorError):
        did, handle = row.text("did"), row.text("handle").lower()
        if not DID.fullmatch(did) or not HANDLE.fullmatch(handle) or handle == "handle.invalid":
            return None
        return FoundPerson(
            remote_id=did,
            handle=f"@{handle}",
            name=name_of(row.text("displayName", "")) or handle,
            url=f"{session.facts.endpoints['web']}/profile/{quote(handle)}",
            picture=page_of(row.text("avatar", "")),
        )
    return None
