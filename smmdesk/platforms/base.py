"""What a connector is: facts, and a few coroutines of which one is irreversible.

A connector never stores, never retries, never decides what a failure means for a post: it says what happened, in
the few words below, and the publisher moves the part (reliability.md §3).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from smmdesk.model.channel import Channel
from smmdesk.model.content import Option, Poll
from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.foreign import ForeignPage
from smmdesk.model.person import FoundPerson
from smmdesk.model.problem import Problem
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.sign_in_facts import SignInField

if TYPE_CHECKING:
    from smmdesk.platforms.fetch import Fetcher
    from smmdesk.platforms.http import Http
    from smmdesk.system.clock import Clock
    from smmdesk.system.secrets import Secret


SLOW_BYTES_PER_S = 65_536


@dataclass(frozen=True, slots=True)
class Picture:
    """One file as it leaves: a stripped, converted derivative. A film may come with a cover, or with the moment of it
    that is to be the cover, where the platform takes one."""

    path: Path
    mime: str
    size_bytes: int
    width_px: int
    height_px: int
    alt: str = ""
    name: str = ""
    focus: tuple[float, float] = (0.0, 0.0)
    cover: "Picture | None" = None
    cover_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What a person put in place of a page's own card: what is empty stays as the page says it."""

    title: str = ""
    description: str = ""
    picture: Picture | None = None
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The content of one part exactly as it will be sent; frozen on the part at claim."""

    text: str
    title: str = ""
    link: str = ""
    language: str = ""
    media: tuple[Picture, ...] = ()
    options: Mapping[str, Option] = field(default_factory=dict)
    card: Card | None = None
    poll: Poll | None = None

    @property
    def upload_s(self) -> float:
        """How long its files take on a slow line, for a platform that wants them in the one call itself."""
        return sum(picture.size_bytes for picture in self.media) / SLOW_BYTES_PER_S


@dataclass(frozen=True, slots=True)
class Job:
    """All that a connector may know of one part.

    `key` is unique per part and generation and never changes within it; `prepared` is what `prepare` saved, step by
    step; `root` and `parent` are the receipts that a thread item or first comment hangs on; `receipt` is what this
    part already has remotely (hand-off, edit, delete). `first_try_at` is the earliest instant at which it may be live;
    `owned` are the remote ids that other parts of this channel already have, which a look-up must not take for its own.
    """

    part_id: str
    kind: PartKind
    op: Op
    key: str
    outgoing: Outgoing
    due: datetime
    prepared: Mapping[str, object] = field(default_factory=dict)
    root: Receipt | None = None
    parent: Receipt | None = None
    receipt: Receipt | None = None
    first_try_at: datetime | None = None
    owned: frozenset[str] = frozenset()


Share = Callable[[Job, Picture], Awaitable[str]]
"""Lays one file of a part where the whole world may fetch it; answers the address (see `Session.public_address`)."""


@dataclass(frozen=True, slots=True)
class Session:
    """One channel's sign-in, open for one piece of work. `save_secret` keeps a refreshed sign-in before its use.

    `http` speaks for this channel: secrets leave only for its own addresses, and its hook (sessions.open_session) runs
    just before the first byte of an irreversible call. `read_secret` reads the sign-in again: another task or process
    may have refreshed it; `alone` keeps other processes from that meanwhile (see `renewal`). `fetch` reads public pages
    a person named; `folder` is where a platform that publishes into the data folder does it, which says so first
    (`about_to_act`). `share` is the brand's media host, None without one.
    """

    channel: Channel
    secret: "Secret"
    http: "Http"
    facts: Facts
    clock: "Clock"
    save_secret: Callable[["Secret"], Awaitable[None]]
    read_secret: "Callable[[], Awaitable[Secret]] | None" = None
    fetch: "Fetcher | None" = None
    folder: Path | None = None
    on_act: Callable[[], Awaitable[None]] | None = None
    share: Share | None = None
    alone: Callable[[], AbstractAsyncContextManager[None]] | None = None

    @property
    def now_there(self) -> datetime:
        """The instant as the platforms' own clocks say it, as far as a server spoke yet: what they date is held against
        it, however wrong this computer's clock is."""
        return self.clock.now() - self.http.clock_ahead

    @asynccontextmanager
    async def renewal(self) -> AsyncIterator[None]:
        """While a sign-in is exchanged for a new one: no other task does it, and no other process on this folder.

        Read the sign-in again first (`read_secret`): it may be new by now. Raises NotSentError when another process
        does not come to an end.
        """
        async with self.http.lock(f"renew {self.channel.id}"):
            if self.alone is None:
                yield
                return
            async with self.alone():
                yield

    async def public_address(self, job: Job, picture: Picture) -> str:
        """The https address from which a platform fetches `picture` (a cover too), for `prepare` alone: inert.

        Uploaded now under a random name, and read back from outside without a sign-in and without a redirect. The same
        file of the same part and key answers the same address while it can be read there, also after a crash; another
        part never does. The file goes away once the part is over, and after a day at the latest. Raises NotSentError
        (the host does not answer), RefusedError (there is no host, it refuses the file, nobody outside can read it).
        """
        if self.share is None:
            raise RefusedError(Problem("media_host_missing", {"platform": self.facts.name}))
        return await self.share(job, picture)

    async def about_to_act(self) -> None:
        """What `http` does by itself before the first byte of an irreversible call, for a connector that acts without
        it. Raises what ends the call: nothing may be done then."""
        if self.on_act is not None:
            await self.on_act()


