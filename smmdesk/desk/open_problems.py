"""The problems centre: everything that waits for the person, oldest first, one entry per cause.

An account that signed us out is one entry, however many posts wait for it (ux.md 74).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.desk import ending_sign_ins
from smmdesk.desk.brands import put_away_ids, working_channels
from smmdesk.desk.deciding import us, wants
from smmdesk.desk.switched_off import place
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.dates import say_time
from smmdesk.model.delivery import Delivery, Op, Part, State
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, Value
from smmdesk.model.status import ACCOUNT_CLOSED, sign_in_problem
from smmdesk.store import ledger, outbox

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader

OK_WITHIN_US = us(timedelta(days=1))
CONNECTION = frozenset({"offline", "wifi_page", "proxy"})
"""Problems of this computer's own connection: told once, however many posts wait for it."""


@dataclass(frozen=True, slots=True)
class OpenProblem:
    """One cause. `since_us` is when it began, or when the first post hurt by it was due.

    A delivery's has `delivery` and `part`; an account's only `channel`, and in its problem how many posts wait; a
    post that waits for an OK only `post`.
    """

    problem: Problem
    since_us: int
    channel: Channel | None = None
    delivery: Delivery | None = None
    part: Part | None = None
    post: Post | None = None

    @property
    def brand_id(self) -> str:
        return next((one.brand_id for one in (self.delivery, self.channel, self.post) if one is not None), "")


def open_problems(reader: "Reader", desk: "Desk", brands: Collection[str] | None = None) -> tuple[OpenProblem, ...]:
    """What waits for the person, oldest first: of all brands in use, or of these."""
    dues = _asking(reader)
    channels = reader.many(Channel, {due.delivery.channel_id for due in dues})
    found = [_of_part(due, channels.get(due.delivery.channel_id)) for due in dues if not due.part.waits_for_account]
    found += signed_out(reader, dues)
    found += _ending(reader, desk)
    found += _unfulfilled(reader)
    found += waiting_for_ok(reader, desk.now_us())
    away = put_away_ids(reader)
    found = [one for one in found if one.brand_id not in away and (brands is None or one.brand_id in brands)]
    first: dict[str, OpenProblem] = {}
    for one in sorted(found, key=lambda one: one.since_us):
        first.setdefault(_cause(one), one)
    return tuple(first.values())


def _unfulfilled(reader: "Reader") -> list[OpenProblem]:
    """What was to be deleted or changed there and needs the person now; of a post in the trash the trash tells."""
    asking = [due for due in ledger.wished_parts(reader) if due.part.wish and due.part.wish.state is State.NEEDS_YOU]
    posts = reader.many(Post, {due.delivery.post_id for due in asking if due.delivery.post_id})
    channels = reader.many(Channel, {due.delivery.channel_id for due in asking})
    made = []
    for due in asking:
        post, channel = posts.get(due.delivery.post_id or ""), channels.get(due.delivery.channel_id)
        wish = due.part.wish
        if channel is None or wish is None or wish.problem is None:
            continue
        if post is None or post.deleted_at_us is None:
            made.append(OpenProblem(wish.problem, wish.since_us, channel, due.delivery, due.part))
    return made


def waiting_for_ok(reader: "Reader", now_us: int) -> list[OpenProblem]:
    """The posts that somebody was asked about and that are to go out within a day: without an OK they do not. One whose
    time passed without it stays until somebody decides: nothing else would ever say so (decision 0046)."""
    ids = outbox.waiting_for_ok(reader, now_us + OK_WITHIN_US)
    found = reader.many(Post, ids)
    made = []
    for post in (found[post_id] for post_id in ids if post_id in found):
        if post.planned is not None:
            values = {"post_id": post.id, "time": say_time(post.planned)}
            code = "waits_for_ok" if post.planned.instant_us > now_us else "passed_without_ok"
            made.append(OpenProblem(Problem(code, values), post.planned.instant_us, post=post))
    return made


