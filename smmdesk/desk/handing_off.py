"""The platform's own list: who goes on it, changed there or taken off again, and whether it kept its word.

Exactly one side owns the moment (I7): until the platform confirmed a recall it is the platform, whatever happens here.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC

from smmdesk.desk.acts import Act
from smmdesk.desk.crash_points import crash_point
from smmdesk.desk.deciding import Case, first_check_us, us
from smmdesk.desk.looking import Postponed, ask, postpone
from smmdesk.desk.outcomes import ours_again, published
from smmdesk.desk.sending import Ready, go, park_unwanted
from smmdesk.desk.workbench import Workbench, hands_off
from smmdesk.model.delivery import Delivery, Evidence, Op, Part, State
from smmdesk.model.moment import from_us, to_us
from smmdesk.model.problem import Problem
from smmdesk.platforms.base import CannotTell, Job, Listed, LookUpAnswer, Published
from smmdesk.platforms.facts import ScheduleFact
from smmdesk.store import ledger
from smmdesk.store.reader import Reader
from smmdesk.store.transaction import Transaction


# ------------------------------------------------------------------ who goes on the list
def within_quota(cases: Iterable[Case], handed_off: Iterable[tuple[Delivery, Part]]) -> list[Case]:
    """Of the cases that may be handed off those that still have room on their platform's list, nearest first."""
    totals: Counter[str] = Counter()
    days: Counter[tuple[str, str]] = Counter()
    for delivery, part in handed_off:
        totals[delivery.channel_id] += 1
        days[delivery.channel_id, _day(part.remote_due_us or delivery.due.instant_us)] += 1
    chosen = []
    for case in sorted(cases, key=lambda case: (case.due_us, case.part.id)):
        channel_id, schedule = case.channel.id, case.schedule
        day = (channel_id, _day(case.due_us))
        if schedule is not None and _has_room(schedule, totals[channel_id], days[day]):
            totals[channel_id] += 1
            days[day] += 1
            chosen.append(case)
    return chosen


def _has_room(schedule: ScheduleFact, total: int, on_day: int) -> bool:
    room = not schedule.quota_total or total < schedule.quota_total
    return room and (not schedule.quota_per_day or on_day < schedule.quota_per_day)


def _day(instant_us: int) -> str:
    """The UTC day, as platforms count."""
    return from_us(instant_us).astimezone(UTC).date().isoformat()


# ------------------------------------------------------------------ out of step
async def change(bench: Workbench, case: Case, act: Act) -> None:
    """HANDED_OFF and out of step: looked at first, then moved on the list or taken off it."""
    verbs = hands_off(bench, case)
    asked = await ask(bench, case, verbs.look_up_listed)
    if isinstance(asked, Postponed):
        postpone(bench, case, asked)
        return
    ready, answer = asked
    if not _still_there(bench, case, act, answer):
        return
    if act is Act.RESCHEDULE:
        await go(bench, ready, Op.RESCHEDULE, verbs.reschedule)
        return

    async def recall(session: object, job: Job) -> None:
        await verbs.recall(ready.session, job)

    await go(bench, ready, Op.RECALL, recall)
    crash_point("recalled")


def _still_there(bench: Workbench, case: Case, act: Act, answer: LookUpAnswer) -> bool:
    """True when the list holds it as we left it; anything else is written down first."""
    if isinstance(answer, CannotTell):
        return True
    now_us = bench.now_us
    with bench.desk.store.transaction() as tx:
        part = tx.get(Part, case.part.id)
        if part.state is not State.HANDED_OFF or part.revision != case.part.revision:
            return False
        if isinstance(answer, Listed):
            there_us = to_us(answer.due)
            if part.remote_due_us is None or there_us == part.remote_due_us or act is Act.RECALL:
                return True
            problem = Problem("changed_there", {"platform": case.facts.name})  # somebody moved it there: both are shown
            wake_us = first_check_us(bench.desk.policy, there_us)
            ledger.note(tx, part, remote_due_us=there_us, problem=problem, wake_at_us=wake_us)
        elif isinstance(answer, Published):
            ledger.move(tx, part, State.PUBLISHED, **published(answer.receipt, now_us, Evidence.READBACK))
        elif act is Act.RECALL:
            park_unwanted(tx, ledger.move(tx, part, State.SCHEDULED, **ours_again(part)))
        else:
            _removed(tx, part, case)
    return False


