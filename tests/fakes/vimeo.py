"""A fake Vimeo with opinions (its OpenAPI of Dec 2023, tus 1.0): it refuses what Vimeo does, and keeps what it got.

Bytes go to another place than the interface, which must see no sign-in.
"""

from dataclasses import dataclass, field
from typing import Any

from .counting_sites import VimeoCounts
from .exchange import Answer, Request
from .oauth import FakeAuthorization
from .outside import OutsideVimeo
from .small import Clock, RefusalError, SmallFake, route

ME = "4711"
FIELDS = frozenset({"upload", "name", "description", "privacy"})
VIEWS = ("anybody", "unlisted", "nobody")


@dataclass
class Film:
    """One film; `data` are the bytes that came so far."""

    id: str
    size: int
    name: str
    description: str
    view: str
    comments_by: str
    data: bytearray = field(default_factory=bytearray)
    tags: list[str] = field(default_factory=list)
    cover: bytes = b""
    cover_s: float | None = None


@dataclass
class Comment:
    id: str
    film: str
    text: str
    at: str
    user: str = ME
    above: str = ""


class Comments(SmallFake):
    """What stands below the films."""

    comments: "list[Comment]"
    films: "list[Film]"

    def film(self, own_id: str) -> Film:
        raise NotImplementedError

    def me_only(self, request: Request) -> None:
        raise NotImplementedError

    @route("GET", "/videos/([0-9]+)/comments")
    def comments_of(self, request: Request, own_id: str) -> Answer:
        self.me_only(request)
        film = self.film(own_id).id
        return self._part(request, [one for one in self.comments if one.film == film and not one.above])

    @route("GET", "/videos/[0-9]+/comments/([0-9]+)/replies")
    def replies_of(self, request: Request, own_id: str) -> Answer:
        self.me_only(request)
        above = self._comment(own_id).id
        return self._part(request, [one for one in self.comments if one.above == above])

    @route("POST", "/videos/([0-9]+)/comments/([0-9]+)/replies")
    def add_reply(self, request: Request, film: str, own_id: str) -> Answer:
        self.me_only(request)
        above = self._comment(own_id)
        if above.above:
            raise refusal(400, 2204, "You have provided invalid parameters.")
        made = self.somebody_writes(self.film(film).id, request.json()["text"], ME, above.id)
        return Answer(201, json=self._told(made))

    def somebody_writes(self, film: str, text: str, user: str = "55", above: str = "") -> Comment:
        with self.http.lock:
            made = Comment(str(self.number()), film, text, self.now.isoformat(timespec="seconds"), user, above)
            self.comments.append(made)
            return made

    def _part(self, request: Request, found: list[Comment]) -> Answer:
        asked = dict(request.query)
        assert asked["direction"] == "desc"
        page, most = int(asked.get("page", "1")), int(asked["per_page"])
        rows = [self._told(one) for one in reversed(found)][(page - 1) * most : page * most]
        return Answer(json={"total": len(found), "page": page, "data": rows})

    def _told(self, one: Comment) -> dict[str, Any]:
        uri, name = f"/videos/{one.film}/comments/{one.id}", "Forno Lucia" if one.user == ME else "Anna"
        user = {"uri": f"/users/{one.user}", "name": name, "link": f"https://vimeo.com/user{one.user}"}
        below = {"replies": {"total": sum(each.above == one.id for each in self.comments)}}
        more = {"user": user, "metadata": {"connections": below}}
        return {"uri": uri, "text": one.text, "created_on": one.at, **more}

    @route("POST", "/videos/([0-9]+)/comments")
    def add_comment(self, request: Request, own_id: str) -> Answer:
        self.me_only(request)
        text = request.json().get("text")
        if not text:
            raise refusal(400, 2207, "The comment text is missing.")
        made = Comment(str(self.number()), self.film(own_id).id, text, self.now.isoformat(timespec="seconds"))
        self.comments.append(made)
        return Answer(201, json=self._told(made))

    @route("GET", "/videos/[0-9]+/comments/([0-9]+)")
    def read_comment(self, request: Request, own_id: str) -> Answer:
        self.me_only(request)
        return Answer(json=self._told(self._comment(own_id)))

    @route("PATCH", "/videos/[0-9]+/comments/([0-9]+)")
    def edit_comment(self, request: Request, own_id: str) -> Answer:
        self.me_only(request)
        self._comment(own_id).text = request.json()["text"]
        return Answer(json=self._told(self._comment(own_id)))

    @route("DELETE", "/videos/[0-9]+/comments/([0-9]+)")
    def delete_comment(self, request: Request, own_id: str) -> Answer:
        self.me_only(request)
        self.comments.remove(self._comment(own_id))
        return Answer(204)

    def _comment(self, own_id: str) -> Comment:
        found = next((one for one in self.comments if one.id == own_id), None)
        if found is None:
            raise refusal(404, 5460, "The comment couldn't be found.")
        return found

    @route("GET", "/me/videos")
    def own_films(self, request: Request) -> Answer:
        self.me_only(request)
        asked = dict(request.query)
        rows = []
        for film in reversed(self.films):
            total = sum(one.film == film.id for one in self.comments)
            counted = {"metadata": {"connections": {"comments": {"total": total}}}}
            rows.append({"uri": f"/videos/{film.id}", "link": f"https://vimeo.com/{film.id}", **counted})
        return Answer(json={"total": len(rows), "data": rows[: int(asked["per_page"])]})


