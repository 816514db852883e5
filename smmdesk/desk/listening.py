"""What people wrote to the channels comes in: comments, answers, mentions, reviews, private messages.

Every connected channel is asked twenty seconds after the start and then every five minutes (Policy.listen_…), when its
lane has nothing else to do; after days offline a page every ten seconds until all is there. A page and the place where
the next begins are kept in one transaction, and a message is known by its remote id: none is shown twice or lost.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from smmdesk.desk import answered_there, authors, forgetting, shared_accounts
from smmdesk.desk.answered_there import ANSWERS_HEARD
from smmdesk.desk.authors import Author
from smmdesk.desk.brands import working_channels
from smmdesk.desk.deciding import us
from smmdesk.desk.findings import FIRST_US
from smmdesk.desk.rounds import Rounds, is_connected, said_of, what_stood
from smmdesk.desk.sessions import open_session
from smmdesk.desk.workbench import Workbench
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.message import TEXT_MOST, Heard, HeardPage, Message, MessageKind
from smmdesk.model.moderation import UNQUOTED, wanted
from smmdesk.model.moment import FIRST_YEAR, LAST_YEAR, to_us
from smmdesk.model.person import Identity
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms import connector_of
from smmdesk.platforms.base import Connector, Session
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.markup import same_words
from smmdesk.platforms.telling import Hears
from smmdesk.store import heard_before, lookouts, messages, polls, shares
from smmdesk.store.plain import clean_text
from smmdesk.system.tasks import TaskScope

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.transaction import Transaction

ASK_S = 20.0
AHEAD = timedelta(minutes=6)
"""How much earlier than we began an answer a platform may date it."""
OUT = frozenset({State.SENDING, State.UNKNOWN, State.NEEDS_YOU, State.PROCESSING, State.PUBLISHED})
"""What an answer of ours may be in while its words stand there."""
NOBODY = Author("", "")
EARLIEST_US = to_us(datetime(FIRST_YEAR, 1, 2, tzinfo=UTC))
LATEST_US = to_us(datetime(LAST_YEAR, 12, 30, tzinfo=UTC))
PAGES_MOST = 200
"""So many pages `sync` reads of one channel."""


class Listening(Rounds):
    """How far each channel was read stands in the database."""

    verbs = (Hears,)

    def __init__(self, bench: Workbench, tasks: TaskScope, slots: asyncio.Semaphore) -> None:
        super().__init__(bench, tasks, slots, bench.desk.policy.listen_first)

    @property
    def again(self) -> timedelta:
        return self._bench.desk.policy.listen_again

    @property
    def apart(self) -> timedelta:
        return self._bench.desk.policy.listen_apart

    async def ask(self, channel: Channel, verb: Connector, session: Session) -> bool:
        return (await listen(self._bench.desk, channel, verb, session)).more

    def _not_told(self, channel: Channel, error: Exception) -> None:
        super()._not_told(channel, error)
        note_unread(self._bench.desk, channel, error)


def is_heard(facts: Facts) -> bool:
    """Whether the platform tells us what people write. Loads its code."""
    return facts.sends_by_itself and isinstance(connector_of(facts), Hears)


@dataclass(frozen=True, slots=True)
class Taken:
    """How many messages of a page are new, and whether the platform has more."""

    new: int = 0
    more: bool = False


async def listen(desk: "Desk", channel: Channel, verb: Connector, session: Session) -> Taken:
    """Ask for one page and keep it. Raises ConnectorError, TimeoutError."""
    assert isinstance(verb, Hears)
    with desk.store.reading() as reader:
        cursor = messages.cursor_of(reader, channel.id)
    async with asyncio.timeout(ASK_S):
        page = await verb.fetch_messages(session, cursor)
    return keep(desk, channel, page, cursor)


def keep(desk: "Desk", channel: Channel, page: HeardPage, before: str) -> Taken:
    """Write down a page and where the next one begins; nothing when somebody else was faster."""
    with desk.store.reading() as reader:
        same = (
            not (page.messages or page.polls or page.shares) and messages.cursor_of(reader, channel.id) == page.cursor
        )
        if same and messages.could_be_read(reader, channel.id):
            return Taken()
    with desk.store.transaction() as tx:
        found = tx.find(Channel, channel.id)
        if found is None or messages.cursor_of(tx, channel.id) != before:
            return Taken()
        new = _take(tx, desk, found, [clean(heard) for heard in page.messages])
        messages.note_cursor(tx, channel.id, page.cursor)
        _shared(tx, desk, found, page)
        for name, result in page.polls.items():
            polls.note_heard(tx, channel.id, name, result, desk.now_us())
    return Taken(new, page.more and page.cursor != before)


def note_unread(desk: "Desk", channel: Channel, error: Exception) -> Problem:
    """What stood against reading a channel, kept for who looks at the inbox. Without a network nothing is kept: that is
    said of everything at once."""
    problem = said_of(desk, channel, error)
    with desk.store.transaction() as tx:
        if problem.code != "offline" and tx.find(Channel, channel.id) is not None:
            messages.note_problem(tx, channel.id, problem, desk.now_us())
    return problem


def clean(heard: Heard) -> Heard:
    """Without what no database takes, and dated so that every zone has a day for it: a platform says what it likes."""
    author = heard.author
    named = Identity(author.platform, *map(clean_text, (author.remote_id, author.handle, author.name, author.url)))
    return replace(
        heard,
        remote_id=clean_text(heard.remote_id),
        text=clean_text(heard.text)[:TEXT_MOST],
        sent_at_us=min(max(heard.sent_at_us, EARLIEST_US), LATEST_US),
        url=clean_text(heard.url),
        answers_remote_id=clean_text(heard.answers_remote_id),
        thread_remote_id=clean_text(heard.thread_remote_id),
        author=named,
    )


def _take(tx: "Transaction", desk: "Desk", channel: Channel, page: Sequence[Heard]) -> int:
    """Ours among them say only that something was answered. How many are new is returned."""
    there = messages.hanging_on(tx, channel.id, [each.answers_remote_id for each in page if _may_be_ours(each)])
    page = [replace(heard, ours=True) if _is_our_answer(tx, heard, there) else heard for heard in page]
    ours = messages.own_ids(tx, channel.id, [heard.remote_id for heard in page])
    theirs = [heard for heard in page if not heard.ours and heard.remote_id not in ours]
    theirs = shared_accounts.once(tx, desk, channel, forgetting.welcome(tx, desk, channel, theirs))
    old = messages.known(tx, channel.id, [heard.remote_id for heard in theirs])
    about = messages.posts_by_remote(tx, channel.id, {name for heard in theirs for name in _hangs_on(heard)})
    fresh = [heard for heard in theirs if heard.remote_id not in old or _was_found(old[heard.remote_id], heard)]
    people = authors.settle(tx, desk, channel.brand_id, [heard.author for heard in fresh])
    before = heard_before.take(tx, channel.id, [heard.remote_id for heard in fresh])
    new = 0
    for heard in sorted(theirs, key=lambda one: one.sent_at_us):
        known_as = old.get(heard.remote_id)
        if known_as is not None and not _was_found(known_as, heard):
            old[heard.remote_id] = _changed(tx, known_as, heard)
            continue
        if heard.removed and not heard.text:  # gone before it was heard: there is nothing to read
            continue
        post_id = next((about[name] for name in _hangs_on(heard) if name in about), None)
        made = _message(desk, channel, heard, people.get(heard.author.remote_id, NOBODY), post_id)
        made = _instead_of(tx, known_as, made) if known_as is not None else made
        if heard.remote_id in before:
            made = replace(made, **before[heard.remote_id]._asdict())
        old[heard.remote_id] = tx.put(_as_it_stands(made, heard))
        if post_id is not None:
            about[heard.remote_id] = post_id
        new += 1
    answered_there.note(tx, channel, [heard for heard in page if heard.ours])
    _found_no_more(tx, channel, fresh)
    return new


def _shared(tx: "Transaction", desk: "Desk", channel: Channel, page: HeardPage) -> None:
    """Who passed something on; whoever does it a second time becomes known, as they would by writing."""
    heard = [Heard(one.remote_id, MessageKind.MENTION, "", one.at_us, one.author) for one in page.shares]
    welcome = {one.remote_id: one.author for one in forgetting.welcome(tx, desk, channel, map(clean, heard))}
    told = [replace(one, author=welcome[one.remote_id]) for one in page.shares if one.remote_id in welcome]
    told = [one for one in told if one.author.remote_id]
    about = messages.posts_by_remote(tx, channel.id, {one.about_remote_id for one in told}) if told else {}
    shares.keep(tx, channel.brand_id, channel.id, told, about, desk.now_us())
    by_id = {one.author.remote_id: one.author for one in told}
    again = shares.often(tx, channel.brand_id, channel.platform, by_id) if by_id else frozenset()
    authors.settle(tx, desk, channel.brand_id, [by_id[remote_id] for remote_id in sorted(again)])


def _hangs_on(heard: Heard) -> tuple[str, ...]:
    return tuple(filter(None, (heard.answers_remote_id, heard.thread_remote_id)))


def _message(desk: "Desk", channel: Channel, heard: Heard, author: Author, post_id: str | None) -> Message:
    return Message(
        id=desk.clock.new_id(),
        brand_id=channel.brand_id,
        channel_id=channel.id,
        kind=heard.kind,
        remote_id=heard.remote_id,
        text=heard.text,
        sent_at_us=heard.sent_at_us,
        person_id=author.person_id or None,
        author_remote_id=author.remote_id or None,
        answers_remote_id=heard.answers_remote_id,
        post_id=post_id,
        url=heard.url,
        rating=heard.rating,
        data=heard.data,
        removed=heard.removed,
    )


def _was_found(message: Message, heard: Heard) -> bool:
    """What was found by what the brand listens for is told as a message to it."""
    return message.kind is MessageKind.FOUND and heard.kind is not MessageKind.FOUND


def _instead_of(tx: "Transaction", found: Message, made: Message) -> Message:
    """What was found becomes the message that it is: it waits for an answer, unless it has one."""
    is_done = found.done and messages.is_answered(tx, found.id)
    kept = {name: getattr(found, name) for name in ("id", "note", "assigned_to", "snoozed_until_us", "revision")}
    names = ("liked", "liked_there", "passed_on", "passed_on_there", "wish")
    stands = {name: getattr(found, name) for name in names}
    return replace(made, **kept, **stands, done=is_done, read=is_done, deleted_at_us=None)


def _found_no_more(tx: "Transaction", channel: Channel, fresh: Sequence[Heard]) -> None:
    """The same, found by another channel of the brand, stands there once: as the message to us."""
    urls = [heard.url for heard in fresh if heard.url]
    since_us = min((heard.sent_at_us for heard in fresh), default=0) - FIRST_US
    for id_ in lookouts.found_elsewhere(tx, channel.brand_id, channel.id, urls, since_us) if urls else ():
        tx.erase(Message, id_)


def _as_it_stands(message: Message, heard: Heard) -> Message:
    """With what we like, passed on, hid or marked there already, where the platform says it."""
    if heard.liked is not None:
        message = replace(message, liked=heard.liked, liked_there=heard.liked)
    if heard.hushed is not None:
        message = replace(message, hushed=heard.hushed, hushed_there=heard.hushed)
    if heard.spam is not None:
        message = replace(message, spam=heard.spam, spam_there=heard.spam)
    if heard.passed_on is not None:
        message = replace(message, passed_on=heard.passed_on, passed_on_there=heard.passed_on)
    return message


def _changed(tx: "Transaction", message: Message, heard: Heard) -> Message:
    """Told again: edited words are shown, and what was answered is open again only when a person says so. As it
    stands now."""
    text = message.text if heard.removed and not heard.taken_back else heard.text
    kept = {name: message.data[name] for name in (ANSWERS_HEARD, UNQUOTED) if name in message.data}
    data = {**heard.data, **kept}
    told = replace(message, text=text, rating=heard.rating, data=data, removed=heard.removed, url=heard.url)
    if wanted(message) is None:  # else what the person wants there comes first
        told = _as_it_stands(told, heard)
    return tx.put(told) if told != message else message


def _may_be_ours(heard: Heard) -> bool:
    return not heard.ours and not heard.author.remote_id and bool(heard.answers_remote_id)


def _is_our_answer(tx: "Transaction", heard: Heard, there: Mapping[str, Sequence[Message]]) -> bool:
    """Whether something without an author is an answer of ours that went out just there: some platforms leave out who
    wrote, and one whose end is not known yet has no id here."""
    about = there.get(heard.answers_remote_id) if _may_be_ours(heard) else None
    if not about:
        return False
    since_us = heard.sent_at_us + us(AHEAD)
    sent = tx.all(Delivery, message_id=tuple(message.id for message in about))
    return any(
        one.content is not None and same_words(one.content.text, heard.text) and one.created_at_us <= since_us
        for one in sent
        if any(part.state in OUT for part in one.parts)
    )


# ------------------------------------------------------------------ now, for who asks
@dataclass(frozen=True, slots=True)
class HeardNow:
    """How many messages are new, and what stood against asking, by channel id."""

    new: int = 0
    problems: tuple[tuple[str, Problem], ...] = ()


async def listen_to_all(desk: "Desk") -> HeardNow:
    """Read what came in on every channel to its end, now: what `sync` does."""
    new, problems = 0, []
    with desk.store.reading() as reader:
        channels = [channel for channel in working_channels(reader) if is_connected(channel, desk.facts_for(channel))]
    for channel in channels:
        verb: Connector = connector_of(desk.facts_for(channel))
        if not isinstance(verb, Hears):
            continue
        try:
            session = await open_session(desk, channel)
            for _page in range(PAGES_MOST):
                taken = await listen(desk, channel, verb, session)
                new += taken.new
                if not taken.more:
                    break
        except Exception as error:
            problems.append((channel.id, what_stood(desk, channel, error)))
            if not isinstance(error, ProblemError):  # a sign-in that is over is told on the channel
                note_unread(desk, channel, error)
    return HeardNow(new, tuple(problems))
