"""`import` and `export`: the calendar in files."""

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING, Any

from smmdesk.commands import progress, reviewing
from smmdesk.commands.answer import Answer, plain
from smmdesk.desk import archive, importing, review_answers, several_brands
from smmdesk.model.dates import say_long_date
from smmdesk.model.words import _, ngettext

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.desk.import_rows import Table

SHOWN_PROBLEMS = 50


def read(desk: "Desk", args: Namespace) -> Answer:
    """Take posts in from a file; `--dry-run` only says what would happen."""
    path = args.file.expanduser()
    if review_answers.is_answer(path):
        return reviewing.take_up(desk, path, bool(args.dry_run))
    whole = not args.brand and importing.is_archive(path)  # it brings its own
    brand_id = "" if whole else several_brands.named(desk, args.brand).id
    with progress.shown(_("Looking…"), args.json) as going:
        how, month_first = importing.EventsAs(args.events), args.dates == "month-first"
        plan = importing.read_import(desk, path, brand_id, events=how, going=going, month_first=month_first)
    problems = list(plan.problems)
    if not args.dry_run:
        with progress.shown(_("Taking in…"), args.json) as going:
            done = importing.apply_import(desk, plan, many=args.yes, whole=args.whole, going=going)
        problems = list(done.problems or problems)
    fresh = len(plan.past.fresh) + len(plan.past.back) if plan.past else plan.new_count
    counts = {"new": fresh, "changed": len(plan.changed), "same": plan.same, "notes": len(plan.notes)}
    data: dict[str, Any] = {
        "kind": plan.kind.value,
        "dry_run": bool(args.dry_run),
        "asks_first": plan.asks_first,
        "beside": [one.path.name for one in plan.beside],
        **counts,
    }
    data["problems"] = [
        {"row": found.number, "skipped": found.skipped, **found.problem.as_dict()} for found in problems
    ]
    if plan.table is not None:
        unclear = "/".join(map(str, plan.table.doubtful or ()))
        data["dates"] = {"month_first": plan.table.month_first, "unclear": unclear}
    counted = " ".join((_counted(args.dry_run, counts), *importing.beside_words(plan)))
    lines = (counted, *_row_lines(problems), *([] if args.dates else _date_lines(plan.table)))
    return Answer({"import": data}, lines)


def _counted(dry: bool, counts: dict[str, int]) -> str:
    words = _("Would take in: {new} new, {changed} changed, {same} as they are.")
    said = (words if dry else _("Taken in: {new} new, {changed} changed, {same} as they are.")).format(**counts)
    notes = ngettext("{notes} note on the days.", "{notes} notes on the days.", counts["notes"])
    return f"{said} {notes.format(**counts)}" if counts["notes"] else said


def _row_lines(problems: list[importing.RowProblem]) -> list[str]:
    """Those that stay out first."""
    lines = []
    for found in sorted(problems, key=lambda row: not row.skipped)[:SHOWN_PROBLEMS]:
        words = _("Row {number} stays out: {problem}") if found.skipped else _("Row {number}: {problem}")
        lines.append(words.format(number=found.number, problem=plain(found.problem.title)))
    left = len(problems) - SHOWN_PROBLEMS
    if left > 0:
        lines.append(ngettext("and {count} more", "and {count} more", left).format(count=left))
    return lines


def _date_lines(table: "Table | None") -> list[str]:
    """How the dates of a table were read, where they can be read in two ways and nobody said which."""
    if table is None or table.doubtful is None:
        return []
    first, second, year = table.doubtful
    words = _("“{date}” was read as {day}. Written month before day, say --dates month-first.")
    return [words.format(date=f"{first}/{second}/{year}", day=say_long_date(date(year, second, first)))]


def write(desk: "Desk", args: Namespace) -> Answer:
    """Write the posts into a file."""
    if args.format == "review":
        return reviewing.write(desk, args)
    path = args.file.expanduser()
    brand_id = "" if args.all_brands else several_brands.named(desk, args.brand).id
    with progress.shown(_("Writing…"), args.json) as going:
        count = archive.export(desk, args.format, path, brand_id, going)
    words = ngettext("{count} post written to {file}", "{count} posts written to {file}", count)
    data = {"export": {"format": args.format, "file": str(path.absolute()), "posts": count}}
    return Answer(data, (words.format(count=count, file=plain(str(path))),))
