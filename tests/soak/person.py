"""The person of the soak: a process of its own that plans, edits, moves and takes back posts in the same database.

`python -m tests.soak.person` with a JSON order as its argument; it works until its standard input ends, and then says
in one JSON line what it did. It plans as fast as the engine sends: never more than a handful of posts are overdue.
"""

import json
import random
import select
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.settling import retry_now
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.store import ledger
from smmdesk.system.paths import Paths
from tests.soak.fast_time import FastClock, Pace

MOST_WAITING = 1
"""So many parts whose moment is past and that are not out are enough: a desk is no bulk mailer, and an engine that has
to do everything at once is always killed in the middle of ten calls."""
ASKING = frozenset({State.NEEDS_YOU, State.MISSED})


def words(number: int, part: str) -> str:
    """A text that names its part, so that everybody knows it again on the platform."""
    return f"soak {number:06d} {part}: bread from the oven"


@dataclass
class Person:
    """`ahead` is how far from now posts are planned; where a platform has a list of its own (`listed`) it may be
    more. Nothing is planned for after `ends_us`. `did` counts what was done, and what was refused by its reason."""

    desk: Desk
    rng: random.Random
    ahead: timedelta
    listed: frozenset[str]
    channels: list[Channel]
    ends_us: int
    number: int = 0
    did: Counter[str] = field(default_factory=Counter)
    planned: list[str] = field(default_factory=list)

    def act(self) -> None:
        """One thing that a person does."""
        acts: tuple[tuple[int, Callable[[], object]], ...] = (
            (60, self.plan),
            (6, self.send_now),
            (10, self.edit),
            (10, self.move),
            (3, self.take_back),
            (3, self.trash),
            (3, self.hurry),
            (2, self.undo),
        )
        act = self.rng.choices([act for _, act in acts], [weight for weight, _ in acts])[0]
        name = act.__name__  # type: ignore[attr-defined]
        try:
            act()
        except ProblemError as error:
            name = f"{name}: {error.problem.code}"
        self.did[name] += 1
        print(f"{time.monotonic():.3f} {name} ({self.number} posts so far)", file=sys.stderr)  # into its file of words

    # ------------------------------------------------------------------ writing
    def plan(self) -> None:
        self._schedule(self._new_post())

    def send_now(self) -> None:
        planning.publish_now(self.desk, self._new_post().id)

    def _new_post(self) -> Post:
        self.number += 1
        chosen = self.rng.sample(self.channels, self.rng.choice((1, 1, 1, 2)))
        thread = tuple(ThreadItem(words(self.number, f"t{place}")) for place in range(self.rng.choice((0, 0, 0, 1, 2))))
        comment = words(self.number, "c") if self.rng.random() < 0.2 else ""
        content = Content(text=words(self.number, "r"), thread=thread, first_comment=comment)
        post = planning.add_post(
            self.desk, chosen[0].brand_id, content=content, channels=tuple(each.id for each in chosen)
        )
        self.planned.append(post.id)
        return post

    def _schedule(self, post: Post) -> None:
        planning.schedule(self.desk, post.id, self._moment(post))

    def _moment(self, post: Post) -> Moment:
        """Soon; where a platform has a list of its own sometimes so late that it may go on the list."""
        step = self.rng.uniform(0.1, 1.0) * self.ahead
        if self.listed & set(post.channels) and self.rng.random() < 0.7:
            step += timedelta(minutes=self.rng.uniform(6, 14))
        at_us = min(self.desk.now_us() + step // timedelta(microseconds=1), self.ends_us)
        return Moment.of(from_us(max(at_us, self.desk.now_us() + 1_000_000)), "Europe/Rome")

    # ------------------------------------------------------------------ changing
    def edit(self) -> None:
        post = self._some_post()
        content = post.content
        times = content.text.count("!") + 1
        thread = tuple(replace(item, text=item.text.rstrip("!") + "!" * times) for item in content.thread)
        content = replace(content, text=content.text.rstrip("!") + "!" * times, thread=thread)
        planning.save_post(self.desk, replace(post, content=content))

    def move(self) -> None:
        post = self._some_post()
        planning.move_posts(self.desk, {post.id: self._moment(post)})

    def take_back(self) -> None:
        """A draft again, and after a moment scheduled anew."""
        post = self._some_post()
        [post] = planning.back_to_draft(self.desk, [post.id])
        if self.rng.random() < 0.7:
            self._schedule(post)

    def trash(self) -> None:
        post = self._some_post()
        planning.trash(self.desk, [post.id])
        if self.rng.random() < 0.5:
            [post] = planning.restore(self.desk, [post.id])
            self._schedule(post)

    def hurry(self) -> None:
        """Press "try now" on something that waits."""
        with self.desk.store.reading() as reader:
            waiting = ledger.open_parts(reader, State.RETRY_WAIT, State.UNKNOWN, State.HANDED_OFF)
        if waiting:
            retry_now(self.desk, self.rng.choice(waiting).part.id)

    def undo(self) -> None:
        if undo.peek(self.desk).undo_label:
            undo.undo(self.desk)

    def _some_post(self) -> Post:
        """One of the newest. What already asks for a person is left asking: the soak counts it at the end."""
        with self.desk.store.reading() as reader:
            for post_id in self.rng.sample(self.planned[-40:], min(len(self.planned), 5)):
                post = reader.find(Post, post_id)
                if post is None or post.deleted_at_us is not None or post.planned is None:
                    continue
                states = {part.state for delivery in reader.deliveries_of(post.id) for part in delivery.parts}
                if not states & ASKING:
                    return post
        raise ProblemError("too_late_to_change", channel="")

    def is_behind(self) -> bool:
        with self.desk.store.reading() as reader:
            return len(ledger.due_parts(reader, self.desk.now_us(), MOST_WAITING + 1)) > MOST_WAITING


def main(order: dict[str, Any]) -> int:
    pace = Pace.of(order["pace"])
    clock = FastClock(pace)
    desk = open_desk(Paths(Path(order["folder"])), clock)
    try:
        with desk.store.reading() as reader:
            channels = list(reader.all(Channel))
        listed = frozenset(channel.id for channel in channels if channel.hand_off)
        ahead = timedelta(seconds=order["ahead_s"] * pace.speed)
        ends_us = desk.now_us() + round(order["works_s"] * pace.speed * 1_000_000)
        person = Person(desk, random.Random(order["seed"]), ahead, listed, channels, ends_us)
        until_s = time.monotonic() + order["works_s"]
        while time.monotonic() < until_s and not _told_to_stop(0.0):
            if person.is_behind():
                _told_to_stop(0.02)
            else:
                person.act()
        print(json.dumps({"posts": person.number, "did": person.did}), flush=True)
    finally:
        close_now(desk)
    return 0


def _told_to_stop(wait_s: float) -> bool:
    readable, _, _ = select.select([sys.stdin], [], [], wait_s)
    return bool(readable) and not sys.stdin.read(1)


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
