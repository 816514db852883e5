"""What a person does with messages: answer one, take it as done, hide it from the list. One transaction each.

An answer is a delivery whose origin is the message: it goes out at once, or when there is a network again, by the same
machine as every post, with the same doubts and the same proofs.
"""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk import consents, media_host, private_messages
from smmdesk.desk import in_private as privately
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.counting import mentions_in
from smmdesk.model.delivery import Delivery, Part, PartKind, State
from smmdesk.model.limits import check
from smmdesk.model.media import Asset, MediaKind, MediaUse
from smmdesk.model.message import UNANSWERED, Message, MessageKind
from smmdesk.model.moment import Moment
from smmdesk.model.private import is_in_private
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import _
from smmdesk.platforms.facts import Facts
from smmdesk.store import answer_drafts, ledger, messages
from smmdesk.store.plain import clean_text

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction


def opening(message: Message) -> str:
    """What an answer begins with, where the platform tells people only by their name in it; "" elsewhere."""
    named = message.data.get("names")
    return f"{named} " if isinstance(named, str) and named else ""


def reply(
    desk: "Desk", message_id: str, text: str, media: tuple[MediaUse, ...] = (), *, in_private: bool = False
) -> Delivery:
    """Answer a message now, with photos or videos where the platform takes them; it counts as done, and what the same
    account wrote before it in a private conversation with it. `in_private`: its
    author alone reads it, though everybody reads the message.

    Raises ProblemError(text_missing, channel_not_connected, removed_there, no_answer_there, answer_too_late,
    no_photo_in_answer, media_too_many, media_mixed, media_missing, media_type, media_too_big, video_codec,
    video_too_short, answer_photo_from_web, what stands against a customer's photo, or against an
    answer in private: no_private_answer, private_not_allowed, private_answer_given, private_answer_too_late).
    """
    with desk.store.transaction() as tx:
        return reply_in(tx, desk, message_id, text, media, in_private=in_private)


def reply_in(
    tx: "Transaction",
    desk: "Desk",
    message_id: str,
    text: str,
    media: tuple[MediaUse, ...] = (),
    *,
    in_private: bool = False,
) -> Delivery:
    """`reply` inside a transaction that is already open."""
    message = tx.get(Message, message_id)
    channel = tx.get(Channel, message.channel_id)
    _require_sendable(tx, desk, channel, message, text)
    options = _options(message)
    if in_private:
        _require_in_private(tx, desk, channel, message)
        options |= privately.options_of(desk.facts_for(channel))
    content = Content(text=as_said(desk.facts_for(channel), message, text, in_private), media=media, options=options)
    _require_photos(tx, desk, channel, message, content)
    made = desk.clock.new_id()
    wanted = Delivery(
        id=made,
        brand_id=message.brand_id,
        channel_id=channel.id,
        due=Moment.of(desk.clock.now(), tx.get(Brand, message.brand_id).zone),
        parts=(Part(desk.clock.new_id(), made, 0, PartKind.ROOT),),
        message_id=message.id,
        content=content,
        now=True,
        home=desk.device,
        created_at_us=desk.now_us(),
    )
    sent = tx.put(wanted)
    if answer_drafts.draft_of(tx, message.id).strip() in ("", clean_text(text).strip()):
        answer_drafts.forget(tx, message.id)  # other words are somebody's who still types
    for part in sent.parts:
        if part.state is State.DRAFT:
            ledger.move(tx, part, State.SCHEDULED)
    if not (message.done and message.read):
        tx.put(replace(message, done=True, read=True))
    private_messages.settle_earlier(tx, message)
    return tx.get(Delivery, made)


def as_said(facts: Facts, message: Message, text: str, in_private: bool) -> str:
    """An answer as it goes out. One in private to what everybody reads goes to its author by itself, and begins with
    their name only where that alone leads to them."""
    reaches = in_private and not (facts.in_private is not None and facts.in_private.named_read_it)
    return text if reaches else with_opening(message, text)


def with_opening(message: Message, text: str) -> str:
    """An answer as it goes out: it begins with their name, unless that stands in it already. The name of somebody else
    that only begins like theirs ("@ann" in "@anna", "@ann@a.example" in "@ann@a.example.org") is another's; in a web
    address ("a.example/@ann") it tells nobody."""
    begins = opening(message)
    theirs = rf"(?<![\w@./=-]){re.escape(begins.strip())}(?![\w@-]|\.\w)"
    return text if not begins or re.search(theirs, text) else f"{begins}{text}"


def names_others(facts: Facts, message: Message, text: str) -> bool:
    """Whether a private answer names others than whom it answers, where those read it too."""
    if facts.in_private is None or not facts.in_private.named_read_it:
        return False
    return any(found.rstrip(".-") != opening(message).strip() for found in mentions_in(text))