def _asking(reader: "Reader") -> list["ledger.Due"]:
    """The parts that wait for the person, without those of posts in the trash."""
    dues = ledger.open_parts(reader, State.NEEDS_YOU, State.MISSED)
    posts = reader.many(Post, {due.delivery.post_id for due in dues if due.delivery.post_id})
    gone = {post.id for post in posts.values() if post.deleted_at_us is not None}
    return [due for due in dues if due.delivery.post_id not in gone]


def signed_out(reader: "Reader", dues: Iterable["ledger.Due"] = ()) -> list[OpenProblem]:
    """One entry for each account that has to be signed in to again."""
    made = []
    for channel in working_channels(reader, status=ChannelStatus.SIGNED_OUT):
        paused = outbox.waiting_on_channel(reader, channel.id)
        mine = [due.delivery.due.instant_us for due in dues if due.delivery.channel_id == channel.id]
        since_us = min(mine, default=channel.checked_at_us or 0)
        made.append(OpenProblem(sign_in_problem(channel, channel_id=channel.id, count=paused), since_us, channel))
    return made


def _ending(reader: "Reader", desk: "Desk") -> list[OpenProblem]:
    """One entry for each account whose sign-in ends soon, since the day it is told."""
    made = []
    for channel in working_channels(reader, status=ChannelStatus.CONNECTED):
        problem = ending_sign_ins.notice(reader, desk, channel)
        if problem is not None:
            since_us = (channel.sign_in_ends_at_us or 0) - us(desk.policy.sign_in_notice)
            made.append(OpenProblem(problem, since_us, channel))
    return made


def waiting_for_connection(reader: "Reader") -> tuple[Problem, ...]:
    """What is wrong with this computer's own connection, each with how many posts wait for it."""
    found: dict[str, tuple[set[str], dict[str, Value]]] = {}
    for due in ledger.open_parts(reader, State.RETRY_WAIT):
        problem = due.part.problem
        if problem is not None and problem.code in CONNECTION:
            found.setdefault(problem.code, (set(), dict(problem.values)))[0].add(due.delivery.id)
    return tuple(Problem(code, {**values, "count": len(ids)}) for code, (ids, values) in found.items())


def of_other_computer(reader: "Reader", desk: "Desk") -> Problem | None:
    """That what an archive brought in is not sent from here before the person says so: nothing else would."""
    return Problem("of_other_computer") if outbox.of_other_computer(reader, desk.device) else None


def being_recalled(reader: "Reader") -> dict[str, Channel]:
    """What still stands on a platform's own list although nobody wants it out any more, by part."""
    found_there = ledger.open_parts(reader, State.HANDED_OFF, State.SENDING, State.UNKNOWN)
    dues = [due for due in found_there if due.part.state is State.HANDED_OFF or due.part.op is Op.RECALL]
    posts = reader.many(Post, {due.delivery.post_id for due in dues if due.delivery.post_id})
    channels = reader.many(Channel, {due.delivery.channel_id for due in dues})
    found = {}
    for due in dues:
        channel, post = channels.get(due.delivery.channel_id), posts.get(due.delivery.post_id or "")
        if channel is not None and post is not None and not wants(post, channel):
            found[due.part.id] = channel
    return found


def _of_part(due: "ledger.Due", channel: Channel | None) -> OpenProblem:
    values = {"channel": channel.name if channel is not None else ""}
    default = Problem("missed" if due.part.state is State.MISSED else "cannot_tell", values)
    problem = due.part.problem or default
    return OpenProblem(problem, due.delivery.due.instant_us, channel, due.delivery, due.part)


def _cause(one: OpenProblem) -> str:
    """What makes two entries one: the post that was missed, the delivery, the account."""
    if one.post is not None:
        return f"ok {one.post.id}"
    if one.delivery is None:
        return one.channel.id if one.channel is not None else one.problem.code
    if one.problem.code in ACCOUNT_CLOSED:
        return one.delivery.channel_id
    if one.problem.code == "api_gone" and one.channel is not None:
        return place(one.channel)
    is_missed = one.part is not None and one.part.state is State.MISSED
    return one.delivery.post_id or one.delivery.id if is_missed else one.delivery.id
