"""What one brand says, said by another one too: a draft of its own, on its own channels, with its own photos."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk import planning
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, LinkCard, Option, ThreadItem, Wording
from smmdesk.model.contribution import Contribution
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import ngettext

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.transaction import Transaction


def copy_to_brand(desk: "Desk", brand_id: str, moments: Mapping[str, Moment | None]) -> tuple[Post, ...]:
    """Twins of posts as drafts of `brand_id`, each at its wall time there (None: without date).

    A channel becomes the brand's first one on the same platform, with its wording; where there is none, it is left out.
    Labels, campaigns and what only the other account offers (boards, albums) stay behind; photos come along.
    Raises ProblemError(customers_of_other_brand, not_found).
    """
    label = ngettext("copy of {count} post", "copy of {count} posts", len(moments)).format(count=len(moments))
    with step(desk, label) as tx:
        brand = tx.get(Brand, brand_id)
        return tuple(
            tx.put(_copy(tx, desk, tx.get(Post, post_id), brand, moment)) for post_id, moment in moments.items()
        )


def _copy(tx: "Transaction", desk: "Desk", post: Post, brand: Brand, moment: Moment | None) -> Post:
    at = Moment(moment.wall, brand.zone) if moment is not None else None
    if post.brand_id == brand.id:
        return planning.twin(desk, post, at)
    if post.contribution_id is not None:
        raise _customers(tx, post.brand_id)
    return _Mover(tx, desk, brand).moved(post, at)


def _customers(tx: "Transaction", brand_id: str) -> ProblemError:
    owner = tx.find(Brand, brand_id)
    return ProblemError("customers_of_other_brand", brand=owner.name if owner is not None else "")


class _Mover:
    """Carries what belongs to a brand over to another one."""

    def __init__(self, tx: "Transaction", desk: "Desk", brand: Brand) -> None:
        self._tx, self._desk, self._brand = tx, desk, brand
        self._bound: frozenset[str] = frozenset()

    def moved(self, post: Post, at: Moment | None) -> Post:
        channels = self._channels(post)
        named = [found for each in (*post.channels, *channels.values()) if (found := self._tx.find(Channel, each))]
        self._bound = frozenset(
            option.key for channel in named for option in self._desk.facts_for(channel).options if option.offered_by
        )
        wordings = [self._wording(own, channels[own.channel_id]) for own in post.wordings if own.channel_id in channels]
        return planning.twin(
            self._desk,
            post,
            at,
            brand_id=self._brand.id,
            content=self._content(post.content),
            channels=tuple(channels.values()),
            wordings=tuple(own for own in wordings if not own.is_empty),
            labels=(),
            campaign_id=None,
            idea_id=None,
        )

    def _channels(self, post: Post) -> dict[str, str]:
        """The brand's own channel in the place of each, one for one."""
        free = [
            one for one in self._tx.all(Channel, brand_id=self._brand.id) if one.status is not ChannelStatus.ARCHIVED
        ]
        found: dict[str, str] = {}
        for channel_id in post.channels:
            theirs = self._tx.find(Channel, channel_id)
            mine = next((one for one in free if theirs is not None and one.platform == theirs.platform), None)
            if mine is not None:
                free.remove(mine)
                found[channel_id] = mine.id
        return found

    def _content(self, content: Content) -> Content:
        return replace(
            content,
            media=self._uses(content.media),
            options=self._options(content.options),
            thread=self._thread(content.thread),
            card=self._card(content.card),
        )

    def _wording(self, own: Wording, channel_id: str) -> Wording:
        return replace(
            own,
            channel_id=channel_id,
            media=None if own.media is None else self._uses(own.media),
            options=None if own.options is None else self._options(own.options),
            thread=None if own.thread is None else self._thread(own.thread),
            card=self._card(own.card),
        )

    def _options(self, options: Mapping[str, Option]) -> dict[str, Option]:
        return {key: value for key, value in options.items() if key not in self._bound}

    def _thread(self, items: tuple[ThreadItem, ...]) -> tuple[ThreadItem, ...]:
        return tuple(replace(item, media=self._uses(item.media)) for item in items)

    def _card(self, card: LinkCard | None) -> LinkCard | None:
        return replace(card, asset_id=self._asset(card.asset_id)) if card is not None and card.asset_id else card

    def _uses(self, uses: tuple[MediaUse, ...]) -> tuple[MediaUse, ...]:
        made = []
        for use in uses:
            cover = self._asset(use.cover_asset_id) if use.cover_asset_id else None
            if (mine := self._asset(use.asset_id)) is not None:
                made.append(replace(use, asset_id=mine, cover_asset_id=cover))
        return tuple(made)

    def _asset(self, asset_id: str) -> str | None:
        """The same bytes in this brand's library, where they stand once."""
        theirs = self._tx.find(Asset, asset_id)
        if theirs is None:
            return None
        if any(asset_id in gift.assets for gift in self._tx.all(Contribution, brand_id=theirs.brand_id)):
            raise _customers(self._tx, theirs.brand_id)
        known = self._tx.all(Asset, deleted=True, brand_id=self._brand.id, sha256=theirs.sha256)
        if known:
            return (known[0] if known[0].deleted_at_us is None else self._tx.restore(Asset, known[0].id)).id
        mine = replace(
            theirs,
            id=self._desk.clock.new_id(),
            brand_id=self._brand.id,
            folder="",
            tags=(),
            added_at_us=self._desk.now_us(),
            deleted_at_us=None,
            revision=0,
        )
        return self._tx.put(mine).id
