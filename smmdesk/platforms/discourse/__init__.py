"""Discourse: a topic of one's own, known by an id of ours that the forum keeps, a first answer below it, and answers to
what others write.

Facts and sources: resources/platforms/discourse.toml. A second topic with our id is refused there, so sending it again
is harmless; an answer has no such thing and is never sent again by itself.
"""

from typing import Any

from smmdesk.model.delivery import Evidence, Op
from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import HeardPage
from smmdesk.platforms.answers import Answer, plain_words
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    Job,
    LookUpAnswer,
    Picture,
    Published,
    RefusedError,
    Said,
    Save,
    Session,
    SignedIn,
    SignedOutError,
    SigningIn,
)
from smmdesk.platforms.discourse import forum, heard, moderation, numbers, search, topics
from smmdesk.platforms.discourse.forum import ask
from smmdesk.platforms.discourse.topics import is_answer, place_of, receipt_of
from smmdesk.platforms.http import Upload
from smmdesk.platforms.markup import digest_of
from smmdesk.platforms.steps import Steps

UPLOAD_S = 600.0
NOT_TAKEN = frozenset({413, 415, 422})
GONE = frozenset({404, 410})
REFUSED = frozenset({422})
REVIEW_AGAIN_S = 600.0
ENQUEUED = "enqueued"


