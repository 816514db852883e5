"""A fake YouTube with opinions, after its discovery document and guides: uploads in pieces, privacy, moments, covers.
A project that is not `audited` has its films locked as private whatever they ask for. `works_s` is how long a film is
worked on after it came, `spoils` how that ends instead.
"""

import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from .counting_sites import YouTubeCounts
from .exchange import Answer, Request
from .google import FakeGoogle, refusal
from .outside import OutsideYouTube
from .small import Clock, route

CHANNEL = "UCforno4711"
API, UPLOAD = "/youtube/v3", "/upload/youtube/v3"
PIECE = 262_144
SNIPPET = frozenset({"title", "description", "tags", "categoryId", "defaultLanguage", "defaultAudioLanguage"})
STATUS = frozenset(
    (
        *("privacyStatus", "publishAt", "license", "embeddable", "publicStatsViewable"),
        *("selfDeclaredMadeForKids", "containsSyntheticMedia"),
    )
)


@dataclass
class Film:
    """One film; `was_public`: it can have no moment any more."""

    id: str
    snippet: dict[str, Any]
    status: dict[str, Any]
    data: bytes
    came_at: datetime
    notify: bool = True
    cover: bytes = b""
    published: datetime | None = None

    @property
    def privacy(self) -> str:
        return str(self.status["privacyStatus"])


@dataclass
class Comment:
    """`above`: the first comment of its thread, where it is an answer."""

    id: str
    film: str
    words: str
    author: str
    at: datetime
    above: str = ""
    held: bool = False


@dataclass
class Session:
    """An upload under way."""

    snippet: dict[str, Any]
    status: dict[str, Any]
    size: int
    notify: bool
    data: bytearray = field(default_factory=bytearray)
    film: str = ""


class HeldComments(FakeGoogle):
    """Comments that are held back, shown, or rejected for good."""

    comments: list[Comment]

    @route("POST", f"{API}/comments/setModerationStatus")
    def moderate(self, request: Request) -> Answer:
        self.require(request)
        asked = dict(request.query)
        found = next((each for each in self.comments if each.id == asked["id"]), None)
        if found is None:
            raise refusal(404, "The comment cannot be found.", "commentNotFound")
        if asked["moderationStatus"] == "rejected":
            self.comments.remove(found)
        found.held = asked["moderationStatus"] == "heldForReview"
        return Answer(204)


