"""The engine looks into the folders of ideas and makes ideas of what is new there (decision 0044).

A file is taken once it has stood still for a while, at most some at a time and so many a day. The disk is read by a
thread of its own: one that does not answer keeps nothing else waiting. The file is never moved, changed or deleted.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.desk import idea_files, media_intake
from smmdesk.desk.brands import put_away_ids
from smmdesk.desk.deciding import us
from smmdesk.desk.idea_files import Found, Listing, Read
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.idea_folder import REMEMBERED, Fate, IdeaFile, IdeaFolder, Refusal
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.store import idea_folders
from smmdesk.system.tasks import Aside

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

log = logging.getLogger(__name__)

STILL_S, TEXT_STILL_S = 10.0, 30.0
"""For how long nothing may have changed; somebody may still be writing a text."""
AT_ONCE, A_DAY = 20, 200
"""Ideas of one look, and of one day: a whole camera in the wrong folder floods nothing."""
DAY_US = us(timedelta(days=1))
PATIENCE_S, READING_S = 20.0, 600.0
GONE_AFTER = 3
"""Looks in a row: a disk may sleep or be plugged in again."""
TRIES_MOST = 40
FLEETING = frozenset({Fate.REFUSED, Fate.LEFT_OUT})
GONE, MANY = "ideas_folder_gone", "ideas_folder_many"


class IdeaRounds:
    """Belongs to one engine. What is still being written is known in memory alone: another start waits anew."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._asides: dict[str, Aside] = {}  # by path: a disk that does not answer keeps no other folder waiting
        self._seen: dict[tuple[str, str], tuple[tuple[int, int], float]] = {}
        self._missed: dict[str, int] = {}
        self._tries: dict[tuple[str, str], int] = {}

    def close(self, patience_s: float = 1.0) -> None:
        """Let what is being read end, a moment at most."""
        for aside in self._asides.values():
            aside.wait(patience_s / len(self._asides))

    def _aside(self, folder: IdeaFolder) -> Aside:
        return self._asides.setdefault(folder.path, Aside())

    async def look(self) -> int:
        """Look into every folder of a brand in use; how many ideas were made."""
        with self._desk.store.reading() as reader:
            away = put_away_ids(reader)
            folders = [each for each in idea_folders.all_of(reader) if each.brand_id not in away]
        made = 0
        for folder in folders:
            try:
                made += await self._look(folder)
            except ProblemError:
                raise
            except Exception:  # whatever lies in one folder, the others are looked into
                log.exception("a folder of ideas was not looked into to its end")
        return made

    async def _look(self, folder: IdeaFolder) -> int:
        try:
            listing = await self._aside(folder).run(idea_files.listed, folder.path, patience_s=PATIENCE_S)
        except TimeoutError:
            listing = Listing(told=GONE, is_whole=False)
        missed = self._missed[folder.path] = self._missed.get(folder.path, 0) + 1 if listing.told == GONE else 0
        if listing.told == GONE:
            if missed >= GONE_AFTER:
                self._tell(folder, GONE)
            return 0
        return await self._take_some(folder, listing)

    async def _take_some(self, folder: IdeaFolder, listing: Listing) -> int:
        with self._desk.store.reading() as reader:
            known = idea_folders.files_of(reader, folder.brand_id)
            today = idea_folders.ideas_since(reader, folder.brand_id, self._desk.now_us() - DAY_US)
        self._note(folder, listing, known)
        ready = self._ready(folder, [each for each in _new(listing.files, known) if each.why is None])
        made, told = 0, listing.told
        for group in ready[:AT_ONCE]:
            if today + made >= A_DAY:
                told = told or MANY
                break
            try:
                made += await self._take(folder, group, listing.files)
            except ProblemError as error:  # nothing can be kept just now: all of it some other time
                log.info("a folder of ideas waits: %s", error.problem.code)
                told = error.problem.code
                break
            except TimeoutError:
                break
        self._tell(folder, told)
        return made

    def _note(self, folder: IdeaFolder, listing: Listing, known: Sequence[IdeaFile]) -> None:
        """What is refused for what it is, what lay there before under another name; what is gone is forgotten."""
        now_us = self._desk.now_us()
        old = {(each.size_bytes, each.mtime_ns) for each in known if each.fate is Fate.BEFORE}
        fresh = [
            IdeaFile(folder.brand_id, each.name, "", *each.mark, fate, each.why or "", at_us=now_us)
            for each in _new(listing.files, known, old=False)
            if (fate := Fate.BEFORE if each.mark in old else Fate.REFUSED if each.why else None) is not None
        ]
        here = {each.name for each in listing.files}
        gone = {each.name for each in known if each.fate in FLEETING and each.name not in here}
        gone = gone if listing.is_whole else set()
        if fresh or gone:
            with self._desk.store.transaction() as tx:
                if _is_still(tx, folder):
                    idea_folders.forget_files(tx, folder.brand_id, gone)
                    for file in fresh:
                        idea_folders.put_file(tx, file)

    def _ready(self, folder: IdeaFolder, new: Sequence[Found]) -> list[list[Found]]:
        """Files of one name together, once all of them stand still and hold something."""
        now_s = self._desk.clock.monotonic()
        groups: dict[str, list[Found]] = {}
        for each in new:
            groups.setdefault(each.stem, []).append(each)
        before, self._seen = self._seen, {key: at for key, at in self._seen.items() if key[0] != folder.brand_id}
        for each in new:
            key = (folder.brand_id, str(each.path))  # names may read the same and be two
            mark, since_s = before.get(key, (each.mark, now_s))
            self._seen[key] = (each.mark, since_s if mark == each.mark else now_s)

        def is_still(each: Found) -> bool:
            still_s = now_s - self._seen[folder.brand_id, str(each.path)][1]
            return each.size_bytes > 0 and still_s >= (TEXT_STILL_S if each.is_text else STILL_S)

        return [group for group in groups.values() if all(map(is_still, group))]

    async def _take(self, folder: IdeaFolder, group: Sequence[Found], every: Sequence[Found]) -> int:
        """One idea, or what was missing of one. Raises ProblemError, TimeoutError."""
        desk = self._desk
        with desk.store.reading() as reader:
            known = idea_folders.files_of(reader, folder.brand_id)
        hashes = {each.sha256 for each in known if each.fate in REMEMBERED}
        around = [each for each in every if each.stem == group[0].stem and each not in group and each.why is None]
        read = await self._aside(folder).run(idea_files.read_group, desk, group, around, hashes, patience_s=READING_S)
        told = [each for each in (self._patiently(folder, each) for each in read) if each.fate is not None]
        fresh = _once(told)
        photos = [media_intake.keep(desk, folder.brand_id, each.seen) for each in fresh if each.seen is not None]
        text = "\n\n".join(each.text for each in fresh if each.text)
        with desk.store.transaction() as tx:
            if not told or not _is_still(tx, folder):
                return 0
            idea = self._idea(tx, folder, group, photos, text) if photos or text else None
            for each in told:
                idea_folders.put_file(tx, self._became(folder, each, known, idea))
        return int(idea is not None)

    def _became(self, folder: IdeaFolder, read: Read, known: Sequence[IdeaFile], idea: str | None) -> IdeaFile:
        """What is written down of a file. The same one under the same name, saved or copied once more, stays what it
        was: that an idea came from it."""
        alike = [each for each in known if read.fate is Fate.COPY and each.sha256 == read.sha256]
        same = next((each for each in alike if each.name == read.found.name), None)
        if same is not None:
            return replace(same, size_bytes=read.found.size_bytes, mtime_ns=read.found.mtime_ns)
        post_id = next((each.post_id for each in reversed(alike) if each.post_id), None)
        post_id = idea if read.fate is Fate.TAKEN else post_id
        file = IdeaFile(folder.brand_id, read.found.name, read.sha256, *read.found.mark, read.fate or Fate.COPY)
        return replace(file, why=read.why, post_id=post_id, at_us=self._desk.now_us())

    def _patiently(self, folder: IdeaFolder, read: Read) -> Read:
        """What cannot be read may be held by another program: tried again for some minutes."""
        key = (folder.brand_id, str(read.found.path))
        if read.fate is not None:
            self._tries.pop(key, None)
            return read
        self._tries[key] = self._tries.get(key, 0) + 1
        return replace(read, fate=Fate.REFUSED, why=Refusal.UNREADABLE) if self._tries[key] >= TRIES_MOST else read

    def _idea(
        self, tx: "Transaction", folder: IdeaFolder, group: Sequence[Found], photos: Sequence[Asset], text: str
    ) -> str:
        """The post's id. The other half of an idea that nobody has gone on with joins it, and so does what somebody
        wrote on in the same file."""
        desk = self._desk
        uses = tuple(MediaUse(asset.id, asset.alt) for asset in {asset.id: asset for asset in photos}.values())
        half = _half(tx, folder.brand_id, group, bool(uses), text)
        if half is not None:
            content = replace(half.content, text=text or half.content.text, media=uses or half.content.media)
            return tx.put(replace(half, content=content)).id
        brand = tx.get(Brand, folder.brand_id)
        post = Post(
            id=desk.clock.new_id(),
            brand_id=brand.id,
            content=Content(text=text, media=uses),
            stage=Stage.IDEA,
            language=brand.language,
            created_at_us=desk.now_us(),
        )
        return tx.put(post).id

    def _tell(self, folder: IdeaFolder, code: str) -> None:
        """What stands against it, once; that it is over, too."""
        if folder.told != code:
            with self._desk.store.transaction() as tx:
                now = idea_folders.folder_of(tx, folder.brand_id)
                if now is not None and now.path == folder.path and now.told != code:
                    idea_folders.put_folder(tx, replace(now, told=code, told_closed=False))


