"""A comment of our own under a post: the first comment, later every reply."""

import re
from datetime import datetime, timedelta
from html import unescape

from smmdesk.model.delivery import Evidence, Op, PartKind, Receipt
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    CannotTell,
    CommitAnswer,
    GivenUp,
    Job,
    LookUpAnswer,
    PollAnswer,
    Published,
    RefusedError,
    Said,
    Session,
)
from smmdesk.platforms.wordpress.site import ask, code_of, is_gone, number_of

KIND = "comment-"
"""Before the number in a comment's remote id: comments and posts count apart."""
EARLIER = timedelta(minutes=6)
WAITING = ("hold", "unapproved")
REVIEW_AGAIN_S = 300.0
REVIEW = {"waits": "review"}
GONE = frozenset({404, 410})
NOT_ALL = frozenset({400, 401, 403})
"""What an account hears that may not see what waits for a moderator."""
ADDRESS = re.compile(r"#comment-(?P<id>[0-9]+)$")
MARKUP = re.compile(r"<[^>]*>")
BREAK = re.compile(r"<br\s*/?>|</p>\s*<p>", re.IGNORECASE)


def is_comment(job: Job) -> bool:
    """Whether a part is a comment of ours: a first comment, or an answer to what somebody wrote, which is known by its
    receipt where nobody says what it answers."""
    return job.kind is PartKind.FIRST_COMMENT or job.parent is not None or _is_comments(job.receipt)


def _is_comments(receipt: Receipt | None) -> bool:
    """A person's link names a post by the ending of its address, which may be anything."""
    return receipt is not None and receipt.evidence is not Evidence.HUMAN and receipt.id.startswith(KIND)


async def commit(session: Session, job: Job) -> CommitAnswer:
    """Write it, change it, or put it into the site's trash."""
    if job.op is Op.DELETE:
        assert job.receipt is not None
        gone = await ask(session, "DELETE", f"comments/{_own(session, job)}", irreversible=True, also=GONE)
        if not gone.says_gone(is_gone):
            gone.fields()  # the comment as it was; a Wi-Fi's page says nothing of it
        return Published(job.receipt)
    body: dict[str, object] = {"content": job.outgoing.text}
    route = "comments"
    if job.op is Op.EDIT:
        route = f"comments/{_own(session, job)}"
    else:
        body["post"] = await _post(session, job)
        if _above(job):
            body["parent"] = _above(job)
    answer = await ask(session, "POST", route, json=body, irreversible=True, also=frozenset({409}))
    if answer.status == 409:
        code = "duplicate_refused" if code_of(answer) == "comment_duplicate" else "refused"
        raise RefusedError(session.http.names.problem(code, said=""))
    found = answer.fields()
    if job.op is Op.CREATE and found.text("status", "") in WAITING:
        return Accepted({"comment": found.number("id"), **REVIEW}, REVIEW_AGAIN_S)
    return Published(_receipt(found))


async def poll(session: Session, job: Job) -> PollAnswer:
    """What waits for a moderator is asked for until it is there."""
    work = job.prepared.get("job")
    number = work.get("comment") if isinstance(work, dict) else None
    if not isinstance(number, int):
        return await look_up(session, job)
    answer = await ask(session, "GET", f"comments/{number}", also=GONE)
    gone = answer.says_gone(is_gone)
    status = "" if gone else answer.fields().text("status", "")
    if gone or status in ("trash", "spam"):
        return GivenUp(session.http.names.problem("removed_there"))
    if status in WAITING:
        return Accepted({"comment": number, **REVIEW}, REVIEW_AGAIN_S)
    return Published(_receipt(answer.fields()))


