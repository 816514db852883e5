"""Posts as TikTok takes them: their settings, the pieces of a film, and what became of a publish id."""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from smmdesk.model.content import with_link
from smmdesk.model.counting import utf16
from smmdesk.model.delivery import Receipt
from smmdesk.model.words import _
from smmdesk.platforms.answers import Fields, plain_words
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    CannotTell,
    GivenUp,
    Job,
    LookUpAnswer,
    Picture,
    PollAnswer,
    Published,
    RefusedError,
    Session,
)
from smmdesk.platforms.markup import same_words
from smmdesk.platforms.tiktok.api import AUDIENCE, PUBLISHING, ask, creator_info, may

CHUNK = 10_000_000
"""Between 5 and 64 MB, whichever megabytes are meant; the last piece takes what is left, less than twice as much."""
AGAIN_S, NAME_AGAIN_S, MOST_NAME_LOOKS = 15.0, 30.0, 20
EARLIER = timedelta(minutes=6)
EVERYONE, ONLY_ME = "PUBLIC_TO_EVERYONE", "SELF_ONLY"
LISTING = "video.list"
MINE = "inbox"


def is_direct(job: Job) -> bool:
    """Published at once; else it goes into the person's inbox, who finishes it in the app."""
    return str(job.outgoing.options.get("mode") or MINE) != MINE


def film_of(job: Job) -> Picture | None:
    return next((picture for picture in job.outgoing.media if picture.mime.startswith("video/")), None)


def words_of(job: Job) -> str:
    return with_link(job.outgoing.text, job.outgoing.link)


# ------------------------------------------------------------------ settings
async def settings_of(session: Session, job: Job) -> dict[str, Any]:
    """The settings of a direct post, as the account allows them now. Raises RefusedError for what it does not."""
    names, options = session.http.names, job.outgoing.options
    if not may(session.channel.reported, PUBLISHING):
        raise RefusedError(names.problem("app_not_reviewed", said=""))
    level = str(options.get("privacy_level") or "")
    if not level:
        raise RefusedError(names.problem("option_missing", label=AUDIENCE, field="option:privacy_level"))
    creator = await creator_info(session)
    if level not in creator.texts("privacy_level_options"):
        raise RefusedError(names.problem("option_not_offered", value=_(AUDIENCE)))
    promotes = str(options.get("promotes") or "")
    if promotes == "brand" and level == ONLY_ME:
        raise RefusedError(names.problem("refused", said=_("A paid partnership cannot be for you alone.")))
    film = film_of(job)
    settings: dict[str, Any] = {
        "privacy_level": level,
        "disable_comment": creator.flag("comment_disabled") or not options.get("allow_comment"),
        "brand_content_toggle": promotes == "brand",
        "brand_organic_toggle": promotes == "own",
    }
    if film is None:
        return {**settings, "auto_add_music": bool(options.get("music"))}
    settings |= {
        "disable_duet": creator.flag("duet_disabled") or not options.get("allow_duet"),
        "disable_stitch": creator.flag("stitch_disabled") or not options.get("allow_stitch"),
        "is_aigc": bool(options.get("made_by_ai")),
    }
    return {**settings, **({"video_cover_timestamp_ms": film.cover_ms} if film.cover_ms is not None else {})}


def photos_of(job: Job, addresses: list[str], settings: dict[str, Any]) -> dict[str, Any]:
    """The one call that makes TikTok fetch photos and publish them."""
    info = {"title": job.outgoing.title, "description": words_of(job), **settings}
    return {
        "media_type": "PHOTO",
        "post_mode": "DIRECT_POST" if is_direct(job) else "MEDIA_UPLOAD",
        "post_info": {name: value for name, value in info.items() if value != ""},
        "source_info": {"source": "PULL_FROM_URL", "photo_images": addresses, "photo_cover_index": 0},
    }


