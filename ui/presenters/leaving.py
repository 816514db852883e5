"""The calendar as a file: everything for another computer, or its posts for other programs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from smmdesk.model.for_the_eye import tame
from smmdesk.model.moment import Moment
from smmdesk.model.words import _, ngettext
from smmdesk.system.zones import local_zone
from ui.bridge import Bridge
from ui.presenters.long_work import LongWork


@dataclass(frozen=True, slots=True)
class Way:
    """One kind of file: its `kind` for the archive, ending, icon, name, what it is for, and the words of its filter."""

    kind: str
    ending: str
    icon: str
    name: str
    purpose: str

    @property
    def filters(self) -> str:
        return f"{self.name} (*.{self.ending})"


def ways() -> tuple[Way, ...]:
    """The kinds of file, the whole one first."""
    return (
        Way(
            "archive",
            "smmdesk",
            "archive",
            _("Everything"),
            _("Posts, photos, ideas and history, for another computer. It holds no sign-ins."),
        ),
        Way("csv", "csv", "file-text", _("Table"), _("All posts as rows, for a spreadsheet or another planner.")),
        Way("ics", "ics", "calendar-days", _("Calendar"), _("Dates and texts, for the calendar of a phone.")),
        Way("json", "json", "file-down", _("Data"), _("All posts with their results, for programs.")),
    )


class LeavingPresenter(LongWork):
    """Writes one file at a time, beside the screen's work; says how many posts it holds and where it lies.

    `begun` is called with what goes on, `over` when that has ended: who shows how far it is sets them. `brand_id` is
    whose posts the file holds, empty for all brands; to begin with of the one that is open, or of all where all show.
    """

    def __init__(self, bridge: Bridge, written: Callable[[Path], object] | None = None) -> None:
        super().__init__(bridge, lambda: self.over())
        self._written = written
        self.begun: Callable[[str], object] = _nothing
        self.over: Callable[[], object] = _nothing
        self.brand_id = ""

    def begin(self) -> tuple[tuple[str, str], ...]:
        """Ids and names to choose from, all brands first, those that are put away too; nothing where there is one."""
        from smmdesk.desk.several_brands import all_of

        brands, shown = all_of(self._bridge.desk), self._bridge.shown_brands
        self.brand_id = shown[0].id if len(brands) > 1 and len(shown) == 1 else ""
        if len(brands) < 2:
            return ()
        return (("", _("All brands")), *((brand.id, tame(brand.name)) for brand in brands))

    def file_name(self, way: Way) -> str:
        """A name that says whose calendar it is and of which day."""
        return file_name(self._bridge, way.ending, self.brand_id)

    def write(self, way: Way, path: Path) -> None:
        """Write it; a full disk or a folder nobody may write to is told as a bar."""
        from smmdesk.desk.file_writing import with_ending

        self._bridge.run(self._work(way, with_ending(path, way.ending), self.brand_id), key="export")

    async def _work(self, way: Way, target: Path, brand_id: str) -> None:
        from smmdesk.desk import archive
        from smmdesk.desk.file_writing import StoppedError

        self.begun(_("Writing “{name}”").format(name=target.name))
        write = partial(archive.export, self._bridge.desk, way.kind, target, brand_id)
        try:
            count = await self.on_thread(write)
        except StoppedError:
            self._bridge.announce(_("Stopped. No file was written"))
            return
        words = ngettext("{count} post written to “{name}”", "{count} posts written to “{name}”", count)
        self._bridge.announce(words.format(count=count, name=target.name))
        if self._written is not None:
            self._written(target)


def file_name(bridge: Bridge, ending: str, brand_id: str = "") -> str:
    """A name that says whose calendar it is (of all brands, unless one is named) and of which day."""
    from smmdesk.desk.several_brands import all_of

    brands = all_of(bridge.desk)
    name = next((brand.name for brand in brands if brand.id == brand_id or len(brands) == 1), "smmdesk")
    safe = "".join(sign if sign.isalnum() or sign in " -_'" else " " for sign in name).strip() or "smmdesk"
    day = Moment.of(bridge.desk.clock.now(), local_zone()).wall.date()
    return f"{' '.join(safe.split())} {day.isoformat()}.{ending}"


def _nothing(*_said: object) -> None:
    """Nobody shows how far it is."""
