"""What came of a poll: how often each answer was chosen, by how many, and until when that goes on."""

from dataclasses import dataclass, replace

from smmdesk.model.numbers import MOST

CHOICES_MOST, LABEL_MOST = 30, 300


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose; `votes` is None where that is not told (yet), which is not nought."""

    label: str
    votes: int | None = None


@dataclass(frozen=True, slots=True)
class PollResult:
    """`voters` counts people, who may have chosen several (`many`); `closed`: the platform says that nobody can vote
    any more."""

    choices: tuple[Choice, ...]
    voters: int | None = None
    ends_at_us: int | None = None
    closed: bool = False
    many: bool = False

    @property
    def votes(self) -> int | None:
        """All votes together; None where some are not told."""
        told = [choice.votes for choice in self.choices if choice.votes is not None]
        return sum(told) if told and len(told) == len(self.choices) else None

    @property
    def people(self) -> int | None:
        """How many voted: as told, else all votes where each has one, else unknown."""
        return self.voters if self.voters is not None or self.many else self.votes

    def share_of(self, choice: Choice) -> int | None:
        """How many in a hundred of those who voted chose it, of all votes where nobody tells how many voted; None where
        that is not known, or nobody voted."""
        of = self.people if self.people is not None else self.votes
        return None if choice.votes is None or not of else min(100, round(100 * choice.votes / of))

    @property
    def is_told(self) -> bool:
        """Whether any vote, or their end, is known."""
        return self.closed or any(choice.votes is not None for choice in self.choices)


@dataclass(frozen=True, slots=True)
class PollTold:
    """What was told of a post's poll on one channel, and when."""

    post_id: str
    channel_id: str
    told_at_us: int
    result: PollResult


@dataclass(frozen=True, slots=True)
class PollsFact:
    """That a platform tells the account what came of its own polls. `says` is what is special about it, an English
    source sentence. `heard`: it is not asked, but tells of each vote among what people write (HeardPage.polls)."""

    date: str
    source: str
    says: str = ""
    heard: bool = False


def cleaned(result: PollResult) -> PollResult:
    """Without what can be no vote: a platform says what it likes."""
    choices = (Choice(one.label[:LABEL_MOST], _count(one.votes)) for one in result.choices[:CHOICES_MOST])
    return replace(result, choices=tuple(choices), voters=_count(result.voters))


def _count(number: object) -> int | None:
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= MOST else None
