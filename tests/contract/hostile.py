"""What a program asks of a platform, verb by verb, while the platform is hostile: `VERBS`.

Each does it once while the hostile script answers everything, and once more when the platform is itself again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.app import close_desk, open_desk
from smmdesk.desk import answering, connecting, elsewhere, lookouts, measuring_now, mentioning, moderating, searching
from smmdesk.desk.listening import listen_to_all
from smmdesk.desk.remote_checks import look_at_published
from smmdesk.desk.sessions import open_session
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Op, State
from smmdesk.model.message import Message
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import connector, facts_of
from smmdesk.platforms.base import FindsPeople, ScheduledThere
from smmdesk.platforms.telling import Hears, PublishedThere
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import Secret
from tests.contract.answers import ANSWERS, Ear
from tests.contract.deadlines import leaping
from tests.contract.stage import MINUTE, PASSPHRASE, Stage
from tests.contract.subjects import SUBJECTS, OnBluesky
from tests.contract.test_counting import tells
from tests.contract.test_searching import forget_others, listening, said
from tests.fakes.exchange import Request
from tests.servers.fault_scripts import Script
from tests.servers.faults import Exchange

DAYS = timedelta(days=2)
HOURS = timedelta(hours=3)
SOME = 40 * MINUTE
NAME_MOST = 300
MOST_ASKED = 2000
"""Connectors count pages of a list (200) and looks at what a platform works on (300 at each try)."""
UNREADABLE = frozenset({"telegram", "webhook", "tiktok"})
"""Where nothing that is out can be asked about."""


def ours(request: Request) -> bool:
    """A request of the program, not of the person's browser."""
    return not request.headers.get("user-agent", "").startswith("python")


@dataclass
class Hostile:
    """One script at one stage; `secrets` are all that no stranger may see, `told` the requests that it answered."""

    it: Stage
    script: Script
    folder: Path
    secrets: set[str] = field(default_factory=set)
    told: list[Exchange] = field(default_factory=list)

    async def know(self) -> None:
        """What the channel is signed in with."""
        self.secrets |= parts_of((await open_session(self.it.desk, self.it.channel)).secret)
        for value in (*self.it.subject.values().values(), self.it.subject.keys()):
            self.secrets |= parts_of(value) if isinstance(value, Secret) else set()

    @asynccontextmanager
    async def everywhere(self) -> AsyncIterator[None]:
        """Inside, everything that is asked is answered so, and what is waited for in between is waited for at once."""
        rule = self.it.way.play(self.script, ours, times=0)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.it.clock, "sleep", _at_once)
            async with leaping(rule):
                yield
        self.told += rule.hits
        self.it.way.behave()
        self.it.sign_in_again()
        self.it.put(paused=False)

    def assert_nothing_left(self) -> None:
        """No stranger was told a secret, no cookie is carried about, and everything came to an end."""
        for request in self.it.way.elsewhere.requests:
            seen = f"{request.path} {request.query} {request.headers}".encode() + request.body
            assert not [secret for secret in self.secrets if secret.encode() in seen], "a stranger was told a secret"
        for exchange in self.it.way.received():
            assert "smm-evil" not in exchange.request.headers.get("cookie", ""), "its cookies are carried about"
        assert len(self.told) < MOST_ASKED, f"it is asked for ever: {len(self.told)}"


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


def parts_of(secret: Secret) -> set[str]:
    """What is secret in it: long texts, no names and no dates."""
    found = {secret.reveal(), *(str(each) for each in secret._fields().values())}
    return {each for each in found if len(each) > 11 and not each.startswith("http") and "T" not in each[10:11]}


async def published(it: Stage, words: str) -> str:
    it.post(words)
    await it.until_ready()
    await it.moment_comes()
    await it.until_over()
    assert it.part.state is State.PUBLISHED, it.problem
    assert it.part.receipt is not None
    return it.part.receipt.id


