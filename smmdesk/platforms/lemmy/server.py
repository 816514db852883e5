"""A Lemmy server: calls, what its refusals say, signing in and out, who somebody is.

Lemmy 0.19 (API v3), and 1.0, which still speaks version 3 but for the inbox, private messages, what an account wrote
and photos: those are version 4's (routes_v3 and routes of 1.0.0-beta.1, August 2026; `speaks_4`). A refusal is a word
like `language_not_allowed` with 400, 401 or 404; the sign-in has no end until somebody signs out or changes the
password.
"""

from typing import Any

from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
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
from smmdesk.platforms.faults import name_unknown
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.sign_in import typed_address
from smmdesk.system.secrets import Secret

API, API_4 = "/api/v3/", "/api/v4/"
NO = frozenset({400, 401, 403, 404, 413, 422})
MISSING = frozenset({400, 401, 403, 404, 405, 410, 500, 501})
OVER = frozenset({"not_logged_in", "incorrect_login"})
CLOSED = frozenset({"site_ban", "deleted_account"})
NO_RIGHT = frozenset(
    {
        "only_mods_can_post_in_community",
        "person_is_banned_from_community",
        "banned_from_community",
        "locked",
        "not_a_moderator",
        "not_a_mod_or_admin",
    }
)
GONE_FOR_GOOD = 410
BUSY = "rate_limit_error"
MOST_COMMUNITIES = 200
WANTS_CODE = frozenset({"missing_totp_token", "incorrect_totp_token"})
WAITS_FOR_APPROVAL = frozenset({"registration_application_is_pending", "email_not_verified"})
GONE = frozenset(
    {"couldnt_find_post", "couldnt_find_comment", "couldnt_find_object", "couldnt_find_person", "not_found"}
)


async def speaks_4(session: Session) -> bool:
    """Whether the server is of version 1.0 or later. Asked each time where it was none when the account signed in:
    servers are renewed without a word to anybody."""
    if str(session.channel.reported.get("version") or "0").partition(".")[0] not in ("", "0"):
        return True
    answer = await session.http.get(f"{session.channel.server}{API_4}site", also=MISSING)
    return answer.ok and {"site_view", "version"} <= set(answer.maybe().values)


async def ask(session: Session, method: str, route: str, *, api: str = API, **options: Any) -> Answer:
    """Call the channel's server as its account; options are those of Call. Raises the error that its word means."""
    also = options.pop("also", frozenset())
    url = f"{session.channel.server}{api}{route}"
    call = Call(method=method, url=url, bearer=session.secret.field("access"), also=also | NO, **options)
    answer = await session.http.call(call)
    if answer.ok or (answer.status in also and is_gone(answer)):
        return answer
    if answer.status == GONE_FOR_GOOD:  # of one post it never is; asked for by `also` alone
        raise answer.strange()
    raise refused(session.http, answer)


def refused(http: Http, answer: Answer) -> ConnectorError:
    """What a refusal means."""
    word = word_of(answer)
    if word in OVER or (answer.status == 401 and not word):
        return SignedOutError(http.names.problem("signed_out"))
    if word == BUSY:
        return NotSentError(http.names.problem("busy"))
    if word in CLOSED:
        return RefusedError(http.names.problem("account_closed", said=said_in(answer)))
    code = "may_not_publish" if word in NO_RIGHT else "refused"
    if answer.status == 401 and code == "refused":
        return SignedOutError(http.names.problem("signed_out"))
    return RefusedError(http.names.problem(code, said=said_in(answer)))


def word_of(answer: Answer) -> str:
    """Lemmy's own word for what is wrong; empty for a page of something else."""
    found = answer.maybe().values.get("error")
    return found if isinstance(found, str) else ""


def said_in(answer: Answer) -> str:
    found = answer.maybe()
    more = found.values.get("message")
    words = [word_of(answer).replace("_", " "), more if isinstance(more, str) else ""]
    return plain_words(": ".join(filter(None, words))) or faults.said_in(answer)


def is_gone(answer: Answer) -> bool:
    """Lemmy itself says that there is no such thing."""
    return word_of(answer) in GONE


