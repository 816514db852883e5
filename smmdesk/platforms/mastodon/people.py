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
    with suppress(ConnectorError):
        return FoundPerson(
            remote_id=remote_id_of(session, row),
            handle=handle_of(session, row),
            name=name_of(row.text("display_name", "")) or row.text("acct"),
            url=page_of(row.text("url", "")),
            picture=page_of(row.text("avatar_static", "")),
        )
    return None


def remote_id_of(session: Session, account: Fields) -> str:
    """An account's id is its server's own: the server stands behind it."""
    return f"{account.id()}@{session.channel.remote_id.rpartition('@')[2]}"


def handle_of(session: Session, account: Fields) -> str:
    """People of this very server come without it: another server needs the whole handle."""
    name = account.text("acct")
    domain = "" if "@" in name else f"@{session.channel.handle.rpartition('@')[2]}"
    return f"@{name}{domain}"
