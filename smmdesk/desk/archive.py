"""The calendar in files that other programs read, and whole in one archive that another computer takes up.

No file holds a sign-in. Everything is written beside its place and renamed: a file is whole or not there.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smmdesk.desk import json_posts
from smmdesk.desk.archive_file import ARCHIVE_FORMAT, DATABASE, MANIFEST, MEDIA, VERSION, export_archive
from smmdesk.desk.cells import BETWEEN, COLUMNS, PARTS, full_name, safe
from smmdesk.desk.file_writing import require_going, writing
from smmdesk.desk.ics import calendar_text
from smmdesk.desk.import_plan import Going
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import State
from smmdesk.model.label import Label
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.moment import from_us
from smmdesk.model.numbers import Count, Told, together
from smmdesk.model.post import Post, progress
from smmdesk.model.stages import state_of
from smmdesk.store import backups, flat_reads, numbers_reads

__all__ = [
    "ARCHIVE_FORMAT",
    "DATABASE",
    "MANIFEST",
    "MEDIA",
    "VERSION",
    "export",
    "export_archive",
    "export_csv",
    "export_ics",
    "export_json",
    "last_copy_us",
    "make_copy",
]

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.model.delivery import Delivery
    from smmdesk.store.reader import Reader

AT_ONCE = 250
"""Posts that are read together."""


def export(desk: "Desk", kind: str, path: Path, brand_id: str = "", going: Going | None = None) -> int:
    """Write `kind` (csv, ics, json, archive), of one brand where one is named; returns how many posts it holds.

    `going` is told how far it is. Raises StoppedError when it was stopped, and nothing is written then;
    ProblemError no_room, disk_full, folder_not_writable.
    """
    writers: dict[str, Callable[[Desk, Path, str, Going | None], int]] = {
        "csv": export_csv,
        "ics": export_ics,
        "json": export_json,
        "archive": export_archive,
    }
    return writers[kind](desk, path, brand_id, going)


class _Names:
    """Channels, labels and files by id, read once."""

    def __init__(self, reader: "Reader") -> None:
        channels = reader.all(Channel, deleted=True)
        named = Counter(channel.name.casefold() for channel in channels)
        self.channels = {one.id: one.name if named[one.name.casefold()] == 1 else full_name(one) for one in channels}
        self.labels = {label.id: label.name for label in reader.all(Label, deleted=True)}
        self.assets = {asset.id: asset for asset in reader.all(Asset, deleted=True)}

    def media(self, uses: tuple[MediaUse, ...], language: str) -> list[dict[str, str]]:
        known = [(self.assets[use.asset_id], use) for use in uses if use.asset_id in self.assets]
        return [{"name": asset.name, "sha256": asset.sha256, "alt": use.alt_for(language)} for asset, use in known]


async def make_copy(desk: "Desk") -> Path:
    """A checked copy of the calendar now, in the backups folder. Raises ProblemError as `backups.create`."""
    return await desk.pool.run(backups.create, desk.paths, desk.clock)


def last_copy_us(desk: "Desk") -> int | None:
    """When the newest copy was made, in microseconds UTC; None while there is none."""
    newest = next(iter(backups.list_backups(desk.paths)), None)
    return None if newest is None else newest.made_at_us


# ------------------------------------------------------------------ tables
def export_csv(desk: "Desk", path: Path, brand_id: str = "", going: Going | None = None) -> int:
    """A table for a spreadsheet, UTF-8 with a mark, every cell quoted, formulas disarmed by a quote."""
    count = 0
    with (
        desk.store.reading() as reader,
        writing(path) as draft,
        draft.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        names = _Names(reader)
        table = csv.writer(file, quoting=csv.QUOTE_ALL)
        table.writerow(COLUMNS)
        for post, deliveries, told in _in_order(reader, brand_id, going or Going()):
            cells = {**_cells(names, post, deliveries), **_counted(told)}
            table.writerow([safe(cells[column]) for column in COLUMNS])
            count += 1
    return count


def _in_order(
    reader: "Reader", brand_id: str, going: Going
) -> Iterator[tuple[Post, "tuple[Delivery, ...]", Mapping[str, Told]]]:
    """Every post with its deliveries and what was counted of it, some at a time. Raises StoppedError."""
    ids = flat_reads.ids_in_order(reader, brand_id)
    going.total, going.done = len(ids), 0
    for start in range(0, len(ids), AT_ONCE):
        require_going(going)
        some = ids[start : start + AT_ONCE]
        posts, deliveries = reader.many(Post, some), reader.deliveries_of_posts(some)
        told = numbers_reads.of_posts(reader, deliveries)
        for id_ in some:
            yield posts[id_], deliveries.get(id_, ()), told.get(id_, {})
        going.done += len(some)


def _of(brand_id: str) -> dict[str, Any]:
    return {"brand_id": brand_id} if brand_id else {}


def _cells(names: _Names, post: Post, deliveries: "tuple[Delivery, ...]") -> dict[str, str]:
    content, planned = post.content, post.planned
    media = names.media(content.media, post.language)
    return {
        "id": post.id,
        "date": planned.day.isoformat() if planned else "",
        "time": _clock(planned.wall) if planned else "",
        "zone": planned.zone if planned else "",
        "state": state_of(post.stage, progress(post, deliveries)),
        "channels": BETWEEN.join(names.channels.get(channel_id, channel_id) for channel_id in post.channels),
        "labels": BETWEEN.join(names.labels.get(label_id, label_id) for label_id in post.labels),
        "title": content.title,
        "text": content.text,
        "link": content.link,
        "thread": PARTS.join(item.text for item in content.thread),
        "first_comment": content.first_comment,
        "media": "\n".join(item["name"] for item in media),
        "alt": PARTS.join(item["alt"] for item in media),
        "language": post.language,
        "published": BETWEEN.join(_addresses(deliveries)),
    }


def _clock(wall: datetime) -> str:
    return f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"


def _counted(told: Mapping[str, Told]) -> dict[str, str]:
    """A cell for each kind of number."""
    whole = together(told.values())
    return {kind.value: str(whole.counts.get(kind, "")) if whole is not None else "" for kind in Count}


def _numbers_json(names: _Names, told: Mapping[str, Told]) -> dict[str, dict[str, object]]:
    """By the channel's name: what it counted, and when it was asked."""
    return {
        names.channels.get(channel_id, channel_id): {
            **{kind.value: number for kind, number in one.counts.items()},
            "as_of": from_us(one.at_us).isoformat(),
        }
        for channel_id, one in told.items()
    }


