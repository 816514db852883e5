"""Finding people on Mastodon: the call that its own editor makes for what is typed after an "@".

`GET /api/v1/accounts/search` (scope read:accounts; Mastodon documentation of July 2026, 4.7 era). Without `resolve`
nobody's server is asked: only people this server has heard of are found.
"""

from contextlib import suppress

from smmdesk.model.person import FoundPerson
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.mastodon.statuses import ask
from smmdesk.platforms.people import MOST, asked, name_of, page_of, taken


async def find_people(session: Session, words: str) -> tuple[FoundPerson, ...]:
    """See FindsPeople."""
    wanted = asked(words)
    if not wanted:
        return ()
    params = [("q", wanted), ("limit", str(MOST)), ("resolve", "false")]
    rows = (await ask(session, "GET", "v1/accounts/search", params=params)).rows()
    found = (_person(session, row) for row in rows[: MOST * 4])
    return taken((person for person in found if person is not None), session.facts.limits.mention_form)


def _person(session: Session, row: Fields) -> FoundPerson | None:
    """People of this very server come without it: another server needs the whole handle."""
    with suppress(ConnectorError):
        name, host = row.text("acct"), session.channel.remote_id.rpartition("@")[2]
        domain = "" if "@" in name else f"@{session.channel.handle.rpartition('@')[2]}"
        return FoundPerson(
            remote_id=f"{row.id()}@{host}",
            handle=f"@{name}{domain}",
            name=name_of(row.text("display_name", "")) or name,
            url=page_of(row.text("url", "")),
            picture=page_of(row.text("avatar_static", "")),
        )
    return None
