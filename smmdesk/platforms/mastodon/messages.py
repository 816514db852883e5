"""What people write to a Mastodon account, and who passes on what it wrote: its notifications of the kinds `mention`,
`reblog` and, since 4.5, `quote`.

`GET /api/v1/notifications` (scope read:notifications; Mastodon documentation of July 2026): `min_id` begins right after
that id, so a page follows the one before without a gap, however many days lie between.
"""

from contextlib import suppress
from dataclasses import replace

from smmdesk.model.message import Heard, HeardPage, MessageKind, Shared
from smmdesk.model.moderation import QUOTES_US
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.mastodon.account import QUOTES, account_id
from smmdesk.platforms.mastodon.people import handle_of, remote_id_of
from smmdesk.platforms.mastodon.statuses import ask, words_of
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.shown import told

PAGE = 40
FROM_THE_FIRST = "0"
PRIVATE = "direct"
WRITTEN, QUOTED, PASSED_ON = "mention", "quote", "reblog"


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears. The cursor is the id of the newest notification that was told. At the first look what is written and
    who passes on have a page each, so that who is often passed on hears what was written as well."""
    written = (WRITTEN, *((QUOTED,) if session.channel.reported.get(QUOTES) is True else ()))
    kinds = [(*written, PASSED_ON)] if cursor else [written, (PASSED_ON,)]
    rows = [row for asked in kinds for row in await _rows(session, asked, cursor)]
    newest = max([row.id() for row in rows], key=order, default=cursor or FROM_THE_FIRST)
    found, shared = (_heard(session, row) for row in rows), (_shared(session, row) for row in rows)
    return HeardPage(
        tuple(heard for heard in found if heard is not None),
        newest,
        bool(cursor) and len(rows) == PAGE,
        shares=tuple(one for one in shared if one is not None),
    )


async def _rows(session: Session, kinds: tuple[str, ...], cursor: str) -> list[Fields]:
    params = [*(("types[]", kind) for kind in kinds), ("limit", str(PAGE)), *([("min_id", cursor)] if cursor else [])]
    return (await ask(session, "GET", "v1/notifications", params=params)).rows()[:PAGE]


def order(one: str) -> tuple[int, str]:
    """Ids are numbers of any length on Mastodon and letters elsewhere; longer is later."""
    return len(one), one


def _heard(session: Session, row: Fields) -> Heard | None:
    """None for what is no message as the documentation has it: it is passed over, the rest is heard.

    Nor is it one where a server does not heed `types[]` (Mastodon before 3.5): whoever favours a status of ours did not
    write it. What names no audience is answered to its author alone.
    """
    with suppress(ConnectorError):
        status, account = row.child("status"), row.child("account")
        audience = audience_of(status)
        if row.text("type") == QUOTED:
            kind = MessageKind.PRIVATE if audience == PRIVATE else MessageKind.MENTION
            return replace(heard_of(session, status, account, kind), answers_remote_id=_quoted(status))
        if row.text("type") != WRITTEN:
            return None
        answers_us = str(status.values.get("in_reply_to_account_id")) == account_id(session)
        kind = MessageKind.COMMENT if answers_us else MessageKind.MENTION
        return heard_of(session, status, account, MessageKind.PRIVATE if audience == PRIVATE else kind)
    return None


def _quoted(status: Fields) -> str:
    """The status of ours that it quotes, where the server tells it."""
    quoted = status.child("quote").child("quoted_status")
    return quoted.id() if "id" in quoted else ""


def quoted_of_ours(session: Session, status: Fields) -> str:
    """The status of ours that stands in it, also where it is told as what names us; "" for none, or one that was taken
    out of it: then nothing is shown."""
    if session.channel.reported.get(QUOTES) is not True:
        return ""
    quoted = status.child("quote").child("quoted_status")
    is_ours = str(quoted.child("account").values.get("id")) == account_id(session)
    return quoted.id() if "id" in quoted and is_ours else ""


def _shared(session: Session, row: Fields) -> Shared | None:
    """Somebody boosted a status of ours."""
    with suppress(ConnectorError):
        if row.text("type") == PASSED_ON:
            at_us = to_us(row.instant("created_at"))
            return Shared(row.id(), author_of(session, row.child("account")), at_us, row.child("status").id())
    return None


def audience_of(status: Fields) -> str:
    return status.text("visibility", "") or PRIVATE


def heard_of(session: Session, status: Fields, account: Fields, kind: MessageKind) -> Heard:
    """A status by somebody else. Raises ConnectorError for what is none as the documentation has it."""
    answered, ours = status.values.get("in_reply_to_id"), quoted_of_ours(session, status)
    names = {"options": {"visibility": audience_of(status)}, "names": handle_of(session, account)}
    return Heard(
        remote_id=status.id(),
        kind=kind,
        text=words_of(status),
        sent_at_us=to_us(status.instant("created_at")),
        author=author_of(session, account),
        answers_remote_id=str(answered) if answered is not None else "",
        url=page_of(status.text("url", "")),
        data={**names, **pictures(status), **({QUOTES_US: ours} if ours else {})},
        liked=status.flag("favourited") if "favourited" in status else None,
        passed_on=status.flag("reblogged") if "reblogged" in status else None,
    )


def author_of(session: Session, account: Fields) -> Identity:
    name = name_of(account.text("display_name", "")) or account.text("acct")
    page = page_of(account.text("url", ""))
    return Identity("mastodon", remote_id_of(session, account), handle_of(session, account), name, page)


def pictures(status: Fields) -> dict[str, object]:
    """Its photos, as addresses on the server that the status came from (`media_attachments` of type image)."""
    shown = [row.values for row in status.rows("media_attachments") if row.values.get("type") == "image"]
    return told((row.get("url"), row.get("description")) for row in shown)