@dataclass(frozen=True, slots=True)
class Account:
    """Who a sign-in is. `reported` is what the server said of its own limits and offers (see Channel.reported)."""

    remote_id: str
    name: str
    handle: str = ""
    url: str = ""
    server: str = ""
    reported: Mapping[str, object] = field(default_factory=dict)


OpenPage = Callable[[str], Awaitable[None]]
"""Opens a page in the person's own browser; returns when it is on its way (or, in a test, when it was read)."""
AskFields = Callable[[tuple[SignInField, ...]], Awaitable[Mapping[str, str] | None]]
"""Asks for more fields in the middle of a sign-in (a password shown on a page); None when the person gave up."""


@dataclass(frozen=True, slots=True)
class SigningIn:
    """What a connector gets to sign in: the form's values by field key (the secret apart), and the ways to the person.

    `open_page` is set for a browser sign-in, else the pasted `secret`. `app_keys` are the owner's own, where the
    platform wants some. `expected` is the channel's account when somebody signs in again.
    """

    http: "Http"
    facts: Facts
    clock: "Clock"
    fields: Mapping[str, str]
    secret: "Secret | None" = None
    open_page: OpenPage | None = None
    ask: AskFields | None = None
    app_keys: "Secret | None" = None
    expected: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and the secret to seal (None where there is none: a folder, a page)."""

    account: Account
    secret: "Secret | None" = None


# What commit, poll and the hand-off verbs answer


@dataclass(frozen=True, slots=True)
class Published:
    """It is live."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Listed:
    """It stands on the platform's own list and goes out there at `due`."""

    receipt: Receipt
    due: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """The platform works on it; `job` is what `poll` needs, `again_s` when to ask."""

    job: Mapping[str, object]
    again_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Absent:
    """Proven: neither live nor on the platform's list.

    `for_good`: nor can it come any more, also if a request is still under way. Only the platform's own word about what
    every attempt of this key named says so (a container that ended unpublished); an empty search never does, nor does
    a container of what was asked to stand on the platform's list. `by_words`: all that the account published since then
    was looked through, so that it holds also for what another copy of the desk sent under names that this one never
    knew.
    """

    for_good: bool = False
    by_words: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class CannotTell:
    """A look-up without a certain answer; `two_alike` when more than one candidate matched."""

    two_alike: bool = False


@dataclass(frozen=True, slots=True)
class GivenUp:
    """The platform's own word about what it accepted: it ended unpublished, and why. Nothing can come of it any more.

    An error in answer to the question says nothing of the work.
    """

    problem: Problem


@dataclass(frozen=True, slots=True)
class Said:
    """What a live post says there and what we sent, both as plain words. `same`: but for what the platform itself
    makes of words (links, white space, markup), they are."""

    there: str
    ours: str
    same: bool


