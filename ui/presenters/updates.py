"""Whether a newer version is there, as Settings and the bar say it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from smmdesk import __version__
from smmdesk.desk import updates
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import _, language

if TYPE_CHECKING:
    from smmdesk.model.release import Release
    from ui.bridge import Bridge


class Updates(QObject):
    """`changed` after a look or a choice. `source` is replaced by tests; its address is empty in a copy that was made
    from the sources: then nobody is asked."""

    changed = Signal()

    def __init__(self, bridge: "Bridge", source: updates.Source | None = None) -> None:
        super().__init__()
        self._bridge, self._desk = bridge, bridge.desk
        self.source = source or updates.shipped()
        self.release: Release | None = None
        self.against: Problem | None = None
        self.is_looking = self.was_looked = False

    @property
    def can_look(self) -> bool:
        return self.source.is_known

    @property
    def by_itself(self) -> bool:
        """Is it asked once a week?"""
        return self._desk.settings.get(updates.LOOK) == "on"

    def choose(self, on: bool) -> None:
        self._desk.settings.set(updates.LOOK, "on" if on else "off")
        self.changed.emit()

    def begin(self) -> None:
        """Ask by itself, where it is time; what stands against it is not worth a word then."""
        if updates.is_due(self._desk, self.source):
            self._bridge.run(self._look(), key="updates")

    def look(self) -> None:
        """Ask now, since the person wants to know."""
        if self.can_look and not self.is_looking:
            self._bridge.run(self._look(), key="updates")

    async def _look(self) -> None:
        self.is_looking, self.against = True, None
        self.changed.emit()
        try:
            self.release = await updates.look(self._desk, self.source)
            self.was_looked = True
        except ProblemError as error:
            self.against = error.problem
        finally:
            self.is_looking = False
            self.changed.emit()

    @property
    def page(self) -> str:
        """Where the newer version is downloaded; empty where there is none."""
        return self.release.page if self.release is not None else ""

    @property
    def news(self) -> str:
        """What is new in it, in the makers' words."""
        return self.release.news_in(language()) if self.release is not None else ""

    @property
    def says(self) -> str:
        """One sentence for the card."""
        if not self.can_look:
            return _("This copy was made from the sources: newer ones are where you got it.")
        if self.is_looking:
            return _("Looking…")
        if self.against is not None:
            return f"{self.against.title}. {self.against.advice}"
        if self.release is not None:
            return _("{version} is there.").format(version=self.release.version)
        return _("This is the newest version.") if self.was_looked else ""

    @property
    def have(self) -> str:
        return __version__

    def to_tell(self) -> Problem | None:
        """What the bar says; None where nothing is new, or where this version was sent away before."""
        release = self.release
        if release is None or self._desk.settings.get("updates_told") == release.version:
            return None
        return Problem("update_there", {"version": release.version, "have": self.have, "url": release.page})

    def told(self) -> None:
        """The person sent the bar away: that version is not spoken of by itself any more."""
        if self.release is not None:
            self._desk.settings.set("updates_told", self.release.version)
