"""A Discord with one webhook, which refuses what Discord refuses and keeps what was published.

After Discord's API v10 (documentation of August 2026): what a webhook may do is to publish, and to read, change and
delete its own messages by their numbers. It lists nothing, and no key of ours means anything to it.
"""

import io
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from PIL import Image

from .described import Described
from .exchange import Answer, Request, Upload
from .loopback import LoopbackHttp
from .voting import Votes

WEBHOOK, TOKEN = "1234567890123456789", "aBc-DEF_" * 8
ADDRESS = f"https://discord.com/api/webhooks/{WEBHOOK}/{TOKEN}"
GUILD, CHANNEL = "1111111111111111111", "2222222222222222222"
TAG = "3333333333333333333"
FILE_BYTES, REQUEST_BYTES = 10 * 1024 * 1024, 25 * 1024 * 1024
PATH = re.compile(r"/api/v10/webhooks/(\d+)/([\w-]+)(?:/messages/([^/]+))?")
NEW = {"content", "username", "avatar_url", "tts", "embeds", "allowed_mentions", "attachments", "flags"}
NEW |= {"thread_name", "applied_tags", "poll"}
CHANGED = {"content", "embeds", "allowed_mentions", "attachments", "flags"}


class RefusalError(Exception):
    """What is answered instead."""

    def __init__(self, status: int, code: int, words: str, errors: Any = None, **more: Any) -> None:
        super().__init__(words)
        self.status = status
        self.body = {"code": code, "message": words, **({"errors": errors} if errors else {}), **more}


def bad(name: str, code: str, words: str) -> RefusalError:
    """The form of a refusal that names a field."""
    return RefusalError(400, 50035, "Invalid Form Body", {name: {"_errors": [{"code": code, "message": words}]}})


@dataclass
class Message:
    """What visitors of a channel see. `fields` are those that came."""

    id: str
    channel: str
    content: str
    at: datetime
    fields: dict[str, Any]
    files: list[bytes] = field(default_factory=list)
    edited: datetime | None = None
    reactions: list[tuple[str, int]] = field(default_factory=list)
    votes: Votes | None = None


