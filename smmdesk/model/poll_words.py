"""The one place that words what came of a poll: "31 votes, 62%", "50 people voted, voting has ended"."""

from datetime import datetime

from smmdesk.model.dates import say_time
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.polls import Choice, PollResult
from smmdesk.model.words import _, grouped, ngettext


def say_votes(result: PollResult, choice: Choice) -> str:
    """ "31 votes, 62%"; "not told" where it is not."""
    if choice.votes is None:
        return _("not told yet") if not result.closed else _("not told")
    votes = ngettext("{count} vote", "{count} votes", choice.votes).format(count=grouped(choice.votes))
    share = result.share_of(choice)
    return votes if share is None else _("{votes}, {share}%").format(votes=votes, share=share)


def voters(count: int) -> str:
    return ngettext("{count} person voted", "{count} people voted", count).format(count=grouped(count))


def say_state(result: PollResult, zone: str, now: datetime) -> str:
    """ "50 people voted, until Friday 27 November, 18:00"; "50 people voted, voting has ended"."""
    people = result.people
    voted = _("Nobody has voted yet") if not people else ""
    if people:
        voted = voters(people)
    if people is None:
        voted = _("How many voted is not told yet")
    return _("{voted}, {until}").format(voted=voted, until=_until(result, zone, now))


def _until(result: PollResult, zone: str, now: datetime) -> str:
    ends = from_us(result.ends_at_us) if result.ends_at_us is not None else None
    if result.closed or (ends is not None and ends <= now):
        return _("voting has ended")
    if ends is None:
        return _("voting goes on")
    return _("until {time}").format(time=say_time(Moment.of(ends, zone), now))


def say_poll(result: PollResult, zone: str, now: datetime) -> str:
    """All of it in one line, the most chosen first: "Poll: Apricot 62%, Chocolate 38% (50 people voted, …)"."""
    known = sorted(result.choices, key=lambda one: -(one.votes or 0))
    shares = [(one.label, result.share_of(one)) for one in known]
    said = ", ".join(f"{label} {share}%" for label, share in shares if share is not None)
    state = say_state(result, zone, now)
    if not said:
        return _("Poll: {state}").format(state=state)
    return _("Poll: {answers} ({state})").format(answers=said, state=state)
