"""Which posts people talk about: one kind of post beside all others, and only where there are enough of both. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

LEAST_POSTS, LEAST_COMMENTS = 3, 5
"""With fewer in the group or beside it nothing is said of it."""
STRONG, WEAK = 1.5, 0.67
"""So many times the comments of the others are worth a sentence."""
MANY_POSTS, SOME_POSTS = 12, 6
FAITHFUL_SHARE = 2
"""Comments per person from which on the same people come back."""


class Trait(StrEnum):
    """What two posts can have in common."""

    LABEL = "label"
    FILM = "film"
    PICTURE = "picture"
    HOURS = "hours"


class Sure(StrEnum):
    """How much a comparison is worth, by the size of the smaller side."""

    FEW = "few"
    SOME = "some"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class PostTold:
    """A post that went out: `hour` on its brand's clock, `comments` under it, `people` who wrote them."""

    post_id: str
    hour: int
    labels: tuple[str, ...] = ()
    has_film: bool = False
    has_picture: bool = False
    comments: int = 0
    people: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Finding:
    """`group` of `total` posts share `value` of `trait`. `times` is the mean of their comments beside that of the
    others, None where the others had none. `comments` and `people` are those of the group. `holds`: they would still
    have clearly more without the one post of theirs that was talked about most."""

    trait: Trait
    value: str
    group: int
    total: int
    times: float | None
    comments: int
    people: int
    holds: bool = True

    @property
    def sure(self) -> Sure:
        smaller = min(self.group, self.total - self.group)
        return Sure.MANY if smaller >= MANY_POSTS else Sure.SOME if smaller >= SOME_POSTS else Sure.FEW


HOURS = (("dawn", 5, 9), ("morning", 9, 12), ("noon", 12, 15), ("afternoon", 15, 18), ("evening", 18, 23))
"""Parts of a day: from the first hour on, before the second; what is in none is "night"."""


def part_of_day(hour: int) -> str:
    return next((name for name, first, end in HOURS if first <= hour < end), "night")


def strongest(posts: Sequence[PostTold], most: int = 2) -> tuple[Finding, ...]:
    """What had clearly more comments than the rest, the clearest first, one for each trait. What most posts have in
    common stands out from nothing, and one post alone that everybody talked about is no kind of posts."""
    found = [one for one in _findings(posts) if one.holds and (one.times is None or one.times >= STRONG)]
    found = [one for one in found if one.comments >= LEAST_COMMENTS and one.group * 2 <= one.total]
    found.sort(key=lambda one: (one.sure is Sure.FEW, -(one.times or 99.0), -one.group, one.value))
    by_trait: dict[Trait, Finding] = {}
    for one in found:
        by_trait.setdefault(one.trait, one)
    return tuple(by_trait.values())[:most]


def faithful(posts: Sequence[PostTold]) -> Finding | None:
    """A label with few comments that come from the same few people again and again; the one with the most posts."""
    everybody = len(frozenset[str]().union(*(post.people for post in posts)))
    found = [
        one
        for one in _findings(posts)
        if one.trait is Trait.LABEL
        and one.times is not None
        and 0 < one.times <= WEAK
        and one.comments >= LEAST_COMMENTS
        and 0 < one.people * FAITHFUL_SHARE <= min(one.comments, everybody)
    ]
    return max(found, key=lambda one: (one.group, one.value), default=None)


def _findings(posts: Sequence[PostTold]) -> Iterator[Finding]:
    for trait, value, has in _traits(posts):
        inside, outside = [post for post in posts if has(post)], [post for post in posts if not has(post)]
        if min(len(inside), len(outside)) < LEAST_POSTS:
            continue
        here, there = _mean(inside), _mean(outside)
        if not here and not there:
            continue
        people = frozenset[str]().union(*(post.people for post in inside))
        comments = sum(post.comments for post in inside)
        times = here / there if there else None
        best = max(post.comments for post in inside)
        rest = (comments - best) / (len(inside) - 1)
        holds = rest > 0 and rest >= STRONG * there
        yield Finding(trait, value, len(inside), len(posts), times, comments, len(people), holds)


def _traits(posts: Sequence[PostTold]) -> Iterator[tuple[Trait, str, Callable[[PostTold], bool]]]:
    for label in sorted({label for post in posts for label in post.labels}):
        yield Trait.LABEL, label, partial(_is_labelled, label)
    yield Trait.FILM, "", lambda post: post.has_film
    yield Trait.PICTURE, "", lambda post: post.has_picture and not post.has_film
    for part in sorted({part_of_day(post.hour) for post in posts}):
        yield Trait.HOURS, part, partial(_went_out, part)


def _is_labelled(label: str, post: PostTold) -> bool:
    return label in post.labels


def _went_out(part: str, post: PostTold) -> bool:
    return part_of_day(post.hour) == part


def _mean(posts: Iterable[PostTold]) -> float:
    counts = [post.comments for post in posts]
    return sum(counts) / len(counts)
