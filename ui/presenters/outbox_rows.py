"""What a line of the outbox holds, and how it is made of a delivery or of an open problem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from smmdesk.desk import ending_sign_ins
from smmdesk.desk.deciding import wants
from smmdesk.desk.desk import Desk
from smmdesk.desk.open_problems import OpenProblem
from smmdesk.model.channel import Channel
from smmdesk.model.dates import say_clock, say_day
from smmdesk.model.delivery import Delivery, Part, State, Wish
from smmdesk.model.moment import Moment
from smmdesk.model.number_words import say_told
from smmdesk.model.numbers import Told
from smmdesk.model.poll_words import say_poll
from smmdesk.model.polls import PollTold
from smmdesk.model.post import Post, delivery_progress
from smmdesk.model.problem import Problem, Remedy
from smmdesk.model.stages import Progress, Stage
from smmdesk.model.status import asked_of, held, open_part, sentence
from smmdesk.model.words import _
from ui.presenters.brand_clocks import with_clocks
from ui.presenters.remedies import button_label, remedy_label

if TYPE_CHECKING:
    from smmdesk.desk.brands import BrandSeen
    from smmdesk.platforms.facts import Facts

TO_SOLVE = (Progress.NEEDS_YOU, Progress.MISSED)
NOW = (Progress.SENDING, Progress.PROCESSING, Progress.UNKNOWN, Progress.RETRY)
COMING = (Progress.SCHEDULED, Progress.HANDED_OFF)
OUT = (Progress.PUBLISHED, Progress.REMOVED)


ASKS_HAND = (
    Problem("by_hand").code,
    Problem("answer_by_hand").code,
    Problem("private_answer_by_hand").code,
    Problem("media_host_missing").code,
    Problem("in_inbox").code,
)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One line: a delivery, or (without `delivery_id`) an account or the desk itself that needs the person.

    `when` is the time as short as its group allows, `sentence` the full state, `detail` what follows from it.
    `picture` is the hash of its first photo, or empty. `paused`: its channel keeps it. `page` is where the account is.
    `waits_for_ok`: somebody has to agree first.
    `may_be_live`: nobody can tell whether it is out. `begun`: its parts that are out, of how many; `root` is the page
    of the first one. `changed` says where it was changed after it went out: `there` is what stands there now, `ours`
    what we sent. `hint` is worth a look before it goes out, and holds nothing back. `wish` is what the person wants
    done there with what is out; `may_delete` (or why it cannot be is worth saying) and `may_change` are what could be;
    `change_over` says why what could be changed there once no longer can. `numbers` is what the platform counts of it;
    `numbers_price` what asking for them costs, where a person alone asks. `brand` is named where several are shown.
    """

    key: str
    progress: Progress
    sentence: str
    when: str = ""
    due: Moment | None = None
    words: str = ""
    picture: str = ""
    delivery_id: str = ""
    post_id: str = ""
    part_id: str = ""
    channel_id: str = ""
    channel_name: str = ""
    platform: str = ""
    tint: str = ""
    detail: str = ""
    url: str = ""
    page: str = ""
    problem: Problem | None = None
    by_hand: bool = False
    paused: bool = False
    waits_for_ok: bool = False
    may_be_live: bool = False
    begun: tuple[int, int] = (0, 0)
    root: str = ""
    changed: str = ""
    there: str = ""
    ours: str = ""
    wish: Wish | None = None
    hint: Problem | None = None
    may_delete: bool = False
    may_change: bool = False
    change_over: str = ""
    numbers: str = ""
    numbers_price: str = ""
    brand: str = ""
    brand_color: str = ""

    @property
    def is_problem(self) -> bool:
        """It waits for the person, and stands in the problems centre."""
        return self.progress in TO_SOLVE and not self.paused

    @property
    def is_unconnected(self) -> bool:
        """It is planned for an account that was never connected: it says until when."""
        return self.problem is not None and self.problem.code == "channel_not_connected"

    @property
    def is_warned(self) -> bool:
        """Nothing is wrong yet: it is told in good time."""
        return self.problem is not None and self.problem.is_warning

    @property
    def remedy(self) -> Remedy:
        """What its one button does."""
        if self.paused:
            return Remedy.NONE  # the account says so, once
        if self.is_unconnected:
            return Remedy.SIGN_IN
        if self.progress in (Progress.MISSED, Progress.UNKNOWN):
            return Remedy.RESOLVE
        if self.problem is not None and (self.progress in TO_SOLVE or self.problem.remedy is Remedy.OPEN_PAGE):
            return self.problem.remedy
        if self.progress is Progress.NEEDS_YOU and self.post_id:
            return Remedy.EDIT  # what nothing more is known of begins with its post
        return Remedy.RETRY if self.progress is Progress.RETRY else Remedy.NONE

    @property
    def mend(self) -> Remedy:
        """What helps, also where the account says it for all its posts."""
        return self.problem.remedy if self.paused and self.problem is not None else self.remedy

    @property
    def button(self) -> str:
        """What its one button says; empty where there is nothing to do."""
        if self.url:
            return _("see it")
        if self.hint is not None:
            return _("Show it")
        told = self.problem is not None and self.problem.remedy is self.remedy and self.progress is not Progress.UNKNOWN
        return button_label(self.problem) if told and self.problem is not None else remedy_label(self.remedy)


