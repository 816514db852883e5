"""Files for people, written beside their place and renamed: whole or not there. A long one can be stopped."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smmdesk.desk.import_plan import Going
from smmdesk.model.problem import ProblemError
from smmdesk.model.sizes import say_bytes
from smmdesk.store.faults import told
from smmdesk.system.drafts import draft_of

SPARE_BYTES = 20_000_000
"""What is left for everything else on a disk that would be filled up."""


class StoppedError(Exception):
    """A person ended it; nothing was written."""


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """A draft beside `path` that takes its name at the end."""
    with told(path.parent, files=True):
        try:
            with draft_of(path) as draft:
                yield draft
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            raise ProblemError("folder_not_writable", folder=str(path)) from error


def with_ending(path: Path, ending: str) -> Path:
    """`path` as it was chosen, with the ending of its kind. Where that is added, nobody was asked about a file that has
    the name: it stays, and the new one gets a number."""
    if path.suffix.lower() == f".{ending}":
        return path
    target, number = path.with_name(f"{path.name}.{ending}"), 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name} {number}.{ending}")
    return target


def require_going(going: Going) -> None:
    """Raises StoppedError once a person ended it."""
    if going.stopping:
        raise StoppedError


def require_room(needed: dict[Path, int]) -> None:
    """That there is room for so many bytes in each of these folders, which may lie on one disk.

    Raises ProblemError(no_room). A disk that does not tell is tried.
    """
    wanted: dict[int, tuple[Path, int]] = {}
    for folder, count in needed.items():
        try:
            disk = folder.stat().st_dev
        except OSError:
            continue  # writing says what is wrong with it
        first, before = wanted.get(disk, (folder, 0))
        wanted[disk] = (first, before + count)
    for folder, count in wanted.values():
        try:
            free = shutil.disk_usage(folder).free
        except OSError:
            continue
        if free < count + SPARE_BYTES:
            raise ProblemError("no_room", folder=str(folder), needed=say_bytes(count), left=say_bytes(free))
