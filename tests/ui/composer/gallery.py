"""Pictures of the composer to look at: `python -m tests.ui.composer.gallery FOLDER [--scale 2] [--width 1440]`.

One file per state, theme and language. Nothing is asserted here; people and tests of pixels judge them.
"""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smmdesk.model.post import Post
    from ui.bridge import Bridge

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", default="1")
    parser.add_argument("--width", type=int, default=1364)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--only", default="")
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
    from ui.look.theme import theme

    for language in ("it", "en"):
        set_language(language)
        for shade in ("light", "dark"):
            theme().choose(shade)
            with TemporaryDirectory() as folder:
                await _pictures(Path(folder), language, shade, options)


async def _pictures(folder: Path, language: str, shade: str, options: Namespace) -> None:
    from smmdesk.app import close_desk, open_desk
    from smmdesk.desk import variants
    from smmdesk.system.clock import ManualClock
    from smmdesk.system.paths import Paths
    from tests.ui.composer import bakery
    from tests.ui.composer.pages import SHOP_CARD, Pages
    from ui.bridge import Bridge

    desk = open_desk(Paths(folder / "desk"), ManualClock())
    desk.__dict__["fetcher"] = Pages(SHOP_CARD)
    bridge = Bridge(desk)
    brand = bakery.made_brand(desk, language)
    channels = bakery.three_channels(desk, brand)
    media = bakery.uses(await bakery.photos(desk, brand), language)
    makers: dict[str, Callable[..., Post]] = {
        "over": bakery.long_post,
        "thread": bakery.thread_post,
        "card": bakery.linked_post,
        "poll": bakery.asking_post,
        "kinds": bakery.story_post,
    }
    for state in (
        "empty",
        "full",
        "over",
        "thread",
        "wording",
        "error",
        "options",
        "card",
        "poll",
        "languages",
        "kinds",
    ):
        if options.only and state not in options.only:
            continue
        make = makers.get(state, bakery.full_post)
        post = None if state == "empty" else make(desk, brand, channels, media, language)
        if state == "languages" and post is not None:
            variants.add_variant(desk, post.id, "de")
        await _picture(bridge, state, post, f"{state}-{shade}-{language}", options)
    await bridge.aclose()
    await close_desk(desk)


async def _picture(bridge: "Bridge", state: str, post: "Post | None", name: str, options: Namespace) -> None:
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from smmdesk.model.problem import Problem
    from ui.presenters.composer import ComposerPresenter
    from ui.shell.main_window import Toolbar
    from ui.views.composer import ComposerView

    if post is None:
        presenter = ComposerPresenter.new(bridge)
    else:
        presenter = ComposerPresenter.open(bridge, post.id)
    if state == "wording":
        presenter.draft.show_tab(presenter.chosen[2].id)
    if state == "options":
        presenter.draft.show_tab(presenter.chosen[0].id)
        presenter.draft.set_option(presenter.chosen[0].id, "content_warning", "Panettone", None)
    if state == "error":
        presenter.saving.problem = Problem("disk_full")
        presenter.type_time("oggi 8" if name.endswith("it") else "today 8")
        presenter.refresh()
    window, view = QWidget(), ComposerView(presenter)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(Toolbar(view.toolbar_items()))
    column.addWidget(view, 1)
    window.resize(options.width, options.height)
    window.show()
    view.setFocus()
    while bridge.tasks.busy:
        await asyncio.sleep(0.01)
    if state == "card":
        await asyncio.sleep(0.9)
        while bridge.tasks.busy:
            await asyncio.sleep(0.01)
    for _turn in range(20):
        await asyncio.sleep(0.01)
    presenter.refresh()
    for _turn in range(5):
        await asyncio.sleep(0.01)
    window.grab().save(str(options.folder / f"{name}.png"))
    presenter.let_go()
    window.close()
    window.deleteLater()
    await asyncio.sleep(0)


if __name__ == "__main__":
    main()
