"""Matrix: one room on a server of the owner's choice, without encryption.

Facts and sources: resources/platforms/matrix.toml. Each event is sent under a transaction id of ours, which names it to
the server for a while, and by which it is known again when the room is read. A change is an event that takes another's
place; what is removed is redacted.
"""

from datetime import timedelta

from smmdesk.model.delivery import Op
from smmdesk.model.message import HeardPage
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import (
    Absent,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    Job,
    LookUpAnswer,
    Picture,
    Published,
    Said,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.matrix import heard, moderation, numbers, rooms
from smmdesk.platforms.matrix.events import (
    answers,
    below,
    edited,
    event_id,
    file_name,
    is_removed,
    message,
    receipt_of,
    said_in_event,
    same_words,
    text_of,
)
from smmdesk.platforms.matrix.rooms import MESSAGE, NOT_FOUND
from smmdesk.platforms.matrix.server import Server, close_access, room_path
from smmdesk.platforms.steps import Steps

UPLOAD_S = 600.0
PAGE, MOST_PAGES = 50, 4
EARLIER = timedelta(minutes=6)
"""How much before our first try the server's own clock may date it: five minutes of drift are allowed, one for luck."""


class Matrix(moderation.Moderation, numbers.Numbers):
    """One room is `session.channel.remote_id`, its server `session.channel.server`."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await rooms.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        await close_access(session)

    async def who_am_i(self, session: Session) -> Account:
        server = Server.of(session)
        user = (await server.get("client/v3/account/whoami")).fields().text("user_id")
        handle = user if session.secret.field("ours") else ""
        return await rooms.read_room(server, session.facts, session.channel.remote_id, user, handle)

    # ------------------------------------------------------------------ files
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Look whether the room still takes plain words, then upload the file and a film's cover."""
        if job.op is not Op.DELETE:
            await rooms.require_open(session)
        if job.op is not Op.CREATE or not job.outgoing.media:
            return
        steps, picture = Steps(job, save), job.outgoing.media[0]
        for name, one in (("media", picture), ("cover", picture.cover)):
            if one is not None and steps.found(name) is None:
                await steps.keep(name, {"uri": await self._upload(session, one)})

    async def _upload(self, session: Session, picture: Picture) -> str:
        answer = await Server.of(session).call(
            "POST",
            "media/v3/upload",
            params=(("filename", file_name(picture)),),
            content=picture.path,
            headers={"Content-Type": picture.mime},
            carries=picture.name or picture.path.name,
            deadline_s=UPLOAD_S,
        )
        uri = answer.fields().text("content_uri")
        if not uri.startswith("mxc://"):
            raise answer.strange()
        return uri

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        content = edited(job) if job.op is Op.EDIT else message(job)
        where = room_path(session.channel.remote_id, "send", MESSAGE, job.key)
        found = (await Server.of(session).call("PUT", where, json=content, irreversible=True)).fields()
        own_id = event_id(found)
        if job.op is Op.EDIT:
            assert job.receipt is not None
            return Published(job.receipt)
        return Published(receipt_of(session, own_id, content=content))

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        """A redaction of what is redacted, or gone, changes nothing."""
        assert job.receipt is not None
        where = room_path(session.channel.remote_id, "redact", job.receipt.id, job.key)
        answer = await Server.of(session).call("PUT", where, json={}, irreversible=True, known=NOT_FOUND)
        if answer.ok:
            event_id(answer.fields())
        return Published(job.receipt)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """An event is there at once or not at all."""
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if job.op is Op.CREATE:
            return await self._look_for(session, job)
        assert job.receipt is not None
        event = await self._event(session, job.receipt.id)
        gone = event is None or is_removed(event)
        if job.op is Op.DELETE:
            return Published(job.receipt) if gone else Absent()
        if event is None or gone:
            return CannotTell()
        return Published(job.receipt) if same_words(said_in_event(event), text_of(job)) else Absent()

    async def _look_for(self, session: Session, job: Job) -> LookUpAnswer:
        """The room from its end back to our first try: by our transaction id, which the server tells the access that
        used it, else by who wrote it and what it says."""
        since_us = to_us((job.first_try_at or min(job.due, session.clock.now())) - EARLIER)
        after, alike = "", list[Fields]()
        for _ in range(MOST_PAGES):
            params = [("dir", "b"), ("limit", str(PAGE)), *([("from", after)] if after else [])]
            answer = await Server.of(session).get(room_path(session.channel.remote_id, "messages"), params=params)
            page = answer.fields()
            events = page.rows("chunk")
            for event in events:
                if event.child("unsigned").values.get("transaction_id") == job.key:
                    return _found(session, event)
                if self._is_alike(session, job, event, since_us):
                    alike.append(event)
            after = page.text("end", "")
            if not after or (events and _sent_us(events[-1]) < since_us):
                return _decided(session, alike)
        return _decided(session, alike) if alike else CannotTell()

    def _is_alike(self, session: Session, job: Job, event: Fields, since_us: int) -> bool:
        if event.values.get("type") != MESSAGE or event.values.get("sender") != session.channel.reported.get("user"):
            return False
        if _sent_us(event) < since_us or event.values.get("event_id") in job.owned or is_removed(event):
            return False
        if answers(event) != below(job):
            return False  # "Grazie!" to Anna is not the one to Bea
        return "transaction_id" not in event.child("unsigned") and same_words(said_in_event(event), text_of(job))

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await heard.fetch_messages(session, cursor)

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        assert job.receipt is not None
        event = await self._event(session, job.receipt.id)
        if event is None or is_removed(event):
            return Absent()
        there, ours = said_in_event(event), text_of(job)
        return Said(there, ours, same_words(there, ours) or not ours.strip())

    async def _event(self, session: Session, own_id: str) -> Fields | None:
        """One event, None where the server itself says that there is none."""
        answer: Answer = await Server.of(session).get(
            room_path(session.channel.remote_id, "event", own_id), known=NOT_FOUND
        )
        if not answer.ok:
            return None
        found = answer.fields()
        if found.text("event_id") != own_id:
            raise answer.strange()
        return found


def _found(session: Session, event: Fields) -> LookUpAnswer:
    return Published(receipt_of(session, event_id(event), _sent_us(event), event.child("content").values))


def _decided(session: Session, alike: list[Fields]) -> LookUpAnswer:
    if len(alike) > 1:
        return CannotTell(two_alike=True)
    return _found(session, alike[0]) if alike else Absent()


def _sent_us(event: Fields) -> int:
    return event.number("origin_server_ts", 0) * 1000


CONNECTOR: Connector = Matrix()
