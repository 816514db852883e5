"""The letter of a period: a few plain sentences made of figures, and what to try next. Pure; nothing is invented.

Words between two pairs of stars in a sentence are shown strong.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from smmdesk.model.comparing import Finding, Sure, Trait
from smmdesk.model.dates import month_name, say_day
from smmdesk.model.periods import Period, Span
from smmdesk.model.results import Figures
from smmdesk.model.words import _, ngettext, pgettext

HOUR_US, DAY_US = 3_600_000_000, 86_400_000_000
ENOUGH_TO_COMPARE = 8
TRIES_MOST = 4


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a sentence."""

    text: str
    strong: bool = False


Sentence = tuple[Run, ...]


class Door(StrEnum):
    """Where something to try leads."""

    IDEAS = "ideas"
    INBOX = "inbox"
    DAY = "day"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Try:
    """Something to do next. `post_id` is the one idea that is meant, "" for several; `day` where a gap begins."""

    door: Door
    words: str
    post_id: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """What is open now, whatever period is looked at. `ideas` are those like what worked (else all that wait), each
    one's id; `gap` the first days ahead on which nothing is planned."""

    ideas: tuple[str, ...] = ()
    waiting: int = 0
    thanks: int = 0
    gap: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a letter is made of. `before` are the figures of the period before, as far as this one has got. `compared`
    posts were looked at for `findings`; `reaches_back` that some of them are from before the period."""

    period: Period
    today: date
    now: Figures
    before: Figures
    findings: tuple[Finding, ...] = ()
    faithful: Finding | None = None
    compared: int = 0
    reaches_back: bool = False
    open: Open = Open()

    @property
    def is_running(self) -> bool:
        return self.period.holds(self.today)


@dataclass(frozen=True, slots=True)
class Letter:
    """`about` stands above the title. `tries` are empty for a period that is over."""

    about: str
    title: str
    paragraphs: tuple[Sentence, ...]
    tries: tuple[Try, ...] = ()


def write(told: Told) -> Letter:
    """The letter of a period."""
    paragraphs = [_what_happened(told), *_worked(told)]
    return Letter(
        _about(told),
        _title(told),
        tuple(map(strong, filter(None, paragraphs))),
        _tries(told) if told.is_running else (),
    )


def strong(text: str) -> Sentence:
    """ "You published **3 posts**." as runs."""
    return tuple(Run(part, bool(number % 2)) for number, part in enumerate(text.split("**")) if part)


def plain(sentence: Sentence) -> str:
    return "".join(run.text for run in sentence)


def say_wait(us: int) -> str:
    """ "20 minutes", "3 hours", "2 days": in whole ones, rounded."""
    minutes, hours, days = (max(1, round(us / unit)) for unit in (60_000_000, HOUR_US, DAY_US))
    if us < 90 * 60_000_000:
        return ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    if us < 2 * DAY_US:
        return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    return ngettext("{count} day", "{count} days", days).format(count=days)


def posts(count: int) -> str:
    return ngettext("{count} post", "{count} posts", count).format(count=count)


def messages(count: int) -> str:
    return ngettext("{count} message", "{count} messages", count).format(count=count)


# ------------------------------------------------------------------ above and title
def _about(told: Told) -> str:
    period, running = told.period, told.is_running
    if period.span is Span.WEEK:
        words = _("The letter of this week, so far") if running else _("The letter of the week from {day}")
        return words.format(day=say_day(period.first))
    if period.span is Span.YEAR:
        words = _("The letter of the year {year}, so far") if running else _("The letter of the year {year}")
        return words.format(year=period.first.year)
    words = _("The letter of {period}, so far") if running else _("The letter of {period}")
    return words.format(period=month_name(period.first))


def _title(told: Told) -> str:
    if told.findings:
        return _talked_about(told.findings[0])
    now = told.now
    if not now.posts and not now.messages:
        return _("Nothing went out yet.") if told.is_running else _("Nothing went out.")
    if now.waiting:
        words = ngettext("{count} message waits for an answer.", "{count} messages wait for an answer.", now.waiting)
        return words.format(count=now.waiting)
    if now.messages:
        return _("Nobody waits for an answer.")
    return ngettext("{count} post is out.", "{count} posts are out.", now.posts).format(count=now.posts)


def _talked_about(found: Finding) -> str:
    if found.trait is Trait.LABEL:
        return _("Posts labelled “{label}” are talked about most.").format(label=found.value)
    if found.trait is Trait.FILM:
        return _("Videos make people talk.")
    if found.trait is Trait.PICTURE:
        return _("Pictures make people talk.")
    return _("People talk when you post {hours}.").format(hours=_hours(found.value))


def _hours(part: str) -> str:
    return {
        "dawn": _("before nine"),
        "morning": _("in the morning"),
        "noon": _("around midday"),
        "afternoon": _("in the afternoon"),
        "evening": _("in the evening"),
        "night": _("at night"),
    }[part]


# ------------------------------------------------------------------ what happened
def _what_happened(told: Told) -> str:
    now = told.now
    said = [_("You published **{posts}**.").format(posts=posts(now.posts)), _came(now)]
    if now.median_us is not None:
        said.append(_("You usually answer within **{time}**.").format(time=say_wait(now.median_us)))
    if told.before.posts or told.before.messages:
        said.append(_compared(told))
    return " ".join(said)


def _came(now: Figures) -> str:
    """How many wrote, and how many of these are seen to."""
    if not now.messages:
        return _("Nobody wrote to you.")
    came = ngettext("**{count} message** came", "**{count} messages** came", now.messages)
    if not now.waiting:
        rest = ngettext("and it is answered or done.", "and all of them are answered or done.", now.messages)
    elif not now.handled:
        rest = ngettext("and it waits for an answer.", "and all of them wait for an answer.", now.messages)
    else:
        rest = ngettext(
            "and **{handled}** of them is answered or done.",
            "and **{handled}** of them are answered or done.",
            now.handled,
        )
    return f"{came}, {rest}".format(count=now.messages, handled=now.handled)


def _compared(told: Told) -> str:
    """ "The month before, up to the same day: 12 posts and 80 messages." """
    words = {
        (Span.WEEK, False): _("The week before: {posts} and {messages}."),
        (Span.WEEK, True): _("The week before, up to the same day: {posts} and {messages}."),
        (Span.MONTH, False): _("The month before: {posts} and {messages}."),
        (Span.MONTH, True): _("The month before, up to the same day: {posts} and {messages}."),
        (Span.YEAR, False): _("The year before: {posts} and {messages}."),
        (Span.YEAR, True): _("The year before, up to the same day: {posts} and {messages}."),
    }[told.period.span, told.is_running]
    return words.format(posts=posts(told.before.posts), messages=messages(told.before.messages))


# ------------------------------------------------------------------ what worked
def _worked(told: Told) -> list[str]:
    if not told.now.posts and not told.compared:
        return []
    if told.compared < ENOUGH_TO_COMPARE:
        words = ngettext(
            "{count} post is too few to say what works. From {least} on this letter compares them.",
            "{count} posts are too few to say what works. From {least} on this letter compares them.",
            told.compared,
        )
        return [words.format(count=told.compared, least=ENOUGH_TO_COMPARE)]
    said = [f"{_more(found)} {_sample(found, told)}" for found in told.findings]
    if not said:
        said = [_no_difference(told)]
    if told.faithful is not None:
        said.append(_few_but_faithful(told.faithful))
    return said


def _more(found: Finding) -> str:
    what = {
        Trait.LABEL: _("Posts labelled “{value}”"),
        Trait.FILM: _("Posts with a video"),
        Trait.PICTURE: _("Posts with pictures"),
        Trait.HOURS: _("Posts that went out {value}"),
    }[found.trait].format(value=_hours(found.value) if found.trait is Trait.HOURS else _named(found.value))
    if found.times is None:
        return _("{what} had all the comments there were.").format(what=what)
    return _("{what} had **{times}** the comments of the others.").format(what=what, times=_times(found.times))


def _times(times: float) -> str:
    """In round words: a comparison of a few posts is no measurement."""
    if times < 1.75:
        return pgettext("comments", "one and a half times")
    if times < 2.5:
        return pgettext("comments", "twice")
    if times < 3.5:
        return pgettext("comments", "three times")
    return pgettext("comments", "{count} times").format(count=round(times))


def _sample(found: Finding, told: Told) -> str:
    words = {
        Sure.FEW: _("They are {group} of {total}: few to be sure, enough to try again."),
        Sure.SOME: _("They are {group} of {total}: a good sign."),
        Sure.MANY: _("They are {group} of {total}: you can count on it."),
    }[found.sure].format(group=found.group, total=found.total)
    return f"{words} {_looked_back()}" if told.reaches_back else words


def _looked_back() -> str:
    return _("(Posts of the last 90 days.)")


def _no_difference(told: Told) -> str:
    words = _("Of {posts} no kind was talked about clearly more than the others.").format(posts=posts(told.compared))
    return f"{words} {_looked_back()}" if told.reaches_back else words


def _few_but_faithful(found: Finding) -> str:
    comments = ngettext("{count} comment", "{count} comments", found.comments).format(count=found.comments)
    people = ngettext("{count} person", "{count} people", found.people).format(count=found.people)
    words = _("“{label}” is for those who know you already: {comments} on {posts}, all from {people}.")
    return words.format(label=_named(found.value), comments=comments, posts=posts(found.group), people=people)


def _named(label: str) -> str:
    """A label as it stands in a sentence, where stars mean something."""
    return label.replace("*", "∗")


# ------------------------------------------------------------------ what to try
def _tries(told: Told) -> tuple[Try, ...]:
    now, made = told.open, list[Try]()
    if now.ideas:
        made.append(Try(Door.IDEAS, _ideas(told), now.ideas[0] if len(now.ideas) == 1 else ""))
    if now.waiting:
        words = ngettext(
            "{count} message still waits for an answer.", "{count} messages still wait for an answer.", now.waiting
        )
        made.append(Try(Door.INBOX, words.format(count=now.waiting)))
    if now.gap is not None:
        made.append(Try(Door.DAY, _gap(*now.gap), day=now.gap[0]))
    if now.thanks:
        words = ngettext("{count} person is owed thanks.", "{count} people are owed thanks.", now.thanks)
        made.append(Try(Door.THANKS, words.format(count=now.thanks)))
    return tuple(made[:TRIES_MOST])


def _ideas(told: Told) -> str:
    count = len(told.open.ideas)
    found = told.findings[0] if told.findings else None
    if found is not None and found.trait is Trait.LABEL:
        words = ngettext(
            "Another one on “{label}”: {count} idea is ready.",
            "Another one on “{label}”: {count} ideas are ready.",
            count,
        )
        return words.format(label=found.value, count=count)
    if found is not None and found.trait is Trait.FILM:
        words = ngettext(
            "Another video: {count} is ready among the ideas.",
            "Another video: {count} are ready among the ideas.",
            count,
        )
        return words.format(count=count)
    words = ngettext("{count} idea waits for a day.", "{count} ideas wait for a day.", count)
    return words.format(count=count)


def _gap(first: date, last: date) -> str:
    if first == last:
        return _("Nothing is planned on {day}.").format(day=say_day(first))
    return _("Nothing is planned from {first} to {last}.").format(first=say_day(first), last=say_day(last))
