"""What people write below a channel's films, and answers to it.

Data API v3 (revision of November 2026): `commentThreads` of the whole channel come newest first, 50 a call, and with
each only some of its answers; nothing is asked for by time. So the newest page is told at every look (a changed comment
is noticed there), and the pages behind it until one that was told. An answer below a thread that is older than those is
not seen. Nothing of ours protects an answer: one whose end is unknown is looked for by its words.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    ConnectorError,
    Job,
    LookUpAnswer,
    Published,
    Said,
    Session,
)
from smmdesk.platforms.google import ask, is_gone, reasons_of
from smmdesk.platforms.markup import same_words
from smmdesk.platforms.own_app import Access
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.trail import Trail
from smmdesk.platforms.youtube.channel import api_call

PAGE = 50
ANSWERS_MOST = 100
EARLIER = timedelta(minutes=6)
GONE = frozenset({404, 410})
BAD_PLACE = "invalidPageToken"
FROM_THE_FIRST = "0"


# ------------------------------------------------------------------ hearing
@dataclass(frozen=True, slots=True)
class Walk:
    """All threads up to `until` were told, and those after `newest` are of a later look; between them `place` is where
    to go on, "" at the newest page, to which it came by `pages` and `mark` (Trail)."""

    until: str = ""
    newest: str = ""
    place: str = ""
    pages: int = 0
    mark: str = ""

    @classmethod
    def of(cls, cursor: str) -> "Walk":
        return cls(**json.loads(cursor)) if cursor else cls()

    def __str__(self) -> str:
        return json.dumps(asdict(self))


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears."""
    walk = Walk.of(cursor)
    answer = await _threads(session, walk.place)
    if not answer.ok:  # the place is not known there any more: from the newest on again
        walk = Walk(walk.until)
        answer = await _threads(session, "")
    found = answer.fields()
    if found.text("kind", "") != "youtube#commentThreadListResponse":
        raise answer.strange()
    rows = found.rows("items")
    told = [heard for row in rows for heard in _heard(session, row)]
    moments = [at.isoformat() for row in rows if (at := _began(row)) is not None]
    newest = max([walk.newest, *moments])
    place = found.text("nextPageToken", "")
    trail = Trail(walk.pages, walk.mark).to(place, walk.place) if walk.until else None
    if trail is not None and min(moments, default=newest) >= walk.until:
        return HeardPage(tuple(told), str(Walk(walk.until, newest, place, **asdict(trail))), more=True)
    done = Walk(max(newest, walk.until, FROM_THE_FIRST))
    was_long = bool(walk.place) and newest > walk.until  # newer ones may have come meanwhile
    return HeardPage(tuple(told), str(done), more=was_long)


async def _threads(session: Session, place: str) -> Answer:
    asked = {"allThreadsRelatedToChannelId": session.channel.remote_id, "order": "time", "maxResults": str(PAGE)}
    asked |= {"part": "snippet,replies", "textFormat": "plainText", **({"pageToken": place} if place else {})}
    call = replace(api_call(session.facts, "GET", "commentThreads", **asked), also=frozenset({400}))
    answer = await ask(session.http, Access(session), call)
    if not answer.ok and not (place and BAD_PLACE in reasons_of(answer)):
        return await ask(session.http, Access(session), replace(call, also=frozenset()))
    return answer


def _began(row: Fields) -> datetime | None:
    with suppress(ConnectorError):
        return row.child("snippet").child("topLevelComment").child("snippet").instant("publishedAt")
    return None


def _heard(session: Session, row: Fields) -> Iterator[Heard]:
    """The first comment of a thread and the answers that are told with it; what is none is passed over."""
    snippet = row.child("snippet")
    film = snippet.values.get("videoId")
    for comment in (snippet.child("topLevelComment"), *row.child("replies").rows("comments")):
        with suppress(ConnectorError):
            yield _read(session, comment, film if isinstance(film, str) else "")


def _read(session: Session, comment: Fields, film: str) -> Heard:
    own_id, said = comment.id(), comment.child("snippet")
    above = said.id("parentId") if "parentId" in said else ""
    author = said.child("authorChannelId").text("value", "")
    named = name_of(said.text("authorDisplayName", ""))
    page = page_of(said.text("authorChannelUrl", ""))
    return Heard(
        remote_id=own_id,
        kind=MessageKind.COMMENT,
        text=said.text("textOriginal", "") or said.text("textDisplay", ""),
        sent_at_us=to_us(said.instant("publishedAt")),
        author=Identity("youtube", author, named if named.startswith("@") else "", named.lstrip("@"), page),
        answers_remote_id=above or film,
        thread_remote_id=film,
        url=_page(session, film, own_id),
        data={"comment": above or own_id, "film": film},
        ours=author == session.channel.remote_id,
    )


