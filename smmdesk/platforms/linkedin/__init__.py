"""LinkedIn under the owner's own app, as a person or as a company page.

Facts and sources: resources/platforms/linkedin.toml. Nothing there stands against a second copy but a refusal of the
same words for a while, which may name a post that nobody can read. A page's posts can be listed, a person's cannot.
"""

from typing import Any

from smmdesk.model.delivery import Op
from smmdesk.platforms.answers import Answer
from smmdesk.platforms.base import (
    Absent,
    Account,
    CannotTell,
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
from smmdesk.platforms.linkedin import account, comments, media, numbers, posts, reshares
from smmdesk.platforms.linkedin.account import ORGANISATION
from smmdesk.platforms.linkedin.api import Api, enc, is_duplicate, is_gone
from smmdesk.platforms.linkedin.little import little
from smmdesk.platforms.linkedin.posts import GONE, is_comment, urn_of
from smmdesk.platforms.own_app import Access
from smmdesk.platforms.steps import Steps

REFUSED = frozenset({422})
PATCH = "PARTIAL_UPDATE"


class LinkedIn(numbers.Numbers):
    """One author: `session.channel.remote_id` is the URN of a person or of a company page."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await account.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        """An app cannot take its own sign-in back there; it ends by itself, or on the person's page of permissions."""
        raise RefusedError(session.http.names.problem("not_signed_out_there"))

    async def who_am_i(self, session: Session) -> Account:
        return await account.who_am_i(session)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Renew the access where there is a way, lay the files down, make the link's card."""
        await Access(session).freshen()
        if job.op is not Op.CREATE or is_comment(job):
            return
        posts.require_whole(session, job)
        api, steps = Api.of(session), Steps(job, save)
        await media.lay_down(session, api, job, steps)
        await reshares.prepare_reshare(session, job, steps)
        await posts.make_card(session, api, job, steps)

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        api = Api.of(session)
        if job.op is Op.DELETE:
            return await self._delete(session, api, job)
        if job.op is Op.EDIT:
            return await self._edit(session, api, job)
        if is_comment(job):
            return await self._comment(session, api, job)
        answer = await api.ask("POST", "posts", json=posts.body_of(session, job), irreversible=True, also=REFUSED)
        if answer.ok:
            return Published(posts.receipt_of(session, _named(answer), session.clock.now()))
        if not is_duplicate(answer):
            raise api.error(answer)
        before = await posts.look_up(session, api, job) if job.first_try_at is not None else None
        if isinstance(before, Published):  # an earlier try of this very part
            return before
        raise RefusedError(session.http.names.problem("duplicate_refused"))

    async def _comment(self, session: Session, api: Api, job: Job) -> CommitAnswer:
        body = comments.body_of(session, job)
        answer = await api.ask("POST", comments.path_of(session, job), json=body, irreversible=True)
        found = answer.fields()
        return Published(comments.receipt_of(session, job, found, answer.headers.get("x-restli-id", "")))

    async def _edit(self, session: Session, api: Api, job: Job) -> CommitAnswer:
        """The words alone can change."""
        if is_comment(job):
            path = comments.as_actor(session, comments.address_of(session, job))
            change: dict[str, Any] = {"message": {"$set": {"text": job.outgoing.text}}}
        else:
            path = f"posts/{enc(urn_of(session, job.receipt))}"
            change = {"$set": {"commentary": little(posts.text_of(job))}}
        answer = await api.ask("POST", path, PATCH, json={"patch": change}, irreversible=True)
        return _done(answer, job)

    async def _delete(self, session: Session, api: Api, job: Job) -> CommitAnswer:
        if is_comment(job):
            path = comments.as_actor(session, comments.address_of(session, job))
        else:
            path = f"posts/{enc(urn_of(session, job.receipt))}"
        answer = await api.ask("DELETE", path, "DELETE", irreversible=True, also=GONE)
        assert job.receipt is not None
        return Published(job.receipt) if is_gone(answer) else _done(answer, job)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """Files are waited for before the call; a post is there at once."""
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        api = Api.of(session)
        if job.op is Op.CREATE:
            verb = comments.look_up if is_comment(job) else posts.look_up
            return await verb(session, api, job)
        if not session.channel.remote_id.startswith(ORGANISATION):
            return CannotTell()
        if is_comment(job):
            return await comments.look_up_change(session, api, job, job.op is Op.DELETE)
        assert job.receipt is not None
        found = await posts.read(session, api, job)
        if job.op is Op.DELETE:
            return Published(job.receipt) if found is None else Absent()
        if found is None:
            return CannotTell()
        return Published(job.receipt) if posts.says(found, job) else Absent()

    async def read_back(self, session: Session, job: Job) -> Said | Absent | CannotTell:
        if not session.channel.remote_id.startswith(ORGANISATION):
            return CannotTell()
        api = Api.of(session)
        if is_comment(job):
            said = await comments.read(session, api, job)
            ours = job.outgoing.text
            there = said.child("message").text("text", "") if said is not None else ""
            return Said(there, ours, comments.says(said, job)) if said is not None else Absent()
        found = await posts.read(session, api, job)
        return posts.said_there(found, job) if found is not None else Absent()


def _named(answer: Answer) -> str:
    """The post's own name, which stands in a header alone."""
    urn = answer.headers.get("x-restli-id", "")
    if answer.status != 201 or not posts.POST.fullmatch(urn):
        raise answer.strange()
    return urn


def _done(answer: Answer, job: Job) -> CommitAnswer:
    """LinkedIn confirms with nothing at all; a Wi-Fi's page says nothing of it."""
    if answer.is_html or answer.body.strip() or not answer.ok:
        raise answer.strange()
    assert job.receipt is not None
    return Published(job.receipt)


CONNECTOR: Connector = LinkedIn()
