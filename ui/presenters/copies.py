"""The copies of the calendar: made each day by themselves, checked, and one of them put back (ux.md 112)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from smmdesk.desk.copies import Backup, check_copy, copies_of
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.words import _, with_tenths
from smmdesk.system.zones import local_zone
from ui.bridge import Bridge
from ui.presenters.versions import say_when


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One copy: when it was made, why and how large it is."""

    path: Path
    time: str
    detail: str


class CopiesPresenter(QObject):
    """`rows` newest first; `changed` when they are others. `put_back` gets a copy that was checked, and a sentence."""

    changed = Signal()

    def __init__(self, bridge: Bridge, put_back: Callable[[Path, str], object]) -> None:
        super().__init__()
        self._bridge, self._put_back = bridge, put_back
        self.rows = self._read()

    def make(self) -> None:
        """A checked copy now; the list shows it."""

        async def work() -> None:
            from smmdesk.desk import archive

            await archive.make_copy(self._bridge.desk)
            self.rows = self._read()
            self.changed.emit()
            self._bridge.announce(_("The calendar was copied and the copy checked"))

        self._bridge.run(work(), key="backup")

    def put_back(self, row: CopyRow) -> None:
        """Read the copy whole, then let it take the calendar's place; one that is damaged is said and stays unused."""

        async def work() -> None:
            await check_copy(self._bridge.desk, row.path)
            self._put_back(
                row.path, _("The calendar is as it was {time}. Sign in to your channels again.").format(time=row.time)
            )

        self._bridge.run(work(), key="put back")

    def _read(self) -> tuple[CopyRow, ...]:
        desk = self._bridge.desk
        now, zone = desk.clock.now(), local_zone()
        return tuple(
            CopyRow(copy.path, say_when(Moment.of(from_us(copy.made_at_us), zone), now), _detail(copy))
            for copy in copies_of(desk)
        )


def _detail(copy: Backup) -> str:
    reasons = {
        "asked": _("made by you"),
        "daily": _("made by itself"),
        "before-update": _("made before an update"),
        "before-restore": _("made before a copy was put back"),
    }
    size = with_tenths(copy.size_bytes / 1_000_000)
    return _("{reason}, {size} MB").format(reason=reasons.get(copy.reason, copy.reason), size=size)
