"""Where a message stands: its chat and its number there, as one id, and its page.

What stands in the channel's own chat is known by its number alone; what people write in its group, or to the bot, by
both.
"""

from collections.abc import Mapping

from smmdesk.model.delivery import Receipt
from smmdesk.platforms.base import RefusedError, Session


def remote_id_of(own: int, chat: int, number: int) -> str:
    return str(number) if chat == own else f"{chat}/{number}"


def chat_of(session: Session, data: Mapping[str, object]) -> int:
    """The chat that is kept beside a message or an answer; else the channel's own."""
    kept = data.get("chat")
    return kept if isinstance(kept, int) and not isinstance(kept, bool) else int(session.channel.remote_id)


def page_in(session: Session, chat: int, name: str, number: int) -> str:
    """The message's public page, or the one that members of a private chat can open; groups of the small kind and
    private talks have none."""
    web = session.facts.endpoints["web"]
    if name.isascii() and name.isidentifier():
        return f"{web}/{name}/{number}"
    return f"{web}/c/{str(chat).removeprefix('-100')}/{number}" if str(chat).startswith("-100") else ""


def number_of(session: Session, receipt: Receipt) -> int:
    """The message's number in its chat. Raises RefusedError(not_known_there) for the address of another chat, which a
    person may have pasted: under the same number there is another message here."""
    kept = receipt.data.get("message")
    if isinstance(kept, int) and not isinstance(kept, bool):
        return kept
    chat, _slash, number = receipt.id.rpartition("/")
    own_id, name = session.channel.remote_id, session.channel.handle.removeprefix("@").casefold()
    begins = chat.split("/")
    here = f"-100{begins[1]}" == own_id if begins[0] == "c" and len(begins) > 1 else begins[0].casefold() == name
    if not (number.isascii() and number.isdigit() and len(number) < 16) or (chat and not here):
        raise RefusedError(session.http.names.problem("not_known_there"))
    return int(number)
