"""Comments below our own photos are taken away (photos.comments.deleteComment, flickr.com/services/api, Nov 2026).

The photo's owner may, as whoever wrote it. There is no hiding, and no like of a comment.
"""

from smmdesk.model.delivery import Op
from smmdesk.platforms.base import Absent, CannotTell, Session
from smmdesk.platforms.flickr.api import Flickr
from smmdesk.platforms.flickr.photos import GONE
from smmdesk.platforms.moderating import Asked, Done

COMMENT_GONE = frozenset({1, 2})
"""Photo not found, comment not found."""


async def moderate(session: Session, asked: Asked) -> Done:
    assert asked.op is Op.DELETE, "nothing else is offered"
    await Flickr.of(session).write("photos.comments.deleteComment", COMMENT_GONE, comment_id=asked.remote_id)
    return Done()


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    photo = asked.data.get("photo")
    if not isinstance(photo, str) or not photo:
        return CannotTell()
    found = await Flickr.of(session).read("photos.comments.getList", GONE, photo_id=photo)
    rows = found.child("comments").rows("comment") if found is not None else []
    return Absent() if any(row.values.get("id") == asked.remote_id for row in rows) else Done()


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