async def look_up(session: Session, job: Job) -> LookUpAnswer:
    """Our comment among those of the post, also one that waits for a moderator; the site itself refuses the same words
    twice in one place. In another place they are another comment, or ours whose place was taken away."""
    if job.op in (Op.EDIT, Op.DELETE):
        return await _look_up_change(session, job)
    since = (job.first_try_at or session.clock.now()) - EARLIER
    params = (("post", str(await _post(session, job))), ("per_page", "100"), ("order", "desc"))
    answer = await ask(session, "GET", "comments", params=(*params, ("status", "all")), also=NOT_ALL)
    whole = answer.ok
    if not whole:
        answer = await ask(session, "GET", "comments", params=params)
    rows = answer.rows()
    me = session.channel.remote_id.partition("@")[0]
    alike = [row for row in rows if str(row.number("author", 0)) == me and _is_ours(row, job, since)]
    found = [row for row in alike if row.number("parent", 0) == _above(job)]
    if len(found) == 1:
        waits = found[0].text("status", "") in WAITING
        if waits:
            return Accepted({"comment": found[0].number("id"), **REVIEW}, REVIEW_AGAIN_S)
        return Published(_receipt(found[0]))
    if found:
        return CannotTell(two_alike=True)
    sure = whole and not alike and len(rows) < 100 and pages_of(answer) <= 1
    return Absent(by_words=True) if sure else CannotTell()


async def _look_up_change(session: Session, job: Job) -> LookUpAnswer:
    assert job.receipt is not None
    answer = await ask(session, "GET", f"comments/{_own(session, job)}", also=GONE)
    if job.op is Op.DELETE:
        if answer.says_gone(is_gone) or answer.fields().text("status", "") == "trash":
            return Published(job.receipt)
        return Absent()
    if answer.says_gone(is_gone):
        return CannotTell()
    same = _bare(answer.fields().child("content").text("rendered", "")) == _bare(job.outgoing.text)
    return Published(job.receipt) if same else Absent()


async def read_back(session: Session, job: Job) -> Said | Absent:
    """What our comment says there now."""
    answer = await ask(session, "GET", f"comments/{_own(session, job)}", also=GONE)
    if answer.says_gone(is_gone) or answer.fields().text("status", "") == "trash":
        return Absent()
    there = unescape(MARKUP.sub("", answer.fields().child("content").text("rendered", ""))).strip()
    return Said(there, job.outgoing.text, _bare(there) == _bare(job.outgoing.text))


def _is_ours(row: Fields, job: Job, since: datetime) -> bool:
    if f"{KIND}{row.number('id')}" in job.owned or row.instant("date_gmt") < since:
        return False
    return _bare(row.child("content").text("rendered", "")) == _bare(job.outgoing.text)


def _receipt(found: Fields) -> Receipt:
    return Receipt(f"{KIND}{found.number('id')}", found.text("link", ""), to_us(found.instant("date_gmt")))


def pages_of(answer: Answer) -> int:
    """How many pages there are: what an account may not see is left out of its page, so a short one says nothing."""
    said = answer.headers.get("x-wp-totalpages", "")
    return int(said[:9]) if said.isascii() and said.isdigit() else 0


def _above(job: Job) -> int:
    """The comment that it answers; 0 where it stands below the post itself."""
    return int(_number(job.parent)) if job.parent is not None and job.parent.id.startswith(KIND) else 0


def _own(session: Session, job: Job) -> str:
    """The number of the part itself. Raises RefusedError(not_known_there) where a person gave the address of the post:
    under the same number stands a comment of somebody else."""
    assert job.receipt is not None
    named = ADDRESS.search(job.receipt.url) if job.receipt.evidence is Evidence.HUMAN else None
    if named is None and not _is_comments(job.receipt):
        raise RefusedError(session.http.names.problem("not_known_there"))
    return named["id"] if named is not None else _number(job.receipt)


def _number(receipt: Receipt) -> str:
    return receipt.id.removeprefix(KIND)


async def _post(session: Session, job: Job) -> int:
    """The post it stands under."""
    above = job.root or job.parent
    assert above is not None, "a comment hangs on a post"
    post = above.data.get("post")
    if isinstance(post, int):
        return post
    return await number_of(session, above.id)


def _bare(html: str) -> str:
    return "".join(unescape(MARKUP.sub("", html)).split())
