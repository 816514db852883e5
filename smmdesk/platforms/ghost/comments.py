"""Comments of members below a site's posts: heard, hidden, shown again, taken away. No key may write one.

Ghost 6.65 (its source, and the server itself, Nov 2026): `comments/` tells all but the deleted, replies too; `PUT
comments/ID/` sets the status, so twice is once. It also brings back what was deleted, so that is looked at first:
`comments/ID/` tells the deleted too, and nothing where comments are switched off. A comment is written in the name of a
member (`member_id`), and a key of an integration is none.
"""

from datetime import UTC

from smmdesk.model.delivery import Op
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import from_us, to_us
from smmdesk.model.person import Identity
from smmdesk.model.url_parts import split_url
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import Absent, CannotTell, Session
from smmdesk.platforms.ghost.admin import ask, is_gone
from smmdesk.platforms.markup import plain_of
from smmdesk.platforms.moderating import Asked, Done
from smmdesk.platforms.newest_first import Leaf, Walk, page_of, readable, times_of
from smmdesk.platforms.people import name_of
from smmdesk.platforms.people import page_of as address_of

PAGE = 50
MISSING, SWITCHED_OFF = frozenset({404}), frozenset({405})
SHOWN, HIDDEN, DELETED = "published", "hidden", "deleted"


# ------------------------------------------------------------------ what members write
async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears. A site of a version that has no such list tells nothing."""
    walk = Walk.of(cursor)
    params = {"limit": str(PAGE), "order": "created_at desc", "include_nested": "true"}
    if walk.back:
        params["filter"] = f"created_at:<='{from_us(int(walk.back)).astimezone(UTC):%Y-%m-%d %H:%M:%S}'"
    answer = await ask(session, "GET", "comments/", params=tuple(params.items()), also=MISSING)
    if answer.says_gone(is_gone):
        return HeardPage(cursor=cursor)
    found = answer.fields()
    if not isinstance(found.values.get("comments"), list):
        raise answer.strange()
    rows = found.rows("comments")[:PAGE]
    times = times_of(rows, "created_at")
    told = tuple(readable(rows, lambda row: _heard(session, row)))
    back = str(times[-1]) if len(rows) == PAGE and times else ""
    return page_of(session, walk, Leaf(told, times, back))


def _heard(session: Session, row: Fields) -> Heard | None:
    own_id, post, member = row.id(), row.child("post"), row.child("member")
    post_id, site = post.id(), split_url(session.channel.server).netloc
    url = address_of(post.text("url", ""))
    status, who = row.text("status"), f"{member.id()}@{site}" if "id" in member else ""
    return Heard(
        remote_id=own_id,
        kind=MessageKind.COMMENT,
        text=plain_of(row.text("html", "")),
        sent_at_us=to_us(row.instant("created_at")),
        author=Identity("ghost", who, "", name_of(member.text("name", ""))),
        answers_remote_id=row.text("in_reply_to_id", "") or row.text("parent_id", "") or post_id,
        thread_remote_id=post_id,
        url=f"{url}#ghost-comments-{own_id}" if url else "",
        data={"post": post_id},
        removed=status == DELETED,
        hushed=status == HIDDEN,
    )


# ------------------------------------------------------------------ what is done with it
async def moderate(session: Session, asked: Asked) -> Done:
    if asked.op is Op.HIDE and await _is_gone(session, asked):
        return Done(gone=True)
    wish = DELETED if asked.op is Op.DELETE else HIDDEN if asked.on else SHOWN
    body = {"comments": [{"id": asked.remote_id, "status": wish}]}
    answer = await ask(session, "PUT", f"comments/{asked.remote_id}/", json=body, irreversible=True, also=MISSING)
    if answer.says_gone(is_gone):
        return Done(gone=asked.op is not Op.DELETE)
    if _status(answer, asked) != wish:
        raise answer.strange()
    return Done()


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    """A site on which comments are switched off tells nothing of one."""
    answer = await _read(session, asked)
    if answer is None:
        return Done(gone=asked.op is not Op.DELETE)
    if answer.status in SWITCHED_OFF:
        return CannotTell()
    status = _status(answer, asked)
    if status == DELETED:
        return Done(gone=asked.op is not Op.DELETE)
    return Done() if asked.op is Op.HIDE and (status == HIDDEN) is asked.on else Absent()


async def _read(session: Session, asked: Asked) -> Answer | None:
    """None where there is none (any more)."""
    answer = await ask(session, "GET", f"comments/{asked.remote_id}/", also=MISSING | SWITCHED_OFF)
    return answer if answer.status in SWITCHED_OFF or not answer.says_gone(is_gone) else None


async def _is_gone(session: Session, asked: Asked) -> bool:
    """Whether it was deleted, by whomever; where no single one is told, the list says so, which leaves those out."""
    answer = await _read(session, asked)
    if answer is None or answer.status not in SWITCHED_OFF:
        return answer is None or _status(answer, asked) == DELETED
    params = {"filter": f"id:'{asked.remote_id}'", "limit": "1", "include_nested": "true"}
    return not (await ask(session, "GET", "comments/", params=tuple(params.items()))).fields().rows("comments")


def _status(answer: Answer, asked: Asked) -> str:
    """How this one comment stands, as the answer says."""
    rows = answer.fields().rows("comments")
    if len(rows) != 1 or rows[0].id() != asked.remote_id:
        raise answer.strange()
    return rows[0].text("status")


class Comments:
    """The verbs, for the connector."""

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await fetch_messages(session, cursor)

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
