"""The states of a part and the rules between them, as data (reliability.md §3, additions of design.md §8)."""

from smmdesk.model.delivery import State as S  # noqa: N817 - a table of moves reads better with one letter

MOVES: dict[S, frozenset[S]] = {
    S.DRAFT: frozenset({S.SCHEDULED}),
    S.SCHEDULED: frozenset({S.DRAFT, S.CLAIMED, S.MISSED, S.NEEDS_YOU, S.HANDED_OFF, S.CANCELLED}),
    S.CLAIMED: frozenset({S.SCHEDULED, S.SENDING, S.RETRY_WAIT, S.NEEDS_YOU}),
    S.SENDING: frozenset({S.PUBLISHED, S.PROCESSING, S.RETRY_WAIT, S.NEEDS_YOU, S.UNKNOWN, S.HANDED_OFF, S.SCHEDULED}),
    S.PROCESSING: frozenset({S.PUBLISHED, S.NEEDS_YOU, S.UNKNOWN}),
    S.UNKNOWN: frozenset({S.PUBLISHED, S.SENDING, S.NEEDS_YOU, S.HANDED_OFF}),
    S.RETRY_WAIT: frozenset({S.CLAIMED, S.SCHEDULED, S.MISSED, S.NEEDS_YOU, S.CANCELLED}),
    S.NEEDS_YOU: frozenset({S.SCHEDULED, S.PUBLISHED, S.DRAFT, S.CANCELLED}),
    S.MISSED: frozenset({S.SCHEDULED, S.DRAFT, S.CANCELLED, S.PUBLISHED}),
    S.HANDED_OFF: frozenset({S.SCHEDULED, S.SENDING, S.PUBLISHED, S.NEEDS_YOU, S.UNKNOWN}),
    S.PUBLISHED: frozenset(),
    S.CANCELLED: frozenset({S.DRAFT}),
}

TERMINAL = frozenset({S.PUBLISHED, S.CANCELLED, S.DRAFT})
"""States without a timer; all others have a timer or wait for a person (I6)."""

WAITS_FOR_PERSON = frozenset({S.NEEDS_YOU, S.MISSED})
NEEDS_COMPUTER = frozenset({S.SCHEDULED, S.CLAIMED, S.SENDING, S.PROCESSING, S.RETRY_WAIT})


class ForbiddenMoveError(AssertionError):
    """A bug: somebody tried a move that the table does not have."""


def check_move(old: S, new: S) -> None:
    """Raises ForbiddenMoveError unless `old` -> `new` stands in MOVES."""
    if new not in MOVES[old]:
        raise ForbiddenMoveError(f"{old} -> {new}")
