"""Blogger: a draft of ours is laid down first; publishing it is one call, which may be repeated.

Facts and sources: resources/platforms/blogger.toml. The draft carries our mark as a comment in its HTML, so that it is
found again before another one is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from smmdesk.model.delivery import Op
from smmdesk.model.foreign import ForeignPage
from smmdesk.model.message import HeardPage
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import (
    Absent,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    Job,
    Listed,
    LookUpAnswer,
    Published,
    RefusedError,
    Said,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.blogger import heard, moderation, numbers
from smmdesk.platforms.blogger.blog import ALL, GONE, blogs_call, blogs_in, post_call, read, waiting_there
from smmdesk.platforms.blogger.posts import body_of, has_mark, receipt_of, said_there, same_content, understood
from smmdesk.platforms.google import ask, ask_first, chosen, is_gone, sign_in_at_google, stamp
from smmdesk.platforms.own_app import Access, permissions, revoke
from smmdesk.platforms.steps import Steps, kept

BINNED = "SOFT_TRASHED"
DRAFTS_LOOKED_AT = 20
NEAR = timedelta(minutes=1)


class Blogger(moderation.Moderation, numbers.Numbers):
    """One blog is `session.channel.remote_id`."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        facts = signing_in.facts
        found = await sign_in_at_google(signing_in)
        call = replace(blogs_call(facts), bearer=found.secret.field("access"))
        offered = blogs_in(await ask_first(signing_in.http.also_for(call.url), call))
        account = await chosen(signing_in, offered)
        return SignedIn(replace(account, reported=permissions(facts, found.scopes)), found.secret)

    async def sign_out(self, session: Session) -> None:
        await revoke(session)

    async def who_am_i(self, session: Session) -> Account:
        answer = await ask(session.http, Access(session), blogs_call(session.facts))
        for account in blogs_in(answer):
            if account.remote_id == session.channel.remote_id:
                return replace(account, reported=session.channel.reported)
        raise RefusedError(session.http.names.problem("no_page_there"))

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Lay the draft down. Nobody but the blog's own people sees it."""
        _require_post(session, job)
        steps, access = Steps(job, save), Access(session)
        await access.freshen()
        if job.op in (Op.DELETE, Op.EDIT) or steps.found("draft") is not None:
            return
        found = await _drafted(session, access, job)
        if found is None:
            call = post_call(session, "POST", params=(("isDraft", "true"),), json=body_of(job))
        else:
            call = post_call(session, "PATCH", f"/{found.id()}", json=body_of(job))
        made = (await ask(session.http, access, call)).fields()
        if made.text("status", "DRAFT") != "DRAFT":
            raise RefusedError(session.http.names.problem("already_out"))
        await steps.keep("draft", {"id": made.id()})

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        _require_post(session, job)
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is Op.EDIT:
            return await self._edit(session, job)
        return await self._publish(session, _draft(job))

    async def hand_off(self, session: Session, job: Job) -> CommitAnswer:
        """Let the blog publish the draft at its moment."""
        return await self._publish(session, _draft(job), (("publishDate", stamp(job.due)),))

    async def _publish(self, session: Session, own_id: str, params: Sequence[tuple[str, str]] = ()) -> CommitAnswer:
        """What the blog made of it decides."""
        found = (await self._one_call(session, "POST", f"/{own_id}/publish", params=tuple(params))).fields()
        state = understood(found)
        if state is None:
            raise found.strange()
        return state

    async def _edit(self, session: Session, job: Job) -> CommitAnswer:
        found = await _required(session, job)
        answer = await self._one_call(session, "PATCH", f"/{found.id()}", json=body_of(job))
        return Published(receipt_of(answer.fields()))

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        """Into the blog's own bin, where its people can still find it."""
        assert job.receipt is not None
        found = await _read_own(session, job)
        if found is None:
            return Published(job.receipt)
        route = f"/{found.id()}"
        answer = await self._one_call(session, "DELETE", route, params=(("useTrash", "true"),), also=GONE)
        if not answer.says_gone(is_gone) and answer.body.strip():
            raise answer.strange()  # a Wi-Fi's page says nothing of it
        return Published(job.receipt)

    async def _one_call(self, session: Session, method: str, route: str, **options: Any) -> Answer:
        call = post_call(session, method, route, irreversible=True, **options)
        return await ask(session.http, Access(session), call)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """Publishing is done at once or not at all."""
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if job.op is Op.DELETE:
            assert job.receipt is not None
            return Published(job.receipt) if await _read_own(session, job) is None else Absent()
        if job.receipt is None and kept(job, "draft") is None:
            return Absent()
        found = await _read_any(session, job)
        if found is not None and found.text("status", "") == BINNED:
            return CannotTell()  # somebody put it there, perhaps after it was out: it is not published once more
        if found is None:
            return Absent()
        if job.op is Op.EDIT:
            return Published(receipt_of(found)) if same_content(found, job) else Absent()
        return understood(found) or Absent()

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        found = await _read_own(session, job)
        return said_there(found, job) if found is not None else Absent()

    # ------------------------------------------------------------------ what people write
    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await heard.fetch_messages(session, cursor)

    # ------------------------------------------------------------------ the blog's own list
    async def scheduled_there(self, session: Session, after: str = "") -> ForeignPage:
        return await waiting_there(session, after)

    async def look_up_listed(self, session: Session, job: Job) -> LookUpAnswer:
        found = await _read_own(session, job)
        return (understood(found) if found is not None else None) or Absent()

    async def reschedule(self, session: Session, job: Job) -> CommitAnswer:
        """Another moment on the list. Raises RefusedError for what is not on it any more."""
        found = await _require_listed(session, job)
        return await self._publish(session, found.id(), (("publishDate", stamp(job.due)),))

    async def recall(self, session: Session, job: Job) -> None:
        """A draft again. Raises RefusedError when it is not on the list any more: what is out is never taken back."""
        found = await _require_listed(session, job)
        answer = await self._one_call(session, "POST", f"/{found.id()}/revert")
        if answer.fields().text("status", "") != "DRAFT":
            raise answer.strange()

    async def hurry(self, session: Session, job: Job) -> CommitAnswer:
        """Blogger keeps to its moments: there is nothing to hurry."""
        found = await _required(session, job)
        state = understood(found)
        if state is None:
            raise RefusedError(session.http.names.problem("removed_there"))
        return state


