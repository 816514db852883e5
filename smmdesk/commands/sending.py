"""`publish` and `sync`: the engine in the terminal, and a look at what became of what went out."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from smmdesk.commands.answer import Answer, plain, problem_lines
from smmdesk.desk.elsewhere import Counted, look_at_all
from smmdesk.desk.listening import HeardNow, listen_to_all
from smmdesk.desk.measuring_now import Measured, measure_all
from smmdesk.desk.poll_results import ask_all
from smmdesk.desk.remote_checks import Looked, look_at_published
from smmdesk.desk.searching import FoundNow, look_for_all
from smmdesk.model.channel import Channel
from smmdesk.model.problem import Problem
from smmdesk.model.words import _, ngettext

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

AGAIN_S = 600.0


def publish(desk: "Desk", args: Namespace) -> Answer:
    """Send what is due: once, or until stopped. Raises ProblemError(engine_running)."""
    from smmdesk import engine
    from smmdesk.desk.settling import take_over

    if args.take_over:
        take_over(desk)
    ran = engine.run(desk, once=args.once, from_window=args.from_window)
    if args.from_window:
        return Answer()
    data: dict[str, Any] = {"published": ran.published, "needs_you": ran.needs_you}
    lines = [ngettext("{count} published", "{count} published", ran.published).format(count=ran.published)]
    if ran.needs_you:
        words = ngettext("{count} needs you: see posts list", "{count} need you: see posts list", ran.needs_you)
        lines.append(words.format(count=ran.needs_you))
    if ran.problem is not None:
        data["problem"] = ran.problem.as_dict()
        lines += problem_lines(ran.problem)
    if ran.outdated:  # no success: what begins programs again after a failure begins the other one
        lines.append(_("Another version of smmdesk was installed here. Start this again."))
        data["outdated"] = True
    return Answer(data, tuple(lines), ran.problem is None and not ran.outdated)


async def sync(desk: "Desk", args: Namespace) -> Answer:
    """What came in, what the brands listen for, whether what went out is still there, and its numbers; again every ten
    minutes without `--once`."""
    while True:
        heard, found = await listen_to_all(desk), await look_for_all(desk)
        looked, elsewhere = await look_at_published(desk), await look_at_all(desk)
        told = _told(desk, looked, elsewhere, (heard, found), await measure_all(desk), await ask_all(desk))
        if args.once:
            return told
        print("\n".join(told.lines), flush=True)
        rest_s = AGAIN_S
        while rest_s > 0:
            await desk.clock.sleep(rest_s)
            rest_s -= 60.0


def _told(
    desk: "Desk",
    looked: Looked,
    elsewhere: Counted,
    came: tuple[HeardNow, FoundNow],
    measured: Measured,
    asked: tuple[int, tuple[tuple[str, Problem], ...]],
) -> Answer:
    heard, found = came
    with desk.store.reading() as reader:
        names = {channel.id: channel.name for channel in reader.all(Channel, deleted=True)}
    lines = [
        _(
            "Looked at what went out in the last 30 days: {there} still there, {removed} removed, {unknown} not clear."
        ).format(there=looked.there, removed=looked.removed, unknown=looked.unknown),
        ngettext("{count} new message: see inbox list.", "{count} new messages: see inbox list.", heard.new).format(
            count=heard.new
        ),
        ngettext("The numbers of {count} post.", "The numbers of {count} posts.", measured.posts).format(
            count=measured.posts
        ),
    ]
    polls, unasked = asked
    lines += _more_lines(looked, elsewhere, found, polls)
    problems_of = (elsewhere.problems, looked.problems, found.problems, heard.problems, measured.problems, unasked)
    told = dict(pair for each in problems_of for pair in each)  # of a channel once
    for channel_id, problem in told.items():
        lines.append(plain(names.get(channel_id, channel_id)))
        lines += problem_lines(problem, "  ")
    problems = [{"channel": channel_id, **problem.as_dict()} for channel_id, problem in told.items()]
    counts = {"there": looked.there, "changed": looked.changed, "removed": looked.removed, "unknown": looked.unknown}
    counts |= {"elsewhere": elsewhere.count, "messages": heard.new, "found": found.new, "polls": polls}
    counts |= {"numbers": measured.posts, "followers": measured.followers}
    return Answer({"sync": {**counts, "problems": problems}}, tuple(lines), not problems)


def _more_lines(looked: Looked, elsewhere: Counted, found: FoundNow, polls: int) -> list[str]:
    """What there is not always something to say of."""
    lines = []
    if looked.changed:
        words = ngettext(
            "{count} was changed there: see the outbox.", "{count} were changed there: see the outbox.", looked.changed
        )
        lines.append(words.format(count=looked.changed))
    if found.asked:
        words = ngettext(
            "{count} new of what you listen for: see inbox list.",
            "{count} new of what you listen for: see inbox list.",
            found.new,
        )
        lines.append(words.format(count=found.new))
    if elsewhere.count:
        words = ngettext(
            "{count} post is scheduled elsewhere: see the calendar.",
            "{count} posts are scheduled elsewhere: see the calendar.",
            elsewhere.count,
        )
        lines.append(words.format(count=elsewhere.count))
    if polls:
        lines.append(ngettext("The votes of {count} poll.", "The votes of {count} polls.", polls).format(count=polls))
    return lines
