"""Servers that switched our interface off (410): nothing more is asked of them until something changed here.

Kept in the database, by platform and server, with what it was true of: another version of smmdesk or of the platform's
facts asks again by itself, and so does a person who says "try again".
"""

from collections.abc import Mapping

from smmdesk import __version__
from smmdesk.model.channel import Channel
from smmdesk.platforms.facts import Facts
from smmdesk.store import db_settings
from smmdesk.store.reader import Reader
from smmdesk.store.transaction import Transaction

KEY = "switched_off"


def read(reader: Reader) -> Mapping[str, str]:
    """By place, of which version and facts it is true."""
    found: Mapping[str, str] = db_settings.get(reader, KEY, {})
    return found


def place(channel: Channel) -> str:
    """What was switched off: one server, or a platform that has only one."""
    return f"{channel.platform} {channel.server}"


def is_off(known: Mapping[str, str], channel: Channel, facts: Facts) -> bool:
    return known.get(place(channel)) == _now(facts)


def note(tx: Transaction, channel: Channel, facts: Facts) -> Mapping[str, str]:
    """This server said so, to this version."""
    known = {**read(tx), place(channel): _now(facts)}
    db_settings.put(tx, KEY, known)
    return known


def lift(tx: Transaction, channel: Channel) -> None:
    """A person wants it tried again."""
    known = dict(read(tx))
    if known.pop(place(channel), None) is not None:
        db_settings.put(tx, KEY, known)


def _now(facts: Facts) -> str:
    return f"{__version__} {facts.date}"
