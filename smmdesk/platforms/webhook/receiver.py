"""The address that takes the posts: its path is kept like a password, since who knows it can write there."""

import hashlib
from collections.abc import Mapping
from typing import Any

from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
from smmdesk.model.words import _
from smmdesk.platforms.answers import Answer
from smmdesk.platforms.base import Account, NotSentError, Session, SignedIn, SigningIn
from smmdesk.platforms.faults import name_unknown
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.sign_in import typed_address
from smmdesk.platforms.webhook.forms import form_at
from smmdesk.system.secrets import Secret

KEPT = "webhook-id-kept"
"""A receiver's header in its answer to OPTIONS: for how many seconds it takes the same `webhook-id` once only."""
KEPT_LEAST_S = 3600
ANY = frozenset(range(400, 600)) - {407, 511}


async def sign_in(signing_in: SigningIn) -> SignedIn:
    """With an address, and the secret for the signature where there is one. Nothing is sent there but a question that
    no receiver acts on (OPTIONS). Raises ProblemError(address_unsafe, address_not_found), ConnectorError."""
    typed = signing_in.fields["server"].strip()
    server, path = split_address(typed)
    own_id = id_of(server, path)
    if signing_in.expected and own_id != signing_in.expected and not path:  # the form knows the host alone
        named = next(field for field in signing_in.facts.sign_in.fields if field.key == "server")
        raise ProblemError("field_missing", label=_(named.label), field=named.key)
    secret = Secret.of(path=path, key=signing_in.secret or "")
    try:
        reported = await ask_promise(signing_in.http.also_for(server), server, secret)
    except NotSentError as error:
        if name_unknown(error):
            raise ProblemError("address_not_found", url=server, platform=signing_in.facts.name) from error
        raise
    host = split_url(server).netloc
    form = {"form": form_at(host)} if form_at(host) else {}
    return SignedIn(Account(remote_id=own_id, name=host, server=server, reported={**reported, **form}), secret)


def id_of(server: str, path: str) -> str:
    """What names an address without telling it."""
    return hashlib.sha256(f"{server}/{path}".encode("utf-8", "replace")).hexdigest()[:16]


def split_address(typed: str) -> tuple[str, str]:
    """(origin, all that follows it without the first slash). Raises ProblemError(address_unsafe)."""
    base = typed_address(typed)  # also says no to what is not https
    parts = split_url(base)
    given = split_url(typed if "://" in typed else f"{parts.scheme}://{typed}")
    rest = given.path.lstrip("/") + (f"?{given.query}" if given.query else "")
    return f"{parts.scheme}://{parts.netloc}", rest


async def ask_promise(http: Http, server: str, secret: Secret) -> Mapping[str, object]:
    """What the receiver promises: by itself nobody knows that it takes the same post once only."""
    answer = await _reach(http, server, secret, "OPTIONS", also=ANY)
    said = answer.headers.get(KEPT, "")
    kept = answer.ok and said.isascii() and said.isdigit() and int(said[:12]) >= KEPT_LEAST_S
    return {} if kept else {"idempotency": False}


async def read_account(session: Session) -> Account:
    """The address is the account; asked again what it promises."""
    channel = session.channel
    reported = await ask_promise(session.http, channel.server, session.secret)
    form = {name: value for name, value in channel.reported.items() if name == "form"}
    return Account(channel.remote_id, channel.name, server=channel.server, reported={**reported, **form})


async def send(session: Session, **options: Any) -> Answer:
    """POST to the address; options are the fields of Call."""
    return await _reach(session.http, session.channel.server, session.secret, "POST", irreversible=True, **options)


async def _reach(http: Http, server: str, secret: Secret, method: str, **options: Any) -> Answer:
    url, hidden = f"{server}/{{path}}", {"path": secret.field("path")}
    return await http.call(Call(method=method, url=url, hidden=hidden, **options))
