"""Mastodon, and the servers that speak its language (GoToSocial, Pleroma, Pixelfed, Friendica, …).

Facts and sources: resources/platforms/mastodon.toml. Ids are opaque texts; an Idempotency-Key lives one hour and only
where the server is Mastodon itself; the answer's shape says whether a status was listed or published.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from smmdesk.model.delivery import Op
from smmdesk.model.foreign import ForeignPage, ForeignPost
from smmdesk.model.message import HeardPage
from smmdesk.model.moment import from_us, to_us
from smmdesk.model.person import FoundPerson
from smmdesk.platforms.answers import Answer, plain_words
from smmdesk.platforms.base import (
    Absent,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    Job,
    Listed,
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
from smmdesk.platforms.faults import said_in
from smmdesk.platforms.http import Upload
from smmdesk.platforms.mastodon import account, messages, moderation, numbers, people, quotes, search
from smmdesk.platforms.mastodon.statuses import (
    EARLIER,
    GONE,
    Search,
    ask,
    body_of,
    due_of,
    find,
    find_listed,
    is_gone,
    listed_receipt,
    live_since,
    media_of,
    receipt_of,
    said_there,
    same_words,
    text_of,
    waiting_there,
    warning_of,
)
from smmdesk.platforms.steps import Steps, kept

UPLOAD_S = 600.0
MEDIA_LIVES = timedelta(hours=20)
"""Files that no status uses are swept after about a day."""
READY_EVERY_S, MOST_LOOKS = 2.0, 300
LEAST_AHEAD = timedelta(minutes=6)
"""The server wants more than five; older ones publish at once below that instead of refusing."""


class Mastodon(moderation.Moderation, search.Searching):
    """One server is `session.channel.server`."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await account.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        await account.sign_out(session)

    async def who_am_i(self, session: Session) -> Account:
        return await account.read_account(session.http, session.channel.server, session.secret.field("access"))

    async def find_people(self, session: Session, words: str) -> tuple[FoundPerson, ...]:
        return await people.find_people(session, words)

    # ------------------------------------------------------------------ files
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Upload the files that are not there yet, and wait until the server has converted them."""
        steps = Steps(job, save)
        await quotes.prepare_quote(session, job, steps)
        there = {digest: media_id for media_id, digest in media_of(job.receipt.data if job.receipt else {})}
        for number, picture in enumerate(job.outgoing.media):
            name = f"media:{number}"
            found = steps.found(name)
            digest = _digest(picture)
            if job.op is Op.EDIT and digest in there:
                await steps.keep(name, {"id": there[digest], "hash": digest, "at_us": to_us(session.clock.now())})
            elif found is None or found["hash"] != digest or _is_stale(found["at_us"], session.clock.now()):
                media_id = await self._upload(session, picture)
                found = {"id": media_id, "hash": digest, "at_us": to_us(session.clock.now())}
                await steps.keep(name, found)
                await self._wait_ready(session, media_id, picture)

    async def _upload(self, session: Session, picture: Picture) -> str:
        form = {"description": picture.alt, "focus": f"{picture.focus[0]:.2f},{picture.focus[1]:.2f}"}
        answer = await ask(
            session,
            "POST",
            "v2/media",
            upload=Upload("file", picture.path, _file_name(picture), picture.mime),
            carries=picture.name or picture.path.name,
            also_upload=_cover(picture),
            form={name: value for name, value in form.items() if value},
            deadline_s=UPLOAD_S,
        )
        return answer.fields().id()

    async def _wait_ready(self, session: Session, media_id: str, picture: Picture) -> None:
        for _ in range(MOST_LOOKS):
            answer = await ask(session, "GET", f"v1/media/{media_id}", also=frozenset({422}))
            if answer.status == 200:
                return
            if answer.status == 422:
                name = plain_words(picture.name or picture.path.name)
                raise RefusedError(session.http.names.problem("refused", said=f"{name}: {said_in(answer)}"))
            await session.clock.sleep(READY_EVERY_S)
        raise NotSentError(session.http.names.problem("server_unreachable"))

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is Op.EDIT:
            return await self._edit(session, job)
        answer = await self._post(session, job)
        return self._understood(answer, job)

    async def hand_off(self, session: Session, job: Job) -> CommitAnswer:
        """Put it on the server's list. Raises RefusedError when its moment is too near for a list."""
        if job.due - session.clock.now() < LEAST_AHEAD:
            raise RefusedError(session.http.names.problem("refused", said=""))
        answer = await self._post(session, job, scheduled_at=_stamp(job.due))
        return self._understood(answer, job)

    async def _post(self, session: Session, job: Job, **more: str) -> Answer:
        """A repeated key of a listed status answers 404 on some versions though it is listed: that is unclear. At a
        first try it says that what is answered or quoted is gone."""
        media_ids = [pair[0] for pair in _prepared_media(job)]
        answer = await ask(
            session,
            "POST",
            "v1/statuses",
            json={**body_of(job, media_ids), **quotes.wishes_of(session, job), **more},
            headers={"Idempotency-Key": job.key},
            irreversible=True,
            also=frozenset({404}) if more and job.first_try_at is not None else frozenset(),
        )
        if not answer.ok:
            raise answer.strange()
        return answer

    def _understood(self, answer: Answer, job: Job) -> CommitAnswer:
        """The answer's shape decides: an entry of the list, or a living status (also where a list was asked for)."""
        found = answer.fields()
        if "scheduled_at" in found and "params" in found:
            receipt = listed_receipt(job, found, _prepared_media(job))
            return Listed(receipt, from_us(int(str(receipt.data["due_us"]))))
        return Published(receipt_of(job, found, _prepared_media(job)))

    async def _edit(self, session: Session, job: Job) -> CommitAnswer:
        """All of it is sent: what an edit leaves out is removed. The audience cannot change."""
        media = _prepared_media(job)
        body = body_of(job, [media_id for media_id, _ in media])
        for name in ("visibility", "in_reply_to_id"):
            body.pop(name, None)
        body = {"status": "", "spoiler_text": "", "sensitive": False, "media_ids": [], **body}
        body |= quotes.wishes_of(session, job)
        body["media_attributes"] = [
            {"id": media_id, "description": picture.alt}
            for (media_id, _), picture in zip(media, job.outgoing.media, strict=True)
        ]
        answer = await ask(session, "PUT", f"v1/statuses/{_id(job)}", json=body, irreversible=True)
        return Published(receipt_of(job, answer.fields(), media))

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        answer = await ask(session, "DELETE", f"v1/statuses/{_id(job)}", irreversible=True, also=GONE)
        if not answer.says_gone(is_gone):
            answer.fields().id()  # what was deleted comes back; a Wi-Fi's page says nothing of it
        assert job.receipt is not None
        return Published(job.receipt)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """Files are waited for before the call; afterwards nothing here takes time."""
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if job.op in (Op.EDIT, Op.DELETE):
            return await self._look_up_change(session, job)
        if job.op is Op.SCHEDULE:
            waiting = await find_listed(session, job)
            if waiting is not None:
                receipt = listed_receipt(job, waiting, _prepared_media(job))
                return Listed(receipt, due_of(receipt, job.due))
        since = (job.first_try_at or min(job.due, session.clock.now())) - EARLIER
        return await self._look_for(session, job, since, len(_prepared_media(job)))

    async def _look_for(self, session: Session, job: Job, since: datetime, media_count: int | None) -> LookUpAnswer:
        found = await find(session, Search.of(session, job, since, media_count))
        if len(found.statuses) == 1:
            return Published(receipt_of(job, found.statuses[0], _prepared_media(job)))
        if found.statuses:
            return CannotTell(two_alike=True)
        return Absent(by_words=True) if found.complete else CannotTell()

    async def _look_up_change(self, session: Session, job: Job) -> LookUpAnswer:
        """Whether an edit or a delete took effect."""
        answer = await ask(session, "GET", f"v1/statuses/{_id(job)}", also=GONE)
        assert job.receipt is not None
        if job.op is Op.DELETE:
            if answer.says_gone(is_gone):
                return Published(job.receipt)
            answer.fields().id()  # a page that anybody may have written is no status
            return Absent()
        if answer.says_gone(is_gone):
            return CannotTell()
        source = (await ask(session, "GET", f"v1/statuses/{_id(job)}/source")).fields()
        same = same_words(source.text("text", ""), text_of(job)) and same_words(
            source.text("spoiler_text", ""), warning_of(job)
        )
        return Published(receipt_of(job, answer.fields(), _prepared_media(job))) if same else Absent()

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        answer = await ask(session, "GET", f"v1/statuses/{_id(job)}", also=GONE)
        if answer.says_gone(is_gone):
            return Absent()
        return await said_there(session, answer.fields(), job)

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await messages.fetch_messages(session, cursor)

    insights = staticmethod(numbers.insights)
    poll_results = staticmethod(numbers.poll_results)
    followers = staticmethod(numbers.followers)

    # ------------------------------------------------------------------ the server's own list
    async def scheduled_there(self, session: Session, after: str = "") -> ForeignPage:
        return await waiting_there(session, after)

    async def published_there(self, session: Session, since: datetime) -> tuple[ForeignPost, ...]:
        return await live_since(session, since)

    async def look_up_listed(self, session: Session, job: Job) -> LookUpAnswer:
        """Still listed, or the living status it became (which has another id), or neither."""
        answer = await ask(session, "GET", f"v1/scheduled_statuses/{_id(job)}", also=GONE)
        assert job.receipt is not None
        media = media_of(job.receipt.data)
        if not answer.says_gone(is_gone):
            receipt = listed_receipt(job, answer.fields(), media)
            return Listed(receipt, due_of(receipt, job.due))
        return await self._look_for(session, job, due_of(job.receipt, job.due) - EARLIER, len(media))

    async def reschedule(self, session: Session, job: Job) -> CommitAnswer:
        """Only the moment of an entry can change. Raises RefusedError when it is not on the list any more."""
        if job.due - session.clock.now() < LEAST_AHEAD:
            raise RefusedError(session.http.names.problem("refused", said=""))
        wish = {"scheduled_at": _stamp(job.due)}
        answer = await ask(session, "PUT", f"v1/scheduled_statuses/{_id(job)}", json=wish, irreversible=True)
        assert job.receipt is not None
        receipt = listed_receipt(job, answer.fields(), media_of(job.receipt.data))
        return Listed(receipt, due_of(receipt, job.due))

    async def recall(self, session: Session, job: Job) -> None:
        """Take it off the list. Raises RefusedError when it is not on it: it went out, or somebody took it away."""
        answer = await ask(session, "DELETE", f"v1/scheduled_statuses/{_id(job)}", irreversible=True)
        answer.fields()  # an empty object; a Wi-Fi's page says nothing of it

    async def hurry(self, session: Session, job: Job) -> CommitAnswer:
        """The list cannot be hurried."""
        assert job.receipt is not None
        return Listed(job.receipt, due_of(job.receipt, job.due))


def _prepared_media(job: Job) -> list[list[str]]:
    """The [id, hash] pairs of the files uploaded for this job, in order."""
    found: list[list[str]] = []
    while (step := kept(job, f"media:{len(found)}")) is not None:
        found.append([str(step["id"]), str(step["hash"])])
    return found


def _digest(picture: Picture) -> str:
    """Of its bytes; of its cover's too where it has one: another cover is another upload."""
    with picture.path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{found}+{_digest(picture.cover)[:16]}" if picture.cover is not None else found


def _cover(picture: Picture) -> Upload | None:
    cover = picture.cover
    return Upload("thumbnail", cover.path, f"cover{cover.path.suffix}", cover.mime) if cover is not None else None


def _is_stale(at_us: int, now: datetime) -> bool:
    return now - from_us(at_us) > MEDIA_LIVES


def _file_name(picture: Picture) -> str:
    return f"{hashlib.sha256(picture.name.encode('utf-8', 'replace')).hexdigest()[:12]}{picture.path.suffix}"


def _id(job: Job) -> str:
    """The remote id, as an address may carry it."""
    assert job.receipt is not None, "this call is about something that is there"
    return quote(job.receipt.id, safe="")


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


CONNECTOR: Connector = Mastodon()
