"""Where the brand is, for its public holidays: country, region or province, and the town's own day."""

import re
from dataclasses import replace

from smmdesk.desk import day_marks
from smmdesk.model.brand import Brand
from smmdesk.model.words import _, language
from smmdesk.system.paths import RESOURCES
from ui.bridge import Bridge

Entries = tuple[tuple[str, str], ...]
DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})")


class BrandPlace:
    """Reads and writes the place of one brand."""

    def __init__(self, bridge: Bridge, brand_id: str) -> None:
        self._bridge, self._desk, self._brand_id = bridge, bridge.desk, brand_id

    @property
    def brand(self) -> Brand:
        with self._desk.store.reading() as reader:
            return reader.get(Brand, self._brand_id)

    @property
    def country(self) -> str:
        """The one chosen, else that of the time zone."""
        return day_marks.country_of(self.brand)

    @property
    def country_name(self) -> str:
        return _territories().get(self.country, self.country)

    @property
    def region_name(self) -> str:
        """The name of the region chosen; its code where it has none."""
        region = self.brand.region
        return next((name for code, name in self.regions if code == region), region) if region else _whole()

    @property
    def countries(self) -> Entries:
        """Code and name of those whose holidays we know, by name."""
        names = _territories()
        known = ((code, names.get(code, code)) for code in day_marks.countries())
        return tuple(sorted(known, key=lambda each: each[1]))

    @property
    def regions(self) -> Entries:
        """Code and name of the regions or provinces with days of their own; the whole country first."""
        found = day_marks.regions_of(self.country)
        return (("", _whole()), *((code, name) for name, code in found.items()))

    @property
    def patron_text(self) -> str:
        """ "4/12" for 4 December; empty when none was given."""
        month, dash, day = self.brand.patron_day.partition("-")
        return f"{int(day)}/{int(month)}" if dash else ""

    def patron_of(self, text: str) -> str | None:
        """ "12-04" of "4/12"; None while it is no day."""
        if not text.strip():
            return ""
        match = DAY.fullmatch(text.strip())
        if match is None:
            return None
        day = f"{int(match[2]):02d}-{int(match[1]):02d}"
        return day if day_marks.day_of(day, 2024) is not None else None

    def save(self, **changes: str) -> None:
        """Write what was chosen; a region does not outlive its country."""
        brand = self.brand
        changed = replace(brand, **changes)  # type: ignore[arg-type]
        if changed.country != brand.country and "region" not in changes:
            changed = replace(changed, region="")
        if changed == brand:
            return

        def write() -> None:
            with self._desk.store.transaction(_("change of the brand")) as tx:
                tx.put(changed)

        self._bridge.attempt(write)


def _whole() -> str:
    return _("the whole country")


def _territories() -> dict[str, str]:
    """Names of countries by code, in the language in use: a line holds code, English and Italian name."""
    lines = (RESOURCES / "countries.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {code: italian if language() == "it" else english for code, english, italian in rows}
