"""`backup` and `doctor`. Backups work on the folder alone: restoring needs nobody to have it open."""

import asyncio
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smmdesk.commands.answer import Answer, plain, problem_lines, table
from smmdesk.model.moment import from_us
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _, ngettext, with_tenths
from smmdesk.store import backups
from smmdesk.system.clock import system_clock
from smmdesk.system.paths import Paths
from smmdesk.system.single import is_held

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk


def _data(backup: backups.Backup) -> dict[str, Any]:
    made = from_us(backup.made_at_us).isoformat().replace("+00:00", "Z")
    return {"file": str(backup.path), "made": made, "reason": backup.reason, "size_bytes": backup.size_bytes}


def create(paths: Paths, args: Namespace) -> Answer:
    path = backups.create(paths, system_clock(), with_messages=args.with_messages)
    found = next(backup for backup in backups.list_backups(paths) if backup.path == path)
    return Answer({"backup": _data(found)}, (plain(str(path)),))


def list_all(paths: Paths, _args: Namespace) -> Answer:
    found = [_data(backup) for backup in backups.list_backups(paths)]
    rows = [
        (item["made"], item["reason"], f"{with_tenths(item['size_bytes'] / 1_000_000)} MB", item["file"])
        for item in found
    ]
    return Answer({"backups": found}, table(rows, most=200))


def verify(_paths: Paths, args: Namespace) -> Answer:
    path = args.file.expanduser()
    found = backups.verify(path)
    data = {"file": str(path.absolute()), "version": found.version, "rows": found.rows}
    words = _("{file} is whole: {count} posts").format(file=plain(path.name), count=found.rows.get("post", 0))
    return Answer({"backup": data}, (words,))


def restore(paths: Paths, args: Namespace) -> Answer:
    """Put a copy in the place of the calendar, which is copied first."""
    paths.make()
    path = args.file.expanduser()
    kept = backups.restore(paths, system_clock(), path)
    lines = [_("The calendar is as it was in {file}. Sign in to your channels again.").format(file=plain(path.name))]
    if kept is not None:
        lines.append(_("What was there before is kept in {file}").format(file=plain(str(kept))))
    return Answer({"restored": str(path.absolute()), "kept": str(kept) if kept else None}, tuple(lines))


def reset(paths: Paths, args: Namespace) -> Answer:
    """Everything into one archive, checked; then an empty calendar and no sign-ins. The file must be a new one."""
    from smmdesk.desk import beginning_again

    path = args.file.expanduser().absolute()
    if path.exists() or path.is_relative_to(paths.folder.absolute()):
        raise ProblemError("usage", said=_("Choose a new file outside of the data folder."))
    if is_held(paths.window_lock) or is_held(paths.engine_lock):
        raise ProblemError("desk_busy")
    count = asyncio.run(_packed(paths, path))
    kept = beginning_again.empty(paths, system_clock())
    words = ngettext("{count} post written to {file}", "{count} posts written to {file}", count)
    lines = [words.format(count=count, file=plain(str(path))), _("The calendar is empty now.")]
    return Answer({"archive": str(path), "posts": count, "kept": str(kept) if kept else None}, tuple(lines))


async def _packed(paths: Paths, path: Path) -> int:
    from smmdesk.app import close_desk, open_desk
    from smmdesk.desk import beginning_again

    desk = open_desk(paths, durable=True)
    try:
        return await beginning_again.pack(desk, path)
    finally:
        await close_desk(desk)


async def doctor(desk: "Desk", _args: Namespace) -> Answer:
    """Findings about folder, database, key ring, disk, clock, channels and copies; done when nothing is wrong."""
    from smmdesk.desk.diagnostics import Level, doctor

    findings = await doctor(desk)
    marks = {Level.WELL: "ok", Level.NOTE: "--", Level.WRONG: "!!"}
    lines: list[str] = []
    for finding in findings:
        lines.append(f"{marks[finding.level]}  {plain(finding.title)}")
        if finding.problem is not None:
            lines += problem_lines(finding.problem, "    ")
    data = [
        {
            "key": finding.key,
            "level": finding.level.value,
            "title": finding.title,
            "problem": finding.problem.as_dict() if finding.problem else None,
        }
        for finding in findings
    ]
    well = all(finding.level is not Level.WRONG for finding in findings)
    return Answer({"findings": data}, tuple(lines), well)
