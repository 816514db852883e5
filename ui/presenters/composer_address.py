"""Said before it matters: which channels would fetch photos and videos from the web, where the brand has no place."""

from collections.abc import Sequence

from smmdesk.model.post import Post
from smmdesk.model.words import _
from ui.presenters.composer_rows import short_names
from ui.presenters.composer_state import ComputerLine, Voice


def address_lines(post: Post, voices: Sequence[Voice]) -> tuple[ComputerLine, ...]:
    """One line for each channel on which a person publishes this post for that reason alone.

    Where a person publishes anyway, they upload there: nothing has to lie anywhere.
    """
    names = short_names(voices)
    says = _("fetches photos and videos from the web: say in Settings where they may lie, else you publish this one")
    return tuple(ComputerLine("globe", names[voice.id], says) for voice in voices if voice.lacks_host(post))
