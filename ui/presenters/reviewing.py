"""Posts to a client as one file, and the client's answer: what the two sheets say and do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.desk import review_answers, reviewing, reviews_out
from smmdesk.desk.review_answers import AnswerPlan, AnswerRow, Effect, Said
from smmdesk.desk.reviewing import Wanted
from smmdesk.desk.reviews_out import PageOut
from smmdesk.model.brand import Brand
from smmdesk.model.dates import say_time
from smmdesk.model.for_the_eye import isolated, tame
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.problem import ProblemError
from smmdesk.model.sizes import say_bytes
from smmdesk.model.words import _, language, languages, ngettext
from ui.bridge import Bridge
from ui.presenters.brand_clocks import whose
from ui.presenters.left_out import unscheduled_words

if TYPE_CHECKING:
    from ui.presenters.calendar import CalendarPresenter

NAMED_MOST, WORDS_MOST = 3, 40
ANSWERS = (".smmdesk", ".json")


def seen(presenter: "CalendarPresenter") -> tuple[str, ...]:
    """The posts that the calendar shows under its filters."""
    from ui.presenters.bulk import shown_ids

    return shown_ids(presenter)


def asks_approval(bridge: Bridge, brand_id: str) -> bool:
    """Whether posts of the brand wait for an OK by themselves."""
    with bridge.desk.store.reading() as reader:
        return reader.get(Brand, brand_id).needs_approval


def language_of(bridge: Bridge, brand_id: str) -> str:
    """What the brand writes in, and its client reads: where pages are written in it, else the program's."""
    with bridge.desk.store.reading() as reader:
        own = reader.get(Brand, brand_id).language
    return own if own in languages() else language()


def named(bridge: Bridge, brand_id: str, title: str) -> str:
    """The title of a page, after its brand's name where there are several: their pages lie in one folder."""
    return " ".join(filter(None, (whose(bridge.desk, brand_id), title)))


async def write(bridge: Bridge, wanted: Wanted, path: Path) -> None:
    """Write the file, and say where it is, and what goes with it."""
    target = path if path.suffix.lower() in (".html", ".htm") else path.with_name(path.name + ".html")
    done = await bridge.desk.pool.run(partial(reviewing.write_page, bridge.desk, wanted, target))
    words = ngettext(
        "{count} post written to “{file}”. Send it to your client.",
        "{count} posts written to “{file}”. Send it to your client.",
        done.file.posts,
    )
    said = [words.format(count=done.file.posts, file=target.name)]
    if done.beside:
        count = len(done.beside)
        more = ngettext(
            "{count} film lies beside it: send it too.", "{count} films lie beside it: send them too.", count
        )
        said.append(more.format(count=count))
    bridge.announce(" ".join(said), True)


def size_words(bridge: Bridge, ids: Sequence[str]) -> str:
    """How large the page will be, and what becomes of its films; empty where no page can be made."""
    try:
        found = reviewing.measure(bridge.desk, ids)
    except ProblemError:
        return ""  # writing says why
    said = [_("The page will be about {size}.").format(size=say_bytes(found.size_bytes))]
    if found.inside:
        words = ngettext("{count} film runs in it.", "{count} films run in it.", found.inside)
        said.append(words.format(count=found.inside))
    if found.beside:
        words = ngettext(
            "{count} film is too large for it ({size}): it will lie beside the page, to be sent with it.",
            "{count} films are too large for it ({size}): they will lie beside the page, to be sent with it.",
            found.beside,
        )
        said.append(words.format(count=found.beside, size=say_bytes(found.beside_bytes)))
    return " ".join(said)


# ------------------------------------------------------------------ what is out
@dataclass(frozen=True, slots=True)
class OutRow:
    """A page that went to a client. `again` is what the same page would hold now."""

    icon: str
    heading: str
    detail: str
    again: Wanted


def out_rows(bridge: Bridge, brand_id: str) -> tuple[OutRow, ...]:
    """The pages of a brand, the newest first."""
    desk = bridge.desk
    with desk.store.reading() as reader:
        zone = reader.get(Brand, brand_id).zone

    def when(at_us: int) -> str:
        return say_time(Moment.of(from_us(at_us), zone), desk.clock.now())

    return tuple(_out_row(page, when) for page in reviews_out.pages_out(desk, brand_id))


def _out_row(page: PageOut, when: Callable[[int], str]) -> OutRow:
    file = page.file
    words = ngettext("{count} post", "{count} posts", file.posts).format(count=file.posts)
    first = [isolated(tame(post.content.first_words, WORDS_MOST)) for post in page.posts[:NAMED_MOST]]
    named = _("{posts}: {names}").format(posts=words, names=", ".join(first)) if first else words
    named += "…" if first and file.posts > len(first) else ""
    made = _("made {time}").format(time=when(file.made_at_us))
    if file.answered_at_us is None:
        icon, came = "hourglass", _("No answer yet.")
    else:
        icon, came = "circle-check", _("Answer of {name} taken up {time}.")
        came = came.format(name=isolated(file.who), time=when(file.answered_at_us))
    if page.waiting:
        still = ngettext("{count} still waits for an OK.", "{count} still wait for an OK.", page.waiting)
        came = f"{came} {still.format(count=page.waiting)}"
    heading = " · ".join(filter(None, (isolated(file.name), isolated(file.whom)))) or _("Without a title")
    return OutRow(icon, heading, f"{named}, {made}. {came}", page.again)