# ------------------------------------------------------------------ the pieces of a film
@dataclass(frozen=True, slots=True)
class Plan:
    """How a film of `size` bytes goes up: `count` pieces of `chunk` bytes, the last one with all that is left."""

    size: int
    chunk: int
    count: int

    @classmethod
    def of(cls, size: int, chunk: int = CHUNK) -> "Plan":
        return cls(size, size, 1) if size < chunk else cls(size, chunk, size // chunk)

    def piece(self, number: int) -> tuple[int, int]:
        """(first byte, byte after the last) of a piece."""
        return number * self.chunk, self.size if number == self.count - 1 else (number + 1) * self.chunk

    @property
    def source(self) -> dict[str, Any]:
        sizes = {"video_size": self.size, "chunk_size": self.chunk, "total_chunk_count": self.count}
        return {"source": "FILE_UPLOAD", **sizes}


def digest_of_settings(settings: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()


# ------------------------------------------------------------------ what became of it
async def state_of(session: Session, publish_id: str) -> Fields:
    return await ask(session, "post/publish/status/fetch/", {"publish_id": publish_id})


def understood(session: Session, state: Fields, work: dict[str, object]) -> PollAnswer:
    """`work`: publish_id, level, and `looks` at a public film that has no number yet."""
    status = state.text("status")
    if status == "FAILED":
        return GivenUp(_failure(session, state.text("fail_reason", "")))
    if status == "SEND_TO_USER_INBOX":
        return GivenUp(session.http.names.problem("in_inbox"))
    if status != "PUBLISH_COMPLETE":
        return Accepted(work, AGAIN_S)
    found = state.values.get("publicaly_available_post_id")  # TikTok's own spelling
    own_id = str(found[0]) if isinstance(found, list) and found and isinstance(found[0], int | str) else ""
    looks = work.get("looks")
    looks = looks if isinstance(looks, int) else 0
    if not own_id.isdigit() and work.get("level") == EVERYONE and looks < MOST_NAME_LOOKS:
        return Accepted({**work, "looks": looks + 1}, NAME_AGAIN_S)  # looked over there first
    return Published(_receipt(session, own_id if own_id.isdigit() else "", str(work["publish_id"])))


def _failure(session: Session, reason: str) -> Any:
    names = session.http.names
    if reason.endswith("_check_failed"):
        return names.problem("media_not_converted", name=plain_words(reason.removesuffix("_check_failed")))
    return names.problem("refused", said=plain_words(reason) or _("nothing more"))


def _receipt(session: Session, own_id: str, publish_id: str) -> Receipt:
    """A private post has no number of its own that TikTok tells: it keeps that of its publishing."""
    url = f"{session.channel.url}/video/{own_id}" if own_id and session.channel.url else ""
    return Receipt(own_id or publish_id, url, data={"publish_id": publish_id})


def as_look_up(found: PollAnswer, state: Fields, size: int) -> LookUpAnswer:
    """What a look-up may say of it: only TikTok's own word that it failed proves that nothing can come any more."""
    if isinstance(found, GivenUp):
        return Absent(for_good=True) if state.text("status") == "FAILED" else CannotTell()
    if isinstance(found, Accepted) and state.text("status") == "PROCESSING_UPLOAD":
        return found if size and state.number("uploaded_bytes", 0) >= size else CannotTell()
    return found


async def find(session: Session, job: Job) -> LookUpAnswer:
    """Among the public posts of the account, where we may read them. None found proves nothing."""
    if not may(session.channel.reported, LISTING):
        return CannotTell()
    params = [("fields", "id,title,create_time,share_url")]
    data = await ask(session, "video/list/", {"max_count": 20}, params=params)
    since = ((job.first_try_at or session.clock.now()) - EARLIER).timestamp()
    found = [row for row in data.rows("videos") if row.id() not in job.owned and row.number("create_time", 0) >= since]
    found = [row for row in found if same_words(row.text("title", ""), words_of(job))]
    if len(found) != 1:
        return CannotTell(two_alike=bool(found))
    return Published(_receipt(session, found[0].id(), ""))


def require_fits(session: Session, job: Job) -> None:
    """A link below the words counts too. Raises RefusedError(text_too_long)."""
    most, used = (2200 if film_of(job) is not None else 4000), utf16(words_of(job))
    if used > most:
        names = session.http.names
        raise RefusedError(names.problem("text_too_long", limit=most, actual=used, field="text", number=0))
