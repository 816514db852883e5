"""Passing on a post: LinkedIn shows it whole below our words (`reshareContext`, Posts API 202609).

It is named by its own name, a share or a ugcPost; that of its activity is refused ("Allowed URN types are groupPost,
share, ugcPost": told by programs that tried, read on 29 November 2026), and which post an activity belongs to is told
to vetted partners alone. So an address that names the activity stays a link with its card. A post of ours is known by
the address that smmdesk has of it.
"""

import re
from urllib.parse import unquote

from smmdesk.platforms.base import Job, Session
from smmdesk.platforms.linkedin.posts import POST
from smmdesk.platforms.quoting import QUOTE, LinkedPost, linked_post
from smmdesk.platforms.steps import Steps

NAMED = re.compile(r"/posts/\S*-(?P<kind>share|ugcPost)-(?P<number>\d{15,30})(?:-[\w-]{1,12})?/?$")
"""At the end of the address, before some letters of LinkedIn's own: the words of the post stand before, and may say
"share 5 tips" as well. Numbers of posts have 19 figures."""


async def prepare_reshare(session: Session, job: Job, steps: Steps) -> None:
    """Keep the name of the post that ours leads to, as {"id"}; nothing where there is none, or none that can be passed
    on."""
    wanted = linked_post(session.facts, job, makes_cards=True)
    urn = _urn_in(wanted) if wanted is not None else ""
    if urn:
        await steps.keep(QUOTE, {"id": urn})


def _urn_in(wanted: LinkedPost) -> str:
    urn, named = unquote(wanted.id), NAMED.search(wanted.url)
    if named is not None:
        return f"urn:li:{named['kind']}:{named['number']}"
    return urn if POST.fullmatch(urn) else ""
