"""Said before it matters: which channels fetch photos and videos from a public address instead of taking them."""

from collections.abc import Sequence

from smmdesk.model.post import Post
from smmdesk.model.words import _
from ui.presenters.composer_rows import short_names
from ui.presenters.composer_state import ComputerLine, Voice


def address_lines(post: Post, voices: Sequence[Voice]) -> tuple[ComputerLine, ...]:
    """One line for each channel that smmdesk publishes on itself, once the post has a photo or video for it.

    Where a person publishes, they upload there: nothing has to lie anywhere.
    """
    names = short_names(voices)
    says = _("takes photos and videos only from a public web address: they have to lie there when the post goes out")
    return tuple(
        ComputerLine("globe", names[voice.id], says)
        for voice in voices
        if voice.facts.needs_public_media and voice.facts.sends_by_itself and post.content_for(voice.id).media
    )
