"""Threads: a container is laid down and checked first, then one call publishes it, once or never.

Facts and sources: resources/platforms/threads.toml. The state of the container is the platform's own word about a lost
answer. Photos and films are fetched by Threads from the brand's place on the web (`Session.public_address`).
"""

from contextlib import suppress

from smmdesk.model.delivery import Op
from smmdesk.model.message import HeardPage
from smmdesk.platforms import meta
from smmdesk.platforms.base import (
    Absent,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    ConnectorError,
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
)
from smmdesk.platforms.meta import Graph, is_full, says_done
from smmdesk.platforms.steps import Steps, kept
from smmdesk.platforms.threads import account, containers, heard, moderation, numbers, quotes
from smmdesk.platforms.threads.account import graph_of, lasting_graph_of

FULL_AGAIN_S = 3600.0


class Threads(moderation.Moderation, numbers.Numbers):
    """One account is `session.channel`."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await account.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        """Threads lets programs end nothing: the person takes the permission back in their settings."""

    async def who_am_i(self, session: Session) -> Account:
        return await account.who_am_i(session)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """A token that lives on, room under the day's limit, and a finished container."""
        if job.op is not Op.CREATE:
            return
        graph = await lasting_graph_of(session)
        await self._require_room(session, graph, is_reply=job.parent is not None)
        steps = Steps(job, save)
        if job.outgoing.media:
            await steps.keep("media", len(job.outgoing.media))
        if containers.kind_of(session, job) != containers.OF_A_DAY:
            job = await quotes.prepare_quote(session, graph, job, steps)
        elif job.outgoing.media or job.outgoing.poll is not None:
            raise RefusedError(session.http.names.problem("media_not_possible", field="media"))
        await containers.made(session, graph, job, steps)

    async def _require_room(self, session: Session, graph: Graph, *, is_reply: bool) -> None:
        """Threads counts what programs publish in 24 hours. Raises NotSentError when it takes no more for now."""
        if await is_full(graph, "me/threads_publishing_limit", "reply_" if is_reply else ""):
            raise NotSentError(session.http.names.problem("busy"), FULL_AGAIN_S)

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if job.op is Op.EDIT:
            raise RefusedError(session.http.names.problem("no_edit_there"))
        graph = await graph_of(session)
        if job.op is Op.DELETE:
            return await self._delete(session, graph, job)
        container = _container(job)
        assert container, "prepare made it"
        path, form = f"{session.channel.remote_id}/threads_publish", {"creation_id": container}
        answer = await graph.post(path, form, irreversible=True, also=frozenset({400, 404}))
        own_id = containers.published(answer, session).fields().id()
        found = None
        with suppress(ConnectorError):  # it is out, whatever becomes of the question for its page
            found = await graph.get(own_id, containers.POSTS)
        return Published(containers.receipt_of(session, job, own_id, found))

    async def _delete(self, session: Session, graph: Graph, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        answer = await graph.delete(job.receipt.id)
        if meta.is_unknown(answer):
            if await self._is_there(graph, job.receipt.id):
                raise RefusedError(session.http.names.problem("permission_missing", said="threads_delete"))
        elif not says_done(answer):
            raise answer.strange()  # a Wi-Fi's page says nothing of it
        return Published(job.receipt)

    async def _is_there(self, graph: Graph, own_id: str) -> bool:
        """Whether a post is still there; what Threads does not know is gone only while it knows us."""
        answer = await graph.read(own_id, "id", gone=True)
        if not meta.is_unknown(answer):
            answer.fields().id()  # a page that anybody may have written is no post
            return True
        await graph.get("me/threads", "id", limit="1")
        return False

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """What takes time is waited for before the call."""
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        graph = await graph_of(session)
        if job.op is Op.DELETE:
            assert job.receipt is not None
            return Absent() if await self._is_there(graph, job.receipt.id) else Published(job.receipt)
        container = _container(job)
        if not container:
            return Absent()
        state = await containers.state_of(graph, container)
        if state is None:
            return CannotTell()
        if state.status == containers.PUBLISHED:
            since = (job.first_try_at or min(job.due, session.clock.now())) - containers.EARLIER
            return Published(await containers.find(session, graph, job, since))
        if state.status in containers.OVER:
            return Absent(for_good=True)
        return Absent() if state.status in (containers.FINISHED, containers.AT_WORK) else CannotTell()

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await heard.fetch_messages(session, cursor)

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        assert job.receipt is not None
        graph, is_ghost = await graph_of(session), containers.kind_of(session, job) == containers.OF_A_DAY
        if not await self._is_there(graph, job.receipt.id):
            return Said("", "", True) if is_ghost else Absent()  # by itself, after a day
        there = (await graph.get(job.receipt.id, "id,text")).text("text", "")
        ours = containers.text_of(session, job)
        return Said(there, ours, containers.same_words(there, ours))


def _container(job: Job) -> str:
    """The number of the part's container; empty where none was made."""
    found = kept(job, "container")
    return str(found["id"]) if isinstance(found, dict) else ""


CONNECTOR: Connector = Threads()
