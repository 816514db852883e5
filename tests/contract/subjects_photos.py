"""Photos, films and blogs on one address for all, signed in to through the browser under an app of the owner's own."""

import html
import io
from pathlib import Path

from PIL import Image

from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret
from tests.contract.subjects import Live
from tests.contract.subjects_sites import OnSmallFake
from tests.fakes.exchange import Request
from tests.fakes.flickr import FakeFlickr
from tests.platforms.direct import leading
from tests.servers.faults import Match


def jpeg() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "orange").save(data, "JPEG")
    return data.getvalue()


class BySignature(OnSmallFake):
    """A fake that computes every signature again: it is told by which address it is reached."""

    fake: FakeFlickr

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
    commits = Match("POST", "/services/rest/", b"photos.setPerms")
    looks = Match("GET", "flickr.photos.getInfo")
    prepares = Match("POST", "/services/upload/")
    deletes = Match("POST", "/services/rest/", b"photos.delete")

    def use(self, clock: Clock, folder: Path) -> None:
        super().use(clock, folder)
        self.fake.pending = 0  # a clock that stands never lets the program ask again

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


PHOTOS = (OnFlickr,)
"""Every subject of this file."""
