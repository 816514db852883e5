"""Bluesky: from a name to the server that holds the account, and signing in there with an app password.

handle -> DID (resolveHandle) -> DID document (PLC directory, or the host's own) -> the server in it; the document
has to name the handle too, and itself. The password goes to that account's own server, or to the authorization server
that this server names; to nobody else. Through the browser: oauth.py.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import quote

from smmdesk.model.private import REFUSED, SOME, TOLD
from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
from smmdesk.platforms.answers import Fields, origin_of, plain_words
from smmdesk.platforms.base import Account, NotSentError, Session, SignedIn, SigningIn
from smmdesk.platforms.bluesky.xrpc import READ_ITSELF, Xrpc, address, error_name, secret_of
from smmdesk.platforms.faults import name_unknown
from smmdesk.platforms.http import Http
from smmdesk.platforms.sign_in import bound_flow, revoke_token, typed_address
from smmdesk.system.secrets import Secret

DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.%-]{1,200})")
HANDLE = re.compile(r"(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
MISSING = frozenset({400, 401, 403, 404, 410})
PROTECTED = ".well-known/oauth-protected-resource"
PROFILE = "app.bsky.actor.profile"


@dataclass(frozen=True, slots=True)
class Identity:
    """An account as its own document says it. `handle` leads to it; of one that was named by its DID, it says so."""

    did: str
    server: str
    handle: str = ""


def typed_name(signing_in: SigningIn) -> str:
    """The name that was typed, as handles are written."""
    user = signing_in.fields["user"].strip().removeprefix("@").strip()
    return user.lower() if "@" not in user else user


async def sign_in(signing_in: SigningIn) -> SignedIn:
    """With an app password, at the account's own server or the one that was typed."""
    user = typed_name(signing_in)
    typed = signing_in.fields.get("server", "").strip()
    moved = await _moved_to(signing_in, typed) if typed else ""
    try:
        if moved:
            server, door = moved, await _door(signing_in.http, moved, signing_in.facts.endpoints["entry"])
        elif typed:
            server = door = typed_address(typed)
        elif HANDLE.fullmatch(user) or DID.fullmatch(user):
            server = (await identity_of(signing_in.http, signing_in.facts.endpoints, user)).server
            door = await _door(signing_in.http, server, signing_in.facts.endpoints["entry"])
        else:  # an e-mail address, or half a name
            server = door = signing_in.facts.endpoints["entry"]
        return await _open_session(signing_in, user, server, door)
    except NotSentError as error:
        if typed and name_unknown(error):
            raise ProblemError("address_not_found", url=typed, platform=signing_in.facts.name) from error
        raise


async def _moved_to(signing_in: SigningIn, typed: str) -> str:
    """Where the account lives that signs in again, if its document names another server than the one it was on: the
    password is for its own server alone. "" where that is the same, or nobody knows. Raises NotSentError."""
    if not DID.fullmatch(signing_in.expected):
        return ""
    with suppress(ProblemError):
        found = await identity_of(signing_in.http, signing_in.facts.endpoints, signing_in.expected)
        return found.server if origin_of(found.server) != origin_of(typed_address(typed)) else ""
    return ""


async def _open_session(signing_in: SigningIn, user: str, server: str, door: str) -> SignedIn:
    http = signing_in.http.also_for(server, door)
    body = {"identifier": user, "password": signing_in.secret}
    answer = await http.post(address(door, "com.atproto.server.createSession"), json=body, also=READ_ITSELF | {404})
    if answer.status == 404:
        raise ProblemError("address_not_found", url=door, platform=signing_in.facts.name)
    if not answer.ok:
        code = "second_factor" if error_name(answer) == "AuthFactorTokenRequired" else "sign_in_refused"
        raise ProblemError(code, platform=signing_in.facts.name)
    found = answer.fields()
    did = found.text("did")
    if not DID.fullmatch(did):
        raise answer.strange()
    account = await account_of(http, server, signing_in.facts.endpoints["web"], did, found.text("handle", ""))
    secret = secret_of(found, signing_in.clock.now())
    return SignedIn(replace(account, reported=may_chat(secret)), secret)


async def sign_out(session: Session) -> None:
    """End the session. The app password itself can only be taken away in Bluesky's settings.

    One that was made in the browser is taken back where it was made (RFC 7009)."""
    flow = bound_flow(session.secret)
    if flow is not None:
        await revoke_token(session.http, flow, session.secret.field("refresh"))
        return
    url = address(session.channel.server, "com.atproto.server.deleteSession")
    await session.http.post(url, bearer=session.secret.field("refresh"), also=READ_ITSELF)


