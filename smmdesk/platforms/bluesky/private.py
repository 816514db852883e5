"""Private messages of a Bluesky account: heard, answered, and begun with whoever wrote to us where everybody reads it
(chat.bsky.convo, lexicons of August 2026).

They are a service of their own, to which the account's server passes the question on (`atproto-proxy`), and only for an
app password that its owner allowed it to: the access itself says so. A message has no key of ours: one whose answer was
lost is looked for in its conversation by its words, and never sent again by itself. Nobody takes back what was sent:
`deleteMessageForSelf` is for one's own eyes.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from datetime import timedelta

from smmdesk.model.content import with_link
from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import WRITTEN_BY, Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.model.private import is_in_private
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
from smmdesk.platforms.bluesky.identity import DID, HANDLE
from smmdesk.platforms.bluesky.richtext import facets
from smmdesk.platforms.bluesky.xrpc import CHAT, Xrpc, error_name, refused
from smmdesk.platforms.markup import same_words
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.steps import NO_KEY, Steps, kept
from smmdesk.platforms.trail import AT_FIRST, Trail

CONVOS, MESSAGES, SEND, CONVO, WITH = (
    f"chat.bsky.convo.{name}" for name in ("listConvos", "getMessages", "sendMessage", "getConvo", "getConvoForMembers")
)
WORDS, GONE = (f"chat.bsky.convo.defs#{name}" for name in ("messageView", "deletedMessageView"))
BEGUN = "convo"
"""The name of the prepared step that keeps the conversation which an answer in private begins."""
BEFORE = "dm/"
"""Before the conversation and the number in a remote id."""
PAGE, PAGES_OF_TALKS, PAGES_OF_ONE = 100, 10, 30
A_LOOK, CALLS, TRIES = 10, 12, 300
"""So many conversations are read at first. Once so many calls were made a look ends, which has its time; the next one
goes on just there."""
AGAIN_US = timedelta(minutes=1) // timedelta(microseconds=1)
EARLIER = timedelta(minutes=6)


def may_read(session: Session) -> bool:
    return bool(session.secret.field("chat"))


# ------------------------------------------------------------------ what people write
@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that is still to be read down to `floor` (microseconds; 0: its newest page alone), from `after`
    on, to which it came by `pages` and `mark` (Trail). `tries` went wrong."""

    id: str
    floor: int
    after: str = ""
    pages: int = 0
    mark: str = ""
    tries: int = 0


async def with_private(session: Session, page: HeardPage) -> HeardPage:
    """The page with what was said in conversations since. Where they cannot be asked just now the rest is told."""
    place = Place.of(page.cursor)
    if page.more or not may_read(session):
        return page
    try:
        told, chat, left = await _news(session, place.chat, [Talk(*kept) for kept in place.talks])
    except SignedOutError:
        raise
    except ConnectorError:
        return page
    after = replace(place, chat=chat, talks=tuple(astuple(talk) for talk in left))
    more = any(not talk.tries for talk in left)
    return replace(page, messages=(*page.messages, *told), cursor=str(after), more=more)


async def _news(session: Session, since: int, left: list[Talk]) -> tuple[list[Heard], int, list[Talk]]:
    """What was said; up to when everything was told (microseconds), or stands in what is left to be read. Conversations
    are listed where none is left."""
    xrpc, told, views, calls = Xrpc(session), list[Heard](), dict[str, Fields](), 0
    if all(talk.tries for talk in left):
        waiting, calls = await _spoken_in(xrpc, since)
        new = [convo for at_us, convo in waiting if at_us > since]
        again = [convo for at_us, convo in waiting if at_us <= since]  # for what appears late: a few beside what is new
        chosen = [*new, *again[: max(0, A_LOOK - len(new))]] if since else new[-A_LOOK:]
        views = {convo.id(): convo for convo in chosen}
        left = _queued(left, views, since - AGAIN_US if since else 0)
        now_us = to_us(session.now_there)
        since = max([since, *(min(at_us, now_us) for at_us, _convo in waiting)]) or now_us
    fresh, tried = [talk for talk in left if not talk.tries], [talk for talk in left if talk.tries]
    for talk in [*fresh, *tried[:1]]:
        if calls >= CALLS:
            break
        left.remove(talk)
        try:
            view = views.get(talk.id) or await _view(xrpc, talk.id)
            rows, rest, asked = await _read_on(xrpc, talk, CALLS - calls)
        except SignedOutError:
            raise
        except ConnectorError:  # it keeps no other away, and has its turn again beside the next looks
            left += [replace(talk, tries=talk.tries + 1)] if talk.tries < TRIES else []
            calls += 1
            continue
        told += _heard(session, view, rows)
        left += [rest] if rest is not None else []
        calls += asked
    return told, since, left


def _queued(left: list[Talk], views: Mapping[str, Fields], floor: int) -> list[Talk]:
    """What is to be read now, and what could not be read before: from its newest on where there is something new."""
    floors = {talk.id: min(talk.floor, floor) for talk in left}
    fresh = [Talk(convo_id, floors.get(convo_id, floor)) for convo_id in views]
    return [*fresh, *(talk for talk in left if talk.id not in views)]


