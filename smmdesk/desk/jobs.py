"""A part as a connector sees it, and as sent.log writes it down."""

from collections.abc import Mapping
from typing import Any

from smmdesk.desk.deciding import Case
from smmdesk.model.delivery import Delivery, Part, PartKind, Receipt, State
from smmdesk.model.message import WRITTEN_BY, Message
from smmdesk.model.moment import from_us
from smmdesk.platforms.base import Job, Outgoing
from smmdesk.store import ledger
from smmdesk.store.reader import Reader
from smmdesk.store.sent_log import Entry


def job_of(reader: Reader | None, case: Case, content: Outgoing, *, searching: bool = False) -> Job:
    """The part as a connector sees it; `searching` tells it also what belongs to other parts.

    Without a reader for a post that is not searched for: everything about it is in the case.
    """
    part = case.part
    first_us = case.first_try_us
    return Job(
        part_id=part.id,
        kind=part.kind,
        op=part.op,
        key=part.key,
        outgoing=content,
        due=from_us(case.due_us),
        prepared=part.prepared,
        root=_root(case),
        parent=parent_of(case) or (_answered(reader, case.delivery) if reader is not None else None),
        receipt=part.receipt,
        first_try_at=from_us(first_us) if first_us is not None else None,
        owned=ledger.owned_ids(reader, case.channel.id, part.id) if reader is not None and searching else frozenset(),
    )


def words_of(rendered: Mapping[str, Any]) -> Outgoing:
    """What a part said when it went out, without its files; nothing where nobody kept it."""
    return Outgoing(
        text=str(rendered.get("text") or ""),
        title=str(rendered.get("title") or ""),
        link=str(rendered.get("link") or ""),
        language=str(rendered.get("language") or ""),
        options=dict(rendered.get("options") or {}),
    )


def _root(case: Case) -> Receipt | None:
    if case.is_first:
        return None
    roots = (part for part in case.delivery.parts if part.kind is PartKind.ROOT and part.state is State.PUBLISHED)
    return next((part.receipt for part in roots), None)


def parent_of(case: Case) -> Receipt | None:
    """What a thread item or a first comment hangs on: the part before it, or the root."""
    if case.is_first:
        return None
    out = [
        part
        for part in case.delivery.parts
        if part.position < case.part.position and part.state is State.PUBLISHED and part.receipt is not None
    ]
    if case.part.kind is PartKind.FIRST_COMMENT:
        out = [part for part in out if part.kind is PartKind.ROOT]
    found = max(out, key=lambda part: part.position, default=None)
    return found.receipt if found is not None and found.receipt is not None and found.receipt.id else None


def _answered(reader: Reader, delivery: Delivery) -> Receipt | None:
    """The message that a reply answers, when it was written, and by whom."""
    message = reader.find(Message, delivery.message_id) if delivery.message_id else None
    if message is None:
        return None
    by = {WRITTEN_BY: message.author_remote_id} if message.author_remote_id else {}
    return Receipt(message.remote_id, message.url, message.sent_at_us, data={**message.data, **by})


def log_entry(what: str, case: Case, part: Part, now_us: int, receipt: Receipt) -> Entry:
    """One line of sent.log; understood without the database."""
    channel = case.channel.remote_id or case.channel.id
    return Entry(
        what,
        now_us,
        part.id,
        part.generation,
        part.key,
        channel,
        part.content_hash,
        str(part.op),
        receipt.id,
        receipt.url,
    )
