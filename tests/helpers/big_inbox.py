"""Many messages in a folder that `big_store` filled, for benchmarks: written in bulk, the same every time.

python -m tests.helpers.big_inbox FOLDER POSTS MESSAGES
"""

import random
import sys
from datetime import timedelta
from pathlib import Path

from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity, Person
from smmdesk.store import message_search, people_rows
from smmdesk.store.nouns import NOUNS
from smmdesk.store.reader import rows_of
from smmdesk.store.statements import Rows
from smmdesk.store.store import Store
from smmdesk.system.clock import Clock, ManualClock
from smmdesk.system.paths import Paths
from tests.helpers.big_store import BATCH, NOW, RARE, WORDS, big_store, writing_in_bulk

PEOPLE, ABOUT = 3_000, 2_000
NAMES = ("Anna", "Marco", "Giulia", "Paolo", "Elena", "Nadia", "Luca", "Sara", "Perla", "Ugo")
KINDS = (MessageKind.COMMENT,) * 8 + (MessageKind.MENTION, MessageKind.REVIEW, MessageKind.PRIVATE)


def fill_inbox(paths: Paths, store: Store, clock: Clock, messages: int, people_most: int = PEOPLE) -> None:
    """`messages` of a few years by `people_most` about ABOUT posts or none; nine of ten wait for an answer: the dearest
    list to open."""
    chance = random.Random(20261128)
    with store.reading() as reader:
        [brand] = reader.all(Brand)
        channels = reader.all(Channel)
        found = rows_of(reader).query("SELECT id FROM post ORDER BY id LIMIT ?", (ABOUT,))
    posts = [row[0] for row in found]
    people = [_person(clock, chance, brand, channels) for _number in range(min(people_most, messages))]
    with writing_in_bulk(paths) as rows:
        _write(rows, "person", people)
        for start in range(0, messages, BATCH):
            numbers = range(start, min(start + BATCH, messages))
            _write(rows, "message", [_message(clock, chance, number, channels, people, posts) for number in numbers])
        message_search.rebuild(rows)
        people_rows.rebuild(rows)
        rows.connection.execute("INSERT INTO message_search (message_search) VALUES ('optimize')")


def _person(clock: Clock, chance: random.Random, brand: Brand, channels: tuple[Channel, ...]) -> Person:
    own_id, name = clock.new_id(), f"{chance.choice(NAMES)} {chance.choice(WORDS).title()}"
    identity = Identity(chance.choice(channels).platform, own_id, f"@{own_id[-6:]}", name)
    return Person(own_id, brand.id, name, (identity,), revision=1)


def _message(
    clock: Clock,
    chance: random.Random,
    number: int,
    channels: tuple[Channel, ...],
    people: list[Person],
    posts: list[str],
) -> Message:
    kind = chance.choice(KINDS)
    words = [*chance.choices(WORDS, k=chance.randint(4, 24)), *(chance.choices(RARE) if chance.random() < 0.01 else [])]
    done = chance.random() < 0.1
    return Message(
        clock.new_id(),
        people[0].brand_id,
        chance.choice(channels).id,
        kind,
        f"m{number}",
        " ".join(words),
        to_us(NOW - timedelta(minutes=chance.randrange(3 * 365 * 24 * 60))),
        chance.choice(people).id,
        post_id=chance.choice(posts) if kind is MessageKind.COMMENT else None,
        read=done or chance.random() < 0.5,
        done=done,
        revision=1,
    )


def _write(rows: Rows, table: str, values: list[Person] | list[Message]) -> None:
    spec = NOUNS[type(values[0])].spec
    rows.connection.execute("BEGIN IMMEDIATE")
    rows.insert_many(table, [spec.cells(value) for value in values])
    rows.connection.execute("COMMIT")


if __name__ == "__main__":
    made = ManualClock(NOW)
    with big_store(Path(sys.argv[1]), int(sys.argv[2]), clock=made) as filled:
        fill_inbox(Paths(Path(sys.argv[1])), filled, made, int(sys.argv[3]))
