"""Statuses: writing, editing, deleting, and the ones that wait for their time."""

from copy import copy
from datetime import datetime
from typing import Any

from ..exchange import Answer
from . import entities, quotes
from .book import Account, Book, Draft, Media, Scheduled, Status
from .routes import Call, route
from .rules import KEY_LIVES, SCHEDULE_AHEAD, VISIBILITIES, Refusal, instant, length, not_found, truth, unprocessable


@route("POST", "/api/v1/statuses", "write:statuses")
def create(book: Book, call: Call) -> Answer:
    key = call.request.headers.get("idempotency-key")
    wish = call.text("scheduled_at") if book.dialect.schedules else ""
    repeated = _repeated(book, call, key, bool(wish))
    if repeated is not None:
        return repeated
    draft = _draft(book, call, key)
    due = _due(book, call.me, instant(wish)) if wish else None
    if due is None:
        made = publish(book, call.me, draft)
        _remember(book, call.me, key, "status", made.id)
        return Answer(json=entities.status(book, made, call.me))
    waiting = Scheduled(book.new_id(), call.me, draft, due)
    book.scheduled[waiting.id] = waiting
    _attach(draft.media, waiting.id)
    _remember(book, call.me, key, "scheduled", waiting.id)
    return Answer(json=entities.scheduled(book, waiting))


def _repeated(book: Book, call: Call, key: str | None, to_schedule: bool) -> Answer | None:
    """What a key that was used within the hour answers, or None when it is new."""
    kind, known, at = book.keys.get((call.me.id, key or ""), ("", "", book.now))
    if not known or book.now - at > KEY_LIVES:
        return None
    if kind == "scheduled" or to_schedule:
        return _repeated_scheduled(book, known)
    if book.dialect.repeated_key == "ignored":
        return None
    if book.dialect.repeated_key == "error":
        raise Refusal(500, "We're sorry, but something went wrong on our end.")
    if known not in book.statuses:
        raise not_found()
    return Answer(json=entities.status(book, book.statuses[known], call.me))


def _repeated_scheduled(book: Book, known: str) -> Answer | None:
    if book.dialect.repeated_scheduled_key == "ignored":
        return None
    if book.dialect.repeated_scheduled_key == "not_found" or known not in book.scheduled:
        raise not_found()
    return Answer(json=entities.scheduled(book, book.scheduled[known]))


def _remember(book: Book, account: Account, key: str | None, kind: str, made_id: str) -> None:
    if key:
        book.keys[account.id, key] = (kind, made_id, book.now)


def _draft(book: Book, call: Call, key: str | None) -> Draft:
    """The wish of a call, checked. Raises Refusal."""
    me = call.me
    visibility = call.text("visibility") or me.privacy
    if visibility not in VISIBILITIES:
        raise unprocessable("Visibility is not included in the list")
    spoiler = call.text("spoiler_text")
    above = call.text("in_reply_to_id") or None
    if above and above not in book.statuses:
        raise not_found("The post you are trying to reply to does not appear to exist.")
    draft = Draft(
        text=call.text("status"),
        visibility="unlisted" if me.silenced and visibility == "public" else visibility,
        spoiler_text=spoiler,
        sensitive=truth(call.values.get("sensitive", me.sensitive)) or bool(spoiler),
        language=call.text("language") or me.language,
        in_reply_to_id=above,
        media=_media(book, call, call.many("media_ids")),
        poll=_poll(book, call),
        quoted=quotes.quoted(book, call),
        quote_policy=quotes.policy(book, call, visibility),
        idempotency_key=key,
        app=call.app,
    )
    _check(book, draft)
    quotes.check(draft)
    return draft


def _check(book: Book, draft: Draft) -> None:
    limits = book.limits
    if not draft.text.strip() and not draft.spoiler_text.strip() and not draft.media:
        raise unprocessable("Text can't be blank")
    if length(draft.text, draft.spoiler_text, limits.url_characters) > limits.characters:
        raise unprocessable(f"Text character limit of {limits.characters} exceeded")
    if len(draft.media) > limits.media or (draft.media and draft.poll):
        raise Refusal(422, f"Cannot attach more than {limits.media} files")
    if len(draft.media) > 1 and any(each.kind in ("video", "audio") for each in draft.media):
        raise Refusal(422, "Cannot attach a video to a post that already contains images")
    if not all(each.is_ready for each in draft.media):
        raise Refusal(422, "Cannot attach files that have not finished processing. Try again in a moment!")


def _media(book: Book, call: Call, ids: list[str], kept: str | None = None) -> list[Media]:
    book.sweep()
    found: list[Media] = []
    for media_id in ids:
        media = book.media.get(media_id)
        if media is None or media.account is not call.me or media.attached_to not in (None, kept):
            raise Refusal(422, f"Media {media_id} not found or already attached to another post")
        found.append(media)
    return found


def _poll(book: Book, call: Call) -> dict[str, Any] | None:
    wish = call.values.get("poll")
    if not isinstance(wish, dict):
        return None
    options = [str(each) for each in wish.get("options") or []]
    limits = book.limits
    if not 2 <= len(options) <= limits.poll_options:
        raise unprocessable(f"Options must have between 2 and {limits.poll_options} items")
    if len(set(options)) < len(options) or any(len(each) > limits.poll_option_characters for each in options):
        raise unprocessable("Options cannot be longer than 50 characters each, or contain duplicates")
    lives_s = int(wish.get("expires_in") or 0)
    if not 300 <= lives_s <= 2_629_746:
        raise unprocessable("Expires at is too soon or too far away")
    return {
        "options": options,
        "expires_in": lives_s,
        "multiple": truth(wish.get("multiple")),
        "hide_totals": truth(wish.get("hide_totals")),
    }


