"""One soak from beginning to end: a desk and its town, a storm with kills, a calm in which everything comes to rest.

Several desks live side by side, each with a town, engines and a person of its own, in processes of their own: one desk
waits for its person and its time-outs most of the time.
"""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from smmdesk.app import close_now, leave_network, open_desk
from smmdesk.desk.connecting import add_channel
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import State, Verdict
from smmdesk.store import driver, ledger
from smmdesk.store.reader import rows_of
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import Secret
from tests.soak.engines import Engines, Program
from tests.soak.fast_time import FastClock, Pace
from tests.soak.report import Report
from tests.soak.storm import Storm, Weather
from tests.soak.town import KINDS, Place, Town
from tests.soak.truth import HANDED, find_out, waits_behind

PERSON_WORDS = "person.words"
PASSPHRASE = "four words for a soak"
CALM_SHARE = 0.3
AHEAD_SHARE = 0.02
"""How far ahead the person plans, as a share of the whole."""
KILL_EVERY = 7
LONGEST_LIFE_S, JITTER_S = 2.0, 0.03
OUTAGE_EVERY_S, OUTAGE_S = 1.2, 0.3
LATE_TIMES = 1.3
FACTS = "[mastodon]\nlead_s = 5\n[bluesky]\nlead_s = 5\n"
"""Inert work begins a moment before the post's: an engine that lives for seven deliveries shall not claim hundreds."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a soak. `kill_every`: deliveries between two kills, on average; `kinds`: which accounts;
    `desks`: how many side by side."""

    minutes: float
    seed: int
    bug: str = ""
    weather: Weather = field(default_factory=Weather)
    kill_every: int = KILL_EVERY
    kinds: tuple[str, ...] = KINDS
    desks: int = 1
    net: bool = False  # with a bug: leave the database its own rules of sending, which would stop most of it

    @property
    def seconds(self) -> float:
        return self.minutes * 60.0


def run(wish: Wish, folder: Path) -> Report:
    """Soak the desks in `folder`, which is made: `desk` there, or `desk 1` and so on.

    Beside each lies `story.json` with what happened to it: its seed, every kill, every call, every server's book.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if wish.desks == 1:
        return _one(wish, folder / "desk")
    report = Report(wish.seed, wish.bug)
    alone = [replace(wish, desks=1, seed=wish.seed * 100 + number) for number in range(1, wish.desks + 1)]
    places = [folder / f"desk {number}" for number in range(1, wish.desks + 1)]
    with ProcessPoolExecutor(wish.desks, mp_context=get_context("spawn")) as pool:
        for part, place in zip(pool.map(_one, alone, places), places, strict=True):
            report.add(part, place.name)
    return report


def _one(wish: Wish, folder: Path) -> Report:
    """One desk's soak."""
    began_s = time.monotonic()
    pace = Pace.for_soak(wish.seconds)
    rng = random.Random(wish.seed)
    late_s = pace.real_s(pace.policy.call_deadline) * LATE_TIMES
    storm = Storm(wish.weather, random.Random(rng.random()), late_s, calm=True)
    with Town(pace, storm) as town:
        places = [place for place in town.places if place.kind in wish.kinds]
        _prepare(folder, pace, places)
        if wish.bug and not wish.net:
            _take_the_net_away(folder)
        order = {"folder": str(folder), "pace": pace.as_dict(), "passphrase": PASSPHRASE, "bug": wish.bug}
        story: dict[str, Any] = {"wish": asdict(wish), "pace": pace.as_dict(), "began_s": began_s}
        try:
            with Engines(order, folder / "logs" / "engines.words") as engines:
                story["ends"] = engines.ends
                person = _rage(wish, rng, pace, folder, town, engines)
                kills, storm.calm = engines.kills, True
                _let_rest(wish, folder, pace)
                engines.kill()
                fell = engines.fell
            with _desk(folder, pace) as desk:
                found = find_out(desk, places)
                storm.seen["refused"] = _refused(desk)
        finally:
            _write_story(folder, story, places)
    report = Report(wish.seed, wish.bug, time.monotonic() - began_s, pace.speed, kills, fell, found=found)
    report.posts, report.person, report.trouble = person["posts"], Counter(person["did"]), storm.seen
    return report


