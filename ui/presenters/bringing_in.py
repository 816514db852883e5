"""One file with posts, events or a whole calendar: looked at, told in words, brought in, stopped on the way."""

from collections.abc import Callable, Mapping
from pathlib import Path

from smmdesk.desk import importing
from smmdesk.desk.import_plan import EventsAs, FileKind, Going, Imported, Plan
from smmdesk.desk.import_rows import Table
from smmdesk.desk.past_posts import PastPlan
from smmdesk.model.for_the_eye import tame
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.presenters.brand_clocks import whose
from ui.presenters.long_work import LongWork

PROBLEMS_SAID = 4


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

    def look(self, columns: Mapping[str, int] | None = None, events: EventsAs = EventsAs.NOTES) -> None:
        """Say what taking it in would do; a refusal is shown by the window."""
        self._bridge.run(self._look(columns, events))

    def bring_in(self, plan: Plan) -> None:
        """Do what the plan says, as one step that can be undone. Stopped, what is in stays, and undo takes it out."""
        self._bridge.run(self._bring_in(plan))

    async def _look(self, columns: Mapping[str, int] | None, events: EventsAs) -> None:
        desk, was_stopped = self._bridge.desk, False

        def read(going: Going) -> Plan:
            nonlocal was_stopped
            plan = importing.read_import(desk, self.path, self._brand_id, columns, events, going)
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
    if new or not (notes or back):
        said.append(ngettext("{count} new post.", "{count} new posts.", new).format(count=new))
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
    if plan.kind is FileKind.ARCHIVE:
        said.append(_("They come in as they are in it; nothing goes out from here before you say so."))
    elif new and plan.events and plan.events_as is EventsAs.IDEAS:
        said.append(_("They come in as ideas: nothing goes out by itself."))
    elif new or changed or not notes:
        words = ngettext(
            "It comes in as a draft: nothing goes out by itself.",
            "They come in as drafts: nothing goes out by itself.",
            new + changed,
        )
        said.append(words)
    return " ".join(said)


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
    """The first rows with a problem, in words."""
    kept, left_out = _("Row {number}: {problem}"), _("Row {number} stays out: {problem}")
    lines = [
        (left_out if row.skipped else kept).format(number=row.number, problem=row.problem.title)
        for row in plan.problems[:PROBLEMS_SAID]
    ]
    more = len(plan.problems) - len(lines)
    if more > 0:
        lines.append(ngettext("and {count} more", "and {count} more", more).format(count=more))
    return tuple(lines)


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
