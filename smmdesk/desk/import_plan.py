"""What an import would do, before anything is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from smmdesk.desk.import_rows import Table
from smmdesk.model.label import Label
from smmdesk.model.planning_aids import DayNote
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem

if TYPE_CHECKING:
    from smmdesk.desk.import_archive import ArchivePlan
    from smmdesk.desk.import_beside import Beside
    from smmdesk.desk.past_posts import PastPlan

BRAKE_COUNT, BRAKE_FEWEST, BRAKE_SHARE = 20, 5, 0.25


class FileKind(StrEnum):
    """What a file was recognised as."""

    TABLE = "table"
    CALENDAR = "calendar"
    POSTS = "posts"  # our own JSON
    ARCHIVE = "archive"
    PAST = "past"  # what an account said before


class EventsAs(StrEnum):
    """What the events of a calendar become that are no posts of ours."""

    NOTES = "notes"
    DRAFTS = "drafts"
    IDEAS = "ideas"


@dataclass(slots=True)
class Going:
    """How far a long piece of work is. Any thread may look, and ask it to stop after the next piece. `in_percent`:
    what is counted is nothing that a person would count."""

    done: int = 0
    total: int = 0
    stopping: bool = False
    in_percent: bool = False


@contextmanager
def while_it_runs() -> Iterator[Going]:
    """Long work of somebody who may end before it: then it ends after its piece."""
    going = Going()
    try:
        yield going
    finally:
        going.stopping = True


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something about one row (counted as the file counts); `skipped`: the row is not taken in."""

    number: int
    problem: Problem
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. `new` and `changed` are posts as they would be; `total` is how many there are now.

    `new_labels` are made with it, `notes` are written on the days (those with a revision are changed); `events` counts
    what a calendar holds that may become something else. For an archive `archive` says what would come, for a
    table `table` what its columns were taken for; one that means nothing yet has no posts. `past` is what an account
    said before smmdesk. `beside` are files that come along into the library.
    """

    name: str
    brand_id: str
    kind: FileKind = FileKind.TABLE
    new: tuple[Post, ...] = ()
    changed: tuple[Post, ...] = ()
    same: int = 0
    total: int = 0
    problems: tuple[RowProblem, ...] = ()
    new_labels: tuple[Label, ...] = ()
    notes: tuple[DayNote, ...] = ()
    events: int = 0
    events_as: EventsAs = EventsAs.NOTES
    archive: "ArchivePlan | None" = None
    table: Table | None = None
    past: "PastPlan | None" = None
    beside: "tuple[Beside, ...]" = ()

    @property
    def new_count(self) -> int:
        """How many posts would be new; those of an archive stay in it until they come in."""
        return len(self.new) if self.archive is None else self.archive.posts

    @property
    def asks_first(self) -> bool:
        """The brake: it would change more than 20 posts, or more than a quarter of all."""
        count = len(self.changed)
        return count > BRAKE_COUNT or (count >= BRAKE_FEWEST and count > BRAKE_SHARE * self.total)

    @property
    def does_something(self) -> bool:
        past = self.past is not None and (self.past.fresh or self.past.back)
        whole = self.archive is not None and (self.archive.rows or self.archive.media)
        return bool(self.new or self.changed or self.notes or past or whole)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; `stopped`: a person ended it before its end; `step_id`: what undo takes back, if anything."""

    new: int
    changed: int
    problems: tuple[RowProblem, ...] = ()
    notes: int = 0
    stopped: bool = False
    step_id: str = ""
