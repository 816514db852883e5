"""The brands to choose from: who is open, who else needs the person. Nothing while there is one brand alone."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from smmdesk.desk import brands
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge

if TYPE_CHECKING:
    from smmdesk.model.changes import Changes

SOON_MS = 250
MOST_KEYS = 9


class BrandFace(NamedTuple):
    """One choice; an empty `id` is all brands at once. `needs`: what waits in it, in words; `urgent` in red."""

    id: str
    name: str
    color: str = ""
    logo: str = ""
    keys: str = ""
    current: bool = False
    needs: str = ""
    urgent: bool = False

    @property
    def words(self) -> str:
        """ "Cafe Lume: 2 wait for you"."""
        return f"{self.name}: {self.needs}" if self.needs else self.name


class BrandFaces(QObject):
    """`faces` is empty where there is one brand; `name` and `color` are of the one that is open. `changed` after any of
    them differs."""

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self.open_id = self.name = self.color = ""
        self.faces: tuple[BrandFace, ...] = ()
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.reload)
        bridge.changed.connect(self._desk_changed)

    def close(self) -> None:
        self._soon.stop()
        self._bridge.changed.disconnect(self._desk_changed)

    def reload(self) -> None:
        """Read again. Raises nothing: what cannot be read is said where it is shown."""
        desk, reader = self._bridge.desk, self._bridge.calendar
        try:
            seen = brands.brand_seen(desk, reader)
        except ProblemError as error:
            self._bridge.failed.emit(error.problem)
            return
        before = (self.open_id, self.name, self.color, self.faces)
        self.open_id, self.name, self.color = seen.id, seen.name, seen.color
        self.faces = self._read()
        if before != (self.open_id, self.name, self.color, self.faces):
            self.changed.emit()

    def _read(self) -> tuple[BrandFace, ...]:
        desk, reader = self._bridge.desk, self._bridge.calendar
        found = reader.brands()
        if len(found) < 2:
            return ()
        shows_all = brands.shows_all(desk, reader)
        logos, needs = reader.logos(), self._needs([brand.id for brand in found])
        made = [BrandFace("", _("All brands"), keys="Ctrl+Shift+0", current=shows_all)]
        for number, brand in enumerate(found, start=1):
            said, urgent = needs.get(brand.id, ("", False))
            keys = f"Ctrl+Shift+{number}" if number <= MOST_KEYS else ""
            is_open = not shows_all and brand.id == self.open_id
            logo = logos.get(brand.id, "")
            made.append(BrandFace(brand.id, brand.name, brand.color, logo, keys, is_open, said, urgent))
        return tuple(made)

    def _needs(self, ids: list[str]) -> dict[str, tuple[str, bool]]:
        """By brand what waits there for the person: decisions first, then messages to answer."""
        from smmdesk.desk import open_problems
        from smmdesk.store import inbox_reads
        from smmdesk.store.inbox_reads import Which

        desk = self._bridge.desk
        with desk.store.reading() as reader:
            problems = open_problems.open_problems(reader, desk)
            waiting = {one: inbox_reads.count(reader, one, Which.OPEN, desk.now_us()) for one in ids}
        made = {}
        for brand_id in ids:
            asked = sum(one.brand_id == brand_id for one in problems)
            said = [ngettext("{count} waits for you", "{count} wait for you", asked).format(count=asked)] * bool(asked)
            count = waiting[brand_id]
            words = ngettext("{count} message to answer", "{count} messages to answer", count).format(count=count)
            said += [words] * bool(count)
            made[brand_id] = (", ".join(said), bool(asked))
        return made

    def _desk_changed(self, changes: "Changes") -> None:
        if changes.touches("brand"):
            self.reload()
        elif self.faces and changes.touches("part", "delivery", "channel", "message", "approval_note"):
            self._soon.start()