@dataclass(frozen=True, slots=True)
class OutboxGroup:
    """A heading and its rows, in the order of time. `urgent` headings are red."""

    title: str
    rows: tuple[OutboxRow, ...]
    urgent: bool = False


Numbers = Mapping[str, Mapping[str, Told]]
"""What is known by post and channel id (`numbers_reads.of_posts`)."""
Polls = Mapping[str, Sequence[PollTold]]
"""What was told of polls, by post id (`polls.of_posts`)."""


class RowMaker:
    """Makes rows. `photos` are hashes by asset id, `several` the brands to be named, by id."""

    def __init__(
        self,
        desk: Desk,
        photos: Mapping[str, str],
        numbers: Numbers | None = None,
        polls: Polls | None = None,
        several: "Mapping[str, BrandSeen] | None" = None,
    ) -> None:
        self._desk, self._photos, self._numbers, self._polls = desk, photos, numbers or {}, polls or {}
        self._several = several or {}
        self.now = desk.clock.now()

    def of_delivery(self, delivery: Delivery, post: Post | None, channel: Channel | None) -> OutboxRow | None:
        """None for a delivery that is dormant, or that belongs to nothing any more."""
        progress = delivery_progress(delivery)
        if progress is None or channel is None:
            return None
        content = post.content_for(channel.id) if post is not None else delivery.content
        if content is None:
            return None
        facts, part, receipt = self._desk.facts_for(channel), open_part(delivery), delivery.parts[0].receipt
        said = self._said(delivery, post, channel, _(facts.name))
        problem = part.problem if not part.is_over else None
        keeps = held(channel, delivery)
        paused = keeps is not None and keeps.code != "channel_not_connected"
        row = self._of_channel(channel, delivery.id, progress, said)
        wish = asked_of(delivery)
        if wish is not None and wish.problem is not None:
            problem = wish.problem
        out = delivery.parts if progress is Progress.PUBLISHED else ()
        there, ours = next((part.said_there for part in out if part.said_there), None) or ("", "")
        changed = _changed(out, _(facts.name))
        could_change = progress is Progress.PUBLISHED and facts.can_edit and delivery.parts[0].is_there
        return replace(
            row,
            changed=changed,
            there=there,
            ours=ours,
            when=short_time(delivery.due, self.now, progress in COMING and not paused),
            due=delivery.due,
            words=content.first_words or _("No text yet"),
            picture=self._photos.get(content.media[0].asset_id, "") if content.media else "",
            delivery_id=delivery.id,
            post_id=delivery.post_id or "",
            part_id=part.id,
            detail=changed or _detail(self._or_ending(keeps or problem, channel, delivery), said, delivery.parts),
            **self._counted(delivery, facts, progress),
            url=receipt.url if receipt is not None and progress is Progress.PUBLISHED else "",
            problem=keeps or problem,
            by_hand=(not facts.sends_by_itself or asks_hand(part)) and not part.is_over,
            paused=paused,
            waits_for_ok=_waits_for_ok(progress, post),
            may_be_live=progress is Progress.UNKNOWN or _is_doubtful(part),
            begun=_begun(delivery.parts),
            root=receipt.url if receipt is not None else "",
            wish=wish,
            may_delete=progress is Progress.PUBLISHED,
            may_change=could_change and not self._over(delivery, channel),
            change_over=self._over(delivery, channel) if could_change else "",
        )

    def _said(self, delivery: Delivery, post: Post | None, channel: Channel, platform: str) -> str:
        """How it stands, in words."""
        progress = delivery_progress(delivery)
        if _waits_for_ok(progress, post):
            return _("Waiting for an OK")
        if progress is Progress.HANDED_OFF and not wants(post, channel):
            return _("Being taken off {platform}’s list").format(platform=platform)
        return sentence(delivery, platform, self.now, channel)

    def _counted(self, delivery: Delivery, facts: "Facts", progress: Progress) -> dict[str, Any]:
        if progress is not Progress.PUBLISHED:
            return {}
        told = self._numbers.get(delivery.post_id or "", {}).get(delivery.channel_id)
        numbers = say_told(told, delivery.due.zone, self.now) if told is not None else ""
        polls = (one for one in self._polls.get(delivery.post_id or "", ()) if one.channel_id == delivery.channel_id)
        votes = (say_poll(one.result, delivery.due.zone, self.now) for one in polls)
        numbers = "\n".join(filter(None, (numbers, *votes)))
        costs = facts.price is not None and facts.price.read and facts.insights is not None
        there = delivery.post_id is not None and delivery.parts[0].is_there and facts.sends_by_itself
        price = _(facts.insights.says) if costs and there and facts.insights is not None else ""
        return {"numbers": numbers, "numbers_price": price}

    def _or_ending(self, problem: Problem | None, channel: Channel, delivery: Delivery) -> Problem | None:
        """The problem, else that the sign-in ends before what this computer still has to send."""
        if problem is not None or delivery_progress(delivery) is not Progress.SCHEDULED:
            return problem
        return ending_sign_ins.before(self._desk, channel, delivery.due)

    def _over(self, delivery: Delivery, channel: Channel) -> str:
        """Why its words can no longer be changed there; empty while they can, or never could."""
        from smmdesk.desk import taking_down

        facts = self._desk.facts_for(channel)
        if not facts.edit_until_s or not taking_down.is_too_old_to_change(delivery, facts, self._desk.now_us()):
            return ""
        values = {"platform": _(facts.name), "length": taking_down.say_within(facts.edit_until_s)}
        return Problem("edit_time_over", values).title

    def of_open(self, one: OpenProblem) -> OutboxRow:
        """What is about no delivery: an account, or a post that waits for an OK."""
        return self.of_account(one) if one.post is None else self.of_waiting(one.problem, one.post)

    def of_waiting(self, problem: Problem, post: Post) -> OutboxRow:
        """A post that somebody was asked about and that is to go out within a day, or was to."""
        brand = self._several.get(post.brand_id)
        row = OutboxRow(f"ok:{post.id}", Progress.NEEDS_YOU, problem.title, detail=problem.advice, problem=problem)
        return replace(
            row,
            when=short_time(post.planned, self.now, in_day_group=False) if post.planned is not None else "",
            due=post.planned,
            words=post.content.first_words,
            picture=next((self._photos.get(use.asset_id, "") for use in post.content.media[:1]), ""),
            post_id=post.id,
            brand=with_clocks(brand),
            brand_color=brand.color if brand is not None else "",
        )

    def of_account(self, one: OpenProblem) -> OutboxRow:
        """An account that has to be signed in to again."""
        assert one.channel is not None
        row = self._of_channel(one.channel, f"account:{one.channel.id}", Progress.NEEDS_YOU, one.problem.title)
        name = one.channel.handle or one.channel.name
        return replace(row, words=name, detail=one.problem.advice, problem=one.problem)

    def of_desk(self, problem: Problem) -> OutboxRow:
        """What keeps everything from going out."""
        advice = problem.advice
        row = OutboxRow(f"desk:{problem.code}", Progress.NEEDS_YOU, problem.title, detail=advice, problem=problem)
        return replace(row, words="smmdesk", channel_name=_("This computer"))

    def _of_channel(self, channel: Channel, key: str, progress: Progress, said: str) -> OutboxRow:
        shown, brand = self._desk.shown_facts(channel), self._several.get(channel.brand_id)
        return OutboxRow(
            key,
            progress,
            said,
            channel_id=channel.id,
            channel_name=channel.name,
            platform=shown.key,
            tint=shown.tint,
            page=channel.url,
            brand=with_clocks(brand),
            brand_color=brand.color if brand is not None else "",
        )


