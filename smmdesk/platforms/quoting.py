"""A link to a post of the same platform: what its own apps show as a quote, and what is passed on there.

Which addresses are posts is said by the platform's facts (`post_url`). A person may want the plain link (option
`no_quote`).
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from smmdesk.model.delivery import PartKind
from smmdesk.platforms.base import Job
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.markup import parts_of

NO_QUOTE = "no_quote"


@dataclass(frozen=True, slots=True)
class LinkedPost:
    """`link` as it would be sent, `url` the post's page without what was hung on it, `id` what the page's address names
    the post by."""

    link: str
    url: str
    id: str


def linked_post(facts: Facts, job: Job) -> LinkedPost | None:
    """The post that a new post of ours leads to: by its link, else by the first address in its words. None for parts
    of a thread and for answers, beside files and polls, which take a quote's place, and where a person wants none."""
    said = job.outgoing
    if job.kind is not PartKind.ROOT or job.parent is not None or said.media or said.poll is not None:
        return None
    if said.options.get(NO_QUOTE) or (said.card is not None and not said.card.shown):
        return None
    link = said.link or next((address for _words, address in parts_of(said.text) if address), "")
    return post_at(facts, link)


def post_at(facts: Facts, link: str) -> LinkedPost | None:
    """The post whose page `link` is, by the pattern of the facts."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    url = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    found = re.search(facts.post_url, url) if link and facts.post_url else None
    return LinkedPost(link, url, found["id"]) if found is not None else None
