"""Turns the rows of a file into posts: finds channels, labels and photos by name, and what is there already."""

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smmdesk.desk.cells import full_name, names_in
from smmdesk.desk.import_beside import Folder
from smmdesk.desk.import_ids import WHOLE_ID, made_id
from smmdesk.desk.import_plan import Plan, RowProblem
from smmdesk.desk.import_rows import Wish
from smmdesk.desk.json_posts import Finder
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, ThreadItem, Wording
from smmdesk.model.label import Label
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.moment import Moment, zone_of
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.model.stages import Stage
from smmdesk.store.flat_reads import post_count

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
"""What platforms take for the name of a language; "Italiano (CH)" is none, and the brand's own holds."""


def plan_of(desk: "Desk", brand_id: str, wishes: Sequence[Wish], file: Path | None = None) -> Plan:
    """What the rows of one file would do in one brand; photos may lie beside `file`."""
    with desk.store.reading() as reader:
        return _Planner(desk, reader, reader.get(Brand, brand_id), file).plan(wishes)


class _Planner:
    """Of one brand and one file."""

    def __init__(self, desk: "Desk", reader: "Reader", brand: Brand, file: Path | None) -> None:
        self._desk, self._reader, self._brand = desk, reader, brand
        self._channels = _by_names(reader, brand.id)
        self._labels = {label.name.casefold(): label for label in reader.all(Label, brand_id=brand.id)}
        self._archived = _by_names(reader, brand.id, archived=True)
        self._assets = _by_hash_and_name(reader, brand.id)
        self._folder = Folder(desk, brand.id, file)
        self._new_labels: list[Label] = []
        self._problems: list[RowProblem] = []

    def plan(self, wishes: Sequence[Wish]) -> Plan:
        ids, known = self._known(self._stable_ids(wishes))
        new: dict[str, Post] = {}
        changed: dict[str, Post] = {}
        same = 0
        self._note_twins(wishes)
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
            name="",
            brand_id=self._brand.id,
            new=tuple(new.values()),
            changed=tuple(changed.values()),
            same=same,
            total=post_count(self._reader),
            problems=tuple(sorted(self._problems, key=lambda row: row.number)),
            new_labels=tuple(self._new_labels),
            beside=tuple(self._folder.wanted),
        )

    def _note_twins(self, wishes: Sequence[Wish]) -> None:
        """Rows of a table that say the same for the same time: both come in, and a person is told."""
        first: dict[Wish, int] = {}
        for wish in wishes:
            if wish.one_cell and wish.wall is not None and not wish.id:
                number = first.setdefault(replace(wish, number=0), wish.number)
                if number != wish.number:
                    self._note(wish, Problem("import_twice", {"row": number}))

    def _known(self, ids: list[str]) -> tuple[list[str], dict[str, Post]]:
        """What is there already. A post of another brand stays as it is: here it becomes one of its own."""
        found = self._reader.many(Post, ids)
        others = {post.id: made_id(f"{self._brand.id}\0{post.id}") for post in found.values() if self._is_other(post)}
        if others:
            ids = [others.get(post_id, post_id) for post_id in ids]
            found = self._reader.many(Post, ids)
        return ids, found

    def _is_other(self, post: Post) -> bool:
        return post.brand_id != self._brand.id

    def _fresh(self, post_id: str) -> Post:
        return Post(post_id, self._brand.id, language=self._brand.language, created_at_us=self._desk.now_us())

    def _stable_ids(self, wishes: Sequence[Wish]) -> list[str]:
        """The row's own id, else one made from what it says; equal rows of one file are told apart by their order."""
        seen: Counter[str] = Counter()
        ids = []
        for wish in wishes:
            if WHOLE_ID.fullmatch(wish.id):
                ids.append(wish.id)
                continue
            said = f"{self._brand.id}\0{wish.id or _said(wish)}"
            ids.append(made_id(f"{said}\0{seen[said]}"))
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
            if planned and before.planned and wish.wall and wish.wall.tzinfo and _at_once(planned, before.planned):
                planned = before.planned  # the same instant: it keeps the hour that a person wrote
        content = self._content(wish, before.content) if wish.raw is None else self._told(wish, before.content)
        if content.is_empty and not (before.revision and before.content.is_empty):
            self._note(wish, Problem("import_empty"), skipped=True)
            return None
        changes: dict[str, Any] = {"content": content, "planned": planned, "deleted_at_us": None}
        if wish.channels is not None:
            changes["channels"] = self._channel_ids(wish, before.channels)
        if wish.raw is not None and isinstance(wish.raw.get("wordings"), dict):
            changes["wordings"] = self._wordings(wish, wish.raw["wordings"], before)
        if wish.labels is not None:
            names = _names(wish, wish.labels, self._labels)
            changes["labels"] = tuple(dict.fromkeys(self._label(name).id for name in names))
        if wish.language and _LANGUAGE.fullmatch(wish.language):
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
        if wish.thread is not None and wish.thread != tuple(item.text for item in before.thread):
            changes["thread"] = tuple(ThreadItem(text) for text in wish.thread)
        if wish.media is not None:
            changes["media"] = self._media(wish, before)
        content = replace(before, **changes)
        return before if content == before else content

    def _told(self, wish: Wish, before: Content) -> Content:
        assert wish.raw is not None
        content = self._finder(wish).content(wish.raw, before)
        return before if content == before else content

    def _finder(self, wish: Wish) -> Finder:
        def missing(name: str) -> None:
            self._note(wish, _not_here(name, "media_not_in_media"))

        return Finder(lambda name: self._assets.get(name.casefold()), missing, self._brand.language)

    def _wordings(self, wish: Wish, told: Mapping[str, Any], before: Post) -> tuple[Wording, ...]:
        """The channels' own wordings, in the order of those that are there."""
        made: dict[str, Wording] = {}
        for name, said in told.items():
            channel_id = self._channel_id(name, before.channels)
            if channel_id is None:
                self._note(wish, Problem("channel_unknown", {"id": name[:60], "field": "channels"}))
            elif isinstance(said, dict):
                own = self._finder(wish).wording(channel_id, said, before.wording_for(channel_id))
                made |= {channel_id: own} if own is not None else {}
        known = [own.channel_id for own in before.wordings if own.channel_id in made]
        return tuple(made[channel_id] for channel_id in dict.fromkeys((*known, *made)))

    def _media(self, wish: Wish, before: Content) -> tuple[MediaUse, ...]:
        old = {use.asset_id: use for use in before.media}
        uses = []
        names = _names(wish, wish.media or (), self._photos)
        for name, alt in zip_longest(names, wish.alts[: len(names)], fillvalue=""):
            asset = self._asset(wish, name)
            if asset is None:
                self._note(wish, _not_here(name))
                continue
            use = old.get(asset.id) or MediaUse(asset.id, dict(asset.alt))
            language = self._brand.language
            uses.append(replace(use, alt={**use.alt, language: alt}) if alt and alt != use.alt_for(language) else use)
        return tuple(uses)

    @cached_property
    def _photos(self) -> frozenset[str]:
        """The names of photos that a row may name."""
        return frozenset((*self._assets, *self._folder.by_name))

    def _asset(self, wish: Wish, name: str) -> Asset | None:
        """Of the library, else what lies beside the file."""
        return self._assets.get(name.casefold()) or self._folder.asset(name, wish.number)

    def _channel_ids(self, wish: Wish, before: Sequence[str]) -> tuple[str, ...]:
        ids = []
        for name in _names(wish, wish.channels or (), {**self._archived, **self._channels}):
            found = self._channel_id(name, before)
            if found is None:
                self._note(wish, Problem("channel_unknown", {"id": name[:60], "field": "channels"}))
            else:
                ids.append(found)
        return tuple(dict.fromkeys(ids))

    def _channel_id(self, name: str, before: Sequence[str]) -> str | None:
        """One that is in use, or one that was and that the post has."""
        archived = self._archived.get(name.casefold())
        return archived if archived in before else self._channels.get(name.casefold())

    def _label(self, name: str) -> Label:
        known = self._labels.get(name.casefold())
        if known is None:
            known = Label(self._desk.clock.new_id(), self._brand.id, name[:60], sort_key=len(self._labels))
            self._labels[name.casefold()] = known
            self._new_labels.append(known)
        return known


