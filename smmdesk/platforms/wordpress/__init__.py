"""WordPress: a draft of ours is laid down first, and publishing is one flip of its status, which may be repeated.

Facts and sources: resources/platforms/wordpress.toml. The draft carries our mark as its slug until the flip, so that it
is found again; after the flip its id is known. Photos are known by the hash of their bytes.
"""

from datetime import UTC, datetime
from typing import Any

from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.foreign import ForeignPage, ForeignPost
from smmdesk.model.message import HeardPage
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    Account,
    CommitAnswer,
    Connector,
    Job,
    Listed,
    LookUpAnswer,
    Picture,
    PollAnswer,
    Published,
    RefusedError,
    Said,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.faults import said_in
from smmdesk.platforms.hosts.base import Laid
from smmdesk.platforms.steps import Steps, kept
from smmdesk.platforms.wordpress import comments, heard, moderation, numbers, site, waiting
from smmdesk.platforms.wordpress.library import (
    lay_down_file,
    lay_down_media,
    lay_down_tags,
    placed,
    take_away_file,
)
from smmdesk.platforms.wordpress.posts import draft_of, said_there, same_content
from smmdesk.platforms.wordpress.site import ask, is_gone, number_of, with_slug

LIVE = ("publish", "private")
WAITING = ("draft", "auto-draft")
REVIEW = "pending"
REVIEW_AGAIN_S = 300.0
NOT_FOUND = frozenset({404})
GONE = frozenset({404, 410})
LATE_S = 120
NO_TRASH = 501


