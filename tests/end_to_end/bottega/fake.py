"""Bottega's server: refuses what is not signed in, too long, or there already under another text."""

from dataclasses import dataclass, field

from tests.fakes.exchange import Answer, Request

PASSWORD = "smmcanary-bottega"


@dataclass
class FakeBottega:
    """`posts` are what visitors see, by key."""

    posts: dict[str, str] = field(default_factory=dict)

    def handle(self, request: Request) -> Answer:
        if request.bearer != PASSWORD:
            return Answer(401, {"error": "who are you?"})
        if request.path == "/me":
            return Answer(200, {"id": "1", "name": "Forno Lucia"})
        if request.method == "GET":
            key = request.path.rpartition("/")[2]
            return Answer(200, {"id": key}) if key in self.posts else Answer(404, {"error": "nothing"})
        said = request.json()
        if "delete" in said:
            self.posts.pop(said["delete"], None)
            return Answer(200, {"id": said["delete"]})
        if len(said["text"]) > 200 or self.posts.get(said["key"], said["text"]) != said["text"]:
            return Answer(422, {"error": "no"})
        self.posts[said["key"]] = said["text"]
        return Answer(201, {"id": said["key"]})
