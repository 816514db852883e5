"""What strangers publish on the fake platforms, and the searches that find it: each refuses what its platform does."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from .exchange import Answer, Request
from .small import RefusalError, SmallFake, route

WORDS = re.compile(r'"([^"]+)"|(\S+)')


@dataclass
class Other:
    """Something that somebody else published; `title` where the platform has one."""

    id: str
    who: str
    words: str
    at: datetime
    title: str = ""

    def says(self, asked: str) -> bool:
        """All words, and what stands in quotation marks as it stands."""
        text = f"{self.title} {self.words}".casefold()
        return all((one or other).casefold() in text for one, other in WORDS.findall(asked))

    def has(self, tag: str) -> bool:
        return tag.casefold() in [one.casefold() for one in re.findall(r"#(\w+)", self.words)]


class Outside(SmallFake):
    """`people` are the names that somebody has there."""

    @property
    def others(self) -> list[Other]:
        found: list[Other] = self.__dict__.setdefault("_others", [])
        return found

    @property
    def people(self) -> set[str]:
        return {"anna", "forno", *(one.who for one in self.others)}

    def publishes(self, words: str, who: str = "anna", title: str = "") -> Other:
        """Somebody publishes something."""
        with self.http.lock:
            made = Other(str(8_000 + self.number()), who, words, self.now, title)
            self.others.append(made)
            return made

    @property
    def newest_first(self) -> list[Other]:
        return sorted(self.others, key=lambda one: (one.at, int(one.id)), reverse=True)


def part_of(rows: list[Any], asked: dict[str, str], named: str, most: int) -> tuple[list[Any], bool]:
    """A page by number, and whether there is another one."""
    limit, page = int(asked[named]), int(asked["page"])
    assert 1 <= limit <= most, f"{named} is {limit}"
    assert page >= 1
    return rows[(page - 1) * limit : page * limit], len(rows) > page * limit


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


class OutsideLemmy(Outside):
    """Everything of strangers is a post there; the account's own comments stand beside them."""

    def _view(self, one: Other) -> dict[str, Any]:
        post = {"id": int(one.id), "name": one.title or "Title", "body": one.words, "published": stamp(one.at)}
        post |= {"creator_id": 9, "ap_id": f"https://lontano.example/post/{one.id}", "deleted": False, "removed": False}
        page = f"https://lontano.example/u/{one.who}"
        return {"post": post, "creator": {"id": 9, "name": one.who, "actor_id": page}}

    @route("GET", "/api/v3/search")
    def search(self, request: Request) -> Answer:
        asked = dict(request.query)
        assert (asked["type_"], asked["sort"], asked["listing_type"]) == ("All", "New", "All")
        found = [self._view(one) for one in self.newest_first if asked["q"].casefold() in one.words.casefold()]
        rows, _ = part_of(found, asked, "limit", 50)
        return Answer(json={"type_": "All", "posts": rows, "comments": [], "communities": [], "users": []})

    @route("GET", "/api/v3/user")
    def whose(self, request: Request) -> Answer:
        asked = dict(request.query)
        if asked.get("username", "lucia") == "lucia":
            return self.person(request)  # type: ignore[attr-defined, no-any-return]
        name, _, server = asked["username"].partition("@")
        if name not in self.people or server not in ("", "lontano.example"):
            raise RefusalError(Answer(404, json={"error": "couldnt_find_person"}))
        found = [self._view(one) for one in self.newest_first if one.who == name]
        rows, _ = part_of(found, asked, "limit", 50)
        return Answer(json={"person_view": {"person": {"id": 9}}, "posts": rows, "comments": []})


