"""The optional verbs of a platform that tells what happens on the account without us."""

from datetime import datetime
from typing import Protocol, runtime_checkable

from smmdesk.model.foreign import ForeignPost
from smmdesk.model.message import HeardPage
from smmdesk.platforms.base import Session


@runtime_checkable
class PublishedThere(Protocol):
    """The optional verb of a platform that tells what went live on the account lately, whoever published it."""

    async def published_there(self, session: Session, since: datetime) -> tuple[ForeignPost, ...]:
        """The newest of what went live since then, ours among it, no replies: one page, one call. Reads only."""


@runtime_checkable
class Hears(Protocol):
    """The optional verb of a platform that tells what people wrote to the account."""

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        """One page of what came in after `cursor`; with "" the newest page alone. Reads only.

        The same message may be told twice (it was edited, or stood at the edge of a page); none is left out: the cursor
        passes a message only together with all that came before it.
        """
