"""A link to a post of the same platform: what its own apps show as a quote, and what is passed on there.

Which addresses are posts is said by the platform's facts (`post_url`). A person may want the plain link (option
`no_quote`).
"""

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlunsplit

from smmdesk.model.delivery import PartKind
from smmdesk.model.url_parts import split_url
from smmdesk.platforms.base import Job, NotSentError, RefusedError
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.markup import parts_of
from smmdesk.platforms.steps import Steps, kept

NO_QUOTE, REBLOG = "no_quote", "reblog"
"""The option that leaves a link a link, and the one that passes on what it leads to."""
QUOTE = "quote"
"""The step under which `prepare` keeps what is quoted: {"id": …}, empty where the link stays a link."""
ASKED_FOR, TRIES = "quote_asked", 3
"""How often the question about it went unanswered is kept as a step; from then on the post does not wait for it."""


@dataclass(frozen=True, slots=True)
class LinkedPost:
    """`link` as it would be sent, `url` the post's page without what was hung on it, `id` what the page's address names
    the post by."""

    link: str
    url: str
    id: str


def linked_post(facts: Facts, job: Job, *, beside_files: bool = False, makes_cards: bool = False) -> LinkedPost | None:
    """The post that a new post of ours leads to: by its link, else by the first address in its words. None for parts
    of a thread and for answers, beside a poll (and beside files, where they take a quote's place), and where a person
    wants none: also where they made the link's card themselves, on a platform that shows it (`makes_cards`)."""
    said = job.outgoing
    if job.kind is not PartKind.ROOT or job.parent is not None or said.poll is not None:
        return None
    if said.media and not beside_files:
        return None
    if said.options.get(NO_QUOTE) or (said.card is not None and not said.card.shown):
        return None
    own = said.card is not None and (said.card.title or said.card.description or said.card.picture is not None)
    if makes_cards and own:
        return None
    link = said.link or next((address for _words, address in parts_of(said.text) if address), "")
    return post_at(facts, link)


def is_quoted(job: Job) -> bool:
    """Whether `prepare` found what the post leads to, and it may be quoted."""
    step = kept(job, QUOTE)
    return isinstance(step, dict) and bool(step.get("id"))


def post_at(facts: Facts, link: str) -> LinkedPost | None:
    """The post whose page `link` is, by the pattern of the facts."""
    parts = split_url(link)
    url = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    found = re.search(facts.post_url, url) if link and facts.post_url else None
    return LinkedPost(link, url, found["id"]) if found is not None else None


async def unanswered(steps: Steps, error: NotSentError, alive: Callable[[], Awaitable[object]]) -> None:
    """The question about what is quoted was not answered. Raises `error` while it is to be asked again; where the
    account's own server answers (`alive`, which raises where it does not) a quote makes no post late: the link stays a
    link after three tries."""
    with suppress(RefusedError):
        await alive()
    tries = int(steps.found(ASKED_FOR) or 0) + 1
    await steps.keep(ASKED_FOR, tries)
    if tries < TRIES:
        raise error
