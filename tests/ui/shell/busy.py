"""A bakery's desk on a busy Wednesday: deliveries in every state, for the gallery and for tests of the screens."""

from dataclasses import replace
from datetime import timedelta

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import Attempt, Evidence, Op, Part, Receipt, State, Verdict
from smmdesk.model.media import MediaUse
from smmdesk.model.moment import Moment, to_us
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from tests.desk.support import drive

WORDS = {
    "cake": ("Torta di noci, pochi pezzi", "Walnut cake, only a few"),
    "salt": ("Oggi abbiamo sbagliato il sale", "Today we got the salt wrong"),
    "muggia": ("Chi viene da Muggia?", "Who comes from Muggia?"),
    "dough": ("Video: impasto del panettone", "Video: kneading the panettone"),
    "coffee": ("Il caffè del martedì", "The Tuesday coffee"),
    "hours": ("Orari delle feste", "Opening hours for the holidays"),
    "book": ("Panettone: si prenota", "Panettone: book now"),
    "open": ("Aperte le prenotazioni", "Bookings are open"),
    "first": ("Panettone, il primo dell’anno", "The first panettone of the year"),
}
SENDING = (State.CLAIMED, State.SENDING)


class Busy:
    """Makes posts in a state. `language` is that of their words."""

    def __init__(self, desk: Desk, brand: Brand, language: str = "en") -> None:
        self.desk, self.brand, self.italian = desk, brand, language == "it"
        self.now = Moment.of(desk.clock.now(), brand.zone)
        self.media: dict[str, MediaUse] = {}

    def channel(self, platform: str, name: str, **fields: object) -> Channel:
        given: dict[str, object] = {"status": ChannelStatus.CONNECTED, "url": f"https://{platform}.example/lucia"}
        made = Channel(self.desk.clock.new_id(), self.brand.id, platform, name, **(given | fields))  # type: ignore[arg-type]
        with self.desk.store.transaction() as tx:
            return tx.put(made)

    def post(self, words: str, away: timedelta, *channels: Channel, **content: object) -> Post:
        """A scheduled post, `away` from now: the past too, as if it had been scheduled in time."""
        text = WORDS[words][0 if self.italian else 1]
        media = (self.media[words],) if words in self.media else ()
        made = planning.add_post(
            self.desk,
            self.brand.id,
            content=Content(title=text, text=text, media=media, **content),  # type: ignore[arg-type]
            channels=tuple(channel.id for channel in channels),
            language="it" if self.italian else "en",
        )
        planning.schedule(self.desk, made.id, self.now.plus(timedelta(days=400)))
        moment = self.now.plus(away)
        with self.desk.store.transaction() as tx:
            post = tx.put(replace(tx.get(Post, made.id), planned=moment))
            for delivery in tx.deliveries_of(made.id):
                tx.put(replace(delivery, due=moment))
        return post

    def parts(self, post: Post) -> tuple[Part, ...]:
        with self.desk.store.reading() as reader:
            return tuple(part for delivery in reader.deliveries_of(post.id) for part in delivery.parts)

    # ------------------------------------------------------------------ states
    def missed(self, words: str, away: timedelta, *channels: Channel) -> Post:
        post = self.post(words, away, *channels)
        for part in self.parts(post):
            drive(self.desk, part, State.MISSED, problem=Problem("missed", {"channel": "x"}))
        return post

    def asking(self, words: str, away: timedelta, channel: Channel, problem: Problem) -> Post:
        post = self.post(words, away, channel)
        drive(self.desk, self.parts(post)[0], State.NEEDS_YOU, problem=problem)
        return post

    def published(self, words: str, away: timedelta, *channels: Channel) -> Post:
        post = self.post(words, away, *channels)
        for part in self.parts(post):
            self.out(part, away)
        return post

    def out(self, part: Part, away: timedelta, op: Op = Op.CREATE) -> None:
        """This part is live since then."""
        at_us = to_us(self.desk.clock.now() + away) + 4_000_000
        receipt = Receipt(f"r-{part.id}", f"https://shop.example/{part.id}", at_us, Evidence.RESPONSE)
        drive(self.desk, part, *SENDING, State.PUBLISHED, receipt=receipt, op=op)
        self.attempt(part, at_us - 3_000_000, Verdict.DONE)

    def unknown(self, words: str, away: timedelta, channel: Channel, *also: Channel) -> Post:
        """Nobody can tell on `channel`; on the others it is out."""
        post = self.post(words, away, channel, *also)
        first, *rest = self.parts(post)
        for part in rest:
            self.out(part, away)
        began_us = to_us(self.desk.clock.now() + away)
        problem = Problem("unknown_outcome", {"channel": channel.name})
        wake_us = to_us(self.desk.clock.now() + timedelta(minutes=14))
        drive(self.desk, first, *SENDING, State.UNKNOWN, problem=problem, wake_at_us=wake_us, lookups=2)
        self.attempt(first, began_us, Verdict.UNKNOWN)
        return post

    def waiting(self, words: str, away: timedelta, channel: Channel, *also: Channel) -> Post:
        """No internet on `channel`; on the others it stands as it was."""
        post = self.post(words, away, channel, *also)
        wake_us = to_us(self.desk.clock.now() + timedelta(minutes=6))
        problem = Problem("offline")
        drive(self.desk, self.parts(post)[0], *SENDING, State.RETRY_WAIT, problem=problem, wake_at_us=wake_us)
        self.attempt(self.parts(post)[0], to_us(self.desk.clock.now() + away), Verdict.NOT_SENT)
        return post

    def attempt(self, part: Part, at_us: int, verdict: Verdict) -> None:
        """A try that is in the journal, after the part went its way: the database takes no second one before."""
        made = Attempt(self.desk.clock.new_id(), part.id, 1, Op.CREATE, "k", "h", intent_at_us=at_us)
        with self.desk.store.transaction() as tx:
            tx.add_attempt(made)
            tx.end_attempt(replace(made, end_at_us=at_us + 2_000_000, verdict=verdict))


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def fill(desk: Desk, brand: Brand, language: str = "en", media: dict[str, MediaUse] | None = None) -> Busy:
    """The whole busy morning."""
    busy = Busy(desk, brand, language)
    busy.media = media or {}
    mastodon = busy.channel("mastodon", "Forno Lucia")
    bluesky = busy.channel("bluesky", "fornolucia.example")
    blog = busy.channel("wordpress", "Il blog" if busy.italian else "The blog")
    out = busy.channel("practice", "Vetrina" if busy.italian else "Shop window", status=ChannelStatus.SIGNED_OUT)
    busy.missed("cake", hours(-99), mastodon)
    busy.missed("salt", hours(-41), bluesky)
    busy.missed("dough", hours(-2), mastodon, blog)
    refused = {"channel": bluesky.name, "limit": 300, "actual": 312, "field": "text"}
    busy.asking("coffee", hours(-20), bluesky, Problem("text_too_long", refused))
    busy.asking("first", hours(-1), out, Problem("signed_out", {"channel": out.name}))
    busy.post("hours", hours(22), out)
    busy.unknown("muggia", hours(-17), bluesky, mastodon, blog)
    busy.waiting("hours", hours(-0.2), blog)
    busy.published("first", hours(-26), mastodon, bluesky)
    busy.post("open", hours(3), mastodon, bluesky)
    listed = busy.post("book", hours(21), mastodon)
    part = busy.parts(listed)[0]
    drive(desk, part, *SENDING, State.HANDED_OFF, remote_due_us=listed.planned.instant_us, op=Op.SCHEDULE)  # type: ignore[union-attr]
    half = busy.post("cake", hours(-3), bluesky, thread=(ThreadItem("2"), ThreadItem("3"), ThreadItem("4")))
    for done in busy.parts(half)[:2]:
        busy.out(done, hours(-3))
    stopped = {"done": 2, "total": 4, "number": 3, "platform": "Bluesky", "said": "a link is blocked"}
    drive(desk, busy.parts(half)[2], *SENDING, State.NEEDS_YOU, problem=Problem("part_refused", stopped))
    sending = busy.post("book", hours(-0.05), blog)
    drive(desk, busy.parts(sending)[0], State.CLAIMED)
    return busy