async def _drafted(session: Session, access: Access, job: Job) -> Fields | None:
    """A draft of this part, laid down before its id was saved, or taken back from the blog's list.

    One that remembers a moment to come would wait for it when it is published: it makes room for a fresh one.
    """
    asked = (("status", "DRAFT"), ("orderBy", "UPDATED"), ("maxResults", str(DRAFTS_LOOKED_AT)), *ALL)
    rows = (await ask(session.http, access, post_call(session, "GET", params=asked))).fields().rows("items")
    for row in (row for row in rows if has_mark(row, job)):
        if "published" not in row or row.instant("published") <= session.clock.now() + NEAR:
            return row
        into_bin = (("useTrash", "true"),)  # somebody at the blog may have worked on it
        answer = await ask(
            session.http, access, post_call(session, "DELETE", f"/{row.id()}", params=into_bin, also=GONE)
        )
        answer.says_gone(is_gone)
    return None


async def _read_own(session: Session, job: Job) -> Fields | None:
    """This part's post, None where there is none (any more); what lies in the blog's bin is none."""
    found = await _read_any(session, job)
    return None if found is None or found.text("status", "") == BINNED else found


async def _read_any(session: Session, job: Job) -> Fields | None:
    """The same, also in the bin."""
    draft: Mapping[str, object] = kept(job, "draft") or {}
    return await read(session, job.receipt.id if job.receipt is not None else str(draft["id"]), job.receipt)


async def _required(session: Session, job: Job) -> Fields:
    found = await _read_own(session, job)
    if found is None:
        raise RefusedError(session.http.names.problem("removed_there"))
    return found


async def _require_listed(session: Session, job: Job) -> Fields:
    found = await _required(session, job)
    if not isinstance(understood(found), Listed):
        raise RefusedError(session.http.names.problem("removed_there"))
    return found


def _require_post(session: Session, job: Job) -> None:
    """Raises RefusedError for an answer to a comment: it would be a post of the blog."""
    if job.parent is not None:
        raise RefusedError(session.http.names.problem("no_answer_there"))


def _draft(job: Job) -> str:
    draft = kept(job, "draft")
    assert isinstance(draft, dict), "prepare laid the draft down"
    return str(draft["id"])


CONNECTOR: Connector = Blogger()
