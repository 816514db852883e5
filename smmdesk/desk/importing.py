"""Taking posts in from a file: first a plan that changes nothing, then one step that undo takes back.

Ids are stable: a row that names a post's id is that post, any other gets an id made from what it says, so that a file
taken in twice makes no copies. What is taken in is a draft; nothing goes out that a person did not schedule here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.desk import import_archive, import_beside, import_kinds, past_posts
from smmdesk.desk.arming import TOO_LATE
from smmdesk.desk.ics_reading import events_of
from smmdesk.desk.import_errors import ImportBadError, decoded, read_bytes
from smmdesk.desk.import_events import Notes, as_wishes
from smmdesk.desk.import_plan import EventsAs, FileKind, Going, Imported, Plan, RowProblem
from smmdesk.desk.import_planner import plan_of
from smmdesk.desk.import_rows import NoColumnsError, Table, csv_wishes, table_of
from smmdesk.desk.json_posts import json_wishes
from smmdesk.desk.planning import first_brand, save_in
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.moment import zone_of
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import ngettext

AT_ONCE = 250
"""Posts of one commit: others wait no longer than they take."""

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.transaction import Transaction

__all__ = [
    "EventsAs",
    "FileKind",
    "Going",
    "Imported",
    "Plan",
    "RowProblem",
    "apply_import",
    "beside_words",
    "is_archive",
    "read_import",
    "unknown_table",
]


def is_archive(path: Path) -> bool:
    """Whether a file is a whole calendar, which brings its brands along."""
    try:
        return import_kinds.kind_of(path) is FileKind.ARCHIVE
    except ImportBadError:
        return False


def read_import(
    desk: "Desk",
    path: Path,
    brand_id: str = "",
    columns: Mapping[str, int] | None = None,
    events: EventsAs = EventsAs.NOTES,
    going: Going | None = None,
    *,
    month_first: bool | None = None,
) -> Plan:
    """Look at a file (recognised by what stands in it) and say what would happen; changes nothing, blocks.

    `columns` says by place what the columns of a table mean (keys of `cells.NAMES`), in the place of its headings;
    `month_first` how its dates are meant where they can be read both ways (`Table.doubtful`); `events` what the
    events of a calendar become that are no posts of ours; `going` is told how far it is; the plan of a look that was
    stopped says nothing. Raises ProblemError(import_bad).
    """
    brand_id = brand_id or first_brand(desk).id
    try:
        kind = import_kinds.kind_of(path)
        if kind is FileKind.PAST:
            told = past_posts.look(desk, path, brand_id)
            if told is not None:
                return Plan(path.name, brand_id, kind, same=told.same, past=told)
            kind = FileKind.ARCHIVE
        if kind is FileKind.ARCHIVE:
            found = import_archive.look(desk, path, going or Going())
            return Plan(path.name, brand_id, kind, same=found.same, archive=found)
        data = read_bytes(path)
        if kind is FileKind.CALENDAR:
            plan = _read_calendar(desk, brand_id, data, events)
        elif kind is FileKind.POSTS:
            plan = plan_of(desk, brand_id, json_wishes(data), path)
        else:
            wishes, table = csv_wishes(data, columns, month_first), table_of(data, columns, month_first)
            plan = replace(plan_of(desk, brand_id, wishes, path), table=table)
    except ImportBadError as error:
        raise ProblemError("import_bad", name=path.name, said=error.said) from error
    return replace(plan, name=path.name, kind=kind)


def _read_calendar(desk: "Desk", brand_id: str, data: bytes, how: EventsAs) -> Plan:
    found = events_of(decoded(data))
    plan = plan_of(desk, brand_id, as_wishes(found, how))
    others = sum(not event.ours and not event.cancelled for event in found)
    plan = replace(plan, events=others, events_as=how)
    if how is not EventsAs.NOTES:
        return plan
    with desk.store.reading() as reader:
        brand = reader.get(Brand, brand_id)
        notes = Notes(reader, brand, desk.clock.now().astimezone(zone_of(brand.zone)).date())
        notes.read(found)
    problems = tuple(sorted((*plan.problems, *notes.problems), key=lambda row: row.number))
    return replace(plan, notes=tuple(notes.fresh), same=plan.same + notes.same, problems=problems)


def unknown_table(error: ProblemError) -> Table | None:
    """The table of a refusal that a person can mend by saying what its columns mean."""
    return error.__cause__.table if isinstance(error.__cause__, NoColumnsError) else None


def apply_import(
    desk: "Desk", plan: Plan, *, many: bool = False, whole: bool = False, going: Going | None = None
) -> Imported:
    """Do what a plan says, in one step that can be undone; `many` releases the brake. Blocks.

    Many posts are written bit by bit, so that others can write in between and a person can stop it by `going`: what is
    in by then stays (of an archive too: `import_archive.take_in` says why). A post that can no longer be changed is
    left as it is and named; with `whole` nothing is taken in then, nor when a row was left out. Raises
    ProblemError(import_many, import_not_whole, conflict, import_bad).
    """
    going = going or Going()
    skipped = sum(problem.skipped for problem in plan.problems)
    if whole and skipped:
        raise ProblemError("import_not_whole", count=skipped, name=plan.name)
    if plan.asks_first and not many:
        raise ProblemError("import_many", count=len(plan.changed), total=plan.total)
    if plan.past is not None:
        return past_posts.take_in(desk, plan.past, going)
    if plan.archive is not None:
        return import_archive.take_in(desk, plan.archive, going)
    return _take_in(desk, plan, whole, going)


def _take_in(desk: "Desk", plan: Plan, whole: bool, going: Going) -> Imported:
    plan = import_beside.take_in(desk, plan, whole, going)
    if plan.beside and going.stopping:
        return Imported(0, 0, plan.problems, stopped=True)
    going.total, going.done = len(plan.new) + len(plan.changed) + len(plan.notes), 0
    left: list[RowProblem] = []
    changed = made = 0
    label, begun = _label(plan), desk.clock.new_id()
    with desk.steps.going_on(begun):
        for number, (changes, new) in enumerate(_pieces(plan, whole)):
            if number and going.stopping:
                break
            with step(desk, label, [post.id for post in changes], joins=begun) as tx:
                if not number:
                    _put_around(tx, plan)
                left += _changes(tx, desk, changes, whole)
                tx.put_new(new)
            changed, made = changed + len(changes), made + len(new)
            going.done = changed + made + len(plan.notes)
    problems, stopped = (*plan.problems, *left), changed + made < len(plan.changed) + len(plan.new)
    return Imported(made, changed - len(left), problems, len(plan.notes), stopped, begun)


def _pieces(plan: Plan, whole: bool) -> Iterator[tuple[tuple[Post, ...], tuple[Post, ...]]]:
    """Posts that change and posts that are new, of one commit each; everything in one where it comes in `whole`."""
    at_once = max(1, len(plan.changed), len(plan.new)) if whole else AT_ONCE
    changed, new = plan.changed, plan.new
    while len(changed) > at_once:
        yield changed[:at_once], ()
        changed = changed[at_once:]
    yield changed, new[:at_once]
    for start in range(at_once, len(new), at_once):
        yield (), new[start : start + at_once]


def _put_around(tx: "Transaction", plan: Plan) -> None:
    """Labels that the posts need, and the notes on days."""
    tx.put_new(plan.new_labels)
    tx.put_new([note for note in plan.notes if not note.revision])
    for note in plan.notes:
        if note.revision:
            tx.put(note)


def _changes(tx: "Transaction", desk: "Desk", posts: tuple[Post, ...], whole: bool) -> Iterator[RowProblem]:
    """Write them; those that can no longer be changed are left and told, or nothing is written where all must."""
    for post in posts:
        problem = _change(tx, desk, post)
        if problem is not None and whole:
            raise ProblemError.of(problem)
        if problem is not None:
            yield RowProblem(0, problem, skipped=True)


def beside_words(plan: Plan) -> list[str]:
    """That files come along, where some do."""
    count = len(plan.beside)
    words = ngettext("{count} file beside it comes along.", "{count} files beside it come along.", count)
    return [words.format(count=count)] if count else []


def _label(plan: Plan) -> str:
    count, notes = len(plan.new) + len(plan.changed), len(plan.notes)
    if not count and notes:
        return ngettext("import of {count} note", "import of {count} notes", notes).format(count=notes)
    return ngettext("import of {count} post", "import of {count} posts", count).format(count=count)


def _change(tx: "Transaction", desk: "Desk", post: Post) -> Problem | None:
    try:
        save_in(tx, desk, post)
    except ProblemError as error:
        if error.problem.code not in (*TOO_LATE, "time_past", "time_missing"):
            raise
        return error.problem
    return None
