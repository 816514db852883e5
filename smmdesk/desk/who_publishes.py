"""Who publishes from this folder at the moment: the window's own engine, the computer's service, or nobody."""

from enum import StrEnum
from typing import TYPE_CHECKING

from smmdesk.store import db_settings
from smmdesk.system.single import is_held

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

KEY = "engine_of"


class Who(StrEnum):
    NOBODY = "nobody"
    WINDOW = "window"
    SERVICE = "service"


def note(desk: "Desk", who: Who) -> None:
    """An engine began its work here."""
    with desk.store.transaction() as tx:
        db_settings.put(tx, KEY, who)


def publishes_now(desk: "Desk") -> Who:
    """The engine's lock says whether one is at work; which one wrote itself down."""
    if not is_held(desk.paths.engine_lock):
        return Who.NOBODY
    with desk.store.reading() as reader:
        return Who(db_settings.get(reader, KEY, Who.WINDOW))
