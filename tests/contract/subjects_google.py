"""Google's platforms before the contract: one sign-in under an app of the owner's own."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from smmdesk.platforms.markup import html_of
from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret
from tests.contract.subjects import Live
from tests.contract.subjects_sites import OnSmallFake
from tests.desk.pictures import film
from tests.fakes.blogger import FakeBlogger
from tests.fakes.exchange import Request
from tests.fakes.google import FakeGoogle
from tests.fakes.google_business import FakeGoogleBusiness
from tests.fakes.youtube import FakeYouTube
from tests.servers.faults import Match


class OnGoogle(OnSmallFake):
    """A fake of Google's. A 401 there is an access that ended: it is renewed, and the call begins anew."""

    fake: FakeGoogle
    signs_out = False

    def use(self, clock: Clock, folder: Path) -> None:
        super().use(clock, folder)
        assert self.way is not None
        self.fake.point(folder, self.way.url)

    def keys(self) -> Secret:
        return Secret.of(client_id=self.fake.auth.client_id, client_secret=self.fake.auth.client_secret)

    def values(self) -> dict[str, str | Secret]:
        return {}


class OnBlogger(OnGoogle):
    """The fake Blogger."""

    key = platform = "blogger"
    makes = FakeBlogger
    fake: FakeBlogger
    commits = Match("POST", r"/posts/\d+/publish$")
    hands_off = Match("POST", r"/posts/\d+/publish\?publishDate=")
    looks = Match("GET", r"/posts/\d+")
    deletes = Match("DELETE", "/posts/")
    title = "Pane"

    def use(self, clock: Clock, folder: Path) -> None:
        super().use(clock, folder)
        self.fake.posts.clear()  # what another test left on its list comes out when this one lets a day pass

    def live(self) -> list[Live]:
        return [Live(post.id, post.words) for post in self.fake.of("LIVE")]

    def listed(self) -> list[str]:
        return [post.words for post in self.fake.of("SCHEDULED")]

    def remove(self, named: str) -> None:
        self.fake.posts[named].status = "SOFT_TRASHED"

    def change(self, named: str, text: str) -> None:
        self.fake.posts[named].fields["content"] = html_of(text)


class OnYouTube(OnGoogle):
    """The fake YouTube: every post is a film."""

    key = platform = "youtube"
    makes = FakeYouTube
    fake: FakeYouTube
    commits = Match("PUT", "/youtube/v3/videos", b'"privacyStatus": "public"')
    hands_off = Match("PUT", "/youtube/v3/videos", b'"publishAt"')
    looks = Match("GET", "/youtube/v3/videos")
    deletes = Match("DELETE", "/youtube/v3/videos")
    title = "Pane"
    options: ClassVar[Mapping[str, str]] = {"made_for_kids": "no"}

    def use(self, clock: Clock, folder: Path) -> None:
        super().use(clock, folder)
        self.fake.films.clear()  # what another test left on its list comes out when this one lets a day pass

    def file(self) -> tuple[str, bytes]:
        return "forno.mp4", film()

    def name_of(self, request: Request) -> str:
        return str(request.json()["id"])

    def live(self) -> list[Live]:
        return [Live(each.id, str(each.snippet["description"])) for each in self.fake.of("public")]

    def listed(self) -> list[str]:
        return [str(each.snippet["description"]) for each in self.fake.of("private", moment=True)]

    def remove(self, named: str) -> None:
        del self.fake.films[named]

    def change(self, named: str, text: str) -> None:
        self.fake.films[named].snippet["description"] = text


class OnGoogleBusiness(OnGoogle):
    """The fake Google Business Profile, where nothing stands against a second copy."""

    key = platform = "google_business"
    makes = FakeGoogleBusiness
    fake: FakeGoogleBusiness
    commits = Match("POST", "/localPosts$")
    looks = Match("GET", "/localPosts")
    deletes = Match("DELETE", "/localPosts/")
    promises = False

    def live(self) -> list[Live]:
        return [Live(post.id, post.words) for post in self.fake.of("LIVE")]

    def remove(self, named: str) -> None:
        del self.fake.posts[named]

    def change(self, named: str, text: str) -> None:
        self.fake.posts[named].said["summary"] = text


GOOGLE = (OnBlogger, OnYouTube, OnGoogleBusiness)
"""Every subject of this file."""