class FakeDiscord:
    """`messages` are those that can be seen, oldest first. `is_forum`: the channel takes threads only,
    with one of its `tags` where it `wants_tag`. With a
    description every answer and every body is held against it; `violations` keeps what it says."""

    def __init__(self, description: Described | None = None) -> None:
        self.http = LoopbackHttp(self._handle)
        self.messages: list[Message] = []
        self.threads: dict[str, str] = {}
        self.is_forum = False
        self.wants_tag = False
        self.tags = {TAG}
        self.is_deleted = False
        self.refuses_for_s = 0.0
        self.now = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
        self.violations: list[str] = []
        self._description = description
        self._last = 3_000_000_000_000_000_000

    def __enter__(self) -> Self:
        self.http.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.stop()

    @property
    def url(self) -> str:
        return f"{self.http.url}/api/v10"

    # ------------------------------------------------------------------ answering
    def _handle(self, request: Request) -> Answer:
        try:
            return self._asked(request)
        except RefusalError as refusal:
            headers = {"Retry-After": str(int(self.refuses_for_s) + 1)} if refusal.status == 429 else {}
            return Answer(refusal.status, json=refusal.body, headers=headers)

    def _asked(self, request: Request) -> Answer:
        found = PATH.fullmatch(request.path)
        if found is None:
            raise RefusalError(404, 0, "404: Not Found")
        webhook, token, number = found.groups()
        if webhook != WEBHOOK or self.is_deleted:
            raise RefusalError(404, 10015, "Unknown Webhook")
        if token != TOKEN:
            raise RefusalError(401, 50027, "Invalid Webhook Token")
        if self.refuses_for_s and request.method != "GET":
            raise RefusalError(
                429, 0, "You are being rate limited.", retry_after=self.refuses_for_s, **{"global": False}
            )
        query = dict(request.query)
        if number is None:
            return self._webhook(request, query)
        return self._message(request, number, query)

    def _webhook(self, request: Request, query: dict[str, str]) -> Answer:
        if request.method == "GET":
            return Answer(json=self._described("GuildIncomingWebhookResponse", WEBHOOK_JSON))
        assert request.method == "POST", "a webhook of somebody else's is not taken away"
        message = self._publish(request, query)
        if query.get("wait") != "true":
            return Answer(204)
        return Answer(json=self._described("MessageResponse", _told(message)))

    def _described(self, schema: str, value: dict[str, Any]) -> dict[str, Any]:
        if self._description is not None:
            self.violations += self._description.against(schema, value)
        return value

    # ------------------------------------------------------------------ publishing
    def _publish(self, request: Request, query: dict[str, str]) -> Message:
        body, files = self._body(request, NEW)
        _require_words(body)
        _require_something(body, files)
        name = body.get("username", "Forno").lower()
        if "clyde" in name or "discord" in name or not 1 <= len(name) <= 80:
            raise bad("username", "USERNAME_INVALID_CONTAINS", 'Username cannot contain "discord"')
        channel = self._channel(body, query)
        self._last += 1
        self.now += timedelta(seconds=1)
        message = Message(str(self._last), channel, body.get("content", "").strip(), self.now, body, files)
        self.messages.append(message)
        return message

    def _channel(self, body: dict[str, Any], query: dict[str, str]) -> str:
        """The channel or thread that a message goes to."""
        thread, name = query.get("thread_id", ""), body.get("thread_name", "")
        if thread and name:
            raise RefusalError(
                400, 220002, "Webhooks posted to forum channels cannot have both a thread_name and thread_id"
            )
        if thread:
            if thread not in self.threads:
                raise RefusalError(404, 10003, "Unknown Channel")
            return thread
        if name:
            if not self.is_forum:
                raise RefusalError(400, 220003, "Webhooks can only create threads in forum channels")
            self._require_tags(body.get("applied_tags", []))
            if len(name) > 100:
                raise bad("thread_name", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
            self._last += 1
            self.threads[str(self._last)] = name
            return str(self._last)
        if self.is_forum:
            words = "Webhooks posted to forum channels must have a thread_name or thread_id"
            raise RefusalError(400, 220001, words)
        return CHANNEL

    def _require_tags(self, given: list[str]) -> None:
        if self.wants_tag and not given:
            raise RefusalError(400, 40067, "A tag is required to create a forum post in this channel")
        if len(given) > 5:
            raise bad("applied_tags", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.")
        if not set(given) <= self.tags:
            raise bad("applied_tags", "NUMBER_TYPE_COERCE", "This tag is not of this forum.")

    def _body(self, request: Request, known: set[str]) -> tuple[dict[str, Any], list[bytes]]:
        """The JSON and the files in order, each with its entry."""
        if len(request.body) > REQUEST_BYTES:
            raise RefusalError(413, 40005, "Request entity too large")
        values = request.values()
        uploads = {name: value for name, value in values.items() if isinstance(value, Upload)}
        body = json.loads(values["payload_json"]) if request.mime == "multipart/form-data" else request.json()
        assert body.keys() <= known, body.keys() - known
        schema = "IncomingWebhookRequestPartial" if known is NEW else "IncomingWebhookUpdateRequestPartial"
        self._described(schema, body)
        files = []
        for entry in body.get("attachments", []):
            upload = uploads.get("files", {}).get(str(entry["id"])) if not uploads else None
            upload = upload or uploads.get(f"files[{entry['id']}]")
            assert upload is not None, "an entry without its file"
            assert upload.filename == entry["filename"]
            if len(upload.data) > FILE_BYTES:
                raise RefusalError(413, 40005, "Request entity too large")
            if len(entry.get("description", "")) > 1024:
                raise bad("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 1024 or fewer in length.")
            if upload.mime.startswith("image/"):
                Image.open(io.BytesIO(upload.data)).verify()
            files.append(upload.data)
        assert len(files) == len(uploads), "a file that nobody described"
        return body, files

    # ------------------------------------------------------------------ one message
    def _message(self, request: Request, number: str, query: dict[str, str]) -> Answer:
        channel = query.get("thread_id", CHANNEL)
        message = next((one for one in self.messages if (one.id, one.channel) == (number, channel)), None)
        if message is None:
            raise RefusalError(404, 10008, "Unknown Message")
        if request.method == "DELETE":
            self.messages.remove(message)
            return Answer(204)
        if request.method == "PATCH":
            body, _files = self._body(request, CHANGED)
            _require_words(body)
            if "poll" in message.fields:
                raise RefusalError(400, 520006, "Poll message cannot be edited")
            message.content = body.get("content", message.content).strip()
            message.fields |= body
            message.edited = self.now
        return Answer(json=self._described("MessageResponse", _told(message)))


def _require_words(body: dict[str, Any]) -> None:
    if len(body.get("content") or "") > 2000:
        raise bad("content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.")
    for embed in body.get("embeds", []):
        if len(embed.get("title", "")) > 256 or len(embed.get("description", "")) > 4096:
            raise bad("embeds", "BASE_TYPE_MAX_LENGTH", "Must be shorter.")
    assert isinstance(body.get("allowed_mentions", {}).get("parse"), list), "nobody may be called by chance"


def _require_something(body: dict[str, Any], files: list[bytes]) -> None:
    if not ((body.get("content") or "").strip() or body.get("embeds") or files or body.get("poll")):
        raise RefusalError(400, 50006, "Cannot send an empty message")
    poll = body.get("poll")
    if poll is None:
        return
    answers = [answer["poll_media"]["text"] for answer in poll["answers"]]
    if not 1 <= len(poll["question"]["text"]) <= 300 or not 1 <= len(answers) <= 10:
        raise bad("poll", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 300 in length.")
    if any(not 1 <= len(answer) <= 55 for answer in answers) or not 1 <= poll["duration"] <= 768:
        raise bad("poll", "BASE_TYPE_MAX_LENGTH", "Must be 55 or fewer in length.")


WEBHOOK_JSON: dict[str, Any] = {
    "application_id": None,
    "avatar": None,
    "channel_id": CHANNEL,
    "guild_id": GUILD,
    "id": WEBHOOK,
    "name": "Forno Lucia",
    "type": 1,
}


def _told(message: Message) -> dict[str, Any]:
    """A message as Discord shows it; its files' addresses end after a day."""
    author = {"id": WEBHOOK, "username": "Forno", "avatar": None, "discriminator": "0000", "public_flags": 0}
    return {
        "type": 0,
        "content": message.content,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "timestamp": message.at.isoformat(),
        "edited_timestamp": message.edited.isoformat() if message.edited else None,
        "flags": message.fields.get("flags", 0),
        "components": [],
        "id": message.id,
        "channel_id": message.channel,
        "author": {**author, "flags": 0, "bot": True, "global_name": None, "primary_guild": None},
        "pinned": False,
        "mention_everyone": False,
        "tts": False,
        "webhook_id": WEBHOOK,
        **({"reactions": [_reaction(*each) for each in message.reactions]} if message.reactions else {}),
        **({"poll": _poll(message)} if "poll" in message.fields else {}),
    }


def _poll(message: Message) -> dict[str, Any]:
    """Without results while nothing was counted; an answer that nobody chose is not among them."""
    asked, votes = message.fields["poll"], message.votes
    poll = {
        "question": asked["question"],
        "answers": [{"answer_id": number, **each} for number, each in enumerate(asked["answers"], 1)],
        "expiry": (message.at + timedelta(hours=asked["duration"])).isoformat(),
        "allow_multiselect": asked["allow_multiselect"],
        "layout_type": 1,
    }
    if votes is None:
        return poll
    counts = [{"id": number, "count": each, "me_voted": False} for number, each in enumerate(votes.each, 1) if each]
    return {**poll, "results": {"is_finalized": votes.over, "answer_counts": counts}}


def _reaction(emoji: str, count: int) -> dict[str, Any]:
    shown = {"emoji": {"id": None, "name": emoji}, "count": count, "count_details": {"burst": 0, "normal": count}}
    return {**shown, "burst_colors": [], "me_burst": False, "me": False}
