"""Favourites, boosts, and quotes that are revoked: twice is once, and a status that is not there is not found. What its
author shows to a few is boosted by nobody else (StatusPolicy#reblog?, mastodon 4.5).
"""

from ..exchange import Answer
from . import entities, quotes
from .book import Book, Draft, Status
from .routes import Call, route
from .rules import Refusal, not_found


@route("POST", "/api/v1/statuses/:status_id/favourite", "write:favourites")
def favourite(book: Book, call: Call, status_id: str) -> Answer:
    return _set(book, call, status_id, on=True)


@route("POST", "/api/v1/statuses/:status_id/unfavourite", "write:favourites")
def unfavourite(book: Book, call: Call, status_id: str) -> Answer:
    return _set(book, call, status_id, on=False)


def _set(book: Book, call: Call, status_id: str, *, on: bool) -> Answer:
    found = _there(book, status_id)
    found.favourited_by = found.favourited_by | {call.me.id} if on else found.favourited_by - {call.me.id}
    return Answer(json=entities.status(book, found, call.me))


@route("POST", "/api/v1/statuses/:status_id/reblog", "write:statuses")
def reblog(book: Book, call: Call, status_id: str) -> Answer:
    """The boost, a status of its own, with what it boosts inside."""
    found = _there(book, status_id)
    if found.visibility not in ("public", "unlisted") and found.account is not call.me:
        raise Refusal(403, "This action is not allowed")
    boost = found.boosts.get(call.me.id) or book.new_id()
    found.boosts[call.me.id] = boost
    inside = entities.status(book, found, call.me)
    shown = Status(boost, call.me, Draft("", call.text("visibility") or call.me.privacy), book.now)
    return Answer(json=entities.status(book, shown, call.me) | {"reblogged": True, "reblog": inside})


@route("POST", "/api/v1/statuses/:status_id/unreblog", "write:statuses")
def unreblog(book: Book, call: Call, status_id: str) -> Answer:
    found = _there(book, status_id)
    found.boosts.pop(call.me.id, None)
    return Answer(json=entities.status(book, found, call.me))


@route("POST", "/api/v1/statuses/:status_id/quotes/:quoting_id/revoke", "write:statuses")
def revoke(book: Book, call: Call, status_id: str, quoting_id: str) -> Answer:
    """What quotes it, whose quote says so now (statuses/quotes_controller.rb of 4.5)."""
    if book.dialect.api < quotes.SINCE:
        raise Refusal(404, "The page you are looking for isn't here.")
    found, quoting = _there(book, status_id), _there(book, quoting_id)
    if found.account is not call.me:
        raise Refusal(403, "This action is not allowed")
    if quoting.draft.quoted is not found:
        raise not_found()
    quoting.draft.revoked = True
    return Answer(json=entities.status(book, quoting, call.me))


def _there(book: Book, status_id: str) -> Status:
    found = book.statuses.get(status_id)
    if found is None:
        raise not_found()
    return found
