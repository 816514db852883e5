"""YouTube: a film goes up as private, which nobody sees; one call makes it public, or gives it its moment.

Facts and sources: resources/platforms/youtube.toml. The upload's own session says how far it came, also after a crash;
once the film has its id, changing who may see it can be repeated. A project that has not passed YouTube's review has
all its films locked as private: what the one call answers decides, never what it asked for.
"""

from dataclasses import replace
from typing import Any

from smmdesk.model.delivery import Op
from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import HeardPage
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    Account,
    CommitAnswer,
    Connector,
    GivenUp,
    Job,
    Listed,
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
from smmdesk.platforms.google import ask, ask_first, chosen, is_gone, sign_in_at_google
from smmdesk.platforms.own_app import Access, permissions, revoke
from smmdesk.platforms.steps import Steps, kept
from smmdesk.platforms.youtube import comments, moderation, numbers, search
from smmdesk.platforms.youtube.channel import api_call, channels_call, channels_in, playlists_call, playlists_in
from smmdesk.platforms.youtube.uploads import put_up
from smmdesk.platforms.youtube.videos import (
    ended,
    moment_of,
    privacy_of,
    receipt_of,
    said_there,
    same_content,
    snippet_of,
    state_of,
    status_of,
    wish_of,
)

GONE = frozenset({404, 410})
PARTS = "snippet,status,processingDetails"
AGAIN_S = 30.0