# ------------------------------------------------------------------ signing in
async def sign_in(signing_in: SigningIn) -> SignedIn:
    """With name and password, which are used once. Raises ProblemError(code_needed) for a second step."""
    facts, http = signing_in.facts, signing_in.http
    assert signing_in.secret is not None
    server = await _find(http, signing_in.fields["server"], facts.name)
    http = http.also_for(server)
    form: dict[str, Any] = {"username_or_email": _bare_name(signing_in.fields["user"]), "password": signing_in.secret}
    code = signing_in.fields.get("code", "").replace(" ", "")
    form |= {"totp_2fa_token": code} if code else {}
    answer = await http.post(f"{server}{API}user/login", json=form, also=NO)
    if not answer.ok:
        raise _not_signed_in(http, answer, facts.name)
    secret = Secret.of(access=answer.fields().text("jwt"))
    try:
        account = await read_account(http, server, secret.field("access"))
    except SignedOutError as error:
        raise ProblemError("sign_in_refused", platform=facts.name) from error
    return SignedIn(account, secret)


def _bare_name(typed: str) -> str:
    """`@lucia@lemmy.example` is `lucia` there; an e-mail address stays one."""
    typed = typed.strip()
    return typed[1:].partition("@")[0] if typed.startswith("@") else typed


def _not_signed_in(http: Http, answer: Answer, platform: str) -> Exception:
    word = word_of(answer)
    if word in WANTS_CODE:
        return ProblemError("code_needed", platform=platform)
    if word in WAITS_FOR_APPROVAL or word in CLOSED:
        return RefusedError(http.names.problem("account_closed", said=said_in(answer)))
    if word == BUSY:
        return NotSentError(http.names.problem("busy"))
    return ProblemError("sign_in_refused", platform=platform)


async def _find(http: Http, typed: str, platform: str) -> str:
    """The address of the server. Raises ProblemError(address_not_found, address_unsafe)."""
    parts = split_url(typed_address(typed))
    server = f"{parts.scheme}://{parts.netloc}"
    try:
        answer = await http.get(f"{server}{API}site", also=MISSING)
    except NotSentError as error:
        if name_unknown(error):
            raise ProblemError("address_not_found", url=typed, platform=platform) from error
        raise
    if not answer.ok or "site_view" not in answer.maybe() or "version" not in answer.maybe():
        raise ProblemError("address_not_found", url=typed, platform=platform)
    return server


async def read_account(http: Http, server: str, access: Secret) -> Account:
    """Who the sign-in belongs to; raises SignedOutError when the server knows nobody by it."""
    answer = await http.get(f"{server}{API}site", bearer=access, also=NO)
    if not answer.ok:
        raise refused(http, answer)
    found = answer.fields()
    person = found.child("my_user").child("local_user_view").child("person")
    if "id" not in person:
        raise SignedOutError(http.names.problem("signed_out"))
    host, name = server.split("://", 1)[-1], plain_words(person.text("name"), 60)
    return Account(
        remote_id=f"{person.number('id')}@{host}",
        name=plain_words(person.text("display_name", ""), 80) or name,
        handle=f"@{name}@{host}",
        url=f"{server}/u/{name}",
        server=server,
        reported={
            "languages": _languages(found),
            "version": plain_words(found.text("version", ""), 40),
            "moderates": _moderates(found.child("my_user")),
        },
    )


def _moderates(me: Fields) -> list[int]:
    """The communities that the account looks after; a server of version 1.0 says it with each comment instead."""
    rows = [row.child("community") for row in me.rows("moderates")]
    return [row.number("id") for row in rows[:MOST_COMMUNITIES] if "id" in row]


def _languages(found: Fields) -> dict[str, int]:
    """The server's numbers of the languages that are known by two letters."""
    rows = [row for row in found.rows("all_languages") if len(row.text("code", "")) == 2]
    return {row.text("code"): row.number("id", 0) for row in rows}


async def sign_out(session: Session) -> None:
    await ask(session, "POST", "user/logout")


async def who_am_i(session: Session) -> Account:
    return await read_account(session.http, session.channel.server, session.secret.field("access"))
