"""Telegram: a bot that the owner made publishes into their channel or group.

Facts and sources: resources/platforms/telegram.toml. The Bot API knows no key of ours, and a bot cannot read what its
channel says: what nobody answered is asked of a person. Files travel in the one call itself.
"""

from collections.abc import Mapping
from typing import Any

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import HeardPage
from smmdesk.platforms.base import (
    Accepted,
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
from smmdesk.platforms.telegram import chats, heard, moderation, numbers
from smmdesk.platforms.telegram.bot import GONE, UNCHANGED, Bot
from smmdesk.platforms.telegram.messages import edited, message_of, receipt_of, require_poll_fits
from smmdesk.platforms.telegram.places import chat_of, number_of

MOST_AT_ONCE = 100


class Telegram(moderation.Moderation, numbers.Numbers):
    """One chat is `session.channel.remote_id`, the secret its bot's token."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await chats.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        """A token is only taken back in Telegram itself, at @BotFather."""
        raise RefusedError(session.http.names.problem("not_signed_out_there"))

    async def who_am_i(self, session: Session) -> Account:
        return await chats.read_account(Bot.of(session), session.facts, int(session.channel.remote_id))

    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Nothing can be laid down before the call. A poll's words must fit into question and description."""
        if job.op is Op.CREATE:
            require_poll_fits(session, job)

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        """Answers Accepted where the message is then to be pinned: that may be asked for twice."""
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is Op.EDIT:
            return await self._edit(session, job)
        message = message_of(session, job)
        said = await Bot.of(session).call(
            message.method,
            message.fields,
            uploads=message.uploads,
            irreversible=True,
            deadline_s=session.http.deadline_s + job.outgoing.upload_s,
        )
        receipt = receipt_of(session, said, message.kind)
        if job.outgoing.options.get("pin"):
            return Accepted({"receipt": _kept(receipt)}, again_s=0.0)
        return Published(receipt)

    async def _edit(self, session: Session, job: Job) -> CommitAnswer:
        """Words alone change. The same words again are no fault: they are there."""
        assert job.receipt is not None
        method, fields = edited(session, job)
        said = await Bot.of(session).call(method, fields, irreversible=True, also=UNCHANGED)
        if not said.is_known:
            said.require_done()
        return Published(job.receipt)

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        ids = messages_of(session, job.receipt)
        fields: dict[str, Any] = {"chat_id": chat_of(session, job.receipt.data)}
        if len(ids) == 1:
            method, fields["message_id"] = "deleteMessage", ids[0]
        else:
            method, fields["message_ids"] = "deleteMessages", ids[:MOST_AT_ONCE]
        said = await Bot.of(session).call(method, fields, irreversible=True, also=GONE)
        if not said.is_known:
            said.require_done()
        return Published(job.receipt)

    # ------------------------------------------------------------------ afterwards
    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """It is out; pin it. A bot that may not pin has published all the same."""
        receipt = _accepted(job)
        if receipt is None:
            return CannotTell()
        fields = {
            "chat_id": int(session.channel.remote_id),
            "message_id": int(receipt.id),
            "disable_notification": True,
        }
        try:
            await Bot.of(session).call("pinChatMessage", fields)
        except RefusedError:
            return Published(Receipt(receipt.id, receipt.url, receipt.at_us, data={**receipt.data, "pinned": False}))
        return Published(receipt)

    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        """No bot can read its channel: only what was accepted already is known."""
        receipt = _accepted(job) if job.op is Op.CREATE else None
        return Published(receipt) if receipt is not None else CannotTell()

    # ------------------------------------------------------------------ what comes back
    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await heard.fetch_messages(session, cursor)


def messages_of(session: Session, receipt: Receipt) -> list[int]:
    """The numbers of all messages of a post; an album has several."""
    kept = receipt.data.get("messages")
    numbers = [number for number in kept if isinstance(number, int)] if isinstance(kept, list | tuple) else []
    return numbers or [number_of(session, receipt)]


def _kept(receipt: Receipt) -> dict[str, object]:
    return {"id": receipt.id, "url": receipt.url, "at_us": receipt.at_us, "data": dict(receipt.data)}


def _accepted(job: Job) -> Receipt | None:
    """What `commit` answered before the pinning."""
    work = job.prepared.get("job")
    kept = work.get("receipt") if isinstance(work, Mapping) else None
    return Receipt(**kept) if isinstance(kept, Mapping) else None


CONNECTOR: Connector = Telegram()
