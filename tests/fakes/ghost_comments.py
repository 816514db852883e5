"""Comments of a fake Ghost's members, after Ghost 6.65 (its source, and the server of tests/servers).

An integration's key reads them and sets their status; the deleted are in no list, yet each is told by its id, and a
status that is set brings them back. `comments_on` False: reading one is refused, as where an owner switched comments
off; `has_list` False: a site from before the list came.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from .exchange import Answer, Request
from .small import Clock, RefusalError, SmallFake, route

COMMENTS = "/ghost/api/admin/comments/"
STATUSES = ("published", "hidden", "deleted")


@dataclass
class Comment:
    id: str
    post: str
    html: str
    created: datetime
    name: str | None = "Anna"
    member: str = "6512bd43d9caa6e02c990b0a"
    above: str = ""
    answers: str = ""
    status: str = "published"


class GhostComments(SmallFake):
    """Mixed into the site."""

    _require: Any

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.comments: list[Comment] = []
        self.comments_on = self.has_list = True

    def comment(self, post: str, html: str, **more: Any) -> Comment:
        """A member writes below a post."""
        with self.http.lock:
            made = Comment(secrets.token_hex(12), post, html, self.now, **more)
            self.comments.append(made)
            return made

    @route("GET", COMMENTS)
    def browse_comments(self, request: Request) -> Answer:
        if not self.has_list:
            raise refusal(404, "NotFoundError", "Resource not found")
        self._require(request)
        asked = dict(request.query)
        limit, found = int(asked["limit"]), [each for each in self.comments if each.status != "deleted"]
        assert limit <= 100, "Ghost 6 gives a hundred at most"
        if (one := re.fullmatch(r"id:'([0-9a-f]+)'", asked.get("filter", ""))) is not None:
            found = [each for each in found if each.id == one[1]]
        elif "filter" in asked:
            match = re.fullmatch(r"created_at:<='(.+)'", asked["filter"])
            assert match is not None
            until = datetime.fromisoformat(match[1]).replace(tzinfo=UTC)
            found = [each for each in found if each.created < until + timedelta(seconds=1)]
        found.sort(key=lambda each: each.created, reverse=True)
        pages = {"page": 1, "limit": limit, "total": len(found), "next": 2 if len(found) > limit else None}
        return Answer(json={"comments": [_shown(each) for each in found[:limit]], "meta": {"pagination": pages}})

    @route("GET", f"{COMMENTS}([0-9a-f]+)/")
    def read_comment(self, request: Request, own_id: str) -> Answer:
        self._require(request)
        if not self.comments_on:
            message, said = "Method not allowed, cannot read comment.", "Comments are not enabled for this site."
            raise refusal(405, "MethodNotAllowedError", message, said)
        return Answer(json={"comments": [_shown(self._known(own_id))]})

    @route("PUT", f"{COMMENTS}([0-9a-f]+)/")
    def edit_comment(self, request: Request, own_id: str) -> Answer:
        self._require(request)
        [sent] = request.json()["comments"]
        found = self._known(own_id)
        if sent["status"] not in STATUSES:
            said = "Validation (isIn) failed for status comments.status"
            raise refusal(422, "ValidationError", "Validation error, cannot edit comment.", said)
        found.status = sent["status"]
        return Answer(json={"comments": [_shown(found)]})

    def _known(self, own_id: str) -> Comment:
        for each in self.comments:
            if each.id == own_id:
                return each
        said = "Comment could not be found"
        raise refusal(404, "NotFoundError", "Resource not found error, cannot read comment.", said)


def _shown(each: Comment) -> dict[str, Any]:
    member = {"id": each.member, "uuid": "u", "name": each.name, "email": "anna@example.org", "avatar_image": None}
    return {
        "id": each.id,
        "parent_id": each.above or None,
        "in_reply_to_id": each.answers or None,
        "in_reply_to_snippet": None,
        "status": each.status,
        "html": None if each.status == "deleted" else each.html,
        "created_at": each.created.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "edited_at": None,
        "pinned": False,
        "member": member if each.member else None,
        "post": {"id": each.post, "uuid": "p", "title": "Pane", "url": "http://forno.example/pane/"},
        "count": {"replies": 0, "direct_replies": 0, "likes": 0, "dislikes": 0, "reports": 0},
    }


def refusal(status: int, kind: str, message: str, context: str | None = None) -> RefusalError:
    said = {
        "message": message,
        "context": context,
        "type": kind,
        "code": None,
        "id": secrets.token_hex(8),
        "details": None,
    }
    return RefusalError(Answer(status, json={"errors": [said]}))
