"""What is sent into a room, and what an event says there now."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from smmdesk.model.content import with_link
from smmdesk.model.delivery import PartKind, Receipt
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, Picture, Session
from smmdesk.platforms.steps import kept

NAME_MOST = 200
_EVENT_ID = re.compile(r"\$[0-9A-Za-z$:._~=+/-]{1,254}")


def text_of(job: Job) -> str:
    return with_link(job.outgoing.text, job.outgoing.link)


def message(job: Job) -> dict[str, Any]:
    """The content of one event: words, or one file with the words as its caption.

    Nobody's telephone rings for a name in the text (`m.mentions` is empty), but whoever is answered is told. A file's
    description is its name where words stand below it, and what is shown instead of it where none do.
    """
    content: dict[str, Any] = {"msgtype": "m.text", "body": text_of(job)}
    if job.outgoing.media:
        content = _file(job.outgoing.media[0], text_of(job), str(_uri(job, "media")), _uri(job, "cover"))
    content["m.mentions"] = _answered(job)
    related = _relation(job)
    return {**content, "m.relates_to": related} if related else content


def _uri(job: Job, name: str) -> str | None:
    step = kept(job, name)
    return str(step["uri"]) if step is not None else None


def _file(picture: Picture, caption: str, uri: str, cover: str | None) -> dict[str, Any]:
    is_film = picture.mime.startswith("video/")
    name = file_name(picture)
    info: dict[str, Any] = {"mimetype": picture.mime, "size": picture.size_bytes}
    info |= {"w": picture.width_px, "h": picture.height_px} if picture.width_px else {}
    if cover is not None:
        info["thumbnail_url"] = cover
    body = caption or picture.alt.strip() or name
    return {"msgtype": "m.video" if is_film else "m.image", "body": body, "filename": name, "url": uri, "info": info}


def file_name(picture: Picture) -> str:
    """The description as a file's name, else one that says nothing."""
    words = " ".join("".join(c if c.isprintable() and c not in '/\\:*?"<>|' else " " for c in picture.alt).split())
    stem = words[:NAME_MOST].strip(". ")
    return f"{stem or hashlib.sha256(picture.name.encode('utf-8', 'replace')).hexdigest()[:12]}{picture.path.suffix}"


def _answered(job: Job) -> dict[str, Any]:
    """Whom an answer is told to (specification 1.7); nobody else is called."""
    author = job.parent.data.get("author") if job.parent is not None and job.kind is PartKind.ROOT else None
    return {"user_ids": [author]} if isinstance(author, str) and author else {}


def _relation(job: Job) -> dict[str, Any]:
    """Further parts and first comments stand in a thread below the root; programs without threads see an answer. An
    answer to somebody stands below their words, in their thread where they wrote in one."""
    if job.kind is PartKind.ROOT:
        if job.parent is None:
            return {}
        answered, thread = {"m.in_reply_to": {"event_id": job.parent.id}}, job.parent.data.get("thread")
        return (
            {"rel_type": "m.thread", "event_id": thread, "is_falling_back": False, **answered} if thread else answered
        )
    parent = job.parent or job.root
    root = job.root or parent
    if parent is None or root is None:
        return {}
    answered = {"m.in_reply_to": {"event_id": parent.id}}
    return {"rel_type": "m.thread", "event_id": root.id, "is_falling_back": True, **answered}


def below(job: Job) -> str:
    """The message that one of ours stands below; "" where it stands alone."""
    related = _relation(job)
    return str(related["m.in_reply_to"]["event_id"]) if related else ""


def file_in(content: Mapping[str, Any]) -> dict[str, Any]:
    """What later words about the same file need to say again."""
    return {name: content[name] for name in ("msgtype", "filename", "url", "info") if "url" in content}


def edited(job: Job) -> dict[str, Any]:
    """The event that takes another's place: other words, below the same file where there is one."""
    assert job.receipt is not None
    kept_file = job.receipt.data.get("file")
    text = text_of(job)
    fresh: dict[str, Any] = {"msgtype": "m.text", "body": text, "m.mentions": {}}
    if isinstance(kept_file, Mapping) and kept_file:
        fresh |= {**kept_file, "body": text or str(kept_file.get("filename") or "")}
    related = {"rel_type": "m.replace", "event_id": job.receipt.id}
    return {**fresh, "body": f"* {fresh['body']}", "m.new_content": fresh, "m.relates_to": related}


# ------------------------------------------------------------------ what is there
def is_removed(event: Fields) -> bool:
    """Redacted: the event stays, what it said is gone."""
    return "redacted_because" in event.child("unsigned") or not event.child("content").values


def said_in_event(event: Fields) -> str:
    """The words that people see now: those of the last event that took its place, where the server tells it."""
    newest = event.child("unsigned").child("m.relations").child("m.replace").child("content").child("m.new_content")
    return newest.text("body", "") or event.child("content").text("body", "")


def event_id(found: Fields) -> str:
    """`$…`, opaque; in older rooms with the server's name behind a colon."""
    own_id = found.text("event_id")
    if not is_event_id(own_id):
        raise found.strange()
    return own_id


def is_event_id(said: object) -> bool:
    return isinstance(said, str) and _EVENT_ID.fullmatch(said) is not None


def answers(event: Fields) -> str:
    """The message that an event stands below; "" where it stands alone."""
    return event.child("content").child("m.relates_to").child("m.in_reply_to").text("event_id", "")


def same_words(one: str, other: str) -> bool:
    return one.split() == other.split()


def receipt_of(session: Session, event_id: str, at_us: int = 0, content: Mapping[str, Any] | None = None) -> Receipt:
    kept_file = file_in(content or {})
    return Receipt(event_id, page_of_event(session, event_id), at_us, data={"file": kept_file} if kept_file else {})


def page_of_event(session: Session, event_id: str) -> str:
    """Where people read it."""
    room = session.channel.url or f"{session.facts.endpoints['web']}/#/{session.channel.remote_id}"
    return f"{room}/{event_id}"