def _new(files: Iterable[Found], known: Sequence[IdeaFile], *, old: bool = True) -> list[Found]:
    """Those that nothing is known of as they are now; without `old` also those that only were there before."""
    marks = {(each.name, each.size_bytes, each.mtime_ns) for each in known}
    before = {(each.size_bytes, each.mtime_ns) for each in known if old and each.fate is Fate.BEFORE}
    return [each for each in files if (each.name, *each.mark) not in marks and each.mark not in before]


def _once(read: Iterable[Read]) -> list[Read]:
    """Two files with the same bytes in one group are one."""
    return list({each.sha256: each for each in read if each.fate is Fate.TAKEN}.values())


def _is_still(reader: "Reader", folder: IdeaFolder) -> bool:
    """Nobody has chosen another one meanwhile, or none."""
    now = idea_folders.folder_of(reader, folder.brand_id)
    return now is not None and now.path == folder.path and now.chosen_at_us == folder.chosen_at_us


def _half(reader: "Reader", brand_id: str, group: Sequence[Found], photos: bool, text: str) -> Post | None:
    """An idea of the same name that lacks just what has come now, or that ends where the text went on."""
    files = [each for each in idea_folders.files_of(reader, brand_id) if each.post_id and each.fate in REMEMBERED]
    stem, names = group[0].stem, {each.name for each in group}
    ids = [each.post_id for each in files if each.post_id and stem and _stem(each.name) == stem]
    same = {each.post_id for each in files if each.name in names}
    for post in reader.many(Post, dict.fromkeys(reversed(ids))).values():
        said, shown = post.content.text.strip(), bool(post.content.media)
        if post.stage is not Stage.IDEA or post.deleted_at_us is not None:
            continue
        joins = text and not photos and shown and not said
        joins = joins or (photos and not text and said and not shown)
        if joins or (post.id in same and not photos and said and text.startswith(said)):
            return post
    return None


def _stem(name: str) -> str:
    return name.rpartition(".")[0].strip().casefold()
