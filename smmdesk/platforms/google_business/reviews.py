"""Reviews of one place, and the one answer that each may have.

Reference of v4.9 and its changes up to July 2026: reviews come by the time they were written or changed, the newest
first, fifty a page. An answer is laid beside its review (PUT): the same one twice is one, and another one takes its
place, so that none is written over one that somebody gave meanwhile. Google looks at answers before it shows them.

What hangs on a review is told since 20 April 2026 (`reviewMediaItems`, reference of accounts.locations.reviews, read on
29 November 2026): thumbnails, and the addresses of films, in an object of its own (ReviewMediaItem). The names inside
it are unverified, as that part of the page was not to be had: those of MediaItem of the same API are read, and the
plain ones for a film; what is called otherwise is passed over, never the review.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import from_us, to_us
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    CannotTell,
    ConnectorError,
    GivenUp,
    Job,
    LookUpAnswer,
    PollAnswer,
    Published,
    RefusedError,
    Said,
    Session,
)
from smmdesk.platforms.google import ask, is_gone
from smmdesk.platforms.http import Call
from smmdesk.platforms.markup import same_words
from smmdesk.platforms.own_app import Access
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.shown import told as pictures_told
from smmdesk.platforms.trail import Trail

PAGE = 50
AGAIN = timedelta(minutes=2)
GONE = frozenset({404, 410})
STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
AGAIN_S = 60.0
PHOTO_ADDRESSES = ("googleUrl", "thumbnailUrl", "thumbnailUri")
FILM, FILM_ADDRESSES = "VIDEO", ("videoUrl", "videoUri")


def _call(session: Session, method: str, route: str = "", **options: Any) -> Call:
    url = f"{session.facts.endpoints['api']}/{session.channel.remote_id}/reviews{route}"
    return Call(method=method, url=url, **options)


# ------------------------------------------------------------------ hearing
@dataclass(frozen=True, slots=True)
class Walk:
    """Everything that was written or changed up to `until` was told, "" before the first look; what came after `newest`
    is of a later one. `place` is where to go on, "" at the newest page, to which it came by `pages` and `mark` (Trail).
    Moments are ISO 8601."""

    until: str = ""
    newest: str = ""
    place: str = ""
    pages: int = 0
    mark: str = ""


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears. A place that is not known there any more: from the newest on again, at the next look."""
    walk = Walk(**json.loads(cursor)) if cursor else Walk()
    params = [("pageSize", str(PAGE)), ("orderBy", "updateTime desc")]
    params += [("pageToken", walk.place)] if walk.place else []
    try:
        found = (await ask(session.http, Access(session), _call(session, "GET", params=tuple(params)))).fields()
    except RefusedError:
        if not walk.place:
            raise
        return HeardPage((), _kept(Walk(walk.until)))
    told, moments = list[Heard](), list[datetime]()
    for row in found.rows("reviews"):
        with suppress(ConnectorError):
            told += _heard(session, row)
            moments.append(row.instant("updateTime"))
    return _page(session, walk, told, moments, found.text("nextPageToken", ""))


def _page(session: Session, walk: Walk, told: list[Heard], moments: list[datetime], place: str) -> HeardPage:
    known = [at.isoformat() for at in moments if at <= session.now_there + AGAIN]  # one dated ahead passes nothing by
    newest = walk.newest if walk.place else max([*known, walk.until])
    trail = Trail(walk.pages, walk.mark).to(place, walk.place) if walk.until else None
    if trail is not None and (not moments or moments[-1] >= datetime.fromisoformat(walk.until) - AGAIN):
        return HeardPage(tuple(told), _kept(Walk(walk.until, newest, place, **asdict(trail))), more=True)
    return HeardPage(tuple(told), _kept(Walk(newest or from_us(0).isoformat())))


def _kept(walk: Walk) -> str:
    return json.dumps(asdict(walk))


def _heard(session: Session, row: Fields) -> Iterator[Heard]:
    """A review, and the answer that stands beside it."""
    own_id, by = row.id("reviewId"), row.child("reviewer")
    named = name_of(by.text("displayName", ""))
    url = page_of(session.channel.url)
    yield Heard(
        remote_id=own_id,
        kind=MessageKind.REVIEW,
        text=row.text("comment", ""),
        sent_at_us=to_us(row.instant("createTime")),
        author=Identity("google_business", own_id if named else "", "", named, ""),  # one review a person and place
        url=url,
        rating=STARS.get(row.text("starRating", "")),
        data={"review": own_id, **pictures_told((url, "") for url in _photos(row))},
    )
    reply = row.child("reviewReply")
    if reply.text("comment", ""):
        yield Heard(
            remote_id=_answer_id(own_id),
            kind=MessageKind.REVIEW,
            text=reply.text("comment"),
            sent_at_us=to_us(reply.instant("updateTime")),
            author=Identity("google_business", "", "", "", ""),
            answers_remote_id=own_id,
            url=url,
            ours=True,
        )


