"""Making a data folder ready. Where nothing is to be done, nothing is imported for it: `mending` holds the rest."""

from smmdesk.store import driver, folders, health, running, swap
from smmdesk.store.faults import told
from smmdesk.store.health import CHECK_WANTED, Condition, Ready
from smmdesk.system.clock import Clock
from smmdesk.system.paths import Paths


def make_ready(paths: Paths, clock: Clock, *, thorough: bool = False) -> Ready:
    """Make the database what this program needs; `thorough` reads all of it first (the engine does, when it is due).

    Raises ProblemError folder_synced, folder_not_writable, desk_busy, disk_full, and desk_hurt when it is damaged
    while another process works with it.
    """
    with told(paths.folder, files=True):
        folders.refuse_shared(paths.folder)
        paths.make()
        marked = (paths.folder / CHECK_WANTED).exists() or swap.is_waiting(paths)
        found, reader = health.look_and_keep(paths.database, whole=thorough or marked)
        if thorough and found.condition is Condition.CURRENT:
            running.note_checked(paths, clock)
        if found.condition is Condition.CURRENT and found.local_is_current and not marked:
            if reader is not None and not driver.log_is_safe(driver.version()):
                reader.close()  # a file that another version left with its log cannot change to the journal beside it
                reader = None
            return Ready(reader=reader)
        if reader is not None:
            reader.close()
        from smmdesk.store import mending

        ready = mending.make_ready(paths, clock, whole=thorough or marked)
        if thorough and ready.read_only is None:
            running.note_checked(paths, clock)
        return ready