def _removed(tx: Transaction, part: Part, case: Case) -> None:
    """Taken off there by somebody: a person decides, unless nobody wants it out any more."""
    if not case.is_wanted:
        park_unwanted(tx, ledger.move(tx, part, State.SCHEDULED, **ours_again(part)))
        return
    problem = Problem("removed_there", {"platform": case.facts.name})
    ledger.move(tx, part, State.NEEDS_YOU, problem=problem, wake_at_us=None)


# ------------------------------------------------------------------ did it keep its word?
async def check(bench: Workbench, case: Case) -> None:
    """HANDED_OFF and its moment is past: out, late there, or removed there."""
    verbs = hands_off(bench, case)
    asked = await ask(bench, case, verbs.look_up_listed)
    if isinstance(asked, Postponed):
        postpone(bench, case, asked)
        return
    ready, answer = asked
    if _checked(bench, case, answer):
        await _hurry(bench, ready)


def _checked(bench: Workbench, case: Case, answer: LookUpAnswer) -> bool:
    """Write down what a check found; True when the platform is late and may be helped."""
    now_us = bench.now_us
    checks = bench.desk.policy.hand_off_checks
    values = {"platform": case.facts.name, "channel": case.channel.name}
    with bench.desk.store.transaction() as tx:
        part = tx.get(Part, case.part.id)
        if part.state is not State.HANDED_OFF or part.revision != case.part.revision:
            return False
        done = part.lookups + 1
        if isinstance(answer, Published):
            ledger.move(tx, part, State.PUBLISHED, **published(answer.receipt, now_us, Evidence.READBACK))
        elif isinstance(answer, Listed) and to_us(answer.due) > now_us:  # moved on the list by somebody
            wake_us = first_check_us(bench.desk.policy, to_us(answer.due))
            ledger.note(tx, part, remote_due_us=to_us(answer.due), lookups=0, wake_at_us=wake_us)
        elif not isinstance(answer, Listed | CannotTell):
            _removed(tx, part, case)
        elif isinstance(answer, CannotTell) and done >= len(checks):
            ledger.move(tx, part, State.NEEDS_YOU, problem=Problem("cannot_tell", values), wake_at_us=None)
        else:
            return _late(bench, tx, case, part, isinstance(answer, Listed))
    return False


def _late(bench: Workbench, tx: Transaction, case: Case, part: Part, listed: bool) -> bool:
    """Looked for again at the next check, after the last one every hour: the platform still has it (I7)."""
    checks = bench.desk.policy.hand_off_checks
    done = part.lookups + 1
    if done < len(checks):
        wake_us = (part.remote_due_us or case.due_us) + us(checks[done])
    else:
        wake_us = bench.now_us + us(checks[-1])
    problem = Problem("late_there", {"platform": case.facts.name}) if listed else part.problem
    ledger.note(tx, part, lookups=done, problem=problem, wake_at_us=wake_us)
    schedule = case.schedule
    return listed and done > 1 and schedule is not None and schedule.can_be_late


async def _hurry(bench: Workbench, ready: Ready) -> None:
    """Late there: ask the platform to publish what it has, by its id; safe to repeat."""
    current = bench.read_case(ready.case.part.id)
    if current is None or current.part.state is not State.HANDED_OFF:
        return
    verbs = hands_off(bench, current)
    await go(bench, replace(ready, case=current), Op.RESCHEDULE, verbs.hurry)


def still_elsewhere(reader: Reader, channel_id: str) -> tuple[Part, ...]:
    """What the platform's own list still holds of a channel: it is taken off before the sign-in may go (R6)."""
    due = ledger.open_parts(reader, State.HANDED_OFF, State.SENDING, State.UNKNOWN)
    return tuple(
        item.part for item in due if item.delivery.channel_id == channel_id and item.part.remote_due_us is not None
    )
