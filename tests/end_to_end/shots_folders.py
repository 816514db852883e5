"""The folders that the camera of shots.py needs beside the example week."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.moment import Moment
from smmdesk.model.words import set_language
from smmdesk.store import backups
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.ui.calendar import shop

if TYPE_CHECKING:
    from tests.end_to_end.shots import Look


def november(folder: Path, look: "Look") -> None:
    """A month with posts in every state, a sign-in that ended and a photo that is gone."""
    from tests.end_to_end.shots import NOW

    set_language(look.language)
    paths = Paths(folder)
    desk = open_desk(paths, ManualClock(NOW))
    try:
        shop.fill(desk, look.language)
        sign_out(desk)
    finally:
        close_now(desk)
        set_language("en")
    for path in (folder / "media").rglob("*"):
        if path.is_file() and path.stat().st_size == (shop.RESOURCES / "sample" / "shop-front.jpg").stat().st_size:
            path.unlink()


def crowded(folder: Path, look: "Look") -> None:
    """The same month with more on one day than it shows."""
    from tests.end_to_end.shots import NOW

    november(folder, look)
    desk = open_desk(Paths(folder), ManualClock(NOW))
    try:
        crowd(desk, look.language)
    finally:
        close_now(desk)


def crowd(desk: Desk, language: str) -> None:
    words = {"it": "Sabato si sforna, giro {number}", "en": "Saturday’s oven, batch {number}"}[language]
    for number in range(1, 7):
        moment = Moment(datetime(2026, 11, 28, 9 + number), shop.ZONE)
        planning.add_post(desk, "brand-1", content=Content(text=words.format(number=number)), planned=moment)


def sign_out(desk: Desk) -> None:
    with desk.store.transaction() as tx:
        channel = next(one for one in tx.all(Channel) if one.platform == "bluesky")
        tx.put(replace(channel, status=ChannelStatus.SIGNED_OUT))


def copied(folder: Path, look: "Look") -> None:
    """A folder with a copy of it, whose file is damaged: the copy is restored."""
    from tests.end_to_end.shots import NOW, spoil

    set_language(look.language)
    desk = open_desk(Paths(folder), ManualClock(NOW))
    try:
        shop.fill(desk, look.language, pictures=False)
        backups.create(desk.paths, desk.clock)
    finally:
        close_now(desk)
        set_language("en")
    spoil(folder / "desk.sqlite")
