"""A brand's media host at work: laid down, seen from outside, taken away; and the test of each step (decision 0025)."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from smmdesk.desk.desk import Desk
from smmdesk.desk.media_host import chosen, key_of, name_of, owner_of
from smmdesk.desk.sign_ins import open_plain
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.media_host import HostChoice
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import _
from smmdesk.platforms import connector_of
from smmdesk.platforms.base import ConnectorError, NotSentError, Picture, RefusedError
from smmdesk.platforms.fetch import FetchError, Seen
from smmdesk.platforms.hosts import CHANNEL, host
from smmdesk.platforms.hosts.base import KeepsFiles, Laid, Place
from smmdesk.store import db_settings, sealed
from smmdesk.system.secrets import SealBrokenError

LOOKS, LOOK_APART_S = 3, 2.0
"""A store that has just taken a file may need a moment until the web sees it."""
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
SAMPLE_PX = (1080, 1350)
SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "oven.jpg"


# ------------------------------------------------------------------ open
@dataclass(frozen=True, slots=True)
class OpenHost:
    """A brand's media host, open for a piece of work. What it raises is about the host, never about a channel."""

    desk: Desk
    brand_id: str
    choice: HostChoice
    name: str

    async def lay_down(self, picture: Picture, name: str) -> Laid:
        """Upload. Raises NotSentError, RefusedError(media_host_refused); ProblemError(locked)."""
        shown = picture.name or picture.path.name
        try:
            if self.choice.kind == CHANNEL:
                channel, verb = self._channel()
                return await verb.lay_down(await open_plain(self.desk, channel), picture, name)
            return await host(self.choice.kind).lay_down(await self._place(), picture, name)
        except (ConnectorError, ProblemError) as error:
            raise self._about_host(error, shown) from error

    async def take_away(self, name: str, remote: str) -> None:
        """Raises as `lay_down`."""
        try:
            if self.choice.kind == CHANNEL:
                channel, verb = self._channel()
                await verb.take_away(await open_plain(self.desk, channel), name, remote)
            else:
                await host(self.choice.kind).take_away(await self._place(), name, remote)
        except (ConnectorError, ProblemError) as error:
            raise self._about_host(error, name) from error

    async def seen(self, laid: Laid, picture: Picture, looks: int = LOOKS) -> str:
        """The first address at which the world gets the file. Raises NotSentError (nobody could look, or the host is
        busy), RefusedError(media_not_public)."""
        said, busy = "", False
        for look in range(looks):
            if look:
                await self.desk.clock.sleep(LOOK_APART_S)
            for url in laid.urls:
                said, passes = await self._look(url, picture)
                busy = busy or passes
                if not said:
                    return url
        if busy:
            raise NotSentError(Problem("server_unreachable", {"platform": self.name}))
        shown = picture.name or picture.path.name
        raise RefusedError(Problem("media_not_public", {"name": shown, "host": self.name, "said": said}))

    async def _look(self, url: str, picture: Picture) -> tuple[str, bool]:
        """Empty where the file is there, else what is there instead; and whether that may pass by itself."""
        try:
            found = await self.desk.fetcher.peek(url)
        except FetchError as error:
            if error.__cause__ is not None:
                raise NotSentError(Problem("server_unreachable", {"platform": self.name})) from error
            return _("not an address of the open web"), False
        return objection(found, picture), found.status in BUSY

    def _channel(self) -> tuple[Channel, KeepsFiles]:
        with self.desk.store.reading() as reader:
            channel = reader.get(Channel, self.choice.channel_id)
        verb: object = connector_of(self.desk.facts_for(channel))
        if not isinstance(verb, KeepsFiles) or channel.status is not ChannelStatus.CONNECTED:
            raise ProblemError("signed_out", channel=channel.name)
        return channel, verb

    async def _place(self) -> Place:
        desk, server = self.desk, self.choice.fields.get("server", "")
        with desk.store.reading() as reader:
            kept = sealed.find(reader, owner_of(self.brand_id))
        if kept is None:
            raise ProblemError("signed_out", channel=self.name)
        await desk.vault.ready()
        try:
            secret = desk.vault.open(kept, server)
        except SealBrokenError as error:
            raise ProblemError("signed_out", channel=self.name) from error
        http = desk.http.for_whom(self.name, self.name, [server], None, desk.policy.call_deadline.total_seconds())
        return Place(self.name, http, self.choice.fields, secret, desk.clock)

    def _about_host(self, error: ConnectorError | ProblemError, name: str) -> Exception:
        """A host that refuses never ends a channel's sign-in, nor says anything of its platform."""
        if isinstance(error, NotSentError) or error.problem.code in ("locked", "passphrase_wrong"):
            return error
        if error.problem.code in ("signed_out", "address_changed", "sign_in_refused"):
            said = _("the sign-in is not accepted")
        else:
            said = str(error.problem.values.get("said") or "").strip() or error.problem.title
        return RefusedError(Problem("media_host_refused", {"name": name, "host": self.name, "said": said}))


def objection(found: Seen, picture: Picture) -> str:
    """What the web gets instead of the file; empty where it is the file. No redirect is followed: platforms do not."""
    if 300 <= found.status < 400:
        return _("a redirect to another address")
    if found.status != 200:
        return _("the answer {status}").format(status=found.status)
    if found.mime.partition("/")[0] != picture.mime.partition("/")[0]:
        return _("“{type}” instead of a photo or video").format(type=found.mime or "?")
    return "" if found.head else _("an empty file")


def open_host(desk: Desk, brand_id: str) -> OpenHost | None:
    """The brand's media host; None without one."""
    with desk.store.reading() as reader:
        choice = chosen(reader, brand_id)
    return None if choice is None else OpenHost(desk, brand_id, choice, name_of(desk, choice))


# ------------------------------------------------------------------ the test of each step
@dataclass(frozen=True, slots=True)
class Step:
    """One step of the test: `key` is lay_down, seen or take_away; `problem` None where it worked."""

    key: str
    problem: Problem | None = None


async def try_out(desk: Desk, brand_id: str) -> AsyncIterator[Step]:
    """Lay a sample photo down, look at it from outside, take it away again; each step as soon as it is over. What was
    laid down is taken away also where nobody can see it. Raises ProblemError(locked)."""
    opened = open_host(desk, brand_id)
    if opened is None:
        return
    picture = Picture(SAMPLE, "image/jpeg", SAMPLE.stat().st_size, *SAMPLE_PX, name=_("Sample photo"))
    name = file_name(picture)
    try:
        laid = await opened.lay_down(picture, name)
    except ConnectorError as error:
        yield Step("lay_down", error.problem)
        return
    yield Step("lay_down")
    try:
        await opened.seen(laid, picture)
        _note_seen(desk, brand_id)
        yield Step("seen")
    except ConnectorError as error:
        yield Step("seen", error.problem)
    try:
        await opened.take_away(name, laid.remote)
        yield Step("take_away")
    except ConnectorError as error:
        yield Step("take_away", error.problem)


def _note_seen(desk: Desk, brand_id: str) -> None:
    with desk.store.transaction() as tx:
        choice = chosen(tx, brand_id)
        if choice is not None:
            db_settings.put(tx, key_of(brand_id), asdict(replace(choice, seen_at_us=desk.now_us())))


def file_name(picture: Picture) -> str:
    """A name that nobody can guess, with the ending that says what it is."""
    return f"{secrets.token_hex(16)}{picture.path.suffix.lower()}"
