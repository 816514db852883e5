"""Favourites: twice is once, and a status that is not there is not found."""

from ..exchange import Answer
from . import entities
from .book import Book
from .routes import Call, route
from .rules import not_found


@route("POST", "/api/v1/statuses/:status_id/favourite", "write:favourites")
def favourite(book: Book, call: Call, status_id: str) -> Answer:
    return _set(book, call, status_id, on=True)


@route("POST", "/api/v1/statuses/:status_id/unfavourite", "write:favourites")
def unfavourite(book: Book, call: Call, status_id: str) -> Answer:
    return _set(book, call, status_id, on=False)


def _set(book: Book, call: Call, status_id: str, *, on: bool) -> Answer:
    found = book.statuses.get(status_id)
    if found is None:
        raise not_found()
    found.favourited_by = found.favourited_by | {call.me.id} if on else found.favourited_by - {call.me.id}
    return Answer(json=entities.status(book, found, call.me))
