"""Connecting accounts: signing in and out, keeping the sealed sign-in, opening it for a piece of work.

Nothing here knows a platform: what is asked comes from its facts, how it is done from its connector.
"""

import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from smmdesk.desk import real_address
from smmdesk.desk.desk import Desk
from smmdesk.desk.handing_off import still_elsewhere
from smmdesk.desk.keys import WITHOUT_SECRET, app_keys, has_app_keys
from smmdesk.desk.sessions import open_session
from smmdesk.desk.sign_ins import address_of, end_of
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import State
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _, language
from smmdesk.platforms import connector_of
from smmdesk.platforms.base import (
    Account,
    AskFields,
    ConnectorError,
    Session,
    SignedIn,
    SignedOutError,
    SigningIn,
)
from smmdesk.platforms.facts import Facts
from smmdesk.store import ledger, sealed
from smmdesk.system.secrets import Secret

if TYPE_CHECKING:
    from smmdesk.platforms.http import Http
    from smmdesk.store.transaction import Transaction

log = logging.getLogger(__name__)

SECRET_FIELD = "secret"  # noqa: S105 - the name of a field
OpenAny = Callable[[str], Awaitable[None] | None]
Values = Mapping[str, "str | Secret"]


# ------------------------------------------------------------------ connecting
def plan_channel(desk: Desk, brand_id: str, platform: str, name: str = "") -> Channel:
    """A channel to plan for before it is connected; guided while the owner's own app keys are missing.

    Raises ProblemError(platform_unknown, platform_closed)."""
    facts = _open_facts(desk, platform)
    guided = facts.sends_by_itself and facts.own_sign_in.needs_app and not has_app_keys(desk, brand_id, facts.key)
    with desk.store.transaction() as tx:
        return tx.put(replace(_fresh(desk, tx, brand_id, facts, name or _(facts.name)), guided=guided))


def _open_facts(desk: Desk, platform: str, guided: bool = False) -> Facts:
    facts = desk.facts(platform)
    if facts.closed:
        raise ProblemError("platform_closed", platform=facts.name, year=facts.closed[:4])
    return facts.assisted() if guided else facts


async def add_channel(
    desk: Desk, brand_id: str, platform: str, values: Values, name: str = "", guided: bool = False
) -> Channel:
    """Connect with what a form holds, the pasted secret in `secret`; an account that is known already is renewed.
    `guided`: a person will publish there, also where smmdesk could.

    Raises ProblemError: platform_unknown, platform_closed, field_missing, sign_in_refused, address_not_found, …
    """
    facts = _open_facts(desk, platform, guided)
    return _keep(desk, brand_id, facts, await _sign_in(desk, brand_id, facts, values), None, name)


async def browser_sign_in(
    desk: Desk,
    brand_id: str,
    platform: str,
    values: Values,
    open_page: OpenAny,
    ask: AskFields | None = None,
    name: str = "",
) -> Channel:
    """Connect through the person's own browser; cancelling the task gives up, and nothing was changed.

    `ask` shows a small form in the middle of it where a platform wants something pasted. Raises ProblemError as
    `add_channel`, and sign_in_cancelled, sign_in_timeout, sign_in_strange, sign_in_on_page.
    """
    facts = _open_facts(desk, platform)
    signed = await _sign_in(desk, brand_id, facts, values, open_page, ask)
    return _keep(desk, brand_id, facts, signed, None, name)


async def sign_in_again(
    desk: Desk, channel_id: str, values: Values, open_page: OpenAny | None = None, ask: AskFields | None = None
) -> Channel:
    """Renew a channel's sign-in, or connect a planned or a guided one. Its posts go on.

    Raises ProblemError(other_account) when somebody else signed in; both are named and nothing is changed.
    """
    with desk.store.reading() as reader:
        channel = reader.get(Channel, channel_id)
    facts = desk.facts(channel.platform)
    known = {"server": channel.server, "user": channel.handle, "name": channel.name}
    given = {**known, **{name: value for name, value in values.items() if value}}
    signed = await _sign_in(desk, channel.brand_id, facts, given, open_page, ask, channel.proven_id)
    if channel.proven_id and signed.account.remote_id != channel.proven_id and not await _moved(desk, channel, signed):
        await _undo_sign_in(desk, channel, facts, signed)
        raise ProblemError("other_account", actual=_named(signed.account), expected=channel.handle or channel.name)
    return _keep(desk, channel.brand_id, facts, signed, channel_id, "")


async def _moved(desk: Desk, channel: Channel, signed: SignedIn) -> bool:
    """The account is the same on a server that has another name by now."""
    http = desk.http.for_whom(desk.facts(channel.platform).name)
    return await real_address.is_same_account(http, channel, signed.account)


