"""An empty calendar in the place of this one: everything goes into one file first, and the sign-ins are forgotten."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from smmdesk.desk import beginning_again
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.presenters.leaving import file_name
from ui.presenters.long_work import LongWork

ENDING = "smmdesk"


class BeginningAgain(LongWork):
    """`emptied` gets a sentence once the file is written and read again: the calendar may give way. `begun` is called
    with what goes on, `over` when that has ended: who shows how far it is sets them."""

    def __init__(self, bridge: Bridge, emptied: Callable[[str], object]) -> None:
        super().__init__(bridge, lambda: self.over())
        self._emptied = emptied
        self.begun: Callable[[str], object] = lambda _words: None
        self.over: Callable[[], object] = lambda: None

    @property
    def file_name(self) -> str:
        return file_name(self._bridge, ENDING)

    @property
    def warning(self) -> str:
        """What goes out all the same; empty for nothing."""
        count = beginning_again.waits_on_lists(self._bridge.desk)
        words = ngettext(
            "{count} post stands on a platform’s own list and goes out there all the same: pause everything first to "
            "take it off.",
            "{count} posts stand on platforms’ own lists and go out there all the same: pause everything first to take "
            "them off.",
            count,
        )
        return words.format(count=count) if count else ""

    def begin(self, path: Path) -> None:
        """Write the file; nothing is forgotten before it was read again. A full disk is told as a bar."""
        from smmdesk.desk.file_writing import with_ending

        self._bridge.run(self._work(with_ending(path, ENDING)), key="begin again")

    async def _work(self, target: Path) -> None:
        from smmdesk.desk.file_writing import StoppedError

        self.begun(_("Writing “{name}”").format(name=target.name))
        try:
            await self.followed(partial(beginning_again.pack, self._bridge.desk, target))
        except StoppedError:
            self._bridge.announce(_("Stopped. Your calendar is as it was"))
            return
        self._emptied(_("The calendar is empty. All of before is in “{name}”.").format(name=target.name))
