"""Taking posts in from a file: first a plan that changes nothing, then one step that undo takes back.

Ids are stable: a row that names a post's id is that post, any other gets an id made from what it says, so that a file
taken in twice makes no copies. What is taken in is a draft; nothing goes out that a person did not schedule here.
"""

import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smmdesk.desk import import_archive
from smmdesk.desk.cells import names_in
from smmdesk.desk.import_rows import (
    ImportBadError,
    NoColumnsError,
    Table,
    Wish,
    csv_wishes,
    ics_wishes,
    json_wishes,
    read_bytes,
    table_of,
)
from smmdesk.desk.planning import first_brand, save_in
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.label import Label
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.moment import Moment, zone_of
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.stages import Stage
from smmdesk.model.words import ngettext
from smmdesk.store.flat_reads import post_count

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

BRAKE_COUNT, BRAKE_FEWEST, BRAKE_SHARE = 20, 5, 0.25
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
KINDS: dict[str, Callable[[bytes], list[Wish]]] = {".json": json_wishes, ".ics": ics_wishes}
"""By ending; anything else is read as a table."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something about one row (counted as the file counts); `skipped`: the row is not taken in."""

    number: int
    problem: Problem
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. `new` and `changed` are posts as they would be; `total` is how many there are now.

    `new_labels` are made with it. For an archive `archive` says what else would come, for a table `table` what its
    columns were taken for; one that means nothing yet has no posts.
    """

    name: str
    brand_id: str
    new: tuple[Post, ...] = ()
    changed: tuple[Post, ...] = ()
    same: int = 0
    total: int = 0
    problems: tuple[RowProblem, ...] = ()
    new_labels: tuple[Label, ...] = ()
    archive: "import_archive.ArchivePlan | None" = None
    table: Table | None = None

    @property
    def asks_first(self) -> bool:
        """The brake: it would change more than 20 posts, or more than a quarter of all."""
        count = len(self.changed)
        return count > BRAKE_COUNT or (count >= BRAKE_FEWEST and count > BRAKE_SHARE * self.total)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    new: int
    changed: int
    problems: tuple[RowProblem, ...] = ()


def is_archive(path: Path) -> bool:
    """Whether a file is a whole calendar, which brings its brands along."""
    return path.suffix.lower() in (".smmdesk", ".zip") or _is_zip(path)


def read_import(desk: "Desk", path: Path, brand_id: str = "", columns: Mapping[str, int] | None = None) -> Plan:
    """Look at a file (by its ending: csv, json, ics, smmdesk, zip) and say what would happen; changes nothing, blocks.

    `columns` says by place what the columns of a table mean (keys of `cells.NAMES`), in the place of its headings.
    Raises ProblemError(import_bad).
    """
    brand_id = brand_id or first_brand(desk).id
    ending = path.suffix.lower()
    table: Table | None = None
    try:
        if is_archive(path):
            found = import_archive.look(desk, path)
            return Plan(path.name, brand_id, found.posts, same=found.same, archive=found)
        data = read_bytes(path)
        if ending in KINDS:
            wishes = KINDS[ending](data)
        else:
            wishes, table = csv_wishes(data, columns), table_of(data, columns)
    except ImportBadError as error:
        raise ProblemError("import_bad", name=path.name, said=error.said) from error
    with desk.store.reading() as reader:
        plan = _Planner(desk, reader, reader.get(Brand, brand_id)).plan(path.name, wishes)
    return replace(plan, table=table)


def unknown_table(error: ProblemError) -> Table | None:
    """The table of a refusal that a person can mend by saying what its columns mean."""
    return error.__cause__.table if isinstance(error.__cause__, NoColumnsError) else None


def _is_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def apply_import(desk: "Desk", plan: Plan, *, many: bool = False, whole: bool = False) -> Imported:
    """Do what a plan says, in one step that can be undone; `many` releases the brake. Blocks.

    A post that can no longer be changed is left as it is and named; with `whole` nothing is taken in then, nor when a
    row was left out. Raises ProblemError(import_many, import_not_whole, conflict).
    """
    skipped = sum(problem.skipped for problem in plan.problems)
    if whole and skipped:
        raise ProblemError("import_not_whole", count=skipped, name=plan.name)
    if plan.asks_first and not many:
        raise ProblemError("import_many", count=len(plan.changed), total=plan.total)
    if plan.archive is not None:
        return Imported(import_archive.take_in(desk, plan.archive), 0)
    count = len(plan.new) + len(plan.changed)
    label = ngettext("import of {count} post", "import of {count} posts", count).format(count=count)
    left: list[RowProblem] = []
    with step(desk, label, [post.id for post in plan.changed]) as tx:
        tx.put_new(plan.new_labels)
        tx.put_new(plan.new)
        for post in plan.changed:
            problem = _change(tx, desk, post)
            if problem is not None and whole:
                raise ProblemError.of(problem)
            if problem is not None:
                left.append(RowProblem(0, problem, skipped=True))
    return Imported(len(plan.new), len(plan.changed) - len(left), (*plan.problems, *left))


def _change(tx: "Transaction", desk: "Desk", post: Post) -> Problem | None:
    try:
        save_in(tx, desk, post)
    except ProblemError as error:
        if error.problem.code not in ("too_late_to_change", "time_past", "time_missing"):
            raise
        return error.problem
    return None


class _Planner:
    """Turns wishes into posts: finds channels, labels and photos by name, and what is there already."""

    def __init__(self, desk: "Desk", reader: "Reader", brand: Brand) -> None:
        self._desk, self._reader, self._brand = desk, reader, brand
        self._channels = _by_names(reader, brand.id)
        self._labels = {label.name.casefold(): label for label in reader.all(Label, brand_id=brand.id)}
        self._assets = _by_hash_and_name(reader, brand.id)
        self._new_labels: list[Label] = []
        self._problems: list[RowProblem] = []

    def plan(self, name: str, wishes: Sequence[Wish]) -> Plan:
        ids = self._stable_ids(wishes)
        known = self._reader.many(Post, ids)
        new: dict[str, Post] = {}
        changed: dict[str, Post] = {}
        same = 0
        for post_id, wish in zip(ids, wishes, strict=True):
            before = changed.get(post_id) or new.get(post_id) or known.get(post_id)
            post = self._post(wish, before or self._fresh(post_id))
            if post is None:
                continue
            if post == before:
                same += 1
            elif post_id in known:
                changed[post_id] = post
            else:
                new[post_id] = post
        return Plan(
            name=name,
            brand_id=self._brand.id,
            new=tuple(new.values()),
            changed=tuple(changed.values()),
            same=same,
            total=post_count(self._reader),
            problems=tuple(self._problems),
            new_labels=tuple(self._new_labels),
        )

    def _fresh(self, post_id: str) -> Post:
        return Post(post_id, self._brand.id, language=self._brand.language, created_at_us=self._desk.now_us())

    def _stable_ids(self, wishes: Sequence[Wish]) -> list[str]:
        """The row's own id, else one made from what it says; equal rows of one file are told apart by their order."""
        seen: Counter[str] = Counter()
        ids = []
        for wish in wishes:
            if _ID.fullmatch(wish.id):
                ids.append(wish.id)
                continue
            said = f"{self._brand.id}\0{wish.id or _said(wish)}"
            ids.append(_made_id(f"{said}\0{seen[said]}"))
            seen[said] += 1
        return ids

    def _post(self, wish: Wish, before: Post) -> Post | None:
        """`before` with what the row says; None for a row that is left out."""
        for problem in wish.problems:
            self._note(wish, problem)
        planned = before.planned
        if wish.has_time:
            if wish.wall is None and any(problem.code == "time_not_understood" for problem in wish.problems):
                return None
            planned = self._moment(wish)
        content = self._content(wish, before.content)
        if content.is_empty:
            self._note(wish, Problem("import_empty"), skipped=True)
            return None
        changes: dict[str, Any] = {"content": content, "planned": planned, "deleted_at_us": None}
        if wish.channels is not None:
            changes["channels"] = self._channel_ids(wish)
        if wish.labels is not None:
            names = _names(wish, wish.labels, self._labels)
            changes["labels"] = tuple(dict.fromkeys(self._label(name).id for name in names))
        if wish.language:
            changes["language"] = wish.language
        if before.revision == 0 and wish.idea:
            changes["stage"] = Stage.IDEA
        return replace(before, **changes)

    def _note(self, wish: Wish, problem: Problem, *, skipped: bool = False) -> None:
        skipped = skipped or problem.code == "time_not_understood"
        self._problems.append(RowProblem(wish.number, problem, skipped))

    def _moment(self, wish: Wish) -> Moment | None:
        if wish.wall is None:
            return None
        zone = wish.zone or self._brand.zone
        try:
            zone_of(zone)
        except ValueError:
            self._note(wish, Problem("zone_unknown", {"zone": zone[:60], "field": "when"}))
            zone = self._brand.zone
        try:
            return Moment.of(wish.wall, zone) if wish.wall.tzinfo else Moment(_whole(wish.wall), zone)
        except (ValueError, OverflowError):
            text = wish.wall.isoformat(sep=" ", timespec="minutes")
            self._note(wish, Problem("time_not_understood", {"text": text, "field": "when"}))
            return None

    def _content(self, wish: Wish, before: Content) -> Content:
        names = ("title", "text", "link", "first_comment")
        changes: dict[str, Any] = {name: value for name in names if (value := getattr(wish, name)) is not None}
        if wish.thread is not None:
            changes["thread"] = tuple(ThreadItem(text) for text in wish.thread)
        if wish.options is not None:
            changes["options"] = wish.options
        if wish.media is not None:
            changes["media"] = self._media(wish, before)
        content = replace(before, **changes)
        return before if content == before else content

    def _media(self, wish: Wish, before: Content) -> tuple[MediaUse, ...]:
        old = {use.asset_id: use for use in before.media}
        uses = []
        names = _names(wish, wish.media or (), self._assets)
        for name, alt in zip_longest(names, wish.alts[: len(names)], fillvalue=""):
            asset = self._assets.get(name.casefold())
            if asset is None:
                self._note(wish, Problem("media_missing", {"name": name[:80], "field": "media"}))
                continue
            use = old.get(asset.id) or MediaUse(asset.id, dict(asset.alt))
            language = self._brand.language
            uses.append(replace(use, alt={**use.alt, language: alt}) if alt and alt != use.alt_for(language) else use)
        return tuple(uses)

    def _channel_ids(self, wish: Wish) -> tuple[str, ...]:
        ids = []
        for name in _names(wish, wish.channels or (), self._channels):
            found = self._channels.get(name.casefold())
            if found is None:
                self._note(wish, Problem("channel_unknown", {"id": name[:60], "field": "channels"}))
            else:
                ids.append(found)
        return tuple(dict.fromkeys(ids))

    def _label(self, name: str) -> Label:
        known = self._labels.get(name.casefold())
        if known is None:
            known = Label(self._desk.clock.new_id(), self._brand.id, name[:60], sort_key=len(self._labels))
            self._labels[name.casefold()] = known
            self._new_labels.append(known)
        return known


