"""A Discourse forum: calls with a key that a member allowed, or that its administrators made for one, and what its
refusals say.

Discourse of 2026 (source and OpenAPI of Aug 2026). A key that is gone and a right that is missing are both 403: who the
key belongs to tells them apart.
"""

from typing import Any

from smmdesk.model.problem import ProblemError
from smmdesk.platforms import faults
from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import (
    Account,
    ConnectorError,
    NotSentError,
    RefusedError,
    Session,
    SignedIn,
    SignedOutError,
    SigningIn,
)
from smmdesk.platforms.discourse.user_key import ask_for_key
from smmdesk.platforms.faults import name_unknown
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.sign_in import typed_address
from smmdesk.system.secrets import Secret

NO = frozenset({400, 403, 404, 409, 413, 415, 422})
MISSING = frozenset({400, 401, 403, 404, 405, 406, 410, 500, 501})
MAY_CREATE = 1
MOST_CATEGORIES = 200
SETTINGS = {
    "min_post_length": "text_min",
    "max_post_length": "text_max",
    "max_topic_title_length": "title_max",
    "max_image_size_kb": "image_kilobytes",
}
"""The forum's own settings, as it tells programs, and the limits that they are."""
MOST_SAID = 1_000_000


async def ask(session: Session, method: str, route: str, **options: Any) -> Answer:
    """Call the forum as the channel's member; options are those of Call. Raises the error that a refusal means."""
    also = options.pop("also", frozenset())
    answer = await _call(session.http, session.channel.server, session.secret, method, route, also=also, **options)
    if answer.ok or answer.status in also:
        return answer
    if answer.status == 403 and not await knows_us(session):
        raise SignedOutError(session.http.names.problem("signed_out"))
    code = "may_not_publish" if error_type(answer) == "invalid_access" else "refused"
    raise RefusedError(session.http.names.problem(code, said=said_in(answer)))


async def _call(http: Http, server: str, secret: Secret, method: str, route: str, **options: Any) -> Answer:
    client = secret.field("client_id")
    own = {"User-Api-Key": secret.field("key"), "User-Api-Client-Id": client}
    keys = own if client else {"Api-Key": secret.field("key"), "Api-Username": secret.field("user")}
    headers = {"Accept": "application/json"}
    also = options.pop("also", frozenset()) | NO
    url = f"{server}/{route}"
    return await http.call(Call(method=method, url=url, secret_headers=keys, headers=headers, also=also, **options))


async def knows_us(session: Session) -> bool:
    """Whether the key is still good."""
    answer = await _call(session.http, session.channel.server, session.secret, "GET", "session/current.json")
    return answer.ok and "current_user" in answer.maybe()


def error_type(answer: Answer) -> str:
    """Discourse's own name for what is wrong; empty for a page of something else."""
    found = answer.maybe().values.get("error_type")
    return found if isinstance(found, str) else ""


def said_in(answer: Answer) -> str:
    return plain_words(" ".join(answer.maybe().texts("errors"))) or faults.said_in(answer)


def is_gone(answer: Answer) -> bool:
    """Discourse itself says that there is no such thing; 410 of a deleted topic, to whoever could see it before
    (topics_controller.rb)."""
    return answer.status in (404, 410) and error_type(answer) == "not_found"


# ------------------------------------------------------------------ signing in
async def sign_in(signing_in: SigningIn) -> SignedIn:
    """With a key that the member allows in the browser, or a pasted one of the forum's administrators and the name of
    the member that it speaks for."""
    facts, http = signing_in.facts, signing_in.http
    server = await _find(http, signing_in.fields["server"], facts.name)
    if signing_in.open_page is not None:
        secret = await ask_for_key(signing_in, server)
    else:
        given = signing_in.secret or Secret("")
        secret = Secret.of(key=given, user=signing_in.fields["user"].strip().lstrip("@"))
    try:
        account = await read_account(http.also_for(server), server, secret)
    except SignedOutError as error:
        raise ProblemError("sign_in_refused", platform=facts.name) from error
    return SignedIn(account, secret)


async def _find(http: Http, typed: str, platform: str) -> str:
    """The address of the forum, by what it says of itself. Raises ProblemError(address_not_found, address_unsafe)."""
    base = typed_address(typed)
    try:
        answer = await http.get(f"{base}/site/basic-info.json", follow=True, also=MISSING)
    except NotSentError as error:
        if name_unknown(error):
            raise ProblemError("address_not_found", url=typed, platform=platform) from error
        raise
    if not answer.ok or "title" not in answer.maybe():
        raise ProblemError("address_not_found", url=typed, platform=platform)
    return answer.url.split("?")[0].removesuffix("/site/basic-info.json")


async def read_account(http: Http, server: str, secret: Secret) -> Account:
    """Who the key speaks for and where it may write; raises SignedOutError when the forum knows nobody by it."""
    answer = await _call(http, server, secret, "GET", "session/current.json")
    found = answer.maybe().child("current_user")
    if not answer.ok and answer.status not in (403, 404):
        raise answer.strange()
    if "id" not in found:
        raise SignedOutError(http.names.problem("signed_out"))
    host, user = server.split("://", 1)[-1], plain_words(found.text("username"), 60)
    site = (await _call(http, server, secret, "GET", "site.json")).fields()
    return Account(
        remote_id=f"{found.number('id')}@{host}",
        name=plain_words(found.text("name", ""), 80) or user,
        handle=user,
        url=f"{server}/u/{user}",
        server=server,
        reported={"categories": _categories(site), **(await _settings(http, server, secret)), **keeps_ids(secret)},
    )


def keeps_ids(secret: Secret) -> dict[str, bool]:
    """The forum keeps an id of ours for administrators' keys only; a member's are known by their words."""
    return {"idempotency": False} if secret.field("client_id") else {}


async def give_back(session: Session) -> None:
    """Take a member's key back; administrators' keys are theirs. Raises ConnectorError."""
    if session.secret.field("client_id"):
        await _call(session.http, session.channel.server, session.secret, "POST", "user-api-key/revoke")


def _categories(site: Fields) -> list[list[str]]:
    """The categories in which the member may begin a topic, as [number, name]; the forum's own choice first."""
    rows = [row for row in site.rows("categories") if row.number("permission", MAY_CREATE) == MAY_CREATE]
    found = [[str(row.number("id")), plain_words(row.text("name", ""), 80)] for row in rows[:MOST_CATEGORIES]]
    return [["", "–"], *found] if found else []


async def _settings(http: Http, server: str, secret: Secret) -> dict[str, int]:
    """The limits that the forum set for itself; empty where it does not tell."""
    try:
        answer = await _call(http, server, secret, "GET", "site/settings.json")
    except ConnectorError:
        return {}
    found = answer.maybe().values if answer.ok else {}
    told = {ours: found.get(theirs) for theirs, ours in SETTINGS.items()}
    limits = {ours: value for ours, value in told.items() if isinstance(value, int) and 0 < value < MOST_SAID}
    kilobytes = limits.pop("image_kilobytes", 0)
    return {**limits, "image_max_bytes": kilobytes * 1024} if kilobytes else limits


async def who_am_i(session: Session) -> Account:
    return await read_account(session.http, session.channel.server, session.secret)


async def ask_gently(session: Session, route: str, **params: str) -> Fields | None:
    """A question to which "there is none" is an answer, where Discourse itself says so."""
    answer = await ask(session, "GET", route, params=tuple(params.items()), also=frozenset({404, 410}))
    return None if answer.says_gone(is_gone) else answer.fields()
