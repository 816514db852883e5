"""Films and stories at the fake Facebook: start, transfer, finish, and what it says of a film meanwhile."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .exchange import Answer, Request
from .facebook_login import PUBLISH, READ, FacebookLogin
from .graph import graph_error, stamp, unknown_object
from .small import Clock, route

LEAST, MOST, MOST_REEL = timedelta(minutes=10), timedelta(days=75), timedelta(days=29)


@dataclass
class Film:
    """`state`: begun, there, processing, scheduled, published, error."""

    id: str
    edge: str
    size: int = 0
    data: bytes = b""
    state: str = "begun"
    description: str = ""
    title: str = ""
    due: datetime | None = None
    looks: int = 0


@dataclass
class Story:
    post_id: str
    media_id: str
    at: datetime


class FacebookFilms(FacebookLogin):
    """`fails_films`: Facebook takes the bytes and then cannot use them; `slow_looks`: how often it is still at work."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.films: dict[str, Film] = {}
        self.stories: list[Story] = []
        self.fails_films = False
        self.slow_looks = 1

    @route("POST", r"/v26\.0/(\d+)/(video_reels|video_stories|videos)")
    def film(self, request: Request, page: str, edge: str) -> Answer:
        self.require_page(request, page, PUBLISH)
        sent = request.values()
        phase = sent.get("upload_phase")
        if phase == "start":
            film = Film(str(self.number()), edge, int(sent.get("file_size", 0)))
            self.films[film.id] = film
            if edge == "videos":
                return Answer(json={"video_id": film.id, "upload_session_id": f"5{film.id}", **self._offsets(film)})
            return Answer(json={"video_id": film.id, "upload_url": f"{self.url}/video-upload/v26.0/{film.id}"})
        film = self._film(sent)
        if phase == "transfer":
            file = sent["video_file_chunk"]
            assert int(sent["start_offset"]) == len(film.data)
            film.data += file.data
            film.state = "there" if len(film.data) == film.size else "begun"
            return Answer(json=self._offsets(film))
        return self._finish(sent, film)

    def _offsets(self, film: Film) -> dict[str, str]:
        start = len(film.data)
        return {"start_offset": str(start), "end_offset": str(min(start + 1000, film.size))}

    def _film(self, sent: dict[str, Any]) -> Film:
        number = str(sent.get("video_id") or str(sent.get("upload_session_id", ""))[1:])
        film = self.films.get(number)
        if film is None:
            raise unknown_object(number)
        return film

    def _finish(self, sent: dict[str, Any], film: Film) -> Answer:
        if film.state != "there":
            raise graph_error(6000, "There was a problem uploading your video file", said="Video non valido")
        film.due = self.due_of(sent, MOST_REEL)
        film.description, film.title = sent.get("description", ""), sent.get("title", "")
        film.state = "scheduled" if film.due is not None else "processing"
        extra = {"post_id": f"9{film.id}"} if film.edge != "videos" else {}
        if film.edge == "video_stories":
            self.stories.append(Story(f"9{film.id}", film.id, self.now))
        return Answer(json={"success": True, **extra})

    @route("POST", r"/video-upload/v26\.0/(\d+)")
    def take_bytes(self, request: Request, number: str) -> Answer:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        assert kind == "OAuth", "the upload server wants the word OAuth"
        assert token in self.tokens
        film = self.films[number]
        assert request.headers["offset"] == "0"
        if int(request.headers["file_size"]) != len(request.body):
            raise graph_error(100, "Partial file")
        film.size, film.data, film.state = len(request.body), request.body, "there"
        if self.fails_films:
            film.state = "error"
        return Answer(json={"success": True})

    def status_of(self, film: Film) -> dict[str, Any]:
        """Each look brings a film that is at work nearer to its end."""
        if film.state == "processing":
            film.looks += 1
            if film.looks > self.slow_looks:
                film.state = "error" if self.fails_films else "published"
        words = {"begun": "uploading", "there": "upload_complete", "scheduled": "ready", "published": "ready"}
        status: dict[str, Any] = {"video_status": words.get(film.state, film.state)}
        uploaded = {"begun": "in_progress"}.get(film.state, "complete")
        if film.edge == "videos" and film.state in ("published", "processing"):
            return status
        publishing: dict[str, Any] = {"status": "not_started"}
        if film.state == "processing":
            publishing = {"status": "in_progress"}
        if film.state == "published":
            publishing = {"status": "complete", "publish_status": "published", "publish_time": stamp(self.now)}
        if film.state == "scheduled":
            assert film.due is not None
            publishing = {"status": "complete", "publish_status": "scheduled", "publish_time": stamp(film.due)}
        processing = {"status": "error", "errors": [{"message": "The film has no sound"}]}
        if film.state != "error":
            processing = {"status": "complete"}
        return {
            **status,
            "uploading_phase": {"status": uploaded},
            "processing_phase": processing,
            "publishing_phase": publishing,
        }

    @route("GET", r"/v26\.0/(\d+)/stories")
    def list_stories(self, request: Request, page: str) -> Answer:
        self.require_page(request, page, READ)
        rows = [
            {"id": each.post_id, "post_id": each.post_id, "media_id": each.media_id, "url": f"{self.url}/stories/1"}
            for each in reversed(self.stories)
        ]
        return self.paged(request, rows)

    def due_of(self, sent: dict[str, Any], most: timedelta) -> datetime | None:
        if sent.get("published", "true") != "false" and sent.get("video_state", "PUBLISHED") != "SCHEDULED":
            return None
        due = datetime.fromtimestamp(int(sent["scheduled_publish_time"]), self.now.tzinfo)
        if not LEAST <= due - self.now <= most:
            raise graph_error(100, "(#100) The specified scheduled publish time is invalid.")
        return due