class OutsideYouTube(Outside):
    """Films of other channels, UC… by name. `searches` are the calls of the day's hundred that are left."""

    searches = 100

    def _said(self, one: Other, title: Callable[[str], str] = escape) -> dict[str, Any]:
        """What is searched for has its titles as HTML, a list of uploads has not."""
        name = f"UC{one.who}"
        words = {"title": title(one.title or "Film"), "description": one.words}
        return {**words, "publishedAt": stamp(one.at), "channelId": name, "channelTitle": one.who.title()}

    @route("GET", "/youtube/v3/search")
    def search(self, request: Request) -> Answer:
        self.require(request)  # type: ignore[attr-defined]
        asked = dict(request.query)
        assert (asked["part"], asked["type"], asked["order"]) == ("snippet", "video", "date")
        if self.searches <= 0:
            error = {
                "message": "The request cannot be completed.",
                "domain": "youtube.quota",
                "reason": "quotaExceeded",
            }
            body = {"error": {"code": 403, "message": error["message"], "errors": [error]}}
            raise RefusalError(Answer(403, json=body))
        self.searches -= 1
        since = asked.get("publishedAfter", "")
        assert not since or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", since)
        found = [one for one in self.newest_first if one.says(asked["q"]) and stamp(one.at) > since]
        kind = "youtube#searchResult"
        rows = [
            {"kind": kind, "id": {"kind": "youtube#video", "videoId": one.id}, "snippet": self._said(one)}
            for one in found
        ]
        return self._paged("youtube#searchListResponse", rows, asked)

    def _paged(self, kind: str, rows: list[dict[str, Any]], asked: dict[str, str]) -> Answer:
        start, most = int(asked.get("pageToken", "P0")[1:]), int(asked["maxResults"])
        assert 0 < most <= 50
        following = {"nextPageToken": f"P{start + most}"} if len(rows) > start + most else {}
        return Answer(json={"kind": kind, "items": rows[start : start + most], **following})

    @route("GET", "/youtube/v3/channels")
    def channels_by(self, request: Request) -> Answer:
        asked = dict(request.query)
        handle = asked.get("forHandle", "").removeprefix("@")
        if not handle and "id" not in asked:
            return self.own_channels(request)  # type: ignore[attr-defined, no-any-return]
        self.require(request)  # type: ignore[attr-defined]
        known = {f"UC{name}": name for name in self.people}
        name = handle or known.get(asked.get("id", ""), "")
        if name not in self.people:
            return Answer(json={"kind": "youtube#channelListResponse"})
        lists = {"relatedPlaylists": {"uploads": f"UU{name}"}}
        row = {"kind": "youtube#channel", "id": f"UC{name}", "contentDetails": lists}
        return Answer(json={"kind": "youtube#channelListResponse", "items": [row]})

    @route("GET", "/youtube/v3/playlistItems")
    def uploads_of(self, request: Request) -> Answer:
        asked = dict(request.query)
        if "videoId" in asked:
            return self.listed(request)  # type: ignore[attr-defined, no-any-return]
        self.require(request)  # type: ignore[attr-defined]
        name = asked["playlistId"].removeprefix("UU")
        rows = [
            {
                "kind": "youtube#playlistItem",
                "id": f"item-{one.id}",
                "snippet": {**self._said(one, str), "resourceId": {"kind": "youtube#video", "videoId": one.id}},
            }
            for one in self.newest_first
            if one.who == name
        ]
        return self._paged("youtube#playlistItemListResponse", rows, asked)


class OutsideReddit(Outside):
    """Posts of others in r/pane."""

    def _row(self, one: Other) -> dict[str, Any]:
        own = {"id": one.id, "name": f"t3_{one.id}", "author": one.who, "author_fullname": f"t2_{one.who}"}
        words = {"title": one.title or "Titolo", "selftext": one.words, "created_utc": one.at.timestamp()}
        return {"kind": "t3", "data": {**own, **words, "permalink": f"/r/pane/comments/{one.id}/titolo/"}}

    def _part(self, request: Request, found: list[Other]) -> Answer:
        asked = dict(request.query)
        assert (asked["sort"], asked["raw_json"]) == ("new", "1")
        names = [f"t3_{one.id}" for one in found]
        start = names.index(asked["after"]) + 1 if "after" in asked else 0
        page = found[start : start + min(int(asked["limit"]), 100)]
        after = f"t3_{page[-1].id}" if page and start + len(page) < len(found) else None
        return Answer(json={"kind": "Listing", "data": {"children": [self._row(one) for one in page], "after": after}})

    @route("GET", "/search")
    def search(self, request: Request) -> Answer:
        self._require(request, "read")  # type: ignore[attr-defined]
        asked = dict(request.query)
        assert asked["type"] == "link"
        return self._part(request, [one for one in self.newest_first if one.says(asked["q"])])

    @route("GET", r"/user/(?!lucia/)([\w-]+)/submitted")
    def submitted(self, request: Request, name: str) -> Answer:
        self._require(request, "history")  # type: ignore[attr-defined]
        if name not in self.people:
            raise RefusalError(Answer(404, json={"message": "Not Found", "error": 404}))
        return self._part(request, [one for one in self.newest_first if one.who == name])


