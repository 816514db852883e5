"""Answers to private messages of a page (Messenger) and of an account on Instagram.

Send API (Messenger Platform, 5 May 2026; Instagram with Instagram Login, v26.0; read on 29 November 2026):
`recipient`, `message`, `messaging_type` and `tag` stand in Meta's own description (facebook-business-sdk-codegen of
April 2026, Page.json and IGUserForIGOnlyAPI.json). A program may answer for 24 hours after the newest message of
whoever wrote, for 7 days with the tag HUMAN_AGENT under an app that Meta gave that feature. Nothing holds a second copy
back: one whose answer was lost is looked for in its conversation by its words, and never sent again by itself. Nobody
takes back what was sent.

The one private answer to a comment (Private Replies: Messenger Platform, 16 April 2026; Instagram Platform, 30 June
2026) goes to `recipient.comment_id`, within 7 days, and the call answers with `recipient_id` and `message_id`. One
whose answer was lost is looked for in the conversation that it began or went on: a comment of Facebook names it
(`private_reply_conversation`, Meta's own Comment.json of April 2026), else it is the one with whoever wrote the comment
(`user_id` of the list of conversations; reference of the edge, v26.0), where it says that they take part in it
(`participants` of UnifiedThread.json): the same words in somebody else's are no proof.
"""

from contextlib import suppress
from datetime import timedelta

from smmdesk.model.content import with_link
from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import WRITTEN_BY
from smmdesk.model.moment import to_us
from smmdesk.model.private import is_in_private
from smmdesk.platforms.answers import Answer, Fields
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
)
from smmdesk.platforms.http import Call
from smmdesk.platforms.markup import same_words
from smmdesk.platforms.meta import Graph, next_of
from smmdesk.platforms.meta_talks import BEFORE, MESSAGES, author_in, is_ours, moment_of, name_in
from smmdesk.platforms.meta_told import Talks
from smmdesk.platforms.steps import NO_KEY, Steps, kept

EARLIER = timedelta(minutes=6)
PAGES = 5
SAID = "said"
"""The step that keeps when they wrote last, where that was after what is answered."""
SECOND_US = 1_000_000


def is_private(job: Job) -> bool:
    """Whether a part answers in private, or is such an answer."""
    return is_in_private(job.outgoing.options) or any(
        one is not None and one.id.startswith(BEFORE) for one in (job.receipt, job.parent)
    )


def _kept_in(job: Job, name: str) -> str:
    for one in (job.receipt, job.parent):
        found = one.data.get(name) if one is not None and one.id.startswith(BEFORE) else None
        if isinstance(found, str) and found:
            return found
    return ""


# ------------------------------------------------------------------ how long it may be answered
def _said_us(job: Job) -> int:
    """When they wrote last, as far as it is known."""
    told = job.parent.data.get("said_us") if job.parent is not None else None
    moments = [at_us for at_us in (told, kept(job, SAID)) if isinstance(at_us, int)]
    return max(moments, default=0)


def _since_us(session: Session, said_us: int) -> int:
    return to_us(session.now_there) - said_us


def _require_open(session: Session, job: Job) -> None:
    """Raises RefusedError where the time is over, by the platform's own clock."""
    names = session.http.names
    if not is_in_private(job.outgoing.options):
        if _too_late(session, _said_us(job)):
            raise RefusedError(names.problem("answer_too_late", url=session.facts.endpoints["inbox"]))
        return
    fact, at_us = session.facts.in_private, job.parent.at_us if job.parent is not None else 0
    if fact is not None and fact.within_s and at_us and _since_us(session, at_us) >= fact.within_s * SECOND_US:
        raise RefusedError(names.problem("private_answer_too_late"))


def _too_late(session: Session, said_us: int) -> bool:
    fact = session.facts.private
    within_s = fact.answers_within_s(session.channel.reported) if fact is not None else 0
    return bool(within_s and said_us) and _since_us(session, said_us) >= within_s * SECOND_US


def _kind(session: Session, said_us: int) -> dict[str, str]:
    """What the call says of itself: an answer, or one of a person after the usual time."""
    fact = session.facts.private
    if fact is not None and said_us and _since_us(session, said_us) >= fact.within_s * SECOND_US:
        return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return {"messaging_type": "RESPONSE"}


# ------------------------------------------------------------------ sending
async def prepare(session: Session, talks: Talks, job: Job, save: Save) -> None:
    """Whether it may be answered: after the time for what is answered, their newest message is asked for."""
    if job.op is not Op.CREATE:
        return
    if job.outgoing.media:
        raise RefusedError(session.http.names.problem("no_photo_in_answer", field="media"))
    steps = Steps(job, save)
    await steps.keep(NO_KEY, True)
    if _too_late(session, _said_us(job)):
        page = await _page(session, talks, _kept_in(job, "convo"), "")
        who = _kept_in(job, "to")
        moments = [at for row in page.rows("data") if author_in(row) == who and (at := moment_of(row)) is not None]
        if moments:
            await steps.keep(SAID, to_us(max(moments)))