async def check_channel(desk: Desk, channel_id: str) -> Channel:
    """Ask the platform who the sign-in is, and note what its server reports. Publishes nothing.

    Raises ProblemError: signed_out (noted on the channel), offline, server_unreachable, locked, …
    """
    with desk.store.reading() as reader:
        channel = reader.get(Channel, channel_id)
    try:
        session = await open_session(desk, channel)
        account = await connector_of(session.facts).who_am_i(session)
    except SignedOutError as error:
        _note_signed_out(desk, channel_id)
        raise ProblemError.of(error.problem) from error
    except ConnectorError as error:
        raise ProblemError.of(error.problem) from error
    if channel.remote_id and account.remote_id != channel.remote_id:
        raise ProblemError("other_account", actual=_named(account), expected=channel.handle or channel.name)
    with desk.store.transaction() as tx:
        return tx.put(_told(tx.get(Channel, channel_id), account, desk.now_us()))


async def remove_channel(desk: Desk, channel_id: str) -> Channel:
    """Sign out there, then destroy the sign-in here; the channel is archived, its posts stay.

    Raises ProblemError: still_listed (nothing was changed), not_signed_out_there (removed here all the same).
    """
    with desk.store.reading() as reader:
        channel = reader.get(Channel, channel_id)
        listed = still_elsewhere(reader, channel_id)
    facts = desk.facts_for(channel)
    if listed and channel.status is ChannelStatus.CONNECTED:
        raise ProblemError("still_listed", channel=channel.name, platform=facts.name)
    archived, told = await _without_sign_in(desk, channel, status=ChannelStatus.ARCHIVED)
    if not told:
        raise ProblemError("not_signed_out_there", platform=facts.name)
    return archived


async def end_sign_in(desk: Desk, channel: Channel) -> bool:
    """As `remove_channel`, of a brand that is taken out: whatever its lists hold was decided before. False when the
    platform may still hold the sign-in."""
    return (await _without_sign_in(desk, channel, status=ChannelStatus.ARCHIVED))[1]


async def guide_channel(desk: Desk, channel_id: str) -> Channel:
    """From now on a person publishes here, and smmdesk guides: it signs out there and keeps nothing.

    Raises ProblemError: still_listed (nothing was changed), not_signed_out_there (guided all the same).
    """
    with desk.store.reading() as reader:
        channel = reader.get(Channel, channel_id)
        listed = still_elsewhere(reader, channel_id)
    if listed:
        raise ProblemError("still_listed", channel=channel.name, platform=desk.facts(channel.platform).name)
    guided, told = await _without_sign_in(
        desk, channel, status=ChannelStatus.CONNECTED, guided=True, sign_in_ends_at_us=None
    )
    if not told:
        raise ProblemError("not_signed_out_there", platform=desk.facts(channel.platform).name)
    return guided


def pause_channel(desk: Desk, channel_id: str, paused: bool = True) -> Channel:
    """Nothing goes out on a paused channel; what it gets can still be read."""
    with desk.store.transaction() as tx:
        return tx.put(replace(tx.get(Channel, channel_id), paused=paused))


def rename_channel(desk: Desk, channel_id: str, name: str) -> Channel:
    """Another name on screen; an empty one changes nothing."""
    with desk.store.transaction() as tx:
        channel = tx.get(Channel, channel_id)
        return tx.put(replace(channel, name=name.strip() or channel.name))


# ------------------------------------------------------------------ signing in
@dataclass(frozen=True, slots=True)
class _Form:
    """What was typed, the secret apart."""

    fields: Mapping[str, str]
    secret: Secret | None

    @classmethod
    def of(cls, values: Values) -> "_Form":
        found = values.get(SECRET_FIELD) or ""
        secret = found if isinstance(found, Secret) else Secret(found.strip())
        fields = {name: value.strip() for name, value in values.items() if isinstance(value, str)}
        fields.pop(SECRET_FIELD, None)
        return cls(fields, secret or None)


async def _sign_in(
    desk: Desk,
    brand_id: str,
    facts: Facts,
    values: Values,
    open_page: OpenAny | None = None,
    ask: AskFields | None = None,
    expected: str = "",
) -> SignedIn:
    form = _Form.of(values)
    _require_fields(facts, form, pasted=open_page is None)
    if facts.sign_in.kind not in WITHOUT_SECRET:
        await desk.vault.ready()  # better now than after the person agreed in the browser
    signing_in = SigningIn(
        http=desk.http.for_whom(facts.name),
        facts=facts,
        clock=desk.clock,
        fields=form.fields,
        secret=form.secret,
        open_page=None if open_page is None else _opener(open_page),
        ask=ask,
        app_keys=await app_keys(desk, brand_id, facts.key),
        expected=expected,
        language=language(),
    )
    try:
        return await real_address.sign_in(facts, signing_in)
    except SignedOutError as error:
        raise ProblemError("sign_in_refused", platform=facts.name) from error
    except ConnectorError as error:
        raise ProblemError.of(error.problem) from error


