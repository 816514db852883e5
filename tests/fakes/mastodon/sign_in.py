"""Registration of apps, the pages that a person sees in the browser, tokens."""

import base64
import hashlib
import html
import ipaddress
import secrets
from urllib.parse import urlencode, urlsplit

from ..exchange import Answer, page
from .book import Account, App, Book, Code, Token
from .entities import application
from .routes import Call, route
from .rules import CODE_LIVES, OUT_OF_BAND, SCOPES, Refusal, covers, truth, unknown_scopes, unprocessable

FORBIDDEN_SCHEMES = ("javascript", "data", "vbscript")
BAD_GRANT = (
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the "
    "authorization request, or was issued to another client."
)
BAD_CLIENT = (
    "Client authentication failed due to unknown client, no client authentication included, or unsupported "
    "authentication method."
)


@route("GET", "/.well-known/oauth-authorization-server")
def metadata(book: Book, call: Call) -> Answer:
    if not book.dialect.has_metadata:
        raise Refusal(404, "Not Found")
    return Answer(
        json={
            "issuer": f"{book.url}/",
            "service_documentation": "https://docs.joinmastodon.org/",
            "authorization_endpoint": f"{book.url}/oauth/authorize",
            "token_endpoint": f"{book.url}/oauth/token",
            "app_registration_endpoint": f"{book.url}/api/v1/apps",
            "revocation_endpoint": f"{book.url}/oauth/revoke",
            "userinfo_endpoint": f"{book.url}/oauth/userinfo",
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query", "fragment", "form_post"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


@route("POST", "/api/v1/apps")
def register(book: Book, call: Call) -> Answer:
    name = call.text("client_name").strip()
    uris = [uri for given in call.many("redirect_uris") for uri in given.split()]
    scopes = call.text("scopes").split() or ["read"]
    if not name:
        raise unprocessable("Application name can't be blank")
    if not uris:
        raise unprocessable("Redirect URI can't be blank")
    for uri in uris:
        _check_redirect(uri)
    if unknown_scopes(scopes):
        raise unprocessable("Scopes doesn't match configured on the server.")
    app = App(book.new_id(), name, call.text("website") or None, uris, scopes, book.secret(), book.secret())
    book.apps.append(app)
    secret = {"client_id": app.client_id, "client_secret": app.client_secret, "client_secret_expires_at": 0}
    return Answer(json={**application(app), **secret})


def _check_redirect(uri: str) -> None:
    parts = urlsplit(uri)
    if parts.fragment:
        raise unprocessable("Redirect URI cannot contain a fragment.")
    if not parts.scheme:
        raise unprocessable("Redirect URI must be an absolute URI.")
    if parts.scheme in FORBIDDEN_SCHEMES:
        raise unprocessable("Redirect URI is forbidden by the server.")


def redirect_matches(registered: str, given: str) -> bool:
    """Doorkeeper's rule: the same address, but for the port where the host is a loopback number (not a name)."""
    if registered == given:
        return True
    ours, theirs = urlsplit(registered), urlsplit(given)
    if not _is_loopback_number(ours.hostname):
        return False
    return all(getattr(ours, part) == getattr(theirs, part) for part in ("scheme", "hostname", "path", "query"))


def _is_loopback_number(host: str | None) -> bool:
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


# ------------------------------------------------------------------ in the browser
@route("GET", "/oauth/authorize")
def ask(book: Book, call: Call) -> Answer:
    app = _app_that_asks(book, call)
    wrong = _what_is_wrong(book, call, app)
    if wrong:
        return _back(call, error=wrong[0], error_description=wrong[1])
    person = _signed_in(book, call)
    fields = "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in call.request.query
    )
    if person is None or (truth(call.text("force_login")) and person is not book.just_signed_in):
        return _sign_in_page(fields)
    book.just_signed_in = None
    scopes = html.escape(call.text("scope") or "read")
    return page(
        "Authorization required",
        f"<p>{html.escape(app.name)} would like to access the account @{html.escape(person.username)}: {scopes}</p>"
        f'<form method="post" action="/oauth/authorize">{fields}<button type="submit" name="answer" '
        f'value="authorize">Authorize</button><button type="submit" name="answer" value="deny">Deny</button></form>',
    )


def _sign_in_page(fields: str, said: str = "", status: int = 200) -> Answer:
    form = (
        f'<p>{said}</p><form method="post" action="/auth/sign_in">{fields}<input type="email" name="user">'
        '<input type="password" name="password"><button type="submit">Log in</button></form>'
    )
    return page("Log in", form, status)


@route("POST", "/auth/sign_in")
def sign_in(book: Book, call: Call) -> Answer:
    person = book.account(call.text("user").partition("@")[0])
    hidden = {name: str(value) for name, value in call.values.items() if name not in ("user", "password")}
    if person is None or not secrets.compare_digest(person.password, call.text("password")):
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(each)}">' for name, each in hidden.items()
        )
        return _sign_in_page(fields, "Incorrect e-mail address or password.", 422)
    session = secrets.token_urlsafe(24)
    book.sessions[session] = book.just_signed_in = person
    cookie = f"_session_id={session}; path=/; HttpOnly; SameSite=Lax"
    return Answer(302, headers={"Location": f"/oauth/authorize?{urlencode(hidden)}", "Set-Cookie": cookie})


