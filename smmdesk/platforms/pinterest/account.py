"""Pinterest's API v5: calls under the owner's own app, its refusals, the account and its boards.

Machine-readable description 5.23.0 (11 Dec 2025, pinterest/api-description). Numbers of errors are partly unverified
(22 Nov 2026): only 40 (no such board) and 50 (no such pin) are acted on, together with their status.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from smmdesk.model.problem import ProblemError
from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import (
    Account,
    RefusedError,
    Session,
    SignedIn,
    SignedOutError,
    SigningIn,
)
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.faults import said_in
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.own_app import Access, permissions, sign_in_with_app
from smmdesk.system.secrets import Secret

NO = frozenset({400, 403, 404, 409, 415, 422})
PAGE, MOST_PAGES, MOST_BOARDS, MOST_SECTIONED = 250, 8, 500, 25
"""Sections are asked for board by board: Trial apps may call 1,000 times a day."""
INTO = " › "


async def ask(session: Session, method: str, route: str, **options: Any) -> Answer:
    """Call Pinterest as the channel's account; options are those of Call. Raises the error that a refusal means."""
    also = options.pop("also", frozenset())
    call = Call(method=method, url=f"{session.facts.endpoints['api']}/{route}", also=also | NO, **options)
    answer = await Access(session).call(call)
    if answer.ok or answer.status in also:
        return answer
    raise RefusedError(session.http.names.problem("refused", said=said_in(answer)))


def is_gone(answer: Answer) -> bool:
    """Pinterest itself says that there is no such thing: its errors are a number and words."""
    found = answer.maybe().values
    return answer.status == 404 and isinstance(found.get("code"), int) and isinstance(found.get("message"), str)


# ------------------------------------------------------------------ signing in
Get = Callable[[str, Sequence[tuple[str, str]]], Awaitable[Answer]]
"""Reads one address of the API as somebody."""


async def sign_in(signing_in: SigningIn) -> SignedIn:
    """Through the browser with the owner's app, or with an access that they made on its page."""
    facts = signing_in.facts
    http = signing_in.http.also_for(facts.endpoints["api"])
    if signing_in.open_page is not None:
        found = await sign_in_with_app(signing_in)
        account = await read_account(facts, _as(http, found.secret.field("access")))
        reported = {**account.reported, **permissions(facts, found.scopes)}
        return SignedIn(replace(account, reported=reported), found.secret)
    assert signing_in.secret is not None
    try:
        account = await read_account(facts, _as(http, signing_in.secret))
    except SignedOutError as error:
        raise ProblemError("sign_in_refused", platform=facts.name) from error
    return SignedIn(account, Secret.of(access=signing_in.secret))


def _as(http: Http, access: Secret) -> Get:
    async def get(url: str, params: Sequence[tuple[str, str]]) -> Answer:
        return await http.get(url, bearer=access, params=params)

    return get


def _as_channel(session: Session) -> Get:
    access = Access(session)

    async def get(url: str, params: Sequence[tuple[str, str]]) -> Answer:
        return await access.call(Call(method="GET", url=url, params=params))

    return get


async def who_am_i(session: Session) -> Account:
    """Who it is, and their boards. What was granted stays as it was told when somebody signed in."""
    account = await read_account(session.facts, _as_channel(session))
    granted = session.channel.reported.get("granted")
    return replace(account, reported={**account.reported, "granted": granted}) if granted else account


async def read_account(facts: Facts, get: Get) -> Account:
    """Raises SignedOutError when the access is not good (any more)."""
    found = (await get(f"{facts.endpoints['api']}/user_account", ())).fields()
    name = plain_words(found.text("username"), 60)
    return Account(
        remote_id=found.id(),
        name=plain_words(found.text("business_name", ""), 80) or name,
        handle=name,
        url=f"{facts.endpoints['web']}/{name}/",
        reported={"boards": await _boards(facts.endpoints["api"], get)},
    )


async def _boards(api: str, get: Get) -> list[list[str]]:
    """Boards and their sections as [place, name]; a place is a board's number, or that and a section's."""
    found: list[list[str]] = []
    for number, board in enumerate(await _rows(f"{api}/boards", get)):
        own, name = board.id(), plain_words(board.text("name"), 80)
        found.append([own, name])
        sections = await _sections(f"{api}/boards/{own}/sections", get) if number < MOST_SECTIONED else []
        found += [[f"{own}/{row.id()}", f"{name}{INTO}{plain_words(row.text('name'), 80)}"] for row in sections]
    return found


async def _sections(url: str, get: Get) -> list[Fields]:
    """The sections of a board; none where Pinterest refuses to tell them: the board itself is enough."""
    try:
        return await _rows(url, get)
    except RefusedError:
        return []


async def _rows(url: str, get: Get) -> list[Fields]:
    """A whole list. A page may be empty and still name a next one: a mark that was there before ends it."""
    rows: list[Fields] = []
    marks = [""]
    while len(rows) < MOST_BOARDS and len(marks) <= MOST_PAGES:
        asked = (("bookmark", marks[-1]),) if marks[-1] else ()
        page = (await get(url, (("page_size", str(PAGE)), *asked))).fields()
        rows += page.rows("items")
        mark = page.text("bookmark", "")
        if mark in marks:
            break
        marks.append(mark)
    return rows[:MOST_BOARDS]


# ------------------------------------------------------------------ boards
async def place_of(session: Session, wish: str) -> tuple[str, str] | None:
    """(board, section) that a person chose by number or by name, among those known or those of now; None: neither."""
    known = session.channel.reported.get("boards")
    found = _named(wish, known if isinstance(known, list | tuple) else ())
    if found is None:
        found = _named(wish, await _boards(session.facts.endpoints["api"], _as_channel(session)))
    if found is None:
        return None
    board, _slash, section = found.partition("/")
    return board, section


def _named(wish: str, offered: Any) -> str | None:
    wanted = _bare(wish)
    for place, name in offered:
        if wanted in (str(place), _bare(str(name))):
            return str(place)
    return None


def _bare(name: str) -> str:
    """ "Ricette / Dolci" and "Ricette › Dolci" are the same place."""
    return "/".join(part.strip() for part in name.replace(INTO.strip(), "/").casefold().split("/"))
