"""Which parameters the links of a post get on a channel: the brand's, filled in (model.link_tags)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.model.brand import Brand
from smmdesk.model.campaign import Campaign
from smmdesk.model.channel import Channel
from smmdesk.model.link_tags import filled, pattern_problem
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
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
    name = campaign.name if campaign is not None else ""
    return filled(brand.utm, channel.platform, name, channel.name, post.planned.day if post.planned else None)


def save_pattern(desk: "Desk", brand_id: str, utm: Mapping[str, str]) -> None:
    """Put these parameters on the brand's links from now on; none at all marks no link.

    Raises ProblemError(utm_source_missing, utm_blank_unknown, utm_too_long); nothing is changed then.
    """
    utm = {name: text.strip() for name, text in utm.items() if text.strip()}
    problem = pattern_problem(utm) if utm else None
    if problem is not None:
        raise ProblemError.of(problem)
    with desk.store.transaction(_("change of the brand")) as tx:
        brand = tx.get(Brand, brand_id)
        if dict(brand.utm) != utm:
            tx.put(replace(brand, utm=utm))