class OutsideTumblr(Outside):
    """Posts of other blogs, as blocks. Those of `closed` ones are passed on by nobody."""

    closed: frozenset[str] = frozenset()

    def own_id(self, one: Other) -> str:
        return str(812_345_678_901_234_000 + int(one.id))

    def parent_of(self, one: Other) -> tuple[object, ...]:
        """How a reblog names it."""
        return f"t:{one.who}", int(self.own_id(one)), f"key{one.id}"

    def _row(self, one: Other) -> dict[str, Any]:
        own_id = self.own_id(one)
        row: dict[str, Any] = {"id": int(own_id), "id_string": own_id, "blog_name": one.who, "tags": []}
        row |= {"blog": {"name": one.who, "uuid": f"t:{one.who}"}}
        row |= {} if one.who in self.closed else {"reblog_key": f"key{one.id}"}
        row |= {"content": [{"type": "text", "text": one.words}], "timestamp": int(one.at.timestamp())}
        return {**row, "post_url": f"https://{one.who}.tumblr.com/post/{own_id}"}

    def _part(self, request: Request, found: list[Other]) -> list[dict[str, Any]]:
        asked = dict(request.query)
        assert (asked["npf"], int(asked["limit"]) <= 20) == ("true", True)
        before = int(asked.get("before", "253000000000"))
        return [self._row(one) for one in found if int(one.at.timestamp()) < before][: int(asked["limit"])]

    @route("GET", "/v2/tagged")
    def tagged(self, request: Request) -> Answer:
        self._me(request)  # type: ignore[attr-defined]
        tag = dict(request.query)["tag"]
        rows = self._part(request, [one for one in self.newest_first if one.has(tag)])
        return Answer(json={"meta": {"status": 200, "msg": "OK"}, "response": rows})

    @route("GET", r"/v2/blog/((?!t:)[\w.-]+)/posts")
    def posts_of(self, request: Request, blog: str) -> Answer:
        self._me(request)  # type: ignore[attr-defined]
        if blog.removesuffix(".tumblr.com") not in self.people:
            raise RefusalError(Answer(404, json={"meta": {"status": 404, "msg": "Not Found"}, "response": []}))
        asked = dict(request.query).get("id")
        rows = [one for one in self.newest_first if one.who == blog.removesuffix(".tumblr.com")]
        rows = self._part(request, [one for one in rows if asked in (None, self.own_id(one))])
        return Answer(json={"meta": {"status": 200, "msg": "OK"}, "response": {"posts": rows}})


class OutsideDiscourse(Outside):
    """Topics of other members, by their first posts; a search of fewer than three letters is refused."""

    @route("GET", r"/search\.json")
    def search(self, request: Request) -> Answer:
        self._require(request)  # type: ignore[attr-defined]
        asked = dict(request.query)
        words = [one for one in re.findall(r'"[^"]+"|\S+', asked["q"]) if one != "order:latest"]
        assert "order:latest" in asked["q"]
        since = next((one[6:] for one in words if one.startswith("after:")), "")
        wanted = [one for one in words if not one.startswith("after:")]
        if all(len(one.strip('"')) < 3 for one in wanted):
            raise RefusalError(Answer(400, json={"errors": ["Your search term is too short."]}))
        found = [one for one in self.newest_first if stamp(one.at)[:10] >= since and self._fits(one, wanted)]
        start = (int(asked["page"]) - 1) * 50
        rows = found[start : start + 50]
        grouped = {"term": asked["q"], "more_full_page_results": len(found) > start + 50 or None}
        return Answer(
            json={
                "posts": [self._row(one) for one in rows],
                "topics": [{"id": int(one.id), "title": one.title or "Titolo", "slug": "titolo"} for one in rows],
                "grouped_search_result": grouped,
            }
        )

    def _fits(self, one: Other, wanted: list[str]) -> bool:
        for word in wanted:
            if word.startswith("tags:"):
                fits = one.has(word[5:])
            else:
                fits = one.who == word[1:] if word.startswith("@") else one.says(word)
            if not fits:
                return False
        return True

    def _row(self, one: Other) -> dict[str, Any]:
        place = {"topic_id": int(one.id), "post_number": 1}
        whose = {"username": one.who, "name": one.who.title(), "avatar_template": "/a/{size}.png"}
        return {"id": int(one.id) + 1, "blurb": one.words[:200], "created_at": stamp(one.at), **place, **whose}


