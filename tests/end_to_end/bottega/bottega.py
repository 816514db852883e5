"""Bottega: a made-up platform that takes a short text under a key of ours."""

from smmdesk.model.delivery import Evidence, Op, Receipt
from smmdesk.model.moment import to_us
from smmdesk.platforms.base import (
    Absent,
    Account,
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
            body = {"key": job.key, "text": job.outgoing.text}
        url = f"{session.channel.server}/posts"
        answer = await session.http.post(url, json=body, bearer=session.secret, irreversible=True)
        return Published(
            job.receipt if job.op is Op.DELETE and job.receipt else _receipt(session, answer.fields().id())
        )

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        return await self.look_up(session, job)

    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        url = f"{session.channel.server}/posts/{job.key}"
        answer = await session.http.get(url, bearer=session.secret, also=frozenset({404}))
        return Published(_receipt(session, answer.fields().id())) if answer.ok else Absent()


def _receipt(session: Session, own_id: str) -> Receipt:
    return Receipt(own_id, f"{session.channel.server}/p/{own_id}", to_us(session.clock.now()), Evidence.RESPONSE)


CONNECTOR: Connector = Bottega()
