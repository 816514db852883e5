"""Bottega's server: refuses what is not signed in, too long, or there already under another text."""

from dataclasses import dataclass, field

from tests.fakes.exchange import Answer, Request

PASSWORD = "smmcanary-bottega"


@dataclass
class FakeBottega:
    """`posts` are what visitors see, by key, and `below` what each hangs on; `heard` is what people said to the
    account, `around` what they said elsewhere, `liked` what the account likes."""

    posts: dict[str, str] = field(default_factory=dict)
    below: dict[str, str] = field(default_factory=dict)
    heard: list[dict[str, str]] = field(default_factory=list)
    around: list[dict[str, str]] = field(default_factory=list)
    liked: dict[str, bool] = field(default_factory=dict)

    def handle(self, request: Request) -> Answer:
        if request.bearer != PASSWORD:
            return Answer(401, {"error": "who are you?"})
        if request.path == "/me":
            return Answer(200, {"id": "1", "name": "Forno Lucia"})
        if request.path in ("/heard", "/said", "/numbers"):
            return Answer(200, self._told(request))
        if request.path.startswith("/liked"):
            return self._like(request)
        if request.method == "GET":
            key = request.path.rpartition("/")[2]
            return Answer(200, {"id": key}) if key in self.posts else Answer(404, {"error": "nothing"})
        said = request.json()
        if "delete" in said:
            self.posts.pop(said["delete"], None)
            return Answer(200, {"id": said["delete"]})
        if len(said["text"]) > 200 or self.posts.get(said["key"], said["text"]) != said["text"]:
            return Answer(422, {"error": "no"})
        self.posts[said["key"]], self.below[said["key"]] = said["text"], said["below"]
        return Answer(201, {"id": said["key"]})

    def _told(self, request: Request) -> dict[str, object]:
        asked = dict(request.query)
        if request.path == "/numbers":
            wanted = [key for key in asked["of"].split(",") if key in self.posts]
            return {"posts": [{"id": key, "views": 30, "likes": 2} for key in wanted]}
        rows = self.heard if request.path == "/heard" else self.around
        ids = [row["id"] for row in rows]
        after = ids.index(asked["after"]) + 1 if asked.get("after") in ids else 0
        return {"said": [row for row in rows[after:] if asked.get("words", "") in row["text"]]}

    def _like(self, request: Request) -> Answer:
        if request.method == "POST":
            self.liked[request.json()["id"]] = request.json()["on"]
            return Answer(200, {})
        return Answer(200, {"on": self.liked.get(request.path.rpartition("/")[2], False)})