def _photos(row: Fields) -> Iterator[object]:
    """The addresses of the photos of a review: films are none."""
    for each in row.rows("reviewMediaItems"):
        is_film = each.values.get("mediaFormat") == FILM or any(each.values.get(name) for name in FILM_ADDRESSES)
        if not is_film:
            yield next((url for name in PHOTO_ADDRESSES if (url := each.values.get(name))), None)


# ------------------------------------------------------------------ answering
def review_of(job: Job) -> str:
    """The review that a part answers; "" for a post."""
    known = job.parent or job.receipt
    found = known.data.get("review") if known is not None else None
    return str(found) if found else (job.parent.id if job.parent is not None else "")


def _answer_id(review: str) -> str:
    return f"{review}/reply"


async def prepare(session: Session, job: Job) -> None:
    """Raises RefusedError(answered_there) where another answer stands already: it would be written over, and gone."""
    if job.op is not Op.CREATE:
        return
    found = await _read(session, review_of(job))
    if found is None:
        raise RefusedError(session.http.names.problem("removed_there"))
    there = _words(found)
    if there and not same_words(there, job.outgoing.text):
        raise RefusedError(session.http.names.problem("answered_there"))


async def commit(session: Session, job: Job) -> Published | Accepted:
    route = f"/{review_of(job)}/reply"
    if job.op is Op.DELETE:
        assert job.receipt is not None
        call = _call(session, "DELETE", route, irreversible=True, also=GONE)
        answer = await ask(session.http, Access(session), call)
        if not answer.says_gone(is_gone) and answer.json() != {}:
            raise answer.strange()
        return Published(job.receipt)
    call = _call(session, "PUT", route, json={"comment": job.outgoing.text}, irreversible=True)
    answer = await ask(session.http, Access(session), call)
    reply = answer.fields()
    if not same_words(reply.text("comment", ""), job.outgoing.text):
        raise answer.strange()
    state = _state(session, job, reply)
    if isinstance(state, GivenUp):
        raise RefusedError(state.problem)
    return state


def _state(session: Session, job: Job, reply: Fields) -> Published | Accepted | GivenUp:
    """Where an answer stands. Without a state it is shown: so it was before April 2026."""
    said, review = reply.text("reviewReplyState", ""), review_of(job)
    if said.endswith("PENDING"):
        return Accepted({"review": review}, AGAIN_S)
    if said.endswith("REJECTED"):
        return GivenUp(session.http.names.problem("answer_rejected"))
    return Published(_receipt(session, review, reply))


def _receipt(session: Session, review: str, reply: Fields) -> Receipt:
    at_us = to_us(reply.instant("updateTime")) if "updateTime" in reply else 0
    return Receipt(_answer_id(review), page_of(session.channel.url), at_us, data={"review": review})


async def poll(session: Session, job: Job) -> PollAnswer:
    """Whether Google shows it by now. Another answer in its place says nothing of ours."""
    found = await _read(session, review_of(job))
    if found is None or not same_words(_words(found), job.outgoing.text):
        return CannotTell()
    return _state(session, job, found.child("reviewReply"))


async def look_up(session: Session, job: Job) -> LookUpAnswer:
    found = await _read(session, review_of(job))
    there = _words(found) if found is not None else ""
    if job.op is Op.DELETE:
        assert job.receipt is not None
        return Absent() if there else Published(job.receipt)
    if found is not None and there and same_words(there, job.outgoing.text):
        state = _state(session, job, found.child("reviewReply"))
        return CannotTell() if isinstance(state, GivenUp) else state
    return Absent() if found is not None and (not there or job.op is Op.EDIT) else CannotTell()


async def read_back(session: Session, job: Job) -> Said | Absent:
    found = await _read(session, review_of(job))
    there = _words(found) if found is not None else ""
    return Said(there, job.outgoing.text, same_words(there, job.outgoing.text)) if there else Absent()


def _words(found: Fields) -> str:
    return found.child("reviewReply").text("comment", "")


async def _read(session: Session, review: str) -> Fields | None:
    """One review; None where Google itself says that there is none."""
    answer = await ask(session.http, Access(session), _call(session, "GET", f"/{review}", also=GONE))
    if answer.says_gone(is_gone):
        return None
    found = answer.fields()
    if found.id("reviewId") != review:
        raise answer.strange()
    return found
