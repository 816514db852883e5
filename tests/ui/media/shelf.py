"""A media library as a bakery may have it: photos with folders and tags, a film, posts that use some of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from smmdesk.app import close_desk, open_desk
from smmdesk.desk import library, media_intake, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.content import Content
from smmdesk.model.media import MediaUse
from smmdesk.model.moment import Moment
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.pictures import film
from tests.ui.composer import bakery
from ui.bridge import Bridge

SAMPLES = Path(__file__).resolve().parents[3] / "resources" / "sample"


@dataclass(frozen=True)
class Shelf:
    """`ids` are assets by the names of the sample photos, and "film"; `wrong` is a file that is no photo."""

    desk: Desk
    bridge: Bridge
    brand_id: str
    ids: dict[str, str]
    wrong: Path


@asynccontextmanager
async def filled_shelf(folder: Path, language: str = "en", empty: bool = False) -> AsyncIterator[Shelf]:
    """A desk with its library, closed at the end."""
    desk = open_desk(Paths(folder / "desk"), ManualClock())
    bridge = Bridge(desk)
    try:
        yield await fill(desk, bridge, folder, language, empty)
    finally:
        await bridge.aclose()
        await close_desk(desk)


async def fill(desk: Desk, bridge: Bridge, folder: Path, language: str = "en", empty: bool = False) -> Shelf:
    brand = bakery.made_brand(desk, language)
    wrong = folder / "listino.pdf"
    wrong.write_bytes(b"%PDF-1.7 listino")
    ids: dict[str, str] = {}
    if not empty:
        clip = folder / "impasto.mp4"
        clip.write_bytes(film(duration_ms=42_000))
        paths = [clip, *sorted(SAMPLES.glob("*.jpg"))]
        taken = await media_intake.take_files(desk, brand.id, paths)
        ids = {path.stem: asset.id for path, asset in zip(paths, taken.assets, strict=True)}
        ids["film"] = ids.pop("impasto")
        _sort(desk, brand.id, ids, language)
    return Shelf(desk, bridge, brand.id, ids, wrong)


def _sort(desk: Desk, brand_id: str, ids: dict[str, str], language: str) -> None:
    it = language == "it"
    found = ids["panettone"]
    library.put_in(desk, [found, ids["walnut-cake"]], "Natale" if it else "Christmas")
    library.tag(desk, [found], ["vetrina", "dolci"] if it else ["window", "sweet"])
    library.describe(desk, found, language, "Un panettone tagliato a metà" if it else "A panettone cut in half")
    library.credit(desk, found, "Foto di Anna Rossi, solo online" if it else "Photo by Anna Rossi, online only")
    for number, words in enumerate(["Il primo panettone dell'anno", "Ordini di Natale, fino al 20"]):
        content = Content(text=words, media=(MediaUse(found), MediaUse(ids["oven"])))
        day = desk.clock.now().replace(hour=9, minute=0)
        moment = None if number else Moment.of(day, "Europe/Rome").plus(timedelta(days=7))
        planning.add_post(desk, brand_id, content=content, planned=moment)
