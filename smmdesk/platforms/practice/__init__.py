"""The practice platform: everything works as elsewhere, and the post becomes a page in the data folder.

One JSON file per part is the truth, named by the part's key, so that publishing twice is publishing once. The pages are
made from the files and can be made again.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.moment import to_us
from smmdesk.model.numbers import Counts
from smmdesk.model.problem import Problem
from smmdesk.model.words import N_, _
from smmdesk.platforms.base import (
    Absent,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    Job,
    LookUpAnswer,
    NotSentError,
    Picture,
    Published,
    RefusedError,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.moderating import Asked, Done
from smmdesk.platforms.practice import moderation
from smmdesk.platforms.practice.numbers import invented, invented_followers
from smmdesk.platforms.practice.pages import index_page, post_page
from smmdesk.platforms.progress import ToldFile

NAME = N_("Practice")  # the platform's name in the facts, for the catalogue
MOST_SHOWN = 100
BEGAN = date(2026, 11, 1).toordinal()
_PLAIN_KEY = re.compile(r"[0-9A-Za-z-]{1,64}")
Entry = dict[str, Any]


class Practice:
    """Publishes into `session.folder`. Every call is a few small files, so nothing here waits."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        name = signing_in.fields.get("name", "").strip() or _(NAME)
        own_id = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:12]
        return SignedIn(Account(remote_id=f"practice-{own_id}", name=name, handle=name))

    async def sign_out(self, session: Session) -> None:
        return None

    async def who_am_i(self, session: Session) -> Account:
        channel = session.channel
        return Account(remote_id=channel.remote_id, name=channel.name, handle=channel.handle)

    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Copy the photos: harmless, since no page names them yet."""
        with _disk(session) as folder:
            for number, picture in enumerate(job.outgoing.media):
                _copy(folder, picture, _media_name(job, number, picture))
                if picture.cover is not None:
                    _copy(folder, picture.cover, _cover_name(job, number, picture.cover))

    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        await session.about_to_act()
        with _disk(session) as folder:
            if job.op is Op.DELETE:
                return self._delete(folder, job)
            if job.op is Op.EDIT:
                return self._edit(folder, session, job)
            return self._create(folder, session, job)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """Nothing here takes time."""
        return await self.look_up(session, job)

    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        with _disk(session) as folder:
            entry = _read(_data(folder, job))
            if job.op is Op.DELETE:
                return Absent() if entry is not None else Published(_gone(job))
            if entry is None:
                return Absent(by_words=True)  # all its pages lie in this folder
            if job.op is Op.EDIT and not _same_words(entry, job):
                return Absent()
            return Published(_receipt(folder, entry))

    async def moderate(self, session: Session, asked: Asked) -> Done:
        with _disk(session) as folder:
            return await moderation.moderate(session, asked, folder)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        with _disk(session) as folder:
            return moderation.look_at(asked, folder)

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        now_us = to_us(session.clock.now())
        with _disk(session) as folder:
            found = {receipt.id: _find(folder, receipt) for receipt in receipts}
        there = {own_id: int(entry["published_at_us"]) for own_id, entry in found.items() if entry is not None}
        return {own_id: invented(own_id, now_us - out_us) for own_id, out_us in there.items()}

    async def followers(self, session: Session) -> int | None:
        return invented_followers(session.channel.id, session.clock.now().date().toordinal() - BEGAN)

    # ------------------------------------------------------------------ the one step
    def _create(self, folder: Path, session: Session, job: Job) -> Published:
        path = _data(folder, job)
        entry = _read(path)
        if entry is None:
            before = len(list(path.parent.glob("*.json"))) if job.root is not None else 0
            entry = {**_entry(session, job, session.clock.now()), "order": before}
            _write(path, json.dumps(entry, ensure_ascii=False, indent=1))
        _draw(folder, entry["root"] or entry["key"])
        return Published(_receipt(folder, entry))

    def _edit(self, folder: Path, session: Session, job: Job) -> Published:
        path = _data(folder, job)
        old = _read(path)
        if old is None:
            raise RefusedError(Problem("removed_there", {"platform": session.facts.name}))
        kept = {name: old[name] for name in ("key", "kind", "root", "order", "published_at_us")}
        entry = {**_entry(session, job, session.clock.now()), **kept, "edited_at_us": to_us(session.clock.now())}
        _write(path, json.dumps(entry, ensure_ascii=False, indent=1))
        _draw(folder, entry["root"] or entry["key"])
        return Published(_receipt(folder, entry))

    def _delete(self, folder: Path, job: Job) -> Published:
        for path in (_data(folder, job), folder / f"{_own(job)}.html"):
            path.unlink(missing_ok=True)
        _draw(folder, _root(job) or _own(job))
        return Published(_gone(job))


# ------------------------------------------------------------------ files
@contextmanager
def _disk(session: Session) -> Iterator[Path]:
    """The folder; a full or closed disk is said as such. Nothing was published then."""
    assert session.folder is not None, "a session of this platform has a folder"
    try:
        for folder in (session.folder, session.folder / "data", session.folder / "media"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield session.folder
    except FileNotFoundError as error:
        name = Path(error.filename or "?").name
        raise RefusedError(Problem("media_missing", {"name": name})) from error
    except PermissionError as error:
        raise RefusedError(Problem("folder_not_writable", {"folder": str(session.folder)})) from error
    except OSError as error:
        raise NotSentError(Problem("disk_full")) from error


def _own(job: Job) -> str:
    """The name of this part's file: that of its receipt, else its key."""
    return _safe(job.receipt.id if job.receipt is not None and job.op is not Op.CREATE else job.key)


