"""Pictures of the media library and its sheets: `python -m tests.ui.media.gallery FOLDER [--only library,crop]`.

One file per state, theme and language. Nothing is asserted here; people judge them.
"""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tests.ui.media.shelf import Shelf

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
STATES = ("library", "chosen", "many", "film", "empty", "nothing", "refused", "crop", "story", "cover", "picker")
CUSTOMERS = ("customers", "customers-asked", "customers-none", "ask", "signed", "customer-new")
"""States of the page of what customers made; its sheets among them."""


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", default="1")
    parser.add_argument("--width", type=int, default=1204)
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument("--only", default=",".join((*STATES, *CUSTOMERS)))
    parser.add_argument("--languages", default="it,en")
    parser.add_argument("--shades", default="light,dark")
    options = parser.parse_args()
    os.environ["QT_SCALE_FACTOR"] = options.scale
    options.folder.mkdir(parents=True, exist_ok=True)
    from ui.app import make_application

    app = make_application()
    from qasync import QEventLoop

    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.run(_all(options))


async def _all(options: Namespace) -> None:
    from smmdesk.model.words import set_language
    from tests.ui.media.shelf import filled_shelf
    from ui.look.theme import theme

    for language in options.languages.split(","):
        set_language(language)
        for shade in options.shades.split(","):
            theme().choose(shade)
            for state in options.only.split(","):
                with TemporaryDirectory() as folder:
                    async with filled_shelf(Path(folder), language, state == "empty") as shelf:
                        await _picture(shelf, state, f"{state}-{shade}-{language}", options)


async def _picture(shelf: "Shelf", state: str, name: str, options: Namespace) -> None:
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from ui.presenters.library import LibraryPresenter
    from ui.shell.main_window import Toolbar
    from ui.views.library import LibraryView

    presenter = LibraryPresenter(shelf.bridge)
    view = LibraryView(presenter)
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(Toolbar(view.toolbar_items()))
    column.addWidget(view, 1)
    window.resize(options.width, options.height)
    window.show()
    if state == "chosen":
        presenter.choose([shelf.ids["panettone"]])
    elif state == "many":
        presenter.choose([row.id for row in presenter.rows[:3]])
    elif state == "film":
        presenter.choose([next(row.id for row in presenter.rows if row.is_video)])
    elif state == "nothing":
        presenter.search("zzz")
    elif state == "refused":
        presenter.taking.take_files([shelf.wrong, shelf.wrong.parent / "gone.jpg"])
    sheet = _crop(shelf, window, state) if state in ("crop", "story", "cover", "picker") else None
    if state in CUSTOMERS:
        from tests.ui.media.customers import show

        sheet = show(shelf, view, state)
    await _settled(shelf)
    if sheet is not None:
        sheet.grab().save(str(options.folder / f"{name}.png"))
        sheet.close()
        window.hide()
        view.close()
        return
    window.grab().save(str(options.folder / f"{name}.png"))
    window.hide()
    view.close()
    window.deleteLater()


def _crop(shelf: "Shelf", window: "QWidget", state: str) -> "QWidget":
    if state == "picker":
        from ui.views.library_picker import LibraryPicker

        picker = LibraryPicker(window, shelf.bridge, lambda _ids: None)
        picker.grid.selectionModel().select(
            picker.grid.library.index(1), picker.grid.selectionModel().SelectionFlag.Select
        )
        picker.open()
        return picker
    if state == "cover":
        return _cover(shelf, window)
    from smmdesk.model.limits import Limits
    from smmdesk.model.media import Asset, MediaUse
    from smmdesk.model.words import _
    from ui.presenters.cropping import scopes_of
    from ui.views.crop_sheet import CropSheet

    with shelf.desk.store.reading() as reader:
        asset = reader.get(Asset, shelf.ids["shop-front"])
    story = Limits(image_ratios=("9:16",))
    platforms = [
        ("mastodon", "Mastodon", Limits(image_ratios=("16:9", "1:1", "4:5"))),
        ("bluesky", "Bluesky", Limits(image_ratios=("4:5", "1:1"))),
    ]
    use = MediaUse(asset.id, focus=(0.1, -0.2))
    scopes = scopes_of(platforms if state == "crop" else [("story", "Story", story)], _("All platforms"))
    sheet = CropSheet(window, shelf.bridge, asset, use, scopes, "", lambda _use: None)
    sheet.cropping.choose_ratio("1:1" if state == "crop" else "9:16")
    sheet.cropping.zoom(0.8 if state == "crop" else 1)
    sheet.frame.changed.emit()
    sheet.open()
    return sheet


def _cover(shelf: "Shelf", window: "QWidget") -> "QWidget":
    from smmdesk.model.limits import Limits
    from smmdesk.model.media import Asset, MediaUse
    from ui.presenters.covers import choice_for
    from ui.views.cover_sheet import CoverSheet

    with shelf.desk.store.reading() as reader:
        asset = reader.get(Asset, shelf.ids["film"])
    both = Limits(video_cover_picture=True, video_cover_moment=True)
    choice = choice_for([("Mastodon", Limits(video_cover_picture=True)), ("Instagram", both), ("Bluesky", Limits())])
    use = MediaUse(asset.id, cover_asset_id=shelf.ids["dough"], cover_ms=12_500)
    sheet = CoverSheet(window, shelf.bridge, asset, use, choice, lambda _use: None)
    sheet.open()
    return sheet


async def _settled(shelf: "Shelf") -> None:
    for _ in range(6):
        await asyncio.sleep(0.05)
        await shelf.bridge.tasks.idle()


if __name__ == "__main__":
    main()
