"""A webhook of the owner's own: each post is sent, signed, to an address they give.

Facts: resources/platforms/webhook.toml; the form and its signature: forms.py and docs/webhook.md. A receiver may answer
with its own number and page. What became of a lost answer it cannot be asked; one that promises to take the same
`webhook-id` once only gets it again.
"""

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.url_parts import split_url
from smmdesk.platforms.answers import Answer, UnreadableError, parse_json
from smmdesk.platforms.base import (
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    Job,
    LookUpAnswer,
    Published,
    RefusedError,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.webhook import receiver
from smmdesk.platforms.webhook.forms import OWN, REMOTE_ID, form_of, parcel

ID_MOST, URL_MOST = 200, 2000


class Webhook:
    """One address: `session.channel.server` and the path in the secret."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await receiver.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        """Nobody there knows of a sign-in: the address is forgotten here."""

    async def who_am_i(self, session: Session) -> Account:
        return await receiver.read_account(session)

    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """A chat's webhook takes words alone."""
        if job.op is Op.CREATE and job.outgoing.media and form_of(session, job) != OWN:
            raise RefusedError(session.http.names.problem("media_not_possible", field="media"))

    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if job.op is not Op.CREATE and form_of(session, job) != OWN:
            code = "no_delete_there" if job.op is Op.DELETE else "no_edit_there"
            raise RefusedError(session.http.names.problem(code))
        made = parcel(session, job, session.clock.now())
        deadline_s = session.http.deadline_s + job.outgoing.upload_s
        answer = await receiver.send(session, deadline_s=deadline_s, **made.options())
        receipt = _receipt(answer, job)
        return Published(job.receipt if job.receipt is not None else receipt)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        return CannotTell()

    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        """A receiver only takes; the same post again is its affair, where it promised that."""
        return CannotTell()


def _receipt(answer: Answer, job: Job) -> Receipt:
    """Our own key: numbers that receivers give may be no one's own, so they are kept beside it.

    A page for people is nobody's "taken": a Wi-Fi's gate says that too. Nor is JSON that ends in the middle.
    """
    if answer.is_html:
        raise answer.strange()
    try:
        said = parse_json(answer.body) if answer.body else None
    except UnreadableError as error:
        if "json" in answer.headers.get("content-type", "").lower():
            raise answer.strange() from error
        said = None
    found = said if isinstance(said, dict) else {}
    own_id, url = found.get("id"), found.get("url")
    if isinstance(own_id, int) and not isinstance(own_id, bool):
        own_id = str(own_id)
    is_id = isinstance(own_id, str) and 0 < len(own_id) <= ID_MOST and own_id.isprintable()
    data = {REMOTE_ID: str(own_id)} if is_id else {}
    return Receipt(job.key, str(url) if _is_page(url) else "", data=data)


def _is_page(url: object) -> bool:
    if not isinstance(url, str) or len(url) > URL_MOST or not url.isprintable():
        return False
    parts = split_url(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None


CONNECTOR: Connector = Webhook()