def _by_names(reader: "Reader", brand_id: str, *, archived: bool = False) -> Mapping[str, str]:
    """Channel ids by id, name, handle and (where there is only one) platform."""
    channels = reader.all(Channel, brand_id=brand_id, deleted=archived)
    gone = [c for c in channels if c.status is ChannelStatus.ARCHIVED or c.deleted_at_us is not None]
    channels = tuple(gone if archived else [channel for channel in channels if channel not in gone])
    platforms = Counter(channel.platform for channel in channels)
    found: dict[str, str] = {}
    for channel in channels:
        names = [channel.id, channel.name, full_name(channel), channel.handle, channel.handle.lstrip("@")]
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


def _not_here(name: str, code: str = "media_not_here") -> Problem:
    """A photo of a row that is not among ours: no address is fetched."""
    on_web = name.casefold().startswith(("http://", "https://"))
    return Problem("media_on_web" if on_web else code, {"name": name[:80], "field": "media"})


def _said(wish: Wish) -> str:
    """What makes a row without an id itself."""
    when = wish.wall.isoformat() if wish.wall else ""
    return "\0".join((when, wish.title or "", wish.text or "", wish.link or ""))


def _whole(wall: datetime) -> datetime:
    return wall.replace(microsecond=0, fold=0)


def _at_once(one: Moment, other: Moment) -> bool:
    return one.instant_us // 1_000_000 == other.instant_us // 1_000_000
