"""Reddit, for those who still have keys: a post in a subreddit after a look at its rules, and a first comment.

Facts and sources: resources/platforms/reddit.toml. Reddit gives no keys since 31 Oct 2026 and closes this way in March
2027: without keys the channel is guided. Nothing stands against a second copy (a link alone is refused twice): what was
lost is looked for among what the account wrote, and never sent again.
"""

from smmdesk.model.delivery import Op, PartKind
from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import HeardPage
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    Job,
    LookUpAnswer,
    Picture,
    Published,
    RefusedError,
    Said,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.http import Upload
from smmdesk.platforms.markup import digest_of, markdown_of
from smmdesk.platforms.own_app import Access, revoke
from smmdesk.platforms.reddit import api, numbers, posts, rules, search
from smmdesk.platforms.reddit.api import ask, write
from smmdesk.platforms.reddit.posts import full_name, receipt_of
from smmdesk.platforms.steps import Steps, kept

UPLOAD_S = 1800.0
LOOK_AGAIN_S = 10.0


class Reddit(numbers.Numbers):
    """One account, under keys that its owner has from before."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await api.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        await revoke(session)

    async def who_am_i(self, session: Session) -> Account:
        return await api.who_am_i(session)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Read the subreddit's rules, then lay down the files; nobody sees them before the post."""
        await Access(session).freshen()
        if job.kind is not PartKind.ROOT or job.op is not Op.CREATE:
            return
        kind, steps = posts.kind_of(job), Steps(job, save)
        film = job.outgoing.media[0] if kind == "video" else None
        if film is not None and film.cover is None:
            raise RefusedError(session.http.names.problem("cover_needed", field="media"))
        if steps.found("place") is None:
            place = await rules.place_of(session, job, kind)
            await steps.keep("kind", kind)
            await steps.keep("flair", place.flair)
            await steps.keep("place", place.name)
        for number, picture in enumerate(job.outgoing.media):
            await self._lay_down(session, f"media:{number}", picture, steps)
        if film is not None and film.cover is not None:
            await self._lay_down(session, "cover", film.cover, steps)

    async def _lay_down(self, session: Session, name: str, picture: Picture, steps: Steps) -> None:
        """A lease, then all its fields and the file to the store it names, without our access."""
        digest, found = digest_of(picture.path), steps.found(name)
        if found is not None and found["hash"] == digest:
            return
        file = f"smmdesk-{digest[:16]}{picture.path.suffix.lower()}"
        asked = {"filepath": file, "mimetype": picture.mime}
        lease = (await ask(session, "POST", "api/media/asset.json", form=asked)).fields()
        place = lease.child("args")
        form = {row.text("name"): row.text("value") for row in place.rows("fields")}
        store = place.text("action")
        store = store if "://" in store else f"https:{store}"
        await session.http.post(
            store,
            form=form,
            upload=Upload("file", picture.path, file, picture.mime),
            carries=picture.name or picture.path.name,
            deadline_s=UPLOAD_S,
        )
        asset = lease.child("asset").id("asset_id")
        await steps.keep(name, {"hash": digest, "asset": asset, "url": f"{store.rstrip('/')}/{form.get('key', '')}"})

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is Op.EDIT:
            return await self._edit(session, job)
        if job.kind is not PartKind.ROOT:
            return await self._comment(session, job)
        route, body = posts.post_of(job)
        sent = {"json": body} if posts.kind_of(job) in ("gallery", "poll") else {"form": posts.as_form(body)}
        found = await write(session, route, f"r/{kept(job, 'place')}", **sent)
        if "id" not in found and "websocket_url" in found:
            return Accepted({"waits": "media"}, LOOK_AGAIN_S)
        return Published(receipt_of(session, job, found))

    async def _comment(self, session: Session, job: Job) -> CommitAnswer:
        above = job.root or job.parent
        assert above is not None, "a comment stands below a post"
        form = {"api_type": "json", "thing_id": full_name(above), "text": markdown_of(job.outgoing.text)}
        return Published(receipt_of(session, job, self._thing(await write(session, "api/comment", form=form))))

    def _thing(self, data: Fields) -> Fields:
        found = data.rows("things")
        if len(found) != 1:
            raise data.strange()
        return found[0].child("data")

    async def _edit(self, session: Session, job: Job) -> CommitAnswer:
        """The words of a post of words, or of a comment; titles, links and pictures stay for ever."""
        if job.kind is PartKind.ROOT and posts.kind_of(job) != "self":
            raise RefusedError(session.http.names.problem("no_edit_there"))
        text = posts.text_of(job) if job.kind is PartKind.ROOT else markdown_of(job.outgoing.text)
        form = {"api_type": "json", "thing_id": posts.own_name(session, job), "text": text}
        return Published(receipt_of(session, job, self._thing(await write(session, "api/editusertext", form=form))))

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        answer = await ask(session, "POST", "api/del", form={"id": posts.own_name(session, job)}, irreversible=True)
        if answer.fields().values:
            raise answer.strange()  # Reddit answers {}
        return Published(job.receipt)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """A photo or a film is a post only when Reddit has worked it up."""
        found = await self.look_up(session, job)
        return found if isinstance(found, Published) else Accepted({"waits": "media"}, LOOK_AGAIN_S)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        """The list of what somebody wrote comes out of a cache: none found proves nothing."""
        if job.op in (Op.EDIT, Op.DELETE):
            return await self._look_up_change(session, job)
        found = await posts.find(session, job)
        if len(found) == 1:
            return Published(receipt_of(session, job, found[0]))
        return CannotTell(two_alike=bool(found))

    async def _look_up_change(self, session: Session, job: Job) -> LookUpAnswer:
        assert job.receipt is not None
        found = await posts.read(session, job)
        if job.op is Op.DELETE:
            return Published(job.receipt) if found is None else Absent()
        if found is None:
            return CannotTell()
        return Published(receipt_of(session, job, found)) if posts.took_effect(found, job) else Absent()

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        """Also what a moderator's program took away in silence is gone."""
        found = await posts.read(session, job)
        return posts.said_there(found, job) if found is not None else Absent()

    async def search(self, session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
        return await search.search(session, kind, words, cursor)


CONNECTOR: Connector = Reddit()
