"""First comments and answers to comments: never a post, and known again by their words alone.

Instagram Platform, November 2026: an answer to an answer hangs on the comment above both. Nothing protects a comment
against a second copy, and of those below a post or a comment only the newest fifty are told, so that none found proves
nothing.
"""

from smmdesk.model.delivery import PartKind, Receipt
from smmdesk.model.moment import to_us
from smmdesk.platforms import meta
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import CannotTell, CommitAnswer, Job, LookUpAnswer, Published, RefusedError, Session
from smmdesk.platforms.instagram import containers
from smmdesk.platforms.instagram.account import graph_of
from smmdesk.platforms.instagram.containers import is_new
from smmdesk.platforms.markup import same_words

FIELDS = "id,text,timestamp,username,from"


def is_comment(job: Job) -> bool:
    """Whether a part is a comment; who looks at what is out knows its receipt alone, not what it answers."""
    receipt = job.receipt
    return job.kind is not PartKind.ROOT or job.parent is not None or bool(receipt and receipt.data.get("comment"))


def _place(session: Session, job: Job) -> tuple[str, str]:
    """The list that a comment stands in: (path, the comment that it answers or ""). Raises RefusedError(link_needed)
    where nobody knows what it hangs on."""
    above = job.root or job.parent
    if above is None or not above.id:
        raise RefusedError(session.http.names.problem("link_needed"))
    if job.kind is PartKind.ROOT:
        comment = str(above.data.get("comment") or above.id)
        return f"{comment}/replies", comment
    return f"{above.id}/comments", ""


async def commit(session: Session, job: Job) -> CommitAnswer:
    path, comment = _place(session, job)
    answer = await containers.ask(session, path, {"message": job.outgoing.text}, irreversible=True)
    return Published(_receipt(job, answer.fields().id(), to_us(session.clock.now()), comment))


def _receipt(job: Job, own_id: str, at_us: int, comment: str) -> Receipt:
    above = job.root or job.parent
    return Receipt(own_id, above.url if above is not None else "", at_us, data={"comment": comment} if comment else {})


async def look_up(session: Session, job: Job) -> LookUpAnswer:
    if job.root is None and job.parent is None:
        return CannotTell()
    path, comment = _place(session, job)
    found = (await graph_of(session).get(path, FIELDS, limit="50")).rows("data")
    alike = [
        row
        for row in found
        if row.id() not in job.owned
        and same_words(row.text("text", ""), job.outgoing.text)
        and is_new(row, session, job)
    ]
    mine = [row for row in alike if _is_by(row, session.channel.remote_id, session.channel.handle.lstrip("@"))]
    if alike and not mine:  # the account may be called otherwise by now
        user = (await graph_of(session).get("me", "username")).text("username", "")
        mine = [row for row in alike if _is_by(row, session.channel.remote_id, user)]
    if len(mine) != 1:
        return CannotTell(two_alike=bool(mine))
    return Published(_receipt(job, mine[0].id(), to_us(meta.instant_of(mine[0], "timestamp")), comment))


def _is_by(row: Fields, own_id: str, user: str) -> bool:
    """Whether a comment is the account's own: by its number, else by its name."""
    return row.child("from").values.get("id") == own_id or (bool(user) and row.text("username", "") == user)
