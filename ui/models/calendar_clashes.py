"""Posts of a day that get in each other's way: minutes apart on one channel, or the same words twice. Pure."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from smmdesk.model.stages import Progress
from smmdesk.model.words import _
from ui.models.calendar_entries import STAYS, Entry, Mark

KIND = "clash"
LEFT_OUT = STAYS | {Progress.IDEA}
"""What is out cannot be helped any more, and an idea goes nowhere yet."""


class Clash(NamedTuple):
    """Two posts of one day, in order of time, and the name of a channel that both go to."""

    first: Entry
    second: Entry
    channel: str
    same_words: bool

    @property
    def words(self) -> str:
        """`09:00 and 09:05 on Instagram`."""
        text = _("same text twice on {channel}") if self.same_words else _("{first} and {second} on {channel}")
        return text.format(first=self.first.time, second=self.second.time, channel=self.channel)


def clashes(entries: Sequence[Entry]) -> Iterator[Clash]:
    """Each pair once, the nearest before on each channel; `entries` are of one day, in order of time."""
    from smmdesk.model.policy import CLOSE_MINUTES  # with all other timings, which nothing asks for before

    latest: dict[str, Entry] = {}
    said: dict[tuple[str, str], Entry] = {}
    told: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.progress in LEFT_OUT:
            continue
        for mark in entry.channels:
            before, twin = latest.get(mark.channel_id), said.get((mark.channel_id, entry.words))
            if twin is not None and entry.words and _new(told, twin, entry):
                yield Clash(twin, entry, mark.name, True)
            elif before is not None and entry.minutes - before.minutes < CLOSE_MINUTES and _new(told, before, entry):
                yield Clash(before, entry, mark.name, False)
            latest[mark.channel_id] = said[(mark.channel_id, entry.words)] = entry


def _new(told: set[tuple[str, str]], first: Entry, second: Entry) -> bool:
    """Whether these two were not told yet, for another channel of theirs. One post at two moments is no clash."""
    pair = (first.post_id, second.post_id)
    if pair in told or first.post_id == second.post_id:
        return False
    told.add(pair)
    return True


def marks_of(entries: Sequence[Entry]) -> tuple[Mark, ...]:
    """The clashes of a day as quiet lines."""
    return tuple(Mark(KIND, clash.words, clash.second.post_id) for clash in clashes(entries)) if entries[1:] else ()


def words_for(entry: Entry, entries: Sequence[Entry]) -> str:
    """What one post of a day clashes with; empty for most."""
    found = (clash for clash in clashes(entries) if entry.key in (clash.first.key, clash.second.key))
    return "; ".join(clash.words for clash in found) if entries[1:] else ""
