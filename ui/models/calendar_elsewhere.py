"""What waits on a day at a platform's own scheduler and is not ours, as the calendar draws it. Pure."""

from smmdesk.model.foreign import ForeignPost
from smmdesk.model.words import _
from ui.models.calendar_entries import Day, Mark
from ui.models.calendar_words import clock

KIND = "elsewhere"
AT_ITS_HOUR = frozenset({"slot", KIND})
"""These marks stand at their hours where hours are shown."""
WORDS_SHOWN = 60


def time_and_words(mark: Mark) -> str:
    """`14:30 Christmas opening hours`; what an eye reads, for which a dotted line says "elsewhere"."""
    return " ".join(part for part in (clock(mark.minutes), mark.words) if part)


def mark_of(entry_id: str, minutes: int, platform: str, name: str, tint: str, post: ForeignPost) -> Mark:
    """One of them. Its text is what a screen reader says: `14:30, elsewhere on WordPress: Christmas opening hours`."""
    words = post.words if len(post.words) <= WORDS_SHOWN else post.words[: WORDS_SHOWN - 1].rstrip() + "…"
    words = words or _("without words")
    text = _("{time}, elsewhere on {platform}: {words}").format(time=clock(minutes), platform=name, words=words)
    return Mark(KIND, text, entry_id, minutes, words, platform, tint)


def marks_at_hours(day: Day) -> tuple[tuple[int, Mark], ...]:
    """Those of a day with their positions among its marks."""
    return tuple((number, mark) for number, mark in enumerate(day.marks) if mark.kind == KIND)
