"""The brands of this desk, for the settings: another one, a name, a colour, a logo, putting one away and back."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from smmdesk.desk import several_brands
from smmdesk.desk.brands import open_brand
from smmdesk.desk.removing_brand import leaving
from smmdesk.model.brand import Brand
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge


class BrandList(QObject):
    """`brands` with those that are put away last, `open_id` the one that the window is on, `half` the ids of those that
    are being removed. `changed` after any differs.

    chosen: another one is to be opened."""

    changed = Signal()
    chosen = Signal(str)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge, self._desk = bridge, bridge.desk
        self.brands: tuple[Brand, ...] = ()
        self.half: tuple[str, ...] = ()
        self.open_id = ""
        bridge.changed.connect(self._desk_changed)
        self.reload()

    def close(self) -> None:
        self.bridge.changed.disconnect(self._desk_changed)

    def reload(self) -> None:
        before = (self.open_id, self.brands, self.half)
        self.open_id = open_brand(self._desk).id
        self.brands = several_brands.all_of(self._desk)
        with self._desk.store.reading() as reader:
            self.half = leaving(reader)
        if before != (self.open_id, self.brands, self.half):
            self.changed.emit()

    @property
    def may_put_away(self) -> bool:
        """One stays open."""
        return sum(not brand.archived for brand in self.brands) > 1

    def may_remove(self, brand: Brand) -> bool:
        """One in use stays."""
        return any(not other.archived for other in self.brands if other.id != brand.id)

    def find(self, brand_id: str) -> Brand:
        return next(brand for brand in self.brands if brand.id == brand_id)

    # ------------------------------------------------------------------ what the person does
    def add(self, name: str, zone: str, words_in: str) -> bool:
        """Another one, opened at once: what comes next is done in it. False where it cannot be; it is said why."""
        made = self.bridge.attempt(lambda: several_brands.add_brand(self._desk, name, zone, words_in))
        if made is None:
            return False
        self.bridge.announce(_("{brand} is there. Connect its channels next.").format(brand=made.name), True)
        brand_id = made.id
        QTimer.singleShot(0, self, lambda: self.chosen.emit(brand_id))  # the sheet that asked closes first
        return True

    def change(self, brand_id: str, **fields: Any) -> bool:
        """Name, colour, language."""
        return self.bridge.attempt(lambda: several_brands.change_brand(self._desk, brand_id, **fields)) is not None

    def take_logo(self, brand_id: str, path: Path) -> None:
        """A picture of this computer becomes its logo; it stands in the brand's library too."""

        async def work() -> None:
            from smmdesk.desk import media_intake

            taken = await media_intake.take_files(self._desk, brand_id, [path])
            for refused in taken.problems:
                self.bridge.failed.emit(refused)
            if taken.assets:
                self.change(brand_id, logo_asset_id=taken.assets[0].id)

        self.bridge.run(work(), key="logo")

    def waiting(self, brand_id: str) -> str:
        """What would wait if it were put away now, in words."""
        with self._desk.store.reading() as reader:
            found = several_brands.waiting(reader, brand_id)
        said = [
            ngettext("{count} planned post waits with it.", "{count} planned posts wait with it.", found.here)
            if found.here
            else "",
            ngettext(
                "{count} stands on a platform’s own list and is taken off it.",
                "{count} stand on a platform’s own list and are taken off it.",
                found.listed,
            )
            if found.listed
            else "",
        ]
        counts = (found.here, found.listed)
        told = [words.format(count=count) for words, count in zip(said, counts, strict=True) if words]
        return " ".join(told) or _("Nothing is planned in it.")

    def put_away(self, brand_id: str) -> None:
        brand = self.bridge.attempt(lambda: several_brands.put_away(self._desk, brand_id))
        if brand is not None:
            self.bridge.announce(_("{brand} is put away. Nothing of it goes out.").format(brand=brand.name), True)

    def bring_back(self, brand_id: str) -> None:
        brand = self.bridge.attempt(lambda: several_brands.bring_back(self._desk, brand_id))
        if brand is not None:
            self.bridge.announce(_("{brand} is back").format(brand=brand.name), True)

    def _desk_changed(self, changes: Any) -> None:
        if changes.touches("brand"):
            self.reload()
