"""What is sent for a part: one message, one with a photo or a film, an album, or a poll; and what came of it."""

from dataclasses import dataclass, field
from typing import Any

from smmdesk.model.content import with_link
from smmdesk.model.counting import utf16
from smmdesk.model.delivery import Receipt
from smmdesk.model.message import POLL_NAME
from smmdesk.model.poll_checks import question_of
from smmdesk.platforms.base import Card, Job, Picture, RefusedError, Session
from smmdesk.platforms.http import Upload
from smmdesk.platforms.polls import require_fits
from smmdesk.platforms.telegram.bot import Said
from smmdesk.platforms.telegram.places import chat_of, number_of, page_in, remote_id_of

QUESTION_MOST, DESCRIPTION_MOST = 300, 1024
LEAST_OPEN_S, MOST_OPEN_S = 5, 2_628_000
TEXT, MEDIA, POLL = "text", "media", "poll"
"""What a message is, kept on its receipt: words are changed in another way below photos."""


@dataclass(frozen=True, slots=True)
class Message:
    """One call that publishes."""

    method: str
    kind: str
    fields: dict[str, Any]
    uploads: tuple[Upload, ...] = field(default=())


def message_of(session: Session, job: Job) -> Message:
    """The call for a part, as its content and options want it."""
    base = _base(session, job)
    media = job.outgoing.media
    if job.outgoing.poll is not None:
        return Message("sendPoll", POLL, {**base, **_poll(job)})
    if not media:
        return Message("sendMessage", TEXT, {**base, **_words(session, job)})
    caption = {"caption": text} if (text := shown_text(session, job, with_media=True)) else {}
    if len(media) == 1:
        kind, parts, uploads = _file(media[0], 0)
        parts[kind] = parts.pop("media")
        return Message(f"send{kind.capitalize()}", MEDIA, {**base, **parts, **caption}, uploads)
    album: list[dict[str, Any]] = []
    files: list[Upload] = []
    for number, picture in enumerate(media):
        kind, parts, uploads = _file(picture, number)
        album.append({"type": kind, **parts, **(caption if number == 0 else {})})
        files += uploads
    return Message("sendMediaGroup", MEDIA, {**base, "media": album}, tuple(files))


def _base(session: Session, job: Job) -> dict[str, Any]:
    """Where it goes, and how; a thread's parts and a first comment answer the message before them, and an answer what
    somebody wrote, in the chat where they did."""
    answered = job.parent.data if job.parent is not None else {}
    fields: dict[str, Any] = {"chat_id": chat_of(session, answered)}
    options = job.outgoing.options
    if options.get("silent"):
        fields["disable_notification"] = True
    if options.get("protected"):
        fields["protect_content"] = True
    if job.parent is not None:
        fields["reply_parameters"] = {"message_id": number_of(session, job.parent)}
    return fields


def shown_text(session: Session, job: Job, *, with_media: bool) -> str:
    """The words, with the link below them where there is room; without, the link still has its card."""
    limits, said = session.facts.limits, job.outgoing
    most = limits.text_max_with_media if with_media else limits.text_max
    both = with_link(said.text, said.link)
    return both if utf16(both) <= most or not said.text.strip() else said.text


def _words(session: Session, job: Job) -> dict[str, Any]:
    """Text as it is: Telegram finds links, tags and names by itself, so nothing in it needs an escape."""
    fields: dict[str, Any] = {"text": shown_text(session, job, with_media=False)}
    card = job.outgoing.card or Card()
    if not card.shown:
        fields["link_preview_options"] = {"is_disabled": True}
    elif job.outgoing.link:
        fields["link_preview_options"] = {"url": job.outgoing.link}
    return fields


def _file(picture: Picture, number: int) -> tuple[str, dict[str, Any], tuple[Upload, ...]]:
    """(kind, fields, files) of one photo or film; a film may bring its cover."""
    kind = "video" if picture.mime.startswith("video/") else "photo"
    uploads = [_upload(picture, f"file{number}")]
    fields: dict[str, Any] = {"media": f"attach://file{number}"}
    if kind == "video":
        fields |= {"width": picture.width_px, "height": picture.height_px, "supports_streaming": True}
        if picture.cover is not None:
            fields["cover"] = f"attach://cover{number}"
            uploads.append(_upload(picture.cover, f"cover{number}"))
    return kind, {name: value for name, value in fields.items() if value}, tuple(uploads)


def _upload(picture: Picture, name: str) -> Upload:
    return Upload(name, picture.path, f"{name}{picture.path.suffix}", picture.mime)


# ------------------------------------------------------------------ polls
def require_poll_fits(session: Session, job: Job) -> None:
    """Raises RefusedError(text_too_long) for a question that Telegram would not take."""
    if job.outgoing.poll is None:
        return
    question, description = question_of(with_link(job.outgoing.text, job.outgoing.link), QUESTION_MOST)
    require_fits(question, QUESTION_MOST, session.http.names)
    require_fits(description, DESCRIPTION_MOST, session.http.names)


def _poll(job: Job) -> dict[str, Any]:
    """Channels take anonymous polls only, and nobody's names matter to a shop."""
    poll = job.outgoing.poll
    assert poll is not None
    question, description = question_of(with_link(job.outgoing.text, job.outgoing.link), QUESTION_MOST)
    fields: dict[str, Any] = {
        "question": question,
        "options": [{"text": answer.strip()} for answer in poll.options],
        "is_anonymous": True,
        "open_period": min(max(poll.minutes * 60, LEAST_OPEN_S), MOST_OPEN_S),
    }
    if description:
        fields["description"] = description
    if poll.many:
        fields["allows_multiple_answers"] = True
    if poll.hides_totals:
        fields["hide_results_until_closes"] = True
    return fields


# ------------------------------------------------------------------ what came of it
def receipt_of(session: Session, said: Said, kind: str) -> Receipt:
    """The message's number, its page, and the numbers of all messages of an album."""
    is_album = isinstance(said.fields.values.get("result"), list)
    rows = said.rows() if is_album else [said.result()]
    numbers = [row.number("message_id") for row in rows]
    at_us = rows[0].number("date", 0) * 1_000_000
    own, chat = int(session.channel.remote_id), rows[0].child("chat")
    where = chat.number("id", own)
    data: dict[str, object] = {"messages": numbers, "kind": kind}
    poll = rows[0].child("poll")
    data |= {POLL_NAME: poll.id()} if "id" in poll else {}
    if where != own:
        data |= {"chat": where, "message": numbers[0]}
    name = session.channel.handle.removeprefix("@") if where == own else str(chat.values.get("username") or "")
    page = page_in(session, where, name, numbers[0]) if chat.values.get("type") != "private" else ""
    return Receipt(remote_id_of(own, where, numbers[0]), page, at_us, data=data)


def edited(session: Session, job: Job) -> tuple[str, dict[str, Any]]:
    """(method, fields) that change the words. Raises RefusedError for a poll, which stays as it is."""
    assert job.receipt is not None
    kind = job.receipt.data.get("kind") or (MEDIA if job.outgoing.media else TEXT)
    number = number_of(session, job.receipt)
    fields: dict[str, Any] = {"chat_id": chat_of(session, job.receipt.data), "message_id": number}
    if kind == POLL:
        raise RefusedError(session.http.names.problem("no_edit_there"))
    if kind == MEDIA:
        return "editMessageCaption", {**fields, "caption": shown_text(session, job, with_media=True)}
    return "editMessageText", {**fields, **_words(session, job)}
