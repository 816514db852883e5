"""What people write where the fake bot hears it: below a channel's posts, in a group, to the bot itself.

As the Bot API 10.1 has it: an update is told until somebody asks from a higher number on, or for a day; one program at
a time may ask, and none while an address of somebody's gets them all; a bot that is no administrator is told nothing of
what people write in a group to each other.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from smmdesk.system.clock import Clock

from .voting import NOBODY, Votes

HELD = timedelta(hours=24)
MOST_UPDATES = 100
FIRST = 870_000_001
ANNA = {"id": 5_000_000_017, "is_bot": False, "first_name": "Anna", "last_name": "Pertot", "username": "annapertot"}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


class RefusalError(Exception):
    """What is answered instead."""

    def __init__(self, status: int, words: str, **parameters: int) -> None:
        super().__init__(words)
        self.status, self.words, self.parameters = status, words, parameters


@dataclass
class Chat:
    """`rights` are those of the bot: administrator with can_post_messages, or anything else that Telegram says."""

    id: int
    type: str = "channel"
    title: str = "Forno Lucia"
    username: str = ""
    linked: int = 0
    member: dict[str, Any] = field(
        default_factory=lambda: {"status": "administrator", "can_post_messages": True, "can_delete_messages": True}
    )


@dataclass
class Said:
    """One message of somebody's, as it is told."""

    id: int
    chat: Chat
    told: dict[str, Any]
    reactions: list[str] = field(default_factory=list)
    gone: bool = False


@dataclass
class Message:
    """What visitors of a chat see."""

    id: int
    chat: Chat
    text: str = ""
    kind: str = "text"
    files: list[bytes] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    album: str = ""
    votes: Votes = NOBODY

    def poll(self) -> dict[str, Any]:
        """As a Poll of the Bot API 10.1."""
        answers = [option["text"] for option in self.fields["options"]]
        made = {"id": f"5{self.id:018d}", "question": self.text, "is_closed": self.votes.over, "is_anonymous": True}
        made |= {"options": [{"text": answer, "voter_count": self.votes.each[n]} for n, answer in enumerate(answers)]}
        made |= {
            "total_voter_count": self.votes.voters,
            "open_period": self.fields["open_period"],
            "is_anonymous": True,
        }
        return {**made, "allows_multiple_answers": self.fields.get("allows_multiple_answers", False)}


class Talk:
    """The updates of one bot. `listener` is another program that asks, `address` one that gets everything."""

    def __init__(self) -> None:
        self.clock: Clock | None = None
        self.talk: list[Said] = []
        self.updates: list[dict[str, Any]] = []
        self.listener = False
        self.address = ""
        self.reads_groups = False
        self._last_update = FIRST
        self._last_said = 500

    @property
    def now_s(self) -> int:
        return round(
            (self.clock.now() if self.clock is not None else datetime(2026, 11, 28, 10, tzinfo=UTC)).timestamp()
        )

    # ------------------------------------------------------------------ people
    def writes(self, chat: Chat, text: str, *, by: dict[str, Any] = ANNA, **more: Any) -> Said:
        """Somebody writes there."""
        self._last_said += 1
        told = {"message_id": self._last_said, "date": self.now_s, "chat": _chat(chat), "from": by}
        told |= {"text": text} if text else {}
        said = Said(self._last_said, chat, {**told, **more})
        self.talk.append(said)
        self._tell("message", said.told, chat)
        return said

    def edits(self, said: Said, text: str) -> None:
        said.told = {**said.told, "text": text, "edit_date": self.now_s}
        self._tell("edited_message", said.told, said.chat)

    def forwards(self, channel: Chat, group: Chat, post: int, text: str) -> Said:
        """Telegram brings a post of the channel into its group."""
        origin = {"type": "channel", "chat": _chat(channel), "message_id": post, "date": self.now_s}
        return self.writes(
            group, text, by=TELEGRAM, sender_chat=_chat(channel), is_automatic_forward=True, forward_origin=origin
        )

    def hears(self, chat: Chat) -> bool:
        return chat.type == "private" or chat.member["status"] == "administrator" or self.reads_groups

    def _tell(self, kind: str, told: dict[str, Any], chat: Chat) -> None:
        if self.hears(chat):
            self._last_update += 1
            self.updates.append({"update_id": self._last_update, kind: told})

    def find(self, chat: Chat, number: int) -> Said | None:
        return next((said for said in self.talk if (said.chat, said.id, said.gone) == (chat, number, False)), None)

    # ------------------------------------------------------------------ asking
    def asked(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """getUpdates."""
        if self.address:
            raise RefusalError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first",
            )
        if self.listener:
            raise RefusalError(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        assert 1 <= values.get("limit", 100) <= MOST_UPDATES
        assert values.get("timeout", 0) >= 0
        offset = values.get("offset", 0)
        since_s = self.now_s - HELD.total_seconds()
        self.updates = [
            each for each in self.updates if each["update_id"] >= offset and _date(each, since_s) >= since_s
        ]
        allowed = values.get("allowed_updates") or [name for each in self.updates for name in each]
        told = [each for each in self.updates if each.keys() & set(allowed)]
        return told[: values.get("limit", 100)]


def _date(update: dict[str, Any], default: float) -> float:
    [told] = [value for name, value in update.items() if name != "update_id"] or [{}]
    return float(told.get("edit_date") or told.get("date") or default)


def _chat(chat: Chat) -> dict[str, Any]:
    found = {"id": chat.id, "type": chat.type}
    if chat.type == "private":
        return {**found, "first_name": chat.title}
    return {**found, "title": chat.title, **({"username": chat.username} if chat.username else {})}
