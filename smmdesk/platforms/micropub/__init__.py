"""Micropub: a site of the owner's own that takes posts, found by its address (W3C Micropub, IndieAuth).

Facts and sources: resources/platforms/micropub.toml. Files are laid down at the site first; the post is one call. It
has no key of ours: a lost answer is looked for in the site's list of posts, where it has one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.moment import to_us
from smmdesk.model.url_parts import joined
from smmdesk.platforms.answers import Answer, Fields, origin_of
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    Job,
    LookUpAnswer,
    NotSentError,
    Picture,
    Published,
    RefusedError,
    Said,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.http import Upload
from smmdesk.platforms.micropub import site
from smmdesk.platforms.micropub.entries import (
    entry,
    first_text,
    instant_of,
    link_of,
    same_words,
    shows,
    text_of,
    words_in,
)
from smmdesk.platforms.micropub.site import ask, error_of, source_of
from smmdesk.platforms.steps import Steps

UPLOAD_S = 600.0
AGAIN_S = 20.0
LISTED = 40
EARLIER = timedelta(minutes=6)
"""How much before our first try the site's own clock may date it: five minutes of drift are allowed, one for luck."""
NO_SUCH = ("invalid_request", "not_found")
REFUSED = frozenset({400, 404, 410})


class Micropub:
    """One site is `session.channel.remote_id`, its endpoint what the site named when the person signed in."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await site.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        await site.sign_out(session)

    async def who_am_i(self, session: Session) -> Account:
        return await site.read_account(session)

    # ------------------------------------------------------------------ files
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Lay the files down at the site, each once."""
        if job.op is not Op.CREATE:
            return
        steps = Steps(job, save)
        for number, picture in enumerate(job.outgoing.media):
            if steps.found(f"media:{number}") is None:
                await steps.keep(f"media:{number}", await self._upload(session, picture, number))

    async def _upload(self, session: Session, picture: Picture, number: int) -> str:
        media = session.channel.reported.get("media")
        if not isinstance(media, str):
            raise RefusedError(session.http.names.problem("media_not_possible", field="media"))
        upload = Upload("file", picture.path, f"file{number}{picture.path.suffix}", picture.mime)
        answer = await ask(
            session, "POST", media, upload=upload, carries=picture.name or picture.path.name, deadline_s=UPLOAD_S
        )
        return _location(answer)

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if job.op is not Op.CREATE:
            return await self._change(session, job)
        body = entry(job, session.clock.now())
        answer = await ask(session, "POST", json=body, irreversible=True)
        if answer.status not in (201, 202):  # the specification knows no other success
            raise answer.strange()
        url = _location(answer)
        if answer.status == 202:  # the site still builds it
            return Accepted({"url": url}, AGAIN_S)
        return Published(Receipt(url, url))

    async def _change(self, session: Session, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        url = _url(job.receipt)
        body: dict[str, Any] = {"action": "delete", "url": url}
        if job.op is Op.EDIT:
            body = {"action": "update", "url": url, "replace": {"content": [text_of(job)], **link_of(job)}}
        answer = await ask(session, "POST", json=body, irreversible=True)
        if answer.is_html:  # a Wi-Fi's page says nothing of it
            raise answer.strange()
        moved = _location(answer) if job.op is Op.EDIT and answer.status == 201 else ""  # another address from now on
        return Published(replace(job.receipt, url=moved) if moved else job.receipt)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """Whether a page that the site promised is there: read without the key, as any visitor would."""
        url = _promised(job)
        if not url or origin_of(url) not in (origin_of(session.channel.url), origin_of(session.channel.server)):
            return CannotTell()
        answer = await session.http.get(url, also=frozenset({404, 410}), most_bytes=site.PAGE_MOST_BYTES)
        there = answer.ok and shows(answer.text(), text_of(job))  # a Wi-Fi's page is a page too
        return Published(Receipt(url, url)) if there else Accepted({"url": url}, AGAIN_S)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if job.op is Op.CREATE:
            return await self._look_for(session, job)
        assert job.receipt is not None
        found = await self._source(session, _url(job.receipt))
        if found is None:
            return CannotTell()
        gone = isinstance(found, Absent)
        if job.op is Op.DELETE:
            return Published(job.receipt) if gone else Absent()
        if not isinstance(found, Fields):
            return CannotTell()
        return Published(job.receipt) if same_words(words_in(found), text_of(job)) else Absent()

    async def _look_for(self, session: Session, job: Job) -> LookUpAnswer:
        """In the site's own list, by its words and its time. A site without a list says nothing."""
        url = _promised(job)
        if url:
            found = await self.poll(session, job)
            if isinstance(found, Published):
                return found
        if not _answers(session, "source"):
            return CannotTell()
        params = (("q", "source"), ("limit", str(LISTED)))
        answer = await ask(session, "GET", params=params, also=REFUSED)
        if not answer.ok:
            return CannotTell()
        if "items" not in answer.fields():
            return CannotTell()
        items = [row.child("properties") for row in answer.fields().rows("items")]
        since = (job.first_try_at or min(job.due, session.clock.now())) - EARLIER
        alike: list[Receipt] = []
        for properties in items:
            at, own_url = instant_of(properties), first_text(properties, "url")
            if at is None or not own_url or own_url in job.owned or at < since:
                continue
            if same_words(words_in(properties), text_of(job)):
                alike.append(Receipt(own_url, own_url, to_us(at)))
        if len(alike) > 1:
            return CannotTell(two_alike=True)
        if alike:
            return Published(alike[0])
        return Absent(by_words=True) if _reaches(items, since) else CannotTell()

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        assert job.receipt is not None
        found = await self._source(session, _url(job.receipt))
        if found is None:
            raise NotSentError(session.http.names.problem("answer_strange"))
        if isinstance(found, Absent):
            return found
        there, ours = words_in(found), text_of(job)
        return Said(there, ours, same_words(there, ours))

    async def _source(self, session: Session, url: str) -> Fields | Absent | None:
        """A post as the endpoint keeps it, None where it does not say. "Gone" is believed only of one that says it
        answers such questions."""
        answer = await ask(session, "GET", params=(("q", "source"), ("url", url)), also=REFUSED)
        if answer.ok:
            found = source_of(answer)
            return Absent() if found.values.get("deleted") or first_text(found, "post-status") == "deleted" else found
        known = _answers(session, "source") and error_of(answer) in NO_SUCH
        return Absent() if known else None


def _reaches(items: Sequence[Fields], since: datetime) -> bool:
    """Whether a list begins with the newest post and goes back to before `since`: a shorter one than was asked for may
    be all that a site tells, and one that begins with the oldest ends before ours."""
    moments = [at for properties in items if (at := instant_of(properties)) is not None]
    in_order = len(moments) == len(items) and moments == sorted(moments, reverse=True)
    return in_order and bool(moments) and moments[-1] < since


def _answers(session: Session, question: str) -> bool:
    """Whether the endpoint named this question among those that it answers (q=config)."""
    named = session.channel.reported.get("q")
    return isinstance(named, list | tuple) and question in named


def _location(answer: Answer) -> str:
    """Where what was sent is now. Raises the call's `strange` error."""
    url = joined(answer.url, answer.headers.get("location", ""))
    try:
        origin_of(url)
    except ValueError as error:
        raise answer.strange() from error
    if not answer.headers.get("location") or len(url) > 2000 or not url.isprintable() or " " in url:
        raise answer.strange()
    return url


def _url(receipt: Receipt) -> str:
    """The post's page; of a link that a person gave, the whole link."""
    return receipt.url or receipt.id


def _promised(job: Job) -> str:
    """The page that an accepted post is to have."""
    work = job.prepared.get("job")
    url = work.get("url") if isinstance(work, Mapping) else None
    return url if isinstance(url, str) else ""


CONNECTOR: Connector = Micropub()
