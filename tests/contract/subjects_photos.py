"""Photos, films and blogs on one address for all, signed in to through the browser under an app of the owner's own."""

import html
import io
from pathlib import Path

from PIL import Image

from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret
from tests.contract.subjects import Live
from tests.contract.subjects_sites import OnSmallFake
from tests.desk.pictures import film
from tests.fakes.exchange import Request
from tests.fakes.flickr import FakeFlickr
from tests.fakes.tumblr import FakeTumblr
from tests.fakes.vimeo import FakeVimeo
from tests.platforms.direct import leading
from tests.servers.faults import Match


def jpeg() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "orange").save(data, "JPEG")
    return data.getvalue()


class BySignature(OnSmallFake):
    """A fake that computes every signature again: it is told by which address it is reached."""

    fake: FakeFlickr | FakeTumblr

    def use(self, clock: Clock, folder: Path) -> None:
        super().use(clock, folder)
        assert self.way is not None
        self.fake.says = self.way.url
        folder.mkdir(parents=True, exist_ok=True)
        leading(folder, self.platform, **self.fake.addresses(self.way.url))

    def values(self) -> dict[str, str | Secret]:
        return {}

    def keys(self) -> Secret:
        return Secret.of(client_id=self.fake.oauth.key, client_secret=self.fake.oauth.key_secret)


class OnFlickr(BySignature):
    """The fake Flickr: what is shown is live."""

    key = platform = "flickr"
    makes = FakeFlickr
    fake: FakeFlickr
    commits = Match("POST", "/services/rest/", b"photos.setPerms")
    looks = Match("GET", "flickr.photos.getInfo")
    prepares = Match("POST", "/services/upload/")
    deletes = Match("POST", "/services/rest/", b"photos.delete")

    def use(self, clock: Clock, folder: Path) -> None:
        super().use(clock, folder)
        self.copied()
        self.fake.pending = 0  # a clock that stands never lets the program ask again

    def copied(self) -> None:
        self.fake.asked_at = None  # once an hour, for one desk

    def file(self) -> tuple[str, bytes]:
        return "pane.jpg", jpeg()

    def live(self) -> list[Live]:
        return [Live(photo.id, html.unescape(photo.description)) for photo in self.fake.public()]

    def name_of(self, request: Request) -> str:
        return str(request.values()["photo_id"])

    def remove(self, named: str) -> None:
        self.fake.photos.remove(self.fake.photo(named))

    def change(self, named: str, text: str) -> None:
        self.fake.photo(named).description = html.escape(text, quote=False)


class OnTumblr(BySignature):
    """The fake Tumblr: a draft, then one change of its state."""

    key = platform = "tumblr"
    makes = FakeTumblr
    fake: FakeTumblr
    commits = Match("PUT", r"/posts/\d+", b'"state": "published"')
    hands_off = Match("PUT", r"/posts/\d+", b'"state": "queue"')
    looks = Match("GET", r"/posts/\d+")
    prepares = Match("POST", "/posts$")
    deletes = Match("POST", "/post/delete$")

    def use(self, clock: Clock, folder: Path) -> None:
        super().use(clock, folder)
        self.fake.posts.clear()  # those of a test whose clock went days ahead would stand above all others

    def live(self) -> list[Live]:
        return [Live(post.id, post.words) for post in self.fake.of("published")]

    def listed(self) -> list[str]:
        return [post.words for post in self.fake.of("queued")]

    def remove(self, named: str) -> None:
        self.fake.posts.remove(self.fake._find(named))

    def change(self, named: str, text: str) -> None:
        self.fake._find(named).content = [{"type": "text", "text": text}]


class OnVimeo(OnSmallFake):
    """The fake Vimeo, with a token made for oneself."""

    key = platform = "vimeo"
    makes = FakeVimeo
    fake: FakeVimeo
    commits = Match("PATCH", r"/videos/\d+", b'"privacy"')
    looks = Match("GET", r"/videos/\d+")
    deletes = Match("DELETE", r"/videos/\d+")
    title = "Pane"

    def use(self, clock: Clock, folder: Path) -> None:
        super().use(clock, folder)
        assert self.way is not None
        self.fake.converting = 0  # a clock that stands never lets the program ask again
        folder.mkdir(parents=True, exist_ok=True)
        leading(folder, self.platform, api=self.way.url)

    def values(self) -> dict[str, str | Secret]:
        return {"secret": Secret(self.fake.token)}

    def file(self) -> tuple[str, bytes]:
        return "pane.mp4", film()

    def live(self) -> list[Live]:
        return [Live(one.id, one.description) for one in self.fake.films if one.view == "anybody"]

    def remove(self, named: str) -> None:
        self.fake.films.remove(self.fake.film(named))

    def change(self, named: str, text: str) -> None:
        self.fake.film(named).description = text


PHOTOS = (OnFlickr, OnTumblr, OnVimeo)
"""Every subject of this file."""