def publish(book: Book, account: Account, draft: Draft, from_schedule: str | None = None) -> Status:
    """Put a status out, now."""
    status = Status(book.new_id(), account, draft, book.now, from_schedule=from_schedule)
    book.statuses[status.id] = status
    _attach(draft.media, status.id)
    return status


def _attach(media: list[Media], to: str | None) -> None:
    for each in media:
        each.attached_to = to


# ------------------------------------------------------------------ later
def _due(book: Book, account: Account, wish: datetime, moved: Scheduled | None = None) -> datetime | None:
    """When the server will publish, None for at once. Raises Refusal."""
    ahead = wish - book.now
    if moved is None and (
        ahead.total_seconds() <= 0 or (ahead <= SCHEDULE_AHEAD and book.dialect.near_schedule == "published")
    ):
        return None
    if ahead <= SCHEDULE_AHEAD:
        raise unprocessable("Scheduled at The scheduled date must be in the future")
    others = [each for each in book.scheduled.values() if each.account is account and each is not moved]
    if len(others) >= book.limits.scheduled_total:
        raise unprocessable(f"You have exceeded the limit of {book.limits.scheduled_total} scheduled posts")
    if sum(each.scheduled_at.date() == wish.date() for each in others) >= book.limits.scheduled_per_day:
        raise unprocessable(f"You have exceeded the limit of {book.limits.scheduled_per_day} scheduled posts for today")
    return wish


def _waiting(book: Book, call: Call, waiting_id: str) -> Scheduled:
    waiting = book.scheduled.get(waiting_id)
    if waiting is None or waiting.account is not call.me:
        raise not_found()
    return waiting


@route("GET", "/api/v1/scheduled_statuses/:waiting_id", "read:statuses")
def show_waiting(book: Book, call: Call, waiting_id: str) -> Answer:
    return Answer(json=entities.scheduled(book, _waiting(book, call, waiting_id)))


@route("PUT", "/api/v1/scheduled_statuses/:waiting_id", "write:statuses")
def move_waiting(book: Book, call: Call, waiting_id: str) -> Answer:
    waiting = _waiting(book, call, waiting_id)
    if call.text("scheduled_at"):
        due = _due(book, call.me, instant(call.text("scheduled_at")), moved=waiting)
        assert due is not None
        waiting.scheduled_at = due
    return Answer(json=entities.scheduled(book, waiting))


@route("DELETE", "/api/v1/scheduled_statuses/:waiting_id", "write:statuses")
def drop_waiting(book: Book, call: Call, waiting_id: str) -> Answer:
    waiting = _waiting(book, call, waiting_id)
    del book.scheduled[waiting.id]
    _attach(waiting.draft.media, None)
    return Answer(json={})


def publish_due(book: Book) -> list[Status]:
    """What the server does by itself: put out everything whose time has come. The statuses have new ids."""
    due = sorted(
        (each for each in book.scheduled.values() if each.scheduled_at <= book.now), key=lambda each: each.scheduled_at
    )
    for waiting in due:
        del book.scheduled[waiting.id]
    return [publish(book, waiting.account, waiting.draft, from_schedule=waiting.id) for waiting in due]


# ------------------------------------------------------------------ changing
def own_status(book: Book, call: Call, status_id: str) -> Status:
    """One of the caller's statuses. Raises Refusal."""
    status = book.statuses.get(status_id)
    if status is None or status.account is not call.me:
        raise not_found()
    return status


@route("PUT", "/api/v1/statuses/:status_id", "write:statuses")
def edit(book: Book, call: Call, status_id: str) -> Answer:
    status = own_status(book, call, status_id)
    draft = copy(status.draft)
    draft.text = call.text("status")
    draft.spoiler_text = call.text("spoiler_text")
    draft.sensitive = truth(call.values.get("sensitive")) or bool(draft.spoiler_text)
    draft.language = call.text("language") or draft.language
    draft.media = _media(book, call, call.many("media_ids"), kept=status.id)
    draft.poll = _poll(book, call)
    draft.quote_policy = quotes.policy(book, call, draft.visibility)
    _check(book, draft)
    _describe(draft.media, call.values.get("media_attributes"))
    _attach(status.draft.media, None)
    _attach(draft.media, status.id)
    status.history.append((status.edited_at or status.created_at, status.draft))
    status.draft, status.edited_at = draft, book.now
    return Answer(json=entities.status(book, status, call.me))


def _describe(media: list[Media], wishes: object) -> None:
    """An edit may describe the files anew."""
    for wish in wishes if isinstance(wishes, list) else []:
        for each in media:
            if each.id == wish.get("id"):
                each.description = wish.get("description", each.description)


@route("DELETE", "/api/v1/statuses/:status_id", "write:statuses")
def delete(book: Book, call: Call, status_id: str) -> Answer:
    status = own_status(book, call, status_id)
    del book.statuses[status.id]
    book.deleted.append(status)
    for each in book.statuses.values():  # what answered it answers nothing any more
        if each.draft.in_reply_to_id == status.id:
            each.draft.in_reply_to_id = None
    _attach(status.draft.media, None)
    if truth(call.text("delete_media")):
        for each in status.draft.media:
            book.media.pop(each.id, None)
    return Answer(json=entities.status(book, status, call.me, with_text=True))
