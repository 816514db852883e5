"""Discord: a webhook that the owner made in the settings of one channel publishes there.

Facts and sources: resources/platforms/discord.toml. A webhook takes no key of ours and lists nothing, so a lost answer
is asked of a person; what is known by its number can be read, changed and deleted. Files travel in the one call.
"""

import json
from dataclasses import replace
from typing import Any

from smmdesk.model.delivery import Evidence, Op
from smmdesk.platforms.answers import Answer
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
from smmdesk.platforms.discord import numbers, webhook
from smmdesk.platforms.discord.messages import (
    allowed,
    digest,
    may_say,
    message_of,
    own_title,
    receipt_of,
    require_fits_all,
    thread_fields,
    thread_of,
    title_of,
    words_of,
)
from smmdesk.platforms.discord.webhook import NeedsTitleError, Webhook, is_gone


class Discord(numbers.Numbers):
    """One webhook is `session.channel.remote_id`."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await webhook.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        """A webhook ends in the settings of its channel; to delete it here would end it for everybody who uses it."""
        raise RefusedError(session.http.names.problem("not_signed_out_there"))

    async def who_am_i(self, session: Session) -> Account:
        is_forum = session.channel.reported.get(webhook.FORUM) is True
        return await webhook.read_account(Webhook.of(session), session.facts, is_forum)

    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Nothing can be laid down before the call; only what Discord would refuse as a whole is found."""
        if job.op is Op.CREATE:
            require_fits_all(session, job)

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is Op.EDIT:
            return await self._edit(session, job)
        return await self._send(session, job)

    async def _send(self, session: Session, job: Job) -> CommitAnswer:
        """A forum that nobody said was one refuses a message without a title, whole: then the post's own title opens
        the thread, in the one call that counts."""
        title = title_of(session, job)
        try:
            return await self._sent(session, job, title)
        except NeedsTitleError:
            own = own_title(job) if not title else ""
            if not own:
                raise
            return await self._sent(session, job, own)

    async def _sent(self, session: Session, job: Job, title: str) -> CommitAnswer:
        """Without `wait` a message that could not be kept is answered like one that was."""
        body, uploads = message_of(session, job)
        thread = thread_of(session, job)
        if title and not thread:
            body |= thread_fields(job, title)
        content: dict[str, Any] = {"form": {"payload_json": json.dumps(body, ensure_ascii=False)}}
        answer = await Webhook.of(session).call(
            "POST",
            "?wait=true",
            thread,
            uploads=uploads,
            irreversible=True,
            deadline_s=session.http.deadline_s + job.outgoing.upload_s,
            **(content if uploads else {"json": body}),
        )
        return Published(receipt_of(session, answer.fields(), in_thread=bool(thread or "thread_name" in body)))

    async def _edit(self, session: Session, job: Job) -> CommitAnswer:
        """The words, and an own card without a picture; files stay as they are. A poll stays whole."""
        if job.outgoing.poll is not None:
            raise RefusedError(session.http.names.problem("no_edit_there"))
        body = words_of(session, job)
        if any("image" in embed for embed in body.get("embeds", ())):
            del body["embeds"]
        body["allowed_mentions"] = allowed(job.outgoing.options)
        answer = await self._message(session, job, "PATCH", json=body, irreversible=True)
        if is_gone(answer):
            raise RefusedError(session.http.names.problem("not_known_there" if _is_pasted(job) else "removed_there"))
        assert job.receipt is not None
        found = answer.fields()  # the message comes back; a Wi-Fi's page says nothing of it
        data = {**job.receipt.data, "said": digest(found.text("content"))}
        return Published(replace(job.receipt, data=data))

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        answer = await self._message(session, job, "DELETE", irreversible=True)
        if is_gone(answer) and _is_pasted(job):
            raise RefusedError(session.http.names.problem("not_known_there"))
        if answer.status != 204 and not is_gone(answer):
            raise answer.strange()
        assert job.receipt is not None
        return Published(job.receipt)

    async def _message(self, session: Session, job: Job, method: str, **options: Any) -> Answer:
        """Call one message of this webhook by its number."""
        assert job.receipt is not None
        return await Webhook.of(session).call(method, f"/messages/{job.receipt.id}", thread_of(session, job), **options)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """A message is there at once or not at all."""
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        """A change is read back; a message without a number cannot be looked for."""
        if job.op not in (Op.EDIT, Op.DELETE):
            return CannotTell()
        assert job.receipt is not None
        answer = await self._message(session, job, "GET")
        if job.op is Op.DELETE:
            if is_gone(answer):
                return CannotTell() if _is_pasted(job) else Published(job.receipt)
            answer.fields().id()
            return Absent()
        if is_gone(answer):
            return CannotTell()
        said = digest(answer.fields().text("content", ""))
        return Published(job.receipt) if said in may_say(session, job) else Absent()

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        answer = await self._message(session, job, "GET")
        if is_gone(answer):
            return Absent()
        assert job.receipt is not None
        there = answer.fields().text("content", "")
        kept = job.receipt.data.get("said")
        same = digest(there) == kept if isinstance(kept, str) else digest(there) in may_say(session, job)
        return Said(there, words_of(session, job)["content"], same)


def _is_pasted(job: Job) -> bool:
    """A person gave the address: a webhook sees its own messages alone, so that one of another channel, or of somebody
    else, is "unknown" to it and may well be there."""
    return job.receipt is not None and job.receipt.evidence is Evidence.HUMAN


CONNECTOR: Connector = Discord()
