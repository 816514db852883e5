"""What a pass of the publisher looks at: every part that may move now, with all that its decision needs.

And the decisions that the database alone carries out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from smmdesk.desk import handing_off, standstill, switched_off
from smmdesk.desk.acts import Act
from smmdesk.desk.brands import put_away_ids, working_channels
from smmdesk.desk.claiming import release
from smmdesk.desk.deciding import NO_HAND_OFF, Case, Decision, decide, us
from smmdesk.desk.outcomes import UNLEASED
from smmdesk.desk.unanswered import waits_again
from smmdesk.desk.workbench import Workbench
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import State
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.store import ledger
from smmdesk.store.ledger import Due
from smmdesk.store.reader import Reader

FAR_AHEAD_S = 366 * 86_400
HAND_OFFS_AT_ONCE = 20
AT_WORK = (State.CLAIMED, State.SENDING, State.PROCESSING, State.UNKNOWN, State.RETRY_WAIT, State.NEEDS_YOU)
MOVED_TO = {
    Act.SUSPECT: State.UNKNOWN,
    Act.MISS: State.MISSED,
    Act.ASK: State.NEEDS_YOU,
    Act.RESUME: State.SCHEDULED,
    Act.PARK: State.DRAFT,
}


@dataclass(frozen=True, slots=True)
class Found:
    """The cases of a pass; `may_list` are the parts that fit on a platform's list, None when no list was looked at."""

    cases: list[Case]
    may_list: set[str] | None = None


def gather(bench: Workbench, lists: bool) -> Found:
    """Every part that may move now; with `lists` also those that could go on a platform's own list, or differ there."""
    may_list = None
    with bench.desk.store.reading() as reader:
        bench.switched_off = switched_off.read(reader)
        bench.all_paused = standstill.since_us(reader) is not None
        bench.put_away = put_away_ids(reader)
        cases = _cases(bench, reader, _waiting(bench, reader, lists))
        if lists:
            candidates = _cases(bench, reader, _listable(bench, reader, {case.part.id for case in cases}))
            cases += [case for case in candidates if decide(case).act is Act.HAND_OFF]
            may_list = _fitting(cases)
    return Found(_count_overdue(bench, cases), may_list)


def _waiting(bench: Workbench, reader: Reader, lists: bool) -> list[Due]:
    now_us = bench.now_us
    leads = [bench.reach.facts(channel).lead_s for channel in reader.all(Channel)]
    until_us = now_us + max(leads, default=0) * 1_000_000 + us(bench.desk.policy.tick)
    found = [*ledger.due_parts(reader, until_us), *ledger.open_parts(reader, *AT_WORK)]
    found += ledger.wished_parts(reader)
    found += ledger.open_parts(reader, State.HANDED_OFF, wake_until_us=None if lists else now_us)
    return list({due.part.id: due for due in found}.values())


def _cases(bench: Workbench, reader: Reader, dues: Iterable[Due]) -> list[Case]:
    found = list(dues)
    posts = reader.many(Post, {due.delivery.post_id for due in found if due.delivery.post_id})
    channels = reader.many(Channel, {due.delivery.channel_id for due in found})
    cases = []
    for due in found:
        channel = channels.get(due.delivery.channel_id)
        post = posts.get(due.delivery.post_id) if due.delivery.post_id else None
        if channel is not None:
            cases.append(bench.case_of(reader, due.delivery, due.part, post, channel))
    return cases


def _listable(bench: Workbench, reader: Reader, known: set[str]) -> list[Due]:
    """Scheduled parts on channels with a list of their own, the nearest first."""
    now_us = bench.now_us
    found: list[Due] = []
    for channel in working_channels(reader, status=ChannelStatus.CONNECTED, hand_off=True, paused=False):
        schedule = bench.reach.facts(channel).schedule_for(channel.reported)
        if schedule is not None:
            from_us = now_us + us(bench.desk.policy.hand_off_ahead)
            window_us = (from_us, now_us + (schedule.max_ahead_s or FAR_AHEAD_S) * 1_000_000)
            found += ledger.listable_parts(reader, channel.id, window_us, now_us, NO_HAND_OFF, HAND_OFFS_AT_ONCE)
    return [due for due in found if due.part.id not in known]


def _fitting(cases: list[Case]) -> set[str]:
    """Of all that may be handed off those that the quotas leave room for."""
    wanted = [case for case in cases if decide(case).act is Act.HAND_OFF]
    listed = [(case.delivery, case.part) for case in cases if case.part.state is State.HANDED_OFF]
    return {case.part.id for case in handing_off.within_quota(wanted, listed)}


def _count_overdue(bench: Workbench, cases: list[Case]) -> list[Case]:
    """More than three posts that are overdue are a person's to decide, all of them."""
    overdue = {
        case.delivery.post_id or case.delivery.message_id
        for case in cases
        if case.part.state is State.SCHEDULED and case.is_overdue and case.is_approved
    }
    bench.asks = len(overdue) > bench.desk.policy.overdue_asks_above
    return [replace(case, asks=bench.asks) for case in cases]


def put_right(bench: Workbench, case: Case, decision: Decision) -> None:
    """A decision that needs no network. Raises ProblemError(conflict) when somebody else moved the part first."""
    if decision.act is Act.RELEASE:
        release(bench, case)
        return
    suspect = decision.act is Act.SUSPECT
    problem = Problem("unknown_outcome", {"channel": case.channel.name}) if suspect else decision.problem
    wake_us = case.now_us if suspect else None
    with bench.desk.store.transaction() as tx:
        part = ledger.move(tx, case.part, MOVED_TO[decision.act], problem=problem, wake_at_us=wake_us, **UNLEASED)
        if decision.act is Act.PARK:
            waits_again(tx, part)