async def who_am_i(session: Session) -> Account:
    found = (await Xrpc(session).read("com.atproto.server.getSession")).fields()
    web = session.facts.endpoints["web"]
    server, did, handle = session.channel.server, found.text("did"), found.text("handle", "")
    account = await account_of(session.http, server, web, did, handle)
    return replace(account, reported=may_chat(session.secret))


def may_chat(secret: Secret) -> dict[str, object]:
    """Whether the sign-in covers private messages: an app password that its owner allowed them for."""
    return {TOLD: SOME if secret.field("chat") else REFUSED}


async def account_of(http: Http, server: str, web: str, did: str, handle: str) -> Account:
    """The account with the name that its profile has."""
    handle = plain_words(handle, 253)
    known = handle and handle != "handle.invalid"
    name = await _display_name(http, server, did)
    return Account(
        remote_id=did,
        name=name or handle or did,
        handle=f"@{handle}" if known else did,
        url=f"{web}/profile/{quote(handle if known else did, safe=':')}",
        server=server,
    )


async def _display_name(http: Http, server: str, did: str) -> str:
    """The profile's name, out of the account's own records (this needs no app view)."""
    params = (("repo", did), ("collection", PROFILE), ("rkey", "self"))
    answer = await http.get(address(server, "com.atproto.repo.getRecord"), params=params, also=MISSING)
    return plain_words(answer.maybe().child("value").text("displayName", ""), 80) if answer.ok else ""


# ------------------------------------------------------------------ finding the server
async def identity_of(http: Http, endpoints: Mapping[str, str], name: str, asked: str = "") -> Identity:
    """The account behind a handle or DID. `asked` is the server that is asked for handles, else Bluesky's own.

    Raises ProblemError(sign_in_refused): there is none, or its document says something else."""
    entry, plc = asked or _endpoint(endpoints, "entry"), _endpoint(endpoints, "plc")
    handle = "" if name.startswith("did:") else name
    did = await resolve_handle(http, entry, handle) if handle else name
    if did is None:
        raise ProblemError("sign_in_refused", platform=http.names.platform)
    document = await _document(http, plc, did)
    claimed = [known.lower().removeprefix("at://") for known in document.texts("alsoKnownAs")]
    if document.text("id", "") == did and (not handle or handle in claimed):
        handle = handle or next(filter(HANDLE.fullmatch, claimed), "")
        for service in document.rows("service"):
            with suppress(ValueError):  # not an address
                if service.text("id", "").endswith("#atproto_pds") and origin_of(service.text("serviceEndpoint", "")):
                    return Identity(did, service.text("serviceEndpoint").rstrip("/"), handle)
    raise ProblemError("sign_in_refused", platform=http.names.platform)


def _endpoint(endpoints: Mapping[str, str], name: str) -> str:
    return endpoints[name].rstrip("/")


async def resolve_handle(http: Http, server: str, handle: str) -> str | None:
    """The DID behind a handle, None when there is none."""
    if not HANDLE.fullmatch(handle.lower()):
        return None
    params = (("handle", handle.lower()),)
    url = address(server, "com.atproto.identity.resolveHandle")
    answer = await http.get(url, params=params, also=MISSING | {500, 502})
    did = answer.maybe().text("did", "") if answer.ok else ""
    return did if DID.fullmatch(did) else None


async def _document(http: Http, plc: str, did: str) -> Fields:
    """The DID document. A did:web names its own host."""
    if did.startswith("did:web:"):
        host = did.removeprefix("did:web:").replace("%3A", ":")
        url = f"{typed_address(host)}/.well-known/did.json"
    else:
        url = f"{plc}/{did}"
    answer = await http.get(url, also=MISSING)
    if not answer.ok:
        raise ProblemError("sign_in_refused", platform=http.names.platform)
    return answer.fields()


async def _door(http: Http, server: str, entry: str) -> str:
    """Where sessions of a server's accounts are made: Bluesky's own servers name the common entry."""
    answer = await http.get(f"{server}/{PROTECTED}", also=MISSING)
    named = answer.maybe().texts("authorization_servers") if answer.ok else ()
    if named and split_url(named[0]).netloc == split_url(entry).netloc:
        return entry
    return server
