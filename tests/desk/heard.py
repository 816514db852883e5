"""Messages as they stand in the store once they were heard, for tests of what is done with them."""

from datetime import timedelta

from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity, Person


def person(desk: Desk, channel: Channel, name: str = "Anna Pertot") -> Person:
    handle = f"@{name.split()[0].lower()}@example.social"
    identity = Identity(channel.platform, f"{channel.id}/{name}", handle, name, "https://example.social/@anna")
    with desk.store.transaction() as tx:
        return tx.put(Person(desk.clock.new_id(), channel.brand_id, name, (identity,)))


def wrote(
    desk: Desk,
    channel: Channel,
    text: str = "Si può avere senza canditi?",
    *,
    by: Person | None = None,
    about: str | None = None,
    hours_ago: float = 1,
    kind: MessageKind = MessageKind.COMMENT,
    remote_id: str = "",
    **more: object,
) -> Message:
    """One message; `about` is a post's id."""
    made = desk.clock.new_id()
    with desk.store.transaction() as tx:
        return tx.put(
            Message(
                id=made,
                brand_id=channel.brand_id,
                channel_id=channel.id,
                kind=kind,
                remote_id=remote_id or made,
                text=text,
                sent_at_us=to_us(desk.clock.now() - timedelta(hours=hours_ago)),
                person_id=by.id if by is not None else None,
                post_id=about,
                **more,  # type: ignore[arg-type]
            )
        )


def now_of(desk: Desk, message: Message) -> Message:
    with desk.store.reading() as reader:
        return reader.get(Message, message.id)
