"""Taking up an archive: another computer's calendar joins this one. What is here already stays as it is; what an undo
took out comes again (`archive_back`).

The zip file is a stranger's (`archive_zip`), and its database is read in a folder of its own, bit by bit: what it holds
is never in memory as a whole. Deliveries keep their home, so that nothing
is sent from here that the other computer may still send; the publisher asks first (design.md §9).
"""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smmdesk.desk import archive_back, archive_rows, archive_series, archive_zip, forgetting
from smmdesk.desk.archive_file import DATABASE, MEDIA
from smmdesk.desk.brands import is_used
from smmdesk.desk.file_writing import StoppedError, require_going
from smmdesk.desk.import_errors import ImportBadError
from smmdesk.desk.import_plan import Going, Imported
from smmdesk.desk.steps import step
from smmdesk.model.approval import ApprovalNote, ReviewFile
from smmdesk.model.brand import Brand
from smmdesk.model.campaign import Campaign
from smmdesk.model.channel import ELSEWHERE, Channel, ChannelStatus
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
from smmdesk.store import brand_erasing, numbers, other_desk
from smmdesk.store.faults import DamagedError, told
from smmdesk.store.files import LARGEST_BYTES

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

KINDS: tuple[type, ...] = (
    *(Brand, Campaign, Label, Asset, Channel, Series, Evergreen, Post, Person),
    *(Slot, DayNote, Snippet, Template, SavedFilter, Pause, Lookout, Contribution),
    *(ReviewFile, ApprovalNote),
)
"""In the order in which they may refer to each other; what an engine makes posts of comes after their channels."""
_NAMING_PEOPLE = (Person, Contribution)
_LOST = {State.CLAIMED: State.SCHEDULED, State.SENDING: State.UNKNOWN, State.PROCESSING: State.UNKNOWN}
"""States in which no part begins here: somebody has to look what became of it."""
AT_ONCE = 250
"""Rows of one commit: others wait no longer than they take."""
UNPACKED, CHECKED = 20, 75
"""How much of a look is over, in per cent: about as long as these take."""


@dataclass(frozen=True, slots=True)
class ArchivePlan:
    """What an archive would add: how many `posts` that show, and `rows` in all (posts and what lies in its trash too),
    are not here, and which files.

    `back` of the posts were here until an undo took them out. `same` counts the posts that are here, `trashed` of them
    because a person threw them away. `media` are SHA-256 and name, `here` those of files that need not come, unless a
    sweep takes them before; `sha256` is that of the database looked at.
    """

    path: Path
    sha256: str = ""
    posts: int = 0
    rows: int = 0
    back: int = 0
    same: int = 0
    trashed: int = 0
    media: tuple[tuple[str, str], ...] = ()
    here: tuple[tuple[str, str], ...] = field(default=(), compare=False)


def look(desk: "Desk", path: Path, going: Going | None = None) -> ArchivePlan:
    """Check an archive and compare it with what is here; changes nothing. An empty plan when `going` was stopped.

    Raises ImportBadError, ProblemError(disk_full).
    """
    going = going or Going()
    going.total, going.in_percent = 100, True
    try:
        with _folder(desk) as folder:
            with archive_zip.opened(path) as archive:
                members = frozenset(archive.namelist())
                sha256 = archive_zip.unpack(desk, archive, folder, going, UNPACKED)
            with _reading(desk, folder) as there:
                going.done = CHECKED
                return _compared(desk, ArchivePlan(path, sha256), there, members, going)
    except StoppedError:
        return ArchivePlan(path)


def check(desk: "Desk", path: Path, going: Going) -> None:
    """Read an archive of ours back, every row and every file, as an empty calendar will that takes it in.

    Raises ImportBadError, ProblemError(disk_full), and StoppedError when `going` was stopped.
    """
    going.total, going.done, going.in_percent = 100, 0, True
    with _folder(desk) as folder, archive_zip.opened(path) as archive:
        archive_zip.unpack(desk, archive, folder, going, UNPACKED)
        archive_zip.read_files(archive, going, CHECKED)
        with _reading(desk, folder) as there:
            for kind, ids in _pieces(there):
                require_going(going)
                _read(desk, there, kind, ids)


def _compared(desk: "Desk", plan: ArchivePlan, there: "Reader", members: frozenset[str], going: Going) -> ArchivePlan:
    media: dict[str, str] = {}
    pieces = list(_pieces(there))
    posts = rows = back = same = trashed = 0
    with desk.store.reading() as here:
        for number, (kind, ids) in enumerate(pieces, start=1):
            require_going(going)
            fresh, again = _coming(here, there, kind, ids)
            values = _read(desk, there, kind, ids if kind is Asset else [*fresh, *again])
            rows += len(fresh) + len(again)
            if kind is Post:
                posts, back = posts + len(_seen(there, fresh)) + len(again), back + len(again)
                same += len(ids) - len(fresh) - len(again)
                trashed += len(other_desk.in_trash(here, kind, ids)) - len(again)
            if kind is Brand:
                _require_staying(here, ids)
            if kind is Asset:
                media |= {one.sha256: one.name or "file" for one in values}
            going.done = CHECKED + (100 - CHECKED) * number // len(pieces)
    wanted = [(sha256, name) for sha256, name in sorted(media.items()) if MEDIA + sha256 in members]
    files = tuple(file for file in wanted if not desk.files.has(file[0]))
    kept = tuple(sorted(set(wanted) - set(files)))
    return replace(plan, posts=posts, rows=rows, back=back, same=same, trashed=trashed, media=files, here=kept)


