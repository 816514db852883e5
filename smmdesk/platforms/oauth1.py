"""Signing in by OAuth 1.0a (RFC 5849) under an app of the owner's own: a token to ask with, the person's yes, a token.

The platform's pages are data (`Facts.oauth` with `request`). Such a sign-in does not end by itself and is never
renewed; every request is signed anew (signing.OAuth1).
"""

from urllib.parse import parse_qsl

from smmdesk.model.problem import ProblemError
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import SigningIn
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.own_app import Granted, granted, keys_of, way_back_of
from smmdesk.platforms.sign_in import REFUSED, Tokens, with_query
from smmdesk.platforms.signing import OAuth1
from smmdesk.system.secrets import Secret

MOST_VALUES = 40


async def sign_in_with_app(signing_in: SigningIn) -> Granted:
    """Through the person's browser with the owner's keys; `signing_in.open_page` is set. `Granted.tokens.said` are the
    values that the platform gave beside the token.

    Raises ProblemError: app_keys_missing, sign_in_cancelled, sign_in_timeout, sign_in_strange, sign_in_refused,
    sign_in_port_taken; ConnectorError.
    """
    facts, keys, http = signing_in.facts, keys_of(signing_in), signing_in.http
    oauth = facts.oauth
    assert oauth is not None
    assert signing_in.open_page is not None
    key, key_secret = keys.field("client_id"), keys.field("client_secret")
    async with way_back_of(oauth, signing_in.ask) as way_back:
        callback = with_query(way_back.redirect_uri, {"state": way_back.state})
        first = OAuth1(key, key_secret, said={"oauth_callback": callback})
        asked = await _given(http, "POST", facts.endpoints[oauth.request], first)
        if asked.text("oauth_callback_confirmed", "") != "true":
            raise ProblemError("sign_in_refused", platform=http.names.platform)
        token = asked.text("oauth_token")
        page = {"oauth_token": token, **oauth.extra}
        await signing_in.open_page(with_query(facts.endpoints[oauth.authorize], page))
        answer = await way_back.wait()
    if answer.get("oauth_token", token) != token:
        raise ProblemError("sign_in_strange")
    if not answer.get("oauth_verifier"):
        raise ProblemError("sign_in_cancelled")
    proof = {"oauth_verifier": answer["oauth_verifier"]}
    second = OAuth1(key, key_secret, Secret(token), Secret(asked.text("oauth_token_secret")), proof)
    said = await _given(http, "GET", facts.endpoints[oauth.token], second)
    tokens = Tokens(Secret(said.text("oauth_token")), Secret(""), 0, "", said)
    found = granted(facts, keys, tokens, signing_in.clock.now())
    secret = found.secret.with_fields(access_secret=said.text("oauth_token_secret"))
    return Granted(secret, found.scopes, found.tokens)


def signer(secret: Secret) -> OAuth1:
    """What signs the requests of a channel."""
    key, key_secret = secret.field("client_id"), secret.field("client_secret")
    return OAuth1(key, key_secret, secret.field("access"), secret.field("access_secret"))


async def _given(http: Http, method: str, url: str, oauth1: OAuth1) -> Fields:
    """The values of a form-encoded answer, a token and its secret among them. Raises ProblemError(sign_in_refused)."""
    answer = await http.also_for(url).call(Call(method=method, url=url, oauth1=oauth1, also=REFUSED))
    if not answer.ok:
        raise ProblemError("sign_in_refused", platform=http.names.platform)
    found = Fields(dict(parse_qsl(answer.text(), keep_blank_values=True)[:MOST_VALUES]), answer.strange)
    if answer.is_html or not found.text("oauth_token", "") or not found.text("oauth_token_secret", ""):
        raise answer.strange()
    return found