class WordPress(moderation.Moderation, numbers.Numbers):
    """One site is `session.channel.server`, its REST root `session.channel.reported["root"]`."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await site.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        await site.sign_out(session)

    async def who_am_i(self, session: Session) -> Account:
        return await site.who_am_i(session)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Files and tags, then the draft itself. Nobody but the site's people can see any of it."""
        if job.kind is not PartKind.ROOT or comments.is_comment(job) or job.op is Op.DELETE:
            return
        steps = Steps(job, save)
        await ask(session, "GET", "users/me")  # a password that is gone is no error on public routes
        await lay_down_media(session, job, steps)
        await lay_down_tags(session, job, steps)
        if job.op is Op.EDIT or steps.found("draft") is not None:
            return
        body = draft_of(job, placed(steps.found), steps.found("tags") or [])
        found = await self._find_draft(session, job)
        if found is None:
            answer = await ask(session, "POST", "posts", json={**body, "status": "draft", "slug": mark_of(job)})
        else:  # laid down before its id was saved, or taken back from the site's list
            answer = await ask(session, "POST", f"posts/{found.number('id')}", json={**body, "date": None})
        await steps.keep("draft", answer.fields().number("id"))

    async def _find_draft(self, session: Session, job: Job) -> Fields | None:
        """Our draft by its mark; a published post never carries it."""
        params = (("slug", mark_of(job)), ("status", "draft"), ("context", "edit"))
        rows = (await ask(session, "GET", "posts", params=params)).rows()
        drafts = [row for row in rows if row.text("status", "") == "draft"]  # a site may pass the question by
        return with_slug(drafts, mark_of(job))

    async def lay_down(self, session: Session, picture: Picture, name: str) -> Laid:
        return await lay_down_file(session, picture, name)

    async def take_away(self, session: Session, name: str, remote: str) -> None:
        await take_away_file(session, name, remote)

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if comments.is_comment(job):
            return await comments.commit(session, job)
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is Op.EDIT:
            return await self._edit(session, job)
        status = "private" if job.outgoing.options.get("status") == "private" else "publish"
        return await self._flip(session, job, {"status": status, "date": None, "slug": _slug(job)})

    async def hand_off(self, session: Session, job: Job) -> CommitAnswer:
        """Let the site publish the draft at its moment. A private post has no list."""
        if job.outgoing.options.get("status") == "private":
            raise RefusedError(session.http.names.problem("refused", said=""))
        return await self._flip(session, job, {"status": "future", "date_gmt": _stamp(job.due), "slug": _slug(job)})

    async def _flip(self, session: Session, job: Job, body: dict[str, Any]) -> CommitAnswer:
        """One change of status; what the site made of it decides."""
        route = f"posts/{await _post_id(session, job)}"
        answer = await ask(session, "POST", route, json=body, irreversible=True, also=NOT_FOUND)
        if not answer.ok:
            code = "removed_there" if is_gone(answer) else "refused"
            raise RefusedError(session.http.names.problem(code, said=said_in(answer)))
        fields = answer.fields()
        found = _understood(fields)
        if found is not None:
            return found
        if fields.text("status") in WAITING:
            raise RefusedError(session.http.names.problem("may_not_publish"))
        raise answer.strange()

    async def _edit(self, session: Session, job: Job) -> CommitAnswer:
        body = draft_of(job, placed(lambda name: kept(job, name)), kept(job, "tags") or [])
        answer = await ask(session, "POST", f"posts/{await _post_id(session, job)}", json=body, irreversible=True)
        return Published(_receipt(answer.fields()))

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        """Into the site's trash; where the site keeps none, away."""
        assert job.receipt is not None
        also = GONE | {NO_TRASH}
        route = f"posts/{await _post_id(session, job)}"
        answer = await ask(session, "DELETE", route, irreversible=True, also=also)
        if answer.status == NO_TRASH:
            answer = await ask(session, "DELETE", route, params=(("force", "true"),), irreversible=True, also=GONE)
        if not answer.says_gone(is_gone):
            answer.fields()  # the post as it was; a Wi-Fi's page says nothing of it
        return Published(job.receipt)

    async def poll(self, session: Session, job: Job) -> PollAnswer:
        """A flip is done at once; what waits for somebody's review is asked for until it is there."""
        if comments.is_comment(job):
            return await comments.poll(session, job)
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if comments.is_comment(job):
            return await comments.look_up(session, job)
        if job.op in (Op.EDIT, Op.DELETE):
            return await self._look_up_change(session, job)
        if kept(job, "draft") is None:
            return Absent()
        found = await self._read(session, await _post_id(session, job))
        return (_understood(found) if found is not None else None) or Absent()

    async def _look_up_change(self, session: Session, job: Job) -> LookUpAnswer:
        assert job.receipt is not None
        found = await self._read(session, await _post_id(session, job))
        if job.op is Op.DELETE:
            return Published(job.receipt) if found is None else Absent()
        if found is None:
            return Absent()
        media = placed(lambda name: kept(job, name))
        return Published(_receipt(found)) if same_content(found, job, media) else Absent()

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        if comments.is_comment(job):
            return await comments.read_back(session, job)
        found = await self._read(session, await _post_id(session, job))
        return said_there(found, job) if found is not None else Absent()

    async def _read(self, session: Session, post_id: int) -> Fields | None:
        """The post as its editors see it, None when it is gone or in the trash."""
        params = (("context", "edit"),)
        answer = await ask(session, "GET", f"posts/{post_id}", params=params, also=GONE)
        if answer.says_gone(is_gone):
            return None
        found = answer.fields()
        return None if found.text("status", "") == "trash" else found

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await heard.fetch_messages(session, cursor)

    # ------------------------------------------------------------------ the site's own list
    async def scheduled_there(self, session: Session, after: str = "") -> ForeignPage:
        return await waiting.waiting_there(session, after)

    async def published_there(self, session: Session, since: datetime) -> tuple[ForeignPost, ...]:
        return await waiting.live_since(session, since)

    async def look_up_listed(self, session: Session, job: Job) -> LookUpAnswer:
        """Where it is. A list that is late is visited once, which is what makes the site look at its clock."""
        found = await self._read(session, await _post_id(session, job))
        state = _understood(found) if found is not None else None
        if isinstance(state, Listed) and (session.clock.now() - state.due).total_seconds() > LATE_S:
            await session.http.get(f"{session.channel.server}/", also=GONE | {403, 500, 502, 503}, most_bytes=8_000_000)
            found = await self._read(session, await _post_id(session, job))
            state = _understood(found) if found is not None else None
        return state or Absent()

    async def reschedule(self, session: Session, job: Job) -> CommitAnswer:
        """Another moment on the list; what is out already is never taken back by it. Raises RefusedError then."""
        await self._require_listed(session, job)
        body = {"status": "future", "date_gmt": _stamp(job.due)}
        return await self._flip(session, job, body)

    async def recall(self, session: Session, job: Job) -> None:
        """A draft of ours again, without a date. Raises RefusedError when it is not on the list any more."""
        await self._require_listed(session, job)
        body = {"status": "draft", "date": None, "slug": mark_of(job)}
        answer = await ask(session, "POST", f"posts/{await _post_id(session, job)}", json=body, irreversible=True)
        if answer.fields().text("status") != "draft":
            raise answer.strange()

    async def hurry(self, session: Session, job: Job) -> CommitAnswer:
        """Publish by its id what stands late on the list (WP-Cron needs visitors); twice is once."""
        return await self._flip(session, job, {"status": "publish"})

    async def _require_listed(self, session: Session, job: Job) -> None:
        found = await self._read(session, await _post_id(session, job))
        if found is None or found.text("status", "") != "future":
            raise RefusedError(session.http.names.problem("removed_there"))


def mark_of(job: Job) -> str:
    """The slug of a draft of ours; the same for every generation of a part, so that a recalled draft is found."""
    return f"smmdesk-{job.part_id}"


def _slug(job: Job) -> str:
    """The ending of the address; empty makes WordPress use the title."""
    return str(job.outgoing.options.get("slug") or "").strip()


async def _post_id(session: Session, job: Job) -> int:
    if job.receipt is not None:
        return await number_of(session, job.receipt.id)
    draft = kept(job, "draft")
    assert isinstance(draft, int), "prepare laid the draft down"
    return draft


def _understood(found: Fields) -> Published | Listed | Accepted | None:
    """Where a post stands; None for one that is neither out nor listed nor waits for somebody's review."""
    status = found.text("status", "")
    if status in LIVE:
        return Published(_receipt(found))
    if status == "future":
        return Listed(_receipt(found), found.instant("date_gmt"))
    if status == REVIEW:
        return Accepted({"waits": "review"}, REVIEW_AGAIN_S)
    return None


def _receipt(found: Fields) -> Receipt:
    return Receipt(str(found.number("id")), found.text("link", ""), to_us(found.instant("date_gmt")))


def _stamp(instant: datetime) -> str:
    """GMT without a zone, as `date_gmt` wants it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


CONNECTOR: Connector = WordPress()
