"""What came of a soak, told by the platforms' own books and held against what the desk says.

A part is known by the words of its text, wherever it is: its marker (number and place) never changes, edits only add to
it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, Part, State
from smmdesk.model.post import Post
from tests.soak.storm import marker_of
from tests.soak.town import Live, Place

HANDED = frozenset({State.NEEDS_YOU, State.MISSED})


@dataclass
class Findings:
    """`duplicates`, `lost`, `unasked`, `other_words` and `stuck` have to be empty: each line names a part.

    `handed` counts the deliveries that wait for a person, `why` says what for; `by_kind`: per guarantee (deliveries,
    handed)."""

    deliveries: int = 0
    parts: int = 0
    live: int = 0
    handed: int = 0
    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    other_words: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    why: Counter[str] = field(default_factory=Counter)
    by_kind: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, other: "Findings", where: str) -> None:
        """What was found elsewhere, under the name of that place."""
        for name in ("deliveries", "parts", "live", "handed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("duplicates", "lost", "unasked", "other_words", "stuck"):
            getattr(self, name).extend(f"{where}: {line}" for line in getattr(other, name))
        self.why.update(other.why)
        for kind, (all_, handed) in other.by_kind.items():
            before = self.by_kind.get(kind, (0, 0))
            self.by_kind[kind] = (before[0] + all_, before[1] + handed)

    @property
    def is_clean(self) -> bool:
        return not (self.duplicates or self.lost or self.unasked or self.other_words or self.stuck)

    @property
    def handed_share(self) -> float:
        return self.handed / self.deliveries if self.deliveries else 0.0


def find_out(desk: Desk, places: Iterable[Place]) -> Findings:
    """Hold the desk's rows against the platforms' books."""
    found = Findings()
    with desk.store.reading() as reader:
        channels = {channel.name: channel for channel in reader.all(Channel)}
        deliveries = reader.all(Delivery)
        posts = reader.many(Post, {each.post_id for each in deliveries if each.post_id})
    for place in places:
        channel = channels[place.name]
        mine = [each for each in deliveries if each.channel_id == channel.id]
        _of_place(found, place, mine, posts)
    return found


def _of_place(found: Findings, place: Place, deliveries: list[Delivery], posts: dict[str, Post]) -> None:
    met = {call.marker: call.fate for call in place.way.book()}  # what became of the last call about a part
    live: dict[str, list[Live]] = {}
    for each in place.live():
        live.setdefault(marker_of(each.text), []).append(each)
    listed = Counter(marker_of(text) for text in place.waiting())
    found.live += sum(map(len, live.values()))
    for marker, copies in live.items():
        if len(copies) + listed[marker] > 1:
            found.duplicates.append(f"{place.name}: {marker} is live {len(copies)} times, listed {listed[marker]}")
    ended, handed = 0, 0
    for delivery in deliveries:
        post = posts[delivery.post_id or ""]
        states = {part.state for part in delivery.parts}
        if states & (HANDED | {State.PUBLISHED}):
            ended += 1
        if states & HANDED:
            handed += 1
            for part, marker in zip(delivery.parts, _markers(delivery, post), strict=True):
                if part.state in HANDED and part.problem is not None:
                    fate = met.get(marker, "no call reached the server")
                    found.why[f"{place.kind}: {part.state} {part.problem.code} ({fate})"] += 1
        for part, marker in zip(delivery.parts, _markers(delivery, post), strict=True):
            _of_part(found, place, delivery, part, marker, live.get(marker, []))
    found.deliveries += ended
    found.handed += handed
    before = found.by_kind.get(place.kind, (0, 0))
    found.by_kind[place.kind] = (before[0] + ended, before[1] + handed)


def _markers(delivery: Delivery, post: Post) -> list[str]:
    """The marker of each part, by what it was rendered from or will be."""
    content = post.content_for(delivery.channel_id)
    texts = iter([content.text, *(item.text for item in content.thread)])
    return [
        marker_of(content.first_comment) if part.kind == "first_comment" else marker_of(next(texts, ""))
        for part in delivery.parts
    ]


def _of_part(found: Findings, place: Place, delivery: Delivery, part: Part, marker: str, copies: list[Live]) -> None:
    found.parts += 1
    name = f"{place.name}: {marker} ({part.state}, {part.id})"
    if part.state is State.PUBLISHED:
        if not copies:
            found.lost.append(f"{name} is said to be out and is not there")
        elif all(copy.text != part.rendered.get("text") for copy in copies):
            found.other_words.append(f"{name} says {copies[0].text!r}, frozen was {part.rendered.get('text')!r}")
    elif part.state in (State.DRAFT, State.CANCELLED):
        if copies:
            found.unasked.append(f"{name} is live although it was taken back")
    elif part.state not in HANDED and not waits_behind(delivery, part):
        found.stuck.append(f"{name} does not rest: {part.problem}")


def waits_behind(delivery: Delivery, part: Part) -> bool:
    """A later part of a thread waits as long as the one before it waits for the person."""
    return any(other.position < part.position and other.state in HANDED for other in delivery.parts)
