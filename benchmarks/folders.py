"""The data folders that are measured: filled once, copied for who writes into them, gone at the end."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smmdesk.store.versions import HEAD, LOCAL_VERSION
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.helpers.big_inbox import PEOPLE, fill_inbox
from tests.helpers.big_store import NOW, big_store

KEEP = "SMMDESK_BENCH_FOLDERS"
"""Names a folder where the filled ones stay for the next run; without it they are made afresh and removed."""


class Folders:
    """Filled data folders by number of posts. `close` removes what was not asked to stay."""

    def __init__(self) -> None:
        self._work = Path(tempfile.mkdtemp(prefix="smmdesk-bench-"))
        kept = os.environ.get(KEEP)
        self._filled = Path(kept) if kept else self._work / "filled"

    def filled(self, posts: int, dense: int = 5_000) -> Paths:
        """A folder with `posts` posts, `dense` of them in November 2026. Do not write into it."""
        folder = self._filled / f"{HEAD}-{LOCAL_VERSION}-{posts}-{dense}"
        if not folder.exists():
            draft = folder.with_name(f"{folder.name}.new")
            shutil.rmtree(draft, ignore_errors=True)
            draft.parent.mkdir(parents=True, exist_ok=True)
            with big_store(draft, posts, dense):
                pass
            draft.rename(folder)
        return Paths(folder)

    def copy(self, posts: int, dense: int = 5_000) -> Paths:
        """A copy of such a folder to write into."""
        target = Path(tempfile.mkdtemp(prefix="copy-", dir=self._work)) / "desk"
        shutil.copytree(self.filled(posts, dense).folder, target)
        return Paths(target)

    def with_messages(self, posts: int, messages: int, people: int = PEOPLE) -> Paths:
        """A copy of a folder with people's messages under its posts, to write into."""
        folder = self._filled / f"{HEAD}-{LOCAL_VERSION}-{posts}-messages-{messages}-{people}"
        if not folder.exists():
            draft = folder.with_name(f"{folder.name}.new")
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(self.filled(posts, dense=min(posts, 500)).folder, draft)
            clock = ManualClock(NOW)
            with big_store(draft, posts, clock=clock) as store:
                fill_inbox(Paths(draft), store, clock, messages, people)
            draft.rename(folder)
        target = Path(tempfile.mkdtemp(prefix="copy-", dir=self._work)) / "desk"
        shutil.copytree(folder, target)
        return Paths(target)

    def empty(self) -> Path:
        """A fresh folder for anything."""
        return Path(tempfile.mkdtemp(dir=self._work))

    def close(self) -> None:
        shutil.rmtree(self._work, ignore_errors=True)


@contextmanager
def folders() -> Iterator[Folders]:
    made = Folders()
    try:
        yield made
    finally:
        made.close()