class YouTube(moderation.Moderation, numbers.Numbers):
    """One channel is `session.channel.remote_id`; it was chosen on Google's own page."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        facts = signing_in.facts
        found = await sign_in_at_google(signing_in)
        bearer, http = found.secret.field("access"), signing_in.http.also_for(facts.endpoints["api"])
        answer = await ask_first(http, replace(channels_call(facts), bearer=bearer))
        account = await chosen(signing_in, channels_in(answer, facts))
        offered = playlists_in(await ask_first(http, replace(playlists_call(facts), bearer=bearer)))
        reported = {**permissions(facts, found.scopes), "playlists": offered}
        return SignedIn(replace(account, reported=reported), found.secret)

    async def sign_out(self, session: Session) -> None:
        await revoke(session)

    async def who_am_i(self, session: Session) -> Account:
        http, facts, access = session.http, session.facts, Access(session)
        found = channels_in(await ask(http, access, channels_call(facts)), facts)
        offered = playlists_in(await ask(http, access, playlists_call(facts)))
        for account in found:
            if account.remote_id == session.channel.remote_id:
                return replace(account, reported={**session.channel.reported, "playlists": offered})
        raise RefusedError(http.names.problem("no_page_there"))

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """The film goes up as private, with its cover, into its playlists. Nobody but the channel's people sees it."""
        access = Access(session)
        await access.freshen()
        if job.op in (Op.CREATE, Op.SCHEDULE) and not comments.thread_of(job):
            await put_up(session, access, job, Steps(job, save))

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if comments.thread_of(job):
            return await comments.commit(session, job)
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is Op.EDIT:
            return await self._edit(session, job)
        found = await self._change(session, "status", {"id": _film(job), "status": status_of(job, wish_of(job))})
        if privacy_of(found) != wish_of(job):
            raise RefusedError(session.http.names.problem("kept_private"))
        return self._published(session, job, found)

    async def hand_off(self, session: Session, job: Job) -> CommitAnswer:
        """Let YouTube publish the film at its moment. Raises RefusedError for one that is not for everyone: there are
        no moments for those."""
        if wish_of(job) != "public":
            raise RefusedError(session.http.names.problem("refused", said=wish_of(job)))
        return await self._give_moment(session, job, _film(job), None)

    async def _give_moment(self, session: Session, job: Job, own_id: str, before: Fields | None) -> CommitAnswer:
        body = {"id": own_id, "status": status_of(job, "private", job.due, before)}
        found = await self._change(session, "status", body)
        state = state_of(found)
        if state is None:
            raise RefusedError(session.http.names.problem("kept_private"))
        return state

    def _published(self, session: Session, job: Job, found: Fields) -> CommitAnswer:
        """It is out; where YouTube still works on it, it is asked what came of that."""
        problem = ended(session, job, found)
        if problem is not None:
            raise RefusedError(problem)
        if found.child("status").text("uploadStatus", "processed") == "uploaded":
            return Accepted({"id": found.id()}, AGAIN_S)
        return Published(receipt_of(found))

    async def _edit(self, session: Session, job: Job) -> CommitAnswer:
        """Title, description and tags; what else stands there is sent along, else YouTube forgets it."""
        found = await self._required(session, job)
        body = {"id": found.id(), "snippet": snippet_of(job, found.child("snippet"))}
        return Published(receipt_of(await self._change(session, "snippet", body)))

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        call = api_call(session.facts, "DELETE", "videos", id=job.receipt.id)
        call = replace(call, irreversible=True, also=GONE)
        answer = await ask(session.http, Access(session), call)
        if not answer.says_gone(is_gone) and answer.body.strip():
            raise answer.strange()  # a Wi-Fi's page says nothing of it
        return Published(job.receipt)

    async def _change(self, session: Session, part: str, body: dict[str, Any]) -> Fields:
        """The one change of a film; what YouTube says that it is now."""
        call = replace(api_call(session.facts, "PUT", "videos", part=part), json=body, irreversible=True)
        answer = await ask(session.http, Access(session), call)
        return _the_film(answer, answer.fields(), str(body["id"]))

    async def _set_status(self, session: Session, before: Fields, status: dict[str, Any]) -> Fields:
        return await self._change(session, "status", {"id": before.id(), "status": status})

    async def poll(self, session: Session, job: Job) -> PollAnswer:
        """How far YouTube is with a film that is out."""
        found = await self._read(session, _film(job))
        if found is None:
            return Absent()
        problem = ended(session, job, found)
        if problem is not None:
            return GivenUp(problem)
        if privacy_of(found) != wish_of(job):  # somebody, or YouTube itself, made it private again meanwhile
            return state_of(found) or GivenUp(session.http.names.problem("kept_private"))
        return self._published(session, job, found)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if comments.thread_of(job):
            return await comments.look_up(session, job)
        if job.op is Op.DELETE:
            assert job.receipt is not None
            return Published(job.receipt) if await self._read(session, job.receipt.id) is None else Absent()
        if job.receipt is None and kept(job, "film") is None:
            return Absent()
        found = await self._read(session, _film(job))
        if found is None:
            return Absent()
        if job.op is Op.EDIT:
            return Published(receipt_of(found)) if same_content(found, job) else Absent()
        if privacy_of(found) == wish_of(job):
            return Published(receipt_of(found))
        return state_of(found) or Absent()

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await comments.fetch_messages(session, cursor)

    async def search(self, session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
        return await search.search(session, kind, words, cursor)

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        if comments.thread_of(job):
            return await comments.read_back(session, job)
        found = await self._read(session, _film(job))
        return said_there(found, job) if found is not None else Absent()

    async def _read(self, session: Session, own_id: str) -> Fields | None:
        """A film by its id; None where YouTube itself lists none."""
        answer = await ask(
            session.http, Access(session), api_call(session.facts, "GET", "videos", part=PARTS, id=own_id)
        )
        found = answer.fields()
        if found.text("kind", "") != "youtube#videoListResponse":
            raise answer.strange()
        rows = found.rows("items")
        if not rows and found.values.get("items") != []:
            raise answer.strange()  # nothing is listed as none
        return _the_film(answer, rows[0], own_id) if rows else None

    async def _required(self, session: Session, job: Job) -> Fields:
        found = await self._read(session, _film(job))
        if found is None:
            raise RefusedError(session.http.names.problem("removed_there"))
        return found

    # ------------------------------------------------------------------ YouTube's own moments
    async def look_up_listed(self, session: Session, job: Job) -> LookUpAnswer:
        found = await self._read(session, _film(job))
        return (state_of(found) if found is not None else None) or Absent()

    async def reschedule(self, session: Session, job: Job) -> CommitAnswer:
        """Another moment. Raises RefusedError for what has none any more."""
        found = await self._require_listed(session, job)
        return await self._give_moment(session, job, found.id(), found.child("status"))

    async def recall(self, session: Session, job: Job) -> None:
        """Private again, without a moment. Raises RefusedError when it has none any more: what is out stays out."""
        found = await self._require_listed(session, job)
        changed = await self._set_status(session, found, status_of(job, "private", None, found.child("status")))
        if privacy_of(changed) != "private" or moment_of(changed) is not None:
            raise changed.strange()

    async def hurry(self, session: Session, job: Job) -> CommitAnswer:
        """Publish what stands late; twice is once. Raises RefusedError for a film that is private all the same."""
        found = await self._required(session, job)
        if isinstance(state_of(found), Listed):
            found = await self._set_status(session, found, status_of(job, "public", None, found.child("status")))
        state = state_of(found)
        if state is None:
            raise RefusedError(session.http.names.problem("kept_private"))
        return state

    async def _require_listed(self, session: Session, job: Job) -> Fields:
        found = await self._required(session, job)
        if not isinstance(state_of(found), Listed):
            raise RefusedError(session.http.names.problem("removed_there"))
        return found


def _the_film(answer: Answer, found: Fields, own_id: str) -> Fields:
    """A film of an answer, which must be the one that was asked for. Raises the call's `strange` error."""
    if found.id() != own_id or ("privacyStatus" not in found.child("status") and "snippet" not in found):
        raise answer.strange()
    return found


def _film(job: Job) -> str:
    if job.receipt is not None:
        return job.receipt.id
    film = kept(job, "film")
    assert isinstance(film, dict), "prepare put the film up"
    return str(film["id"])


CONNECTOR: Connector = YouTube()
