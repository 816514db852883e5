"""How many are in the channel or group (getChatMemberCount, Bot API 10.1). Views of a message are told to no bot."""

from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import whole
from smmdesk.platforms.telegram.bot import Bot


async def followers(session: Session) -> int | None:
    """All members, the bot itself among them."""
    said = await Bot.of(session).call("getChatMemberCount", {"chat_id": int(session.channel.remote_id)})
    return whole(said.fields, "result")


class Numbers:
    """The verbs, for the connector."""

    async def followers(self, session: Session) -> int | None:
        return await followers(session)
