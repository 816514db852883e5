"""What was found for a lookout is written down: once, without what is muted, as a message or as an idea."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.desk import authors
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.lookout import Becomes, Lookout, is_muted
from smmdesk.model.message import TEXT_MOST, Heard, Message, MessageKind
from smmdesk.model.person import Identity
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.store import lookouts, messages
from smmdesk.store.plain import clean_text

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.transaction import Transaction

FIRST_DAYS, FIRST_MOST, MOST = 7, 20, 50
"""What is told of the past when something is listened for anew; and of what came since, after days offline too."""
FIRST_US = timedelta(days=FIRST_DAYS) // timedelta(microseconds=1)
LOOKOUT, AUTHOR, HANDLE, SOURCE = "lookout", "author", "handle", "source"
"""In `Message.data`: which lookout found it, who wrote it (nobody that the brand knows yet), and where it was found."""


def keep(
    tx: "Transaction", desk: "Desk", lookout: Lookout, channel_id: str, found: Iterable[Heard], *, first: bool
) -> int:
    """Write down what is new of `found`, in one channel or in a feed (""). How many are new is returned."""
    fresh = _new(tx, lookout, channel_id, _told(tx, desk, lookout, found, first=first))
    people = authors.known(tx, lookout.brand_id, [heard.author for heard in fresh])  # strangers stay strangers
    for heard in sorted(fresh, key=lambda one: one.sent_at_us):
        as_idea = lookout.becomes is Becomes.IDEA
        author = heard.author
        known = people.get((author.platform, author.remote_id))
        name, handle = clean_text(author.name or author.handle), clean_text(author.handle)
        message = Message(
            id=desk.clock.new_id(),
            brand_id=lookout.brand_id,
            channel_id=channel_id,
            kind=MessageKind.FOUND,
            remote_id=clean_text(heard.remote_id),
            text=clean_text(heard.text)[:TEXT_MOST],
            sent_at_us=heard.sent_at_us,
            person_id=known.person_id if known is not None else None,
            author_remote_id=(known.remote_id if known is not None else author.remote_id) or None,
            url=clean_text(heard.url),
            data={**heard.data, LOOKOUT: lookout.id, AUTHOR: name, HANDLE: handle, SOURCE: lookout.says},
            read=as_idea,
            done=as_idea,
        )
        tx.put(message)
        if as_idea:
            tx.put(_idea(tx, desk, message))
    return len(fresh)


def _told(tx: "Transaction", desk: "Desk", lookout: Lookout, found: Iterable[Heard], *, first: bool) -> list[Heard]:
    """Not ours, not muted, not dated into the future; of a first look the last days alone; the newest ones."""
    now_us, own = desk.now_us(), _own_names(tx, lookout.brand_id)
    dated = [replace(heard, sent_at_us=min(heard.sent_at_us, now_us)) for heard in found]
    theirs = [heard for heard in dated if not heard.ours and not heard.removed and not own & _names(heard.author)]
    kept = [heard for heard in theirs if not _muted(lookout, heard)]
    if first:
        kept = [heard for heard in kept if heard.sent_at_us > now_us - FIRST_US]
    return sorted(kept, key=lambda heard: -heard.sent_at_us)[: FIRST_MOST if first else MOST]


def _own_names(tx: "Transaction", brand_id: str) -> frozenset[str]:
    """What the brand's own accounts are known by, wherever another of them comes across what they say."""
    channels = tx.all(Channel, brand_id=brand_id)
    own = (Identity(each.platform, each.proven_id, each.handle, url=each.url) for each in channels)
    return frozenset(name for each in own for name in _names(each))


def _names(account: Identity) -> frozenset[str]:
    here = [f"{account.platform} {name}" for name in (account.remote_id, account.handle.casefold()) if name]
    return frozenset([*here, *filter(None, (account.url,))])


def _muted(lookout: Lookout, heard: Heard) -> bool:
    return is_muted(lookout, heard.text, (heard.author.name, heard.author.handle))


def _new(tx: "Transaction", lookout: Lookout, channel_id: str, told: Sequence[Heard]) -> list[Heard]:
    ids = lookouts.found_ids(tx, channel_id, [clean_text(heard.remote_id) for heard in told])
    ours = messages.own_ids(tx, channel_id, [heard.remote_id for heard in told]) if channel_id else frozenset()
    urls = lookouts.known_pages(tx, lookout.brand_id, [heard.url for heard in told if heard.url], _since_us(told))
    fresh: dict[str, Heard] = {}
    for heard in told:
        key = clean_text(heard.remote_id)
        if key not in ids and heard.remote_id not in ours and not (heard.url and heard.url in urls):
            fresh.setdefault(heard.url or key, heard)
    return list({clean_text(heard.remote_id): heard for heard in fresh.values()}.values())


def _since_us(told: Sequence[Heard]) -> int:
    """Another server, or another feed, dates the same a little earlier at most."""
    return min((heard.sent_at_us for heard in told), default=0) - FIRST_US


def _idea(tx: "Transaction", desk: "Desk", message: Message) -> Post:
    brand = tx.get(Brand, message.brand_id)
    author = message.data.get(AUTHOR)
    said = f"“{message.text.strip()}”" + (f"\n— {author}" if author else "")
    return Post(
        id=desk.clock.new_id(),
        brand_id=brand.id,
        content=Content(text=said, link=message.url),
        stage=Stage.IDEA,
        language=brand.language,
        created_at_us=desk.now_us(),
    )
