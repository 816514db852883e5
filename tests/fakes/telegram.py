"""A Bot API server with one bot, which refuses what Telegram refuses and keeps what was published.

After Bot API 10.1 (methods and their fields) and tdlib/telegram-bot-api (words of its refusals). It takes no key of
ours, and tells no bot what a channel says.
"""

import io
import json
from dataclasses import replace
from typing import Any, Self

from PIL import Image

from smmdesk.model.counting import utf16

from .exchange import Answer, Request, Upload
from .loopback import LoopbackHttp
from .telegram_talk import ANNA, Message, Said, Talk
from .telegram_talk import Chat as Chat
from .telegram_talk import RefusalError as RefusalError
from .voting import Votes

TOKEN = "4711:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
BOT = {"id": 4711, "is_bot": True, "first_name": "Forno", "username": "forno_bot"}
SEND = {"chat_id", "disable_notification", "protect_content", "reply_parameters"}
FIELDS = {
    "getMe": set(),
    "getChat": {"chat_id"},
    "getChatMemberCount": {"chat_id"},
    "getChatMember": {"chat_id", "user_id"},
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "sendMessage": SEND | {"text", "link_preview_options"},
    "sendPhoto": SEND | {"photo", "caption"},
    "sendVideo": SEND | {"video", "caption", "width", "height", "cover", "supports_streaming"},
    "sendMediaGroup": SEND | {"media"},
    "sendPoll": SEND
    | {"question", "description", "options", "is_anonymous", "open_period", "allows_multiple_answers"}
    | {"hide_results_until_closes"},
    "editMessageText": {"chat_id", "message_id", "text", "link_preview_options"},
    "editMessageCaption": {"chat_id", "message_id", "caption"},
    "deleteMessage": {"chat_id", "message_id"},
    "deleteMessages": {"chat_id", "message_ids"},
    "setMessageReaction": {"chat_id", "message_id", "reaction", "is_big"},
    "pinChatMessage": {"chat_id", "message_id", "disable_notification"},
}
"""Every method that this server knows, with the fields that it takes."""
PHOTO_BYTES, FILE_BYTES = 10_000_000, 50_000_000
FILMS = (b"ftyp", b"moov")
REACTIONS = "\N{HEAVY BLACK HEART}\N{THUMBS UP SIGN}\N{FIRE}"


