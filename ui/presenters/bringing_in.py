"""One file with posts, events or a whole calendar: looked at, told in words, brought in, stopped on the way."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from smmdesk.desk import importing
from smmdesk.desk.import_plan import EventsAs, FileKind, Going, Imported, Plan
from smmdesk.desk.import_rows import Table
from smmdesk.desk.past_posts import PastPlan
from smmdesk.model.dates import say_day_and_year, say_long_date
from smmdesk.model.for_the_eye import tame
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.presenters.brand_clocks import whose
from ui.presenters.long_work import LongWork

PROBLEMS_SAID, ROWS_SAID = 6, 4

DAY_FIRST, MONTH_FIRST = "day", "month"


class BringingIn(LongWork):
    """`looked` gets each plan, `unknown` a table whose columns nobody knows, `ended` is called when a look was refused,
    and when all is in or was stopped."""

    def __init__(
        self,
        bridge: Bridge,
        brand_id: str,
        path: Path,
        *,
        looked: Callable[[Plan], object],
        unknown: Callable[[Table], object],
        ended: Callable[[], object],
    ) -> None:
        super().__init__(bridge, ended)
        self._brand_id, self.path = brand_id, path
        self._looked, self._unknown = looked, unknown

    def look(
        self,
        columns: Mapping[str, int] | None = None,
        events: EventsAs = EventsAs.NOTES,
        month_first: bool | None = None,
    ) -> None:
        """Say what taking it in would do; a refusal is shown by the window."""
        self._bridge.run(self._look(columns, events, month_first))

    def bring_in(self, plan: Plan) -> None:
        """Do what the plan says, as one step that can be undone. Stopped, what is in stays, and undo takes it out."""
        self._bridge.run(self._bring_in(plan))

    async def _look(self, columns: Mapping[str, int] | None, events: EventsAs, month_first: bool | None) -> None:
        desk, was_stopped = self._bridge.desk, False

        def read(going: Going) -> Plan:
            nonlocal was_stopped
            plan = importing.read_import(
                desk, self.path, self._brand_id, columns, events, going, month_first=month_first
            )
            was_stopped = going.stopping
            return plan

        try:
            plan = await self.on_thread(read)
        except ProblemError as error:
            table = importing.unknown_table(error)
            if table is None:
                raise
            self._unknown(table)
            return
        if not was_stopped:
            self._looked(plan)

    async def _bring_in(self, plan: Plan) -> None:
        desk = self._bridge.desk
        done = await self.on_thread(lambda going: importing.apply_import(desk, plan, many=True, going=going))
        self._bridge.announce(done_words(done), bool(done.step_id), step=done.step_id)


# ------------------------------------------------------------------ words
def kind_words(plan: Plan) -> str:
    """What the file was recognised as."""
    match plan.kind:
        case FileKind.CALENDAR if plan.events:
            words = ngettext(
                "A calendar of another program, with {count} event.",
                "A calendar of another program, with {count} events.",
                plan.events,
            )
            return words.format(count=plan.events)
        case FileKind.CALENDAR:
            return _("A calendar that smmdesk wrote.")
        case FileKind.POSTS:
            return _("Posts that smmdesk wrote.")
        case FileKind.ARCHIVE:
            return _("An archive of smmdesk: a whole calendar with its photos and videos.")
        case FileKind.PAST if plan.past is not None:
            found = plan.past.found
            return _("What {name} posted before, as a file of its platform.").format(name=found.handle or found.name)
        case _:
            return _("A table of posts.")


def whose_words(bridge: Bridge, plan: Plan) -> str:
    """For which brand it would come in, where there are several; an archive brings its own."""
    if plan.kind is FileKind.ARCHIVE:
        return ""
    name = whose(bridge.desk, plan.brand_id)
    return _("For {brand}.").format(brand=tame(name)) if name else ""


def plan_words(plan: Plan) -> str:
    """The plan in sentences: what is new, what changes, what is left out."""
    if plan.past is not None:
        return past_words(plan.past, plan.same)
    back, trashed = (plan.archive.back, plan.archive.trashed) if plan.archive is not None else (0, 0)
    new, changed, notes = plan.new_count - back, len(plan.changed), len(plan.notes)
    said = []
    if new or not (notes or back or changed or plan.same):
        said.append(ngettext("{count} new post.", "{count} new posts.", new).format(count=new))
        said += days_words(plan)
    if notes:
        words = ngettext("{count} note on its day.", "{count} notes on their days.", notes)
        said.append(words.format(count=notes))
    if changed:
        words = ngettext("{count} post changes.", "{count} posts change.", changed)
        said.append(words.format(count=changed))
    if back:
        words = ngettext("{count} post comes back that was undone.", "{count} posts come back that were undone.", back)
        said.append(words.format(count=back))
    if plan.same > trashed:
        same = plan.same - trashed
        said.append(ngettext("{count} is here already.", "{count} are here already.", same).format(count=same))
    if trashed:
        words = ngettext(
            "{count} lies in the trash and stays there.", "{count} lie in the trash and stay there.", trashed
        )
        said.append(words.format(count=trashed))
    said += importing.beside_words(plan)
    if plan.kind is FileKind.ARCHIVE and plan.does_something:
        said.append(_("They come in as they are in it; nothing goes out from here before you say so."))
    elif new and plan.events and plan.events_as is EventsAs.IDEAS:
        said.append(_("They come in as ideas: nothing goes out by itself."))
    elif new or changed:
        words = ngettext(
            "It comes in as a draft: nothing goes out by itself.",
            "They come in as drafts: nothing goes out by itself.",
            new + changed,
        )
        said.append(words)
    return " ".join(said)


def days_words(plan: Plan) -> list[str]:
    """On which days the new posts would stand, and how many have none."""
    days = [post.planned.day for post in plan.new if post.planned is not None]
    without = len(plan.new) - len(days)
    said = []
    if days and min(days) == max(days):
        said.append(_("On {day}.").format(day=say_day_and_year(days[0])))
    elif days:
        first, last = say_day_and_year(min(days)), say_day_and_year(max(days))
        said.append(_("From {first} to {last}.").format(first=first, last=last))
    if days and without:
        said.append(ngettext("{count} without a date.", "{count} without a date.", without).format(count=without))
    return said


def day_question(plan: Plan) -> str:
    """What is asked where the dates of a table can be read in two ways; "" where they cannot."""
    if plan.table is None or plan.table.doubtful is None:
        return ""
    first, second, year = plan.table.doubtful
    return _("What day is “{date}” in this table?").format(date=f"{first}/{second}/{year}")


def day_choices(plan: Plan) -> tuple[tuple[str, str], ...]:
    """The two days that it can be."""
    assert plan.table is not None
    assert plan.table.doubtful is not None
    first, second, year = plan.table.doubtful
    return (
        (DAY_FIRST, say_long_date(date(year, second, first))),
        (MONTH_FIRST, say_long_date(date(year, first, second))),
    )


def past_words(plan: PastPlan, same: int) -> str:
    """What of an account's past would come in, and what would not."""
    count, found = len(plan.fresh) + len(plan.back), plan.found
    said = [ngettext("{count} published post.", "{count} published posts.", count).format(count=count)]
    if same:
        said.append(ngettext("{count} is here already.", "{count} are here already.", same).format(count=same))
    left = found.answers + found.shared + found.private + found.others
    if left:
        words = ngettext(
            "{count} is left out: an answer to others, shared, private or a draft.",
            "{count} are left out: answers to others, shared, private or drafts.",
            left,
        )
        said.append(words.format(count=left))
    if plan.missing:
        words = ngettext("{count} picture is not in the file.", "{count} pictures are not in the file.", plan.missing)
        said.append(words.format(count=plan.missing))
    said.append(_("They stand in the calendar as published; nothing is sent again."))
    return " ".join(said)


