"""What people write below an account's films, and the answers to it.

Vimeo's interface 3.4 has no list of all comments. So the newest 25 films are asked for with how many comments each has:
those where that is another number than before are read, and one film more in turn, where one was written and another
taken away. Comments come newest first, with the answers to the newest that have some. What is told again is known.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.vimeo.api import GONE, ask, is_gone, number_in

FILMS, AT_ONCE = 25, 2
PAGE, MOST_PAGES, THREADS = 50, 4, 4
FILM_FIELDS = ("fields", "uri,link,metadata.connections.comments.total")
FIELDS = ("fields", "uri,text,created_on,user.uri,user.name,user.link,metadata.connections.replies.total")


@dataclass(frozen=True, slots=True)
class Film:
    id: str
    page: str
    total: int


@dataclass(frozen=True, slots=True)
class Known:
    """How many comments a film had, -1 while it is to be read, and the moment of the newest one that was told. In the
    middle of many, `page` is the next one and `seen` the newest on those before."""

    total: int = -1
    newest: str = ""
    page: int = 1
    seen: str = ""


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears."""
    kept = json.loads(cursor) if cursor else {}
    known = {own_id: Known(*values) for own_id, values in (kept.get("films") or {}).items()}
    turn = int(kept.get("turn") or 0)
    films = await _films(session)
    due = [film for film in films if known.get(film.id, Known(0)).total != film.total]
    quiet = [film for film in films if film.total and film not in due]
    extra = [quiet[turn % len(quiet)]] if quiet and len(due) < AT_ONCE else []
    told: list[Heard] = []
    for film in (*due[:AT_ONCE], *extra):
        before = known.get(film.id, Known())
        here, whole = await _below(session, film, before)
        told += here
        seen = max([before.newest, before.seen, *map(_moment, here)])
        total = film.total if before.page == 1 else -1  # newer ones may have come meanwhile
        after = Known(total, seen) if whole else Known(-1, before.newest, before.page + MOST_PAGES, seen)
        known[film.id] = after
    more = len(due) > AT_ONCE or any(known[film.id].total < 0 for film in due[:AT_ONCE])
    return HeardPage(tuple(told), _written(films, known, turn + 1), more)


def _written(films: list[Film], known: Mapping[str, Known], turn: int) -> str:
    """Films that are not among the newest any more are forgotten."""
    rows = {film.id: known[film.id] for film in films if film.id in known}
    return json.dumps(
        {"films": {name: [one.total, one.newest, one.page, one.seen] for name, one in rows.items()}, "turn": turn}
    )


def _moment(heard: Heard) -> str:
    return str(heard.sent_at_us).zfill(20)


async def _films(session: Session) -> list[Film]:
    asked = (("sort", "date"), ("direction", "desc"), ("per_page", str(FILMS)), FILM_FIELDS)
    answer = await ask(session, "GET", "me/videos", params=asked)
    found = list[Film]()
    if "data" not in answer.fields():
        raise answer.strange()
    for row in answer.fields().rows("data"):
        with suppress(ConnectorError):
            total = row.child("metadata").child("connections").child("comments").number("total", 0)
            found.append(Film(number_in(row, "videos"), page_of(row.text("link", "")), total))
    return found


async def _below(session: Session, film: Film, before: Known) -> tuple[list[Heard], bool]:
    """What stands below a film, back to what was told of it; whether that was reached. The first look reads a page."""
    told = list[Heard]()
    for page in range(before.page, before.page + MOST_PAGES):
        rows, full = await _page(session, f"videos/{film.id}/comments", page)
        here = [heard for row in rows if (heard := _heard(session, film, row, "")) is not None]
        if told and {heard.remote_id for heard in here} <= {heard.remote_id for heard in told}:
            return told, True  # pages that lead back, or hold nothing, have nothing behind them
        threads = [
            row for row in rows if row.child("metadata").child("connections").child("replies").number("total", 0)
        ]
        for row in threads[:THREADS]:
            here += await _answers(session, film, row)
        told += here
        reached = any(_moment(heard) < before.newest for heard in here)
        if not full or not before.newest or reached:
            return told, True
    return told, False


async def _answers(session: Session, film: Film, row: Fields) -> list[Heard]:
    with suppress(ConnectorError):
        thread = number_in(row, "comments")
        rows, _ = await _page(session, f"videos/{film.id}/comments/{thread}/replies", 1)
        return [heard for one in rows if (heard := _heard(session, film, one, thread)) is not None]
    return []


async def _page(session: Session, route: str, page: int) -> tuple[list[Fields], bool]:
    """Comments, the newest first, and whether there may be more; none where the film is gone."""
    asked = (("direction", "desc"), ("per_page", str(PAGE)), ("page", str(page)), FIELDS)
    answer = await ask(session, "GET", route, params=asked, also=GONE)
    if answer.says_gone(is_gone):
        return [], False
    if "data" not in answer.fields():
        raise answer.strange()
    rows = answer.fields().rows("data")
    return rows, len(rows) >= PAGE


def _heard(session: Session, film: Film, row: Fields, thread: str) -> Heard | None:
    """None for what is no comment as the description has it: the rest is heard."""
    with suppress(ConnectorError):
        own_id, user = number_in(row, "comments"), row.child("user")
        author = number_in(user, "users") if "uri" in user else ""
        return Heard(
            remote_id=f"{film.id}/{own_id}",
            kind=MessageKind.COMMENT,
            text=row.text("text", ""),
            sent_at_us=to_us(row.instant("created_on")),
            author=Identity("vimeo", author, "", name_of(user.text("name", "")), page_of(user.text("link", ""))),
            answers_remote_id=f"{film.id}/{thread}" if thread else film.id,
            thread_remote_id=film.id,
            url=page_of(f"{film.page}#comment_{own_id}") if film.page else "",
            data={"thread": thread or own_id},
            ours=author == session.channel.remote_id,
        )
    return None