class FakeVimeo(VimeoCounts, Comments, OutsideVimeo):
    """The account of lucia. `converting` looks pass before a film is ready; `spoils` is how that ends instead."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.auth = FakeAuthorization(any_port=True, pkce=False, secret_in="basic")
        self.token = "smmcanary-vimeo"
        self.auth.access[self.token] = "public private upload edit delete interact"
        self.films: list[Film] = []
        self.comments: list[Comment] = []
        self.converting = 1
        self.spoils = ""
        self.takes = 1 << 40
        self.keeps_private = False
        self.quota = 1 << 40

    def film(self, own_id: str) -> Film:
        found = next((film for film in self.films if film.id == own_id), None)
        if found is None:
            raise refusal(404, 5460, "The requested video couldn't be found.")
        return found

    def me_only(self, request: Request) -> None:
        assert "version=3.4" in request.headers.get("accept", "")
        if request.bearer not in self.auth.access:
            raise refusal(401, 8003, "The user credentials are invalid.")

    # ------------------------------------------------------------------ signing in
    @route("GET", "/authorize")
    def authorize(self, request: Request) -> Answer:
        return self.auth.handle(request)

    @route("POST", "/token")
    def grant(self, request: Request) -> Answer:
        answer = self.auth.handle(request)
        if isinstance(answer.json, dict):
            for name in ("expires_in", "refresh_token"):
                answer.json.pop(name, None)
        return answer

    @route("DELETE", "/tokens")
    def revoke(self, request: Request) -> Answer:
        self.me_only(request)
        del self.auth.access[str(request.bearer)]
        return Answer(204)

    @route("GET", "/me")
    def me(self, request: Request) -> Answer:
        self.me_only(request)
        return Answer(json={"uri": f"/users/{ME}", "name": "Forno Lucia", "link": f"https://vimeo.com/user{ME}"})

    # ------------------------------------------------------------------ films
    @route("POST", "/me/videos")
    def add(self, request: Request) -> Answer:
        self.me_only(request)
        sent = request.json()
        assert not sent.keys() - FIELDS, sent.keys()
        if sent["upload"].get("approach") != "tus" or sent["upload"]["size"] < 1:
            raise refusal(400, 2230, "The upload type is invalid.")
        if sent["upload"]["size"] > self.quota:
            raise refusal(403, 4102, "Your upload quota has been reached.")
        if not sent["name"] or len(sent["name"]) > 128 or len(sent["description"]) > 5000:
            raise refusal(400, 2204, "You have provided invalid parameters.")
        privacy = sent["privacy"]
        own_id = str(258_684_000 + self.number())
        film = Film(
            own_id, sent["upload"]["size"], sent["name"], sent["description"], privacy["view"], privacy["comments"]
        )
        self.films.append(film)
        place = {"approach": "tus", "upload_link": f"{self.url}/files/{own_id}?place=1", "status": "in_progress"}
        return Answer(201, json={**self._shown(film), "upload": place})

    @route("HEAD", "/files/([0-9]+)")
    def how_far(self, request: Request, own_id: str) -> Answer:
        film = self._place(request, own_id)
        return Answer(200, headers={"Upload-Offset": str(len(film.data)), "Tus-Resumable": "1.0.0"})

    @route("PATCH", "/files/([0-9]+)")
    def piece(self, request: Request, own_id: str) -> Answer:
        film = self._place(request, own_id)
        assert request.mime == "application/offset+octet-stream"
        if int(request.headers["upload-offset"]) != len(film.data):
            return Answer(409, text="offset mismatch")
        film.data += request.body[: self.takes]
        return Answer(204, headers={"Upload-Offset": str(len(film.data)), "Tus-Resumable": "1.0.0"})

    def _place(self, request: Request, own_id: str) -> Film:
        assert "authorization" not in request.headers, "no sign-in goes to where the bytes go"
        assert request.headers["tus-resumable"] == "1.0.0"
        return self.film(own_id)

    @route("GET", "/videos/([0-9]+)")
    def read(self, request: Request, own_id: str) -> Answer:
        self.me_only(request)
        film = self.film(own_id)
        if len(film.data) == film.size and self.converting:
            self.converting -= 1
            return Answer(json={**self._shown(film), "transcode": {"status": "in_progress"}})
        return Answer(json=self._shown(film))

    @route("PATCH", "/videos/([0-9]+)")
    def edit(self, request: Request, own_id: str) -> Answer:
        self.me_only(request)
        film, sent = self.film(own_id), request.json()
        view = sent.get("privacy", {}).get("view", film.view)
        if view not in VIEWS:
            raise refusal(400, 2204, "You have provided invalid parameters.")
        film.view = film.view if self.keeps_private else view
        film.name, film.description = sent.get("name", film.name), sent.get("description", film.description)
        return Answer(json=self._shown(film))

    @route("DELETE", "/videos/([0-9]+)")
    def delete(self, request: Request, own_id: str) -> Answer:
        self.me_only(request)
        self.films.remove(self.film(own_id))
        return Answer(204)

    @route("PUT", "/videos/([0-9]+)/tags")
    def tag(self, request: Request, own_id: str) -> Answer:
        self.me_only(request)
        film, sent = self.film(own_id), request.json()
        if len(sent) > 20:
            raise refusal(403, 3420, "The total number of tags can't exceed 20.")
        film.tags = [entry["name"] for entry in sent]
        return Answer(json=[])

    @route("POST", "/videos/([0-9]+)/pictures")
    def picture(self, request: Request, own_id: str) -> Answer:
        self.me_only(request)
        film, sent = self.film(own_id), request.json()
        film.cover_s = sent.get("time")
        return Answer(201, json={"uri": f"/videos/{own_id}/pictures/9", "link": f"{self.url}/covers/{own_id}"})

    @route("PUT", "/covers/([0-9]+)")
    def cover(self, request: Request, own_id: str) -> Answer:
        assert "authorization" not in request.headers, "no sign-in goes to where the bytes go"
        self.film(own_id).cover = request.body
        return Answer(200, text="")

    @route("PATCH", "/videos/([0-9]+)/pictures/9")
    def use_cover(self, request: Request, own_id: str) -> Answer:
        self.me_only(request)
        assert self.film(own_id).cover, "its bytes come first"
        assert request.json() == {"active": True}
        return Answer(json={"uri": f"/videos/{own_id}/pictures/9", "active": True})

    def _shown(self, film: Film) -> dict[str, Any]:
        whole = len(film.data) == film.size
        transcode = (self.spoils or "complete") if whole else "in_progress"
        return {
            "uri": f"/videos/{film.id}",
            "link": f"https://vimeo.com/{film.id}" + ("/5a1e0c0ffe" if film.view == "unlisted" else ""),
            "name": film.name,
            "description": film.description or None,
            "privacy": {"view": film.view},
            "upload": {"status": "complete" if whole else "in_progress"},
            "transcode": {"status": transcode},
        }


def refusal(status: int, code: int, error: str) -> RefusalError:
    return RefusalError(Answer(status, json={"error": error, "developer_message": error, "error_code": code}))
