"""A Discord webhook: its address is the whole sign-in, and what its refusals mean.

Discord's API v10, documentation of August 2026 and its OpenAPI document of July 2026.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from smmdesk.model.problem import ProblemError
from smmdesk.model.words import N_
from smmdesk.platforms.answers import Answer, plain_words, retry_after_s
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
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.faults import said_in
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.sign_in import pieces
from smmdesk.system.secrets import Secret

FORM = (
    r"https://(?:(?:www|canary|ptb)\.)?discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/"
    r"(?P<id>\d{5,25})/(?P<token>[\w-]{20,200})/?(?:\?(?:[^#\s]*&)?(?:thread_id=(?P<thread>\d{5,25}))?[^#\s]*)?"
)
OWN = frozenset({400, 401, 403, 404, 413, 429})
UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, BAD_TOKEN = 10008, 10015, 50027
NEEDS_TITLE, IS_NO_FORUM, NEEDS_TAG = 220001, 220003, 40067
TITLE, TAGS = N_("Title of the thread"), N_("Tags in the forum")
FORUM = "is_forum"
"""What `Channel.reported` says of a channel whose posts are threads: a person says so when they sign in."""
TITLE_MOST = 100
OF_FORUM = {
    FORUM: True,
    "has_title": True,
    "title_required": True,
    "title_max": TITLE_MOST,
    "title_stands_alone": False,  # an empty message opens no thread (50006)
}


class NeedsTitleError(RefusedError):
    """A forum refused a message that has no title: nothing is there."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """One webhook; `secret` has the pieces of its address: id, token, thread."""

    http: Http
    base: str
    secret: Secret

    @classmethod
    def of(cls, session: Session) -> "Webhook":
        return cls(session.http, session.facts.endpoints["api"], session.secret)

    async def call(self, method: str, path: str = "", thread: "Secret | None" = None, **options: Any) -> Answer:
        """Call the webhook's own address and what lies below it, in a thread where one is named; options are the
        fields of Call. A message that is not there comes back as it is answered. Raises ConnectorError."""
        hidden = {"id": self.secret.field("id"), "token": self.secret.field("token")}
        url = f"{self.base}/webhooks/{{id}}/{{token}}{path}"
        if thread:
            url += f"{'&' if '?' in path else '?'}thread_id={{thread}}"
            hidden["thread"] = thread
        call = Call(method=method, url=url, hidden=hidden, **options)
        answer = await self.http.call(replace(call, also=OWN))
        if answer.ok or is_gone(answer):
            return answer
        raise refusal(self.http, answer)


def is_gone(answer: Answer) -> bool:
    """Discord itself says that there is no such message."""
    return answer.status == 404 and code_of(answer) == UNKNOWN_MESSAGE


def code_of(answer: Answer) -> object:
    return answer.maybe().values.get("code")


def refusal(http: Http, answer: Answer) -> ConnectorError:
    """What an answer that is no success means."""
    names, code = http.names, code_of(answer)
    if answer.status == 429:
        return NotSentError(names.problem("busy"), _wait_s(answer, http))
    if answer.status == 401 or code in (UNKNOWN_WEBHOOK, BAD_TOKEN):  # deleted there, or its address changed
        return SignedOutError(names.problem("signed_out"))
    if code == NEEDS_TITLE:
        return NeedsTitleError(names.problem("option_missing", label=TITLE, field="option:thread_name"))
    if code == IS_NO_FORUM:
        return RefusedError(names.problem("no_forum", field="option:thread_name"))
    if code == NEEDS_TAG:
        return RefusedError(names.problem("option_missing", label=TAGS, field="option:tags"))
    return RefusedError(names.problem("refused", said=_said(answer)))


def _wait_s(answer: Answer, http: Http) -> float | None:
    """The body tells the seconds more exactly than the header; a gate in front of Discord has the header alone."""
    asked = answer.maybe().values.get("retry_after")
    if isinstance(asked, int | float) and not isinstance(asked, bool) and 0 <= asked < 10**7:
        return float(asked)
    return retry_after_s(answer.headers, http.clock.now())


def _said(answer: Answer) -> str:
    """The innermost reasons, which name what is wrong; else the general one."""
    found = answer.maybe().values
    reasons = list(dict.fromkeys(_reasons(found.get("errors"), 0)))[:3]
    message = found.get("message")
    words = " ".join(reasons) or (message if isinstance(message, str) else "")
    return plain_words(words) or said_in(answer)


def _reasons(errors: object, depth: int) -> list[str]:
    if not isinstance(errors, Mapping) or depth > 8:
        return []
    own = errors.get("_errors")
    found = (
        [row["message"] for row in own if isinstance(row, dict) and isinstance(row.get("message"), str)]
        if (isinstance(own, list))
        else []
    )
    for name, inner in errors.items():
        if name != "_errors":
            found += _reasons(inner, depth + 1)
    return found


# ------------------------------------------------------------------ who it is
async def sign_in(signing_in: SigningIn) -> SignedIn:
    """With the pasted address. Raises ProblemError(sign_in_refused) for one that is none, ConnectorError."""
    assert signing_in.secret is not None
    found = pieces(signing_in.secret, FORM)
    if not found:
        raise ProblemError("sign_in_refused", platform=signing_in.facts.name)
    base = signing_in.facts.endpoints["api"]
    secret = Secret.of(**found)
    webhook = Webhook(signing_in.http.also_for(base), base, secret)
    is_forum = bool(signing_in.fields.get(FORUM))
    return SignedIn(await read_account(webhook, signing_in.facts, is_forum), secret)


async def read_account(webhook: Webhook, facts: Facts, is_forum: bool) -> Account:
    """The webhook's own name, and the channel that it writes to. Where each post opens a thread it wants a title;
    a thread that stands in the webhook's address is open already."""
    found = (await webhook.call("GET")).fields()
    channel, guild = found.id("channel_id"), found.id("guild_id") if "guild_id" in found else "@me"
    name = plain_words(found.text("name", ""), 80) or facts.name
    opens = is_forum and not webhook.secret.field("thread")
    return Account(
        remote_id=found.id(),
        name=name,
        url=f"{facts.endpoints['web']}/channels/{guild}/{channel}",
        reported={"guild": guild, "channel": channel, **(OF_FORUM if opens else {})},
    )
