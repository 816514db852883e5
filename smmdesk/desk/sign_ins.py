"""A channel's sign-in: opened, and kept anew when it was refreshed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk.desk import Desk
from smmdesk.desk.keys import WITHOUT_SECRET
from smmdesk.model.channel import Channel
from smmdesk.model.moment import to_us
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms.base import NotSentError, Session
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.sign_in import sign_in_end
from smmdesk.store import sealed
from smmdesk.system.secrets import SealBrokenError, Sealed, Secret
from smmdesk.system.single import FileLock

if TYPE_CHECKING:
    from smmdesk.platforms.wire import OnFirstByte

PAUSE_S = 0.1


async def open_plain(desk: Desk, channel: Channel, on_first_byte: "OnFirstByte | None" = None) -> Session:
    """The channel's sign-in, for one piece of work that lays nothing on the web. `on_first_byte`: see Http.for_whom.

    Raises ProblemError: locked, passphrase_wrong, signed_out (there is no sign-in), address_changed.
    """
    facts = desk.facts_for(channel)
    secret = await _read_secret(desk, channel, facts)
    hosts = [f"https://{host}" for host in facts.trusted_hosts]

    known = secret

    async def save(fresh: Secret) -> None:
        nonlocal known
        await save_token(desk, channel.id, fresh, known)
        known = fresh

    async def read() -> Secret:
        nonlocal known
        known = await _read_secret(desk, channel, facts)
        return known

    return Session(
        channel=channel,
        secret=secret,
        http=desk.http.for_whom(
            facts.name,
            channel.name,
            [address_of(channel, facts), *hosts],
            on_first_byte,
            desk.policy.call_deadline.total_seconds(),
        ),
        facts=facts,
        clock=desk.clock,
        save_secret=save,
        read_secret=read,
        alone=lambda: _alone(desk, channel, facts),
        fetch=desk.fetcher,
        folder=desk.paths.practice,
        on_act=on_first_byte,
    )


@asynccontextmanager
async def _alone(desk: Desk, channel: Channel, facts: Facts) -> AsyncIterator[None]:
    """While this process renews a channel's sign-in: window, engine and commands may want to at the same moment, and a
    refresh token is good once. Raises NotSentError(busy) when another does not come to an end."""
    patience_s = desk.policy.call_deadline.total_seconds() + PAUSE_S
    until_s = desk.clock.monotonic() + patience_s
    with FileLock(desk.paths.cache / f"renew-{channel.id}.lock") as lock:
        while not lock.acquire():
            if desk.clock.monotonic() > until_s:
                raise NotSentError(Problem("busy", {"platform": facts.name, "channel": channel.name}))
            await desk.clock.sleep(PAUSE_S)
        yield


async def save_token(desk: Desk, channel_id: str, secret: Secret, before: Secret | None = None) -> None:
    """Keep a refreshed sign-in before its first use. Of a channel removed meanwhile nothing is kept, nor where somebody
    signed in anew meanwhile: `before` is the sign-in that was refreshed, None for whichever is there."""
    await desk.vault.ready()
    with desk.store.transaction() as tx:
        channel = tx.find(Channel, channel_id)
        owner = sealed.channel_owner(channel_id)
        kept = sealed.find(tx, owner)
        if channel is not None and kept is not None and not _is_another(desk, kept, before):
            address = address_of(channel, desk.facts_for(channel))
            sealed.put(tx, desk.vault.seal(owner, address, secret, desk.now_us()))
            if channel.sign_in_ends_at_us != end_of(secret):
                tx.put(replace(channel, sign_in_ends_at_us=end_of(secret)))


def _is_another(desk: Desk, kept: Sealed, before: Secret | None) -> bool:
    """Whether what is kept is not the sign-in of `before`. What nothing opens any more may be replaced."""
    with suppress(SealBrokenError):
        return before is not None and not desk.vault.open(kept, kept.address).same_as(before)
    return False


def end_of(secret: Secret | None) -> int | None:
    """When a whole sign-in ends, not only its access; None when nobody said."""
    ends = sign_in_end(secret) if secret is not None else None
    return to_us(ends) if ends is not None else None


async def _read_secret(desk: Desk, channel: Channel, facts: Facts) -> Secret:
    if facts.sign_in.kind in WITHOUT_SECRET:
        return Secret("")
    with desk.store.reading() as reader:
        kept = sealed.find(reader, sealed.channel_owner(channel.id))
    if kept is None:
        raise ProblemError("signed_out", channel=channel.name)
    await desk.vault.ready()
    address = address_of(channel, facts)
    if kept.address != address:
        raise ProblemError("address_changed", channel=channel.name)
    try:
        return desk.vault.open(kept, address)
    except SealBrokenError as error:
        raise ProblemError("signed_out", channel=channel.name) from error


def address_of(channel: Channel, facts: Facts) -> str:
    """Where the sign-in is used: the server signed in at, else the platform's one address."""
    return channel.server or facts.endpoints.get("api", "")
