"""Undo inside the composer: snapshots of the post, one per typing burst (ux.md 30)."""

from collections.abc import Callable
from dataclasses import dataclass

from smmdesk.model.post import Post
from ui.presenters.composer_edits import merged

PAUSE_S = 1.0
LONGEST_BURST = 60
MOST_STEPS = 500
MOST_TYPED = 2  # characters at once; more is a paste


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was changed: a tab ("" for all), a field, the number of a thread part or photo."""

    tab: str = ""
    field: str = ""
    number: int = 0


@dataclass(slots=True)
class _Step:
    before: Post
    after: Post
    place: Spot
    at_s: float
    grows: bool | None
    size: int


class History:
    """The steps of one editing session. `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._open = False

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def record(self, before: Post, after: Post, place: Spot, typed: int | None = None) -> None:
        """Remember a change. `typed` is by how many characters typing changed the text, None for any other change."""
        self._undone.clear()
        now = self._monotonic()
        grows = None if typed is None else typed > 0
        last = self._done[-1] if self._done else None
        if last and typed is not None and self._joins(last, place, grows, now, typed):
            last.after, last.at_s, last.size = after, now, last.size + abs(typed)
        else:
            self._done.append(_Step(before, after, place, now, grows, abs(typed or 0)))
            del self._done[:-MOST_STEPS]
        self._open = typed is not None and abs(typed) <= MOST_TYPED

    def close_burst(self) -> None:
        """What is typed next is a step of its own."""
        self._open = False

    def undo(self, now: Post) -> tuple[Post, Spot] | None:
        """The post without the last step, and where it was; changes from elsewhere stay."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        self._open = False
        return merged(step.after, step.before, now), step.place

    def redo(self, now: Post) -> tuple[Post, Spot] | None:
        """The post with the step that was undone last."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        self._open = False
        return merged(step.before, step.after, now), step.place

    def _joins(self, last: _Step, place: Spot, grows: bool | None, now: float, typed: int) -> bool:
        """Typing goes on with a burst until a pause, another place, another direction, a paste or a long stretch."""
        return (
            self._open
            and last.place == place
            and last.grows == grows
            and now - last.at_s <= PAUSE_S
            and abs(typed) <= MOST_TYPED
            and last.size < LONGEST_BURST
        )
