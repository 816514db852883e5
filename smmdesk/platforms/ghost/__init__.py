"""Ghost: a draft of ours is laid down first, and publishing is one flip of its status, which may be repeated.

Facts and sources: resources/platforms/ghost.toml. The draft carries our mark as its slug until the flip, so that it is
found again; after the flip its id is known. A newsletter leaves with the flip from draft to published, never a second
time (post-email-handler.js of 6.65).
"""

import re
from datetime import datetime
from typing import Any

from smmdesk.model.delivery import Op
from smmdesk.model.foreign import ForeignPage, ForeignPost
from smmdesk.platforms.answers import Answer, Fields
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
from smmdesk.platforms.ghost import admin, comments, numbers
from smmdesk.platforms.ghost.admin import ask, is_gone
from smmdesk.platforms.ghost.library import card_of, laid_down, lay_down_card, lay_down_media, media_of, placed
from smmdesk.platforms.ghost.posts import (
    draft_of,
    live_since,
    newsletter_of,
    receipt_of,
    said_there,
    same_content,
    stamp,
    the_post,
    understood,
    waiting_there,
)
from smmdesk.platforms.steps import Steps, kept

MISSING = frozenset({404})
GONE = frozenset({404, 410})
CHANGED = 409
NOT_MAILED = 500
ID = re.compile("[0-9a-f]{24}")
FORMATS = (("formats", "lexical"),)