async def _spoken_in(xrpc: Xrpc, since: int) -> tuple[list[tuple[int, Fields]], int]:
    """Where something was said since, that of the oldest last word first, and how many calls that took."""
    found, place, trail, calls = list[tuple[int, Fields]](), "", AT_FIRST, 0
    for calls in range(1, PAGES_OF_TALKS + 1):  # noqa: B007 - told behind the loop
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
    return sorted(found, key=lambda row: row[0]), calls


def _dated(convos: list[Fields]) -> Iterator[tuple[int, Fields]]:
    for convo in convos:
        with suppress(ConnectorError):
            convo.id()
            yield to_us(convo.child("lastMessage").instant("sentAt")), convo


async def _view(xrpc: Xrpc, convo_id: str) -> Fields:
    """A conversation with whoever takes part in it."""
    answer = await xrpc.ask(CONVO, [("convoId", convo_id)], also=frozenset(), headers=CHAT)
    return answer.fields().child("convo")


async def _read_on(xrpc: Xrpc, talk: Talk, most: int) -> tuple[list[Fields], Talk | None, int]:
    """So many pages of one conversation, the newest message first; what is left of it then, and how many calls it
    took."""
    found, place, trail, calls = list[Fields](), talk.after, Trail(talk.pages, talk.mark), 0
    while calls < most:
        asked = [("convoId", talk.id), ("limit", str(PAGE)), *([("cursor", place)] if place else [])]
        answer = await xrpc.ask(MESSAGES, asked, also=frozenset(), headers=CHAT)
        if not isinstance(answer.fields().values.get("messages"), list):
            raise answer.strange()
        rows, calls = answer.fields().rows("messages")[:PAGE], calls + 1
        found += rows
        following = answer.fields().text("cursor", "")
        onward = trail.to(following, place)
        if not talk.floor or not rows or onward is None or _sent_us(rows[-1]) <= talk.floor:
            return found, None, calls
        place, trail = following, onward
    return found, replace(talk, after=place, pages=trail.pages, mark=trail.mark, tries=0), calls


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
def is_private(job: Job) -> bool:
    """Whether a part belongs to a conversation: one that is there, or that it begins."""
    return bool(convo_of(job)) or is_in_private(job.outgoing.options)


def convo_of(job: Job) -> str:
    """The conversation that a part belongs to, "" for posts and answers that everybody sees, and for one that is not
    known yet."""
    if job.receipt is not None and job.receipt.id.startswith(BEFORE):
        return job.receipt.id.removeprefix(BEFORE).partition("/")[0]
    found = job.parent.data.get("convo") if job.parent is not None else None
    return found if isinstance(found, str) else str((kept(job, BEGUN) or {}).get("id") or "")


async def prepare(session: Session, job: Job, save: Save) -> None:
    """An access that lives long enough, and the conversation with whoever wrote. It takes no files."""
    if job.outgoing.media:
        raise RefusedError(session.http.names.problem("no_photo_in_answer", field="media"))
    await Xrpc(session).freshen()
    steps = Steps(job, save)
    await steps.keep(NO_KEY, True)
    if not convo_of(job):
        await steps.keep(BEGUN, {"id": await _convo_with(session, job)})


async def _convo_with(session: Session, job: Job) -> str:
    """The one conversation with whoever wrote what is answered and nobody else, made where there is none; nobody sees
    it before its first message. Raises RefusedError where they take none from us."""
    did = job.parent.data.get(WRITTEN_BY) if job.parent is not None else None
    if not isinstance(did, str) or not DID.fullmatch(did):
        raise RefusedError(session.http.names.problem("no_private_answer"))
    answer = await Xrpc(session).ask(WITH, [("members", did)], also=frozenset({400}), headers=CHAT)
    if not answer.ok and error_name(answer) == "InvalidRequest":
        raise RefusedError(session.http.names.problem("no_private_answer"))
    if not answer.ok:
        raise refused(session.http, answer)
    found = answer.fields().child("convo")
    if {member.text("did", "") for member in found.rows("members")} - {session.channel.remote_id} != {did}:
        raise answer.strange()
    return found.id()


async def commit(session: Session, job: Job) -> Published:
    if job.op is not Op.CREATE:
        raise RefusedError(session.http.names.problem("no_delete_there"))
    text, convo_id = _text(job), convo_of(job)
    assert convo_id, "prepare found the conversation"
    message = {"text": text, **({"facets": found} if (found := facets(text, {})) else {})}
    answer = await Xrpc(session).write(SEND, {"convoId": convo_id, "message": message}, headers=CHAT)
    return Published(_receipt(session, convo_id, answer.fields()))


async def look_up(session: Session, job: Job) -> LookUpAnswer:
    """Known by its words, among what we said there since the first try: a copy of before may not know where that is."""
    if job.op is not Op.CREATE:
        return CannotTell()
    try:
        convo_id = convo_of(job) or await _convo_with(session, job)
    except RefusedError:
        return CannotTell()
    since = to_us((job.first_try_at or min(job.due, session.clock.now())) - EARLIER)
    rows, _rest, _calls = await _read_on(Xrpc(session), Talk(convo_id, since), PAGES_OF_ONE)
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
