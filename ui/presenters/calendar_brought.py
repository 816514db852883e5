"""What is brought to the calendar from elsewhere: photos for one post or many, calendars and tables of posts."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from smmdesk.desk import importing, library, media_intake, planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.importing import Imported, Plan
from smmdesk.model.moment import Moment
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.models.calendar_words import full_day

TABLES = frozenset({".csv", ".ics", ".json", ".zip", ".smmdesk"})
PROBLEMS_SAID = 4
BETWEEN_POSTS = timedelta(hours=1)


def keep_picture(desk: Desk, png: bytes) -> Path:
    """A picture without a file (dragged from a page, pasted) as a file in the cache, for the composer to take in."""
    folder = desk.paths.cache / "brought"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{desk.clock.new_id()}.png"
    path.write_bytes(png)
    return path


def tables_in(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files that hold posts of another program, not pictures."""
    return tuple(path for path in paths if path.suffix.lower() in TABLES)


async def posts_of_files(
    bridge: Bridge, brand_id: str, paths: Sequence[Path], day: date, moment: Moment | None
) -> None:
    """One dated draft for each photo, an hour apart; files that are no photos are named."""
    desk = bridge.desk
    taken = await media_intake.take_files(desk, brand_id, paths)
    for problem in taken.problems:
        bridge.fail(problem)
    posts_of_assets(bridge, brand_id, [asset.id for asset in taken.assets], day, moment)


def posts_of_assets(bridge: Bridge, brand_id: str, ids: Sequence[str], day: date, moment: Moment | None) -> None:
    """One dated draft for each file of the library, an hour apart, as one step."""
    desk = bridge.desk
    if not ids:
        return
    when = moment or planning.next_default_time(desk, brand_id, day)
    made = bridge.attempt(lambda: library.posts_of(desk, brand_id, ids, when, BETWEEN_POSTS))
    if made:
        words = ngettext("{count} draft made on {day}", "{count} drafts made on {day}", len(made))
        bridge.announce(words.format(count=len(made), day=full_day(day)), True)


async def read_plan(bridge: Bridge, path: Path, columns: Mapping[str, int] | None = None) -> Plan:
    """What taking a file in would do. Raises ProblemError(import_bad)."""
    return await bridge.desk.pool.run(partial(importing.read_import, bridge.desk, path, columns=columns))


def plan_words(plan: Plan) -> str:
    """The plan in sentences: what is new, what changes, what is left out."""
    new, changed = len(plan.new), len(plan.changed)
    said = [ngettext("{count} new post.", "{count} new posts.", new).format(count=new)]
    if changed:
        words = ngettext("{count} post changes.", "{count} posts change.", changed)
        said.append(words.format(count=changed))
    if plan.same:
        said.append(
            ngettext("{count} is here already.", "{count} are here already.", plan.same).format(count=plan.same)
        )
    said.append(_("They come in as drafts: nothing goes out by itself."))
    return " ".join(said)


def plan_problems(plan: Plan) -> tuple[str, ...]:
    """The first rows with a problem, in words."""
    lines = [
        _("Row {number}: {problem}").format(number=row.number, problem=row.problem.title)
        for row in plan.problems[:PROBLEMS_SAID]
    ]
    more = len(plan.problems) - len(lines)
    if more > 0:
        lines.append(ngettext("and {count} more", "and {count} more", more).format(count=more))
    return tuple(lines)


async def take_in(bridge: Bridge, plan: Plan) -> None:
    """Do what the plan says, as one step that can be undone."""
    done: Imported = await bridge.desk.pool.run(_apply, bridge.desk, plan)
    words = ngettext("{count} post brought in", "{count} posts brought in", done.new + done.changed)
    bridge.announce(words.format(count=done.new + done.changed), plan.archive is None)


def _apply(desk: Desk, plan: Plan) -> Imported:
    return importing.apply_import(desk, plan, many=True)
