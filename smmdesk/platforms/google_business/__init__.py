"""Google Business: local posts of one place, and its reviews. A post has no key and no draft: a lost one is looked for.

Facts and sources: resources/platforms/google_business.toml. An answer of 200 is no publication: the post's state says
whether anybody sees it, and it is asked until it does.
"""

from dataclasses import replace
from datetime import timedelta

from smmdesk.model.delivery import Evidence, Op
from smmdesk.model.message import HeardPage
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import (
    Absent,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    GivenUp,
    Job,
    LookUpAnswer,
    PollAnswer,
    Published,
    RefusedError,
    Said,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.google import ask, chosen, is_gone, sign_in_at_google
from smmdesk.platforms.google_business import reviews
from smmdesk.platforms.google_business.places import place_call, place_of, places, post_call
from smmdesk.platforms.google_business.posts import (
    CHANGES,
    body_of,
    id_of,
    receipt_of,
    said_there,
    same_content,
    state_of,
    topic_of,
)
from smmdesk.platforms.markup import same_words
from smmdesk.platforms.own_app import Access, permissions, revoke
from smmdesk.platforms.steps import Steps

GONE = frozenset({404, 410})
PAGE = 100
SLACK = timedelta(minutes=2)
"""How far Google's clock and ours may be apart."""


class GoogleBusiness:
    """One place is `session.channel.remote_id`: accounts/A/locations/L."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        facts = signing_in.facts
        found = await sign_in_at_google(signing_in)
        http = signing_in.http.also_for(facts.endpoints["accounts"], facts.endpoints["information"])
        account = await chosen(signing_in, await places(http, facts, found.secret.field("access")))
        return SignedIn(replace(account, reported=permissions(facts, found.scopes)), found.secret)

    async def sign_out(self, session: Session) -> None:
        await revoke(session)

    async def who_am_i(self, session: Session) -> Account:
        answer = await ask(session.http, Access(session), place_call(session))
        account = session.channel.remote_id.partition("/locations/")[0]
        return replace(place_of(answer.fields(), account), reported=session.channel.reported)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Whether all fits together; the photo where Google may fetch it."""
        await Access(session).freshen()
        if reviews.review_of(job):
            await reviews.prepare(session, job)
            return
        if job.op is Op.DELETE:
            return
        body_of(session, job)
        if job.op is Op.CREATE and job.outgoing.media:
            address = await session.public_address(job, job.outgoing.media[0])
            await Steps(job, save).keep("photo", address)

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if reviews.review_of(job):
            return await reviews.commit(session, job)
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is Op.EDIT:
            return await self._edit(session, job)
        call = post_call(session, "POST", json=body_of(session, job), irreversible=True)
        found = (await ask(session.http, Access(session), call)).fields()
        id_of(found)
        state = state_of(found)
        if state is None:
            raise RefusedError(session.http.names.problem("rejected_there"))
        return state

    async def _edit(self, session: Session, job: Job) -> CommitAnswer:
        """Words, button, dates and offer; the photo stays, for Google lets nobody change it."""
        found = await self._required(session, job)
        body = body_of(session, job)
        fields = [name for name in CHANGES if name in body or name in found]
        changed = {name: body[name] for name in fields if name in body}
        params = (("updateMask", ",".join(fields)),)
        call = post_call(session, "PATCH", id_of(found), json=changed, params=params, irreversible=True)
        changed_there = (await ask(session.http, Access(session), call)).fields()
        if id_of(changed_there) != id_of(found):
            raise changed_there.strange()
        if state_of(changed_there) is None:
            raise RefusedError(session.http.names.problem("rejected_there"))
        return Published(receipt_of(changed_there))

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        found = await self._read_own(session, job)
        if found is None:
            return Published(job.receipt)
        call = post_call(session, "DELETE", id_of(found), irreversible=True, also=GONE)
        answer = await ask(session.http, Access(session), call)
        if not answer.says_gone(is_gone) and answer.json() != {}:
            raise answer.strange()
        return Published(job.receipt)

    async def poll(self, session: Session, job: Job) -> PollAnswer:
        """Whether Google shows it by now."""
        if reviews.review_of(job):
            return await reviews.poll(session, job)
        told = job.prepared.get("job")
        own_id = str(told["id"]) if isinstance(told, dict) and "id" in told else ""
        if not own_id:
            return await self.look_up(session, job)
        found = await self._read(session, own_id)
        if found is None:
            return Absent()
        return state_of(found) or GivenUp(session.http.names.problem("rejected_there"))

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if reviews.review_of(job):
            return await reviews.look_up(session, job)
        if job.op is Op.DELETE:
            assert job.receipt is not None
            return Published(job.receipt) if await self._read_own(session, job) is None else Absent()
        if job.op is Op.EDIT:
            found = await self._read_own(session, job)
            changed = found is not None and same_content(found, body_of(session, job))
            return Published(receipt_of(found)) if found is not None and changed else Absent()
        if job.receipt is not None:
            found = await self._read_own(session, job)
            return (state_of(found) if found is not None else None) or Absent()
        return await self._search(session, job)

    async def _search(self, session: Session, job: Job) -> LookUpAnswer:
        """Among the newest posts of the place, by words, kind and time. That none is found proves nothing."""
        if job.first_try_at is None:
            return Absent()
        since, topic = job.first_try_at - SLACK, topic_of(session, job)
        words = str(body_of(session, job)["summary"])
        mine = [
            row
            for row in await self._newest(session)
            if same_words(row.text("summary", ""), words)
            and row.text("topicType", "") == topic
            and row.instant("createTime") >= since
            and id_of(row) not in job.owned
        ]
        if len(mine) != 1:
            return CannotTell(two_alike=len(mine) > 1)
        return state_of(mine[0]) or CannotTell()

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await reviews.fetch_messages(session, cursor)

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        if reviews.review_of(job):
            return await reviews.read_back(session, job)
        found = await self._read_own(session, job)
        return said_there(found, body_of(session, job)) if found is not None else Absent()

    async def _newest(self, session: Session) -> list[Fields]:
        call = post_call(session, "GET", params=(("pageSize", str(PAGE)),))
        return (await ask(session.http, Access(session), call)).fields().rows("localPosts")

    async def _read(self, session: Session, own_id: str) -> Fields | None:
        answer = await ask(session.http, Access(session), post_call(session, "GET", own_id, also=GONE))
        if answer.says_gone(is_gone):
            return None
        found = answer.fields()
        if id_of(found) != own_id:
            raise answer.strange()
        return found

    async def _read_own(self, session: Session, job: Job) -> Fields | None:
        """A person's pasted address is looked for among the newest. Raises RefusedError where it is not known there."""
        assert job.receipt is not None
        if job.receipt.evidence is not Evidence.HUMAN:
            return await self._read(session, job.receipt.id)
        for row in await self._newest(session) if job.receipt.url else ():  # without one nothing names it
            if row.text("searchUrl", "") == job.receipt.url:
                return row
        raise RefusedError(session.http.names.problem("not_known_there"))

    async def _required(self, session: Session, job: Job) -> Fields:
        found = await self._read_own(session, job)
        if found is None:
            raise RefusedError(session.http.names.problem("removed_there"))
        return found


CONNECTOR: Connector = GoogleBusiness()
