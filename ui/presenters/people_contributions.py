"""What one person made for the brand, on their card: how it stands, the posts of it, and thanks owed for its use."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from smmdesk.desk import contributions, people
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.contribution import Contribution, standing
from smmdesk.model.dates import say_day
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.moment import Moment, from_us, to_us
from smmdesk.model.post import Post
from smmdesk.model.words import _, ngettext
from smmdesk.store import people_reads
from smmdesk.store.reader import Reader
from ui.presenters.contributions import ICONS, WORDS
from ui.presenters.versions import begins

MOST, POSTS_MOST = 8, 3


@dataclass(frozen=True, slots=True)
class Made:
    """One thing that they made. `thanks` says since when it is shown without a word of thanks, "" for not owed;
    `message_id` is where to say them, "" where it came another way. `posts` are ids and first words."""

    id: str
    words: str
    state: str
    icon: str
    tone: str
    posts: tuple[tuple[str, str], ...]
    thanks: str
    message_id: str

    @property
    def spoken(self) -> str:
        return ", ".join(filter(None, (self.words, self.state, self.thanks)))


def made_by(desk: Desk, reader: Reader, brand: Brand, person_id: str) -> tuple[tuple[Made, ...], int]:
    """The newest things that somebody made, and how many there are in all."""
    found = [one for one in reader.all(Contribution, person_id=person_id) if not one.forgotten]
    found.sort(key=lambda one: -one.created_at_us)
    read = partial(_made, desk, reader, brand, _answered_us(reader, brand, person_id) if found else 0)
    return tuple(read(one) for one in found[:MOST]), len(found)


def _made(desk: Desk, reader: Reader, brand: Brand, answered_us: int, one: Contribution) -> Made:
    stands = standing(one, people.today(desk, brand.zone))
    ids = contributions.posts_with(reader, one)
    posts = reader.many(Post, ids[:POSTS_MOST])
    out_us = max(_went_out(reader, ids), default=0)
    since_us = to_us(desk.clock.now() - timedelta(days=people_reads.ADVOCATE_DAYS))
    thanks = ""
    if out_us > max(answered_us, since_us):
        day = say_day(Moment.of(from_us(out_us), brand.zone).day)
        thanks = _("Shown on {day}; nobody has thanked them since.").format(day=day)
    icon, tone = ICONS[stands]
    state = WORDS[stands]
    return Made(
        one.id,
        " ".join(one.text.split())[:200] or _pictures(one),
        _(state),
        icon,
        tone,
        tuple((post_id, begins(posts[post_id])) for post_id in ids[:POSTS_MOST] if post_id in posts),
        thanks,
        one.message_id or "",
    )


def _pictures(one: Contribution) -> str:
    count = len(one.assets) + len(one.media)
    return ngettext("{count} photo", "{count} photos", count).format(count=count)


def _went_out(reader: Reader, post_ids: tuple[str, ...]) -> list[int]:
    """When posts went out, wherever they stand still."""
    groups = reader.deliveries_of_posts(post_ids).values()
    parts = [part for group in groups for delivery in group for part in delivery.parts[:1]]
    return [
        part.receipt.at_us
        for part in parts
        if part.state is State.PUBLISHED and not part.removed and part.receipt is not None
    ]


def _answered_us(reader: Reader, brand: Brand, person_id: str) -> int:
    """When they were last answered from here."""
    theirs = tuple(people_reads.messages_of(reader, [person_id]))
    answers = reader.all(Delivery, brand_id=brand.id, message_id=theirs) if theirs else ()
    sent = [one.created_at_us for one in answers if any(part.state is not State.CANCELLED for part in one.parts)]
    return max(sent, default=0)
