"""The next free weekly slot of a post, offered while it has no time."""

from datetime import datetime

from smmdesk.desk.desk import Desk
from smmdesk.model.dates import say_time
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.words import _
from ui.presenters.composer_state import TimeChoice


class SlotOffer:
    """Looked up once for the same channels and labels; `forget` when the desk changed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: tuple[object, tuple[TimeChoice, ...]] | None = None

    def forget(self) -> None:
        self._known = None

    def choices(self, post: Post, moment: Moment | None, now: datetime) -> tuple[TimeChoice, ...]:
        """The earliest slot that is free for it; nothing while it has a time to come, or there are no slots."""
        if moment is not None and moment.instant > now:
            return ()
        key = (post.channels, post.labels, now.date())
        if self._known is None or self._known[0] != key:
            self._known = key, self._look(post)
        return self._known[1]

    def _look(self, post: Post) -> tuple[TimeChoice, ...]:
        from smmdesk.desk import slotting

        if not slotting.slots_of(self._desk, post.brand_id):
            return ()
        place = slotting.next_place(self._desk, post)
        if place is None:
            return ()
        return (TimeChoice(say_time(place.moment), _("next free slot"), place.moment),)
