"""The films of a review page: in the page itself while it stays small enough to be sent, else beside it.

What leaves is a copy without the place, as everywhere. Nothing here knows how a film looks: a browser plays it.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.desk.file_writing import require_room, writing
from smmdesk.desk.media_leaving import film_to_show
from smmdesk.desk.review_html import PageFilm, ShownFilm
from smmdesk.model.media import Asset, MediaKind
from smmdesk.model.problem import ProblemError
from smmdesk.model.sizes import say_bytes

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

BYTES_INSIDE = 30_000_000
"""Of all films in one page: what mails, messengers and a telephone’s browser take."""
AS_TEXT = 4 / 3
"""How much larger bytes are as text."""
NAME_MOST = 60
STEM_BYTES, NAME_BYTES = 120, 90
"""A disk takes 255 in all, also of the draft that a file is first."""


@dataclass(frozen=True, slots=True)
class Divided:
    """Films that go into the page, and those that are too large for it."""

    inside: tuple[Asset, ...] = ()
    beside: tuple[Asset, ...] = ()


def divided(assets: Iterable[Asset]) -> Divided:
    """Each film once, in the order in which the page shows them."""
    inside: list[Asset] = []
    beside: list[Asset] = []
    room = BYTES_INSIDE
    for asset in {one.id: one for one in assets if one.kind is MediaKind.VIDEO}.values():
        if asset.size_bytes <= room:
            room -= asset.size_bytes
            inside.append(asset)
        else:
            beside.append(asset)
    return Divided(tuple(inside), tuple(beside))


def _cut(name: str, most: int) -> str:
    return name.encode()[:most].decode(errors="ignore")


class Films:
    """Of one page, which will be called `page`."""

    def __init__(self, desk: "Desk", assets: Iterable[Asset], page: Path) -> None:
        self._desk, self._page = desk, page
        self._inside: dict[str, PageFilm] = {}
        self._beside: dict[str, tuple[str, Path]] = {}  # what it is called there, and what is copied
        parts = divided(assets)
        for asset in (*parts.inside, *parts.beside):
            try:
                path = film_to_show(desk, asset).path
                if asset in parts.inside:
                    name = f"film{len(self._inside)}"
                    self._inside[asset.id] = PageFilm(name, path.read_bytes())
                else:
                    self._beside[asset.id] = (self._name(asset, path.suffix), path)
            except (ProblemError, OSError):  # the post itself says what is wrong with it
                continue

    @property
    def inside(self) -> tuple[PageFilm, ...]:
        return tuple(self._inside.values())

    def shown(self, asset: Asset) -> ShownFilm:
        """Where the page has it."""
        inside, beside = self._inside.get(asset.id), self._beside.get(asset.id)
        return ShownFilm(inside.id if inside else "", say_bytes(asset.size_bytes), beside[0] if beside else "")

    def _name(self, asset: Asset, suffix: str) -> str:
        kept = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in Path(asset.name).stem)
        number = len(self._beside) + 1
        name = _cut(" ".join(kept.split())[:NAME_MOST], NAME_BYTES)
        return f"{_cut(self._page.stem, STEM_BYTES)} - {number} {name}".strip() + suffix

    def write_beside(self) -> tuple[Path, ...]:
        """Copy those that are too large for the page to where it lies. Raises ProblemError(no_room, disk_full,
        folder_not_writable)."""
        folder = self._page.parent
        require_room({folder: sum(path.stat().st_size for _name, path in self._beside.values())})
        for name, path in self._beside.values():
            with writing(folder / name) as draft:
                shutil.copyfile(path, draft)
        return tuple(folder / name for name, _path in self._beside.values())
