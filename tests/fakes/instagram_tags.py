"""Where others tag the account of the fake Instagram: `tags`, "media that they are tagged in" (Graph API v26.0)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .exchange import Answer, Request
from .graph import FakeGraph, graph_error, stamp
from .small import Clock, route

BASIC = "instagram_business_basic"


@dataclass
class Tagged:
    """A post of somebody else's in which the account is tagged; `shows` are pairs (media_type, address)."""

    id: str
    caption: str
    at: datetime
    user: str
    shows: tuple[tuple[str, str], ...]


class InstagramTags(FakeGraph):
    """`tells_tags`: whether the account's app is told where it is tagged."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.tagged: list[Tagged] = []
        self.tells_tags = True

    def tag(self, caption: str, *shows: tuple[str, str], user: str = "anna") -> Tagged:
        """Somebody tags the account in a post."""
        made = Tagged(f"1791{self.number():06}", caption, self.now, user, shows or (("VIDEO", "https://cdn/1.mp4"),))
        self.tagged.append(made)
        return made

    @route("GET", r"/v26\.0/me/tags")
    def tags(self, request: Request) -> Answer:
        self.require(request, BASIC)
        if not self.tells_tags:
            raise graph_error(10, "(#10) Application does not have permission for this action", status=403)
        return self.paged(request, [_of_others(each) for each in reversed(self.tagged)])


def _of_others(post: Tagged) -> dict[str, Any]:
    shown = [{"media_type": kind, "media_url": url} for kind, url in post.shows]
    several = {"media_type": "CAROUSEL_ALBUM", "media_url": None, "children": {"data": shown}}
    node = {"id": post.id, "caption": post.caption or None, "timestamp": stamp(post.at), "username": post.user}
    one = {"children": None, **shown[0]} if len(shown) == 1 else several
    return {**node, "permalink": f"https://www.instagram.com/p/{post.id}/", **one}