class Chats(Talk):
    """Chats and what stands in them. `messages` are those that can be seen, oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self.channel = Chat(-1001234567890, username="fornolucia")
        self.chats = {self.channel.id: self.channel}
        self.messages: list[Message] = []
        self.pinned: list[int] = []
        self.too_old: set[int] = set()
        self.token = TOKEN
        self.flood_s = 0
        self.followed_by = 212
        self._last = 40

    def add_chat(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        return chat

    def add_group(self, **rights: bool) -> Chat:
        """The channel gets a group in which people talk about its posts; the bot is an administrator there."""
        member = {"status": "administrator", "can_delete_messages": True, **rights}
        group = self.add_chat(Chat(-1009876543210, "supergroup", "Forno Lucia, parliamone", member=member))
        group.linked, self.channel.linked = self.channel.id, group.id
        return group

    def comment(self, post: int, text: str) -> Said:
        """Somebody writes below a post of the channel."""
        group = self.chats[self.channel.linked]
        forwards = [said for said in self.talk if said.told.get("is_automatic_forward")]
        brought = next((one for one in forwards if one.told["forward_origin"]["message_id"] == post), None)
        brought = brought or self.forwards(self.channel, group, post, "")
        return self.writes(group, text, reply_to_message=brought.told, message_thread_id=brought.id)

    def is_voted(self, message: Message, votes: Votes) -> None:
        """The bot is told how its poll stands now."""
        message.votes = votes
        self._tell("poll", message.poll(), Chat(0, "private"))

    def writes_to_the_bot(self, text: str) -> Said:
        """Somebody who started the bot writes to it."""
        chat = self.add_chat(Chat(int(str(ANNA["id"])), "private", "Anna", member={"status": "member"}))
        return self.writes(chat, text)

    def posts(self) -> list[Message]:
        """What can be seen, an album as one."""
        seen: dict[str, Message] = {}
        for message in self.messages:
            name = message.album or str(message.id)
            seen[name] = replace(seen[name], files=seen[name].files + message.files) if name in seen else message
        return list(seen.values())

    def _publish(
        self, chat: Chat, text: str, kind: str, files: list[bytes], fields: dict[str, Any], album: str = ""
    ) -> Message:
        self._last += 1
        message = Message(self._last, chat, text, kind, files, fields, album)
        self.messages.append(message)
        return message

    def _find(self, chat: Chat, number: int) -> Message | None:
        return next((one for one in self.messages if one.chat is chat and one.id == number), None)

    def _place(self, values: dict[str, Any]) -> Chat:
        """Where something may be sent."""
        chat = self._chat(int(values["chat_id"]))
        if chat.member["status"] == "kicked":
            raise RefusalError(403, "Forbidden: bot was kicked from the channel chat")
        if chat.type == "channel" and not chat.member.get("can_post_messages"):
            raise RefusalError(400, "Bad Request: need administrator rights in the channel chat")
        answered = values.get("reply_parameters")
        if answered is not None and not self._is_there(chat, answered["message_id"]):
            raise RefusalError(400, "Bad Request: message to be replied not found")
        return chat

    def _is_there(self, chat: Chat, number: int) -> bool:
        return self._find(chat, number) is not None or self.find(chat, number) is not None

    def _getMe(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        return {**BOT, "can_read_all_group_messages": self.reads_groups}

    def _getUpdates(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        return self.asked(values)

    def _getChat(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        chat = self._chat(values["chat_id"])
        found = {"id": chat.id, "type": chat.type, "title": chat.title}
        found |= {"linked_chat_id": chat.linked} if chat.linked else {}
        return {**found, "username": chat.username} if chat.username else found

    def _getChatMemberCount(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        chat = self._chat(values["chat_id"])
        if chat.member["status"] == "kicked":
            raise RefusalError(403, "Forbidden: bot was kicked from the channel chat")
        return self.followed_by

    def _getChatMember(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        chat = self._chat(values["chat_id"])
        assert values["user_id"] == BOT["id"]
        if chat.member["status"] == "left":
            raise RefusalError(400, "Bad Request: member list is inaccessible")
        return {**chat.member, "user": BOT}

    def _chat(self, named: Any) -> Chat:
        for chat in self.chats.values():
            if named == chat.id or (chat.username and named == f"@{chat.username}"):
                return chat
        raise RefusalError(400, "Bad Request: chat not found")


class FakeTelegram(Chats):
    """The Bot API over them; `pinned` are the numbers of what stands at the top."""

    def __init__(self) -> None:
        super().__init__()
        self.http = LoopbackHttp(self._handle)

    def __enter__(self) -> Self:
        self.http.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.stop()

    @property
    def url(self) -> str:
        return self.http.url

    def sent(self, method: str) -> list[dict[str, Any]]:
        """The fields of every call of a method, oldest first."""
        found = [request for request in self.http.requests if request.path.endswith(f"/{method}")]
        return [_values(request)[0] for request in found]

    # ------------------------------------------------------------------ answering
    def _handle(self, request: Request) -> Answer:
        try:
            result = self._asked(request)
        except RefusalError as refusal:
            body = {"ok": False, "error_code": refusal.status, "description": refusal.words}
            if refusal.parameters:
                body["parameters"] = refusal.parameters
            return Answer(refusal.status, json=body)
        return Answer(json={"ok": True, "result": result})

    def _asked(self, request: Request) -> Any:
        bot, _, method = request.path.removeprefix("/bot").partition("/")
        if not request.path.startswith("/bot") or ":" not in bot:
            raise RefusalError(404, "Not Found")
        if bot != self.token:
            raise RefusalError(401, "Unauthorized")
        if method not in FIELDS:
            raise RefusalError(404, "Not Found: method not found")
        if len(request.body) > FILE_BYTES:
            raise RefusalError(413, "Request Entity Too Large")
        if self.flood_s and method.startswith("send"):
            wait, self.flood_s = self.flood_s, 0
            raise RefusalError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        values, files = _values(request)
        unknown = values.keys() - FIELDS[method]
        assert not unknown, f"{method} has no {sorted(unknown)}"
        return getattr(self, f"_{method}")(values, files)

    # ------------------------------------------------------------------ sending
    def _sendMessage(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        chat = self._place(values)
        return _told(self._publish(chat, _text(values["text"], 4096), "text", [], values))

    def _sendPhoto(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        chat = self._place(values)
        data = _photo(_attached(values["photo"], files))
        return _told(self._publish(chat, _caption(values), "photo", [data], values))

    def _sendVideo(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        chat = self._place(values)
        data = [_film(_attached(values["video"], files))]
        if "cover" in values:
            data.append(_photo(_attached(values["cover"], files)))
        return _told(self._publish(chat, _caption(values), "video", data, values))

    def _sendMediaGroup(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        chat = self._place(values)
        items = values["media"]
        if not 2 <= len(items) <= 10:
            raise RefusalError(400, "Bad Request: group send failed")
        read = {"photo": _photo, "video": _film}
        checked = [(item, read[item["type"]](_attached(item["media"], files)), _caption(item)) for item in items]
        album = f"album{self._last}"
        made = [self._publish(chat, words, item["type"], [data], values, album) for item, data, words in checked]
        return [_told(message) for message in made]

    def _sendPoll(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        chat = self._place(values)
        answers = [option["text"] for option in values["options"]]
        if not 1 <= utf16(values["question"]) <= 300 or utf16(values.get("description", "")) > 1024:
            raise RefusalError(400, "Bad Request: poll question must be non-empty and no longer than 300")
        if not 1 <= len(answers) <= 12 or any(not 1 <= utf16(answer) <= 100 for answer in answers):
            raise RefusalError(400, "Bad Request: poll options length must not exceed 100")
        if chat.type == "channel" and values.get("is_anonymous") is False:
            raise RefusalError(400, "Bad Request: non-anonymous polls can't be sent to channel chats")
        if not 5 <= values.get("open_period", 5) <= 2_628_000:
            raise RefusalError(400, "Bad Request: can't use specified open period for the poll")
        return _told(self._publish(chat, values["question"], "poll", [], values))

    # ------------------------------------------------------------------ changing
    def _editMessageText(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        return self._edit(values, _text(values["text"], 4096), ("text",))

    def _editMessageCaption(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        return self._edit(values, _caption(values), ("photo", "video"))

    def _edit(self, values: dict[str, Any], text: str, kinds: tuple[str, ...]) -> Any:
        message = self._find(self._place(values), values["message_id"])
        if message is None:
            raise RefusalError(400, "Bad Request: message to edit not found")
        if message.kind not in kinds:
            raise RefusalError(400, f"Bad Request: there is no {'text' if kinds == ('text',) else 'caption'} to edit")
        if message.text == text:
            raise RefusalError(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message",
            )
        message.text = text
        return _told(message)

    def _setMessageReaction(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        said = self.find(self._place(values), values["message_id"])
        if said is None:
            raise RefusalError(400, "Bad Request: message to react not found")
        if any(each["type"] != "emoji" or each["emoji"] not in REACTIONS for each in values["reaction"]):
            raise RefusalError(400, "Bad Request: REACTION_INVALID")
        said.reactions = [each["emoji"] for each in values["reaction"]][:1]
        return True

    def _deleteMessage(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        theirs = self.find(self._place(values), values["message_id"])
        if theirs is not None:
            if theirs.chat.type != "private" and not theirs.chat.member.get("can_delete_messages"):
                raise RefusalError(400, "Bad Request: message can't be deleted")
            theirs.gone = True
            return True
        message = self._find(self._place(values), values["message_id"])
        if message is None:
            raise RefusalError(400, "Bad Request: message to delete not found")
        if message.id in self.too_old:
            raise RefusalError(400, "Bad Request: message can't be deleted for everyone")
        self.messages.remove(message)
        return True

    def _deleteMessages(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        chat = self._place(values)
        assert 1 <= len(values["message_ids"]) <= 100
        self.messages = [one for one in self.messages if one.chat is not chat or one.id not in values["message_ids"]]
        return True

    def _pinChatMessage(self, values: dict[str, Any], files: dict[str, Upload]) -> Any:
        chat = self._place(values)
        if not chat.member.get("can_edit_messages", True):
            raise RefusalError(400, "Bad Request: not enough rights to manage pinned messages in the chat")
        if self._find(chat, values["message_id"]) is None:
            raise RefusalError(400, "Bad Request: message to pin not found")
        if values["message_id"] not in self.pinned:
            self.pinned.append(values["message_id"])
        return True


def _values(request: Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """The fields with their types, and the files beside them."""
    found = request.values()
    files = {name: value for name, value in found.items() if isinstance(value, Upload)}
    fields = {name: value for name, value in found.items() if not isinstance(value, Upload)}
    if request.mime == "multipart/form-data":
        fields = {name: value if name == "caption" else _typed(value) for name, value in fields.items()}
    return fields, files


def _typed(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _told(message: Message) -> dict[str, Any]:
    chat = {"id": message.chat.id, "type": message.chat.type, "title": message.chat.title}
    chat |= {"username": message.chat.username} if message.chat.username else {}
    found = {"message_id": message.id, "date": 1_764_324_000 + message.id, "chat": chat}
    if message.kind == "poll":
        return {**found, "poll": message.poll()}
    return {**found, "text" if message.kind == "text" else "caption": message.text}


def _text(text: str, most: int) -> str:
    if not text.strip():
        raise RefusalError(400, "Bad Request: message text is empty")
    if utf16(text) > most:
        raise RefusalError(400, "Bad Request: message is too long")
    return text.strip()


def _caption(values: dict[str, Any]) -> str:
    caption: str = values.get("caption", "")
    if utf16(caption) > 1024:
        raise RefusalError(400, "Bad Request: message caption is too long")
    return caption.strip()


def _attached(name: str, files: dict[str, Upload]) -> bytes:
    upload = files.get(name.removeprefix("attach://"))
    if not name.startswith("attach://") or upload is None:
        raise RefusalError(400, "Bad Request: wrong HTTP URL specified")
    if not upload.data:
        raise RefusalError(400, "Bad Request: file must be non-empty")
    return upload.data


def _photo(data: bytes) -> bytes:
    if len(data) > PHOTO_BYTES:
        raise RefusalError(400, "Bad Request: file is too big")
    try:
        with Image.open(io.BytesIO(data)) as picture:
            wide, high = picture.size
    except OSError:
        raise RefusalError(400, "Bad Request: IMAGE_PROCESS_FAILED") from None
    if wide + high > 10_000 or max(wide, high) > 20 * min(wide, high):
        raise RefusalError(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    return data


def _film(data: bytes) -> bytes:
    if not any(mark in data[:64] for mark in FILMS):
        raise RefusalError(400, "Bad Request: wrong type of the web page content")
    return data