CommitAnswer = Published | Listed | Accepted
LookUpAnswer = Published | Listed | Accepted | Absent | CannotTell
PollAnswer = LookUpAnswer | GivenUp


class ConnectorError(Exception):
    """Why a call did not do what it should; anything else that is raised counts as Unclear."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


class NotSentError(ConnectorError):
    """Provably not applied: may be tried again. `retry_after_s` is the platform's wish, if it said one."""

    def __init__(self, problem: Problem, retry_after_s: float | None = None) -> None:
        super().__init__(problem)
        self.retry_after_s = retry_after_s


class RefusedError(ConnectorError):
    """Definitely refused: a person has to change something."""


class SignedOutError(ConnectorError):
    """Proven: the sign-in is over (after one refresh where there is one). Nothing was applied."""


class UnclearError(ConnectorError):
    """Nobody can tell whether it was applied."""


Save = Callable[[str, object], Awaitable[None]]
"""`await save("blob:0", value)`: keeps one prepared step on the part before the next is begun (JSON values)."""


class Connector(Protocol):
    """The verbs of one platform. Each raises ConnectorError subclasses only."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        """Connect an account. Raises ProblemError (sign_in_refused, sign_in_cancelled, address_not_found, …) or
        ConnectorError; nothing is kept then."""

    async def sign_out(self, session: Session) -> None:
        """Take the sign-in back on the platform, where it can be. Raises ConnectorError when that failed."""

    async def who_am_i(self, session: Session) -> Account:
        """Who the sign-in belongs to and what the server reports; raises SignedOutError when it is over."""

    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Everything inert: refresh, uploads, containers, resolving names. Safe to repeat; reuses `job.prepared`."""

    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        """The ONE irreversible call of `job.op` (create, edit, delete). An edit or a delete that took effect answers
        Published with the part's receipt."""

    async def poll(self, session: Session, job: Job) -> PollAnswer:
        """How far an Accepted work is (`job.prepared["job"]` is what commit answered)."""

    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        """What became of an attempt whose end is unknown. Reads only. For an edit or a delete Published means that it
        took effect, Absent that it did not."""


class HandsOff(Protocol):
    """The optional verbs of a platform with a scheduler of its own."""

    async def hand_off(self, session: Session, job: Job) -> CommitAnswer:
        """Put it on the platform's list for `job.due`: ONE irreversible call. Published when it went live instead."""

    async def reschedule(self, session: Session, job: Job) -> CommitAnswer:
        """Move `job.receipt` on the platform's list to `job.due`: one call."""

    async def recall(self, session: Session, job: Job) -> None:
        """Take `job.receipt` off the list: one call; returns when the platform confirmed it."""

    async def look_up_listed(self, session: Session, job: Job) -> LookUpAnswer:
        """Where a handed-off part is now: Listed, Published or Absent. Listed with a `due` long past: it stands late
        there, and `hurry` helps."""

    async def hurry(self, session: Session, job: Job) -> CommitAnswer:
        """Publish `job.receipt`, which stands late on the platform's list, now. Safe to repeat; answers Listed where
        the platform offers no such thing."""


@runtime_checkable
class ReadsBack(Protocol):
    """The optional verb of a platform whose live posts can be read as they were written."""

    async def read_back(self, session: Session, job: Job) -> Said | Absent | CannotTell:
        """What `job.receipt` says now, beside what we sent of it; Absent where it is gone. CannotTell where this
        account's own posts cannot be read. Reads only."""


@runtime_checkable
class ScheduledThere(Protocol):
    """The optional verb of a platform that tells what waits at its own scheduler, whoever put it there."""

    async def scheduled_there(self, session: Session, after: str = "") -> ForeignPage:
        """One page of what waits there, ours among it; `after` is the `more` of the page before. Reads only."""


@runtime_checkable
class FindsPeople(Protocol):
    """The optional verb of a platform that finds people by the beginning of a name or handle."""

    async def find_people(self, session: Session, words: str) -> tuple[FoundPerson, ...]:
        """A few of them, the likeliest first; nobody for no words. Reads only, and what it answers is checked: whoever
        cannot be named in a text there is left out."""
