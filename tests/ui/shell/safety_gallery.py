"""Pictures of the sheets that keep data safe: `python -m tests.ui.shell.safety_gallery FOLDER [--only versions,trash]`.

One file per sheet, theme and language. Nothing is asserted here; people judge them.
"""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smmdesk.desk.desk import Desk
    from smmdesk.model.brand import Brand
    from smmdesk.system.clock import ManualClock
    from ui.bridge import Bridge

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "Europe/Rome"

WORDS = {
    "it": (
        "Domani pane di segale, cotto nel forno a legna. Prenotalo entro le 18!",
        "Domani pane integrale di segale, cotto nel forno a legna. Prenotalo entro le 20, o passa al banco.",
        ("Panettone al bergamotto", "Biscotti di Natale", "Orari delle feste"),
    ),
    "en": (
        "Tomorrow rye bread, baked in the wood oven. Order it before 6 pm!",
        "Tomorrow wholemeal rye bread, baked in the wood oven. Order it before 8 pm, or come to the shop.",
        ("Panettone with bergamot", "Christmas biscuits", "Opening hours over the holidays"),
    ),
}


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    from ui.app import make_application

    app = make_application()
    from qasync import QEventLoop

    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.run(_all(options))


async def _all(options: Namespace) -> None:
    from ui.app import make_application
    from ui.look.language import choose_language
    from ui.look.theme import theme

    for language in ("it", "en"):
        choose_language(make_application(), language)
        for shade in ("light", "dark"):
            theme().choose(shade)
            for name, make in SHEETS.items():
                if options.only and name not in options.only.split(","):
                    continue
                with TemporaryDirectory() as folder:
                    await _picture(Path(folder), language, make, options.folder / f"{name}-{shade}-{language}.png")


async def _picture(folder: Path, language: str, make: "Sheets", target: Path) -> None:
    from smmdesk.app import close_desk, open_desk
    from smmdesk.system.clock import ManualClock
    from smmdesk.system.paths import Paths
    from tests.ui.composer import bakery
    from ui.bridge import Bridge
    from ui.shell.main_window import MainWindow

    clock = ManualClock()
    desk = open_desk(Paths(folder / "desk"), clock)
    bridge = Bridge(desk)
    brand = bakery.made_brand(desk, language)
    window = MainWindow(bridge)
    window.resize(1100, 720)
    window.show()
    sheet = make(window, bridge, brand, clock, language)
    for _turn in range(20):
        await asyncio.sleep(0.01)
    sheet.grab().save(str(target))
    sheet.close()
    window.may_close = True
    window.close()
    await bridge.aclose()
    await close_desk(desk)


def _posts(desk: "Desk", brand: "Brand", language: str) -> list[str]:
    from tests.desk.support import add_post, rome

    days = ("2026-11-25 09:00", "2026-12-01 18:30", "")
    made = []
    for words, day in zip(WORDS[language][2], days, strict=True):
        made.append(add_post(desk, brand, words, planned=rome(day) if day else None).id)
    return made


def _versions(window: "QWidget", bridge: "Bridge", brand: "Brand", clock: "ManualClock", language: str) -> "QWidget":
    from smmdesk.desk import planning
    from tests.desk.support import add_post, edited
    from ui.presenters.composer import ComposerPresenter
    from ui.presenters.versions import VersionsPresenter
    from ui.views.version_sheet import show_versions

    old, new, _more = WORDS[language]
    post = add_post(bridge.desk, brand, old[:20])
    for text in (old[:40], old, old.replace("!", "."), new):
        clock.advance(timedelta(hours=7))
        post = planning.save_post(bridge.desk, edited(post, text))
    return show_versions(window, VersionsPresenter(ComposerPresenter.open(bridge, post.id)))


def _zones(window: "QWidget", bridge: "Bridge", brand: "Brand", clock: "ManualClock", language: str) -> "QWidget":
    from smmdesk.model.post import Post
    from smmdesk.store import db_settings, zone_rules
    from ui.shell.notices import show_zone_changes

    ids = _posts(bridge.desk, brand, language)
    with bridge.desk.store.transaction() as tx:
        dated = [post for post in tx.many(Post, ids).values() if post.planned is not None]
        shifts = {post.id: post.planned.instant_us - 3_600_000_000 for post in dated if post.planned}
        db_settings.put(tx, zone_rules.NOTICE, shifts)
    return show_zone_changes(window, bridge, lambda _id: None)


def _banner(window: "QWidget", bridge: "Bridge", _brand: "Brand", clock: "ManualClock", _language: str) -> "QWidget":
    from ui.problems import BarStack
    from ui.shell.notices import travelled

    problem = travelled("Asia/Tokyo", "Europe/Rome", clock.now())
    assert problem is not None
    bars = BarStack()
    bars.resize(1100, 60)
    bars.show_problem(problem)
    return bars


def _trash(window: "QWidget", bridge: "Bridge", brand: "Brand", clock: "ManualClock", language: str) -> "QWidget":
    from smmdesk.desk import planning
    from ui.presenters.trash import TrashPresenter
    from ui.views.trash_sheet import show_trash

    for post_id in _posts(bridge.desk, brand, language):
        planning.trash(bridge.desk, [post_id])
        clock.advance(timedelta(days=1))
    return show_trash(window, TrashPresenter(bridge))


def _no_trash(window: "QWidget", bridge: "Bridge", *_more: object) -> "QWidget":
    from ui.presenters.trash import TrashPresenter
    from ui.views.trash_sheet import show_trash

    return show_trash(window, TrashPresenter(bridge))


def _copies(window: "QWidget", bridge: "Bridge", _brand: "Brand", clock: "ManualClock", _language: str) -> "QWidget":
    from smmdesk.store import backups
    from ui.presenters.copies import CopiesPresenter
    from ui.views.copies_sheet import show_copies

    for reason in ("before-update", "daily", "daily", "asked"):
        backups.create(bridge.desk.paths, clock, reason)
        clock.advance(timedelta(hours=20))
    return show_copies(window, CopiesPresenter(bridge, lambda _path, _words: None))


Sheets = Callable[["QWidget", "Bridge", "Brand", "ManualClock", str], "QWidget"]
SHEETS: dict[str, Sheets] = {
    "versions": _versions,
    "zones": _zones,
    "banner": _banner,
    "trash": _trash,
    "no-trash": _no_trash,
}
SHEETS["copies"] = _copies

if __name__ == "__main__":
    main()