def _page(session: Session, film: str, own_id: str) -> str:
    return page_of(f"{session.facts.endpoints['web']}/watch?v={film}&lc={own_id}") if film else ""


# ------------------------------------------------------------------ answering
def thread_of(job: Job) -> str:
    """The thread that a part answers in; "" for a film."""
    known = job.parent or job.receipt
    found = known.data.get("comment") if known is not None else None
    return found if isinstance(found, str) else ""


async def commit(session: Session, job: Job) -> Published:
    if job.op is Op.DELETE:
        return await _delete(session, job)
    if job.op is Op.EDIT:
        assert job.receipt is not None
        body = {"id": job.receipt.id, "snippet": {"textOriginal": job.outgoing.text}}
        call = api_call(session.facts, "PUT", "comments", part="snippet")
    else:
        body = {"snippet": {"parentId": thread_of(job), "textOriginal": job.outgoing.text}}
        call = api_call(session.facts, "POST", "comments", part="snippet")
    answer = await ask(session.http, Access(session), replace(call, json=body, irreversible=True))
    return Published(_receipt(session, job, answer.fields()))


def _receipt(session: Session, job: Job, found: Fields) -> Receipt:
    known = job.parent or job.receipt
    film = str(known.data.get("film") or "") if known is not None else ""
    at_us = to_us(found.child("snippet").instant("publishedAt"))
    own_id = found.id()
    return Receipt(own_id, _page(session, film, own_id), at_us, data={"comment": thread_of(job), "film": film})


async def _delete(session: Session, job: Job) -> Published:
    assert job.receipt is not None
    call = replace(api_call(session.facts, "DELETE", "comments", id=job.receipt.id), irreversible=True, also=GONE)
    answer = await ask(session.http, Access(session), call)
    if not answer.says_gone(is_gone) and answer.body.strip():
        raise answer.strange()  # a Wi-Fi's page says nothing of it
    return Published(job.receipt)


async def look_up(session: Session, job: Job) -> LookUpAnswer:
    if job.op is not Op.CREATE:
        return await _look_up_change(session, job)
    since = (job.first_try_at or min(job.due, session.clock.now())) - EARLIER
    rows = await _comments(session, parentId=thread_of(job), maxResults=str(ANSWERS_MOST))
    found = [row for row in rows if row.id() not in job.owned and _is_ours(session, job, row, since)]
    if len(found) == 1:
        return Published(_receipt(session, job, found[0]))
    return CannotTell(two_alike=bool(found))  # one that YouTube holds back is not listed: none found proves nothing


def _is_ours(session: Session, job: Job, row: Fields, since: datetime) -> bool:
    said = row.child("snippet")
    mine = said.child("authorChannelId").values.get("value") == session.channel.remote_id
    return mine and said.instant("publishedAt") >= since and same_words(_words(row), job.outgoing.text)


async def _look_up_change(session: Session, job: Job) -> LookUpAnswer:
    found = await _own(session, job)
    assert job.receipt is not None
    if job.op is Op.DELETE:
        return Published(job.receipt) if found is None else Absent()
    if found is None:
        return CannotTell()
    return Published(job.receipt) if same_words(_words(found), job.outgoing.text) else Absent()


async def read_back(session: Session, job: Job) -> Said | Absent:
    found = await _own(session, job)
    if found is None:
        return Absent()
    there, ours = _words(found), job.outgoing.text
    return Said(there, ours, same_words(there, ours))


async def _own(session: Session, job: Job) -> Fields | None:
    assert job.receipt is not None
    rows = await _comments(session, id=job.receipt.id)
    return next((row for row in rows if row.id() == job.receipt.id), None)


def _words(row: Fields) -> str:
    said = row.child("snippet")
    return said.text("textOriginal", "") or said.text("textDisplay", "")


async def _comments(session: Session, **asked: str) -> list[Fields]:
    call = api_call(session.facts, "GET", "comments", part="snippet", textFormat="plainText", **asked)
    answer = await ask(session.http, Access(session), call)
    found = answer.fields()
    if found.text("kind", "") != "youtube#commentListResponse":
        raise answer.strange()
    return found.rows("items")