def _require_fields(facts: Facts, form: _Form, pasted: bool) -> None:
    for entry in facts.fields_for(pasted):
        given = form.secret if entry.key == SECRET_FIELD else form.fields.get(entry.key)
        if not given and (entry.required or (pasted and entry.pasted)):
            raise ProblemError("field_missing", label=_(entry.label), field=entry.key)


def _opener(open_page: OpenAny) -> Callable[[str], Awaitable[None]]:
    async def open_it(url: str) -> None:
        begun = open_page(url)
        if inspect.isawaitable(begun):
            await begun

    return open_it


def _keep(desk: Desk, brand_id: str, facts: Facts, signed: SignedIn, channel_id: str | None, name: str) -> Channel:
    """The channel with its account, and its sealed sign-in, in one commit."""
    account = signed.account
    with desk.store.transaction() as tx:
        channel = tx.get(Channel, channel_id) if channel_id else _known(tx, brand_id, facts.key, account)
        channel = channel or _fresh(desk, tx, brand_id, facts, name or account.name)
        connected = replace(
            channel,
            name=name or channel.name,
            server=account.server,
            remote_id=account.remote_id,
            status=ChannelStatus.CONNECTED,
            guided=not facts.sends_by_itself,
            sign_in_ends_at_us=end_of(signed.secret),
        )
        kept = tx.put(_told(connected, account, desk.now_us()))
        _go_on(tx, kept.id)
        if signed.secret is not None:
            owner = sealed.channel_owner(kept.id)
            sealed.put(tx, desk.vault.seal(owner, address_of(kept, facts), signed.secret, desk.now_us()))
    return kept


def _go_on(tx: "Transaction", channel_id: str) -> None:
    """What waited for good keys of the app goes on; what waits for a sign-in alone the engine takes up by itself."""
    for due in ledger.open_parts(tx, State.NEEDS_YOU):
        problem = due.part.problem
        if due.delivery.channel_id == channel_id and problem is not None and problem.code == "app_keys_refused":
            ledger.move(tx, due.part, State.SCHEDULED, problem=None)


def _known(tx: "Transaction", brand_id: str, platform: str, account: Account) -> Channel | None:
    """The channel that this account already has, also when it was removed once: its posts find it again."""
    mine = tx.all(Channel, brand_id=brand_id, platform=platform, remote_id=account.remote_id)
    return min(mine, key=lambda channel: channel.status is ChannelStatus.ARCHIVED, default=None)


def _fresh(desk: Desk, tx: "Transaction", brand_id: str, facts: Facts, name: str) -> Channel:
    others = tx.all(Channel, brand_id=brand_id)
    last = max((channel.sort_key for channel in others), default=-1)
    return Channel(desk.clock.new_id(), brand_id, facts.key, name, sort_key=last + 1)


def _told(channel: Channel, account: Account, now_us: int) -> Channel:
    """The channel with what its server says of the account now."""
    return replace(
        channel, handle=account.handle, url=account.url, reported=dict(account.reported), checked_at_us=now_us
    )


def _named(account: Account) -> str:
    return account.handle or account.name or account.remote_id


def _note_signed_out(desk: Desk, channel_id: str) -> None:
    with desk.store.transaction() as tx:
        channel = tx.get(Channel, channel_id)
        if channel.status is ChannelStatus.CONNECTED:
            tx.put(replace(channel, status=ChannelStatus.SIGNED_OUT))


# ------------------------------------------------------------------ signing out
async def _without_sign_in(desk: Desk, channel: Channel, **changes: Any) -> tuple[Channel, bool]:
    """Sign out there, destroy the sign-in here, and change the channel; False when the platform may still hold it."""
    told = await _signed_out_there(desk, channel)
    with desk.store.transaction() as tx:
        sealed.remove(tx, sealed.channel_owner(channel.id))
        return tx.put(replace(tx.get(Channel, channel.id), **changes)), told


async def _signed_out_there(desk: Desk, channel: Channel) -> bool:
    """False when the platform may still hold our sign-in."""
    if channel.status is not ChannelStatus.CONNECTED:
        return True
    try:
        session = await open_session(desk, channel)
        await connector_of(session.facts).sign_out(session)
    except SignedOutError:
        return True
    except (ConnectorError, ProblemError):
        return False
    except Exception as error:  # ours, of one platform: the sign-in goes here all the same
        log.error("signing out of %s failed", channel.platform, exc_info=error)
        return False
    return True


async def _undo_sign_in(desk: Desk, channel: Channel, facts: Facts, signed: SignedIn) -> None:
    """Give back a sign-in that is not wanted. It was never kept here."""

    async def never(_secret: Secret) -> None:
        return None

    if signed.secret is None:
        return
    http: Http = desk.http.for_whom(facts.name, channel.name, [signed.account.server])
    other = replace(channel, server=signed.account.server, remote_id=signed.account.remote_id)
    with suppress(ConnectorError):
        session = Session(other, signed.secret, http, facts, desk.clock, never)
        await connector_of(facts).sign_out(session)
