"""Tumblr: a draft of ours is laid down first, with its files, and publishing is one change of its state.

Facts and sources: resources/platforms/tumblr.toml. A post gets another id when it goes out, and remembers the one it
had as a draft (`genesis_post_id`), which then leads nowhere: so the change can be made once only.
"""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.foreign import WORDS_MOST, ForeignPage, ForeignPost
from smmdesk.model.message import HeardPage
from smmdesk.model.moment import from_us, to_us
from smmdesk.platforms.answers import Fields, plain_line
from smmdesk.platforms.base import (
    Absent,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    ConnectorError,
    Job,
    Listed,
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
from smmdesk.platforms.steps import Steps, kept
from smmdesk.platforms.tumblr import api, blocks, heard, numbers, reblogs, search
from smmdesk.platforms.tumblr.api import GoneError, ask
from smmdesk.platforms.tumblr.posts import (
    EARLIER,
    PAGE,
    find_live,
    first_id,
    id_of,
    is_live_id,
    page_of,
    read,
    read_own,
    receipt_of,
    required,
)

UPLOAD_S = 900.0
READY_EVERY_S, MOST_LOOKS = 5.0, 240
WAITS, LIVE = "queued", "published"


class Tumblr(numbers.Numbers, search.Searching):
    """One blog is `session.channel.remote_id`; its name, which its owner may change, stands in the handle."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await api.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        """A sign-in is taken back on Tumblr's own pages alone (Settings, Apps)."""

    async def who_am_i(self, session: Session) -> Account:
        return await api.who_am_i(session)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Lay the draft down with its files; nobody but the blog's people can see it."""
        _require_post(session, job)
        if job.op in (Op.EDIT, Op.DELETE):
            return
        steps = Steps(job, save)
        await reblogs.prepare_reblog(session, job, steps)
        if steps.found("draft") is None:
            await steps.keep("draft", {"id": await self._lay_down(session, job, steps)})
        if steps.found("media") is None:
            post = await self._wait_ready(session, str(steps.found("draft")["id"]))
            await steps.keep("media", blocks.media_there(post))
        if steps.found("unmarked") is None:
            await _take_mark_off(session, job, steps)
            await steps.keep("unmarked", True)

    async def _lay_down(self, session: Session, job: Job, steps: Steps) -> str:
        """The id of the draft; one whose answer was lost is known by its mark, which goes when the post goes out."""
        if steps.found("tried") is not None and (found := await self._find_draft(session, job)):
            return found
        await steps.keep("tried", True)
        files = blocks.files(job)
        body = blocks.body_of(job, blocks.blocks_of(job, [block for block, _ in files]), "draft")
        body["tags"] = ",".join(filter(None, [body["tags"], blocks.mark_of(job)]))
        more = {"carries": _names(job), "deadline_s": UPLOAD_S} if files else {}
        try:
            made = await ask(session, "POST", "posts", json=body, uploads=[upload for _, upload in files], **more)
        except GoneError as error:
            raise api.removed(session) from error
        return made.id()

    async def _find_draft(self, session: Session, job: Job) -> str:
        found = await ask(session, "GET", "posts/draft", params=(("npf", "true"),))
        mine = [row for row in found.rows("posts") if blocks.mark_of(job) in row.texts("tags")]
        return id_of(mine[0]) if mine else ""

    async def _wait_ready(self, session: Session, own_id: str) -> Fields:
        """The draft, once Tumblr has converted its film."""
        for _ in range(MOST_LOOKS):
            post = await read(session, own_id)
            if post is None:
                raise api.removed(session)
            if post.text("state", "") != "transcoding":
                return post
            await session.clock.sleep(READY_EVERY_S)
        raise NotSentError(session.http.names.problem("server_unreachable"))

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        _require_post(session, job)
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is Op.EDIT:
            return await self._edit(session, job)
        own_id = await self._change(session, _draft(job), _body(job, LIVE))
        return Published(await self._receipt(session, job, own_id))

    async def hand_off(self, session: Session, job: Job) -> CommitAnswer:
        """Onto the blog's queue, for one moment of its own."""
        own_id = await self._change(session, _draft(job), {**_body(job, "queue"), "publish_on": _stamp(job.due)})
        return Listed(Receipt(own_id, data=_first(job, own_id)), job.due)

    async def _change(self, session: Session, own_id: str, body: dict[str, Any]) -> str:
        """One change of a post; its id as Tumblr says it now. Raises RefusedError for what is gone."""
        try:
            made = await ask(session, "PUT", f"posts/{own_id}", json=body, irreversible=True)
        except GoneError as error:
            raise api.removed(session) from error
        if "id" not in made:
            raise api.unclear(session)
        return made.id()

    async def _receipt(self, session: Session, job: Job, own_id: str) -> Receipt:
        """What just went out, under the id it has now where Tumblr tells it already."""
        genesis = _draft(job)
        try:
            found = await find_live(session, genesis, session.clock.now() - EARLIER)
        except ConnectorError:
            found = None
        if found is not None:
            return receipt_of(session, job, found, genesis)
        return Receipt(own_id, page_of(session, own_id), to_us(session.clock.now()), data=_first(job, genesis))

    async def _edit(self, session: Session, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        post = await required(session, job)
        body = blocks.body_of(job, blocks.blocks_of(job, blocks.media_there(post)), LIVE)
        await self._change(session, id_of(post), body)
        return Published(job.receipt)

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        """What is gone already is gone."""
        assert job.receipt is not None
        post = await read_own(session, job)
        if post is None and not is_live_id(job.receipt):
            raise api.unclear(session)
        if post is not None:
            with suppress(GoneError):
                await ask(session, "POST", "post/delete", form={"id": id_of(post)}, irreversible=True)
        return Published(job.receipt)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """Films are waited for before the call; afterwards nothing here takes time."""
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if job.op in (Op.EDIT, Op.DELETE):
            return await self._look_up_change(session, job)
        draft = kept(job, "draft")
        if draft is None:
            return Absent()
        since = (job.first_try_at or min(job.due, session.clock.now())) - EARLIER
        return await self._look_for(session, job, str(draft["id"]), since)

    async def look_up_listed(self, session: Session, job: Job) -> LookUpAnswer:
        """Still waiting there, a draft again, or the post it became, which has another id."""
        assert job.receipt is not None
        since = min(job.due, session.clock.now()) - EARLIER
        return await self._look_for(session, job, first_id(job.receipt), since)

    async def _look_for(self, session: Session, job: Job, genesis: str, since: datetime) -> LookUpAnswer:
        """By its first id, which leads nowhere once it went out, then among what went out. Nowhere at all proves
        nothing."""
        post = await read(session, genesis)
        if post is None:
            found = await find_live(session, genesis, since)
            return Published(receipt_of(session, job, found, genesis)) if found is not None else CannotTell()
        state = post.text("state", "")
        if state == WAITS:
            due = from_us(post.number("scheduled_publish_time") * 1_000_000)
            return Listed(Receipt(genesis, data=_first(job, genesis)), due)
        return Published(receipt_of(session, job, post, genesis)) if state == LIVE else Absent()

    async def _look_up_change(self, session: Session, job: Job) -> LookUpAnswer:
        assert job.receipt is not None
        post = await read_own(session, job)
        if job.op is Op.DELETE and (post is not None or is_live_id(job.receipt)):
            return Published(job.receipt) if post is None else Absent()
        if post is None:
            return CannotTell()
        return Published(job.receipt) if blocks.says(post, job).same else Absent()

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        post = await read_own(session, job)
        assert job.receipt is not None
        if post is None and not is_live_id(job.receipt):
            raise NotSentError(session.http.names.problem("answer_strange"))
        return blocks.says(post, job) if post is not None else Absent()

    # ------------------------------------------------------------------ what people write
    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await heard.fetch_messages(session, cursor)

    # ------------------------------------------------------------------ the blog's own queue
    async def scheduled_there(self, session: Session, after: str = "") -> ForeignPage:
        params = (("npf", "true"), ("limit", str(PAGE)), ("offset", after if after.isdigit() else "0"))
        rows = (await ask(session, "GET", "posts/queue", params=params)).rows("posts")[:PAGE]
        more = str(int(after or 0) + PAGE) if len(rows) == PAGE else ""
        return ForeignPage(
            tuple(_foreign(session, row) for row in rows if row.values.get("scheduled_publish_time")), more
        )

    async def reschedule(self, session: Session, job: Job) -> CommitAnswer:
        """Another moment; all of the post is said again. Raises RefusedError when it waits there no more."""
        assert job.receipt is not None
        body = {**await self._listed_body(session, job, "queue"), "publish_on": _stamp(job.due)}
        await self._change(session, job.receipt.id, body)
        return Listed(job.receipt, job.due)

    async def recall(self, session: Session, job: Job) -> None:
        """A draft of ours again. Raises RefusedError when it waits there no more."""
        assert job.receipt is not None
        await self._change(session, job.receipt.id, await self._listed_body(session, job, "draft"))

    async def hurry(self, session: Session, job: Job) -> CommitAnswer:
        """Publish what stands late on the queue."""
        assert job.receipt is not None
        own_id = await self._change(session, job.receipt.id, await self._listed_body(session, job, LIVE))
        return Published(Receipt(own_id, page_of(session, own_id), to_us(session.clock.now()), data=job.receipt.data))

    async def _listed_body(self, session: Session, job: Job, state: str) -> dict[str, Any]:
        assert job.receipt is not None
        post = await read(session, job.receipt.id)
        if post is None or post.text("state", "") != WAITS:
            raise api.removed(session)
        return blocks.body_of(job, blocks.blocks_of(job, blocks.media_there(post)), state)


async def _take_mark_off(session: Session, job: Job, steps: Steps) -> None:
    """The draft as it will go out, read back: its id is known by now, and nobody is to see our mark. Whether an edit
    without tags takes tags away is not documented (tumblr/docs, 2026): where it does not, the draft is laid down once
    more without one, of the files that lie there, and the first one goes."""
    own_id = str(steps.found("draft")["id"])
    body = blocks.body_of(job, blocks.blocks_of(job, steps.found("media") or ()), "draft")
    try:
        await ask(session, "PUT", f"posts/{own_id}", json=body)
        post = await read(session, own_id)
        if post is None:
            raise api.removed(session)
        if blocks.mark_of(job) not in post.texts("tags"):
            return
        made = await ask(session, "POST", "posts", json=body)
    except GoneError as error:
        raise api.removed(session) from error
    await steps.keep("draft", {"id": made.id()})
    with suppress(GoneError, ConnectorError):  # nobody sees a draft that stays
        await ask(session, "POST", "post/delete", form={"id": own_id})


def _require_post(session: Session, job: Job) -> None:
    """Raises RefusedError for an answer to a reply: it would be a post of the blog."""
    if job.parent is not None:
        raise RefusedError(session.http.names.problem("no_answer_there"))


def _first(job: Job, genesis: str) -> dict[str, object]:
    return {"genesis": genesis, **blocks.remembered(job)}


def _draft(job: Job) -> str:
    """The id that the post had first."""
    draft = kept(job, "draft")
    assert isinstance(draft, dict), "prepare laid the draft down"
    return str(draft["id"])


def _body(job: Job, state: str) -> dict[str, Any]:
    return blocks.body_of(job, blocks.blocks_of(job, kept(job, "media") or ()), state)


def _names(job: Job) -> str:
    return ", ".join(picture.name or picture.path.name for picture in job.outgoing.media)


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _foreign(session: Session, row: Fields) -> ForeignPost:
    said = blocks.said_in(block.values for block in row.rows("content")) or row.text("summary", "")
    url = f"{session.facts.endpoints['web']}/blog/{session.channel.handle.lstrip('@')}/queue"
    at_us = row.number("scheduled_publish_time") * 1_000_000
    return ForeignPost(id_of(row), at_us, plain_line(said, WORDS_MOST), url, len(blocks.media_there(row)))


CONNECTOR: Connector = Tumblr()
