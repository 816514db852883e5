"""What a person plans, and how far it has come. Progress is derived, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from smmdesk.model.content import Content, Wording, merge
from smmdesk.model.delivery import Delivery, Part, State
from smmdesk.model.moment import Moment
from smmdesk.model.moves import NEEDS_COMPUTER
from smmdesk.model.stages import Progress, Stage


@dataclass(frozen=True, slots=True)
class Post:
    """`channels` are channel ids in the order shown; `wordings` at most one per channel; `labels` are label ids.

    `contribution_id` is whose photo or words it shows (model/contribution).
    `approved_hash` is the content hash that an approval named; `sample` marks a row of the example week, which only the
    practice platform accepts.
    """

    id: str
    brand_id: str
    content: Content = field(default_factory=Content)
    stage: Stage = Stage.DRAFT
    planned: Moment | None = None
    channels: tuple[str, ...] = ()
    wordings: tuple[Wording, ...] = ()
    labels: tuple[str, ...] = ()
    campaign_id: str | None = None
    series_id: str | None = None
    evergreen_id: str | None = None
    idea_id: str | None = None
    language: str = ""
    group_id: str | None = None
    approved_hash: str = ""
    sample: bool = False
    contribution_id: str | None = None
    sort_key: int = 0
    created_at_us: int = 0
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""

    def wording_for(self, channel_id: str) -> Wording | None:
        return next((own for own in self.wordings if own.channel_id == channel_id), None)

    def content_for(self, channel_id: str) -> Content:
        """What this channel says: the common content under the channel's own wording."""
        return merge(self.content, self.wording_for(channel_id))


_OF_STATE = {
    State.SCHEDULED: Progress.SCHEDULED,
    State.HANDED_OFF: Progress.HANDED_OFF,
    State.CLAIMED: Progress.SENDING,
    State.SENDING: Progress.SENDING,
    State.PROCESSING: Progress.PROCESSING,
    State.UNKNOWN: Progress.UNKNOWN,
    State.RETRY_WAIT: Progress.RETRY,
    State.NEEDS_YOU: Progress.NEEDS_YOU,
    State.MISSED: Progress.MISSED,
    State.PUBLISHED: Progress.PUBLISHED,
}
_URGENCY = {progress: rank for rank, progress in enumerate(Progress)}
_OF_STAGE = {Stage.IDEA: Progress.IDEA, Stage.DRAFT: Progress.DRAFT, Stage.REVIEW: Progress.REVIEW}


def delivery_progress(delivery: Delivery) -> Progress | None:
    """The look of one delivery, None while it is dormant (all parts draft or cancelled).

    Published only when every live part is; a thread that is half out shows what its next part does. What waits for
    its account alone is as scheduled as before: the channel keeps it (`status.held`).
    """
    live = [part for part in delivery.parts if part.state not in (State.DRAFT, State.CANCELLED)]
    if not live:
        return None
    if all(part.state is State.PUBLISHED for part in live):
        return Progress.REMOVED if live[0].removed else Progress.PUBLISHED
    open_parts = [part for part in live if part.state is not State.PUBLISHED]
    looks = [_look(part) for part in open_parts]
    if len(open_parts) < len(live) and not any(part.waits_for_account for part in open_parts):
        # some are out: what merely waits its turn is being sent
        looks = [Progress.SENDING if look is Progress.SCHEDULED else look for look in looks]
    return min(looks, key=_URGENCY.__getitem__)


def looks_alike(one: Part, other: Part) -> bool:
    """Whether no view of the calendar can tell these two conditions of a part apart."""
    return _seen(one) == _seen(other)


def _seen(part: Part) -> tuple[Progress | None, bool, bool]:
    look = _look(part) if part.state in _OF_STATE else None
    return look, part.state in NEEDS_COMPUTER, part.removed


def _look(part: Part) -> Progress:
    return Progress.SCHEDULED if part.waits_for_account else _OF_STATE[part.state]


def progress(post: Post, deliveries: Iterable[Delivery]) -> Progress:
    """The worst of the deliveries, else what the stage says. Pure: same values, same answer."""
    looks = [look for delivery in deliveries if (look := delivery_progress(delivery)) is not None]
    if looks:
        worst = min(looks, key=_URGENCY.__getitem__)
        waits = worst in (Progress.SCHEDULED, Progress.HANDED_OFF)
        return Progress.REVIEW if post.stage is Stage.REVIEW and waits else worst
    return _OF_STAGE.get(post.stage, Progress.DRAFT)


def published_count(deliveries: Iterable[Delivery]) -> tuple[int, int]:
    """(published, all live): for "2 of 3 published"."""
    looks = [look for delivery in deliveries if (look := delivery_progress(delivery)) is not None]
    return sum(look is Progress.PUBLISHED for look in looks), len(looks)
