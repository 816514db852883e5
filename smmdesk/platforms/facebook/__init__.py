"""Facebook pages: posts of the feed, reels, videos and stories, a first comment, and the page's own list.

Facts and sources: resources/platforms/facebook.toml. Photos and films are laid down unpublished first, so that one
small call publishes. Nothing stands against a second copy: a lost answer is looked for by the ids of those photos and
films, else by words.
"""

from datetime import datetime, timedelta

from smmdesk.model.delivery import Op
from smmdesk.model.foreign import ForeignPage
from smmdesk.model.message import HeardPage
from smmdesk.platforms import meta, meta_answers
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    GivenUp,
    Job,
    Listed,
    LookUpAnswer,
    NotSentError,
    Picture,
    PollAnswer,
    Published,
    RefusedError,
    Said,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.facebook import account, heard, moderation, numbers, posts, videos
from smmdesk.platforms.facebook.account import TALKS, graph_of
from smmdesk.platforms.facebook.posts import COMMENT, FEED, REEL, STORY, VIDEO, shape_of
from smmdesk.platforms.http import Upload
from smmdesk.platforms.markup import digest_of
from smmdesk.platforms.meta import says_done
from smmdesk.platforms.steps import Steps

LEAST_AHEAD = timedelta(minutes=10, seconds=30)
"""The list wants ten minutes at least."""
UPLOAD_S = 600.0
FILMS = (REEL, VIDEO)


