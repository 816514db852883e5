"""The calendar in files that other programs read, and whole in one archive that another computer takes up.

No file holds a sign-in. Everything is written beside its place and renamed: a file is whole or not there.
"""

import csv
import hashlib
import io
import json
import os
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smmdesk.desk import json_posts
from smmdesk.desk.cells import BETWEEN, COLUMNS, PARTS, full_name, safe
from smmdesk.desk.ics import calendar_text
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import State
from smmdesk.model.label import Label
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.moment import from_us
from smmdesk.model.numbers import Count, Told, together
from smmdesk.model.post import Post, progress
from smmdesk.model.problem import ProblemError
from smmdesk.store import backups, brand_copies, numbers_reads
from smmdesk.store.faults import told
from smmdesk.store.flat_reads import dated_rows

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.model.delivery import Delivery
    from smmdesk.store.reader import Reader

ARCHIVE_FORMAT, VERSION = "smmdesk archive", 1
MANIFEST, DATABASE, MEDIA = "manifest.json", "desk.sqlite", "media/"


def export(desk: "Desk", kind: str, path: Path, brand_id: str = "") -> int:
    """Write `kind` (csv, ics, json, archive), of one brand where one is named; returns how many posts it holds.

    Raises ProblemError disk_full, folder_not_writable.
    """
    writers: dict[str, Callable[[Desk, Path, str], int]] = {
        "csv": export_csv,
        "ics": export_ics,
        "json": export_json,
        "archive": export_archive,
    }
    return writers[kind](desk, path, brand_id)


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """A draft beside `path` that takes its name at the end."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    with told(path.parent, files=True):
        try:
            yield draft
            os.replace(draft, path)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            raise ProblemError("folder_not_writable", folder=str(path)) from error
        finally:
            draft.unlink(missing_ok=True)


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
def export_csv(desk: "Desk", path: Path, brand_id: str = "") -> int:
    """A table for a spreadsheet, UTF-8 with a mark, every cell quoted, formulas disarmed by a quote."""
    with desk.store.reading() as reader, writing(path) as draft:
        names = _Names(reader)
        posts = _in_order(reader, brand_id)
        deliveries = reader.deliveries_of_posts([post.id for post in posts])
        told = numbers_reads.of_posts(reader, deliveries)
        out = io.StringIO(newline="")
        table = csv.writer(out, quoting=csv.QUOTE_ALL)
        table.writerow(COLUMNS)
        for post in posts:
            cells = {**_cells(names, post, deliveries.get(post.id, ())), **_counted(told.get(post.id, {}))}
            table.writerow([safe(cells[column]) for column in COLUMNS])
        draft.write_text(out.getvalue(), "utf-8-sig", newline="")
    return len(posts)


def _in_order(reader: "Reader", brand_id: str) -> list[Post]:
    posts = list(reader.all(Post, **_of(brand_id)))
    return sorted(
        posts, key=lambda post: (post.planned is None, post.planned.instant_us if post.planned else 0, post.id)
    )


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
        "state": progress(post, deliveries).value,
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


def export_ics(desk: "Desk", path: Path, brand_id: str = "") -> int:
    """Every post with a moment, for any calendar program."""
    with desk.store.reading() as reader:
        brands = reader.all(Brand, **({"id": brand_id} if brand_id else _of("")))
        rows = dated_rows(reader, brand_id)
    with writing(path) as draft:
        name = brands[0].name if brands else "smmdesk"
        draft.write_bytes(calendar_text(rows, desk.clock.now(), name).encode("utf-8", "replace"))
    return len(rows)


def export_json(desk: "Desk", path: Path, brand_id: str = "") -> int:
    """Every post with its own wordings and what became of it, for other programs; read back by `import`."""
    with desk.store.reading() as reader:
        names = _Names(reader)
        posts = _in_order(reader, brand_id)
        deliveries = reader.deliveries_of_posts([post.id for post in posts])
        told = numbers_reads.of_posts(reader, deliveries)
        found = [
            {
                **_post_json(names, post, deliveries.get(post.id, ())),
                "numbers": _numbers_json(names, told.get(post.id, {})),
            }
            for post in posts
        ]
    document = {"format": json_posts.JSON_FORMAT, "version": json_posts.JSON_VERSION, "posts": found}
    with writing(path) as draft:
        draft.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
    return len(found)


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


# ------------------------------------------------------------------ the archive
def export_archive(desk: "Desk", path: Path, brand_id: str = "") -> int:
    """The calendar without sign-ins and messages, and every photo and video, in one zip file."""
    work = desk.paths.cache / f"archive-{os.urandom(6).hex()}.sqlite"
    try:
        backups.write_copy(desk.paths, work)
        if brand_id:
            brand_copies.keep_only(work, brand_id)
        with desk.store.reading() as reader:
            assets = reader.all(Asset, deleted=True, **_of(brand_id))
            posts = len(reader.all(Post, **_of(brand_id)))
        files = [(DATABASE, work), *_media_files(desk, assets)]
        with writing(path) as draft:
            _write_zip(desk, draft, files)
    finally:
        work.unlink(missing_ok=True)
    return posts


def _media_files(desk: "Desk", assets: tuple[Asset, ...]) -> list[tuple[str, Path]]:
    found = ((asset.sha256, desk.files.path(asset.sha256)) for asset in assets)
    return [(f"{MEDIA}{sha256}", path) for sha256, path in dict(found).items() if path.exists()]


def _write_zip(desk: "Desk", draft: Path, files: list[tuple[str, Path]]) -> None:
    manifest: dict[str, Any] = {"format": ARCHIVE_FORMAT, "version": VERSION, "made": desk.clock.now().isoformat()}
    manifest["files"] = {
        name: {"size": path.stat().st_size, "sha256": name.removeprefix(MEDIA) if name != DATABASE else _sha256(path)}
        for name, path in files
    }
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        for name, path in files:
            packed = zipfile.ZIP_DEFLATED if name == DATABASE else zipfile.ZIP_STORED
            archive.write(path, name, packed)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
