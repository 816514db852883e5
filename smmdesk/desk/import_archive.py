"""Taking up an archive: another computer's calendar joins this one. What is here already stays as it is.

The zip file is a stranger's: names, sizes and hashes are checked before anything is kept, and its database is opened as
any other, in a folder of its own. Deliveries keep their home, so that nothing is sent from here that the other computer
may still send; the publisher asks first (design.md §9).
"""

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from smmdesk.desk import forgetting
from smmdesk.desk.archive import ARCHIVE_FORMAT, DATABASE, MANIFEST, MEDIA, VERSION
from smmdesk.desk.brands import is_used
from smmdesk.desk.import_errors import ImportBadError
from smmdesk.desk.steps import step
from smmdesk.model.approval import ApprovalNote, ReviewFile
from smmdesk.model.brand import Brand
from smmdesk.model.campaign import Campaign
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.contribution import Contribution
from smmdesk.model.delivery import Delivery, Part, State
from smmdesk.model.label import Label
from smmdesk.model.lookout import Lookout
from smmdesk.model.media import Asset
from smmdesk.model.person import Person
from smmdesk.model.planning_aids import DayNote, Evergreen, Pause, SavedFilter, Slot, Snippet, Template
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.series import Series
from smmdesk.model.words import _, ngettext
from smmdesk.store import backups, numbers
from smmdesk.store.faults import told
from smmdesk.store.files import LARGEST_BYTES
from smmdesk.store.numbers import Kept
from smmdesk.store.store import Store
from smmdesk.system.packed import ZIP_KINDS
from smmdesk.system.paths import Paths

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.transaction import Transaction

KINDS: tuple[type, ...] = (
    *(Brand, Campaign, Label, Asset, Series, Evergreen, Channel, Post, Person),
    *(Slot, DayNote, Snippet, Template, SavedFilter, Pause, Lookout, Contribution),
    *(ReviewFile, ApprovalNote),
)
"""In the order in which they may refer to each other."""
MAX_MEMBERS = 200_000
MAX_MANIFEST_BYTES = 50_000_000
MAX_DATABASE_BYTES = 4 << 30
MAX_RATIO = 300
CHUNK_BYTES = 1 << 20
_MEMBER = re.compile(rf"{re.escape(MANIFEST)}|{re.escape(DATABASE)}|{re.escape(MEDIA)}[0-9a-f]{{64}}")
_LOST = {State.CLAIMED: State.SCHEDULED, State.SENDING: State.UNKNOWN}
"""States that only a living engine can hold."""


@dataclass(frozen=True, slots=True)
class ArchivePlan:
    """What an archive would add: values that are not here yet, by kind, and the deliveries of its posts."""

    path: Path
    fresh: dict[type, tuple[Any, ...]]
    deliveries: tuple[Delivery, ...]
    media: tuple[str, ...]
    same: int
    numbers: Kept

    @property
    def posts(self) -> tuple[Post, ...]:
        return self.fresh[Post]


def look(desk: "Desk", path: Path) -> ArchivePlan:
    """Check an archive and compare it with what is here; changes nothing.

    Raises ImportBadError, ProblemError(disk_full).
    """
    with _opened(path) as archive, _database(desk, archive) as other, other.reading() as there:
        with desk.store.reading() as here:
            found: dict[type, tuple[Any, ...]] = {kind: there.all(kind, deleted=True) for kind in KINDS}
            known: dict[type, dict[str, Any]] = {
                kind: here.many(kind, [value.id for value in values]) for kind, values in found.items()
            }
        fresh = {kind: tuple(v for v in values if v.id not in known[kind]) for kind, values in found.items()}
        deliveries = there.deliveries_of_posts([post.id for post in fresh[Post]])
        members = set(archive.namelist())
        counted = numbers.kept(there, [post.id for post in fresh[Post]], [one.id for one in fresh[Channel]])
    hashes = sorted({asset.sha256 for asset in found[Asset]})
    media = tuple(sha for sha in hashes if MEDIA + sha in members and not desk.files.has(sha))
    flat = tuple(delivery for several in deliveries.values() for delivery in several)
    return ArchivePlan(path, fresh, flat, media, len(found[Post]) - len(fresh[Post]), counted)


def take_in(desk: "Desk", plan: ArchivePlan) -> int:
    """Add what the plan names, files first, as one step that undo puts into the trash; returns how many posts came.

    Raises ProblemError(import_bad, disk_full).
    """
    try:
        with _opened(plan.path) as archive:
            for sha256 in plan.media:
                _take_file(desk, archive, sha256, _ending_of(plan, sha256))
    except ImportBadError as error:
        raise ProblemError("import_bad", name=plan.path.name, said=error.said) from error
    count = len(plan.posts)
    label = ngettext("import of {count} post", "import of {count} posts", count).format(count=count)
    with step(desk, label) as tx:
        _retire_empty_brand(desk, tx, plan)
        for kind in KINDS:
            tx.put_new([_arriving(value) for value in plan.fresh[kind]])
        for delivery in plan.deliveries:
            tx.put(replace(delivery, revision=0, parts=tuple(map(_arriving_part, delivery.parts))))
        numbers.take_up(tx, plan.numbers)
        forgetting.look_again(tx)
    forgetting.apply_again(desk)  # whom we have forgotten does not come back with another computer's copy
    return count


