"""What the fakes of Google's platforms share: the sign-in of a Google account, who may ask what, Google's refusals."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from smmdesk.system.secrets import Secret

from .exchange import Answer, Request
from .oauth import FakeAuthorization
from .small import Clock, RefusalError, SmallFake, route

AUTHORIZE, TOKEN, REVOKE = "/authorize", "/token", "/revoke"
REASONS = {400: "badRequest", 401: "authError", 403: "forbidden", 404: "notFound", 409: "conflict", 429: "rateLimit"}
STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
}


class FakeGoogle(SmallFake):
    """One Google account under one app of its owner's. `tested`: the app is still in "Testing"; `refuses` is answered
    to everything but the sign-in. Refresh tokens do not rotate here."""

    platform: ClassVar[str]
    scope: ClassVar[str]
    below: ClassVar[Sequence[tuple[str, str]]] = (("api", ""),)
    """Endpoints of the facts, and where they lie below this fake's address."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.auth = FakeAuthorization(any_port=True, rotates=False)
        self.tested = False
        self.refuses: RefusalError | None = None
        self.revoked: list[str] = []

    # ------------------------------------------------------------------ the sign-in
    @route("GET", AUTHORIZE)
    def authorize(self, request: Request) -> Answer:
        asked = dict(request.query)
        if asked.get("access_type") != "offline" or asked.get("prompt") != "consent":
            return Answer(400, {"error": "invalid_request"})  # else Google gives no refresh token the second time
        return self._at("/authorize", request)

    @route("POST", TOKEN)
    def token(self, request: Request) -> Answer:
        answer = self._at("/token", request)
        if self.tested and answer.status == 200:
            answer.json["refresh_token_expires_in"] = 604_799
        return answer

    @route("POST", REVOKE)
    def revoke(self, request: Request) -> Answer:
        token = str(request.values().get("token", ""))
        if token not in {**self.auth.refresh, **self.auth.access}:
            return Answer(400, {"error": "invalid_token"})
        self.revoked.append(token)
        self.auth.refresh.clear()
        self.auth.access.clear()
        return Answer(200, {})

    def _at(self, path: str, request: Request) -> Answer:
        return self.auth.handle(Request(request.method, path, request.query, request.headers, request.body))

    def signed_in(self) -> Secret:
        """The secret of somebody who signed in."""
        access, refresh = f"smmcanary-access-{secrets.token_hex(8)}", f"smmcanary-refresh-{secrets.token_hex(8)}"
        self.auth.access[access] = self.auth.refresh[refresh] = self.scope
        return Secret.of(
            access=access, refresh=refresh, client_id=self.auth.client_id, client_secret=self.auth.client_secret
        )

    def point(self, folder: Path, url: str = "") -> None:
        """Let a data folder know this fake (or what stands before it) as Google."""
        own = (("authorize", AUTHORIZE), ("token", TOKEN), ("revoke", REVOKE), *self.below)
        lines = [f'{self.platform}.{name} = "{url or self.url}{path}"\n' for name, path in own]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "endpoints.toml").write_text("".join(lines), encoding="utf-8")

    # ------------------------------------------------------------------ who asks
    def require(self, request: Request) -> None:
        if request.bearer not in self.auth.access:
            raise refusal(401, "Request had invalid authentication credentials.")
        if self.scope not in self.auth.access[request.bearer].split():
            raise refusal(403, "Insufficient Permission", "insufficientPermissions")
        if self.refuses is not None:
            raise self.refuses


def refusal(status: int, message: str, reason: str = "", details: Sequence[dict[str, Any]] = ()) -> RefusalError:
    """One of Google's refusals, in its own form."""
    said = {"message": message, "domain": "global", "reason": reason or REASONS.get(status, "backendError")}
    error: dict[str, Any] = {"code": status, "message": message, "errors": [said]}
    if status in STATUSES:
        error["status"] = STATUSES[status]
    if details:
        error["details"] = list(details)
    return RefusalError(Answer(status, {"error": error}))
