"""Lists that are told from the newest on and go back by pages: how far such a list was read, and where it goes on.

A walk begins at the newest page and goes back, page by page, until it is `AGAIN` behind the newest that was told
before: a server may hear of a post late. Only then does the next walk stop later, so that nothing is passed over.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from smmdesk.model.message import Heard, HeardPage
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, RefusedError, Session
from smmdesk.platforms.trail import Trail

AGAIN = timedelta(hours=2)
NOBODY = "nobody_there"


@dataclass(frozen=True, slots=True)
class Walk:
    """In microseconds: `since` all is told; a walk goes back from `top`, on at `back` ("": at the newest), having come
    by `pages` and `mark` (Trail). `whom` is what a name stood for when it was first asked for, where the platform wants
    that instead."""

    since: int = 0
    top: int = 0
    back: str = ""
    whom: str = ""
    pages: int = 0
    mark: str = ""

    @classmethod
    def of(cls, cursor: str) -> "Walk":
        return cls(**json.loads(cursor)) if cursor else cls()

    def __str__(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: what it tells, when its rows came in (microseconds, in their order), and where the next one begins, ""
    where there is none."""

    told: tuple[Heard, ...] = ()
    times: tuple[int, ...] = ()
    back: str = ""


def page_of(session: Session, walk: Walk, leaf: Leaf, again: timedelta = AGAIN) -> HeardPage:
    """The page, and where the next one begins. An instant that is yet to come passes nothing by."""
    now_us, again_us = to_us(session.now_there), again // timedelta(microseconds=1)
    top = max([walk.top, *(min(at_us, now_us) for at_us in leaf.times)])
    trail = Trail(walk.pages, walk.mark).to(leaf.back, walk.back) if walk.since else None
    if trail is not None and (not leaf.times or leaf.times[-1] >= walk.since - again_us):
        return HeardPage(leaf.told, str(replace(walk, top=top, back=leaf.back, **asdict(trail))), True)
    return HeardPage(leaf.told, str(Walk(max(walk.since, top) or now_us, whom=walk.whom)))


def begun_again(walk: Walk) -> HeardPage:
    """A place that the platform does not know any more: the next look begins at the newest."""
    return HeardPage((), str(Walk(walk.since or 1, whom=walk.whom)))


def leaf_of(heard: Iterable[Heard], back: str = "") -> Leaf:
    """Rows that are told in the order in which they were written."""
    told = tuple(heard)
    return Leaf(told, tuple(one.sent_at_us for one in told), back)


def readable(rows: Iterable[Fields], read: Callable[[Fields], Heard | None]) -> Iterator[Heard]:
    """What `read` makes of each row; what is no post as the documentation has it is passed over, the rest is told."""
    for row in rows:
        with suppress(ConnectorError):
            heard = read(row)
            if heard is not None:
                yield heard


def times_of(rows: Iterable[Fields], name: str) -> tuple[int, ...]:
    """When rows came in, those that say it as ISO 8601 in this field."""
    found = list[int]()
    for row in rows:
        with suppress(ConnectorError):
            found.append(to_us(row.instant(name)))
    return tuple(found)


def phrase(words: str) -> str:
    """Several words are looked for as they stand together; quotation marks of a person's own stay theirs."""
    return f'"{words}"' if " " in words and '"' not in words else words


def nobody(session: Session, words: str) -> RefusedError:
    """No such account there."""
    return RefusedError(session.http.names.problem(NOBODY, name=words))