# ------------------------------------------------------------------ signing in
async def signs_in(it: Stage, hostile: Hostile) -> None:
    """Another desk signs in; what it takes down of a liar is text of a sane length, and the truth comes after."""
    it.subject.use(it.clock, hostile.folder)
    desk = open_desk(Paths(hostile.folder), it.clock, passphrase=Secret(PASSPHRASE))
    try:
        async with hostile.everywhere():
            with suppress(ProblemError):
                await it.subject.connect(desk)
        for channel in _channels(desk):
            assert_sane(channel)
        await it.subject.connect(desk)
        assert it.channel.remote_id in [channel.remote_id for channel in _channels(desk)]
    finally:
        await close_desk(desk)


def _channels(desk: Any) -> tuple[Channel, ...]:
    with desk.store.reading() as reader:
        return tuple(reader.all(Channel))


def assert_sane(channel: Channel) -> None:
    for text in (channel.name, channel.handle, channel.remote_id):
        assert len(text) <= NAME_MOST, text[:80]
        assert text.isprintable(), repr(text)
        assert "../" not in text, text


async def asks_who(it: Stage, hostile: Hostile) -> None:
    """Nobody else becomes the account."""
    async with hostile.everywhere():
        with suppress(ProblemError):
            await connecting.check_channel(it.desk, it.channel.id)
        assert it.channel_now.remote_id == it.channel.remote_id
        assert_sane(it.channel_now)
    assert (await connecting.check_channel(it.desk, it.channel.id)).remote_id == it.channel.remote_id


# ------------------------------------------------------------------ publishing
async def publishes(it: Stage, hostile: Hostile) -> None:
    """From what is laid down before to the one call: once, or a person is asked."""
    words = f"Pane insidioso, {hostile.script.name}"
    it.post(words)
    async with hostile.everywhere():
        await it.until_ready()
        await it.moment_comes()
        assert it.out() in ([], [words])
        assert it.part.state is not State.PUBLISHED or it.out() == [words]
    await it.until_over()
    assert it.out() in ([], [words])
    assert it.part.state is not State.PUBLISHED or it.out() == [words]


async def looks_up(it: Stage, hostile: Hostile) -> None:
    """It is out and the answer was lost: whatever is said then, it is never sent again."""
    words = f"Pane perduto, {hostile.script.name}"
    it.post(words)
    await it.until_ready()
    it.way.play("reset after accept", it.subject.commits)
    async with hostile.everywhere():
        await it.moment_comes()
        await it.pass_time(2 * MINUTE)
    await it.until_over()
    assert it.out() == ([words] if it.commits() else []), "what is asked before the one call may be lied about too"
    assert len({it.subject.name_of(call.request) for call in it.commits()}) <= 1


async def reads_back(it: Stage, hostile: Hostile) -> None:
    """What is out is not called removed because somebody lies about it."""
    await published(it, f"Pane riletto, {hostile.script.name}")
    async with hostile.everywhere():
        await look_at_published(it.desk)
        assert not it.part.removed
    assert not (await look_at_published(it.desk)).removed


async def lists(it: Stage, hostile: Hostile) -> None:
    async with hostile.everywhere():
        await elsewhere.look_at_all(it.desk)
    assert not (await elsewhere.look_at_all(it.desk)).problems


# ------------------------------------------------------------------ what comes back
async def counts(it: Stage, hostile: Hostile) -> None:
    await published(it, f"Pane contato due volte, {hostile.script.name}")
    async with hostile.everywhere():
        await measuring_now.measure_all(it.desk)
    it.clock.advance(DAYS)
    assert not (await measuring_now.measure_all(it.desk)).problems


async def searches(it: Stage, hostile: Hostile) -> None:
    forget_others(it)
    said(it, 1, hostile.script)
    lookout = listening(it)
    async with hostile.everywhere():
        await searching.look_now(it.desk, lookout.id)
    it.clock.advance(HOURS)
    assert (await searching.look_now(it.desk, lookout.id)).asked == 1
    lookouts.remove(it.desk, lookout.id)


