"""Files and folders coming into the library: how far it is, stopping it, and what was not taken and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from smmdesk.model.problem import Problem
from smmdesk.model.words import ngettext
from ui.bridge import Bridge

AT_ONCE = 1_000
"""Files of one drop onto the library."""
STEPS_SHOWN = 100
"""How often the screen says at most how far it is: each time all of it is shown anew."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the taking in is."""

    done: int
    total: int


class LibraryTaking:
    """`progress` while files are read in; `taken` gets the ids of what came, `changed` is called at each file."""

    def __init__(
        self, bridge: Bridge, brand_id: str, changed: Callable[[], object], taken: Callable[[Sequence[str]], object]
    ) -> None:
        self._bridge, self._brand_id = bridge, brand_id
        self._changed, self._taken = changed, taken
        self._stopping = False
        self.progress: Progress | None = None
        self.refused: tuple[Problem, ...] = ()

    def take_files(self, paths: Sequence[Path]) -> None:
        """Read files and folders in; `stop` ends it after the file that is being read."""
        if paths and self.progress is None:
            self._stopping = False
            self.refused = ()
            self.progress = Progress(0, len(paths))
            self._changed()
            self._bridge.run(self._take(tuple(paths)), key="library takes files")

    def stop(self) -> None:
        self._stopping = True

    def dismiss_refused(self) -> None:
        self.refused = ()
        self._changed()

    async def _take(self, paths: Sequence[Path]) -> None:
        from smmdesk.desk import media_intake
        from smmdesk.desk.media_files import gather

        new: list[str] = []
        try:
            desk = self._bridge.desk
            found = await desk.pool.run(gather, paths, AT_ONCE)
            self.refused = found.problems
            for number, path in enumerate(found.files):
                if self._stopping:
                    break
                self.progress = Progress(number, len(found.files))
                if number % max(1, len(found.files) // STEPS_SHOWN) == 0:
                    self._changed()
                taken = await media_intake.take_files(desk, self._brand_id, [path])
                new += [asset.id for asset in taken.assets]
                self.refused += taken.problems
        finally:
            self.progress = None
        if new:
            words = ngettext("{count} file in the library", "{count} files in the library", len(new))
            self._bridge.announce(words.format(count=len(new)))
            self._taken(new)
        self._changed()
