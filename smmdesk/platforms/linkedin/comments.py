"""The first comment below a post of one's own (socialActions, learn.microsoft.com of November 2026).

Pages may read comments again; with a person's plain "Share on LinkedIn" they can only be written (contested: it works).
"""

import re
from datetime import timedelta

from smmdesk.model.delivery import Receipt
from smmdesk.model.moment import from_us, to_us
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Absent, CannotTell, Job, LookUpAnswer, Published, RefusedError, Session
from smmdesk.platforms.linkedin.account import ORGANISATION
from smmdesk.platforms.linkedin.api import Api, enc, is_gone
from smmdesk.platforms.linkedin.posts import GONE, urn_of
from smmdesk.platforms.markup import same_words

COMMENT = re.compile(r"urn:li:comment:\((urn:li:\w{1,20}:\d{1,30}),(\d{1,30})\)")
EARLIER, PAGE = timedelta(minutes=6), 100


def path_of(session: Session, job: Job) -> str:
    """Where the comments of the post above stand."""
    return f"socialActions/{enc(urn_of(session, job.root or job.parent))}/comments"


def body_of(session: Session, job: Job) -> dict[str, object]:
    above, text = urn_of(session, job.root or job.parent), job.outgoing.text
    return {"actor": session.channel.remote_id, "object": above, "message": {"text": text}}


def receipt_of(session: Session, job: Job, found: Fields, own_id: str = "") -> Receipt:
    """Its own name, and the page of the post above. Raises the call's `strange` error where there is none."""
    above = urn_of(session, job.root or job.parent)
    urn = found.text("commentUrn", "") or (f"urn:li:comment:({above},{own_id})" if own_id else "")
    if not COMMENT.fullmatch(urn):
        raise found.strange()
    made_ms = found.child("created").number("time", 0)
    at_us = made_ms * 1000 if made_ms else to_us(session.clock.now())
    return Receipt(urn, f"{session.facts.endpoints['web']}/feed/update/{above}", at_us)


def address_of(session: Session, job: Job) -> str:
    """The path of the comment itself. Raises RefusedError(not_known_there)."""
    found = COMMENT.fullmatch(job.receipt.id if job.receipt is not None else "")
    if found is None:
        raise RefusedError(session.http.names.problem("not_known_there"))
    return f"socialActions/{enc(found[1])}/comments/{found[2]}"


def as_actor(session: Session, path: str) -> str:
    """The same, as whoever wrote it."""
    return f"{path}?actor={enc(session.channel.remote_id)}"


async def look_up(session: Session, api: Api, job: Job) -> LookUpAnswer:
    """Nothing there stands against a second copy: none found proves nothing."""
    if not session.channel.remote_id.startswith(ORGANISATION):
        return CannotTell()
    since = (job.first_try_at or min(job.due, session.clock.now())) - EARLIER
    answer = (await api.ask("GET", path_of(session, job), params=(("count", str(PAGE)),))).fields()
    if not isinstance(answer.values.get("elements"), list):
        raise answer.strange()
    mine = [row for row in answer.rows("elements") if row.text("actor", "") == session.channel.remote_id]
    fits = [row for row in mine if says(row, job) and from_us(row.child("created").number("time", 0) * 1000) >= since]
    receipts = [receipt_of(session, job, row, str(row.values.get("id") or "")) for row in fits]
    receipts = [receipt for receipt in receipts if receipt.id not in job.owned]
    return Published(receipts[0]) if len(receipts) == 1 else CannotTell(two_alike=bool(receipts))


def says(comment: Fields, job: Job) -> bool:
    return same_words(comment.child("message").text("text", ""), job.outgoing.text)


async def read(session: Session, api: Api, job: Job) -> Fields | None:
    answer = await api.ask("GET", address_of(session, job), also=GONE)
    if answer.says_gone(is_gone):
        return None
    found = answer.fields()
    found.id()
    return found


async def look_up_change(session: Session, api: Api, job: Job, deleted: bool) -> LookUpAnswer:
    assert job.receipt is not None
    found = await read(session, api, job)
    if deleted:
        return Published(job.receipt) if found is None else Absent()
    if found is None:
        return CannotTell()
    return Published(job.receipt) if says(found, job) else Absent()
