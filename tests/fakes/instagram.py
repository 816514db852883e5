"""A fake Instagram with opinions (Instagram Login, Graph API v26.0): it fetches files, keeps containers, refuses.

`web` is the open web as its crawler sees it: address -> bytes. A container is worked on for `takes`, lives for a day
and is published once. The sheet of 22 Nov 2026 names its parameters, statuses and error subcodes.
"""

import io
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from PIL import Image, UnidentifiedImageError

from .counting_networks import InstagramCounts
from .exchange import Answer, Request
from .graph import graph_error, stamp, top_names, unknown_object
from .instagram_tags import BASIC, InstagramTags
from .meta_talk import InstagramTalk
from .small import Clock, route

USER, NAME = "17841400000000001", "fornorossi"
PUBLISH, COMMENTS, NUMBERS = (
    "instagram_business_content_publish",
    "instagram_business_manage_comments",
    "instagram_business_manage_insights",
)
SCOPES = (BASIC, PUBLISH, COMMENTS, NUMBERS)
KNOWN = frozenset(
    """image_url video_url media_type caption alt_text location_id user_tags collaborators share_to_feed cover_url
    thumb_offset audio_name is_carousel_item children is_ai_generated""".split()  # noqa: SIM905
)
DAY = timedelta(hours=24)
REPLIES = re.compile(r"\breplies\.limit\((\d+)\)\{([^{}]*)\}")
BELOW = re.compile(r"\bcomments\.limit\((\d+)\)\{((?:[^{}]|\{[^{}]*\})*)\}")


@dataclass
class Container:
    id: str
    fields: dict[str, str]
    made_at: datetime
    files: list[bytes] = field(default_factory=list)
    error: str = ""
    live: str = ""

    @property
    def is_child(self) -> bool:
        return self.fields.get("is_carousel_item") == "true"


@dataclass
class Media:
    """What is out. `alts` are the descriptions, `files` the bytes, in order."""

    id: str
    caption: str
    kind: str
    at: datetime
    files: list[bytes]
    alts: list[str]
    fields: dict[str, str]
    by: str = ""  # whose post it is, where the account is named beside them


@dataclass
class Comment:
    id: str
    media: str
    text: str
    at: datetime
    user: str = NAME
    who: str = USER
    parent: str = ""
    hidden: bool = False


