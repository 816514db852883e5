"""Posts of a blog as Tumblr keeps them: read by the id they have, or found by the one they had first."""

from datetime import datetime, timedelta

from smmdesk.model.delivery import Receipt
from smmdesk.model.moment import from_us
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, Session
from smmdesk.platforms.tumblr import api
from smmdesk.platforms.tumblr.api import GoneError, ask
from smmdesk.platforms.tumblr.blocks import remembered

PAGE, MOST_PAGES = 20, 4
EARLIER = timedelta(minutes=6)


async def read(session: Session, own_id: str) -> Fields | None:
    """A post by its id; None where Tumblr itself says that there is none."""
    try:
        return await ask(session, "GET", f"posts/{own_id}", params=(("post_format", "npf"),))
    except GoneError:
        return None


async def read_own(session: Session, job: Job) -> Fields | None:
    """The post of a receipt, by its id or by the one it had as a draft."""
    assert job.receipt is not None
    post = await read(session, job.receipt.id)
    if post is None:
        published = from_us(job.receipt.at_us) if job.receipt.at_us else job.due
        post = await find_live(session, first_id(job.receipt), published - EARLIER)
    return post


async def required(session: Session, job: Job) -> Fields:
    post = await read_own(session, job)
    if post is None:
        raise api.removed(session)
    return post


async def find_live(session: Session, genesis: str, since: datetime) -> Fields | None:
    """What went out since then and was this draft; None where none is seen."""
    before = 0
    for _ in range(MOST_PAGES):
        params = [("npf", "true"), ("limit", str(PAGE)), *([("before", str(before))] if before else [])]
        try:
            rows = (await ask(session, "GET", "posts", params=params)).rows("posts")[:PAGE]
        except GoneError:
            return None
        for row in rows:
            if str(row.values.get("genesis_post_id") or "") == genesis or id_of(row) == genesis:
                return row
        before = rows[-1].number("timestamp", 0) if rows else 0
        if len(rows) < PAGE or before < since.timestamp():
            return None
    return None


def first_id(receipt: Receipt) -> str:
    return str(receipt.data.get("genesis") or receipt.id)


def is_live_id(receipt: Receipt) -> bool:
    """Whether a receipt names the id that a post has since it went out, so that nothing there means gone."""
    return "genesis" not in receipt.data or receipt.data.get("live") is True


def id_of(post: Fields) -> str:
    """Ids are larger than some programs count: Tumblr gives them as a text too."""
    return post.id("id_string") if "id_string" in post else post.id()


def page_of(session: Session, own_id: str) -> str:
    return f"{session.facts.endpoints['web']}/{session.channel.handle.lstrip('@')}/{own_id}"


def receipt_of(session: Session, job: Job, post: Fields, genesis: str) -> Receipt:
    own_id = id_of(post)
    data: dict[str, object] = {"genesis": genesis, "live": True, **remembered(job)}
    return Receipt(own_id, page_of(session, own_id), post.number("timestamp", 0) * 1_000_000, data=data)