def _by_names(reader: "Reader", brand_id: str) -> Mapping[str, str]:
    """Channel ids by id, name, handle and (where there is only one) platform."""
    channels = [c for c in reader.all(Channel, brand_id=brand_id) if c.status is not ChannelStatus.ARCHIVED]
    platforms = Counter(channel.platform for channel in channels)
    found: dict[str, str] = {}
    for channel in channels:
        names = [channel.id, channel.name, channel.handle, channel.handle.lstrip("@")]
        if platforms[channel.platform] == 1:
            names.append(channel.platform)
        for name in filter(None, names):
            found.setdefault(name.casefold(), channel.id)
    return found


def _by_hash_and_name(reader: "Reader", brand_id: str) -> Mapping[str, Asset]:
    found: dict[str, Asset] = {}
    for asset in reader.all(Asset, brand_id=brand_id):
        found.setdefault(asset.name.casefold(), asset)
        found[asset.sha256] = asset
    return found


def _names(wish: Wish, given: Sequence[str], known: Container[str]) -> tuple[str, ...]:
    if not wish.one_cell:
        return tuple(given)
    return tuple(name for cell in given for name in names_in(cell, known))


def _said(wish: Wish) -> str:
    """What makes a row without an id itself."""
    when = wish.wall.isoformat() if wish.wall else ""
    return "\0".join((when, wish.title or "", wish.text or "", wish.link or ""))


def _made_id(said: str) -> str:
    """A UUID (version 8: free form) from a hash."""
    number = int.from_bytes(hashlib.sha256(f"smmdesk import\0{said}".encode("utf-8", "replace")).digest()[:16])
    number = (number & ~(0xF << 76) & ~(0x3 << 62)) | (0x8 << 76) | (0x2 << 62)
    return str(uuid.UUID(int=number))


def _whole(wall: datetime) -> datetime:
    return wall.replace(microsecond=0, fold=0)
