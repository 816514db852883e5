"""A fake Pinterest API v5 with opinions: it refuses what Pinterest refuses, and keeps what it got.

What comes and what it answers is held against Pinterest's own description where there is one. Nothing protects from a
second copy there.
"""

import base64
import io
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, UnidentifiedImageError

from .counting_sites import PinterestCounts
from .described import Described
from .exchange import Answer, Request, Upload
from .oauth import FakeAuthorization
from .small import Clock, RefusalError, SmallFake, route

API = "/v5"
SCOPES = "boards:read,boards:write,pins:read,pins:write,user_accounts:read"
FIELDS = {"x-amz-date": "20261128T102000Z", "policy": "eyJ9", "Content-Type": "multipart/form-data"}


@dataclass
class Pin:
    id: str
    board: str
    section: str
    said: dict[str, Any]
    at: str
    pictures: list[bytes] = field(default_factory=list)


@dataclass
class Film:
    id: str
    key: str
    status: str = "registered"
    data: bytes = b""


class FakePinterest(PinterestCounts, SmallFake):
    """Lucia's account with two boards, one of them with a section. `beta`: her app may change pins. `converts` is how
    films end, after `looks` questions."""

    def __init__(self, clock: Clock | None = None, description: Described | None = None) -> None:
        super().__init__(clock)
        self.app = FakeAuthorization(pkce=False, secret_in="basic", separator=",", any_port=True)
        self.token = f"pina_{secrets.token_hex(16)}"
        self.app.access[self.token] = SCOPES
        self.boards = {"11": "Ricette", "12": "Vetrina"}
        self.sections = {"11": {"21": "Dolci"}}
        self.pins: dict[str, Pin] = {}
        self.films: dict[str, Film] = {}
        self.beta, self.converts, self.looks = True, "succeeded", 1
        self.description = description

    def number(self) -> int:
        return 813744226420795000 + super().number()

    # ------------------------------------------------------------------ who asks
    @route("GET", "/oauth/")
    def authorize(self, request: Request) -> Answer:
        return self.app.handle(_at(request, "/authorize"))

    @route("POST", f"{API}/oauth/token")
    def grant(self, request: Request) -> Answer:
        return self.app.handle(_at(request, "/token"))

    def _require(self, request: Request, *scopes: str) -> None:
        granted = self.app.access.get(request.bearer or "", "").split(",")
        if granted == [""]:
            raise error(401, 2, "Authentication failed.")
        if not set(scopes) <= set(granted):
            raise error(403, 29, "You are not permitted to access that resource.")

    def nothing_here(self, request: Request) -> Answer:
        return Answer(404, json={"code": 404, "message": "Not found"})

    @route("GET", f"{API}/user_account")
    def account(self, request: Request) -> Answer:
        self._require(request, "user_accounts:read")
        who = {"id": "2783136121146311751", "username": "fornolucia", "business_name": "Forno Lucia"}
        return self._told("Account", {**who, "account_type": "BUSINESS", "follower_count": None})

    # ------------------------------------------------------------------ boards
    @route("GET", f"{API}/boards")
    def list_boards(self, request: Request) -> Answer:
        self._require(request, "boards:read")
        rows = [{"id": own_id, "name": name, "privacy": "PUBLIC"} for own_id, name in self.boards.items()]
        return _page(request, rows, 1)

    @route("GET", f"{API}/boards/(\\d+)/sections")
    def list_sections(self, request: Request, board: str) -> Answer:
        self._require(request, "boards:read")
        rows = [{"id": own_id, "name": name} for own_id, name in self.sections.get(board, {}).items()]
        return _page(request, rows, 100)

    @route("GET", f"{API}/boards/(\\d+)/pins")
    def pins_of_board(self, request: Request, board: str) -> Answer:
        self._require(request, "boards:read", "pins:read")
        return _page(request, [self._shown(pin) for pin in self.pins.values() if pin.board == board], 100)

    @route("GET", f"{API}/boards/(\\d+)/sections/(\\d+)/pins")
    def pins_of_section(self, request: Request, board: str, section: str) -> Answer:
        self._require(request, "boards:read", "pins:read")
        return _page(request, [self._shown(pin) for pin in self.pins.values() if pin.section == section], 100)

    # ------------------------------------------------------------------ films
    @route("POST", f"{API}/media")
    def register(self, request: Request) -> Answer:
        self._require(request, "pins:read", "pins:write")
        self._held("MediaUploadCreate", request.json())
        film = Film(str(self.number()), f"uploads/{secrets.token_hex(4)}")
        self.films[film.id] = film
        place = {"upload_url": f"{self.url}/upload/", "upload_parameters": {**FIELDS, "key": film.key}}
        return self._told("MediaUpload", {"media_id": film.id, "media_type": "video", **place}, 201)

    @route("POST", "/upload/")
    def upload(self, request: Request) -> Answer:
        assert "authorization" not in request.headers, "the store gets no access of ours"
        values = request.values()
        names = re.findall(rb'form-data; name="([^"]+)"', request.body)
        film = next((film for film in self.films.values() if film.key == values.get("key")), None)
        file = values.get("file")
        if film is None or {name: values.get(name) for name in FIELDS} != FIELDS or names[-1:] != [b"file"]:
            return Answer(403, text="<Error><Code>AccessDenied</Code></Error>", content_type="application/xml")
        assert isinstance(file, Upload)
        film.status, film.data = "processing", file.data
        return Answer(204)

    @route("GET", f"{API}/media/(\\d+)")
    def media(self, request: Request, own_id: str) -> Answer:
        self._require(request, "pins:read")
        if own_id not in self.films:
            raise error(404, 3, "Media not found.")
        film, self.looks = self.films[own_id], self.looks - 1
        if film.status == "processing" and self.looks < 0:
            film.status = self.converts
        return self._told("Media", {"media_id": own_id, "media_type": "video", "status": film.status})

    # ------------------------------------------------------------------ pins
    @route("POST", f"{API}/pins")
    def create(self, request: Request) -> Answer:
        self._require(request, "boards:read", "boards:write", "pins:read", "pins:write")
        sent = request.json()
        self._held("PinCreate", sent)
        board, section = sent.get("board_id", ""), sent.get("board_section_id", "")
        if board not in self.boards or (section and section not in self.sections.get(board, {})):
            raise error(404, 40, "Board not found.")
        if sent.get("link") == "" or len(sent.get("alt_text", "")) > 500 or len(sent.get("description", "")) > 800:
            raise error(400, 1, "Invalid request: a field is too long or empty.")
        pictures = self._pictures(sent.get("media_source", {}))
        said = {name: sent.get(name) for name in ("title", "description", "link", "alt_text")}
        pin = Pin(str(self.number()), board, section, said, self.now.strftime("%Y-%m-%dT%H:%M:%S"), pictures)
        self.pins[pin.id] = pin
        return self._told("Pin", self._shown(pin), 201)

    def _pictures(self, source: Mapping[str, Any]) -> list[bytes]:
        kind = source.get("source_type")
        if kind == "image_base64":
            return [_picture(source)[0]]
        if kind == "multiple_image_base64":
            found = [_picture(item) for item in source["items"]]
            if not 2 <= len(found) <= 5 or len({size for _data, size in found}) > 1:
                raise error(400, 1, "Carousel images must have the same dimensions.")
            return [data for data, _size in found]
        film = self.films.get(source.get("media_id", ""))
        has_cover = "cover_image_key_frame_time" in source or "cover_image_data" in source
        if kind != "video_id" or film is None or film.status != "succeeded" or not has_cover:
            raise error(400, 1, "Invalid media source.")
        cover = {"content_type": source.get("cover_image_content_type"), "data": source.get("cover_image_data")}
        return [film.data, *([_picture(cover)[0]] if "cover_image_data" in source else [])]

    @route("GET", f"{API}/pins/(\\d+)")
    def read(self, request: Request, own_id: str) -> Answer:
        self._require(request, "boards:read", "pins:read")
        return self._told("Pin", self._shown(self._pin(own_id)))

    @route("PATCH", f"{API}/pins/(\\d+)")
    def change(self, request: Request, own_id: str) -> Answer:
        self._require(request, "boards:read", "boards:write", "pins:read", "pins:write")
        self._held("PinUpdate", request.json())
        if not self.beta:
            raise error(403, 29, "You are not permitted to access that resource.")
        self._pin(own_id).said.update(request.json())
        return self._told("Pin", self._shown(self._pin(own_id)))

    @route("DELETE", f"{API}/pins/(\\d+)")
    def delete(self, request: Request, own_id: str) -> Answer:
        self._require(request, "boards:read", "boards:write", "pins:read", "pins:write")
        del self.pins[self._pin(own_id).id]
        return Answer(204)

    # ------------------------------------------------------------------ inside
    def _pin(self, own_id: str) -> Pin:
        if own_id not in self.pins:
            raise error(404, 50, "Pin not found.")
        return self.pins[own_id]

    def _shown(self, pin: Pin) -> dict[str, Any]:
        place = {"board_id": pin.board, "board_section_id": pin.section or None}
        more = {"created_at": pin.at, "is_owner": True, "creative_type": "REGULAR", "dominant_color": None}
        return {"id": pin.id, **place, **pin.said, **more, "board_owner": {"username": "fornolucia"}}

    def _held(self, schema: str, value: Any) -> None:
        if self.description is not None:
            assert self.description.against(schema, value) == []

    def _told(self, schema: str, value: dict[str, Any], status: int = 200) -> Answer:
        """Pinterest's nulls are allowed by a word that its description alone knows."""
        self._held(schema, {name: entry for name, entry in value.items() if entry is not None})
        return Answer(status, json=value)


def _at(request: Request, path: str) -> Request:
    return Request(request.method, path, request.query, request.headers, request.body)


def _page(request: Request, rows: list[dict[str, Any]], most: int) -> Answer:
    """So many rows at once; after the last ones there is an empty page."""
    asked = dict(request.query)
    if not 1 <= int(asked.get("page_size", "25")) <= 250:
        raise error(400, 1, "Invalid page size.")
    start = int(asked.get("bookmark", "0"))
    mark = str(start + most) if start < len(rows) else None
    return Answer(json={"items": rows[start : start + most], "bookmark": mark})


def _picture(source: Mapping[str, Any]) -> tuple[bytes, tuple[int, int]]:
    data = base64.b64decode(source["data"], validate=True)
    try:
        with Image.open(io.BytesIO(data)) as image:
            if Image.MIME[image.format or ""] != source["content_type"]:
                raise error(400, 235, "Sorry, the content type is not that of the image.")
            return data, image.size
    except (UnidentifiedImageError, KeyError) as strange:
        raise error(400, 235, "Sorry, we could not read that image.") from strange


def error(status: int, code: int, said: str) -> RefusalError:
    return RefusalError(Answer(status, json={"code": code, "message": said}))
