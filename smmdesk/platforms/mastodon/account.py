"""Mastodon: finding the server, registering at it, signing in, and what it says of itself.

Mastodon documentation of July 2026 (4.7 era); what forks do differently was seen on GoToSocial 0.20, takahe and Hollo.
"""

from collections.abc import Mapping

from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
from smmdesk.platforms.answers import Answer, Fields, origin_of, plain_words
from smmdesk.platforms.base import Account, ConnectorError, NotSentError, RefusedError, Session, SignedIn, SigningIn
from smmdesk.platforms.faults import name_unknown
from smmdesk.platforms.http import Http
from smmdesk.platforms.moves import MovedError
from smmdesk.platforms.sign_in import (
    CodeFlow,
    Loopback,
    ServerInfo,
    code_sign_in,
    revoke_token,
    server_info,
    typed_address,
)
from smmdesk.system.secrets import Secret

SCOPES = (
    "read:accounts read:statuses read:notifications read:search "
    "write:statuses write:media write:notifications write:conversations write:favourites"
)
COARSE_SCOPES = "read write"
NOT_THERE = frozenset({400, 401, 403, 404, 405, 410, 422})
HONOURS_KEY = ("mastodon",)
"""Software that keeps its word about Idempotency-Key; most others ignore it."""
SCHEDULES = ("mastodon", "hometown", "gotosocial")
"""Software that keeps a list; takahe and Hollo publish at once whatever `scheduled_at` says."""
QUOTES, QUOTES_SINCE = "quotes", 7
"""What a server reports that quotes posts, and the version of Mastodon's interface that does (4.5)."""
LARGEST = 10**9


# ------------------------------------------------------------------ signing in
async def sign_in(signing_in: SigningIn) -> SignedIn:
    """Through the browser, or with a pasted access key."""
    base = await _find_server(signing_in)
    http = signing_in.http.also_for(base)
    if signing_in.open_page is None:
        assert signing_in.secret is not None
        secret = Secret.of(access=signing_in.secret)
    else:
        secret = await _through_browser(signing_in, http, base)
    account = await read_account(http, base, secret.field("access"))
    return SignedIn(account, secret)


async def _through_browser(signing_in: SigningIn, http: Http, base: str) -> Secret:
    assert signing_in.open_page is not None
    info = await server_info(http, base) or ServerInfo()
    async with Loopback() as loopback:
        registered, scopes = await _register(http, base, info, loopback.redirect_uri)
        client_id, client_secret = registered.text("client_id"), Secret(registered.text("client_secret"))
        flow = CodeFlow(
            authorization_endpoint=info.authorization_endpoint or f"{base}/oauth/authorize",
            token_endpoint=info.token_endpoint or f"{base}/oauth/token",
            client_id=client_id,
            client_secret=client_secret,
            scope=scopes,
            issuer=info.issuer,
            extra={"lang": signing_in.language},
        )
        tokens = await code_sign_in(http, flow, loopback, signing_in.open_page)
    return Secret.of(access=tokens.access, client_id=client_id, client_secret=client_secret)


async def _register(http: Http, base: str, info: ServerInfo, redirect_uri: str) -> tuple[Fields, str]:
    """Register this computer for this one way back: (client, scopes). Older servers want other words for it."""
    url = info.registration_endpoint or f"{base}/api/v1/apps"
    uris: object
    for uris, scopes in (([redirect_uri], SCOPES), (redirect_uri, SCOPES), (redirect_uri, COARSE_SCOPES)):
        wish = {"client_name": "smmdesk", "redirect_uris": uris, "scopes": scopes}
        answer = await http.post(url, json=wish, also=frozenset({400, 422}))
        if answer.ok:
            return answer.fields(), scopes
    raise ProblemError("sign_in_refused", platform=http.names.platform)


async def _find_server(signing_in: SigningIn) -> str:
    """The origin of the server that a person named by its address or by an account on it."""
    http, typed = signing_in.http, signing_in.fields["server"]
    base = origin_text(typed_address(typed))
    try:
        if await _instance(http, base) is not None:
            return base
        meta = await http.get(f"{base}/.well-known/host-meta", follow=True, own_word=True, also=NOT_THERE)
        moved = origin_text(meta.url)
        if moved != base and await _instance(http, moved) is not None:
            await _require_own_word(http, base, moved)
            return moved
    except NotSentError as error:
        if name_unknown(error):
            raise ProblemError("address_not_found", url=typed, platform=signing_in.facts.name) from error
        raise
    raise ProblemError("address_not_found", url=typed, platform=signing_in.facts.name)