def _safe(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _root(job: Job) -> str:
    return _safe(job.root.id) if job.root is not None else ""


def _data(folder: Path, job: Job) -> Path:
    """Where the truth about a part lies: beside the others, or below the post that it hangs on."""
    return folder / "data" / _root(job) / f"{_own(job)}.json"


def _entry(session: Session, job: Job, now: datetime) -> Entry:
    content = job.outgoing
    media = [
        {"file": _media_name(job, number, picture), "alt": picture.alt, "mime": picture.mime}
        | ({"cover": _cover_name(job, number, picture.cover)} if picture.cover is not None else {})
        | ({"cover_ms": picture.cover_ms} if picture.cover_ms is not None else {})
        for number, picture in enumerate(content.media)
    ]
    return {
        "key": _own(job),
        "kind": str(job.kind),
        "root": _root(job),
        "channel": session.channel.name,
        "title": content.title,
        "text": content.text,
        "link": content.link,
        "language": content.language,
        "media": media,
        "published_at_us": to_us(now),
    }


def _find(folder: Path, receipt: Receipt) -> Entry | None:
    """A post, or what hangs on one."""
    name = f"{_safe(receipt.id)}.json"
    found = _read(folder / "data" / name)
    below = (folder / "data").glob(f"*/{name}")
    return found if found is not None else next(filter(None, map(_read, below)), None)


def _same_words(entry: Entry, job: Job) -> bool:
    content = job.outgoing
    return (entry["title"], entry["text"], entry["link"]) == (content.title, content.text, content.link)


def _media_name(job: Job, number: int, picture: Picture) -> str:
    ending = picture.path.suffix if re.fullmatch(r"\.[0-9A-Za-z]{1,5}", picture.path.suffix) else ".bin"
    return f"{_own(job)}-{number + 1}{ending}"


def _cover_name(job: Job, number: int, cover: Picture) -> str:
    return f"cover-{_media_name(job, number, cover)}"


def _copy(folder: Path, picture: Picture, name: str) -> None:
    target = folder / "media" / name
    fresh = target.with_name(name + ".new")
    with ToldFile(picture.path) as source, fresh.open("wb") as copy:
        shutil.copyfileobj(source, copy)
    os.replace(fresh, target)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def _read(path: Path) -> Entry | None:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) and "published_at_us" in found else None


def _receipt(folder: Path, entry: Mapping[str, Any]) -> Receipt:
    page = folder / f"{entry['root'] or entry['key']}.html"
    return Receipt(str(entry["key"]), page.resolve().as_uri(), int(entry["published_at_us"]))


def _gone(job: Job) -> Receipt:
    return job.receipt if job.receipt is not None else Receipt(job.key)


# ------------------------------------------------------------------ pages
def _draw(folder: Path, key: str) -> None:
    """Make the page of a post and the first page anew. They are only a view: what fails now is made next time."""
    with suppress(OSError):
        root = _read(folder / "data" / f"{key}.json")
        if root is not None:
            _write(folder / f"{key}.html", post_page(root, _answers(folder, key)))
        files = sorted((folder / "data").glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        newest = [entry for path in files[:MOST_SHOWN] if (entry := _read(path)) is not None]
        newest.sort(key=lambda entry: int(entry["published_at_us"]), reverse=True)
        _write(folder / "index.html", index_page([(entry, _answers(folder, entry["key"])) for entry in newest]))


def _answers(folder: Path, key: str) -> list[Entry]:
    found = [entry for path in (folder / "data" / key).glob("*.json") if (entry := _read(path)) is not None]
    return sorted(found, key=lambda entry: (int(entry["published_at_us"]), int(entry["order"])))


CONNECTOR: Connector = Practice()