def _addresses(deliveries: "tuple[Delivery, ...]") -> list[str]:
    parts = [part for delivery in deliveries for part in delivery.parts if part.state is State.PUBLISHED]
    return [part.receipt.url for part in parts if part.receipt and part.receipt.url]


def export_ics(desk: "Desk", path: Path, brand_id: str = "", going: Going | None = None) -> int:
    """Every post with a moment, for any calendar program."""
    with desk.store.reading() as reader:
        brands = reader.all(Brand, **({"id": brand_id} if brand_id else _of("")))
        rows = flat_reads.dated_rows(reader, brand_id)
    with writing(path) as draft:
        name = brands[0].name if brands else "smmdesk"
        text = calendar_text(rows, desk.clock.now(), name)
        require_going(going or Going())
        draft.write_bytes(text.encode("utf-8", "replace"))
    return len(rows)


def export_json(desk: "Desk", path: Path, brand_id: str = "", going: Going | None = None) -> int:
    """Every post with its own wordings and what became of it, for other programs; read back by `import`."""
    head = json.dumps({"format": json_posts.JSON_FORMAT, "version": json_posts.JSON_VERSION}, indent=1)
    head = head.removesuffix("\n}")
    count = 0
    with desk.store.reading() as reader, writing(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        names = _Names(reader)
        file.write(f'{head},\n "posts": [')
        for post, deliveries, told in _in_order(reader, brand_id, going or Going()):
            found = {**_post_json(names, post, deliveries), "numbers": _numbers_json(names, told)}
            text = json.dumps(found, ensure_ascii=False, indent=1)
            file.write(("," if count else "") + "\n  " + text.replace("\n", "\n  "))
            count += 1
        file.write(("\n ]" if count else "]") + "\n}")
    return count


def _post_json(names: _Names, post: Post, deliveries: "tuple[Delivery, ...]") -> dict[str, Any]:
    cells = _cells(names, post, deliveries)
    wordings = {
        names.channels.get(own.channel_id, own.channel_id): json_posts.wording_json(own, post.language, names.assets)
        for own in post.wordings
    }
    return {
        **{name: cells[name] for name in ("id", "date", "time", "zone", "state", "language")},
        "stage": post.stage.value,
        "channels": [names.channels.get(channel_id, channel_id) for channel_id in post.channels],
        "labels": [names.labels.get(label_id, label_id) for label_id in post.labels],
        **json_posts.content_json(post.content, post.language, names.assets),
        "wordings": wordings,
        "published": _addresses(deliveries),
    }
