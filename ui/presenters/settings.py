"""What a person can choose about the program itself: language, light and dark, the brand, where the data is."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from smmdesk.model import words
from smmdesk.model.brand import Brand
from smmdesk.model.dates import say_time
from smmdesk.model.mentions import bare
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.presenters.brand_list import BrandList

if TYPE_CHECKING:
    from ui.presenters.brand_place import BrandPlace
    from ui.presenters.idea_folder import IdeaFolderSetting
    from ui.presenters.link_marks import LinkMarks
    from ui.presenters.photos_on_web import PhotosOnWeb
    from ui.presenters.telling import Telling
    from ui.presenters.this_computer import ThisComputer
    from ui.presenters.updates import Updates


def languages() -> list[tuple[str, str]]:
    """Every language that the program speaks: its code, and what it calls itself."""
    return sorted(((code, words.name_of(code)) for code in words.languages()), key=lambda language: bare(language[1]))


class SettingsPresenter(QObject):
    """`changed` after a value changed; the other signals tell the application what was chosen."""

    changed = Signal()
    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    contrast_chosen = Signal(str)
    motion_chosen = Signal(str)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._desk = bridge.desk
        self.brands = BrandList(bridge)

    def close(self) -> None:
        """Let go of what listens."""
        self.brands.close()

    @property
    def language(self) -> str:
        return str(self._desk.settings.get("language"))

    @property
    def theme(self) -> str:
        return str(self._desk.settings.get("theme"))

    @property
    def contrast(self) -> str:
        return str(self._desk.settings.get("contrast"))

    @property
    def is_still(self) -> bool:
        """Does nothing move on screen?"""
        return self._desk.settings.get("motion") == "still"

    @property
    def last_copy(self) -> str:
        """When the newest copy was made, in words; empty while there is none."""
        from smmdesk.desk import archive

        made_us = archive.last_copy_us(self._desk)
        if made_us is None:
            return ""
        return say_time(Moment.of(from_us(made_us), self.brand.zone), self._desk.clock.now())

    @property
    def folder(self) -> Path:
        """Where everything is kept."""
        return self._desk.paths.folder

    @property
    def brand(self) -> Brand:
        from smmdesk.desk.brands import open_brand

        return open_brand(self._desk)

    @property
    def place(self) -> "BrandPlace":
        """Where the brand is, for its holidays."""
        from ui.presenters.brand_place import BrandPlace

        return BrandPlace(self._bridge, self.brand.id)

    @property
    def marks(self) -> "LinkMarks":
        """What is put on the brand's links for statistics."""
        from ui.presenters.link_marks import LinkMarks

        return LinkMarks(self._bridge, self.brand)

    @property
    def computer(self) -> "ThisComputer":
        """What begins with the computer, and who publishes."""
        from ui.presenters.this_computer import ThisComputer

        return ThisComputer(self._bridge)

    @property
    def updates(self) -> "Updates":
        """Which version this is, and whether there is a newer one."""
        return self._bridge.updates

    @property
    def telling(self) -> "Telling":
        """What notifications tell, and when."""
        from ui.presenters.telling import Telling

        return Telling(self._bridge)

    @property
    def ideas(self) -> "IdeaFolderSetting":
        """The folder whose files become its ideas."""
        from ui.presenters.idea_folder import IdeaFolderSetting

        return IdeaFolderSetting(self._bridge, self.brand.id)

    @property
    def photos(self) -> "PhotosOnWeb":
        """Where its photos may lie on the web."""
        from ui.presenters.photos_on_web import PhotosOnWeb

        return PhotosOnWeb(self._bridge, self.brand.id)

    def change_brand(self, **fields: object) -> None:
        """Other fields of the brand, at once: `answer_hours` within which it means to answer, `messages_kept_days`; 0
        is no goal, and always."""
        brand = self.brand

        def write() -> None:
            with self._desk.store.transaction(_("change of the brand")) as tx:
                tx.put(replace(brand, **fields))  # type: ignore[arg-type]

        self._bridge.attempt(write)

    def choose_language(self, language: str) -> None:
        self._desk.settings.set("language", language)
        self.language_chosen.emit(language)

    def choose_theme(self, theme: str) -> None:
        self._desk.settings.set("theme", theme)
        self.theme_chosen.emit(theme)
        self.changed.emit()

    def choose_contrast(self, contrast: str) -> None:
        self._desk.settings.set("contrast", contrast)
        self.contrast_chosen.emit(contrast)

    def choose_still(self, still: bool) -> None:
        motion = "still" if still else "moving"
        self._desk.settings.set("motion", motion)
        self.motion_chosen.emit(motion)

    def save_brand(self, name: str, zone: str, needs_approval: bool) -> None:
        """Change whose voice it is. A name that another brand has, or none, or a zone that does not exist is a problem
        on screen; nothing is saved then."""
        brand, fields = self.brand, {"name": name.strip(), "zone": zone.strip(), "needs_approval": needs_approval}
        if any(getattr(brand, field) != value for field, value in fields.items()):
            from smmdesk.desk import several_brands

            self._bridge.attempt(lambda: several_brands.change_brand(self._desk, brand.id, **fields))
        self.changed.emit()

    @property
    def removes_place(self) -> bool:
        """Whether photos leave without the place where they were taken."""
        return not self.brand.keeps_place

    def choose_place(self, removes: bool) -> None:
        from smmdesk.desk import library

        brand_id = self.brand.id
        self._bridge.attempt(lambda: library.keep_place(self._desk, brand_id, not removes))

    def back_up(self, done: Callable[[str], None]) -> None:
        """Make a verified copy now; `done` gets its name."""

        async def work() -> None:
            from smmdesk.desk import archive

            path = await archive.make_copy(self._desk)
            done(path.name)

        self._bridge.run(work(), key="backup")


def answer_goals() -> tuple[tuple[int, str], ...]:
    """Hours and their words."""
    some = tuple(
        (hours, ngettext("{count} hour", "{count} hours", hours).format(count=hours)) for hours in (1, 2, 4, 8, 24)
    )
    return ((0, _("No goal")), *some, (48, ngettext("{count} day", "{count} days", 2).format(count=2)))


def kept_spans(chosen: int) -> tuple[tuple[int, str], ...]:
    """Days and their words; also the one that is chosen by other means."""
    days = sorted({30, 90, 180, chosen} - {0, 365, 730})
    some = [(count, ngettext("{count} day", "{count} days", count).format(count=count)) for count in days]
    years = [(365 * count, ngettext("{count} year", "{count} years", count).format(count=count)) for count in (1, 2)]
    return ((0, _("Always")), *sorted([*some, *years]))
