"""A fake Flickr with opinions (flickr.com/services/api, Nov 2026): it refuses what Flickr does, and keeps what it got.

Every call is signed (OAuth 1.0a), the form of an upload too, its file never. It says 200 also where it refuses.
"""

import io
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import quoteattr

from PIL import Image, UnidentifiedImageError

from .counting_sites import FlickrCounts
from .exchange import Answer, Request, Upload
from .oauth1 import FakeSigned
from .outside import OutsideFlickr
from .small import Clock, RefusalError, SmallFake, route

ME = "7@N01"
OAUTH = "/services/oauth"
UPLOAD_FIELDS = frozenset(
    "title description tags is_public is_friend is_family safety_level content_type hidden async photo".split()  # noqa: SIM905
)


@dataclass
class Photo:
    """One photo; `perms` are is_public, is_friend, is_family."""

    id: str
    title: str
    description: str
    tags: list[str]
    data: bytes
    posted: int
    safety: str
    perms: tuple[int, int, int] = (0, 0, 0)
    comment: str = "3"
    meta: str = "2"


@dataclass
class Comment:
    id: str
    photo: str
    author: str
    text: str
    created: int


@dataclass
class Album:
    id: str
    title: str
    photos: list[str] = field(default_factory=list)


class Beside(SmallFake):
    """What stands beside the photos: albums and comments."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.photos: list[Photo] = []
        self.comments: list[Comment] = []
        self.asked_at: datetime | None = None
        self.albums = [Album("72001", "Vetrina")]

    def photo(self, own_id: str) -> Photo:
        for photo in self.photos:
            if photo.id == own_id:
                return photo
        raise fail(1, "Photo not found")

    # ------------------------------------------------------------------ albums
    def get_albums(self, per_page: str) -> dict[str, Any]:
        assert int(per_page) <= 500
        return {"photosets": {"photoset": [{"id": one.id, "title": {"_content": one.title}} for one in self.albums]}}

    def create_album(self, title: str, primary_photo_id: str) -> dict[str, Any]:
        album = Album(str(72_100 + self.number()), title, [self.photo(primary_photo_id).id])
        self.albums.insert(0, album)
        return {"photoset": {"id": album.id, "url": "https://www.flickr.com/"}}

    def add_to_album(self, photoset_id: str, photo_id: str) -> dict[str, Any]:
        album = next((one for one in self.albums if one.id == photoset_id), None)
        if album is None:
            raise fail(1, "Photoset not found")
        if self.photo(photo_id).id in album.photos:
            raise fail(3, "Photo already in set")
        album.photos.append(photo_id)
        return {}

    # ------------------------------------------------------------------ comments
    def somebody_writes(self, photo_id: str, text: str, author: str = "22@N02") -> Comment:
        with self.http.lock:
            own_id = f"6065-{photo_id}-{72_000 + self.number()}"
            made = Comment(own_id, self.photo(photo_id).id, author, text, int(self.now.timestamp()))
            self.comments.append(made)
            return made

    def activity(self, timeframe: str, per_page: str, page: str) -> dict[str, Any]:
        """Not more than once an hour; of each photo it tells a few events alone."""
        assert timeframe.endswith("h")
        assert int(per_page) <= 50
        assert page != "1" or self.asked_at is None or self.now - self.asked_at >= timedelta(hours=1), "too often"
        self.asked_at = self.now
        since = self.now.timestamp() - int(timeframe[:-1]) * 3600
        late = {one.photo for one in self.comments if one.created >= since}
        rows = [
            {"type": "photo", "id": own_id, "activity": {"event": [{"type": "comment"}]}} for own_id in sorted(late)
        ]
        rows += [{"type": "photo", "id": "1", "activity": {"event": [{"type": "fave"}]}}]
        first, most = (int(page) - 1) * int(per_page), int(per_page)
        return {"items": {"pages": -(-len(rows) // most), "page": int(page), "item": rows[first : first + most]}}

    def list_comments(self, photo_id: str) -> dict[str, Any]:
        self.photo(photo_id)
        rows = [
            {
                "id": one.id,
                "author": one.author,
                "authorname": "lucia" if one.author == ME else "anna",
                "datecreate": str(one.created),
                "_content": one.text,
            }
            for one in self.comments
            if one.photo == photo_id
        ]
        return {"comments": {"photo_id": photo_id, **({"comment": rows} if rows else {})}}

    def add_comment(self, photo_id: str, comment_text: str) -> dict[str, Any]:
        if not comment_text.strip():
            raise fail(8, "Blank comment")
        made = Comment(
            f"6065-{photo_id}-{72_000 + self.number()}",
            self.photo(photo_id).id,
            ME,
            comment_text,
            int(self.now.timestamp()),
        )
        self.comments.append(made)
        return {"comment": {"id": made.id, "author": ME, "datecreate": str(made.created), "_content": made.text}}

    def edit_comment(self, comment_id: str, comment_text: str) -> dict[str, Any]:
        self._comment(comment_id).text = comment_text
        return {}

    def delete_comment(self, comment_id: str) -> dict[str, Any]:
        """Its author may, and the photo's owner: all photos here are lucia's."""
        self.comments.remove(self._comment(comment_id, of_anybody=True))
        return {}

    def _comment(self, comment_id: str, of_anybody: bool = False) -> Comment:
        found = next((one for one in self.comments if one.id == comment_id), None)
        if found is None:
            raise fail(2, "Comment not found")
        if found.author != ME and not of_anybody:
            raise fail(99, "Insufficient permissions")
        return found


class FakeFlickr(FlickrCounts, Beside, OutsideFlickr):
    """The account of lucia. `tickets` wait `pending` looks before they are done; `broken` are files that it loses."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.oauth = FakeSigned(extra={"user_nsid": ME, "username": "lucia"}, page={"perms": "delete"})
        self.tickets: dict[str, str] = {}
        self.pending = 1
        self.breaks = False
        self.most_bytes = 200_000_000
        self.says = ""

    @staticmethod
    def addresses(url: str) -> dict[str, str]:
        """What lets the program's endpoints lead here."""
        oauth = f"{url}{OAUTH}"
        pages = {
            "request": f"{oauth}/request_token",
            "authorize": f"{oauth}/authorize",
            "token": f"{oauth}/access_token",
        }
        return {"api": f"{url}/services/rest", "upload": f"{url}/services", **pages}

    def before(self, request: Request) -> None:
        self.oauth.bases = {self.url, *filter(None, [self.says])}

    def public(self) -> list[Photo]:
        return [photo for photo in self.photos if photo.perms[0]]

    # ------------------------------------------------------------------ signing in
    @route("POST", f"{OAUTH}/request_token")
    def request_token(self, request: Request) -> Answer:
        return self.oauth.request_token(request, self.now)

    @route("GET", f"{OAUTH}/authorize")
    def authorize(self, request: Request) -> Answer:
        return self.oauth.authorize(request)

    @route("GET", f"{OAUTH}/access_token")
    def access_token(self, request: Request) -> Answer:
        return self.oauth.access_token(request, self.now)

    # ------------------------------------------------------------------ uploads
    @route("POST", "/services/upload/")
    def upload(self, request: Request) -> Answer:
        self.oauth.checked(request, self.now)
        sent = request.values()
        assert not sent.keys() - UPLOAD_FIELDS, sent.keys()
        assert sent["async"] == "1"
        file = sent.get("photo")
        if not isinstance(file, Upload):
            return _xml_fail(2, "No photo specified")
        if len(file.data) > self.most_bytes:
            return _xml_fail(8, "Filesize was too large")
        if not _is_known(file.data):
            return _xml_fail(5, "Filetype was not recognised")
        perms = int(sent["is_public"]), int(sent["is_friend"]), int(sent["is_family"])
        tags = re.findall(r'"[^"]+"|\S+', sent["tags"])
        own_id, posted = str(53_000 + self.number()), int(self.now.timestamp())
        photo = Photo(own_id, sent["title"], sent["description"], tags, file.data, posted, sent["safety_level"], perms)
        if not self.breaks:
            self.photos.append(photo)
        ticket = f"{self.number()}-72157600000000000"
        self.tickets[ticket] = "" if self.breaks else own_id
        return _xml(f'<rsp stat="ok"><ticketid>{ticket}</ticketid></rsp>')

    # ------------------------------------------------------------------ the interface
    @route("GET", "/services/rest/")
    def read(self, request: Request) -> Answer:
        return self._called(request, dict(request.query), reads=True)

    @route("POST", "/services/rest/")
    def write(self, request: Request) -> Answer:
        return self._called(request, {name: str(value) for name, value in request.values().items()}, reads=False)

    def _called(self, request: Request, asked: dict[str, str], reads: bool) -> Answer:
        self.oauth.checked(request, self.now)
        assert (asked.pop("format"), asked.pop("nojsoncallback")) == ("json", "1")
        name = asked.pop("method").removeprefix("flickr.")
        table = self.reads if reads else self.writes
        assert name in table, f"there is no {name}"
        return Answer(json={**table[name](self, **asked), "stat": "ok"})

    def test_login(self) -> dict[str, Any]:
        return {"user": {"id": ME, "username": {"_content": "lucia"}, "path_alias": None}}

    def upload_status(self) -> dict[str, Any]:
        size = {"maxbytes": str(self.most_bytes), "maxkb": 1}
        return {"user": {"id": ME, "ispro": 0, "filesize": size, "videosize": {"maxbytes": "1073741824"}}}

    def check_tickets(self, tickets: str) -> dict[str, Any]:
        if tickets not in self.tickets:
            return {"uploader": {"ticket": [{"id": tickets, "invalid": 1}]}}
        if self.pending:
            self.pending -= 1
            return {"uploader": {"ticket": [{"id": tickets, "complete": 0}]}}
        made = self.tickets[tickets]
        done = {"complete": 1, "photoid": made} if made else {"complete": 2}
        return {"uploader": {"ticket": [{"id": tickets, **done}]}}

    def get_info(self, photo_id: str) -> dict[str, Any]:
        photo = self.photo(photo_id)
        names = ("ispublic", "isfriend", "isfamily")
        return {
            "photo": {
                "id": photo.id,
                "title": {"_content": photo.title},
                "description": {"_content": photo.description.replace("\n", "<br />\n")},
                "visibility": dict(zip(names, photo.perms, strict=True)),
                "dates": {"posted": str(photo.posted)},
            }
        }

    def get_perms(self, photo_id: str) -> dict[str, Any]:
        photo = self.photo(photo_id)
        return {
            "perms": {
                "id": photo.id,
                "ispublic": photo.perms[0],
                "permcomment": photo.comment,
                "permaddmeta": photo.meta,
            }
        }

    def get_photos(self, user_id: str, min_upload_date: str, extras: str, per_page: str) -> dict[str, Any]:
        assert (user_id, extras) == ("me", "machine_tags")
        assert int(per_page) <= 500
        rows = [
            {"id": photo.id, "machine_tags": " ".join(tag for tag in photo.tags if ":" in tag and "=" in tag)}
            for photo in self.photos
            if photo.posted >= int(min_upload_date)
        ]
        return {"photos": {"photo": rows}}

    def set_perms(
        self, photo_id: str, is_public: str, is_friend: str, is_family: str, perm_comment: str, perm_addmeta: str
    ) -> dict[str, Any]:
        photo = self.photo(photo_id)
        photo.perms = int(is_public), int(is_friend), int(is_family)
        photo.comment, photo.meta = perm_comment, perm_addmeta
        return {"photoid": {"_content": photo.id, "secret": "5a", "originalsecret": "6b"}}

    def set_meta(self, photo_id: str, title: str, description: str) -> dict[str, Any]:
        photo = self.photo(photo_id)
        photo.title, photo.description = title, description
        return {}

    def delete(self, photo_id: str) -> dict[str, Any]:
        self.photos.remove(self.photo(photo_id))
        return {}

    reads = {
        "test.login": test_login,
        "people.getUploadStatus": upload_status,
        "people.getPhotos": get_photos,
        "photos.upload.checkTickets": check_tickets,
        "photos.getInfo": get_info,
        "photos.getPerms": get_perms,
        "photosets.getList": Beside.get_albums,
        "photos.comments.getList": Beside.list_comments,
        "activity.userPhotos": Beside.activity,
        "photos.search": OutsideFlickr.search_photos,
        "people.findByUsername": OutsideFlickr.find_person,
        "urls.lookupUser": OutsideFlickr.look_up_person,
    }
    writes = {
        "photos.setPerms": set_perms,
        "photos.setMeta": set_meta,
        "photos.delete": delete,
        "photosets.create": Beside.create_album,
        "photosets.addPhoto": Beside.add_to_album,
        "photos.comments.addComment": Beside.add_comment,
        "photos.comments.editComment": Beside.edit_comment,
        "photos.comments.deleteComment": Beside.delete_comment,
    }


def fail(code: int, message: str) -> RefusalError:
    return RefusalError(Answer(json={"stat": "fail", "code": code, "message": message}))


def _is_known(data: bytes) -> bool:
    """A picture, or what begins as a film does (ISO 14496-12)."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
    except (UnidentifiedImageError, OSError):
        return data[4:8] == b"ftyp"
    return True


def _xml(text: str) -> Answer:
    return Answer(text=f'<?xml version="1.0" encoding="utf-8" ?>\n{text}', content_type="text/xml; charset=utf-8")


def _xml_fail(code: int, message: str) -> Answer:
    return _xml(f'<rsp stat="fail"><err code="{code}" msg={quoteattr(message)} /></rsp>')
