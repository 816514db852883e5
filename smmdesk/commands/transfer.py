"""`import` and `export`: the calendar in files."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from smmdesk.commands import progress, reviewing
from smmdesk.commands.answer import Answer, plain
from smmdesk.desk import archive, importing, review_answers, several_brands
from smmdesk.model.words import _, ngettext

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

SHOWN_PROBLEMS = 50


def read(desk: "Desk", args: Namespace) -> Answer:
    """Take posts in from a file; `--dry-run` only says what would happen."""
    path = args.file.expanduser()
    if review_answers.is_answer(path):
        return reviewing.take_up(desk, path, bool(args.dry_run))
    whole = not args.brand and importing.is_archive(path)  # it brings its own
    brand_id = "" if whole else several_brands.named(desk, args.brand).id
    with progress.shown(_("Looking…"), args.json) as going:
        plan = importing.read_import(desk, path, brand_id, events=importing.EventsAs(args.events), going=going)
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
        **counts,
    }
    data["problems"] = [
        {"row": found.number, "skipped": found.skipped, **found.problem.as_dict()} for found in problems
    ]
    return Answer({"import": data}, (_counted(args.dry_run, counts), *_row_lines(problems)))


def _counted(dry: bool, counts: dict[str, int]) -> str:
    words = _("Would take in: {new} new, {changed} changed, {same} as they are.")
    said = (words if dry else _("Taken in: {new} new, {changed} changed, {same} as they are.")).format(**counts)
    notes = ngettext("{notes} note on the days.", "{notes} notes on the days.", counts["notes"])
    return f"{said} {notes.format(**counts)}" if counts["notes"] else said


def _row_lines(problems: list[importing.RowProblem]) -> list[str]:
    lines = [
        _("Row {number}: {problem}").format(number=found.number, problem=plain(found.problem.title))
        for found in problems[:SHOWN_PROBLEMS]
    ]
    left = len(problems) - SHOWN_PROBLEMS
    if left > 0:
        lines.append(ngettext("and {count} more", "and {count} more", left).format(count=left))
    return lines


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