class OutsideVimeo(Outside):
    """Films of others."""

    def _row(self, one: Other) -> dict[str, Any]:
        number = sum(map(ord, one.who))
        user = {"uri": f"/users/{number}", "name": one.who.title(), "link": f"https://vimeo.com/{one.who}"}
        words = {"name": one.title or "Film", "description": one.words, "created_time": stamp(one.at)}
        return {"uri": f"/videos/{one.id}", "link": f"https://vimeo.com/{one.id}", **words, "user": user}

    def _found(self, request: Request, found: list[Other]) -> Answer:
        self.me_only(request)  # type: ignore[attr-defined]
        asked = dict(request.query)
        assert (asked["sort"], asked["direction"]) == ("date", "desc")
        rows, more = part_of(found, asked, "per_page", 100)
        paging = {"next": f"{request.path}?page={int(asked['page']) + 1}" if more else None}
        return Answer(json={"total": len(found), "paging": paging, "data": [self._row(one) for one in rows]})

    @route("GET", "/videos")
    def search(self, request: Request) -> Answer:
        asked = dict(request.query)
        return self._found(request, [one for one in self.newest_first if one.says(asked["query"])])

    @route("GET", r"/tags/([^/]+)/videos")
    def tagged(self, request: Request, tag: str) -> Answer:
        return self._found(request, [one for one in self.newest_first if one.has(tag)])

    @route("GET", r"/users/([\w-]+)/videos")
    def films_of(self, request: Request, name: str) -> Answer:
        if name not in self.people:
            error = {"error": "The requested user couldn't be found", "error_code": 5000}
            raise RefusalError(Answer(404, json=error))
        return self._found(request, [one for one in self.newest_first if one.who == name])


class OutsideFlickr(Outside):
    """Photos of others; whose name is NAME has the number 77@N0X."""

    def search_photos(self, **asked: str) -> dict[str, Any]:
        assert (asked["sort"], "date_upload" in asked["extras"]) == ("date-posted-desc", True)
        found = self.newest_first
        if "text" in asked:
            found = [one for one in found if one.says(asked["text"])]
        if "tags" in asked:
            found = [one for one in found if one.has(asked["tags"])]
        if "user_id" in asked:
            found = [one for one in found if number_of(one.who) == asked["user_id"]]
        rows, _ = part_of(found, asked, "per_page", 500)
        pages = -(-len(found) // int(asked["per_page"]))
        return {"photos": {"page": int(asked["page"]), "pages": pages, "photo": [_photo(one) for one in rows]}}

    def find_person(self, username: str) -> dict[str, Any]:
        if username not in self.people:
            raise RefusalError(Answer(json={"stat": "fail", "code": 1, "message": "User not found"}))
        return {"user": {"id": number_of(username), "nsid": number_of(username), "username": {"_content": username}}}

    def look_up_person(self, url: str) -> dict[str, Any]:
        return self.find_person(url.rstrip("/").rsplit("/", 1)[-1])


def number_of(name: str) -> str:
    return f"77@N{len(name):02}"


def _photo(one: Other) -> dict[str, Any]:
    words = {"title": one.title or "Foto", "description": {"_content": one.words}}
    at = {"dateupload": str(int(one.at.timestamp())), "ownername": one.who.title()}
    return {"id": one.id, "owner": number_of(one.who), **words, **at}
