"""The time field: what was typed and what it means, the moments offered, and whether the computer must be on."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from smmdesk.desk.good_times import GoodTimes, general
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.dates import say_clock, say_time
from smmdesk.model.moment import Moment
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.when import parse_when
from smmdesk.model.words import _, language, ngettext
from ui.presenters.composer_rows import short_names
from ui.presenters.composer_state import ComputerLine, TimeChoice, Voice, When
from ui.presenters.moments import say_full, say_list, say_zone

NEXT_AFTER = timedelta(minutes=15)


class WhenField:
    """`text` is what stands in the field; `moment` what it means, None when empty or not understood."""

    def __init__(self, zone: str, planned: Moment | None) -> None:
        self.zone = zone
        self.text = ""
        self.moment: Moment | None = None
        self.problem: Problem | None = None
        self.show(planned)

    def show(self, planned: Moment | None) -> None:
        """Hold a moment that was chosen elsewhere."""
        self.text = say_full(planned) if planned is not None else ""
        self.moment, self.problem = planned, None

    def type(self, text: str, now: datetime) -> None:
        """Read what was typed; nothing is planned by this."""
        self.text, self.problem = text, None
        if not text.strip():
            self.moment = None
            return
        if self.moment is not None and text == say_full(self.moment):
            return
        try:
            self.moment = parse_when(text, now, self.zone, language())
        except ProblemError as error:
            self.moment, self.problem = None, error.problem

    def state(self, now: datetime, choices: tuple[TimeChoice, ...], asks: bool = True) -> When:
        """What the field shows; a moment that is over is a problem, never changed silently (ux.md 27).

        Without `asks` (the post is on its way, or out) a past moment is none.
        """
        zone = self.moment.zone if self.moment is not None else self.zone
        is_past = asks and self.moment is not None and self.moment.instant <= now
        problem = self.problem
        if is_past and self.moment is not None:
            problem = Problem("time_past", {"time": say_time(self.moment), "field": "when"})
        says = say_full(self.moment) if self.moment is not None else ""
        offered = choices if self.moment is None or is_past else ()
        return When(self.text, says, say_zone(zone), problem, is_past, offered)


def time_choices(
    now: datetime, zone: str, taken: Iterable[Moment], most: int = 2, good: GoodTimes | None = None
) -> tuple[TimeChoice, ...]:
    """The next good hours that nothing else stands near, with where they come from (ux.md 28)."""
    good = good or general()
    busy = [moment.instant for moment in taken]
    found: list[TimeChoice] = []
    today = Moment.of(now, zone)
    for ahead in range(8):
        for hour in good.hours:
            moment = today.plus(timedelta(days=ahead)).at(hour)
            near = any(abs(moment.instant - other) < timedelta(hours=1) for other in busy)
            if moment.instant >= now + NEXT_AFTER and not near:
                found.append(TimeChoice(_day_words(moment, today), _source_words(good), moment))
            if len(found) == most:
                return tuple(found)
    return tuple(found)


def _source_words(good: GoodTimes) -> str:
    if not good.posts:
        return _("general guess")
    if good.by_numbers:
        words = ngettext(
            "from what your last {count} post brought", "from what your last {count} posts brought", good.posts
        )
        return words.format(count=good.posts)
    return ngettext("from your last {count} post", "from your last {count} posts", good.posts).format(count=good.posts)


def _day_words(moment: Moment, today: Moment) -> str:
    ahead = (moment.day - today.day).days
    clock = say_clock(moment.shown)
    if ahead == 0:
        return _("today {time}").format(time=clock)
    if ahead == 1:
        return _("tomorrow {time}").format(time=clock)
    return say_time(moment)


# ------------------------------------------------------------------ the computer
def computer_lines(
    voices: Sequence[Voice], moment: Moment | None, now: datetime, ahead: timedelta
) -> tuple[ComputerLine, ...]:
    """Which channels need this computer on, and which do not (ux.md 69); `ahead`: least time for a hand-off."""
    names = short_names(voices)
    groups: dict[tuple[str, str], list[str]] = {}
    for voice in voices:
        groups.setdefault(_computer_words(voice, moment, now, ahead), []).append(names[voice.id])
    return tuple(ComputerLine(icon, say_list(who), says) for (icon, says), who in groups.items())


def _computer_words(voice: Voice, moment: Moment | None, now: datetime, ahead: timedelta) -> tuple[str, str]:
    if voice.channel.status is ChannelStatus.PLANNED:
        time_words = say_time(moment) if moment is not None else ""
        says = _("connect before {time}").format(time=time_words) if time_words else _("connect first")
        return "plug-zap", says
    if not voice.facts.sends_by_itself:
        return "hand", _("we remind you, you publish")
    if voice.channel.status is ChannelStatus.SIGNED_OUT:
        return "circle-alert", _("sign in again first")
    if voice.channel.paused:
        return "circle-pause", _("paused")
    if can_hand_off(voice, moment, now, ahead):
        return "cloud-clock", _("goes out even if this computer is off")
    return "plug", _("keep this computer on")


def can_hand_off(voice: Voice, moment: Moment | None, now: datetime, ahead: timedelta) -> bool:
    """True when the platform's own list can take a post for that moment (without a moment: in general)."""
    fact = voice.facts.schedule
    if fact is None or not voice.channel.hand_off or not voice.channel.can_send:
        return False
    if moment is None:
        return True
    left = moment.instant - now
    soonest = max(ahead, timedelta(seconds=fact.min_ahead_s))
    return left >= soonest and (not fact.max_ahead_s or left <= timedelta(seconds=fact.max_ahead_s))
