"""What was found for us elsewhere, on the inbox's side: who wrote it, and hearing no more of them."""

from smmdesk.desk import contributions, lookouts
from smmdesk.desk.findings import AUTHOR, HANDLE, LOOKOUT, SOURCE
from smmdesk.model.for_the_eye import isolated
from smmdesk.model.lookout import Lookout
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.words import _
from ui.bridge import Bridge

NAME_MOST = 80


def author_of(message: Message) -> str:
    """Who wrote what was found, as the site says it; "" for a message to us, and where nobody is named."""
    if message.kind is not MessageKind.FOUND:
        return ""
    return str(message.data.get(AUTHOR) or message.data.get(HANDLE) or "")[:NAME_MOST]


def shown_author(message: Message) -> str:
    """Who wrote it, else where it was found."""
    source = message.data.get(SOURCE) if message.kind is MessageKind.FOUND else None
    return author_of(message) or str(source or "")[:NAME_MOST]


def may_mute(message: Message) -> bool:
    return bool(author_of(message)) and bool(message.data.get(LOOKOUT))


def mute_author(bridge: Bridge, message: Message) -> bool:
    """Hear no more of them; the message is done."""
    who = bridge.attempt(lambda: lookouts.mute_author(bridge.desk, message.id))
    if who is None:
        return False
    bridge.announce(_("Nothing more of {name} will be found").format(name=isolated(who)), True)
    return True


def keep_contribution(bridge: Bridge, message_id: str) -> str:
    """Keep what they made, to be asked about; its id, "" where that was refused."""
    kept = bridge.attempt(lambda: contributions.from_message(bridge.desk, message_id)) if message_id else None
    return kept.id if kept is not None else ""


def lookout_of(bridge: Bridge, message: Message) -> Lookout | None:
    """What found it, where that is still listened for."""
    with bridge.desk.store.reading() as reader:
        found = reader.find(Lookout, str(message.data.get(LOOKOUT) or ""))
    return found if found is not None and found.deleted_at_us is None else None
