"""A fake Lemmy of version 1.0: its version 3 lacks what the real one lacks, and version 4 tells the rest.

Routes and rows are those of 1.0.0-beta.1 (crates/api/routes, routes_v3, db_views; August 2026).
"""

import re
from typing import Any

from .exchange import Answer, Request
from .lemmy import FakeLemmy
from .lemmy_inbox import MOST, PEOPLE, Thing, word
from .outside import Other
from .small import Clock, route

NEW = "/api/v4"
NOT_THERE = re.compile(
    r"GET /api/v3/(user|user/replies|user/mention|private_message/list|comment|search)$|/api/v3/private_message|"
    r"POST /api/v3/comment/remove$|POST /pictrs/image$"
)
"""What version 1.0 does not offer in version 3 any more; its search there has lost order and pages."""


class FakeNewerLemmy(FakeLemmy):
    """Posts that name lucia are told as well; `subscribed` are numbers of comments that are told without a word to
    her."""

    told_by, own_by = f"{NEW}/account/notification/list", f"{NEW}/person/content"
    private_by, rows_in = f"{NEW}/private_message", "items"

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.version = "1.0.0-beta.1"
        self.named: list[tuple[int, Thing]] = []
        self.subscribed: list[tuple[int, Thing]] = []
        self.notified: dict[int, int] = {}

    def _handle(self, request: Request) -> Answer:
        if NOT_THERE.search(f"{request.method} {request.path}"):
            return Answer(404, text="")
        return super()._handle(request)

    @route("GET", f"{NEW}/site")
    def site_4(self, request: Request) -> Answer:
        return Answer(json={"site_view": {"site": {"name": "Forum del pane"}}, "version": self.version, "admins": []})

    @route("GET", "/api/v3/site")
    def site(self, request: Request) -> Answer:
        """Whom an account looks after is left empty (convert_my_user)."""
        answer = super().site(request)
        if isinstance(answer.json, dict) and "my_user" in answer.json:
            answer.json["my_user"]["moderates"] = []
        return answer

    # ------------------------------------------------------------------ what is told
    def name(self, title: str, who: int = 9) -> Thing:
        """Somebody's post names the account."""
        with self.http.lock:
            made = Thing(self.number(), who, self.now, name=title, body="Con @lucia", community_id=3)
            self.named.append((self.number(), made))
            return made

    def write(self, body: str, who: int = 9) -> Thing:
        made = super().write(body, who)
        self._number_of(made)
        return made

    def _number_of(self, private: Thing) -> int:
        """A private message's notification has a number of its own, which its sender sees too."""
        if private.id not in self.notified:
            self.notified[private.id] = self.number()
        return self.notified[private.id]

    @route("GET", f"{NEW}/account/notification/list")
    def notifications(self, request: Request) -> Answer:
        me, asked = self._me(request), dict(request.query)
        if asked["type_"] == "private_message":
            told = [(self._number_of(each), "private_message", each) for each in self.privates if not each.deleted]
            return self._paged(request, [self._told(*row) for row in told])
        assert asked["type_"] == "all"
        found = [(number, "reply", each) for number, each in self.replies]
        found += [(number, "mention", each) for number, each in (*self.mentions, *self.named)]
        found += [(number, "subscribed", each) for number, each in self.subscribed]
        found += [(self._number_of(each), "private_message", each) for each in self.privates if each.recipient == me]
        shown = [row for row in found if not (row[2].deleted or row[2].removed)]
        return self._paged(request, [self._told(*row) for row in shown])

    def _paged(self, request: Request, rows: list[dict[str, Any]]) -> Answer:
        """The newest first; a page begins behind the notification that its cursor names."""
        asked = dict(request.query)
        limit = int(asked["limit"])
        if limit > MOST:
            raise word(400, "invalid_fetch_limit")
        rows.sort(key=lambda row: row["notification"]["id"], reverse=True)
        ids = [int(row["notification"]["id"]) for row in rows]
        start = 0
        if "page_cursor" in asked:  # what it names may be gone by now
            start = sum(own_id >= int(asked["page_cursor"].removeprefix("I")) for own_id in ids)
        page = rows[start : start + limit]
        more = {"next_page": f"I{ids[start + limit - 1]}"} if len(rows) > start + limit else {}
        return Answer(json={"items": page, **more})

    def _told(self, number: int, kind: str, thing: Thing) -> dict[str, Any]:
        row = {"id": number, "kind": kind, "published_at": self._newer(thing)["published_at"], "read": False}
        return {"notification": row, "data": self._data(thing)}

    def _data(self, thing: Thing) -> dict[str, Any]:
        creator = {"id": thing.creator, "name": PEOPLE[thing.creator], "ap_id": self._page(thing.creator)}
        if thing.recipient:
            return {"type_": "private_message", "private_message": self._newer(thing), "creator": creator}
        if thing.post_id:
            return {"type_": "comment", **self._view_4(thing), "creator": creator}
        return {"type_": "post", "post": self._newer(thing), "community": {"id": 3}, "creator": creator}

    def _view_4(self, comment: Thing) -> dict[str, Any]:
        view = self._comment_view(comment)
        view.pop("my_vote", None)
        vote = {"comment_actions": {"vote_is_upvote": True}} if comment.liked else {}
        may = view["community"]["id"] in self.moderates
        return {**view, "comment": self._newer(comment), "can_mod": may, **vote}

    def _newer(self, thing: Thing) -> dict[str, Any]:
        shown = self._shown(thing)
        return {**shown, "published_at": shown.pop("published")}

    # ------------------------------------------------------------------ what the account wrote
    @route("GET", f"{NEW}/person/content")
    def content(self, request: Request) -> Answer:
        self._me(request)
        asked = dict(request.query)
        if "username" in asked:
            return self._somebodys(request, asked)
        things = {"posts": self.posts, "comments": self.comments}[asked["type_"]]
        mine = [each for each in things if each.creator == int(asked["person_id"]) and not each.deleted]
        mine.sort(key=lambda each: (each.published, each.id), reverse=True)
        limit, ids = int(asked["limit"]), [f"P{each.id}" for each in mine]
        if limit > MOST:
            raise word(400, "invalid_fetch_limit")
        start = ids.index(asked["page_cursor"]) + 1 if "page_cursor" in asked else 0
        more = {"next_page": ids[start + limit - 1]} if len(mine) > start + limit else {}
        return Answer(json={"items": [self._data(each) for each in mine[start : start + limit]], **more})

    def _somebodys(self, request: Request, asked: dict[str, str]) -> Answer:
        name, _, server = asked["username"].partition("@")
        if name not in self.people or server not in ("", "lontano.example"):
            raise word(404, "not_found")
        assert asked["type_"] == "all"
        return self._by_cursor(asked, [self._view_of(one) for one in self.newest_first if one.who == name])

    # ------------------------------------------------------------------ what is looked for
    @route("GET", f"{NEW}/(post|comment)/list")
    def listed(self, request: Request, kind: str) -> Answer:
        self._me(request)
        asked = dict(request.query)
        assert (asked["type_"], asked["sort"]) == ("all", "new")
        wish = asked["search_term"].casefold()
        found = [self._view_of(one) for one in self.newest_first if wish in one.words.casefold()]
        return self._by_cursor(asked, found if kind == "post" else [])

    def _view_of(self, one: Other) -> dict[str, Any]:
        view = self._view(one)
        view["post"]["published_at"] = view["post"].pop("published")
        view["creator"]["ap_id"] = view["creator"].pop("actor_id")
        return {"type_": "post", **view}

    def _by_cursor(self, asked: dict[str, str], rows: list[dict[str, Any]]) -> Answer:
        """A page begins behind the row that its cursor names."""
        limit, ids = int(asked["limit"]), [f"P{row['post']['id']}" for row in rows]
        if limit > MOST:
            raise word(400, "invalid_fetch_limit")
        start = ids.index(asked["page_cursor"]) + 1 if "page_cursor" in asked else 0
        more = {"next_page": ids[start + limit - 1]} if len(rows) > start + limit else {}
        return Answer(json={"items": rows[start : start + limit], **more})

    @route("GET", f"{NEW}/comment")
    def read_comment_4(self, request: Request) -> Answer:
        found = self._find(self.comments, int(dict(request.query)["id"]), "not_found")
        return Answer(json={"comment_view": self._view_4(found)})

    @route("POST", f"{NEW}/comment/remove")
    def remove_4(self, request: Request) -> Answer:
        self._removed(request, "not_a_moderator")
        found = self._find(self.comments, request.json()["comment_id"], "not_found")
        return Answer(json={"comment_view": self._view_4(found)})

    # ------------------------------------------------------------------ photos and private messages
    @route("POST", f"{NEW}/image")
    def upload_4(self, request: Request) -> Answer:
        answer = super().upload(request)
        if answer.status != 201:
            return answer
        [name] = [file["file"] for file in answer.json["files"]]  # type: ignore[call-overload,index]
        return Answer(json={"filename": name, "image_url": f"{self.url}/pictrs/image/{name}"})

    @route("POST", f"{NEW}/private_message")
    def add_private_4(self, request: Request) -> Answer:
        super().add_private(request)
        return self._said(self.privates[-1])

    @route("PUT", f"{NEW}/private_message")
    def edit_private_4(self, request: Request) -> Answer:
        super().edit_private(request)
        return self._said(self._find(self.privates, request.json()["private_message_id"], "not_found"))

    @route("DELETE", f"{NEW}/private_message")
    def delete_private_4(self, request: Request) -> Answer:
        super().delete_private(request)
        return self._said(self._find(self.privates, request.json()["private_message_id"], "not_found"))

    def _said(self, thing: Thing) -> Answer:
        return Answer(json={"private_message_view": self._data(thing)})
