"""The comments of a WordPress site, as its REST API tells them (class-wp-rest-comments-controller.php of 6.8).

Pages are counted from the first comment that fits the question, so that what is deleted moves all behind it; `after` is
exclusive; what a comment's author changes keeps its date.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .exchange import Answer, Request
from .small import Clock, RefusalError, SmallFake, route

MOST = 100


@dataclass
class Comment:
    id: int
    post: int
    words: str
    at: datetime
    parent: int = 0
    status: str = "approved"


class FakeComments(SmallFake):
    """`refuses_far`: a page behind the last is refused; else it is empty."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.comments: list[Comment] = []
        self.refuses_far = True

    def say(self, post: int, words: str) -> Comment:
        made = Comment(self.number(), post, words, self.now.replace(microsecond=0))
        self.comments.append(made)
        return made

    @route("GET", "/wp-json/wp/v2/comments")
    def listed(self, request: Request) -> Answer:
        asked = dict(request.query)
        page, most = int(asked["page"]), int(asked["per_page"])
        if not 1 <= most <= MOST or asked["orderby"] != "date_gmt":
            raise RefusalError(Answer(400, json={"code": "rest_invalid_param", "message": "Invalid parameter(s)"}))
        found = sorted(self.comments, key=lambda each: (each.at, each.id), reverse=asked["order"] == "desc")
        if "after" in asked:
            since = datetime.fromisoformat(asked["after"])
            found = [each for each in found if each.at > since]
        count = -(-len(found) // most)
        if page > max(count, 1) and self.refuses_far:
            raise RefusalError(Answer(400, json={"code": "rest_comment_invalid_page_number", "message": "Too far"}))
        rows = [self._shown(each) for each in found[(page - 1) * most : page * most]]
        return Answer(json=rows, headers={"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(count)})

    def _shown(self, each: Comment) -> dict[str, Any]:
        at = each.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        row = {"id": each.id, "post": each.post, "parent": each.parent, "author": 0, "author_name": "Anna"}
        row |= {"date_gmt": at, "content": {"rendered": f"<p>{each.words}</p>"}, "status": each.status}
        return {**row, "author_url": "", "link": f"{self.url}/?p={each.post}#comment-{each.id}"}
