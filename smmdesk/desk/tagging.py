"""Which parameters the links of a post get on a channel: the brand's, filled in (model.link_tags)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from smmdesk.model.brand import Brand
from smmdesk.model.campaign import Campaign
from smmdesk.model.channel import Channel
from smmdesk.model.link_tags import filled

if TYPE_CHECKING:
    from smmdesk.model.post import Post
    from smmdesk.store.reader import Reader


def tags_for(reader: "Reader", brand_id: str, channel: Channel | None, post: "Post | None") -> Mapping[str, str]:
    """Empty where the brand marks no links. A reply to somebody gets none."""
    if channel is None or post is None:
        return {}
    brand = reader.find(Brand, brand_id)
    if brand is None or not brand.utm:
        return {}
    campaign = reader.find(Campaign, post.campaign_id) if post.campaign_id else None
    return filled(brand.utm, channel.platform, campaign.name if campaign is not None else "")