class FakeYouTube(YouTubeCounts, HeldComments, OutsideYouTube):
    """One channel with one person."""

    platform = "youtube"
    scope = "https://www.googleapis.com/auth/youtube.force-ssl"
    below = (("api", API), ("upload", UPLOAD))

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.audited = True
        self.phone_known = True
        self.works_s = 0.0
        self.slow_at_the_end = 0
        self.spoils: tuple[str, str, str] | None = None
        self.channels = {CHANNEL: ("Forno Lucia", "@fornolucia")}
        self.playlists = {"PLpane": "Ricette"}
        self.in_lists: list[tuple[str, str]] = []
        self.films: dict[str, Film] = {}
        self.sessions: dict[str, Session] = {}
        self.comments: list[Comment] = []
        self.holds_back = False

    def before(self, request: Request) -> None:
        for film in self.films.values():
            moment = film.status.get("publishAt")
            if moment and film.privacy == "private" and _instant(moment) <= self.now:
                del film.status["publishAt"]
                film.status["privacyStatus"], film.published = "public", self.now

    def of(self, privacy: str, moment: bool = False) -> list[Film]:
        return [
            each for each in self.films.values() if each.privacy == privacy and ("publishAt" in each.status) == moment
        ]

    # ------------------------------------------------------------------ reading
    @route("GET", f"{API}/channels")
    def own_channels(self, request: Request) -> Answer:
        self.require(request)
        rows = [
            {"kind": "youtube#channel", "id": own_id, "snippet": {"title": title, "customUrl": handle}}
            for own_id, (title, handle) in self.channels.items()
        ]
        return Answer(json={"kind": "youtube#channelListResponse", **({"items": rows} if rows else {})})

    @route("GET", f"{API}/playlists")
    def own_playlists(self, request: Request) -> Answer:
        self.require(request)
        rows = [
            {"kind": "youtube#playlist", "id": own_id, "snippet": {"title": title}}
            for own_id, title in self.playlists.items()
        ]
        return Answer(json={"kind": "youtube#playlistListResponse", "items": rows})

    @route("GET", f"{API}/videos")
    def browse(self, request: Request) -> Answer:
        self.require(request)
        asked = dict(request.query)
        film = self.films.get(asked["id"])
        rows = [self._shown(film, asked["part"].split(","))] if film is not None else []
        return Answer(json={"kind": "youtube#videoListResponse", "items": rows})

    # ------------------------------------------------------------------ going up
    @route("POST", f"{UPLOAD}/videos")
    def begin(self, request: Request) -> Answer:
        self.require(request)
        asked = dict(request.query)
        if asked.get("uploadType") != "resumable" or not request.headers.get("x-upload-content-type", "").startswith(
            "video/"
        ):
            raise refusal(400, "The request does not include the video content.", "mediaBodyRequired")
        sent = request.json()
        self._require_words(sent["snippet"])
        self._require_status(sent["status"])
        own_id = secrets.token_hex(12)
        size = int(request.headers["x-upload-content-length"])
        self.sessions[own_id] = Session(
            sent["snippet"], sent["status"], size, asked.get("notifySubscribers") != "false"
        )
        host = request.headers.get("host", self.url.removeprefix("http://"))
        return Answer(
            200, headers={"Location": f"http://{host}{UPLOAD}/videos?uploadType=resumable&upload_id={own_id}"}
        )

    @route("PUT", f"{UPLOAD}/videos")
    def piece(self, request: Request) -> Answer:
        self.require(request)
        session = self.sessions.get(dict(request.query).get("upload_id", ""))
        if session is None:
            raise refusal(404, "Not Found")
        if session.film:
            return Answer(201, json=self._shown(self.films[session.film], ["snippet", "status"]))
        span = request.headers["content-range"]
        if span != f"bytes */{session.size}":
            match = re.fullmatch(rf"bytes (\d+)-(\d+)/{session.size}", span)
            if (
                match is None
                or int(match[1]) != len(session.data)
                or int(match[2]) - int(match[1]) + 1 != len(request.body)
            ):
                raise refusal(400, f"Invalid range {span}", "badContent")
            if int(match[2]) + 1 < session.size and len(request.body) % PIECE:
                raise refusal(400, "The piece is no multiple of 256 KiB", "badContent")
            session.data += request.body
        if len(session.data) < session.size:
            told = {"Range": f"bytes=0-{len(session.data) - 1}"} if session.data else {}
            return Answer(308, headers=told)
        if self.slow_at_the_end:
            self.slow_at_the_end -= 1
            return Answer(308, headers={"Range": f"bytes=0-{session.size - 1}"})
        film = Film(
            f"v{self.number():010d}", session.snippet, session.status, bytes(session.data), self.now, session.notify
        )
        session.film, self.films[film.id] = film.id, film
        return Answer(201, json=self._shown(film, ["snippet", "status"]))

    @route("POST", f"{UPLOAD}/thumbnails/set")
    def cover(self, request: Request) -> Answer:
        self.require(request)
        if not self.phone_known:
            words = "The authenticated user doesn't have permissions to upload and set custom video thumbnails."
            raise refusal(403, words, "forbidden")
        if request.mime not in ("image/jpeg", "image/png"):
            raise refusal(400, "The thumbnail's type is not taken.", "invalidImage")
        self.films[dict(request.query)["videoId"]].cover = request.body
        return Answer(json={"kind": "youtube#thumbnailSetResponse", "items": [{}]})

    @route("GET", f"{API}/playlistItems")
    def listed(self, request: Request) -> Answer:
        self.require(request)
        asked = dict(request.query)
        found = [pair for pair in self.in_lists if pair == (asked["playlistId"], asked["videoId"])]
        rows = [{"kind": "youtube#playlistItem", "id": f"i{number}"} for number, _ in enumerate(found)]
        return Answer(json={"kind": "youtube#playlistItemListResponse", "items": rows})

    @route("POST", f"{API}/playlistItems")
    def enlist(self, request: Request) -> Answer:
        self.require(request)
        snippet = request.json()["snippet"]
        if snippet["playlistId"] not in self.playlists:
            raise refusal(404, "The playlist cannot be found.", "playlistNotFound")
        self.in_lists.append((snippet["playlistId"], snippet["resourceId"]["videoId"]))
        return Answer(json={"kind": "youtube#playlistItem", "id": f"i{self.number()}", "snippet": snippet})

    # ------------------------------------------------------------------ changing
    @route("PUT", f"{API}/videos")
    def change(self, request: Request) -> Answer:
        """Each part that is named is put in the place of the old one as a whole."""
        self.require(request)
        sent, parts = request.json(), dict(request.query)["part"].split(",")
        film = self.films.get(sent.get("id", ""))
        if film is None:
            raise refusal(404, "The video cannot be found.", "videoNotFound")
        if set(sent) - {"id"} != set(parts):
            raise refusal(400, "The parts are not those of the body.", "unexpectedPart")
        if "snippet" in parts:
            self._require_words(sent["snippet"])
            film.snippet = sent["snippet"]
        if "status" in parts:
            self._require_status(sent["status"])
            self._put_status(film, dict(sent["status"]))
        return Answer(json=self._shown(film, parts))

    def _put_status(self, film: Film, status: dict[str, Any]) -> None:
        if not self.audited:
            status = {**status, "privacyStatus": "private"}
            status.pop("publishAt", None)
        if "publishAt" in status:
            if status["privacyStatus"] != "private" or film.published is not None:
                raise refusal(400, "The publishing time is not valid.", "invalidPublishAt")
            if _instant(status["publishAt"]) <= self.now:
                del status["publishAt"]
                status["privacyStatus"] = "public"
        film.status = status
        if film.privacy != "private" and film.published is None:
            film.published = self.now

    @route("DELETE", f"{API}/videos")
    def remove(self, request: Request) -> Answer:
        self.require(request)
        if self.films.pop(dict(request.query)["id"], None) is None:
            raise refusal(404, "The video cannot be found.", "videoNotFound")
        return Answer(204)

    # ------------------------------------------------------------------ comments
    def say(self, film: str, words: str, author: str = "UCanna", above: str = "") -> Comment:
        """Somebody writes below a film, or answers a comment."""
        own_id = f"{above}.9a{self.number()}" if above else f"Ugx{self.number()}"
        self.comments.append(Comment(own_id, film, words, author, self.now, above))
        return self.comments[-1]

    @route("GET", f"{API}/commentThreads")
    def threads(self, request: Request) -> Answer:
        """Newest first; with each the last two answers. A place is good for the list as it was."""
        self.require(request)
        asked = dict(request.query)
        if asked.get("moderationStatus") == "heldForReview":
            held = [each for each in self.comments if each.held and each.film == asked["videoId"] and not each.above]
            rows = [{"kind": "youtube#commentThread", "id": each.id} for each in held]
            return Answer(json={"kind": "youtube#commentThreadListResponse", "items": rows})
        assert (asked["allThreadsRelatedToChannelId"], asked["order"]) == (CHANNEL, "time")
        first = [each for each in reversed(self.comments) if not each.above]
        place, most = asked.get("pageToken", ""), int(asked["maxResults"])
        after = next((number for number, each in enumerate(first) if each.id == place), -1)
        if place and after < 0:
            raise refusal(400, "The page token is not valid.", "invalidPageToken")
        rows = first[after + 1 :][:most]
        more = {"nextPageToken": rows[-1].id} if len(first) > after + 1 + most else {}
        items = [self._thread(each) for each in rows]
        return Answer(json={"kind": "youtube#commentThreadListResponse", "items": items, **more})

    def _thread(self, first: Comment) -> dict[str, Any]:
        answers = [each for each in self.comments if each.above == first.id]
        snippet: dict[str, Any] = {"channelId": CHANNEL, "videoId": first.film, "topLevelComment": self._comment(first)}
        below = {"replies": {"comments": [self._comment(each) for each in answers[-2:]]}} if answers else {}
        snippet["totalReplyCount"] = len(answers)
        return {"kind": "youtube#commentThread", "id": first.id, "snippet": snippet, **below}

    def _comment(self, comment: Comment) -> dict[str, Any]:
        snippet = {
            "textOriginal": comment.words,
            "textDisplay": comment.words,
            "authorDisplayName": f"@{comment.author[2:]}",
            "authorChannelUrl": f"https://www.youtube.com/channel/{comment.author}",
            "authorChannelId": {"value": comment.author},
            "publishedAt": comment.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            **({"parentId": comment.above} if comment.above else {}),
        }
        return {"kind": "youtube#comment", "id": comment.id, "snippet": snippet}

    @route("GET", f"{API}/comments")
    def some_comments(self, request: Request) -> Answer:
        self.require(request)
        asked = dict(request.query)
        name, wanted = ("id", asked["id"]) if "id" in asked else ("above", asked["parentId"])
        found = [] if self.holds_back else [each for each in self.comments if getattr(each, name) == wanted]
        return Answer(json={"kind": "youtube#commentListResponse", "items": [self._comment(each) for each in found]})

    @route("POST", f"{API}/comments")
    def answer(self, request: Request) -> Answer:
        self.require(request)
        said = request.json()["snippet"]
        first = next((each for each in self.comments if each.id == said["parentId"] and not each.above), None)
        if first is None:
            raise refusal(404, "The parent comment could not be found.", "parentCommentNotFound")
        if not said["textOriginal"].strip():
            raise refusal(400, "The comment text is required.", "commentTextRequired")
        return Answer(json=self._comment(self.say(first.film, said["textOriginal"], CHANNEL, first.id)))

    @route("PUT", f"{API}/comments")
    def change_comment(self, request: Request) -> Answer:
        self.require(request)
        sent = request.json()
        [comment] = [each for each in self.comments if each.id == sent["id"] and each.author == CHANNEL]
        comment.words = sent["snippet"]["textOriginal"]
        return Answer(json=self._comment(comment))

    @route("DELETE", f"{API}/comments")
    def remove_comment(self, request: Request) -> Answer:
        self.require(request)
        own_id = dict(request.query)["id"]
        if own_id not in [each.id for each in self.comments]:
            raise refusal(404, "The comment cannot be found.", "commentNotFound")
        self.comments = [each for each in self.comments if own_id not in (each.id, each.above)]
        return Answer(204)

    # ------------------------------------------------------------------ rules and views
    def _require_words(self, snippet: dict[str, Any]) -> None:
        if set(snippet) - SNIPPET:
            raise refusal(400, f"Unknown name {set(snippet) - SNIPPET}", "badRequest")
        title, description = snippet.get("title", ""), snippet.get("description", "")
        if not title or len(title) > 100 or set("<>") & set(title):
            raise refusal(400, "The request metadata specifies an invalid or empty video title.", "invalidTitle")
        if len(description.encode()) > 5000 or set("<>") & set(description):
            raise refusal(400, "The request metadata specifies an invalid video description.", "invalidDescription")
        tags = snippet.get("tags", [])
        if sum(len(tag) + (2 if " " in tag else 0) for tag in tags) + max(0, len(tags) - 1) > 500:
            raise refusal(400, "The request metadata specifies invalid video keywords.", "invalidTags")
        if not re.fullmatch(r"\d+", str(snippet.get("categoryId", ""))):
            raise refusal(400, "The request metadata specifies an invalid category.", "invalidCategoryId")

    def _require_status(self, status: dict[str, Any]) -> None:
        if set(status) - STATUS or status.get("privacyStatus") not in ("public", "unlisted", "private"):
            raise refusal(400, "The request metadata specifies an invalid status.", "invalidVideoMetadata")

    def _shown(self, film: Film, parts: list[str]) -> dict[str, Any]:
        works = self.now < film.came_at + timedelta(seconds=self.works_s)
        upload: dict[str, Any] = {"uploadStatus": "uploaded" if works else "processed"}
        if not works and self.spoils is not None:
            state, name, reason = self.spoils
            upload = {"uploadStatus": state, name: reason}
        came = film.published or film.came_at
        snippet = {
            **film.snippet,
            "publishedAt": came.isoformat(),
            "channelId": CHANNEL,
            "liveBroadcastContent": "none",
        }
        kids = bool(film.status.get("selfDeclaredMadeForKids"))
        usual = {"embeddable": True, "license": "youtube", "publicStatsViewable": True}
        status = {**usual, **film.status, **upload, "madeForKids": kids}
        processing = {"processingStatus": "processing" if works else "succeeded"}
        views = {"snippet": snippet, "status": status, "processingDetails": processing}
        return {"kind": "youtube#video", "id": film.id, **{name: views[name] for name in parts}}


def _instant(said: str) -> datetime:
    return datetime.fromisoformat(said).astimezone(UTC)