def with_hint(row: OutboxRow, hint: Problem | None) -> OutboxRow:
    """The line of what comes, with what is worth a look; what has a problem or is paused has its own words."""
    if hint is None or row.progress not in COMING or row.paused or row.problem is not None:
        return row
    return replace(row, hint=hint, detail=hint.title)


def _changed(parts: tuple[Part, ...], platform: str) -> str:
    """That somebody changed or deleted something there since it went out; of a thread which part; empty when nobody."""
    for part in parts:
        if part.said_there and part.position:
            return _("Part {number} was changed on {platform}").format(number=part.position + 1, platform=platform)
        if part.said_there:
            return _("Changed on {platform}").format(platform=platform)
    gone = next((part.position + 1 for part in parts if part.removed), 0)
    return _("Part {number} was removed on {platform}").format(number=gone, platform=platform) if gone else ""


def _is_doubtful(part: Part) -> bool:
    from smmdesk.desk.outcomes import UNCLEAR

    return part.state is State.NEEDS_YOU and part.problem is not None and part.problem.code in UNCLEAR


def _begun(parts: tuple[Part, ...]) -> tuple[int, int]:
    live = [part for part in parts if part.state not in (State.DRAFT, State.CANCELLED)]
    return sum(part.state is State.PUBLISHED for part in live), len(live)


