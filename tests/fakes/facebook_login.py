"""Signing in at the fake Facebook: the app's own keys, a code, tokens of a person and of their pages."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from .exchange import Answer, Request
from .graph import FakeGraph, Token, graph_error, unknown_object
from .small import Clock, route

PUBLISH, READ, LIST, ENGAGE = (
    "pages_manage_posts",
    "pages_read_engagement",
    "pages_show_list",
    "pages_manage_engagement",
)
OTHERS = "pages_read_user_content"
SCOPES = (LIST, READ, PUBLISH, OTHERS, ENGAGE, "read_insights")
TALK = ("pages_messaging", "pages_manage_metadata")
PAGE, OTHER = "1001", "1002"


class FacebookLogin(FakeGraph):
    """Lucia looks after the pages `pages` (id -> name); on those of `may_not` she may not publish, and those of
    `in_portfolio` are hers through a business portfolio alone: they stand on no list. `granted` are the scopes that she
    gives, `app_scopes` those that her app has: asking for another one is refused as a whole."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.pages = {PAGE: "Forno Rossi"}
        self.may_not: set[str] = set()
        self.in_portfolio: set[str] = set()
        self.codes: dict[str, str] = {}
        self.granted = set(SCOPES)
        self.app_scopes = set(SCOPES)

    def person(self) -> str:
        """A short-lived token of Lucia's."""
        return self.token("lucia", *self.granted, lives=timedelta(hours=1))

    def page_token(self, page: str = PAGE, *scopes: str) -> str:
        return self.token(page, *(scopes or self.granted))

    @route("GET", r"/v26\.0/dialog/oauth")
    def authorize(self, request: Request) -> Answer:
        query = dict(request.query)
        if query.get("client_id") != self.app_id or query.get("response_type") != "code" or not query.get("state"):
            return Answer(400, text="<html>Invalid app</html>", content_type="text/html")
        if query.get("redirect_uri") != "https://localhost/":
            return Answer(400, text="<html>URL blocked</html>", content_type="text/html")
        asked = set(query["scope"].split(","))
        assert asked <= {*SCOPES, *TALK}, "Invalid Scopes"
        if not asked <= self.app_scopes:
            return Answer(400, text="<html>Invalid Scopes</html>", content_type="text/html")
        code = f"code-{self.number()}"
        self.codes[code] = query["redirect_uri"]
        back = urlencode({"code": code, "state": query["state"]})
        return Answer(302, headers={"Location": f"{query['redirect_uri']}?{back}#_=_"})

    @route("POST", r"/v26\.0/oauth/access_token")
    def take_code(self, request: Request) -> Answer:
        values = request.values()
        self.require_app(values)
        if self.codes.pop(str(values.get("code")), None) != values.get("redirect_uri"):
            raise graph_error(100, "Invalid verification code format.")
        return Answer(json={"access_token": self.person(), "token_type": "bearer", "expires_in": 3600})

    @route("GET", r"/v26\.0/oauth/access_token")
    def take_token(self, request: Request) -> Answer:
        query = dict(request.query)
        self.require_app(query)
        found = self.tokens.get(query.get("fb_exchange_token", ""))
        if query.get("grant_type") != "fb_exchange_token" or found is None or found.owner != "lucia":
            raise graph_error(190, "Invalid OAuth access token.")
        return Answer(json={"access_token": self.token("lucia", *found.scopes, lives=timedelta(days=60))})

    @route("GET", r"/v26\.0/debug_token")
    def debug(self, request: Request) -> Answer:
        answer = self.inspect(request)
        said = answer.json["data"]
        if self.tokens.get(dict(request.query).get("input_token", ""), Token("")).owner == "lucia":
            said["granular_scopes"] = [{"scope": each, "target_ids": [*self.pages]} for each in said["scopes"]]
        return answer

    @route("GET", r"/v26\.0/me/accounts")
    def accounts(self, request: Request) -> Answer:
        whose = self.require(request, LIST)
        if whose.owner != "lucia":
            raise graph_error(100, "(#100) Tried accessing nonexisting field (accounts) on node type (Page)")
        rows = [self._managed(number, whose) for number in self.pages if number not in self.in_portfolio]
        return self.paged(request, rows)

    def seen_page(self, request: Request, number: str) -> Answer:
        """A page by its number, for the token of a person."""
        whose = self.require(request, LIST)
        if whose.owner != "lucia":
            raise unknown_object(number)
        return Answer(json=self.shown(request, self._managed(number, whose)))

    def _managed(self, number: str, whose: Token) -> dict[str, Any]:
        tasks = ["ANALYZE"] if number in self.may_not else ["ANALYZE", "CREATE_CONTENT", "MODERATE"]
        return {**self._page(number), "access_token": self.token(number, *whose.scopes), "tasks": tasks}

    @route("GET", r"/v26\.0/me")
    def me(self, request: Request) -> Answer:
        whose = self.require(request)
        known = self._page(whose.owner) if whose.owner in self.pages else {"id": "77", "name": "Lucia"}
        return Answer(json=self.shown(request, known))

    def _page(self, number: str) -> dict[str, Any]:
        user = f"forno{number}"
        name = self.pages[number]
        return {"id": number, "name": name, "username": user, "link": f"https://www.facebook.com/{user}"}

    def require_page(self, request: Request, page: str, scope: str) -> Token:
        whose = self.require(request, scope)
        if whose.owner != page:
            raise graph_error(190, "This method must be called with a Page Access Token", subcode=2069032)
        return whose