def plan_problems(plan: Plan) -> tuple[str, ...]:
    """What is wrong with which rows, in words: those that stay out first, and each thing once for all its rows."""
    found: dict[tuple[bool, str], list[int]] = {}
    for row in sorted(plan.problems, key=lambda row: not row.skipped):
        found.setdefault((row.skipped, row.problem.title), []).append(row.number)
    told = list(found.items())[:PROBLEMS_SAID]
    lines = [_row_line(skipped, title, numbers, bool(plan.events)) for (skipped, title), numbers in told]
    more = len(plan.problems) - sum(len(numbers) for _which, numbers in told)
    if more > 0:
        lines.append(ngettext("and {count} more", "and {count} more", more).format(count=more))
    return tuple(lines)


def _row_line(skipped: bool, title: str, rows: list[int], are_events: bool) -> str:
    """ "Row 3 stays out: …", "Rows 2, 5, 8, 11 and 160 more: …"; of a calendar, "Event 3: …"."""
    if len(rows) == 1:
        one = _("Row {number} stays out: {problem}") if skipped else _("Row {number}: {problem}")
        if are_events:
            one = _("Event {number} stays out: {problem}") if skipped else _("Event {number}: {problem}")
        return one.format(number=rows[0], problem=title)
    numbers, more = ", ".join(map(str, rows[:ROWS_SAID])), len(rows) - ROWS_SAID
    if more > 0:
        words = ngettext("{numbers} and {count} more", "{numbers} and {count} more", more)
        numbers = words.format(numbers=numbers, count=more)
    several = _("Rows {numbers} stay out: {problem}") if skipped else _("Rows {numbers}: {problem}")
    if are_events:
        several = _("Events {numbers} stay out: {problem}") if skipped else _("Events {numbers}: {problem}")
    return several.format(numbers=numbers, problem=title)


def event_choices() -> tuple[tuple[str, str], ...]:
    """What events may become, by `EventsAs`."""
    return (
        (EventsAs.NOTES.value, _("Notes on days")),
        (EventsAs.DRAFTS.value, _("Drafts")),
        (EventsAs.IDEAS.value, _("Ideas")),
    )


def done_words(done: Imported) -> str:
    """What came in, for the toast."""
    count = done.new + done.changed
    if done.notes and not count:
        words = ngettext("{count} note on its day", "{count} notes on their days", done.notes)
        return words.format(count=done.notes)
    if done.stopped:
        return ngettext("Stopped: {count} post is in", "Stopped: {count} posts are in", count).format(count=count)
    return ngettext("{count} post brought in", "{count} posts brought in", count).format(count=count)