@route("POST", "/oauth/authorize")
def decide(book: Book, call: Call) -> Answer:
    app = _app_that_asks(book, call)
    person = _signed_in(book, call)
    if person is None:
        raise Refusal(401, "This method requires an authenticated user")
    if call.text("answer") != "authorize":
        said = "The resource owner or authorization server denied the request."
        return _back(call, error="access_denied", error_description=said)
    scopes = call.text("scope").split() or ["read"]
    challenge = call.text("code_challenge") or None
    code = Code(book.secret(), app, person, call.text("redirect_uri"), scopes, challenge, book.now)
    book.codes[code.code] = code
    return _back(call, code=code.code)


@route("GET", "/oauth/authorize/native")
def show_code(book: Book, call: Call) -> Answer:
    return page("Authorization code", f"<p>Copy this code:</p><code>{html.escape(call.text('code'))}</code>")


def _app_that_asks(book: Book, call: Call) -> App:
    app = book.app(call.text("client_id"))
    if app is None:
        raise Refusal(401, "invalid_client", description=BAD_CLIENT)
    if not any(redirect_matches(uri, call.text("redirect_uri")) for uri in app.redirect_uris):
        raise Refusal(400, "invalid_request", description="The requested redirect uri is malformed or doesn't match.")
    return app


def _what_is_wrong(book: Book, call: Call, app: App) -> tuple[str, str] | None:
    scopes = call.text("scope").split() or ["read"]
    if call.text("response_type") != "code":
        return "unsupported_response_type", "The authorization server does not support this response type."
    if not all(covers(app.scopes, scope) for scope in scopes) or unknown_scopes(scopes):
        return "invalid_scope", "The requested scope is invalid, unknown, or malformed."
    if book.dialect.checks_pkce and call.text("code_challenge") and call.text("code_challenge_method") != "S256":
        return "invalid_code_challenge_method", "The code challenge method must be S256."
    return None


def _signed_in(book: Book, call: Call) -> Account | None:
    cookies = dict(part.strip().partition("=")[::2] for part in call.request.headers.get("cookie", "").split(";"))
    return book.sessions.get(cookies.get("_session_id", ""))


def _back(call: Call, **answer: str) -> Answer:
    """Send the browser back to the app, with the state that it gave."""
    given = {"state": call.text("state")} if call.text("state") else {}
    target = call.text("redirect_uri")
    if target == OUT_OF_BAND:
        target = "/oauth/authorize/native"
    mark = "&" if "?" in target else "?"
    return Answer(302, headers={"Location": f"{target}{mark}{urlencode({**answer, **given})}"})


# ------------------------------------------------------------------ tokens
@route("POST", "/oauth/token")
def grant(book: Book, call: Call) -> Answer:
    app = _client(book, call)
    if app is None:
        raise Refusal(401, "invalid_client", description=BAD_CLIENT)
    if call.text("grant_type") != "authorization_code":
        raise Refusal(400, "unsupported_grant_type", description="The authorization grant type is not supported.")
    code = book.codes.get(call.text("code"))
    if code is None or not _code_is_good(book, call, app, code):
        raise Refusal(400, "invalid_grant", description=BAD_GRANT)
    code.used = True
    token = Token(book.secret(), app, code.account, code.scopes, book.now)
    book.tokens[token.token] = token
    return Answer(
        json={
            "access_token": token.token,
            "token_type": "Bearer",
            "scope": " ".join(token.scopes),
            "created_at": int(token.made_at.timestamp()),
        }
    )


def _client(book: Book, call: Call) -> App | None:
    """The app whose id and secret came in the body or as Basic authentication."""
    client_id, secret = call.text("client_id"), call.text("client_secret")
    kind, _, given = call.request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        client_id, _, secret = base64.b64decode(given).decode().partition(":")
    app = book.app(client_id)
    return app if app is not None and secrets.compare_digest(app.client_secret, secret) else None


def _code_is_good(book: Book, call: Call, app: App, code: Code) -> bool:
    if code.used or code.app is not app or book.now - code.made_at > CODE_LIVES:
        return False
    if call.text("redirect_uri") != code.redirect_uri:
        return False
    if code.challenge is None or not book.dialect.checks_pkce:
        return True
    digest = hashlib.sha256(call.text("code_verifier").encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == code.challenge


@route("POST", "/oauth/revoke")
def revoke(book: Book, call: Call) -> Answer:
    app = _client(book, call)
    token = book.tokens.get(call.text("token"))
    if app is None or (token is not None and token.app is not app):
        raise Refusal(403, "unauthorized_client", description="You are not authorized to revoke this token")
    book.tokens.pop(call.text("token"), None)
    return Answer(json={})


@route("GET", "/api/v1/apps/verify_credentials", "read")
def who_is_the_app(book: Book, call: Call) -> Answer:
    return Answer(json=application(call.app))
