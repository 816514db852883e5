"""Bluesky: from a name to the server that holds the account, and signing in there with an app password.

handle -> DID (resolveHandle) -> DID document (PLC directory, or the host's own) -> the server in it. The password goes
to that account's own server, or to the authorization server that this server names; to nobody else.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import quote, urlsplit

from smmdesk.model.problem import ProblemError
from smmdesk.platforms.answers import Fields, origin_of, plain_words
from smmdesk.platforms.base import Account, NotSentError, Session, SignedIn, SigningIn
from smmdesk.platforms.bluesky.xrpc import READ_ITSELF, Xrpc, address, error_name, secret_of
from smmdesk.platforms.faults import name_unknown
from smmdesk.platforms.http import Http
from smmdesk.platforms.sign_in import typed_address

DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.%-]{1,200})")
HANDLE = re.compile(r"(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
MISSING = frozenset({400, 401, 403, 404, 410})
PROFILE = "app.bsky.actor.profile"


async def sign_in(signing_in: SigningIn) -> SignedIn:
    """With an app password, at the account's own server or the one that was typed."""
    user = signing_in.fields["user"].strip().removeprefix("@").strip()
    user = user.lower() if "@" not in user else user
    typed = signing_in.fields.get("server", "").strip()
    try:
        if typed:
            server = door = typed_address(typed)
        elif HANDLE.fullmatch(user) or DID.fullmatch(user):
            server = await find_server(signing_in.http, signing_in.facts.endpoints, user)
            door = await _door(signing_in.http, server, signing_in.facts.endpoints["entry"])
        else:  # an e-mail address, or half a name
            server = door = signing_in.facts.endpoints["entry"]
        return await _open_session(signing_in, user, server, door)
    except NotSentError as error:
        if typed and name_unknown(error):
            raise ProblemError("address_not_found", url=typed, platform=signing_in.facts.name) from error
        raise


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
    account = await _account(http, server, signing_in.facts.endpoints["web"], did, found.text("handle", ""))
    return SignedIn(account, secret_of(found, signing_in.clock.now()))


async def sign_out(session: Session) -> None:
    """End the session. The app password itself can only be taken away in Bluesky's settings."""
    url = address(session.channel.server, "com.atproto.server.deleteSession")
    await session.http.post(url, bearer=session.secret.field("refresh"), also=READ_ITSELF)


async def who_am_i(session: Session) -> Account:
    found = (await Xrpc(session).read("com.atproto.server.getSession")).fields()
    web = session.facts.endpoints["web"]
    return await _account(session.http, session.channel.server, web, found.text("did"), found.text("handle", ""))


async def _account(http: Http, server: str, web: str, did: str, handle: str) -> Account:
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
async def find_server(http: Http, endpoints: Mapping[str, str], name: str) -> str:
    """The address of the server that holds an account, by its handle or DID. Raises ProblemError(sign_in_refused)."""
    entry, plc = _endpoint(endpoints, "entry"), _endpoint(endpoints, "plc")
    did = name if name.startswith("did:") else await resolve_handle(http, entry, name)
    if did is None:
        raise ProblemError("sign_in_refused", platform=http.names.platform)
    document = await _document(http, plc, did)
    for service in document.rows("service"):
        with suppress(ValueError):  # not an address
            if service.text("id", "").endswith("#atproto_pds") and origin_of(service.text("serviceEndpoint", "")):
                return service.text("serviceEndpoint").rstrip("/")
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
    answer = await http.get(f"{server}/.well-known/oauth-protected-resource", also=MISSING)
    named = answer.maybe().texts("authorization_servers") if answer.ok else ()
    if named and urlsplit(named[0]).netloc == urlsplit(entry).netloc:
        return entry
    return server
