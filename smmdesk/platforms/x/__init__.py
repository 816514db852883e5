"""X under the owner's own app: posts, threads, photos and films, each of which the owner pays for.

Facts and sources: resources/platforms/x.toml. Nothing there stands against a second copy but a refusal of the same
words for a while: after a lost answer that is a hint, never a proof, and the owner's own timeline is read.
"""

from smmdesk.model.delivery import Op
from smmdesk.platforms.base import (
    Absent,
    Account,
    CommitAnswer,
    Connector,
    Job,
    LookUpAnswer,
    Published,
    RefusedError,
    Said,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.steps import Steps
from smmdesk.platforms.x import account, media, numbers, posts
from smmdesk.platforms.x.api import Api, data_of, is_duplicate, is_not_found

GONE = frozenset({404})
REFUSED = frozenset({403})


class X(numbers.Numbers):
    """One account under the owner's own app."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await account.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        await account.sign_out(session)

    async def who_am_i(self, session: Session) -> Account:
        return await account.who_am_i(session)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Renew the access, then lay the files down."""
        api = Api(session)
        await api.freshen()
        if job.op is Op.CREATE:
            await media.lay_down(api, job, Steps(job, save))

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        api = Api(session)
        if job.op is Op.DELETE:
            return await self._delete(api, job)
        if job.op is not Op.CREATE:  # paid accounts alone may, and the post gets another id
            raise RefusedError(session.http.names.problem("no_edit_there"))
        answer = await api.ask("POST", "tweets", json=posts.body_of(job), irreversible=True, also=REFUSED)
        if answer.ok:
            return Published(posts.receipt_of(session, data_of(answer).id()))
        if not is_duplicate(answer):
            raise api.error(answer)
        before = await posts.look_up(api, job) if job.first_try_at is not None else None
        if isinstance(before, Published):  # an earlier try of this very part
            return before
        raise RefusedError(session.http.names.problem("duplicate_refused"))

    async def _delete(self, api: Api, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        answer = await api.ask("DELETE", f"tweets/{job.receipt.id}", irreversible=True, also=GONE)
        if not is_not_found(answer) and not answer.fields().child("data").flag("deleted"):
            raise answer.strange()
        return Published(job.receipt)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """Files are waited for before the call; a post is there at once."""
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        api = Api(session)
        if job.op is not Op.DELETE:
            return await posts.look_up(api, job)
        assert job.receipt is not None
        return Published(job.receipt) if await posts.read(api, job) is None else Absent()

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        found = await posts.read(Api(session), job)
        return posts.said_there(found, job) if found is not None else Absent()


CONNECTOR: Connector = X()
