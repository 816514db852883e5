"""A platform on which anybody's words can be looked for, and what the desk's tests of looking ask of it."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from smmdesk.desk import answering, lookouts
from smmdesk.model.channel import Channel
from smmdesk.model.lookout import Lookout, LookoutKind, Place, SearchFact
from smmdesk.model.message import Heard, HeardPage, Message, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.model.problem import Problem
from smmdesk.platforms.base import RefusedError, Session
from smmdesk.store import lookouts as stored
from tests.fakes.connector import FakeConnector, FakePlatform
from tests.fakes.reach import Bench

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FACT = SearchFact(("words", "tag"), "2026-11-22", "the test", again_s=900, answers=True)
BEA = Identity("practice", "2@a.example", "@bea@a.example", "Bea", "https://a.example/@bea")


@dataclass
class Shelf:
    """What anybody wrote there, in the order in which it came in; `size` is what one page holds."""

    notes: list[Heard] = field(default_factory=list)
    size: int = 3
    asked: list[tuple[str, str]] = field(default_factory=list)
    knows: bool = True

    def page(self, words: str, cursor: str) -> HeardPage:
        self.asked.append((words, cursor))
        if not self.knows:
            raise RefusedError(Problem("nobody_there", {"name": words, "platform": "Fake"}))
        found = [note for note in self.notes if words in note.text]
        place = int(cursor) if cursor else max(0, len(found) - self.size)
        shown = found[place : place + self.size]
        end = place + len(shown)
        return HeardPage(tuple(shown), str(end), bool(cursor) and end < len(found))


class Looking(FakeConnector):
    """A platform on which anybody's words can be looked for."""

    def __init__(self, platform: FakePlatform) -> None:
        super().__init__(platform)
        self.shelf = Shelf()

    async def search(self, session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
        await self._reach("search")
        return self.shelf.page(words, cursor)


def fake(bench: Bench) -> Looking:
    assert isinstance(bench.reach.fake, Looking)
    return bench.reach.fake


def shelf(bench: Bench) -> Shelf:
    return fake(bench).shelf


def note(bench: Bench, number: int, text: str = "pane", ago: timedelta = HOUR, **more: object) -> Heard:
    at_us = to_us(bench.clock.now() - ago)
    made = Heard(f"n{number}", MessageKind.FOUND, f"{text} {number}", at_us, BEA, url=f"https://a.example/{number}")
    return replace(made, **more)  # type: ignore[arg-type]


def listen(bench: Bench, words: str = "pane", kind: LookoutKind = LookoutKind.WORDS, **more: object) -> Lookout:
    return lookouts.add(bench.desk, bench.brand.id, kind, words, **more)  # type: ignore[arg-type]


def found(bench: Bench) -> list[Message]:
    every = answering.inbox(bench.desk, bench.brand.id)
    return sorted((one for one in every if one.kind is MessageKind.FOUND), key=lambda one: one.remote_id)


def ids(bench: Bench) -> list[str]:
    return [one.remote_id for one in found(bench)]


def place(bench: Bench, lookout: Lookout, channel: Channel) -> Place:
    with bench.desk.store.reading() as reader:
        return stored.place_of(reader, lookout.id, channel.id)