def _detail(problem: Problem | None, said: str, parts: tuple[Part, ...]) -> str:
    if problem is not None:
        return problem.advice if problem.title in said else problem.title
    done, total = _begun(parts)
    return _("{done} of {total} parts are online").format(done=done, total=total) if 0 < done < total else ""


def short_time(due: Moment, now: datetime, in_day_group: bool) -> str:
    """The hour; with the day where neither the group nor "today" says it."""
    today = Moment.of(now, due.zone).day
    time = say_clock(due.shown)
    if due.day == today or in_day_group:
        return time
    if due.day == today - timedelta(days=1):
        return _("yesterday, {time}").format(time=time)
    return _("{day}, {time}").format(day=say_day(due.day), time=time)


def day_title(due: Moment, now: datetime) -> str:
    """The heading of a day: "Today, Wed 18 Nov"."""
    today = Moment.of(now, due.zone).day
    if due.day == today:
        return _("Today, {day}").format(day=say_day(due.day))
    if due.day == today + timedelta(days=1):
        return _("Tomorrow, {day}").format(day=say_day(due.day))
    return say_day(due.day)


def _waits_for_ok(progress: Progress | None, post: Post | None) -> bool:
    return progress in COMING and post is not None and post.stage is Stage.REVIEW


def asks_hand(part: Part) -> bool:
    """Whether a person publishes this very part, on a channel where smmdesk does otherwise."""
    return part.problem is not None and part.problem.code in ASKS_HAND
