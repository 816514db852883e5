"""A reaction to what somebody wrote (setMessageReaction, Bot API 7.0), and its deletion (deleteMessage).

Both may be asked for twice. What stands in a chat a bot cannot read: nobody can tell what became of a lost answer, but
by asking for the same once more.
"""

from smmdesk.model.delivery import Op
from smmdesk.platforms.base import Absent, CannotTell, Session
from smmdesk.platforms.moderating import Asked, Done
from smmdesk.platforms.telegram.bot import GONE, NOT_THERE, UNCHANGED, Bot
from smmdesk.platforms.telegram.places import chat_of

HEART = "\N{HEAVY BLACK HEART}"


async def moderate(session: Session, asked: Asked) -> Done:
    number = asked.data.get("message")
    where = {"chat_id": chat_of(session, asked.data), "message_id": number if isinstance(number, int) else 0}
    if asked.op is Op.DELETE:
        said = await Bot.of(session).call("deleteMessage", where, irreversible=True, also=GONE)
        return Done(gone=said.is_known)
    reaction = [{"type": "emoji", "emoji": HEART}] if asked.on else []
    known = (*UNCHANGED, *NOT_THERE)
    said = await Bot.of(session).call(
        "setMessageReaction", {**where, "reaction": reaction}, irreversible=True, also=known
    )
    return Done(gone=said.is_known and any(words in said.words.lower() for words in NOT_THERE))


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    """A bot reads no chat."""
    return CannotTell()


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
