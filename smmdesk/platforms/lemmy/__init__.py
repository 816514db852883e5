"""Lemmy: a post in a community, photos on the server's own store, a first comment below, and answers to what others
write.

Facts and sources: resources/platforms/lemmy.toml. Nothing there stands against a second copy: an answer that was lost
is looked for among the account's own posts, and never sent again.
"""

from typing import Any

from smmdesk.model.delivery import Op
from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import HeardPage
from smmdesk.platforms.base import (
    Absent,
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
from smmdesk.platforms.http import Call, Upload
from smmdesk.platforms.lemmy import heard, moderation, numbers, posts, search, server
from smmdesk.platforms.lemmy.posts import POST, body_of, kind_of, media_of, receipt_of, thing_of
from smmdesk.platforms.lemmy.server import ask
from smmdesk.platforms.markup import digest_of
from smmdesk.platforms.steps import Steps, kept

UPLOAD_S = 600.0
AWAY = server.NO | {server.GONE_FOR_GOOD}
NOT_TAKEN = frozenset({400, 413, 415, 422})


class Lemmy(moderation.Moderation, numbers.Numbers):
    """One server is `session.channel.server`."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await server.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        await server.sign_out(session)

    async def who_am_i(self, session: Session) -> Account:
        return await server.who_am_i(session)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Find the community of a post and upload the photos; nobody sees them before what they stand in."""
        if job.op is Op.DELETE:
            return
        steps = Steps(job, save)
        if job.op is Op.CREATE and kind_of(job) == POST and steps.found("community") is None:
            await steps.keep("community", await posts.community_of(session, job))
        known = {str(step["hash"]): step for step in media_of(job)} if job.op is Op.EDIT else {}
        for number, picture in enumerate(job.outgoing.media):
            name, digest = f"media:{number}", digest_of(picture.path)
            found = steps.found(name)
            if found is None or found["hash"] != digest:
                place = known.get(digest) or {"hash": digest, "url": await self._upload(session, picture)}
                await steps.keep(name, {**place, "alt": picture.alt})

    async def _upload(self, session: Session, picture: Picture) -> str:
        """The address of a photo on the server's store (pict-rs)."""
        newer = await server.speaks_4(session)
        name = f"smmdesk-{digest_of(picture.path)[:16]}{picture.path.suffix.lower()}"
        call = Call(
            method="POST",
            url=f"{session.channel.server}{f'{server.API_4}image' if newer else '/pictrs/image'}",
            bearer=session.secret.field("access"),
            upload=Upload("images[]", picture.path, name, picture.mime),
            carries=picture.name or picture.path.name,
            deadline_s=UPLOAD_S,
            also=NOT_TAKEN,
        )
        answer = await session.http.call(call)
        if not answer.ok:
            said = f"{picture.name or picture.path.name}: {server.said_in(answer)}"
            raise RefusedError(session.http.names.problem("refused", said=said))
        if newer:
            return posts.own_address(session, answer)
        files = answer.maybe().rows("files")
        if len(files) != 1:
            raise answer.strange()
        return f"{session.channel.server}/pictrs/image/{files[0].id('file')}"

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        kind = kind_of(job)
        if job.op is Op.DELETE:
            return await self._delete(session, job, kind)
        if kind == POST:
            body = body_of(session, job, media_of(job))
        else:
            language = posts.language_of(session, job) if kind == posts.COMMENT else {}
            body = {"content": posts.answer_text(job, media_of(job)), **language}
        if job.op is Op.EDIT:
            return await self._send(session, job, "PUT", {**body, f"{kind}_id": posts.own_number(session, job)})
        if kind != POST:
            return await self._send(session, job, "POST", {**body, **posts.answer_to(session, job)})
        place = kept(job, "community")
        assert isinstance(place, dict), "prepare found the community"
        return await self._send(session, job, "POST", {**body, "community_id": place["id"]})

    async def _send(self, session: Session, job: Job, method: str, body: dict[str, Any]) -> CommitAnswer:
        kind = kind_of(job)
        answer = await ask(session, method, kind, api=await self._api(session, kind), json=body, irreversible=True)
        return Published(receipt_of(session, job, thing_of(answer.fields(), kind)))

    async def _api(self, session: Session, kind: str) -> str:
        """Private messages are version 4's alone where there is one."""
        return server.API_4 if kind == posts.PRIVATE and await server.speaks_4(session) else server.API

    async def _delete(self, session: Session, job: Job, kind: str) -> CommitAnswer:
        """Taken away for everybody; its author may bring it back there."""
        assert job.receipt is not None
        body = {f"{kind}_id": posts.own_number(session, job), "deleted": True}
        api = await self._api(session, kind)
        method, route = ("POST", f"{kind}/delete") if api == server.API else ("DELETE", kind)
        answer = await ask(session, method, route, api=api, json=body, irreversible=True, also=AWAY)
        if answer.ok and not answer.fields().child(f"{kind}_view").child(kind).flag("deleted"):
            raise answer.strange()  # a Wi-Fi's page says nothing of it
        return Published(job.receipt)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """Nothing here takes time."""
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if job.op in (Op.EDIT, Op.DELETE):
            return await self._look_up_change(session, job)
        seen = await posts.find(session, job)
        if len(seen.receipts) == 1:
            return Published(seen.receipts[0])
        if seen.receipts:
            return CannotTell(two_alike=True)
        return Absent(by_words=True) if seen.complete else CannotTell()

    async def _look_up_change(self, session: Session, job: Job) -> LookUpAnswer:
        assert job.receipt is not None
        try:
            found = await posts.read(session, job)
        except posts.UnseenError:
            return CannotTell()
        if job.op is Op.DELETE:
            return Published(job.receipt) if found is None or found.flag("deleted") else Absent()
        if found is None:
            return CannotTell()
        return Published(job.receipt) if posts.took_effect(found, job) else Absent()

    async def read_back(self, session: Session, job: Job) -> Said | Absent | CannotTell:
        try:
            found = await posts.read(session, job)
        except posts.UnseenError:
            return CannotTell()
        return Absent() if found is None or posts.is_away(found) else posts.said_there(found, job)

    # ------------------------------------------------------------------ what people write
    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await heard.fetch_messages(session, cursor)

    async def search(self, session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
        return await search.search(session, kind, words, cursor)


CONNECTOR: Connector = Lemmy()