class Facebook(moderation.Moderation, numbers.Numbers):
    """One page is `session.channel`; `session.secret` has the page's own token."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await account.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        await account.sign_out(session)

    async def who_am_i(self, session: Session) -> Account:
        return await account.who_am_i(session)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Ask whether the token is still good, then lay photos or a film down where nobody sees them."""
        if meta_answers.is_private(job):
            await meta_answers.prepare(session, TALKS, job, save)
            return
        if job.op is Op.DELETE:
            return
        await graph_of(session).get("me", "id")
        shape = shape_of(session, job)
        if job.op is Op.EDIT:
            return
        if job.op is Op.SCHEDULE and shape == STORY:
            raise RefusedError(session.http.names.problem("refused", said=""))  # the page's list takes no stories
        steps = Steps(job, save)
        films = [picture for picture in job.outgoing.media if picture.mime.startswith("video/")]
        for number, picture in enumerate(films[:1] or job.outgoing.media):
            name, digest = "video" if films else f"photo:{number}", digest_of(picture.path)
            found = steps.found(name)
            if found is None or found["hash"] != digest or (job.op is Op.SCHEDULE and not found["lasts"]):
                laid = (
                    await videos.lay_down(session, shape, picture)
                    if films
                    else await self._photo(session, job, picture)
                )
                await steps.keep(name, {"hash": digest, "lasts": job.op is Op.SCHEDULE or bool(films), **laid})

    async def _photo(self, session: Session, job: Job, picture: Picture) -> dict[str, str]:
        """Those of a post that goes on the list are `temporary`: others would be swept away before its moment."""
        form = {"published": "false", "alt_text_custom": picture.alt}
        if job.op is Op.SCHEDULE:
            form["temporary"] = "true"
        answer = await graph_of(session).post(
            f"{session.channel.remote_id}/photos",
            {name: value for name, value in form.items() if value},
            upload=Upload("source", picture.path, f"photo{picture.path.suffix}", picture.mime),
            carries=picture.name or picture.path.name,
            deadline_s=UPLOAD_S,
        )
        return {"id": answer.fields().id()}

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if meta_answers.is_private(job):
            return await meta_answers.commit(session, TALKS, job)
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is Op.EDIT:
            return await self._edit(session, job)
        shape = shape_of(session, job)
        if shape == COMMENT:
            above = job.root or job.parent
            assert above is not None, "a comment stands below a post"
            return await self._write(
                session, job, f"{posts.place_of(session, above)}/comments", posts.comment_form(job)
            )
        if shape == FEED:
            path = f"{session.channel.remote_id}/feed"
            return await self._write(session, job, path, posts.feed_form(job))
        return await self._publish(session, job, shape)

    async def _write(self, session: Session, job: Job, path: str, form: dict[str, str]) -> Published:
        params = (("fields", posts.MADE),)
        answer = await graph_of(session).post(path, form, irreversible=True, params=params)
        return Published(posts.receipt_of(session, job, answer.fields(), shape_of(session, job)))

    async def _publish(self, session: Session, job: Job, shape: str) -> CommitAnswer:
        """A film or a story. Of a film Facebook only says that it works on it."""
        graph, page = graph_of(session), session.channel.remote_id
        video = videos.video_of(job)
        if video:
            form, edge = videos.finish_form(job, shape, None), videos.EDGES[shape]
        else:
            form, edge = {"photo_id": posts.photos_of(job)[0]}, "photo_stories"
        answer = await graph.post(f"{page}/{edge}", form, irreversible=True)
        _require_done(answer)
        found = answer.fields()
        post = found.id("post_id") if "post_id" in found else ""
        if video:
            return Accepted({"video": video, "post": post}, videos.AGAIN_S)
        if not post:
            raise answer.strange()
        return Published(posts.receipt_of(session, job, _named(found, post), STORY))

    async def _edit(self, session: Session, job: Job) -> CommitAnswer:
        """The words alone: what stands beside them stays as it was published."""
        assert job.receipt is not None
        shape = shape_of(session, job)
        if shape == STORY:
            raise RefusedError(session.http.names.problem("no_edit_there"))
        form = {"description" if shape in FILMS else "message": posts.text_of(job)}
        _require_done(await graph_of(session).post(_own(session, job), form, irreversible=True))
        return Published(job.receipt)

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        answer = await graph_of(session).delete(_own(session, job))
        if not meta.is_unknown(answer):
            _require_done(answer)
        elif await posts.read(session, _own(session, job), "id") is not None:
            raise RefusedError(session.http.names.problem("permission_missing", said="delete"))
        return Published(job.receipt)

    async def poll(self, session: Session, job: Job) -> PollAnswer:
        said = job.prepared.get("job")
        post = str(said.get("post") or "") if isinstance(said, dict) else ""
        video = videos.video_of(job)
        if not video:
            return await self.look_up(session, job)
        found = await videos.state_of(session, video, shape_of(session, job), post)
        return Accepted({"video": video, "post": post}, videos.AGAIN_S) if isinstance(found, Absent) else found

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if meta_answers.is_private(job):
            return await meta_answers.look_up(session, TALKS, job)
        if job.op in (Op.EDIT, Op.DELETE):
            return await self._look_up_change(session, job)
        shape, video = shape_of(session, job), videos.video_of(job)
        if video:
            found = await videos.state_of(session, video, shape)
            return Absent(for_good=True) if isinstance(found, GivenUp) else found
        since = (job.first_try_at or min(job.due, session.clock.now())) - posts.EARLIER
        if shape == COMMENT:
            return _answer(session, job, await posts.find_comment(session, job, since), COMMENT)
        if shape == STORY:
            return await self._look_up_story(session, job)
        if job.op is Op.SCHEDULE:
            waiting = await posts.find(session, job, "scheduled_posts", None)
            if len(waiting.found) == 1:
                return _listed(session, job, waiting.found[0])
            if waiting.found or not waiting.complete:
                return CannotTell(two_alike=len(waiting.found) > 1)
        return _answer(session, job, await posts.find(session, job, "published_posts", since), FEED)

    async def _look_up_story(self, session: Session, job: Job) -> LookUpAnswer:
        """Known again by its photo; a story that ended is on no list, so none found proves nothing."""
        photo = next(iter(posts.photos_of(job)), "")
        rows = graph_of(session).rows(f"{session.channel.remote_id}/stories", "post_id,media_id,url", 2)
        try:
            async for row in rows:
                if photo and row.values.get("media_id") in (photo, int(photo) if photo.isdigit() else None):
                    post = row.id("post_id")
                    return Published(posts.receipt_of(session, job, _named(row, post), STORY))
        except meta.TooManyError:
            pass
        return CannotTell()

    async def _look_up_change(self, session: Session, job: Job) -> LookUpAnswer:
        """Whether an edit or a delete took effect."""
        assert job.receipt is not None
        shape = shape_of(session, job)
        words = "description" if shape in FILMS else "message"
        found = await posts.read(session, _own(session, job), "id" if job.op is Op.DELETE else f"id,{words}")
        if job.op is Op.DELETE:
            return Published(job.receipt) if found is None else Absent()
        if found is None:
            return CannotTell()
        return Published(job.receipt) if posts.same_words(found.text(words, ""), posts.text_of(job)) else Absent()

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await heard.fetch_messages(session, cursor)

    async def read_back(self, session: Session, job: Job) -> Said | Absent | CannotTell:
        """Private messages are not looked at again."""
        if meta_answers.is_private(job):
            return CannotTell()
        assert job.receipt is not None
        shape = shape_of(session, job)
        words = "description" if shape in FILMS else "message"
        found = await posts.read(session, _own(session, job), "id" if shape == STORY else f"id,{words}")
        if found is None:
            return Absent()
        ours = "" if shape == STORY else posts.text_of(job)
        there = found.text(words, "")
        return Said(there, ours, posts.same_words(there, ours))

    # ------------------------------------------------------------------ the page's own list
    async def scheduled_there(self, session: Session, after: str = "") -> ForeignPage:
        return await posts.waiting_there(session, after)

    async def hand_off(self, session: Session, job: Job) -> CommitAnswer:
        """Raises RefusedError when its moment is too near for the list."""
        _require_ahead(session, job.due)
        shape, page = shape_of(session, job), session.channel.remote_id
        if shape == FEED:
            form = {**posts.feed_form(job), **posts.listed_form(job.due)}
            found = await self._write(session, job, f"{page}/feed", form)
            return Listed(posts.listed_receipt(found.receipt, job.due), job.due)
        path, form = f"{page}/{videos.EDGES[shape]}", videos.finish_form(job, shape, job.due)
        answer = await graph_of(session).post(path, form, irreversible=True)
        _require_done(answer)
        found_fields = answer.fields()
        post = found_fields.id("post_id") if "post_id" in found_fields else ""
        receipt = videos.receipt_of(session, videos.video_of(job), shape, found_fields, post)
        return Listed(posts.listed_receipt(receipt, job.due), job.due)

    async def look_up_listed(self, session: Session, job: Job) -> LookUpAnswer:
        assert job.receipt is not None
        shape = shape_of(session, job)
        if shape in FILMS:
            if await posts.read(session, posts.object_of(session, job.receipt), "id") is None:
                return Absent()
            state = await videos.state_of(session, videos.video_of(job), shape, str(job.receipt.data.get("post") or ""))
            return CannotTell() if isinstance(state, GivenUp | Accepted | Absent) else state
        found = await posts.read(session, posts.object_of(session, job.receipt), posts.FIELDS)
        if found is None:
            return Absent()
        if found.flag("is_published"):
            return Published(posts.receipt_of(session, job, found, shape))
        return _listed(session, job, found)

    async def reschedule(self, session: Session, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        _require_ahead(session, job.due)
        form = {"scheduled_publish_time": str(int(job.due.timestamp()))}
        _require_done(await graph_of(session).post(posts.object_of(session, job.receipt), form, irreversible=True))
        return Listed(posts.listed_receipt(job.receipt, job.due), job.due)

    async def recall(self, session: Session, job: Job) -> None:
        """Raises RefusedError when it is not on the list any more: it went out, or somebody took it away. What is live
        would go by the same call, so nothing is taken off in doubt."""
        assert job.receipt is not None
        there = await self.look_up_listed(session, job)
        if isinstance(there, Published | Absent):
            raise RefusedError(session.http.names.problem("removed_there"))
        if not isinstance(there, Listed):
            raise NotSentError(session.http.names.problem("server_unreachable"))
        answer = await graph_of(session).delete(posts.object_of(session, job.receipt))
        if meta.is_unknown(answer):
            raise RefusedError(session.http.names.problem("removed_there"))
        _require_done(answer)

    async def hurry(self, session: Session, job: Job) -> CommitAnswer:
        """Publish what stands late on the list; it is one thing with one id, so twice is once."""
        assert job.receipt is not None
        _require_done(
            await graph_of(session).post(
                posts.object_of(session, job.receipt), {"is_published": "true"}, irreversible=True
            )
        )
        return Published(job.receipt)


def _own(session: Session, job: Job) -> str:
    """What the part itself is called. Raises RefusedError(not_known_there) where a person gave the address of the post
    for its comment: the post would be changed or deleted."""
    assert job.receipt is not None
    if shape_of(session, job) == COMMENT and job.receipt.data.get("shape") != COMMENT:
        raise RefusedError(session.http.names.problem("not_known_there"))
    return posts.object_of(session, job.receipt)


def _answer(session: Session, job: Job, seen: posts.Seen, shape: str) -> LookUpAnswer:
    if len(seen.found) == 1:
        return Published(posts.receipt_of(session, job, seen.found[0], shape))
    if seen.found:
        return CannotTell(two_alike=True)
    by_words = shape == COMMENT or not posts.photos_of(job)
    return Absent(by_words=by_words) if seen.complete else CannotTell()


def _listed(session: Session, job: Job, found: Fields) -> Listed:
    has_time = "scheduled_publish_time" in found
    due = meta.instant_of(found, "scheduled_publish_time") if has_time else posts.due_of(job.receipt, job.due)
    receipt = posts.receipt_of(session, job, found, FEED)
    return Listed(posts.listed_receipt(receipt, due), due)


def _named(found: Fields, own_id: str) -> Fields:
    """An answer that names its object in another way."""
    url = found.text("url", "")
    return Fields({"id": own_id, "permalink_url": url}, found.strange)


def _require_done(answer: Answer) -> None:
    if not says_done(answer):
        raise answer.strange()  # a Wi-Fi's page says nothing of it


def _require_ahead(session: Session, due: datetime) -> None:
    if due - session.clock.now() < LEAST_AHEAD:
        raise RefusedError(session.http.names.problem("refused", said=""))


CONNECTOR: Connector = Facebook()
