"""`inbox`: what people wrote, and answering it in the terminal."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from smmdesk.commands.answer import Answer, plain
from smmdesk.desk import answering
from smmdesk.desk.several_brands import named
from smmdesk.model.channel import Channel
from smmdesk.model.dates import say_time
from smmdesk.model.message import Message
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.person import Person
from smmdesk.model.words import _

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader

WORDS_SHOWN = 80


def list_all(desk: "Desk", args: Namespace) -> Answer:
    """Messages that wait for an answer; with --all also those that are done."""
    brand = named(desk, args.brand)
    found = answering.inbox(desk, brand.id, done=None if args.all else False)
    with desk.store.reading() as reader:
        told = [_told(reader, message, brand.zone) for message in found]
    lines = [f"{row['id'][:8]}  {row['time']}  {row['channel']}  {row['person']}: {row['words']}" for row in told]
    return Answer({"messages": told}, tuple(lines or [_("Nobody waits for an answer.")]))


def _told(reader: "Reader", message: Message, zone: str) -> dict[str, Any]:
    person = reader.find(Person, message.person_id) if message.person_id else None
    channel = reader.find(Channel, message.channel_id)
    words = " ".join(message.text.split())
    return {
        "id": message.id,
        "kind": message.kind.value,
        "channel": plain(channel.name if channel is not None else ""),
        "person": plain(person.name if person is not None else _("Somebody")),
        "time": say_time(Moment.of(from_us(message.sent_at_us), zone)),
        "text": message.text,
        "words": plain(words if len(words) <= WORDS_SHOWN else f"{words[: WORDS_SHOWN - 1]}…"),
        "url": message.url,
        "read": message.read,
        "done": message.done,
        "removed": message.removed,
    }


def reply(desk: "Desk", args: Namespace) -> Answer:
    """Answer one; it goes out when `publish` runs. Raises ProblemError."""
    with desk.store.reading() as reader:
        message = reader.by_prefix(Message, args.id)
    sent = answering.reply(desk, message.id, args.text, in_private=args.private)
    return Answer({"id": sent.id}, (_("The answer goes out as soon as smmdesk publishes."),))
