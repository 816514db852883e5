"""A calendar of its own for whoever comes next: all but the messages goes into one archive, the sign-ins are forgotten,
and an empty calendar takes the place of this one, which is also copied as before any restore."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.desk import keys
from smmdesk.desk.archive_file import export_archive
from smmdesk.desk.file_writing import require_going
from smmdesk.desk.import_archive import check
from smmdesk.desk.import_errors import ImportBadError
from smmdesk.desk.import_plan import Going
from smmdesk.desk.who_publishes import Who, publishes_now
from smmdesk.model.delivery import State
from smmdesk.model.problem import ProblemError
from smmdesk.store import backups, ledger
from smmdesk.store.faults import told
from smmdesk.store.store import Store
from smmdesk.system.clock import Clock
from smmdesk.system.device import let_publish, read_device
from smmdesk.system.paths import Paths

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk


def waits_on_lists(desk: "Desk") -> int:
    """How many posts stand on platforms' own lists: they go out there, whatever is forgotten here."""
    with desk.store.reading() as reader:
        return len({due.delivery.post_id for due in ledger.open_parts(reader, State.HANDED_OFF)})


async def pack(desk: "Desk", path: Path, going: Going | None = None) -> int:
    """All but the messages in one file, read back whole; then no sign-in can be opened here any more, the key first.
    How many posts it holds. Raises ProblemError (archive_bad where it cannot be read), and StoppedError when `going`
    was stopped, before any is forgotten; archive_inside for a place in the data folder, which is tidied up; desk_busy
    while a service of this computer has the folder."""
    if path.resolve().is_relative_to(desk.paths.folder.resolve()):
        raise ProblemError("archive_inside", name=path.name)
    if publishes_now(desk) is Who.SERVICE:
        raise ProblemError("desk_busy")
    count = await desk.pool.run(partial(_written, desk, path, going or Going()))
    await keys.start_over(desk)
    return count


def _written(desk: "Desk", path: Path, going: Going) -> int:
    count = export_archive(desk, path, going=going)
    try:
        check(desk, path, going)
    except ImportBadError as error:
        raise ProblemError("archive_bad", name=path.name, said=error.said) from error
    require_going(going)
    return count


def empty(paths: Paths, clock: Clock, *, in_window: bool = False) -> Path | None:
    """An empty calendar in the place of the one that was packed; where its copy lies. This computer goes on publishing
    if it did. Nobody may have the folder open. Raises ProblemError as `backups.restore`."""
    asked = read_device(paths, clock).asks
    with _empty_calendar(paths, clock) as fresh:
        kept = backups.restore(paths, clock, fresh, in_window=in_window)
    if not asked:
        let_publish(paths)
    return kept


@contextmanager
def _empty_calendar(paths: Paths, clock: Clock) -> Iterator[Path]:
    with told(paths.folder, files=True), tempfile.TemporaryDirectory(prefix="empty-", dir=paths.cache) as folder:
        made = Paths(Path(folder) / "desk")
        Store.open(made, clock).close()
        yield made.database