def _arriving(value: Any) -> Any:
    """A value as it is written here for the first time; sign-ins stay where they were made."""
    if isinstance(value, Channel) and value.status is ChannelStatus.CONNECTED and value.server:
        value = replace(value, status=ChannelStatus.SIGNED_OUT)
    return replace(value, revision=0)


def _arriving_part(part: Part) -> Part:
    return replace(part, revision=0, state=_LOST.get(part.state, part.state), lease="", lease_until_us=None)


def _retire_empty_brand(desk: "Desk", tx: "Transaction", plan: ArchivePlan) -> None:
    """The brand that a new folder begins with makes room when another comes and nothing was done with it.

    The practice channel that the first start makes (desk.first_start) goes with it.
    """
    brands = tx.all(Brand)
    if len(brands) != 1 or not any(is_used(one) for one in plan.fresh[Brand]):  # one in use has to stay
        return
    begun = [channel for channel in tx.all(Channel, deleted=True) if _is_begun_with(desk, channel)]
    kinds: list[type[Any]] = [kind for kind in KINDS if kind is not Brand]
    used = any(value not in begun for kind in kinds for value in tx.all(kind, deleted=True, brand_id=brands[0].id))
    if not used:
        for channel in begun:
            tx.trash(Channel, channel.id)
        tx.trash(Brand, brands[0].id)


def _is_begun_with(desk: "Desk", channel: Channel) -> bool:
    return channel.deleted_at_us is None and desk.facts_for(channel).takes_samples


def _ending_of(plan: ArchivePlan, sha256: str) -> str:
    named = next((asset.name for asset in plan.fresh[Asset] if asset.sha256 == sha256), "")
    return named or "file"


# ------------------------------------------------------------------ the zip file
@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip file, when every name in it is one of ours. Raises ImportBadError."""
    try:
        with zipfile.ZipFile(path) as archive:
            _require_members(archive)
            yield archive
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise ImportBadError(_("It is not an archive that smmdesk wrote.")) from error


def _require_members(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    wrong = len(names) > MAX_MEMBERS or len(set(names)) < len(names)
    for entry in entries:
        wrong = wrong or not _MEMBER.fullmatch(entry.filename) or bool(entry.flag_bits & 1)
        wrong = wrong or entry.file_size > MAX_RATIO * max(entry.compress_size, 1000)
        wrong = wrong or entry.compress_type not in ZIP_KINDS
    if wrong or DATABASE not in names or MANIFEST not in names:
        raise ImportBadError(_("It is not an archive that smmdesk wrote."))


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    with archive.open(MANIFEST) as file:
        data = file.read(MAX_MANIFEST_BYTES + 1)
    try:
        found = json.loads(data)
        if found["format"] == ARCHIVE_FORMAT and isinstance(found["files"], dict):
            if found["version"] > VERSION:
                raise ImportBadError(_("It was made with a newer smmdesk."))
            return dict(found["files"])
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise ImportBadError(_("It is not an archive that smmdesk wrote."))


@contextmanager
def _database(desk: "Desk", archive: zipfile.ZipFile) -> Iterator[Store]:
    """The archive's database, opened in a folder of its own that goes afterwards."""
    known = _manifest(archive)
    folder = Path(tempfile.mkdtemp(prefix="import-", dir=desk.paths.cache))
    try:
        paths = Paths(folder)
        with archive.open(DATABASE) as source, told(desk.paths.folder, files=True):
            found = _copy(source, paths.database, MAX_DATABASE_BYTES)
        if known.get(DATABASE, {}).get("sha256") != found:
            raise ImportBadError(_("It is damaged: its contents are not what it says."))
        store = _open_store(desk, paths)
        try:
            yield store
        finally:
            store.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _open_store(desk: "Desk", paths: Paths) -> Store:
    try:
        backups.verify(paths.database)
        return Store.open(paths, desk.clock)
    except ProblemError as error:
        if error.problem.code != "backup_bad":
            raise
        raise ImportBadError(_("The calendar in it is damaged, or of a newer smmdesk.")) from error


def _take_file(desk: "Desk", archive: zipfile.ZipFile, sha256: str, name: str) -> None:
    """Keep one file when its bytes are what its name says; another is left out (its post will say so)."""
    draft = desk.paths.cache / f"import-{sha256[:16]}{Path(name).suffix.lower()[:9]}"
    try:
        with archive.open(MEDIA + sha256) as source, told(desk.paths.folder, files=True):
            found = _copy(source, draft, LARGEST_BYTES)
        if found == sha256:
            desk.files.put_file(draft)
    finally:
        draft.unlink(missing_ok=True)


def _copy(source: IO[bytes], target: Path, most: int) -> str:
    """Copy at most `most` bytes; returns their SHA-256. Raises ImportBadError when there are more."""
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as file:
        while chunk := source.read(CHUNK_BYTES):
            size += len(chunk)
            if size > most:
                raise ImportBadError(_("It holds a file that is too large."))
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()
