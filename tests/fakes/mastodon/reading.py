"""Everything that is only looked at."""

import html
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from ..exchange import Answer, page
from . import entities
from .book import Account, Book, Status
from .posting import own_status
from .routes import Call, route
from .rules import Refusal, not_found, stamp, truth


class HasId(Protocol):
    id: str


Listed = TypeVar("Listed", bound=HasId)
NODEINFO = "/nodeinfo/2.0"


@route("GET", "/api/v2/instance")
def instance(book: Book, call: Call) -> Answer:
    return Answer(json=entities.instance(book))


@route("GET", "/.well-known/nodeinfo")
def nodeinfo_links(book: Book, call: Call) -> Answer:
    schema = "http://nodeinfo.diaspora.software/ns/schema/2.0"
    return Answer(json={"links": [{"rel": schema, "href": book.url + NODEINFO}]})


@route("GET", NODEINFO)
def nodeinfo(book: Book, call: Call) -> Answer:
    software = {"name": book.dialect.software, "version": book.dialect.version}
    usage: dict[str, Any] = {"users": {"total": len(book.accounts)}, "localPosts": len(book.statuses)}
    return Answer(
        json={
            "version": "2.0",
            "software": software,
            "protocols": ["activitypub"],
            "services": {"outbound": [], "inbound": []},
            "openRegistrations": False,
            "usage": usage,
            "metadata": {},
        }
    )


@route("GET", "/api/v1/accounts/verify_credentials", "read:accounts")
def who_am_i(book: Book, call: Call) -> Answer:
    return Answer(json=entities.own_account(book, call.me))


@route("GET", "/api/v1/accounts/search", "read:accounts")
def people(book: Book, call: Call) -> Answer:
    """By the beginnings of names and handles, the most followed first; a whole handle must be right to the letter."""
    wanted = call.text("q").strip().removeprefix("@").casefold()
    limit = min(int(call.text("limit") or 40), 80)
    seen = [each for each in book.accounts if wanted and not each.suspended and _is_called(book, each, wanted)]
    seen.sort(key=lambda each: -each.followers)
    return Answer(json=[entities.account(book, each) for each in seen[:limit]])


def _is_called(book: Book, who: Account, wanted: str) -> bool:
    if "@" in wanted:
        domain = who.domain or book.domain or book.url.removeprefix("http://")
        return wanted == f"{who.username}@{domain}".casefold()
    names = [who.username, *who.display_name.split(), who.display_name]
    return any(name.casefold().startswith(wanted) for name in names)


@route("GET", "/api/v1/accounts/:account_id", None)
def account(book: Book, call: Call, account_id: str) -> Answer:
    found = next((each for each in book.accounts if each.id == account_id), None)
    if found is None:
        raise not_found()
    return Answer(json=entities.account(book, found))


@route("GET", "/api/v1/accounts/:account_id/statuses", "read:statuses")
def statuses_of(book: Book, call: Call, account_id: str) -> Answer:
    seen = [
        each
        for each in book.statuses.values()
        if each.account.id == account_id and (each.account is call.me or each.visibility in ("public", "unlisted"))
    ]
    if truth(call.text("exclude_replies")):
        seen = [each for each in seen if each.in_reply_to_id is None]
    if truth(call.text("only_media")):
        seen = [each for each in seen if each.media]
    if truth(call.text("pinned")):
        seen = []
    shown, link = paged(book, call, seen, 20, 40)
    return Answer(json=[entities.status(book, each, call.me) for each in shown], headers=link)


@route("GET", "/api/v1/scheduled_statuses", "read:statuses")
def waiting(book: Book, call: Call) -> Answer:
    mine = [each for each in book.scheduled.values() if each.account is call.me]
    shown, link = paged(book, call, mine, 20, 40)
    return Answer(json=[entities.scheduled(book, each) for each in shown], headers=link)


@route("GET", "/api/v1/notifications", "read:notifications")
def notifications(book: Book, call: Call) -> Answer:
    mine = [each for each in book.notifications if each.to is call.me]
    if call.many("types"):
        mine = [each for each in mine if each.kind in call.many("types")]
    mine = [each for each in mine if each.kind not in call.many("exclude_types")]
    if call.text("account_id"):
        mine = [each for each in mine if each.by.id == call.text("account_id")]
    shown, link = paged(book, call, mine, 40, 80)
    return Answer(json=[entities.notification(book, each) for each in shown], headers=link)


