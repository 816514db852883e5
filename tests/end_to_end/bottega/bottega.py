"""Bottega: a made-up platform that takes a short text under a key of ours, and tells what people say and count."""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Evidence, Op, Receipt
from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.numbers import Count, Counts
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import (
    Absent,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    Job,
    LookUpAnswer,
    Published,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.moderating import Asked, Done
from smmdesk.platforms.sign_in import typed_address
from smmdesk.system.secrets import Secret


class Bottega:
    """See `Connector`."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        server, secret = typed_address(signing_in.fields["server"]), signing_in.secret or Secret("")
        found = (await signing_in.http.also_for(server).get(f"{server}/me", bearer=secret)).fields()
        return SignedIn(Account(found.id(), found.text("name"), server=server), secret)

    async def sign_out(self, session: Session) -> None:
        """A password stays good until it is changed there."""

    async def who_am_i(self, session: Session) -> Account:
        found = (await session.http.get(f"{session.channel.server}/me", bearer=session.secret)).fields()
        return Account(found.id(), found.text("name"), server=session.channel.server)

    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """There is nothing to prepare."""

    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if job.op is Op.DELETE and job.receipt is not None:
            body = {"delete": job.receipt.id}
        else:
            body = {"key": job.key, "text": job.outgoing.text, "below": job.parent.id if job.parent else ""}
        url = f"{session.channel.server}/posts"
        answer = await session.http.post(url, json=body, bearer=session.secret, irreversible=True)
        return Published(
            job.receipt if job.op is Op.DELETE and job.receipt else _receipt(session, answer.fields().id())
        )

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        return await self.look_up(session, job)

    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        own_id = job.receipt.id if job.op is Op.DELETE and job.receipt else job.key
        url = f"{session.channel.server}/posts/{own_id}"
        answer = await session.http.get(url, bearer=session.secret, also=frozenset({404}))
        if job.op is Op.DELETE:
            return Absent() if answer.ok or job.receipt is None else Published(job.receipt)
        return Published(_receipt(session, answer.fields().id())) if answer.ok else Absent()

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await _page(session, f"heard?after={cursor}", cursor, MessageKind.COMMENT)

    async def search(self, session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
        return await _page(session, f"said?words={words}&after={cursor}", cursor, MessageKind.FOUND)

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        asked = ",".join(receipt.id for receipt in receipts)
        rows = (await _asked(session, f"numbers?of={asked}")).rows("posts")
        return {row.text("id"): {Count.VIEWS: row.number("views"), Count.LIKES: row.number("likes")} for row in rows}

    async def moderate(self, session: Session, asked: Asked) -> Done:
        url = f"{session.channel.server}/liked"
        body = {"id": asked.remote_id, "on": asked.on}
        await session.http.post(url, json=body, bearer=session.secret, irreversible=True)
        return Done()

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        found = await _asked(session, f"liked/{asked.remote_id}")
        return Done() if found.flag("on") is asked.on else Absent()


async def _asked(session: Session, what: str) -> Fields:
    return (await session.http.get(f"{session.channel.server}/{what}", bearer=session.secret)).fields()


async def _page(session: Session, what: str, cursor: str, kind: MessageKind) -> HeardPage:
    rows = (await _asked(session, what)).rows("said")
    told = tuple(_heard(session, row, kind) for row in rows)
    return HeardPage(told, told[-1].remote_id if told else cursor)


def _heard(session: Session, row: Fields, kind: MessageKind) -> Heard:
    who = row.text("who")
    at_us = to_us(session.clock.now())
    below = row.text("below")
    author = Identity("bottega", who, who, who)
    return Heard(row.text("id"), kind, row.text("text"), at_us, author, answers_remote_id=below, thread_remote_id=below)


def _receipt(session: Session, own_id: str) -> Receipt:
    return Receipt(own_id, f"{session.channel.server}/p/{own_id}", to_us(session.clock.now()), Evidence.RESPONSE)


CONNECTOR: Connector = Bottega()