async def finds_people(it: Stage, hostile: Hostile) -> None:
    async with hostile.everywhere():
        found = await mentioning.search(it.desk, it.channel, "anna")
    for person in found.people:
        assert person.handle.isprintable()
        assert len(person.name) <= NAME_MOST
    assert (await mentioning.search(it.desk, it.channel_now, "anna")).problem is None


async def hears(it: Stage, hostile: Hostile) -> None:
    """What a person wrote comes in when nobody lies any more, where nothing was said that looked like an answer."""
    post, words = await published(it, f"Pane ascoltato, {hostile.script.name}"), f"Aperto, {hostile.script.name}?"
    ear = await Ear.listening(it.desk)
    ANSWERS[it.subject.key].says(it.subject, post, words)
    await it.pass_time(ANSWERS[it.subject.key].apart)
    it.clock.advance(ANSWERS[it.subject.key].apart)
    async with hostile.everywhere():
        await listen_to_all(it.desk)
    await it.pass_time(ANSWERS[it.subject.key].apart)
    assert (await listen_to_all(it.desk)).problems == ()
    if hostile.script.twist is None:
        assert len(ear.of(words)) == 1


async def heard(it: Stage, words: str) -> Message:
    post = await published(it, f"Pane per {words}")
    ear = await Ear.listening(it.desk)
    ANSWERS[it.subject.key].says(it.subject, post, words)
    await it.pass_time(ANSWERS[it.subject.key].apart)
    await listen_to_all(it.desk)
    [message] = ear.of(words)
    return message


async def answers(it: Stage, hostile: Hostile) -> None:
    """An answer stands there once at most."""
    words = f"Sì, dalle sette, {hostile.script.name}."
    message = await heard(it, f"Quando, {hostile.script.name}?")
    async with hostile.everywhere():
        answering.reply(it.desk, message.id, words)
        await it.run()
    await it.pass_time(SOME)
    assert len([each for each in ANSWERS[it.subject.key].said(it.subject) if each.endswith(words)]) <= 1


async def moderates(it: Stage, hostile: Hostile) -> None:
    """Whatever is said, it comes to rest, done or with a question."""
    message = await heard(it, f"Buono, {hostile.script.name}!")
    [op, *_others] = moderating.offers(it.desk, message, it.channel_now)
    do = {
        Op.LIKE: moderating.like,
        Op.PASS_ON: moderating.pass_on,
        Op.HIDE: moderating.hide,
        Op.DELETE: moderating.delete,
    }[op]
    async with hostile.everywhere():
        do(it.desk, message.id)
        await it.run()
    await it.pass_time(SOME)
    assert it.channel_now.remote_id == it.channel.remote_id


Verb = Callable[[Stage, Hostile], Awaitable[None]]
VERBS: Mapping[str, Verb] = {
    "sign-in": signs_in,
    "who is it": asks_who,
    "publish": publishes,
    "look-up": looks_up,
    "read back": reads_back,
    "lists": lists,
    "numbers": counts,
    "search": searches,
    "people": finds_people,
    "messages": hears,
    "answer": answers,
    "moderate": moderates,
}


def verbs_of(key: str) -> list[str]:
    """Which of them the subject has."""
    kind = SUBJECTS[key]
    verb, facts = connector(kind.platform), facts_of(kind.platform)
    hearing = isinstance(verb, Hears) and key in ANSWERS
    lacking = {
        "read back": kind.platform in UNREADABLE,
        "look-up": not kind.tells,
        "lists": not isinstance(verb, ScheduledThere | PublishedThere),
        "numbers": kind.platform in UNREADABLE or not tells(kind.platform),
        "search": facts.search is None or kind is OnBluesky or key == "fork",
        "people": not isinstance(verb, FindsPeople),
        "messages": not hearing,
        "answer": not hearing or ANSWERS[key].by is None,
        "moderate": not hearing or facts.moderation is None,
    }
    return [name for name in VERBS if not lacking.get(name, False)]