async def _require_own_word(http: Http, base: str, moved: str) -> None:
    """A domain whose accounts are at a server of another name says so by host-meta alone. Raises MovedError where all
    of it is sent on there: it left its old address."""
    try:
        await http.get(f"{base}/api/v2/instance", also=NOT_THERE)
    except ConnectorError as error:
        if isinstance(error, MovedError) and origin_text(error.target) == moved:
            raise


def origin_text(url: str) -> str:
    """Scheme and host of an address as people write them."""
    parts = split_url(url)
    return f"{parts.scheme}://{parts.netloc}"


async def sign_out(session: Session) -> None:
    """Revoke the access. A pasted one can only be taken back on the server's own pages."""
    server, secret = session.channel.server, session.secret
    if not secret.field("client_id"):
        raise RefusedError(session.http.names.problem("not_signed_out_there"))
    flow = CodeFlow(
        authorization_endpoint="",
        token_endpoint="",
        client_id=secret.field("client_id"),
        client_secret=secret.field("client_secret"),
        revocation_endpoint=f"{server}/oauth/revoke",
    )
    await revoke_token(session.http, flow, secret.field("access"))


# ------------------------------------------------------------------ who, and what the server takes
async def read_account(http: Http, base: str, access: Secret) -> Account:
    """Who the access belongs to, and what the server reports of itself."""
    found = (await http.get(f"{base}/api/v1/accounts/verify_credentials", bearer=access)).fields()
    instance = await _instance(http, base)
    software = await _software(http, base)
    host = split_url(base).netloc
    domain = instance.text("domain", host) if instance is not None else host
    name = found.text("username")
    return Account(
        remote_id=f"{found.id()}@{host}",
        name=plain_words(found.text("display_name", "") or name, 80),
        handle=f"@{plain_words(name, 80)}@{plain_words(domain, 120)}",
        url=found.text("url", ""),
        server=base,
        reported={**_limits(instance), "software": software, **_promises(software, instance)},
    )


def account_id(session: Session) -> str:
    """The account's own id on its server."""
    return session.channel.remote_id.partition("@")[0]


async def _instance(http: Http, base: str) -> Fields | None:
    """What the server says of itself, None when there is no such server."""
    for version in ("v2", "v1"):
        answer = await http.get(f"{base}/api/{version}/instance", also=NOT_THERE | {301, 302, 307, 308})
        if answer.ok and not answer.is_html:
            found = answer.maybe()
            if "version" in found:
                return found
    return None


async def _software(http: Http, base: str) -> str:
    """The software's name by its NodeInfo, empty when it does not say."""
    try:
        links = (await http.get(f"{base}/.well-known/nodeinfo", also=NOT_THERE)).maybe().rows("links")
        for link in reversed(links):
            url = link.text("href", "")
            if origin_of(url) == origin_of(base):
                answer: Answer = await http.get(url, also=NOT_THERE)
                return plain_words(answer.maybe().child("software").text("name", ""), 40).lower()
    except (ConnectorError, ValueError):
        return ""
    return ""


def _promises(software: str, instance: Fields | None) -> dict[str, object]:
    """What other programs than Mastodon itself do not keep, and what only younger versions of it do."""
    promises: dict[str, object] = {}
    version = instance.child("api_versions").values.get("mastodon") if instance is not None else None
    if isinstance(version, int) and version >= QUOTES_SINCE:
        promises[QUOTES] = True
    if software not in HONOURS_KEY:
        promises["idempotency"] = False
    if software not in SCHEDULES:
        promises["schedule"] = False
    return promises


def _limits(instance: Fields | None) -> dict[str, object]:
    """The server's own numbers under the names of Limits; what is missing or absurd is left out."""
    if instance is None:
        return {}
    statuses = instance.child("configuration").child("statuses").values
    media = instance.child("configuration").child("media_attachments").values
    polls = instance.child("configuration").child("polls").values
    found: Mapping[str, object] = {
        "text_max": statuses.get("max_characters") or instance.values.get("max_toot_chars"),
        "images_max": statuses.get("max_media_attachments"),
        "poll_options_max": polls.get("max_options"),
        "poll_option_max": polls.get("max_characters_per_option"),
        "alt_max": media.get("description_limit"),
        "image_max_bytes": media.get("image_size_limit"),
        "image_max_px": media.get("image_matrix_limit"),
        "video_max_bytes": media.get("video_size_limit"),
    }
    return {name: value for name, value in found.items() if isinstance(value, int) and 0 < value < LARGEST}
