"""What is brought to the calendar from elsewhere: photos for one post or many, and which files hold posts."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from smmdesk.desk import library, media_intake, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.moment import Moment
from smmdesk.model.words import ngettext
from ui.bridge import Bridge
from ui.models.calendar_words import full_day

TABLES = frozenset({".csv", ".ics", ".json", ".zip", ".smmdesk", ".tsv", ".gz", ".tgz", ".car", ".xml"})
BETWEEN_POSTS = timedelta(hours=1)


def keep_picture(desk: Desk, png: bytes) -> Path:
    """A picture without a file (dragged from a page, pasted) as a file in the cache, for the composer to take in."""
    folder = desk.paths.cache / "brought"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{desk.clock.new_id()}.png"
    path.write_bytes(png)
    return path


def tables_in(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files that hold posts of another program, not pictures."""
    return tuple(path for path in paths if path.suffix.lower() in TABLES)


async def posts_of_files(
    bridge: Bridge, brand_id: str, paths: Sequence[Path], day: date, moment: Moment | None
) -> None:
    """One dated draft for each photo, an hour apart; files that are no photos are named."""
    desk = bridge.desk
    taken = await media_intake.take_files(desk, brand_id, paths)
    for problem in taken.problems:
        bridge.fail(problem)
    posts_of_assets(bridge, brand_id, [asset.id for asset in taken.assets], day, moment)


def posts_of_assets(bridge: Bridge, brand_id: str, ids: Sequence[str], day: date, moment: Moment | None) -> None:
    """One dated draft for each file of the library, an hour apart, as one step."""
    desk = bridge.desk
    if not ids:
        return
    when = moment or planning.next_default_time(desk, brand_id, day)
    made = bridge.attempt(lambda: library.posts_of(desk, brand_id, ids, when, BETWEEN_POSTS))
    if made:
        words = ngettext("{count} draft made on {day}", "{count} drafts made on {day}", len(made))
        bridge.announce(words.format(count=len(made), day=full_day(day)), True)
