"""An engine that nobody starts again makes room for the newer program that was put in its place (decision 0055)."""

import threading
from typing import TYPE_CHECKING

from smmdesk.model.delivery import State
from smmdesk.model.problem import ProblemError
from smmdesk.store import health, ledger
from smmdesk.system.child import own_command
from smmdesk.system.secrets.pipe import unlock_line
from smmdesk.system.single import FileLock
from smmdesk.system.successor import Succession

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

PAUSE_S = 1.0


def is_sending(desk: "Desk") -> bool:
    """Is something on its way this moment, of which nobody could tell whether it went out?"""
    with desk.store.reading() as reader:
        return bool(ledger.open_parts(reader, State.SENDING))


def goes_on(lock: FileLock, desk: "Desk", succession: Succession) -> bool:
    """Give the engine's lock back and start the engine of the program in our place. True, with the lock, where that
    one did not come to work and this one goes on: nobody else works here, and the calendar is still of this version."""
    lock.release()
    pause = threading.Event()
    while succession.program.is_renewed and not succession.is_over:
        if succession.is_due:
            if succession.start(_command(desk), _key_line(desk)) or not lock.acquire():
                return False
            if _may_write(lock, desk):
                return True
        pause.wait(PAUSE_S)
    return lock.acquire() and _may_write(lock, desk)  # it was taken away before it began, or this one was put back


def _may_write(lock: FileLock, desk: "Desk") -> bool:
    """Whether the calendar is still of this version; else the lock is given back."""
    if health.look(desk.paths.database).condition is health.Condition.CURRENT:
        return True
    lock.release()  # a program that then fell brought it up to date
    return False


def _command(desk: "Desk") -> list[str]:
    """As a window starts an engine."""
    return own_command("--data-dir", str(desk.paths.folder), "publish", "--from-window")


def _key_line(desk: "Desk") -> str:
    try:
        return unlock_line(desk.vault)
    except ProblemError:  # it has no key either
        return ""