def _require_staying(here: "Reader", brand_ids: list[str]) -> None:
    if set(brand_ids) & set(brand_erasing.leaving(here)):
        raise ImportBadError(_("Its brand is being removed here. Take it in when that is over."))


def _read(desk: "Desk", there: "Reader", kind: type[Any], ids: list[str]) -> list[Any]:
    """Those that would come in, their deliveries looked at with them. Raises ImportBadError."""
    if kind is Post and ids:
        archive_rows.sound(desk, lambda: chain.from_iterable(there.deliveries_of_posts(ids).values()))
    return archive_rows.sound(desk, lambda: there.many(kind, ids).values())


def _coming(here: "Reader", there: "Reader", kind: type[Any], ids: list[str]) -> tuple[list[str], list[str]]:
    """Those that are not here, and those that an undo took out of here and that the archive does not have in its
    trash."""
    back = other_desk.taken_out(here, kind, ids)
    gone = set(other_desk.in_trash(there, kind, back))
    return other_desk.not_here(here, kind, ids), [id_ for id_ in back if id_ not in gone]


def _seen(there: "Reader", ids: list[str]) -> list[str]:
    """The posts among `ids` that do not lie in the archive's own trash: what a person would count."""
    gone = set(other_desk.in_trash(there, Post, ids))
    return [id_ for id_ in ids if id_ not in gone]


def _pieces(there: "Reader") -> Iterator[tuple[type, list[str]]]:
    """Everything that an archive holds, by ids, a few of a kind at a time."""
    for kind in KINDS:
        ids = other_desk.ids(there, kind)
        for start in range(0, len(ids), AT_ONCE):
            yield kind, ids[start : start + AT_ONCE]


def take_in(desk: "Desk", plan: ArchivePlan, going: Going) -> Imported:
    """Add what an archive has and this desk has not, files first, as one step that undo puts into the trash.

    It is written in pieces of AT_ONCE, like any import. One commit of 100,000 posts takes minutes; everybody else who
    writes gives up after some seconds, and that would be the engine too, with a post that is due. So it is not all or
    nothing: ended by a person, an error or a power cut before the first piece nothing is in (files without a post go
    by themselves), later what is in stays, each post whole, with its deliveries and numbers; undo takes it out, and
    taking the same file in again adds the rest. To take out by itself what came would take what somebody wrote in it
    meanwhile. Raises ProblemError(import_bad, disk_full, conflict, desk_busy).
    """
    files = (*plan.media, *(file for file in plan.here if not desk.files.has(file[0])))
    going.total, going.done, going.in_percent = plan.rows + len(files), 0, False
    label = ngettext("import of {count} post", "import of {count} posts", plan.posts).format(count=plan.posts)
    taking, stopped = _Taking(desk, label), False
    try:
        with _folder(desk) as folder:
            with archive_zip.opened(plan.path) as archive:
                if archive_zip.unpack(desk, archive, folder, going) != plan.sha256:
                    raise ImportBadError(_("It was changed since it was looked at."))
                for sha256, name in files:
                    _take_file(desk, archive, sha256, name, going)
                    going.done += 1
            with _reading(desk, folder) as there, taking.going_on():
                for kind, ids in _pieces(there):
                    require_going(going)
                    going.done += taking.take(there, kind, ids)
    except StoppedError:
        stopped = True
    except ImportBadError as error:
        raise ProblemError("import_bad", name=plan.path.name, said=error.said) from error
    finally:
        forgetting.apply_again(desk)  # whom we have forgotten does not come back with another computer's copy
    return Imported(taking.posts, 0, stopped=stopped, step_id=taking.step_id)


