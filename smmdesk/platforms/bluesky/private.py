"""Private messages of a Bluesky account: heard and answered (chat.bsky.convo, lexicons of August 2026).

They are a service of their own, to which the account's server passes the question on (`atproto-proxy`), and only for an
app password that its owner allowed it to: the access itself says so. A message has no key of ours: one whose answer was
lost is looked for in its conversation by its words, and never sent again by itself. Nobody takes back what was sent:
`deleteMessageForSelf` is for one's own eyes.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from smmdesk.model.content import with_link
from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    ConnectorError,
    Job,
    LookUpAnswer,
    Published,
    RefusedError,
    Save,
    Session,
    SignedOutError,
)
from smmdesk.platforms.bluesky.heard import POST_URI, Place
from smmdesk.platforms.bluesky.identity import HANDLE
from smmdesk.platforms.bluesky.richtext import facets
from smmdesk.platforms.bluesky.xrpc import CHAT, Xrpc
from smmdesk.platforms.markup import same_words
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.steps import NO_KEY, Steps
from smmdesk.platforms.trail import AT_FIRST

CONVOS, MESSAGES, SEND = (f"chat.bsky.convo.{name}" for name in ("listConvos", "getMessages", "sendMessage"))
WORDS, GONE = (f"chat.bsky.convo.defs#{name}" for name in ("messageView", "deletedMessageView"))
BEFORE = "dm/"
"""Before the conversation and the number in a remote id."""
PAGE, PAGES_OF_TALKS, PAGES_OF_ONE = 100, 10, 30
A_LOOK, CALLS = 10, 30
"""So many conversations are read at once, and no more once so many calls were made; the others in the next look."""
AGAIN_US = timedelta(minutes=1) // timedelta(microseconds=1)
EARLIER = timedelta(minutes=6)


def may_read(session: Session) -> bool:
    return bool(session.secret.field("chat"))


# ------------------------------------------------------------------ what people write
async def with_private(session: Session, page: HeardPage) -> HeardPage:
    """The page with what was said in conversations since. Where they cannot be asked just now the rest is told."""
    place = Place.of(page.cursor)
    if page.more or not may_read(session):
        return page
    try:
        told, since, more = await _news(session, place.chat)
    except SignedOutError:
        raise
    except ConnectorError:
        return page
    return replace(page, messages=(*page.messages, *told), cursor=str(replace(place, chat=since)), more=more)


async def _news(session: Session, since: int) -> tuple[list[Heard], int, bool]:
    """What was said, up to when all is told (microseconds), and whether there is more already."""
    xrpc, told, calls, after = Xrpc(session), list[Heard](), 0, since
    waiting = await _spoken_in(xrpc, since)
    new = [row for row in waiting if row[0] > since]
    again = [row for row in waiting if row[0] <= since]  # for what appears late: as many as fit beside what is new
    now_us, read = to_us(session.now_there), 0
    for at_us, convo in [*new, *again][:A_LOOK] if since else waiting[-A_LOOK:]:
        if calls >= CALLS:
            break
        rows, asked = await _said(xrpc, convo.id(), since - AGAIN_US if since else 0)
        told += _heard(session, convo, rows)
        calls, read, after = calls + asked, read + 1, max(after, min(at_us, now_us))
    return told, after or now_us, bool(since) and len(new) > read and after > since


async def _spoken_in(xrpc: Xrpc, since: int) -> list[tuple[int, Fields]]:
    """Conversations in which something was said since, that of the oldest last word first."""
    found, place, trail = list[tuple[int, Fields]](), "", AT_FIRST
    for _ in range(PAGES_OF_TALKS):
        asked = [("limit", str(PAGE)), *([("cursor", place)] if place else [])]
        answer = await xrpc.ask(CONVOS, asked, also=frozenset(), headers=CHAT)
        if not isinstance(answer.fields().values.get("convos"), list):
            raise answer.strange()
        rows = list(_dated(answer.fields().rows("convos")[:PAGE]))
        found += [row for row in rows if row[0] > since - AGAIN_US]
        following = answer.fields().text("cursor", "")
        onward = trail.to(following, place)
        if not since or not rows or onward is None or rows[-1][0] <= since - AGAIN_US:
            break
        place, trail = following, onward
    return sorted(found, key=lambda row: row[0])


def _dated(convos: list[Fields]) -> Iterator[tuple[int, Fields]]:
    for convo in convos:
        with suppress(ConnectorError):
            convo.id()
            yield to_us(convo.child("lastMessage").instant("sentAt")), convo


async def _said(xrpc: Xrpc, convo_id: str, since: int) -> tuple[list[Fields], int]:
    """Messages of one conversation since then, the newest first, and how many calls that took; with 0 the newest page
    alone."""
    found, place, trail, calls = list[Fields](), "", AT_FIRST, 0
    for calls in range(1, PAGES_OF_ONE + 1 if since else 2):  # noqa: B007 - told behind the loop
        asked = [("convoId", convo_id), ("limit", str(PAGE)), *([("cursor", place)] if place else [])]
        answer = await xrpc.ask(MESSAGES, asked, also=frozenset(), headers=CHAT)
        if not isinstance(answer.fields().values.get("messages"), list):
            raise answer.strange()
        rows = answer.fields().rows("messages")[:PAGE]
        found += rows
        following = answer.fields().text("cursor", "")
        onward = trail.to(following, place)
        if not rows or onward is None or _sent_us(rows[-1]) <= since:
            break
        place, trail = following, onward
    return found, calls


def _sent_us(row: Fields) -> int:
    with suppress(ConnectorError):
        return to_us(row.instant("sentAt"))
    return 0


def _heard(session: Session, convo: Fields, rows: list[Fields]) -> Iterator[Heard]:
    """Ours among them answers the newest one of somebody else before it: nothing else ties them."""
    names = {member.text("did", ""): member for member in convo.rows("members")}
    last = ""
    for row in reversed(rows):
        with suppress(ConnectorError):  # what only tells of the conversation itself is passed over
            kind, did = row.text("$type", WORDS), row.child("sender").text("did")
            if kind not in (WORDS, GONE):
                continue
            ours = did == session.channel.remote_id
            heard = _read(session, convo.id(), row, names.get(did), last if ours else "")
            if not ours:
                last = heard.remote_id
            yield heard


def _read(session: Session, convo_id: str, row: Fields, member: Fields | None, answers: str) -> Heard:
    did, web = row.child("sender").text("did"), session.facts.endpoints["web"]
    handle = member.text("handle", "").lower() if member is not None else ""
    shown = f"@{handle}" if HANDLE.fullmatch(handle) and handle != "handle.invalid" else ""
    name = name_of(member.text("displayName", "")) if member is not None else ""
    return Heard(
        remote_id=f"{BEFORE}{convo_id}/{row.id()}",
        kind=MessageKind.PRIVATE,
        text=row.text("text", "") or _shared(web, row),
        sent_at_us=to_us(row.instant("sentAt")),
        author=Identity("bluesky", did, shown, name or handle, page_of(f"{web}/profile/{did}")),
        answers_remote_id=answers,
        url=page_of(f"{web}/messages/{convo_id}"),
        data={"convo": convo_id, "may": []},
        ours=did == session.channel.remote_id,
        removed=row.text("$type", WORDS) == GONE,
    )


def _shared(web: str, row: Fields) -> str:
    """Where a post that was passed on without a word stands."""
    match = POST_URI.fullmatch(row.child("embed").child("record").text("uri", ""))
    return f"{web}/profile/{match['did']}/post/{match['rkey']}" if match is not None else ""


# ------------------------------------------------------------------ answering
def convo_of(job: Job) -> str:
    """The conversation that a part belongs to, "" for posts and answers that everybody sees."""
    if job.receipt is not None and job.receipt.id.startswith(BEFORE):
        return job.receipt.id.removeprefix(BEFORE).partition("/")[0]
    found = job.parent.data.get("convo") if job.parent is not None else None
    return found if isinstance(found, str) else ""


async def prepare(session: Session, job: Job, save: Save) -> None:
    """An access that lives long enough. A conversation takes no files."""
    if job.outgoing.media:
        raise RefusedError(session.http.names.problem("no_photo_in_answer", field="media"))
    await Xrpc(session).freshen()
    await Steps(job, save).keep(NO_KEY, True)


async def commit(session: Session, job: Job) -> Published:
    if job.op is not Op.CREATE:
        raise RefusedError(session.http.names.problem("no_delete_there"))
    text, convo_id = _text(job), convo_of(job)
    message = {"text": text, **({"facets": found} if (found := facets(text, {})) else {})}
    answer = await Xrpc(session).write(SEND, {"convoId": convo_id, "message": message}, headers=CHAT)
    return Published(_receipt(session, convo_id, answer.fields()))


async def look_up(session: Session, job: Job) -> LookUpAnswer:
    """Known by its words, among what we said there since the first try."""
    if job.op is not Op.CREATE:
        return CannotTell()
    convo_id = convo_of(job)
    since = to_us((job.first_try_at or min(job.due, session.clock.now())) - EARLIER)
    rows, _calls = await _said(Xrpc(session), convo_id, since)
    ours = [row for row in rows if _sent_us(row) > since and _is_ours(session, job, convo_id, row)]
    if len(ours) == 1:
        return Published(_receipt(session, convo_id, ours[0]))
    if ours:
        return CannotTell(two_alike=True)
    complete = not rows or _sent_us(rows[-1]) <= since or len(rows) < PAGE
    return Absent(by_words=True) if complete else CannotTell()


def _is_ours(session: Session, job: Job, convo_id: str, row: Fields) -> bool:
    with suppress(ConnectorError):
        mine = row.child("sender").text("did") == session.channel.remote_id
        known = f"{BEFORE}{convo_id}/{row.id()}" in job.owned
        return mine and not known and same_words(row.text("text", ""), _text(job))
    return False


def _text(job: Job) -> str:
    return with_link(job.outgoing.text, job.outgoing.link)


def _receipt(session: Session, convo_id: str, row: Fields) -> Receipt:
    own_id = row.id()
    url = page_of(f"{session.facts.endpoints['web']}/messages/{convo_id}")
    return Receipt(f"{BEFORE}{convo_id}/{own_id}", url, to_us(row.instant("sentAt")), data={"convo": convo_id})
