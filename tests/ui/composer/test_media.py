"""Photos come in one by one, wrong files are named, order and descriptions can be changed and undone."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from smmdesk.desk import media_intake, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.stages import Stage
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import RESOURCES, Paths
from tests.desk.support import rome
from tests.helpers.pdf_files import pdf
from tests.ui.composer import bakery
from tests.ui.composer.support import Delays, codes, row_of
from ui.bridge import Bridge
from ui.presenters import composer_intents as intents
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_edits import moved
from ui.presenters.previews import PreviewsPresenter

SAMPLES = [RESOURCES / "sample" / name for name in bakery.PHOTOS]


class Kitchen:
    """A desk inside a running loop, closed in order."""

    def __init__(self, folder: Path) -> None:
        from smmdesk.app import open_desk

        self.desk: Desk = open_desk(Paths(folder / "desk"), ManualClock())
        self.brand: Brand = bakery.made_brand(self.desk)
        self.channels = bakery.three_channels(self.desk, self.brand)
        self.bridge = Bridge(self.desk)
        self.delays = Delays()
        self.composer = ComposerPresenter.new(self.bridge, {}, self.delays.make)

    async def __aenter__(self) -> "Kitchen":
        return self

    async def __aexit__(self, *_error: object) -> None:
        from smmdesk.app import close_desk

        self.composer.let_go()
        await self.bridge.aclose()
        await close_desk(self.desk)

    async def taken(self) -> None:
        """Until everything that was given is read in and has its small picture."""
        await self.bridge.tasks.idle()


@pytest.mark.statement(22)
async def test_files_become_tiles_in_their_order(tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        composer = kitchen.composer
        composer.media.take_files(SAMPLES)
        assert [file.name for file in composer.screen.media.taking] == list(bakery.PHOTOS)
        await kitchen.taken()
        strip = composer.screen.media
        assert [tile.name for tile in strip.tiles] == list(bakery.PHOTOS)
        assert strip.taking == ()
        assert all(Path(tile.path).exists() for tile in strip.tiles)
        assert composer.saving.flush()


@pytest.mark.statement(22)
async def test_wrong_files_are_listed_by_name_and_the_rest_is_taken(tmp_path: Path) -> None:
    note = tmp_path / "ricetta.txt"
    note.write_text("farina", "utf-8")
    torn = tmp_path / "rotta.jpg"
    torn.write_bytes(SAMPLES[0].read_bytes()[:900])
    async with Kitchen(tmp_path) as kitchen:
        composer = kitchen.composer
        composer.media.take_files([note, SAMPLES[0], torn, tmp_path / "sparita.jpg"])
        await kitchen.taken()
        strip = composer.screen.media
        assert [tile.name for tile in strip.tiles] == ["panettone.jpg"]
        assert [str(problem.values["name"]) for problem in strip.refused] == ["ricetta.txt", "rotta.jpg", "sparita.jpg"]
        composer.media.dismiss_refused()
        assert composer.screen.media.refused == ()


async def test_a_pasted_picture_is_taken_too(tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        kitchen.composer.media.take_bytes(SAMPLES[1].read_bytes(), "pasted.png")
        await kitchen.taken()
        assert [tile.name for tile in kitchen.composer.screen.media.tiles] == ["pasted.png"]


async def test_files_can_be_put_in_between(tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        composer = kitchen.composer
        composer.media.take_files(SAMPLES[:2])
        await kitchen.taken()
        composer.media.take_files(SAMPLES[2:], 1)
        await kitchen.taken()
        assert [tile.name for tile in composer.screen.media.tiles] == ["panettone.jpg", "shop-front.jpg", "oven.jpg"]


@pytest.mark.statement(23)
async def test_a_missing_description_is_a_hint_and_no_block(tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        composer = kitchen.composer
        composer.draft.set_words("title", "Pane")
        composer.media.take_files(SAMPLES[:2])
        await kitchen.taken()
        composer.draft.set_alt(0, "Un panettone", "it")
        kitchen.delays.pause()
        assert codes(composer) == []
        row = row_of(composer, "alt_missing")
        assert (row.problem.title, row.number, row.field) == ("Photo 2 has no description yet", 2, "alt")
        assert [action.label for action in row.actions] == ["Write it"]


async def test_order_descriptions_and_removal_can_be_undone(tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        composer, draft = kitchen.composer, kitchen.composer.draft
        composer.media.take_files(SAMPLES)
        await kitchen.taken()
        draft.set_alt(2, "La vetrina", "it")
        draft.set_media(moved(draft.media, 2, 0))
        draft.set_media(draft.media[:1])
        assert [(tile.name, tile.alt) for tile in composer.screen.media.tiles] == [("shop-front.jpg", "La vetrina")]
        for _step in range(3):
            draft.undo()
        assert [(tile.name, tile.alt) for tile in composer.screen.media.tiles] == [(name, "") for name in bakery.PHOTOS]


async def test_a_channel_that_takes_fewer_gets_its_own_selection(tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        composer = kitchen.composer
        with kitchen.desk.store.transaction() as tx:  # a second channel of four
            tx.put(replace(tx.get(Channel, kitchen.channels[1].id), reported={"images_max": 4}))
        composer.draft.set_words("title", "Pane")
        names = ("coffee.jpg", "dough.jpg", "gift.jpg", "oven.jpg", "panettone.jpg")
        composer.media.take_files([RESOURCES / "sample" / name for name in names])
        await kitchen.taken()
        kitchen.delays.pause()
        assert codes(composer) == ["media_too_many", "media_too_many"]
        intents.act(composer, row_of(composer, "media_too_many"), "own_media")
        kitchen.delays.pause()
        assert composer.screen.media.own
        assert len(composer.screen.media.tiles) == 4
        assert codes(composer) == ["media_too_many"]


async def test_a_photo_that_is_gone_is_shown_as_missing(tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        asset = (await bakery.photos(kitchen.desk, kitchen.brand))[0]
        content = Content(text="Pane", media=(MediaUse(asset.id),))
        post = planning.add_post(kitchen.desk, kitchen.brand.id, content=content)
        with kitchen.desk.store.transaction() as tx:
            tx.trash(Asset, asset.id)
        composer = ComposerPresenter.open(kitchen.bridge, post.id, kitchen.delays.make)
        assert [tile.missing for tile in composer.screen.media.tiles] == [True]
        composer.let_go()


async def test_what_arrives_after_closing_changes_nothing(tmp_path: Path) -> None:
    async with Kitchen(tmp_path) as kitchen:
        kitchen.composer.media.take_files(SAMPLES)
        kitchen.composer.let_go()
        await kitchen.taken()
        assert kitchen.composer.draft.media == ()


async def test_a_document_is_a_tile_with_its_pages_and_stands_in_the_preview(tmp_path: Path) -> None:
    path = tmp_path / "listino.pdf"
    path.write_bytes(pdf(12, box="0 0 960 540"))
    async with Kitchen(tmp_path) as kitchen:
        linkedin = bakery.channel(kitchen.desk, kitchen.brand, "linkedin", "Forno")
        made = Content(text="Il listino", options={"document_title": "Natale"})
        ids = (linkedin.id, kitchen.channels[0].id)
        post = planning.add_post(kitchen.desk, kitchen.brand.id, content=made, channels=ids)
        composer = ComposerPresenter.open(kitchen.bridge, post.id, kitchen.delays.make)
        composer.media.take_files([path])
        await kitchen.taken()
        [tile] = composer.screen.media.tiles
        assert (tile.name, tile.pages, tile.missing, tile.crop) == ("listino.pdf", 12, False, None)
        previews = PreviewsPresenter(composer)
        shown = {preview.platform: preview.parts[0].pictures[0] for preview in previews.previews}
        assert (shown["linkedin"].pages, shown["linkedin"].title, shown["linkedin"].ratio) == (12, "Natale", 960 / 540)
        composer.refresh()
        refused = [row for row in composer.screen.problems if row.blocking]
        assert [(row.problem.code, row.channels) for row in refused] == [
            ("document_not_taken", (kitchen.channels[0].id,))
        ]
        composer.let_go()


@pytest.mark.statement(43)
@pytest.mark.parametrize("source", ["file", "library"])
async def test_what_was_dropped_on_a_day_is_in_the_draft_of_that_day(tmp_path: Path, source: str) -> None:
    async with Kitchen(tmp_path) as kitchen:
        wanted: dict[str, object] = {"day": date(2026, 11, 27)}
        if source == "file":
            wanted["paths"] = (SAMPLES[0],)
        else:
            taken = await media_intake.take_files(kitchen.desk, kitchen.brand.id, SAMPLES[:1])
            wanted["assets"] = (taken.assets[0].id,)
        composer = ComposerPresenter.new(kitchen.bridge, wanted, kitchen.delays.make)
        await kitchen.taken()
        assert [tile.name for tile in composer.screen.media.tiles] == [SAMPLES[0].name]
        assert composer.draft.post.planned == rome("2026-11-27 09:00")
        assert composer.draft.post.stage is Stage.DRAFT
        composer.let_go()