class Discourse(moderation.Moderation, numbers.Numbers):
    """One forum is `session.channel.server`."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await forum.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        """A member's key is taken back; an administrators' key they alone take back."""
        await forum.give_back(session)

    async def who_am_i(self, session: Session) -> Account:
        return await forum.who_am_i(session)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Ask whether the key is still good, so that it is told before its moment, then upload the photos; the forum
        sweeps away what no post uses after two days."""
        if job.op is Op.DELETE:
            return
        if not await forum.knows_us(session):
            raise SignedOutError(session.http.names.problem("signed_out"))
        if job.op is Op.CREATE and not is_answer(job):
            topics.category_of(session, job)
        steps = Steps(job, save)
        known = {str(step["hash"]): step for step in topics.media_of(job)} if job.op is Op.EDIT else {}
        for number, picture in enumerate(job.outgoing.media):
            name, digest = f"media:{number}", digest_of(picture.path)
            found = steps.found(name)
            if found is None or found["hash"] != digest:
                place = known.get(digest) or {"hash": digest, **(await self._upload(session, picture))}
                await steps.keep(name, {**place, "alt": picture.alt})

    async def _upload(self, session: Session, picture: Picture) -> dict[str, Any]:
        name = f"smmdesk-{digest_of(picture.path)[:16]}{picture.path.suffix.lower()}"
        answer = await ask(
            session,
            "POST",
            "uploads.json",
            upload=Upload("file", picture.path, name, picture.mime),
            form={"upload_type": "composer", "synchronous": "true"},
            carries=picture.name or picture.path.name,
            deadline_s=UPLOAD_S,
            also=NOT_TAKEN,
        )
        if not answer.ok:
            said = f"{plain_words(picture.name or picture.path.name)}: {forum.said_in(answer)}"
            raise RefusedError(session.http.names.problem("refused", said=said))
        found = answer.fields()
        size = {"width": found.number("width", 0), "height": found.number("height", 0)}
        return {"url": found.text("short_url", "") or found.text("url"), **size}

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is Op.EDIT:
            return await self._edit(session, job)
        body = topics.answer_of(job) if is_answer(job) else topics.topic_of(session, job)
        return await self._send(session, job, body)

    async def _send(self, session: Session, job: Job, body: dict[str, Any]) -> CommitAnswer:
        """Write it. A refusal behind which our own topic may stand is looked into."""
        answer = await ask(session, "POST", "posts.json", json=body, irreversible=True, also=REFUSED)
        if answer.status in REFUSED:
            before = [] if is_answer(job) else await topics.find_topics(session, job)
            if len(before) != 1:
                raise RefusedError(session.http.names.problem("refused", said=forum.said_in(answer)))
            return Published(receipt_of(session, job, before[0]))
        found = answer.fields()
        if found.text("action", "") == ENQUEUED:
            return Accepted({"waits": "review"}, REVIEW_AGAIN_S)
        return Published(receipt_of(session, job, found))

    async def _edit(self, session: Session, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        await self._require_mine(session, job)
        number = await self._number(session, job)
        body = {"post": {"raw": topics.raw_of(job)}}
        answer = await ask(session, "PUT", f"posts/{number}.json", json=body, irreversible=True)
        return Published(receipt_of(session, job, answer.fields().child("post")))

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        await self._require_mine(session, job)
        if is_answer(job):
            route = f"posts/{await self._number(session, job)}.json"
        else:
            route = f"t/{place_of(job.receipt)[0]}.json"
        answer = await ask(session, "DELETE", route, irreversible=True, also=GONE)
        if not answer.says_gone(forum.is_gone) and not _says_nothing(answer):
            raise answer.strange()  # a Wi-Fi's page says nothing of it
        return Published(job.receipt)

    async def _require_mine(self, session: Session, job: Job) -> None:
        """An administrators' key may change and delete what others wrote. Raises RefusedError(not_known_there) where a
        person gave the address of that."""
        assert job.receipt is not None
        if job.receipt.evidence is Evidence.HUMAN:
            found = await topics.read_post(session, topics.own_place(session, job))
            if found is not None and not topics.is_mine(session, found):
                raise RefusedError(session.http.names.problem("not_known_there"))

    async def _number(self, session: Session, job: Job) -> int:
        """The number of the post itself. Raises RefusedError(removed_there)."""
        assert job.receipt is not None
        known = job.receipt.data.get("post")
        if isinstance(known, int):
            return known
        found = await topics.read_post(session, topics.own_place(session, job))
        if found is None:
            raise RefusedError(session.http.names.problem("removed_there"))
        return found.number("id")

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """What waits for a moderator is asked for until it is there."""
        found = await self.look_up(session, job)
        return found if isinstance(found, Published) else Accepted({"waits": "review"}, REVIEW_AGAIN_S)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if job.op in (Op.EDIT, Op.DELETE):
            return await self._look_up_change(session, job)
        if is_answer(job):
            answers = await topics.find_answers(session, job)
            if len(answers) == 1:
                return Published(receipt_of(session, job, answers[0]))
            return CannotTell(two_alike=bool(answers))  # nothing of ours protects it: none found proves nothing
        found = await topics.find_topics(session, job)
        if len(found) == 1:
            return Published(receipt_of(session, job, found[0]))
        return CannotTell(two_alike=bool(found)) if topics.by_words(session) else Absent()

    async def _look_up_change(self, session: Session, job: Job) -> LookUpAnswer:
        assert job.receipt is not None
        if job.op is Op.DELETE and not is_answer(job):
            topic = await topics.read_topic(session, place_of(job.receipt)[0])
            return Published(job.receipt) if topic is None else Absent()
        found = await topics.read_post(session, topics.own_place(session, job))
        if job.op is Op.DELETE:
            return Published(job.receipt) if found is None else Absent()
        if found is None:
            return CannotTell()
        return Published(receipt_of(session, job, found)) if topics.took_effect(found, job) else Absent()

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        assert job.receipt is not None
        if not is_answer(job) and await topics.read_topic(session, place_of(job.receipt)[0]) is None:
            return Absent()
        found = await topics.read_post(session, topics.own_place(session, job))
        return topics.said_there(found, job) if found is not None else Absent()

    # ------------------------------------------------------------------ what people write
    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await heard.fetch_messages(session, cursor)

    async def search(self, session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
        return await search.search(session, kind, words, cursor)


def _says_nothing(answer: Answer) -> bool:
    """Discourse answers a deletion with nothing, or with JSON."""
    return answer.ok and not answer.is_html and (not answer.body.strip() or answer.body.strip() in (b"null", b"{}"))


CONNECTOR: Connector = Discourse()
