"""Vimeo: a film goes up for nobody to see, and one change of who may see it publishes it.

Facts and sources: resources/platforms/vimeo.toml. The film has its own address before its bytes are there, so
showing it again changes nothing.
"""

import re
from datetime import timedelta
from typing import Any

from smmdesk.model.delivery import Evidence, Op, PartKind, Receipt
from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import HeardPage
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Fields, origin_of
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
from smmdesk.platforms.faults import said_in
from smmdesk.platforms.markup import same_words
from smmdesk.platforms.own_app import Access
from smmdesk.platforms.steps import Steps, kept
from smmdesk.platforms.vimeo import api, heard, moderation, numbers, search
from smmdesk.platforms.vimeo.api import COMMENT_FIELDS, GONE, ME_FIELDS, VIDEO_FIELDS, ask, is_gone, number_in
from smmdesk.platforms.vimeo.uploads import put_up, words_of

EARLIER = timedelta(minutes=6)
SEEN_BY = ("anybody", "unlisted", "nobody")
COMMENTS = 50
MISSING = frozenset({404})
ADDRESS = re.compile(r"#comment_(?P<id>[0-9]+)$")


class Vimeo(moderation.Moderation, numbers.Numbers):
    """One account is `session.channel.remote_id`."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await api.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        await api.sign_out(session)

    async def who_am_i(self, session: Session) -> Account:
        found = (await ask(session, "GET", "me", params=ME_FIELDS)).fields()
        return api.account_in(found, session.facts, dict(session.channel.reported))

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """The film goes up and is converted; nobody but the account sees it."""
        await Access(session).freshen()
        if job.op is Op.CREATE and not _is_comment(job):
            await put_up(session, job, Steps(job, save))

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if _is_comment(job):
            return await self._comment(session, job)
        if job.op is Op.EDIT:
            assert job.receipt is not None
            await self._change(session, job.receipt.id, {"name": job.outgoing.title, "description": words_of(job)})
            return Published(job.receipt)
        found = await self._change(session, _film(job), {"privacy": {"view": _wish(job)}})
        if _seen_by(found) != _wish(job):
            raise RefusedError(session.http.names.problem("kept_private"))
        return Published(_receipt(session, found))

    async def _change(self, session: Session, own_id: str, body: dict[str, Any]) -> Fields:
        """The one change of a film; what Vimeo says that it is now."""
        options: dict[str, Any] = {"params": VIDEO_FIELDS, "irreversible": True, "also": MISSING}
        answer = await ask(session, "PATCH", f"videos/{own_id}", json=body, **options)
        if not answer.ok:
            code = "removed_there" if is_gone(answer) else "refused"
            raise RefusedError(session.http.names.problem(code, said=said_in(answer)))
        found = answer.fields()
        if number_in(found, "videos") != own_id:
            raise answer.strange()
        return found

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        """What is gone already is gone."""
        assert job.receipt is not None
        answer = await ask(session, "DELETE", _route(session, job), irreversible=True, also=GONE)
        if not answer.says_gone(is_gone) and answer.status != 204:
            raise answer.strange()  # a Wi-Fi's page says nothing of it
        return Published(job.receipt)

    async def _comment(self, session: Session, job: Job) -> CommitAnswer:
        """Write a comment below the film, or below somebody's comment, or change it."""
        body = {"text": job.outgoing.text}
        if job.op is Op.EDIT:
            assert job.receipt is not None
            await ask(session, "PATCH", _route(session, job), json=body, irreversible=True)
            return Published(job.receipt)
        answer = await ask(session, "POST", _place(job), json=body, irreversible=True)
        return Published(_comment_receipt(_above(job), answer.fields()))

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """A film is converted before the call; afterwards nothing here takes time."""
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if _is_comment(job):
            return await self._look_up_comment(session, job)
        if job.receipt is None and kept(job, "film") is None:
            return Absent()
        found = await self._read(session, job.receipt.id if job.receipt is not None else _film(job))
        if job.op is Op.DELETE:
            assert job.receipt is not None
            return Published(job.receipt) if found is None else Absent()
        if found is None:
            return CannotTell() if job.op is Op.EDIT else Absent()
        there = _says(found, job).same if job.op is Op.EDIT else _seen_by(found) == _wish(job)
        return Published(_receipt(session, found)) if there else Absent()

    async def _look_up_comment(self, session: Session, job: Job) -> LookUpAnswer:
        """Nothing of ours protects a comment: none found proves nothing."""
        if job.receipt is not None:
            answer = await ask(session, "GET", _route(session, job), also=GONE)
            gone = answer.says_gone(is_gone)
            if job.op is Op.DELETE:
                return Published(job.receipt) if gone else Absent()
            if gone:
                return CannotTell()
            same = same_words(answer.fields().text("text", ""), job.outgoing.text)
            return Published(job.receipt) if same else Absent()
        above = _above(job)
        params = (("direction", "desc"), ("per_page", str(COMMENTS)), COMMENT_FIELDS)
        rows = (await ask(session, "GET", _place(job), params=params)).fields().rows("data")
        since = (job.first_try_at or session.clock.now()) - EARLIER
        alike = [
            receipt
            for row in rows
            if row.child("user").values.get("uri") == f"/users/{session.channel.remote_id}"
            and same_words(row.text("text", ""), job.outgoing.text)
            and row.instant("created_on") >= since
            and (receipt := _comment_receipt(above, row)).id not in job.owned
        ]
        return Published(alike[0]) if len(alike) == 1 else CannotTell(two_alike=bool(alike))

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        assert job.receipt is not None
        if _is_comment(job):
            answer = await ask(session, "GET", _route(session, job), also=GONE)
            if answer.says_gone(is_gone):
                return Absent()
            there = answer.fields().text("text", "")
            return Said(there, job.outgoing.text, same_words(there, job.outgoing.text))
        found = await self._read(session, job.receipt.id)
        return _says(found, job) if found is not None else Absent()

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await heard.fetch_messages(session, cursor)

    async def search(self, session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
        return await search.search(session, kind, words, cursor)

    async def _read(self, session: Session, own_id: str) -> Fields | None:
        """What Vimeo says of a film; None where it says that there is none."""
        answer = await ask(session, "GET", f"videos/{own_id}", params=VIDEO_FIELDS, also=GONE)
        if answer.says_gone(is_gone):
            return None
        found = answer.fields()
        if number_in(found, "videos") != own_id:
            raise answer.strange()
        return found


def _film(job: Job) -> str:
    film = kept(job, "film")
    assert isinstance(film, dict), "prepare put it up"
    return str(film["id"])


def _wish(job: Job) -> str:
    """Whom a person chose to show it to."""
    wish = str(job.outgoing.options.get("visibility") or "")
    return wish if wish in SEEN_BY else SEEN_BY[0]


def _seen_by(found: Fields) -> str:
    return found.child("privacy").text("view")


def _receipt(session: Session, found: Fields) -> Receipt:
    """The address as Vimeo gives it: that of a film for those with the link has a word more."""
    own_id, web = number_in(found, "videos"), session.facts.endpoints["web"]
    link = found.text("link", "")
    try:
        page = link if origin_of(link) == origin_of(web) else f"{web}/{own_id}"
    except ValueError:
        page = f"{web}/{own_id}"
    return Receipt(own_id, page, to_us(session.clock.now()))


def _says(found: Fields, job: Job) -> Said:
    """Title and words as they stand there, beside ours."""
    there = "\n\n".join(filter(None, (found.text("name", ""), found.text("description", ""))))
    ours = "\n\n".join(filter(None, (job.outgoing.title, words_of(job))))
    return Said(there, ours, same_words(there, ours))


def _above(job: Job) -> Receipt:
    above = job.root or job.parent
    assert above is not None, "a comment stands below a film"
    return above


def _is_comment(job: Job) -> bool:
    """A first comment, or an answer to what somebody wrote, which is known by its receipt where nobody says what it
    answers. A person's link names a film."""
    if job.kind is not PartKind.ROOT or job.parent is not None:
        return True
    return job.receipt is not None and job.receipt.evidence is not Evidence.HUMAN and "/" in job.receipt.id


def _place(job: Job) -> str:
    """Where a new comment goes: below the film, or in the thread of what it answers."""
    above = _above(job)
    film, _, comment = above.id.partition("/")
    thread = str(above.data.get("thread") or comment)
    return f"videos/{film}/comments/{thread}/replies" if comment else f"videos/{film}/comments"


def _route(session: Session, job: Job) -> str:
    """Where the film or comment of a receipt is; a comment's id is that of its film and its own. Raises
    RefusedError(not_known_there) where a person gave the address of the film for its comment."""
    assert job.receipt is not None
    film, _, comment = job.receipt.id.partition("/")
    if not _is_comment(job):
        return f"videos/{film}"
    named = ADDRESS.search(job.receipt.url)
    if not comment and named is None:
        raise RefusedError(session.http.names.problem("not_known_there"))
    return f"videos/{film}/comments/{comment or (named and named['id'])}"


def _comment_receipt(above: Receipt, row: Fields) -> Receipt:
    own_id, film, page = number_in(row, "comments"), above.id.partition("/")[0], above.url.partition("#")[0]
    return Receipt(f"{film}/{own_id}", f"{page}#comment_{own_id}", to_us(row.instant("created_on")))


CONNECTOR: Connector = Vimeo()
