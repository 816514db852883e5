"""The Bot API: one address for each method, the bot's token in it, and what its refusals mean.

Bot API 10.1 (11 June 2026) and tdlib/telegram-bot-api (May 2026). Descriptions are English everywhere.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smmdesk.platforms.answers import Answer, Fields, plain_words, retry_after_s
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError, Session, SignedOutError
from smmdesk.platforms.faults import said_in
from smmdesk.platforms.http import Call, Http, Upload
from smmdesk.system.secrets import Secret

OWN = frozenset({400, 403, 404, 409, 413, 429})
GONE = ("message to delete not found",)
NO_METHOD = "method not found"
NOT_THERE = ("message to react not found", "message not found")
UNCHANGED = ("message is not modified",)
LEFT = ("bot was blocked by the user", "user is deactivated", "bot can't initiate conversation")
"""What Telegram says of a person who wrote to the bot, and does not want to hear from it any more."""
NO_RIGHT = (
    "need administrator rights",
    "not enough rights",
    "have no rights",
    "administrator rights in the",
    "bot is not a member",
    "bot was kicked",
    "chat_write_forbidden",
    "chat_admin_required",
    "chat not found",
)
"""What Telegram says when the bot is not, or no longer, one that may publish there."""
CODES = {
    "message can't be deleted": "no_delete_there",
    "message can't be edited": "no_edit_there",
    "message to edit not found": "removed_there",
    "message to be replied not found": "removed_there",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A whole answer. `known`: a refusal that the caller takes for "it is so already"."""

    fields: Fields
    answer: Answer
    is_known: bool = False
    words: str = ""

    def result(self) -> Fields:
        return Fields.of(self.fields.values.get("result"), self.fields.strange)

    def rows(self) -> list[Fields]:
        found = self.fields.rows("result")
        if not found:
            raise self.answer.strange()
        return found

    def require_done(self) -> None:
        """An edit or a deletion is answered by the message, or by true."""
        if self.fields.values.get("result") is not True and not self.result().number("message_id"):
            raise self.answer.strange()


@dataclass(frozen=True, slots=True)
class Bot:
    """One bot at one address."""

    http: Http
    base: str
    token: Secret

    @classmethod
    def of(cls, session: Session) -> "Bot":
        return cls(session.http, session.facts.endpoints["api"], session.secret)

    async def call(
        self,
        method: str,
        fields: Mapping[str, Any],
        *,
        uploads: Sequence[Upload] = (),
        irreversible: bool = False,
        deadline_s: float | None = None,
        also: tuple[str, ...] = (),
    ) -> Said:
        """Call one method. `also`: beginnings of refusals that the caller reads itself. Raises ConnectorError."""
        body: dict[str, Any] = {"form": _as_form(fields)} if uploads else {"json": dict(fields)}
        answer = await self.http.call(
            Call(
                method="POST",
                url=f"{self.base}/bot{{token}}/{method}",
                hidden={"token": self.token},
                uploads=uploads,
                irreversible=irreversible,
                deadline_s=deadline_s,
                also=OWN,
                **body,
            )
        )
        if answer.ok:
            found = answer.fields()
            if not found.flag("ok"):
                raise answer.strange()
            return Said(found, answer)
        words = _words(answer)
        if any(known in words.lower() for known in also):
            return Said(answer.maybe(), answer, is_known=True, words=words)
        if answer.status == 409 and not irreversible:  # another program asks too, or an address of one gets all
            raise NotSentError(self.http.names.problem("bot_heard_elsewhere", said=words))
        raise self._refusal(answer, words)

    def _refusal(self, answer: Answer, words: str) -> ConnectorError:
        names, said = self.http.names, words or said_in(answer)
        own = answer.maybe().values
        if answer.status == 429:
            return NotSentError(names.problem("busy"), _wait_s(answer, self.http))
        if any(reason in words.lower() for reason in LEFT):
            return RefusedError(names.problem("refused", said=said))
        if NO_METHOD in words.lower():  # an owner's own server, older than what is asked
            return RefusedError(names.problem("refused", said=said))
        if answer.status == 404 and own.get("ok") is False:  # the address names no bot: the token is not good
            return SignedOutError(names.problem("signed_out"))
        if any(reason in words.lower() for reason in NO_RIGHT):
            return RefusedError(names.problem("may_not_publish", said=said))
        for reason, code in CODES.items():
            if reason in words.lower():
                return RefusedError(names.problem(code, said=said))
        return RefusedError(names.problem("refused", said=said))


def _words(answer: Answer) -> str:
    said = answer.maybe().values.get("description")
    return plain_words(said.removeprefix("Bad Request: ")) if isinstance(said, str) else ""


def _wait_s(answer: Answer, http: Http) -> float | None:
    """Telegram tells the seconds in the body."""
    parameters = answer.maybe().values.get("parameters")
    asked = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if isinstance(asked, int) and not isinstance(asked, bool) and 0 <= asked < 10**7:
        return float(asked)
    return retry_after_s(answer.headers, http.clock.now())


def _as_form(fields: Mapping[str, Any]) -> dict[str, str]:
    """A multipart form's spelling: what is no text, as JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in fields.items()
    }
