"""Calls with a token that is bound to a key of ours (RFC 9449): each has a proof of its own, with the newest nonce.

A server that wants another nonce says so (`use_dpop_nonce`, 8 and 9) instead of looking at what is asked, and gives it
in the same answer. A proof that it does not take (`invalid_dpop_proof`, 4.3 and 12.2), often for the time in it, is
refused as early. Such a call is made once more; of an irreversible one the answer proves that nothing was done, and it
is tried again from the start, as after an access that ended. Neither word says anything of the sign-in or the post.
"""

import math
import re
from dataclasses import replace

from smmdesk.model.url_parts import split_url
from smmdesk.platforms.answers import Answer, origin_of
from smmdesk.platforms.base import NotSentError
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.signing import DPoP
from smmdesk.system.secrets import Secret

REFUSALS = frozenset({400, 401})
"""Where the word may stand: 400 at an authorization server (8), 401 at what it protects (9). The caller reads them."""
USE_NONCE, NOT_TAKEN = "use_dpop_nonce", "invalid_dpop_proof"
NONCE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,1024}")


async def bound(http: Http, dpop: DPoP, call: Call, access: Secret | None = None) -> Answer:
    """The answer to `call` with a proof, and with `access` where there is one; statuses 400 and 401 are the caller's.

    Raises what Http.call raises; NotSentError for an irreversible call that the server refused for its proof alone, and
    for any other that it refused so twice (a server of several machines may have a nonce on each).
    """
    asked = replace(call, also=call.also | REFUSALS)
    answer = await _sent(http, dpop, asked, access)
    if not _refuses_proof(answer):
        return answer
    if call.irreversible:
        raise NotSentError(http.names.problem("server_unreachable"), 0.0)
    answer = await _sent(http, dpop, asked, access)
    if _refuses_proof(answer):
        raise NotSentError(http.names.problem("server_unreachable"))
    return answer


def nonce_age_s(http: Http, dpop: DPoP, url: str) -> float:
    """How long ago the server at `url` gave its newest nonce; infinite when it gave none."""
    _nonce, at_s = http.nonces.get(_name(dpop, url), ("", -math.inf))
    return http.clock.monotonic() - at_s


async def _sent(http: Http, dpop: DPoP, call: Call, access: Secret | None) -> Answer:
    """By the servers' clock: they refuse a proof of a computer whose own is off."""
    name = _name(dpop, call.url)
    stamp = int((http.clock.now() - http.clock_ahead).timestamp())
    proof = dpop.proof(call.method, call.url, stamp, http.nonces.get(name, ("", 0.0))[0], access)
    headers: dict[str, Secret | tuple[str, Secret]] = {**call.secret_headers, "DPoP": proof}
    if access is not None:
        headers["Authorization"] = ("DPoP", access)
    answer = await http.call(replace(call, secret_headers=headers))
    nonce = answer.headers.get("dpop-nonce", "")
    if NONCE.fullmatch(nonce):
        http.nonces[name] = (nonce, http.clock.monotonic())
    return answer


def _refuses_proof(answer: Answer) -> bool:
    """The documented refusals: of the proof itself, or together with the nonce to use."""
    words = (NOT_TAKEN, USE_NONCE) if NONCE.fullmatch(answer.headers.get("dpop-nonce", "")) else (NOT_TAKEN,)
    challenge = answer.headers.get("www-authenticate", "")
    named = challenge if challenge.lower().startswith("dpop") else ""
    said = answer.maybe().values.get("error") if answer.status in REFUSALS else None
    return answer.status in REFUSALS and any(said == word or f'error="{word}"' in named for word in words)


def _name(dpop: DPoP, url: str) -> str:
    """Of one key at one half of a server: its sign-in and its data may have nonces of their own."""
    return f"{dpop.name} {origin_of(url)} {split_url(url).path.split('/')[1:2]}"
