"""A fake LinkedIn with opinions: its versioned interface under one app, for a person and two company pages.

It reads "little" text with a grammar of its own, and does with a stray sign what people report of LinkedIn: the post is
cut off there, without a word. Bodies of errors are those of its documentation and of reports (Nov 2026).
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from .counting_networks import LinkedInCounts
from .exchange import Answer, Request
from .oauth import FakeAuthorization
from .small import Clock, RefusalError, SmallFake, route
from .voting import NOBODY, Votes

ME = "urn:li:person:AbC_1-x"
PAGES = {"urn:li:organization:4711": ("Forno Lucia", "forno-lucia"), "urn:li:organization:12": ("Caffè", "caffe-lucia")}
PAGE = "urn:li:organization:4711"
VERSIONS = frozenset({"202609", "202610", "202611"})
SAME_FOR = timedelta(minutes=10)
PIECE = 4_194_304
RESERVED = set("|{}@[]()<>#\\*_~")
URN = r"(urn%3Ali%3A\w+%3A[\w-]+)"
POST_KEYS = {
    "author", "commentary", "visibility", "distribution", "lifecycleState", "isReshareDisabledByAuthor", "content",
    "reshareContext",
}  # fmt: skip
FIELDS = {"image": {"id", "altText"}, "video": {"id", "title"}, "document": {"id", "title"}}


def displayed(commentary: str) -> str:
    """What visitors read of "little" text; it ends where a reserved sign stands bare."""
    shown, place = "", 0
    while place < len(commentary):
        tag = re.compile(r"\{hashtag\|\\?([#＃])\|((?:\\.|[^\\|{}])+)\}").match(commentary, place)
        if tag is not None:
            shown += tag[1] + displayed(tag[2])
            place = tag.end()
        elif commentary[place] == "\\":
            assert commentary[place + 1] in RESERVED, "only reserved signs are escaped"
            shown, place = shown + commentary[place + 1], place + 2
        elif commentary[place] in RESERVED:
            return shown
        else:
            shown, place = shown + commentary[place], place + 1
    return shown


@dataclass
class Asset:
    urn: str
    owner: str
    size: int = 0
    pieces: dict[int, bytes] = field(default_factory=dict)
    data: bytes = b""
    looks: int = 0


@dataclass
class Comment:
    id: str
    actor: str
    text: str
    at_ms: int


@dataclass
class Post:
    urn: str
    body: dict[str, Any]
    at_ms: int
    comments: list[Comment] = field(default_factory=list)
    votes: Votes = NOBODY

    @property
    def text(self) -> str:
        return displayed(self.body["commentary"])


class LinkedInApp(SmallFake):
    """Who asks, with which version, and what they may do. `partner`: its tokens can be renewed."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.auth = FakeAuthorization(any_port=True, pkce=False, lives_s=5_184_000)
        self.partner = False
        self.posts: list[Post] = []
        self.assets: dict[str, Asset] = {}
        self.works_for, self.fails = 1, False
        self.ghost = False

    def nothing_here(self, request: Request) -> Answer:
        return error(404, "NOT_FOUND", "No virtual resource found").answer

    def before(self, request: Request) -> None:
        self.now_ms = round(self.now.timestamp() * 1000)

    @route("GET", "/authorize")
    def authorize(self, request: Request) -> Answer:
        return self.auth._authorize(dict(request.query))

    @route("POST", "/token")
    def token(self, request: Request) -> Answer:
        answer = self.auth._token(request)
        if answer.status == 200 and not self.partner:
            answer.json.pop("refresh_token", None)
        elif answer.status == 200:
            answer.json["refresh_token_expires_in"] = 31_536_000
        return answer

    def _require(self, request: Request, *scopes: str) -> None:
        """Any one of the scopes is enough."""
        granted = self.auth.access.get(request.bearer or "")
        if granted is None:
            raise error(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", 65602)
        if request.path.startswith("/rest/"):
            if request.headers.get("linkedin-version") not in VERSIONS:
                raise error(426, "NONEXISTENT_VERSION", "Requested version is not active")
            assert request.headers["x-restli-protocol-version"] == "2.0.0"
        if not set(scopes) & set(granted.split()):
            raise error(403, "ACCESS_DENIED", f"Not enough permissions to access: {request.path}", 100)

    def _require_for(self, request: Request, author: str, reads: bool = False) -> None:
        """A person's own posts can be written, and never be read."""
        kind = "organization" if author.startswith("urn:li:organization:") else "member"
        self._require(request, f"{'r' if reads else 'w'}_{kind}_social")

    @route("GET", "/v2/userinfo")
    def userinfo(self, request: Request) -> Answer:
        self._require(request, "openid")
        return Answer(json={"sub": ME.rsplit(":", 1)[-1], "name": "Lucia Bianchi", "locale": "it-IT"})

    @route("GET", "/rest/organizationAcls")
    def acls(self, request: Request) -> Answer:
        self._require(request, "rw_organization_admin")
        assert request.headers["x-restli-method"] == "FINDER"
        assert dict(request.query)["q"] == "roleAssignee"
        rows = [{"organization": urn, "role": "ADMINISTRATOR", "state": "APPROVED"} for urn in PAGES]
        return Answer(json={"elements": rows, "paging": {"count": 50, "start": 0}})

    @route("GET", r"/rest/organizations/(\d+)")
    def organisation(self, request: Request, number: str) -> Answer:
        self._require(request, "rw_organization_admin")
        name, vanity = PAGES[f"urn:li:organization:{number}"]
        return Answer(json={"id": int(number), "localizedName": name, "vanityName": vanity})


class LinkedInFiles(LinkedInApp):
    """Photos and documents in one piece with the account's access; films in pieces of 4 MB without it."""

    @route("POST", "/rest/(image|document|video)s")
    def begin(self, request: Request, kind: str) -> Answer:
        self._require(request, "w_member_social", "w_organization_social")
        action = dict(request.query)["action"]
        if action == "finalizeUpload":
            return self._finalized(request.json()["finalizeUploadRequest"])
        assert action == "initializeUpload"
        asked = request.json()["initializeUploadRequest"]
        asset = Asset(f"urn:li:{kind}:C4D-{self.number()}", asked["owner"], asked.get("fileSizeBytes", 0))
        self.assets[asset.urn] = asset
        place = f"{self.url}/upload/{asset.urn}"
        if kind != "video":
            value = {"uploadUrl": f"{place}/0", "uploadUrlExpiresAt": self.now_ms + 86_400_000, kind: asset.urn}
            return Answer(json={"value": value})
        cuts = range(0, asset.size, PIECE)
        rows = [
            {"uploadUrl": f"{place}/{at}", "firstByte": at, "lastByte": min(at + PIECE, asset.size) - 1} for at in cuts
        ]
        return Answer(json={"value": {"uploadInstructions": rows, "video": asset.urn, "uploadToken": "token-1"}})

    @route("PUT", r"/upload/([\w:-]+)/(\d+)")
    def upload(self, request: Request, urn: str, at: str) -> Answer:
        asset = self.assets[urn]
        if urn.startswith("urn:li:video:"):
            assert "authorization" not in request.headers, "the pieces of a film go without the account's access"
            asset.pieces[int(at)] = request.body
            return Answer(200, headers={"ETag": f'"etag-{at}"'})
        self._require(request, "w_member_social", "w_organization_social")
        asset.data = request.body
        return Answer(201)

    def _finalized(self, asked: dict[str, Any]) -> Answer:
        asset = self.assets[asked["video"]]
        assert asked["uploadToken"] == "token-1"
        assert asked["uploadedPartIds"] == [f"etag-{at}" for at in sorted(asset.pieces)]
        asset.data = b"".join(asset.pieces[at] for at in sorted(asset.pieces))
        assert len(asset.data) == asset.size
        return Answer(200)

    @route("GET", f"/rest/(?:image|document|video)s/{URN}")
    def status(self, request: Request, urn: str) -> Answer:
        self._require(request, "w_organization_social")
        asset = self.assets[unquote(urn)]
        asset.looks += 1
        readable = ":document:" not in asset.urn or asset.data.startswith(b"%PDF-")
        state = "AVAILABLE" if asset.looks > self.works_for else "PROCESSING"
        state = "PROCESSING_FAILED" if self.fails or not readable else state
        return Answer(json={"owner": asset.owner, "id": asset.urn, "status": state})

    def _require_there(self, urn: str, owner: str) -> None:
        asset = self.assets.get(urn)
        if asset is None or asset.owner != owner:
            raise error(400, "INVALID_CONTENT_OWNERSHIP", f"{urn} is not owned by {owner}")
        if not asset.data:
            raise error(400, "MEDIA_ASSET_WAITING_UPLOAD", f"Media asset {urn} is waiting for upload")


class FakeLinkedIn(LinkedInCounts, LinkedInFiles):
    """Posts and their comments."""

    # ------------------------------------------------------------------ writing
    @route("POST", "/rest/posts")
    def create(self, request: Request) -> Answer:
        asked = request.json()
        author = asked["author"]
        self._require_for(request, author)
        assert asked.keys() <= POST_KEYS, asked.keys() - POST_KEYS
        assert asked["lifecycleState"] == "PUBLISHED"
        assert asked["distribution"]["feedDistribution"] == "MAIN_FEED"
        if asked["visibility"] not in ("PUBLIC", "LOGGED_IN" if author in PAGES else "CONNECTIONS"):
            raise invalid("visibility", "INVALID_VALUE", "The audience is not offered to this author")
        if len(displayed(asked["commentary"])) > 3000:
            raise invalid("commentary", "FIELD_LENGTH_TOO_LONG", "ShareCommentary text length is too long")
        self._require_content(asked.get("content", {}), author)
        self._require_passed_on(asked)
        post = Post(f"urn:li:share:{7_300_000_000_000_000_000 + self.number()}", asked, self.now_ms)
        for other in self.posts:
            fresh = self.now_ms - other.at_ms < SAME_FOR.total_seconds() * 1000
            if fresh and (other.body["author"], other.body["commentary"]) == (author, asked["commentary"]):
                raise duplicate(post.urn if self.ghost else other.urn)
        self.posts.append(post)
        return Answer(201, headers={"x-restli-id": post.urn, "Location": f"/posts/{post.urn}"})

    def _require_passed_on(self, asked: dict[str, Any]) -> None:
        """A post there is named by its own name, carries nothing beside it, and its author may not mind."""
        if "reshareContext" not in asked:
            return
        assert "content" not in asked
        (parent,) = asked["reshareContext"].values()
        if not parent.startswith(("urn:li:share:", "urn:li:ugcPost:")):
            raise invalid(
                "reshareContext.parent", "INVALID_URN_TYPE", "Allowed URN types are groupPost, share, ugcPost"
            )
        above = next((post for post in self.posts if post.urn == parent), None)
        if above is None or above.body["isReshareDisabledByAuthor"]:
            raise invalid("reshareContext.parent", "INVALID_VALUE", "The post cannot be reshared")

    def _require_content(self, content: dict[str, Any], author: str) -> None:
        assert len(content) <= 1
        if "poll" in content:
            poll = content["poll"]
            assert poll["settings"]["duration"] in ("ONE_DAY", "THREE_DAYS", "SEVEN_DAYS", "FOURTEEN_DAYS")
            if len(poll["question"]) > 140 or not 2 <= len(poll["options"]) <= 4:
                raise invalid("content.poll", "FIELD_LENGTH_TOO_LONG", "Poll question is too long")
        if "multiImage" in content:
            assert 2 <= len(content["multiImage"]["images"]) <= 20
        if "article" in content:
            assert content["article"].keys() <= {"source", "title", "description", "thumbnail"}
            if not content["article"].get("title"):
                raise invalid("content.article.title", "MISSING_FIELD", "Article title is required")
        files = content.get("multiImage", {}).get("images", []) or [content["media"]] if "media" in content else []
        for file in [*files, *content.get("multiImage", {}).get("images", [])]:
            kind = file["id"].split(":")[2]
            assert file.keys() <= FIELDS[kind]
            assert kind != "document" or file["title"]
            self._require_there(file["id"], author)
        if "thumbnail" in content.get("article", {}):
            self._require_there(content["article"]["thumbnail"], author)

    @route("POST", f"/rest/posts/{URN}")
    def change(self, request: Request, urn: str) -> Answer:
        assert request.headers["x-restli-method"] == "PARTIAL_UPDATE"
        post = self._post(urn)
        self._require_for(request, post.body["author"])
        changes = request.json()["patch"]["$set"]
        assert changes.keys() == {"commentary"}
        post.body = {**post.body, **changes}
        return Answer(204)

    @route("DELETE", f"/rest/posts/{URN}")
    def delete(self, request: Request, urn: str) -> Answer:
        self._require(request, "w_member_social", "w_organization_social")
        assert request.headers["x-restli-method"] == "DELETE"
        self.posts = [post for post in self.posts if post.urn != unquote(urn)]
        return Answer(204)

    # ------------------------------------------------------------------ reading
    @route("GET", "/rest/posts")
    def listed(self, request: Request) -> Answer:
        query = dict(request.query)
        self._require_for(request, query["author"], reads=True)
        assert (query["q"], request.headers["x-restli-method"]) == ("author", "FINDER")
        mine = [post for post in reversed(self.posts) if post.body["author"] == query["author"]]
        start, count = int(query["start"]), int(query["count"])
        rows = [self._told(post) for post in mine[start : start + count]]
        return Answer(json={"elements": rows, "paging": {"start": start, "count": count}})

    @route("GET", f"/rest/posts/{URN}")
    def read(self, request: Request, urn: str) -> Answer:
        self._require(request, "r_organization_social")
        return Answer(json=self._told(self._post(urn)))

    def _told(self, post: Post) -> dict[str, Any]:
        times = {"createdAt": post.at_ms, "publishedAt": post.at_ms, "lastModifiedAt": post.at_ms}
        return {**post.body, **times, "id": post.urn, **_voted(post)}

    def _post(self, urn: str) -> Post:
        for post in self.posts:
            if post.urn == unquote(urn):
                return post
        raise error(404, "NOT_FOUND", f"Could not find entity {unquote(urn)}")

    # ------------------------------------------------------------------ comments
    @route("POST", f"/rest/socialActions/{URN}/comments")
    def comment(self, request: Request, urn: str) -> Answer:
        self._require(request, "w_member_social", "w_organization_social_feed")
        post, asked = self._post(urn), request.json()
        assert asked.keys() == {"actor", "object", "message"}
        assert asked["object"] == post.urn
        made = Comment(str(6_000_000 + self.number()), asked["actor"], asked["message"]["text"], self.now_ms)
        post.comments.append(made)
        return Answer(201, json=self._told_comment(post, made), headers={"x-restli-id": made.id})

    @route("GET", f"/rest/socialActions/{URN}/comments")
    def comments(self, request: Request, urn: str) -> Answer:
        self._require(request, "r_organization_social_feed")
        post = self._post(urn)
        return Answer(json={"elements": [self._told_comment(post, one) for one in post.comments]})

    @route("GET", rf"/rest/socialActions/{URN}/comments/(\d+)")
    def read_comment(self, request: Request, urn: str, own_id: str) -> Answer:
        self._require(request, "r_organization_social_feed")
        return Answer(json=self._told_comment(self._post(urn), self._comment(urn, own_id)))

    @route("POST", rf"/rest/socialActions/{URN}/comments/(\d+)")
    def change_comment(self, request: Request, urn: str, own_id: str) -> Answer:
        self._require(request, "w_member_social", "w_organization_social_feed")
        comment = self._comment(urn, own_id)
        assert request.headers["x-restli-method"] == "PARTIAL_UPDATE"
        assert dict(request.query)["actor"] == comment.actor
        comment.text = request.json()["patch"]["message"]["$set"]["text"]
        return Answer(204)

    @route("DELETE", rf"/rest/socialActions/{URN}/comments/(\d+)")
    def delete_comment(self, request: Request, urn: str, own_id: str) -> Answer:
        self._require(request, "w_member_social", "w_organization_social_feed")
        comment = self._comment(urn, own_id)
        assert dict(request.query)["actor"] == comment.actor
        self._post(urn).comments.remove(comment)
        return Answer(204)

    def _comment(self, urn: str, own_id: str) -> Comment:
        for comment in self._post(urn).comments:
            if comment.id == own_id:
                return comment
        raise error(404, "NOT_FOUND", f"Could not find comment {own_id}")

    def _told_comment(self, post: Post, comment: Comment) -> dict[str, Any]:
        urn = f"urn:li:comment:({post.urn},{comment.id})"
        said = {"message": {"text": comment.text, "attributes": []}, "created": {"time": comment.at_ms}}
        return {"id": comment.id, "actor": comment.actor, "object": post.urn, "commentUrn": urn, **said}


# ------------------------------------------------------------------ refusals
def error(status: int, code: str, said: str, service: int = 0) -> RefusalError:
    return RefusalError(
        Answer(status, json={"status": status, "serviceErrorCode": service, "code": code, "message": said})
    )


def invalid(name: str, code: str, said: str, message: str = "Input validation failed") -> RefusalError:
    """As LinkedIn refuses what stands in a request."""
    inputs = [{"description": said, "input": {"inputPath": {"fieldPath": name}}, "code": code}]
    kind = "com.linkedin.common.error.BadRequest"
    body = {"errorDetailType": kind, "message": message, "errorDetails": {"inputErrors": inputs}, "status": 422}
    return RefusalError(Answer(422, json=body))


def duplicate(urn: str) -> RefusalError:
    said = f"com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of {urn}"
    return invalid("", "DUPLICATE_POST", "Duplicate post is detected", said)


def _voted(post: Post) -> dict[str, Any]:
    """The content of a poll with its votes."""
    poll = post.body.get("content", {}).get("poll")
    if poll is None:
        return {}
    rows = [{**row, "voteCount": post.votes.each[number]} for number, row in enumerate(poll["options"])]
    return {"content": {"poll": {**poll, "options": rows, "uniqueVotersCount": post.votes.voters}}}