def _write_story(folder: Path, story: dict[str, Any], places: list[Place]) -> None:
    """What a person needs to find out what went wrong, beside the folder itself with its database and logs."""
    books = {}
    for place in places:
        calls = [{"at_s": call.at_s, "part": call.marker, "fate": call.fate} for call in place.way.book()]
        live = [asdict(each) for each in place.live()]
        books[place.name] = {"kind": place.kind, "live": live, "listed": place.waiting(), "calls": calls}
    path = folder.with_name(f"{folder.name} story.json")
    path.write_text(json.dumps({**story, "servers": books}, indent=1, ensure_ascii=False), "utf-8")


@contextmanager
def _desk(folder: Path, pace: Pace) -> Iterator[Desk]:
    desk = open_desk(Paths(folder), FastClock(pace), passphrase=Secret(PASSPHRASE))
    try:
        yield desk
    finally:
        close_now(desk)


def _prepare(folder: Path, pace: Pace, places: list[Place]) -> None:
    """A desk that is connected everywhere, and hands off where the account is there for it."""

    async def connect(desk: Desk) -> None:
        try:
            for place in places:
                await add_channel(desk, first_brand(desk).id, place.platform, place.connect, place.name)
        finally:
            await leave_network(desk)

    folder.mkdir(parents=True)
    (folder / "facts.toml").write_text(FACTS, "utf-8")
    lists = {place.name for place in places if place.kind == "list"}
    with _desk(folder, pace) as desk:
        asyncio.run(connect(desk))
        with desk.store.transaction() as tx:
            for channel in tx.all(Channel):
                tx.put(replace(channel, hand_off=channel.name in lists))


def _take_the_net_away(folder: Path) -> None:
    """The soak shall see what a bug does, not that the database stops it."""
    with closing(driver.connect(Paths(folder).database)) as connection:
        connection.execute("DROP TRIGGER attempt_once")


# ------------------------------------------------------------------ the storm
def _rage(wish: Wish, rng: random.Random, pace: Pace, folder: Path, town: Town, engines: Engines) -> dict[str, Any]:
    """The person works, servers go away, engines die. Answers what the person did."""
    storm_s = wish.seconds * (1 - CALM_SHARE)
    order = {
        "folder": str(folder),
        "pace": pace.as_dict(),
        "seed": rng.randrange(1 << 30),
        "ahead_s": wish.seconds * AHEAD_SHARE,
        "works_s": storm_s,
    }
    town.storm.calm = False
    engines.start()
    until_s = time.monotonic() + storm_s
    outage_s = time.monotonic() + OUTAGE_EVERY_S
    with Program("tests.soak.person", order, folder / "logs" / PERSON_WORDS) as person:
        while time.monotonic() < until_s:
            if time.monotonic() > outage_s:
                outage_s += OUTAGE_EVERY_S
                with town.outage(rng):
                    time.sleep(OUTAGE_S)
            _live_a_while(wish, rng, town)
            engines.kill()
            engines.start()
        person.hang_up()
        said = person.hear()
        assert said, f"the person's program fell: {folder / 'logs' / PERSON_WORDS}"
        return dict(json.loads(said))


def _live_a_while(wish: Wish, rng: random.Random, town: Town) -> None:
    """As long as one engine lives: some deliveries more, then up to a few milliseconds into the next ones."""
    wanted = town.count + rng.randint(1, 2 * wish.kill_every - 1)
    with town.beat:
        town.beat.wait_for(lambda: town.count >= wanted, LONGEST_LIFE_S)
    time.sleep(rng.random() * JITTER_S)  # anywhere between two bytes, two commits, two answers


# ------------------------------------------------------------------ the calm
def _let_rest(wish: Wish, folder: Path, pace: Pace) -> None:
    """Until every part has come to rest, as long as that can take."""
    until_s = time.monotonic() + wish.seconds * 2 * CALM_SHARE
    with _desk(folder, pace) as desk:
        while time.monotonic() < until_s and _is_moving(desk):
            time.sleep(0.1)


def _refused(desk: Desk) -> int:
    """How many calls found nobody listening."""
    with desk.store.reading() as reader:
        row = rows_of(reader).first(
            "SELECT count(*) FROM attempt WHERE verdict = ? AND evidence = ?", (Verdict.NOT_SENT, "server_unreachable")
        )
    return int(row[0]) if row else 0


def _is_moving(desk: Desk) -> bool:
    with desk.store.reading() as reader:
        found = ledger.open_parts(reader)
    return any(
        due.part.state not in HANDED
        and not (due.part.state is State.SCHEDULED and waits_behind(due.delivery, due.part))
        for due in found
    )