def take_back(desk: "Desk", part_id: str) -> tuple[str, str]:
    """An answer that was refused goes no more; its words stand before what was typed under the message they answer.

    Returns that message's id and what stands there now. Raises ProblemError(too_late_to_change).
    """
    from smmdesk.desk import settling  # brings the publisher with it, which reading and answering need not

    with desk.store.transaction(_("answer about a post")) as tx:
        part = settling.settle_in(tx, part_id)
        delivery = tx.get(Delivery, part.delivery_id)
        settling.to_draft(tx, part)
        assert delivery.message_id is not None
        return delivery.message_id, answer_drafts.draft_of(tx, delivery.message_id)


def _options(message: Message) -> dict[str, str | bool]:
    """The audience of what is answered: a private message is answered in private."""
    kept = message.data.get("options")
    return {str(name): value for name, value in kept.items()} if isinstance(kept, dict) else {}


def _require_sendable(reader: "Reader", desk: "Desk", channel: Channel, message: Message, text: str) -> None:
    facts = desk.facts_for(channel)
    if not text.strip():
        raise ProblemError("text_missing", channel=channel.name)
    if channel.status is not ChannelStatus.CONNECTED or not facts.sends_by_itself:
        raise ProblemError("channel_not_connected", channel=channel.name, time="")
    if message.removed:
        raise ProblemError("removed_there", channel=channel.name, platform=facts.name)
    if not can_answer(facts, message):
        raise ProblemError("no_answer_there", channel=channel.name, platform=facts.name)
    late = private_messages.too_late(reader, facts, channel, message, desk.now_us())
    if late is not None:
        raise ProblemError.of(late)


def _require_in_private(reader: "Reader", desk: "Desk", channel: Channel, message: Message) -> None:
    problem = privately.against(reader, desk.facts_for(channel), channel, message, desk.now_us())
    if problem is not None:
        raise ProblemError.of(problem)


def can_answer(facts: Facts, message: Message) -> bool:
    """Whether a program may answer this there. What was found is often another kind of thing than what people write to
    us: where the platform's own facts do not say so, an answer could only be a new post."""
    if message.kind is MessageKind.FOUND:
        return facts.can_answer and facts.search is not None and facts.search.answers
    return facts.can_answer and message.data.get(UNANSWERED) is not True


def photo_problem(
    reader: "Reader", desk: "Desk", channel: Channel, message: Message, content: Content
) -> Problem | None:
    """What stands against the photos and videos of an answer on a channel."""
    if not content.media:
        return None
    facts = desk.facts_for(channel)
    in_private = is_in_private(content.options)
    limits = facts.limits_of_answer(channel.reported, message.kind is MessageKind.PRIVATE, in_private)
    assets = reader.many(Asset, {use.asset_id for use in content.media})
    taken = {MediaKind.IMAGE, MediaKind.VIDEO} if limits.videos_max else {MediaKind.IMAGE}
    if not limits.images_max or {asset.kind for asset in assets.values()} - taken:
        return Problem("no_photo_in_answer", {"channel": channel.name, "platform": facts.name, "field": "media"})
    if not media_host.facts_at(reader, facts, channel.brand_id, content).sends_by_itself:
        return Problem("answer_photo_from_web", {"channel": channel.name, "platform": facts.name, "field": "media"})
    found = check(content, limits, channel.name, assets, (), reader.get(Brand, channel.brand_id).language).blocking
    wrong = [problem for problem in found if problem.field in ("media", "alt")]
    today = Moment.of(desk.clock.now(), reader.get(Brand, channel.brand_id).zone).day
    theirs = consents.against(reader, channel.brand_id, content, None, (channel.id, channel.name), today)
    return next(iter((*wrong, *theirs)), None)


def _require_photos(reader: "Reader", desk: "Desk", channel: Channel, message: Message, content: Content) -> None:
    problem = photo_problem(reader, desk, channel, message, content)
    if problem is not None:
        raise ProblemError.of(problem)


def mark(desk: "Desk", message_id: str, *, read: bool | None = None, done: bool | None = None) -> Message:
    """Take a message as read or done, or not. Nothing is written when it is so already."""
    with desk.store.transaction() as tx:
        message = tx.get(Message, message_id)
        wanted = replace(message, read=message.read if read is None else read)
        if done is not None:
            wanted = replace(wanted, done=done, read=wanted.read or done)
        return tx.put(wanted)


def inbox(desk: "Desk", brand_id: str, *, done: bool | None = None, limit: int = 200) -> tuple[Message, ...]:
    """The messages of a brand, the newest first."""
    with desk.store.reading() as reader:
        ids = messages.listed(reader, brand_id, done=done, limit=limit)
        found = reader.many(Message, ids)
    return tuple(found[name] for name in ids if name in found)


def answers_of(desk: "Desk", message_id: str) -> tuple[Delivery, ...]:
    """What we answered, the oldest first."""
    with desk.store.reading() as reader:
        return reader.all(Delivery, message_id=message_id)