def paged(
    book: Book, call: Call, all_of: Sequence[Listed], usual: int, most: int
) -> tuple[list[Listed], dict[str, str]]:
    """One page, newest first, and its Link header. `min_id` begins right after that id, `since_id` at the newest."""
    limit = min(int(call.text("limit") or usual), most)
    ordered = sorted(all_of, key=lambda each: int(each.id), reverse=True)
    if call.text("max_id"):
        ordered = [each for each in ordered if int(each.id) < int(call.text("max_id"))]
    after = call.text("min_id") or call.text("since_id")
    if after:
        ordered = [each for each in ordered if int(each.id) > int(after)]
    shown = ordered[-limit:] if call.text("min_id") else ordered[:limit]
    if not shown:
        return [], {}
    kept = [(name, value) for name, value in call.request.query if name not in ("max_id", "since_id", "min_id")]
    address = book.url + call.request.path
    older = f'<{address}?{urlencode([*kept, ("max_id", shown[-1].id)])}>; rel="next"'
    newer = f'<{address}?{urlencode([*kept, ("min_id", shown[0].id)])}>; rel="prev"'
    return list(shown), {"Link": f"{older}, {newer}" if len(shown) == limit else newer}


def _visible(book: Book, call: Call, status_id: str) -> Status:
    status = book.statuses.get(status_id)
    me = call.token.account if call.token else None
    if status is None or (status.visibility not in ("public", "unlisted") and status.account is not me):
        raise not_found()
    return status


@route("GET", "/api/v1/statuses")
def several(book: Book, call: Call) -> Answer:
    found = [book.statuses[each] for each in call.many("id") if each in book.statuses]
    me = call.token.account if call.token else None
    return Answer(json=[entities.status(book, each, me) for each in found])


@route("GET", "/api/v1/statuses/:status_id")
def one(book: Book, call: Call, status_id: str) -> Answer:
    status = _visible(book, call, status_id)
    return Answer(json=entities.status(book, status, call.token.account if call.token else None))


@route("GET", "/api/v1/statuses/:status_id/source", "read:statuses")
def source(book: Book, call: Call, status_id: str) -> Answer:
    status = own_status(book, call, status_id)
    return Answer(json={"id": status.id, "text": status.text, "spoiler_text": status.spoiler_text})


@route("GET", "/api/v1/statuses/:status_id/history")
def history(book: Book, call: Call, status_id: str) -> Answer:
    status = _visible(book, call, status_id)
    versions = [*status.history, (status.edited_at or status.created_at, status.draft)]
    return Answer(
        json=[
            {
                "account": entities.account(book, status.account),
                "content": entities.as_html(draft.text),
                "spoiler_text": draft.spoiler_text,
                "sensitive": draft.sensitive,
                "created_at": stamp(at),
                "media_attachments": [entities.media(book, each) for each in draft.media],
                "emojis": [],
            }
            for at, draft in versions
        ]
    )


@route("GET", "/api/v1/statuses/:status_id/context")
def context(book: Book, call: Call, status_id: str) -> Answer:
    status = _visible(book, call, status_id)
    me = call.token.account if call.token else None
    above: list[Status] = []
    parent = book.statuses.get(status.in_reply_to_id or "")
    while parent is not None:
        above.insert(0, parent)
        parent = book.statuses.get(parent.in_reply_to_id or "")
    return Answer(
        json={
            "ancestors": [entities.status(book, each, me) for each in above],
            "descendants": [entities.status(book, each, me) for each in _below(book, status)],
        }
    )


def _below(book: Book, status: Status) -> list[Status]:
    found: list[Status] = []
    for each in book.statuses.values():
        if each.in_reply_to_id == status.id:
            found += [each, *_below(book, each)]
    return found


@route("GET", "/@:name/:status_id")
def web_page(book: Book, call: Call, name: str, status_id: str) -> Answer:
    status = _visible(book, call, status_id)
    if status.account.username != name:
        raise Refusal(404, "The page you are looking for isn't here.")
    return page(f"{html.escape(name)}: {html.escape(status.text[:60])}", entities.as_html(status.text))