async def commit(session: Session, talks: Talks, job: Job) -> Published:
    """Raises RefusedError(answer_too_late) before the first byte where the time is over."""
    if job.op is not Op.CREATE:
        raise RefusedError(session.http.names.problem("no_delete_there"))
    body = {"message": {"text": _text(job)}, **_recipient(session, job)}
    _require_open(session, job)
    graph = talks.graph(session)
    url = f"{graph.base}/{talks.home(session.channel.remote_id)}/messages"
    found = (await _sent(session, job, Call(method="POST", url=url, json=body, irreversible=True), graph)).fields()
    own_id, to = name_in(found, "message_id"), found.values.get("recipient_id")
    place = {"convo": _kept_in(job, "convo"), "to": _kept_in(job, "to") or (to if isinstance(to, str) else "")}
    return Published(_receipt(session, own_id, to_us(session.clock.now()), place))


async def _sent(session: Session, job: Job, call: Call, graph: Graph) -> Answer:
    """Meta has one number for both kinds of being too late."""
    try:
        return await graph.call(call)
    except RefusedError as error:
        if error.problem.code != "answer_too_late" or not is_in_private(job.outgoing.options):
            raise
        raise RefusedError(session.http.names.problem("private_answer_too_late")) from error


def _recipient(session: Session, job: Job) -> dict[str, object]:
    """To whom the call is: whoever wrote a comment, by the comment; else whoever wrote in private."""
    to, comment = _kept_in(job, "to"), job.parent.id if job.parent is not None else ""
    if is_in_private(job.outgoing.options) and comment:
        return {"recipient": {"comment_id": comment}}
    if not to:
        raise RefusedError(session.http.names.problem("link_needed"))
    return {"recipient": {"id": to}, **_kind(session, _said_us(job))}


def _text(job: Job) -> str:
    return with_link(job.outgoing.text, job.outgoing.link)


def _receipt(session: Session, own_id: str, at_us: int, place: dict[str, str]) -> Receipt:
    return Receipt(f"{BEFORE}{own_id}", session.facts.endpoints["inbox"], at_us, data=place)


# ------------------------------------------------------------------ what became of it
async def look_up(session: Session, talks: Talks, job: Job) -> LookUpAnswer:
    """Known by its words, among what we said there since the first try."""
    convo = await _convo_of(session, talks, job) if job.op is Op.CREATE else ""
    if not convo:
        return CannotTell()
    since = (job.first_try_at or min(job.due, session.clock.now())) - EARLIER
    ours, after, complete = list[Fields](), "", False
    for _ in range(1 if talks.newest_only else PAGES):
        page = await _page(session, talks, convo, after)
        rows = page.rows("data")
        moments = [at for row in rows if (at := moment_of(row)) is not None]
        ours += [
            row for row in rows if (at := moment_of(row)) is not None and at >= since and _is_it(session, job, row)
        ]
        following = next_of(page)
        is_whole = following in ("", after) and (not talks.newest_only or len(rows) < MESSAGES)
        complete = is_whole or (bool(moments) and min(moments) < since)
        if complete or not following:
            break
        after = following
    if len(ours) == 1:
        at = moment_of(ours[0])
        assert at is not None, "it was looked at"
        place = {"convo": convo, "to": _kept_in(job, "to") or _author_of(job)}
        return Published(_receipt(session, name_in(ours[0]), to_us(at), place))
    if ours:
        return CannotTell(two_alike=True)
    return Absent(by_words=True) if complete else CannotTell()


def _author_of(job: Job) -> str:
    by = job.parent.data.get(WRITTEN_BY) if job.parent is not None else None
    return by if isinstance(by, str) else ""


async def _convo_of(session: Session, talks: Talks, job: Job) -> str:
    """The conversation that an answer is in, as far as it can be known; "" else."""
    convo = _kept_in(job, "convo")
    if convo or job.parent is None or not is_in_private(job.outgoing.options):
        return convo
    graph = talks.graph(session)
    if talks.from_comment:
        found = (await graph.read(job.parent.id, f"{talks.from_comment}{{id}}", gone=True)).fields()
        if "id" in (begun := found.child(talks.from_comment)):
            return name_in(begun)
    if not (by := _author_of(job)):
        return ""
    asked = {"platform": talks.platform, "user_id": by, "limit": "5"}
    path = f"{talks.home(session.channel.remote_id)}/conversations"
    rows = (await graph.get(path, "id,participants", **asked)).rows("data")
    return next((name_in(row) for row in rows if by in _who_talks(row)), "")


def _who_talks(convo: Fields) -> set[object]:
    """The numbers of those who take part in a conversation, as far as it says them."""
    return {each.values.get("id") for each in convo.child("participants").rows("data")}


async def _page(session: Session, talks: Talks, convo: str, after: str) -> Fields:
    """A page of the conversation, the newest first."""
    asked = {"limit": str(MESSAGES), **({"after": after} if after else {})}
    path = f"{convo}/messages"
    page = await talks.graph(session).get(path, "id,created_time,from,message", **asked)
    if not isinstance(page.values.get("data"), list):
        raise page.strange()
    return page


def _is_it(session: Session, job: Job, row: Fields) -> bool:
    with suppress(ConnectorError):
        known = f"{BEFORE}{name_in(row)}" in job.owned
        return is_ours(session, row) and not known and same_words(row.text("message", ""), _text(job))
    return False