class FakeInstagram(InstagramCounts, InstagramTags, InstagramTalk):
    """One professional account. `takes`: how long a container is worked on; `quota`: how much it may publish a day."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.web: dict[str, bytes] = {}
        self.containers: dict[str, Container] = {}
        self.media: list[Media] = []
        self.comments: list[Comment] = []
        self.codes: dict[str, str] = {}
        self.account_type, self.takes, self.quota = "BUSINESS", timedelta(), 50
        self.answers_newest_first, self.called = False, NAME
        self.numbers_of_its_own = False  # comments tell another number of the account than it signs in with
        self.granted = set(SCOPES)
        self.app_scopes = set(SCOPES)

    def user_token(self, *scopes: str, days: int = 60) -> str:
        return self.token(USER, *(scopes or self.granted), lives=timedelta(days=days))

    # ------------------------------------------------------------------ signing in
    @route("GET", "/oauth/authorize")
    def authorize(self, request: Request) -> Answer:
        query = dict(request.query)
        wrong = query.get("client_id") != self.app_id or query.get("redirect_uri") != "https://localhost/"
        if wrong or query.get("response_type") != "code" or not query.get("state"):
            return Answer(400, text="<html>Invalid platform app</html>", content_type="text/html")
        asked = set(query["scope"].split(","))
        assert asked <= {*SCOPES, self.talk_scope}, "Invalid Scopes"
        if not asked <= self.app_scopes:
            return Answer(400, text="<html>Invalid Scopes</html>", content_type="text/html")
        code = f"code-{self.number()}"
        self.codes[code] = query["redirect_uri"]
        back = urlencode({"code": code, "state": query["state"]})
        return Answer(302, headers={"Location": f"{query['redirect_uri']}?{back}#_"})

    @route("POST", "/oauth/access_token")
    def take_code(self, request: Request) -> Answer:
        values = request.values()
        refused = {"error_type": "OAuthException", "code": 400, "error_message": "Invalid authorization code"}
        app = (values.get("client_id"), values.get("client_secret"))
        if app != (self.app_id, self.app_secret) or values.get("grant_type") != "authorization_code":
            return Answer(400, json=refused)
        if self.codes.pop(str(values.get("code")), None) != values.get("redirect_uri"):
            return Answer(400, json=refused)
        short = self.token(USER, *self.granted, lives=timedelta(hours=1))
        said = {"access_token": short, "user_id": int(USER), "permissions": ",".join(sorted(self.granted))}
        return Answer(json=said)

    @route("GET", "/access_token")
    def exchange(self, request: Request) -> Answer:
        query = dict(request.query)
        self.require_app({**query, "client_id": self.app_id})
        known = self.tokens.get(query.get("access_token", ""))
        if query.get("grant_type") != "ig_exchange_token" or known is None:
            raise graph_error(190, "Invalid OAuth access token")
        return self._sixty_days()

    @route("GET", "/refresh_access_token")
    def refresh(self, request: Request) -> Answer:
        query = dict(request.query)
        known = self.tokens.get(query.get("access_token", ""))
        if query.get("grant_type") != "ig_refresh_token" or known is None or (known.ends or self.now) <= self.now:
            raise graph_error(190, "Error validating access token: Session has expired")
        return self._sixty_days()

    def _sixty_days(self) -> Answer:
        return Answer(json={"access_token": self.user_token(), "token_type": "bearer", "expires_in": 60 * 86_400})

    @route("GET", r"/v26\.0/me")
    def me(self, request: Request) -> Answer:
        self.require(request, BASIC)
        known = {"id": "9988", "user_id": USER, "username": self.called, "name": "Forno Rossi"}
        return Answer(json=self.shown(request, {**known, "account_type": self.account_type}))

    # ------------------------------------------------------------------ containers
    @route("GET", rf"/v26\.0/{USER}/content_publishing_limit")
    def limit(self, request: Request) -> Answer:
        self.require(request, BASIC)
        used = sum(media.at > self.now - DAY for media in self.media)
        config = {"quota_total": self.quota, "quota_duration": 86_400}
        return Answer(json={"data": [{"quota_usage": used, "config": config}]})

    @route("POST", rf"/v26\.0/{USER}/media")
    def make(self, request: Request) -> Answer:
        self.require(request, BASIC, PUBLISH)
        asked = {name: str(value) for name, value in request.values().items()}
        unknown = set(asked) - KNOWN
        if unknown:
            raise graph_error(100, f"(#100) Unknown parameter {sorted(unknown)}")
        if len(asked.get("caption", "")) > 2200:
            raise graph_error(36004, "caption too long", subcode=2207010, said="La didascalia è troppo lunga")
        made = Container(f"c{self.number()}", asked, self.now)
        if asked.get("media_type") == "CAROUSEL":
            self._require_children(asked)
        else:
            self._fetch(made)
        self.containers[made.id] = made
        return Answer(json={"id": made.id})

    def _require_children(self, asked: dict[str, str]) -> None:
        children = [self.containers.get(child) for child in asked.get("children", "").split(",")]
        if not 2 <= len(children) <= 10:
            raise graph_error(100, "children", subcode=2207028, said="Da due a dieci")
        for child in children:
            assert child is not None, "a child that was never made"
            assert child.is_child, "not made as a child"
            if self.status(child) != "FINISHED":
                raise graph_error(9007, "Media ID is not available", subcode=2207027)
        assert "alt_text" not in asked, "the description belongs to each photo"

    def _fetch(self, made: Container) -> None:
        asked, kind = made.fields, made.fields.get("media_type", "")
        film = "video_url" in asked
        assert not (made.is_child and "is_ai_generated" in asked), "said of the whole carousel"
        assert film != ("image_url" in asked), "one file"
        assert kind in (("REELS", "STORIES", "VIDEO") if film else ("", "STORIES")), kind
        assert kind != "VIDEO" or made.is_child, "films of the feed are reels"
        if film or kind == "STORIES":
            assert "alt_text" not in asked, "no description here"
        assert kind != "STORIES" or "caption" not in asked, "a story has no words"
        for url in filter(None, (asked.get("image_url"), asked.get("video_url"), asked.get("cover_url"))):
            data = self.web.get(url)
            if data is None:
                raise graph_error(9004, "Only photo or video can be accepted as media type.", subcode=2207052)
            made.files.append(data)
        if not film:
            require_jpeg(made.files[0], feed=kind == "")

    def status(self, found: Container) -> str:
        if found.live:
            return "PUBLISHED"
        if found.error:
            return "ERROR"
        if self.now - found.made_at >= DAY:
            return "EXPIRED"
        return "FINISHED" if self.now - found.made_at >= self.takes else "IN_PROGRESS"

    @route("GET", r"/v26\.0/(c\d+)")
    def container(self, request: Request, own_id: str) -> Answer:
        self.require(request, BASIC, PUBLISH)
        found = self.containers.get(own_id)
        if found is None:
            raise unknown_object(own_id)
        status = self.status(found)
        return Answer(json=self.shown(request, {"id": own_id, "status_code": status, "status": found.error or status}))

    @route("POST", rf"/v26\.0/{USER}/media_publish")
    def publish(self, request: Request) -> Answer:
        self.require(request, BASIC, PUBLISH)
        asked = request.values()
        found = self.containers.get(str(asked.get("creation_id")))
        if found is None or found.live:
            raise graph_error(24, "The media could not be found", subcode=2207006)
        assert not found.is_child, "a child is published by its carousel"
        status = self.status(found)
        if status == "IN_PROGRESS":
            raise graph_error(9007, "Media ID is not available", subcode=2207027)
        if status != "FINISHED":
            raise graph_error(24, "expired", subcode=2207008)
        if sum(media.at > self.now - DAY for media in self.media) >= self.quota:
            raise graph_error(9, "limit", status=403, subcode=2207042, said="Hai raggiunto il limite")
        children = [self.containers[each] for each in found.fields.get("children", "").split(",") if each]
        parts = children or [found]
        kind = found.fields.get("media_type") or "FEED"
        made = Media(
            f"179{self.number():06}",
            found.fields.get("caption", ""),
            kind,
            self.now,
            [data for part in parts for data in part.files],
            [part.fields.get("alt_text", "") for part in parts],
            found.fields,
        )
        self.media.append(made)
        found.live = made.id
        return Answer(json={"id": made.id})

    # ------------------------------------------------------------------ what is out
    def _node(self, media: Media) -> dict[str, Any]:
        product = {"REELS": "REELS", "STORIES": "STORY"}.get(media.kind, "FEED")
        url = f"https://www.instagram.com/p/{media.id}/"
        node = {"id": media.id, "caption": media.caption or None, "timestamp": stamp(media.at), "permalink": url}
        return {**node, "media_product_type": product, "username": media.by or self.called}

    @route("GET", rf"/v26\.0/{USER}/(media|stories)")
    def newest(self, request: Request, edge: str) -> Answer:
        self.require(request, BASIC)
        mine = [media for media in reversed(self.media) if (media.kind == "STORIES") == (edge == "stories")]
        asked = BELOW.search(dict(request.query).get("fields", ""))
        if asked is None:
            return self.paged(request, [self._node(media) for media in mine])
        self.require(request, COMMENTS)
        below = [self._below("comments", media.id, asked[2], int(asked[1])) for media in mine]
        rows = [{**self._node(media), "comments": found} for media, found in zip(mine, below, strict=True)]
        return self.paged(request, rows)

    @route("GET", r"/v26\.0/(179\d+)")
    def read(self, request: Request, own_id: str) -> Answer:
        self.require(request, BASIC)
        for media in self.media:
            if media.id == own_id:
                return Answer(json=self.shown(request, self._node(media)))
        for comment in self.comments:
            if comment.id == own_id:
                return Answer(json=self.shown(request, {"id": own_id, "text": comment.text, "hidden": comment.hidden}))
        raise unknown_object(own_id)

    @route("POST", r"/v26\.0/(179\d+)")
    @route("DELETE", r"/v26\.0/(179\d+)")
    def moderate(self, request: Request, own_id: str) -> Answer:
        self.require(request, BASIC, "instagram_business_manage_comments")
        found = next((each for each in self.comments if each.id == own_id), None)
        if found is None:
            raise unknown_object(own_id)
        if request.method == "DELETE":
            self.comments = [each for each in self.comments if own_id not in (each.id, each.parent)]
        else:
            found.hidden = {"true": True, "false": False}[request.values()["hide"]]
        return Answer(json={"success": True})

    # ------------------------------------------------------------------ what people write
    def say(self, below: str, text: str, user: str = "anna", who: str = "777") -> Comment:
        """Somebody writes below a post or a comment; what answers an answer hangs on the comment above both."""
        above = next((each for each in self.comments if each.id == below), None)
        media, parent = (above.media, above.parent or above.id) if above is not None else (below, "")
        made = Comment(f"1790{self.number():06}", media, text, self.now, user, USER if user == NAME else who, parent)
        self.comments.append(made)
        return made

    @route("POST", r"/v26\.0/(179\d+)/(comments|replies)")
    def comment(self, request: Request, below: str, edge: str) -> Answer:
        self.require(request, BASIC, COMMENTS)
        places = self.media if edge == "comments" else self.comments
        if below not in {each.id for each in places}:
            raise unknown_object(below)
        sent = request.values()
        assert set(sent) == {"message"}, sent
        text = str(sent["message"])
        if not text.strip() or len(text) > 2200:
            raise graph_error(100, "(#100) message is empty or too long")
        return Answer(json={"id": self.say(below, text, NAME).id})

    @route("GET", r"/v26\.0/(179\d+)/(comments|replies)")
    def below(self, request: Request, place: str, edge: str) -> Answer:
        self.require(request, BASIC, COMMENTS)
        if place not in {each.id for each in (*self.media, *self.comments)}:
            raise unknown_object(place)
        query = dict(request.query)
        after = query.get("after", "at-0").removeprefix("at-")
        if not after.isdigit():
            raise graph_error(100, "(#100) Invalid parameter")
        start = int(after)
        limit = int(query.get("limit", "25"))
        return Answer(json=self._below(edge, place, str(query.get("fields", "")), limit, start) or {"data": []})

    def _below(self, edge: str, place: str, fields: str, limit: int, start: int = 0) -> dict[str, Any] | None:
        """Top-level comments of a post, the newest first, or the answers to one; at most fifty, whatever is asked."""
        top = edge == "comments"
        found = [each for each in self.comments if (each.media, "") == (place, each.parent)] if top else []
        found = found or [each for each in self.comments if not top and each.parent == place]
        ordered = found[::-1] if top or self.answers_newest_first else found
        end = start + min(limit, 50)
        rows = [self._words(each, fields) for each in ordered[start:end]]
        paging: dict[str, Any] = {"cursors": {"after": f"at-{end}"}}
        if end < len(ordered):
            paging["next"] = f"{self.url}/v26.0/{place}/{edge}?access_token=x&after=at-{end}"
        return {"data": rows, "paging": paging} if rows else None

    def _words(self, comment: Comment, fields: str) -> dict[str, Any]:
        own = comment.who == USER
        user = self.called if own else comment.user
        by = {"id": "17840099" if own and self.numbers_of_its_own else comment.who, "username": user}
        row: dict[str, Any] = {"id": comment.id, "text": comment.text, "timestamp": stamp(comment.at)}
        row |= {"username": user, "from": by, "replies": None}
        if (asked := REPLIES.search(fields)) is not None:
            row["replies"] = self._below("replies", comment.id, asked[2], int(asked[1]))
        names = top_names(fields)
        if unknown := [name for name in names if name not in row]:
            raise graph_error(100, f"(#100) Tried accessing nonexisting field ({unknown[0]})")
        return {name: row[name] for name in ("id", *names) if row[name] is not None}


def collaborators_of(media: Media) -> list[str]:
    return list(json.loads(media.fields.get("collaborators", "[]")))


def require_jpeg(data: bytes, feed: bool) -> None:
    try:
        with Image.open(io.BytesIO(data)) as image:
            kind, ratio = image.format, image.width / image.height
    except UnidentifiedImageError:
        kind, ratio = "", 1.0
    if kind != "JPEG":
        raise graph_error(36001, "format", subcode=2207005, said="Formato non valido")
    if feed and not 0.79 <= ratio <= 1.92:
        raise graph_error(36003, "aspect ratio", subcode=2207009, said="Proporzioni non valide")