class _Taking:
    """Pieces of an archive, written as one step."""

    def __init__(self, desk: "Desk", label: str) -> None:
        self._desk, self._label = desk, label
        self._begun = desk.clock.new_id()
        self._calls = archive_back.calls_of_here(desk)
        self.step_id = ""  # once something is in
        self.posts = 0

    def going_on(self) -> AbstractContextManager[bool]:
        return self._desk.steps.going_on(self._begun)

    def take(self, there: "Reader", kind: type[Any], ids: list[str]) -> int:
        """Write those that are not here; returns how many."""
        with self._desk.store.reading() as here:
            if kind is Brand:
                _require_staying(here, ids)
            fresh, back = _coming(here, there, kind, ids)
            values = there.many(kind, [*fresh, *back])
            met = archive_series.ours(here, tuple(values.values())) if kind is Post else {}
        if not fresh and not back:
            return 0
        posts = [*fresh, *back] if kind is Post else []
        deliveries = there.deliveries_of_posts(posts) if posts else {}
        touched = [*back, *(post.id for post in met.values())] if posts else []
        with step(self._desk, self._label, touched, joins=self._begun) as tx:
            if kind is Brand:
                _retire_empty_brand(self._desk, tx, tuple(values.values()))
            arriving = {id_: _arriving(value) for id_, value in values.items()}
            if posts:
                arriving, without = archive_series.meet(tx, arriving, deliveries)
                deliveries = {id_: several for id_, several in deliveries.items() if id_ not in without}
            tx.put_new([arriving[id_] for id_ in fresh])
            archive_back.put(tx, [arriving[id_] for id_ in back])
            counted = fresh + self._put_deliveries(tx, fresh, back, deliveries) if posts else []
            channels = fresh if kind is Channel else []
            if counted or channels:
                numbers.take_up(tx, numbers.kept(there, counted, channels))
            if kind in _NAMING_PEOPLE:
                forgetting.look_again(tx)
            self.step_id = tx.step_id
        self.posts += len(_seen(there, posts))
        return len(values)

    def _put_deliveries(
        self, tx: "Transaction", fresh: list[str], back: list[str], coming: dict[str, tuple[Delivery, ...]]
    ) -> list[str]:
        """Those of new posts, and of posts that come back; returns which of these are as in the archive."""
        calls = self._calls
        arriving = {
            id_: [archive_back.with_calls(_arriving_delivery(one), calls) for one in several]
            for id_, several in coming.items()
        }
        tx.put_new_deliveries([one for id_ in fresh for one in arriving.get(id_, ())])
        return [id_ for id_ in back if archive_back.put_deliveries(tx, self._desk, id_, arriving.get(id_, ()))]


def _arriving(value: Any) -> Any:
    """A value as it is written here for the first time; sign-ins stay where they were made."""
    if isinstance(value, Channel) and value.status is ChannelStatus.CONNECTED and value.server:
        value = replace(value, status=ChannelStatus.SIGNED_OUT, reported={**value.reported, ELSEWHERE: True})
    return replace(value, revision=0)


def _arriving_part(part: Part) -> Part:
    return replace(part, revision=0, state=_LOST.get(part.state, part.state), lease="", lease_until_us=None)


def _arriving_delivery(delivery: Delivery) -> Delivery:
    return replace(delivery, revision=0, parts=tuple(map(_arriving_part, delivery.parts)))


def _retire_empty_brand(desk: "Desk", tx: "Transaction", coming: tuple[Brand, ...]) -> None:
    """The brand that a new folder begins with makes room when another comes and nothing was done with it.

    The practice channel that the first start makes (desk.first_start) goes with it.
    """
    brands = tx.all(Brand)
    if len(brands) != 1 or not any(is_used(one) for one in coming):  # one in use has to stay
        return
    channels = tx.all(Channel, deleted=True)
    begun = [channel for channel in channels if _is_begun_with(desk, channel)]
    kinds = [kind for kind in KINDS if kind not in (Brand, Channel)]
    used = any(one not in begun for one in channels if one.brand_id == brands[0].id)
    if not used and not any(other_desk.holds_any(tx, kind, brands[0].id) for kind in kinds):
        for channel in begun:
            tx.trash(Channel, channel.id)
        tx.trash(Brand, brands[0].id)


def _is_begun_with(desk: "Desk", channel: Channel) -> bool:
    return channel.deleted_at_us is None and desk.facts_for(channel).takes_samples


# ------------------------------------------------------------------ its folder and files
@contextmanager
def _folder(desk: "Desk") -> Iterator[Path]:
    """A folder of its own that goes afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="import-", dir=desk.paths.cache))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _reading(desk: "Desk", folder: Path) -> Iterator["Reader"]:
    try:
        with ExitStack() as stack:
            try:
                with told(desk.paths.folder):
                    there = stack.enter_context(other_desk.opened(folder / DATABASE))
            except (ProblemError, DamagedError) as error:
                if isinstance(error, ProblemError) and error.problem.code != "backup_bad":
                    raise
                raise archive_rows.strange() from error
            yield there
    except other_desk.NotOursError as error:
        raise archive_rows.strange() from error


def _take_file(desk: "Desk", archive: zipfile.ZipFile, sha256: str, name: str, going: Going) -> None:
    """Keep one file when its bytes are what its name says; another is left out (its post will say so)."""
    draft = desk.paths.cache / f"import-{sha256[:16]}{Path(name).suffix.lower()[:9]}"
    try:
        with archive.open(MEDIA + sha256) as source, told(desk.paths.folder, files=True):
            found = archive_zip.copy(source, draft, LARGEST_BYTES, lambda _count: require_going(going))
        if found == sha256:
            desk.files.put_file(draft)
    finally:
        draft.unlink(missing_ok=True)
