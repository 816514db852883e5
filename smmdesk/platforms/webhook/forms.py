"""What an address gets: smmdesk's own signed form with everything, or the few words that a chat's webhook takes.

The own form follows Standard Webhooks (standardwebhooks.com, read July 2026). The others as their makers describe them:
Slack incoming webhooks, {"text"} of Mattermost, Rocket.Chat and Google Chat, ntfy's plain body, the adaptive card of a
Teams workflow.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from smmdesk.model.content import with_link
from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.platforms.base import Job, Picture, Session
from smmdesk.platforms.http import Upload
from smmdesk.platforms.signing import webhook_signature

OWN = ""
SLACK, CHAT, NTFY, TEAMS = "slack", "chat", "ntfy", "teams"
BY_HOST = {
    "hooks.slack.com": SLACK,
    "chat.googleapis.com": CHAT,
    "ntfy.sh": NTFY,
}
BY_HOST_END = {".webhook.office.com": TEAMS, ".logic.azure.com": TEAMS, ".api.powerplatform.com": TEAMS}
TYPES = {Op.CREATE: "post.publish", Op.EDIT: "post.update", Op.DELETE: "post.delete"}
JSON = "application/json"
REMOTE_ID = "remote_id"
"""Key in a receipt's data: what the receiver calls the post."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent: a body with its headers, or files beside it."""

    body: bytes
    headers: Mapping[str, str]
    uploads: tuple[Upload, ...] = field(default=())

    def options(self) -> dict[str, Any]:
        """As fields of Call. With files the body is the field `payload_json` of a form; the signature is over it."""
        if not self.uploads:
            return {"content": self.body, "headers": self.headers}
        kept = {name: value for name, value in self.headers.items() if name != "Content-Type"}
        return {"form": {"payload_json": self.body.decode("utf-8")}, "uploads": self.uploads, "headers": kept}


def form_at(host: str) -> str:
    """The form of a well-known address; the own one for all others."""
    bare = host.partition(":")[0].lower()
    for end, form in BY_HOST_END.items():
        if bare.endswith(end):
            return form
    return BY_HOST.get(bare, OWN)


def form_of(session: Session, job: Job) -> str:
    """What the person chose for this post, else what the address is known for."""
    chosen = str(job.outgoing.options.get("form") or "")
    if chosen:
        return OWN if chosen == "own" else chosen
    return str(session.channel.reported.get("form") or OWN)


def parcel(session: Session, job: Job, now: datetime) -> Parcel:
    """The whole of one call."""
    form = form_of(session, job)
    if form == OWN:
        return _own(session, job, now)
    words = _words(job)
    if form == NTFY:
        return Parcel(words.encode("utf-8", "replace"), _ntfy_headers(job))
    if form == TEAMS:
        return _json(_card(words))
    return _json({"text": slack_text(words) if form == SLACK else words})


def _json(value: Mapping[str, Any]) -> Parcel:
    return Parcel(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"), {"Content-Type": JSON})


def _words(job: Job) -> str:
    """Title, text and link one below the other."""
    said = job.outgoing
    return "\n\n".join(part for part in (said.title.strip(), with_link(said.text, said.link).strip()) if part)


def slack_text(text: str) -> str:
    """Slack's three signs of control, as it wants them written; all else it shows as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _ntfy_headers(job: Job) -> dict[str, str]:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    if job.outgoing.link.isascii() and job.outgoing.link:
        headers["Click"] = job.outgoing.link
    return headers


def _card(words: str) -> dict[str, Any]:
    """One block of text for each paragraph; its small Markdown is left to the person."""
    blocks = [{"type": "TextBlock", "text": part, "wrap": True} for part in words.split("\n\n") if part.strip()]
    card = {"type": "AdaptiveCard", "version": "1.4", "body": blocks}
    content_type = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": content_type, "content": card}]}


# ------------------------------------------------------------------ the own form
def _own(session: Session, job: Job, now: datetime) -> Parcel:
    value = {"type": TYPES[job.op], "timestamp": now.astimezone(UTC).isoformat(), "data": _data(session, job)}
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": JSON,
        "webhook-id": job.key,
        "webhook-timestamp": stamp,
        "Idempotency-Key": job.key,
    }
    key = session.secret.field("key")
    if key:
        headers["webhook-signature"] = webhook_signature(key, job.key, stamp, body)
    uploads = tuple(_upload(picture, number) for number, picture in enumerate(_files(job)))
    return Parcel(body, headers, uploads)


def _data(session: Session, job: Job) -> dict[str, Any]:
    """Everything that is known of the post. `id` stays the same for all that is ever said of it."""
    said, account = job.outgoing, {"id": session.channel.remote_id, "name": session.channel.name}
    data: dict[str, Any] = {"id": job.part_id, "account": account}
    if job.receipt is not None:
        data |= _known(job.receipt)
    if job.op is Op.DELETE:
        return data
    data |= {"part": job.kind.value, "title": said.title, "text": said.text, "link": said.link}
    data |= {"language": said.language, "scheduled_at": job.due.astimezone(UTC).isoformat()}
    data["media"] = [_described(picture, number) for number, picture in enumerate(_files(job))]
    if job.parent is not None and job.kind is not PartKind.ROOT:
        data["in_reply_to"] = _known(job.parent)
    if said.poll is not None:
        data["poll"] = {"options": list(said.poll.options), "minutes": said.poll.minutes, "many": said.poll.many}
    return data


def _known(receipt: Receipt) -> dict[str, Any]:
    """What the receiver said of a post: its number there (the `webhook-id` it came with, where it gave none)."""
    return {"remote_id": str(receipt.data.get(REMOTE_ID) or receipt.id), "url": receipt.url}


def _files(job: Job) -> tuple[Picture, ...]:
    """An edit changes words; its files are there already."""
    return job.outgoing.media if job.op is Op.CREATE else ()


def _described(picture: Picture, number: int) -> dict[str, Any]:
    with picture.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "file": f"file{number}",
        "filename": f"file{number}{picture.path.suffix}",
        "mime": picture.mime,
        "alt": picture.alt,
        "width": picture.width_px,
        "height": picture.height_px,
        "size": picture.size_bytes,
        "sha256": digest,
    }


def _upload(picture: Picture, number: int) -> Upload:
    return Upload(f"file{number}", picture.path, f"file{number}{picture.path.suffix}", picture.mime)
