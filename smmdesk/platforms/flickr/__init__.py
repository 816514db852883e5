"""Flickr: photos are laid down in private, and shown at their moment by one change of who may see them.

Facts and sources: resources/platforms/flickr.toml. A photo has its own id before anybody sees it, so showing it again
changes nothing. Of several photos the first one is the post; the others are shown right after it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from smmdesk.model.delivery import Evidence, Op, PartKind, Receipt
from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import HeardPage
from smmdesk.platforms.answers import plain_words
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    Job,
    LookUpAnswer,
    NotSentError,
    Published,
    RefusedError,
    Said,
    Save,
    Session,
    SignedIn,
    SigningIn,
    UnclearError,
)
from smmdesk.platforms.flickr import api, heard, moderation, numbers, photos, search
from smmdesk.platforms.flickr.api import Flickr, number
from smmdesk.platforms.flickr.moderation import COMMENT_GONE
from smmdesk.platforms.flickr.photos import GONE, photo_in, photos_of, receipt_of
from smmdesk.platforms.markup import same_words
from smmdesk.platforms.steps import Steps

READY_EVERY_S, MOST_LOOKS = 2.0, 300
PENDING, DONE = 0, 1
EARLIER = timedelta(minutes=6)
AGAIN_S = 5.0


class OnFlickr(moderation.Moderation, numbers.Numbers):
    """One account is `session.channel.remote_id`, its NSID."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await api.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        """A sign-in is taken back on Flickr's own pages alone (Settings, Sharing & Extending)."""

    async def who_am_i(self, session: Session) -> Account:
        return await api.read_account(Flickr.of(session))

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Lay the photos down, seen by nobody, and into their album."""
        if job.op is not Op.CREATE or _is_comment(job):
            return
        steps = Steps(job, save)
        for at in range(len(job.outgoing.media)):
            if steps.found(f"photo:{at}") is None:
                await self._lay_down(session, job, steps, at)
        await photos.put_into_album(session, job, steps)

    async def _lay_down(self, session: Session, job: Job, steps: Steps, at: int) -> None:
        """One photo; what an attempt before laid down is used again, also where its answer was lost."""
        flickr, tried = Flickr.of(session), steps.found(f"tried:{at}")
        ticket = steps.found(f"ticket:{at}")
        if ticket is None and tried is not None:
            found = await photos.find_laid_down(flickr, job, at, int(tried["at_s"]))
            if found:
                await photos.keep_photo(flickr, job, steps, at, found)
                return
        if ticket is None:
            since = session.clock.now() - EARLIER
            await steps.keep(f"tried:{at}", {"at_s": int(since.timestamp())} if tried is None else tried)
            named = await flickr.upload(job.outgoing.media[at], photos.laid_down(job, at))
            ticket = await steps.keep(f"ticket:{at}", {"id": named})
        own_id = await self._wait_ready(session, job, str(ticket["id"]), at)
        if own_id:
            await photos.keep_photo(flickr, job, steps, at, own_id)
            return
        await steps.keep(f"ticket:{at}", None)
        raise NotSentError(session.http.names.problem("server_unreachable"))

    async def _wait_ready(self, session: Session, job: Job, ticket: str, at: int) -> str:
        """The photo that became of a ticket; empty where Flickr knows no such ticket (any more)."""
        for _ in range(MOST_LOOKS):
            found = await Flickr.of(session).found("photos.upload.checkTickets", tickets=ticket)
            rows = [row for row in found.child("uploader").rows("ticket") if str(row.values.get("id")) == ticket]
            if len(rows) != 1 or number(rows[0], "invalid"):
                return ""
            state = number(rows[0], "complete")
            if state == DONE:
                return rows[0].id("photoid")
            if state != PENDING:
                picture = job.outgoing.media[at]
                name = plain_words(picture.name or picture.path.name)
                raise RefusedError(session.http.names.problem("refused", said=name))
            await session.clock.sleep(READY_EVERY_S)
        raise NotSentError(session.http.names.problem("server_unreachable"))

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if _is_comment(job):
            return await self._comment(session, job)
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is Op.EDIT:
            return await self._edit(session, job)
        return await self._show(session, job)

    async def _show(self, session: Session, job: Job) -> CommitAnswer:
        """Show the first photo; with it the post is out. Showing it again changes nothing."""
        own_ids = photos_of(job)
        assert own_ids, "prepare laid them down"
        await self._set_perms(session, job, 0, irreversible=True)
        if len(own_ids) > 1:
            return Accepted({"first": own_ids[0]}, again_s=0.0)
        return Published(receipt_of(session, job))

    async def _set_perms(self, session: Session, job: Job, at: int, irreversible: bool) -> None:
        wish = photos.shown_as(job, at)
        done = await Flickr.of(session).write("photos.setPerms", GONE, irreversible, **wish)
        if irreversible:
            photos.require(done, session)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """Show what is not shown yet of a post that is out."""
        found = await self.look_up(session, job)
        if not isinstance(found, Accepted) or job.op is not Op.CREATE:
            return found
        for at in range(1, len(photos_of(job))):
            await self._set_perms(session, job, at, irreversible=False)
        return await self.look_up(session, job)

    async def _edit(self, session: Session, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        for at, own_id in enumerate(photos_of(job)):
            title, words = photos.title_and_words(job, at)
            with _in_doubt_after(session, at > 0):
                done = await Flickr.of(session).write(
                    "photos.setMeta", GONE, photo_id=own_id, title=title, description=words
                )
            if not at:
                photos.require(done, session)
        return Published(job.receipt)

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        """What is gone already is gone. The first photo, which is the post, goes last: while another is refused it is
        there, and may be tried again."""
        assert job.receipt is not None
        for done, own_id in enumerate(reversed(photos_of(job))):
            with _in_doubt_after(session, done > 0):
                await Flickr.of(session).write("photos.delete", GONE, photo_id=own_id)
        return Published(job.receipt)

    # ------------------------------------------------------------------ a comment of ours
    async def _comment(self, session: Session, job: Job) -> CommitAnswer:
        flickr = Flickr.of(session)
        if job.op is Op.CREATE:
            photo = _photo(job)
            made = await flickr.write("photos.comments.addComment", photo_id=photo, comment_text=job.outgoing.text)
            assert made is not None
            return Published(_comment_receipt(session, photo, made.child("comment")))
        assert job.receipt is not None
        _require_comment(session, job.receipt)
        if job.op is Op.DELETE:
            await flickr.write("photos.comments.deleteComment", COMMENT_GONE, comment_id=job.receipt.id)
        else:
            await flickr.write("photos.comments.editComment", comment_id=job.receipt.id, comment_text=job.outgoing.text)
        return Published(job.receipt)

    async def _comments(self, session: Session, job: Job) -> list[Any]:
        """Our own comments below the post."""
        found = await Flickr.of(session).read("photos.comments.getList", GONE, photo_id=_photo(job))
        rows = found.child("comments").rows("comment") if found is not None else []
        return [row for row in rows if row.values.get("author") == session.channel.remote_id]

    async def _look_up_comment(self, session: Session, job: Job) -> LookUpAnswer:
        """Nothing of ours protects a comment: none found proves nothing."""
        if job.receipt is not None:
            _require_comment(session, job.receipt)
        rows = await self._comments(session, job)
        if job.receipt is not None:
            mine = [row for row in rows if row.values.get("id") == job.receipt.id]
            if job.op is Op.DELETE:
                return Absent() if mine else Published(job.receipt)
            same = bool(mine) and same_words(photos.words_of(mine[0].values), job.outgoing.text)
            return Published(job.receipt) if same else (Absent() if mine else CannotTell())
        since = (job.first_try_at or session.clock.now()) - EARLIER
        alike = [
            row
            for row in rows
            if same_words(photos.words_of(row.values), job.outgoing.text)
            and row.values.get("id") not in job.owned
            and number(row, "datecreate") >= since.timestamp()
        ]
        if len(alike) == 1:
            return Published(_comment_receipt(session, _photo(job), alike[0]))
        return CannotTell(two_alike=bool(alike))

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if _is_comment(job):
            return await self._look_up_comment(session, job)
        own_ids = photos_of(job)
        if not own_ids:
            return Absent()
        flickr = Flickr.of(session)
        found = [await photos.read_photo(flickr, own_id) for own_id in own_ids]
        if job.op is Op.DELETE:
            assert job.receipt is not None
            return Published(job.receipt) if not any(found) else Absent()
        first = found[0]
        if first is None:
            return CannotTell() if job.op is Op.EDIT else Absent()
        if job.op is Op.EDIT:
            assert job.receipt is not None
            same = all(photos.says(row, job, at).same for at, row in enumerate(found) if row is not None)
            return Published(job.receipt) if same else Absent()
        wish = photos.perms_of(job)
        if photos.shown_to(first) != wish:
            return Absent()
        if any(row is not None and photos.shown_to(row) != wish for row in found[1:]):
            return Accepted({"first": own_ids[0]}, AGAIN_S)
        return Published(receipt_of(session, job, first))

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        if _is_comment(job):
            assert job.receipt is not None
            _require_comment(session, job.receipt)
            mine = [row for row in await self._comments(session, job) if row.values.get("id") == job.receipt.id]
            there = photos.words_of(mine[0].values) if mine else ""
            return Said(there, job.outgoing.text, same_words(there, job.outgoing.text)) if mine else Absent()
        found = await photos.read_photo(Flickr.of(session), photos_of(job)[0])
        return photos.says(found, job, 0) if found is not None else Absent()

    # ------------------------------------------------------------------ what people write
    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await heard.fetch_messages(session, cursor)

    async def search(self, session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
        return await search.search(session, kind, words, cursor)


@contextmanager
def _in_doubt_after(session: Session, begun: bool) -> Iterator[None]:
    """A refusal in the middle of several photos does not say that nothing was done."""
    try:
        yield
    except RefusedError as error:
        if begun:
            raise UnclearError(session.http.names.problem("unknown_outcome")) from error
        raise


def _is_comment(job: Job) -> bool:
    """A first comment, or an answer to what somebody wrote, which is known by its receipt where nobody says what it
    answers. A person's link names a photo."""
    if job.kind is not PartKind.ROOT or job.parent is not None:
        return True
    return job.receipt is not None and job.receipt.evidence is not Evidence.HUMAN and "-" in job.receipt.id


def _photo(job: Job) -> str:
    """The photo that a comment stands below."""
    for known in (job.root, job.parent, job.receipt):
        named = known.data.get("photo") if known is not None else None
        if isinstance(named, str) and named:
            return named
    above = job.root or job.parent
    assert above is not None, "a comment stands below a photo"
    return photo_in(above)


def _require_comment(session: Session, receipt: Receipt) -> None:
    """A comment's number has that of its photo within. Raises RefusedError(not_known_there) where a person gave the
    address of the photo: Flickr knows no comment of that number, and ours was said to be gone."""
    if "-" not in receipt.id:
        raise RefusedError(session.http.names.problem("not_known_there"))


def _comment_receipt(session: Session, photo: str, row: Any) -> Receipt:
    own_id = row.text("id")
    if not own_id or len(own_id) > 100 or not own_id.replace("-", "").isalnum():
        raise row.strange()
    page = f"{session.facts.endpoints['web']}/photos/{session.channel.remote_id}/{photo}/"
    url = f"{page}#comment{own_id.rpartition('-')[2]}"
    return Receipt(own_id, url, number(row, "datecreate") * 1_000_000, data={"photo": photo})


CONNECTOR: Connector = OnFlickr()
