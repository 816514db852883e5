"""The optional verbs of a platform that tells what happens on the account, or around it, without us."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from smmdesk.model.delivery import Receipt
from smmdesk.model.foreign import ForeignPost
from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import HeardPage
from smmdesk.model.numbers import Counts
from smmdesk.model.polls import PollResult
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


@runtime_checkable
class Insights(Protocol):
    """The optional verb of a platform that tells how often posts of the account were seen, liked, passed on."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        """The remote id of each post that it told of -> what it counts now; at most `facts.insights.at_once` receipts.

        What is gone there, or not told yet, is left out; no number is made up. Reads only.
        """


@runtime_checkable
class CountsFollowers(Protocol):
    """The optional verb of a platform that tells how many follow the account."""

    async def followers(self, session: Session) -> int | None:
        """How many there are now; None where this account is not told. Reads only."""


@runtime_checkable
class TellsPolls(Protocol):
    """The optional verb of a platform that tells what came of the account's own polls."""

    async def poll_results(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
        """The remote id of each post whose poll it told of -> how that stands now. What is gone there is left out; no
        vote is made up. Reads only."""


@runtime_checkable
class Searches(Protocol):
    """The optional verb of a platform on which an account may look for what anybody says."""

    async def search(self, session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
        """One page of public posts that hold `words` (as `lookout.cleaned` made them), came after `cursor`, and are of
        kind FOUND; with "" the newest page alone. `kind` is one of `facts.search.kinds`. Reads only.

        As in `Hears`, the same may be told twice, and the cursor passes nothing that was not told.
        """