# ------------------------------------------------------------------ the answer
@dataclass(frozen=True, slots=True)
class SaidRow:
    """One post of an answer. `head` is what was said and what taking it up does, `words` the post's, `text` theirs."""

    post_id: str
    icon: str
    tone: str
    head: str
    words: str
    text: str


async def read_file(bridge: Bridge, path: Path) -> AnswerPlan:
    """What an answer would do. Raises ProblemError(answer_bad, answer_foreign)."""
    return await bridge.desk.pool.run(partial(review_answers.read_answer, bridge.desk, path))


def read_text(bridge: Bridge, text: str) -> AnswerPlan | None:
    """The same for a text; what is wrong with it is said."""
    return bridge.attempt(lambda: review_answers.read_text(bridge.desk, text))


def answer_files(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Those that say they are answers, also under the ending that pages gave them before."""
    return tuple(path for path in paths if path.suffix.lower() in ANSWERS and review_answers.is_answer(path))


def holds_answer(text: str) -> bool:
    """Whether a text, of a mail for instance, holds an answer."""
    return review_answers.has_answer(text)


def said_rows(plan: AnswerPlan) -> tuple[SaidRow, ...]:
    return tuple(_row(row) for row in plan.telling)


def brand_words(bridge: Bridge, plan: AnswerPlan) -> str:
    """Whose posts were answered about, where there are several brands."""
    return named(bridge, plan.file.brand_id, "")


def heading(plan: AnswerPlan) -> str:
    """Who answered, and to what."""
    title = plan.file.name
    words = _("{name} answered to “{title}”") if title else _("{name} answered")
    return words.format(name=isolated(plan.who), title=isolated(title))


def gone_words(plan: AnswerPlan) -> str:
    """How many posts of the answer are not here any more."""
    count = sum(row.effect is Effect.GONE for row in plan.rows)
    words = ngettext("{count} post of the answer is no longer here.", "{count} posts are no longer here.", count)
    return words.format(count=count) if count else ""


def known_words(plan: AnswerPlan) -> str:
    """That all or a part of the answer was taken up before."""
    count = sum(row.effect is Effect.KNOWN for row in plan.rows)
    words = ngettext(
        "The answer to {count} post was taken up before: it is not written down twice.",
        "The answers to {count} posts were taken up before: they are not written down twice.",
        count,
    )
    return words.format(count=count) if count else ""


def _row(row: AnswerRow) -> SaidRow:
    said = {Said.OK: _("OK"), Said.CHANGE: _("Should be changed"), Said.NOTHING: _("Comment only")}[row.said]
    icons = {Said.OK: ("check", "success"), Said.CHANGE: ("pencil", "warning"), Said.NOTHING: ("message-circle", "")}
    icon, tone = icons[row.said]
    does = {
        Effect.APPROVES: _("it is approved"),
        Effect.RETURNS: _("it becomes a draft again"),
        Effect.NOTED: _("it is written down"),
        Effect.OLDER: _("to an older wording: it is written down and approves nothing"),
    }[row.effect]
    if row.effect is Effect.OLDER:
        icon, tone = "circle-question-mark", "warning"
    head = _("{said}, {does}").format(said=said, does=does)
    return SaidRow(row.post_id, icon, tone, head, row.words or _("No text yet"), row.text)


def to_schedule(bridge: Bridge, plan: AnswerPlan) -> frozenset[str]:
    """What this answer approves and nobody scheduled."""
    return review_answers.to_schedule(bridge.desk, plan)


def schedule_words(offered: frozenset[str]) -> str:
    """The offer to schedule that; empty where there is none of it."""
    words = ngettext(
        "Schedule the approved post too, at its time",
        "Schedule the {count} approved posts too, each at its time",
        len(offered),
    )
    return words.format(count=len(offered)) if offered else ""


def take_up(bridge: Bridge, plan: AnswerPlan, ids: frozenset[str], scheduling: frozenset[str] = frozenset()) -> bool:
    """Do what was picked, as one step; what of `scheduling` is approved goes out at its time, and of the rest it is
    said why it does not."""
    done = bridge.attempt(lambda: review_answers.take_up(bridge.desk, plan, ids, scheduling))
    if done is None:
        return False
    words = ngettext(
        "The answer to {count} post is taken up", "The answers to {count} posts are taken up", done.posts
    ).format(count=done.posts)
    left = unscheduled_words(done.unscheduled)
    bridge.announce(f"{words}. {left}" if left else words, True)
    return True