class Ghost(comments.Comments, numbers.Numbers):
    """One site's administration is `session.channel.server`."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await admin.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        """A key is taken back on the site alone; there is nothing to end."""

    async def who_am_i(self, session: Session) -> Account:
        return await admin.who_am_i(session)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Files and the card, then the draft itself. Nobody but the site's people can see any of it."""
        _require_post(session, job)
        if job.op is Op.DELETE:
            return
        steps = Steps(job, save)
        newsletter_of(session, job)
        await lay_down_media(session, job, steps)
        await lay_down_card(session, job, steps)
        if job.op is Op.EDIT or steps.found("draft") is not None:
            return
        body = draft_of(job, placed(laid_down(steps.found)), card_of(steps.found("card")))
        found = await self._read(session, f"slug/{mark_of(job)}")
        if found is None:
            made = await _lay_down(session, "POST", "posts/", {**body, "status": "draft", "slug": mark_of(job)})
        else:  # laid down before its id was saved, or taken back from the site's list
            fresh = {**body, "updated_at": found.text("updated_at"), "published_at": None}
            made = await _lay_down(session, "PUT", f"posts/{found.id()}/", fresh)
        await steps.keep("draft", {"id": made.id(), "version": made.text("updated_at")})

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        _require_post(session, job)
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is Op.EDIT:
            return await self._edit(session, job)
        return await self._flip(session, job, {"status": "published"})

    async def hand_off(self, session: Session, job: Job) -> CommitAnswer:
        """Let the site publish the draft at its moment."""
        return await self._flip(session, job, {"status": "scheduled", "published_at": stamp(job.due)})

    async def _flip(self, session: Session, job: Job, body: dict[str, Any]) -> CommitAnswer:
        """One change of status of the draft as we laid it down; what the site made of it decides.

        Our mark makes room for the address. Another version than ours is refused there: it went out already (an
        attempt before this one arrived after all), or somebody changed the draft. A site that cannot begin its letter
        publishes nothing, and says so with the code of an accident (6.65).
        """
        draft = kept(job, "draft")
        assert isinstance(draft, dict), "prepare laid the draft down"
        post = {**body, "slug": _slug(job), "updated_at": draft["version"]}
        route, params = f"posts/{draft['id']}/", newsletter_of(session, job)
        answer = await self._put(session, route, post, params)
        if answer.status == NOT_MAILED and admin.error_type(answer) != "EmailError":
            raise answer.strange()
        if answer.status in (CHANGED, NOT_MAILED):
            found = await self._read(session, str(draft["id"]))
            state = understood(found, media_of(job)) if found is not None else None
            if state is None:
                raise admin.refused(session.http, answer)
            return state
        return _state_of(answer, job)

    async def _move(self, session: Session, job: Job, found: Fields, body: dict[str, Any]) -> CommitAnswer:
        """Change what is on the site's list already."""
        post = {**body, "updated_at": found.text("updated_at")}
        return _state_of(await self._put(session, f"posts/{found.id()}/", post), job)

    async def _edit(self, session: Session, job: Job) -> CommitAnswer:
        found = await self._required(session, job)
        body = draft_of(job, placed(media_of(job)), card_of(kept(job, "card")))
        fresh = {**body, "updated_at": found.text("updated_at")}
        answer = await self._put(session, f"posts/{found.id()}/", fresh)
        if not answer.ok:
            raise admin.refused(session.http, answer)
        return Published(receipt_of(the_post(answer), media_of(job)))

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        own_id = await self._id(session, job)
        if own_id is None:
            raise RefusedError(session.http.names.problem("not_known_there"))
        route = f"posts/{own_id}/"
        answer = await ask(session, "DELETE", route, irreversible=True, also=GONE)
        if not answer.says_gone(is_gone) and answer.status != 204:
            raise answer.strange()  # a Wi-Fi's page says nothing of it
        return Published(job.receipt)

    async def _put(
        self, session: Session, route: str, post: dict[str, Any], params: tuple[tuple[str, str], ...] = ()
    ) -> Answer:
        """The one change of it. Raises RefusedError, but for another version of it or a letter that did not begin."""
        also = MISSING | {CHANGED} | ({NOT_MAILED} if params else set())
        body, asked = {"posts": [post]}, (*FORMATS, *params)
        answer = await ask(session, "PUT", route, json=body, params=asked, irreversible=True, also=also)
        if answer.status in MISSING:
            code = "removed_there" if is_gone(answer) else "refused"
            raise RefusedError(session.http.names.problem(code, said=admin.said_in(answer)))
        return answer

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """A flip is done at once or not at all."""
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if job.op is Op.DELETE:
            assert job.receipt is not None
            if await self._read_own(session, job) is not None:
                return Absent()
            return Published(job.receipt) if ID.fullmatch(job.receipt.id) else CannotTell()
        if job.receipt is None and kept(job, "draft") is None:
            return Absent()
        found = await self._read_own(session, job)
        if found is None:
            return Absent()
        if job.op is Op.EDIT:
            return Published(receipt_of(found, media_of(job))) if same_content(found, job) else Absent()
        return understood(found, media_of(job)) or Absent()

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        found = await self._read_own(session, job)
        return said_there(found, job) if found is not None else Absent()

    async def _read(self, session: Session, which: str) -> Fields | None:
        """A post by its id or slug, of any status; None when there is none."""
        answer = await ask(session, "GET", f"posts/{which}/", params=FORMATS, also=GONE)
        return None if answer.says_gone(is_gone) else the_post(answer)

    async def _read_own(self, session: Session, job: Job) -> Fields | None:
        """A person's pasted address ends with the slug."""
        named = job.receipt.id if job.receipt is not None else str(kept(job, "draft")["id"])
        return await self._read(session, named if ID.fullmatch(named) else f"slug/{named}")

    async def _required(self, session: Session, job: Job) -> Fields:
        found = await self._read_own(session, job)
        if found is None:
            raise RefusedError(session.http.names.problem("removed_there"))
        return found

    async def _id(self, session: Session, job: Job) -> str | None:
        """The post's id: itself, or found by its slug. None where no post has that ending of an address (any more): it
        may have another one now, and is there still."""
        assert job.receipt is not None
        if ID.fullmatch(job.receipt.id):
            return job.receipt.id
        found = await self._read_own(session, job)
        return found.id() if found is not None else None

    # ------------------------------------------------------------------ the site's own list
    async def scheduled_there(self, session: Session, after: str = "") -> ForeignPage:
        return await waiting_there(session, after)

    async def published_there(self, session: Session, since: datetime) -> tuple[ForeignPost, ...]:
        return await live_since(session, since)

    async def look_up_listed(self, session: Session, job: Job) -> LookUpAnswer:
        found = await self._read_own(session, job)
        return (understood(found, media_of(job)) if found is not None else None) or Absent()

    async def reschedule(self, session: Session, job: Job) -> CommitAnswer:
        """Another moment on the list; what is out already is never taken back by it. Raises RefusedError then."""
        found = await self._require_listed(session, job)
        return await self._move(session, job, found, {"status": "scheduled", "published_at": stamp(job.due)})

    async def recall(self, session: Session, job: Job) -> None:
        """A draft of ours again, without a date. Raises RefusedError when it is not on the list any more."""
        found = await self._require_listed(session, job)
        body = {"status": "draft", "published_at": None, "slug": mark_of(job), "updated_at": found.text("updated_at")}
        answer = await self._put(session, f"posts/{found.id()}/", body)
        if the_post(answer).text("status", "") != "draft":
            raise answer.strange()

    async def hurry(self, session: Session, job: Job) -> CommitAnswer:
        """Publish by its id what stands late on the list; twice is once."""
        found = await self._required(session, job)
        return await self._move(session, job, found, {"status": "published"})

    async def _require_listed(self, session: Session, job: Job) -> Fields:
        found = await self._read_own(session, job)
        if found is None or found.text("status", "") != "scheduled":
            raise RefusedError(session.http.names.problem("removed_there"))
        return found


def _require_post(session: Session, job: Job) -> None:
    """Raises RefusedError for an answer to a comment: it would be a post of the site."""
    if job.parent is not None:
        raise RefusedError(session.http.names.problem("no_answer_there"))


async def _lay_down(session: Session, method: str, route: str, post: dict[str, Any]) -> Fields:
    """Make or change a draft, which nobody sees."""
    return the_post(await ask(session, method, route, json={"posts": [post]}, params=FORMATS))


def mark_of(job: Job) -> str:
    """The slug of a draft of ours; the same for every generation of a part, so that a recalled draft is found."""
    return f"smmdesk-{job.part_id}".lower()


def _state_of(answer: Answer, job: Job) -> CommitAnswer:
    state = understood(the_post(answer), media_of(job))
    if state is None:
        raise answer.strange()
    return state


def _slug(job: Job) -> str:
    """The ending of the address; empty makes Ghost use the title."""
    return str(job.outgoing.options.get("slug") or "").strip()


CONNECTOR: Connector = Ghost()
