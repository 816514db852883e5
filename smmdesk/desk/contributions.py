"""What a person does with what customers made: collect it, ask whether it may be used, write down what they said, and
make a post of it that names them. Each is one undoable step; a question that went out stays asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.desk import answering
from smmdesk.desk.arming import is_armed, is_changeable, parts_of
from smmdesk.desk.findings import AUTHOR, HANDLE
from smmdesk.desk.planning import take_back
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.contribution import (
    CREDIT_MOST,
    NOTE_MOST,
    TEXT_MOST,
    Consent,
    Contribution,
    Proof,
    Shown,
    Standing,
    credit_for,
    objection,
    standing,
)
from smmdesk.model.delivery import State
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.message import Message
from smmdesk.model.moment import Moment
from smmdesk.model.person import Identity, Person
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.model.words import _
from smmdesk.platforms.shown import pictures_of
from smmdesk.store import contribution_reads

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction


def today(desk: "Desk", brand: Brand) -> date:
    """The day that it is for the brand."""
    return Moment.of(desk.clock.now(), brand.zone).day


def today_of(reader: "Reader", desk: "Desk", contribution: Contribution) -> date:
    """The day that it is for its brand."""
    return today(desk, reader.get(Brand, contribution.brand_id))


class Stood(NamedTuple):
    """A contribution and how it stands today."""

    contribution: Contribution
    standing: Standing


def listed(desk: "Desk", brand_id: str) -> tuple[Stood, ...]:
    """All of a brand: what waits for somebody first, then the newest first."""
    order = list(Standing)
    with desk.store.reading() as reader:
        day = today(desk, reader.get(Brand, brand_id))
        found = [Stood(one, standing(one, day)) for one in reader.all(Contribution, brand_id=brand_id)]
    return tuple(sorted(found, key=lambda one: (order.index(one.standing), -one.contribution.created_at_us)))


# ------------------------------------------------------------------ collecting
def from_message(desk: "Desk", message_id: str) -> Contribution:
    """What somebody wrote or showed, kept to be asked about; the one there is where it was kept before."""
    with desk.store.reading() as reader:
        known = _kept_of(reader, message_id)
    if known is not None:
        return known
    with step(desk, _("contribution from a message")) as tx:
        return from_message_in(tx, desk, message_id)


def from_message_in(tx: "Transaction", desk: "Desk", message_id: str) -> Contribution:
    """`from_message` inside a step that is already open."""
    known = _kept_of(tx, message_id)
    if known is not None:
        return known
    message = tx.get(Message, message_id)
    account, name = _who(tx, message)
    made = Contribution(
        id=desk.clock.new_id(),
        brand_id=message.brand_id,
        text=message.text,
        author=name,
        credit=credit_for(account.handle if account is not None else "", name),
        platform=account.platform if account is not None else "",
        url=message.url,
        said_at_us=message.sent_at_us,
        rating=message.rating,
        person_id=message.person_id,
        message_id=message.id,
        media=pictures_of(message.data),
        created_at_us=desk.now_us(),
    )
    return tx.put(made)


def _kept_of(reader: "Reader", message_id: str) -> Contribution | None:
    return next((one for one in reader.all(Contribution, message_id=message_id) if not one.forgotten), None)


def _who(tx: "Transaction", message: Message) -> tuple[Identity | None, str]:
    """The account that wrote it, as far as it is known, and how its owner is called."""
    person = tx.find(Person, message.person_id) if message.person_id else None
    channel = tx.find(Channel, message.channel_id) if message.channel_id else None
    platform = channel.platform if channel is not None else ""
    if person is None:
        name = str(message.data.get(AUTHOR) or "")
        return Identity(platform, "", str(message.data.get(HANDLE) or ""), name), name
    own = [one for one in person.identities if one.platform == platform]
    exact = [one for one in own if message.author_remote_id and one.remote_id == message.author_remote_id]
    account = next(iter(exact or own), None)
    return account or Identity(platform, ""), person.name


def add(desk: "Desk", brand_id: str, author: str, text: str = "", asset_ids: Sequence[str] = ()) -> Contribution:
    """Something that came another way: brought to the shop, sent by mail. Raises ProblemError(contribution_empty)."""
    name, words = " ".join(author.split())[:CREDIT_MOST], text.strip()[:TEXT_MOST]
    if not words and not asset_ids:
        raise ProblemError("contribution_empty")
    with step(desk, _("contribution")) as tx:
        made = Contribution(desk.clock.new_id(), brand_id, words, name, name, created_at_us=desk.now_us())
        return tx.put(replace(made, assets=tuple(dict.fromkeys(asset_ids))))


def attach(desk: "Desk", contribution_id: str, asset_ids: Iterable[str], of: Shown | None = None) -> Contribution:
    """These photos of the library belong to it; `of` is the picture there that was fetched for it."""
    with step(desk, _("photos of a contribution")) as tx:
        one = tx.get(Contribution, contribution_id)
        wanted = tuple(dict.fromkeys((*one.assets, *asset_ids)))
        for asset_id in wanted:
            asset = tx.get(Asset, asset_id)
            alt = asset.alt or ({tx.get(Brand, one.brand_id).language: of.alt} if of is not None and of.alt else {})
            marked = replace(asset, credit=asset.credit or one.credit, alt=alt)
            if marked != asset:
                tx.put(marked)
        return tx.put(replace(one, assets=wanted, media=tuple(each for each in one.media if each != of)))


def describe(desk: "Desk", contribution_id: str, *, credit: str | None = None, note: str | None = None) -> Contribution:
    """Another line that names them, or other notes about it."""
    with step(desk, _("change of a contribution")) as tx:
        one = tx.get(Contribution, contribution_id)
        line = one.credit if credit is None else " ".join(credit.split())[:CREDIT_MOST]
        return tx.put(replace(one, credit=line, note=one.note if note is None else note.strip()[:NOTE_MOST]))


def remove(desk: "Desk", contribution_id: str) -> None:
    """Into the trash. Its consent goes along; what carries it cannot go out any more."""
    with step(desk, _("deletion of a contribution"), _carrying(desk, contribution_id)) as tx:
        hold(tx, tx.trash(Contribution, contribution_id))


# ------------------------------------------------------------------ asking
def ask(desk: "Desk", contribution_id: str, text: str) -> None:
    """Ask under the message it came with. Raises ProblemError as `answering.reply`, not_found."""
    with desk.store.transaction() as tx:
        ask_in(tx, desk, contribution_id, text)


def ask_in(tx: "Transaction", desk: "Desk", contribution_id: str, text: str) -> None:
    """`ask` inside a transaction that is already open: what goes out is noted with it, nobody is asked twice."""
    answering.reply_in(tx, desk, tx.get(Contribution, contribution_id).message_id or "", text)
    _note_asked(tx, desk, contribution_id, text)


def asked(desk: "Desk", contribution_id: str, text: str = "") -> None:
    """They were asked elsewhere, by hand."""
    with desk.store.transaction(_("asking for a contribution")) as tx:
        _note_asked(tx, desk, contribution_id, text)


def _note_asked(tx: "Transaction", desk: "Desk", contribution_id: str, text: str) -> None:
    one = tx.get(Contribution, contribution_id)
    tx.put(replace(one, asked_at_us=desk.now_us(), asked_words=text.strip()[:TEXT_MOST]))


def answers(reader: "Reader", contribution: Contribution) -> tuple[Message, ...]:
    """What they wrote since they were asked, the newest first: one of these may be their yes."""
    if contribution.person_id is None or contribution.asked_at_us is None:
        return ()
    found = reader.all(Message, person_id=contribution.person_id)
    later = [one for one in found if one.sent_at_us >= contribution.asked_at_us - ASKED_SLACK_US]
    return tuple(sorted((one for one in later if one.id != contribution.message_id), key=lambda one: -one.sent_at_us))


ASKED_SLACK_US = 6 * 60 * 1_000_000
"""How much earlier than our question a platform's clock may date the answer."""


# ------------------------------------------------------------------ what they said
def agreed(
    desk: "Desk", contribution_id: str, message_id: str, channels: Sequence[str] = (), until: date | None = None
) -> Contribution:
    """They said yes in this message: its words, its instant and its link are kept as they are now."""
    with desk.store.reading() as reader:
        message = reader.get(Message, message_id)
    consent = Consent(message.text, message.sent_at_us, Proof.MESSAGE, desk.now_us(), message.url)
    return _consented(desk, contribution_id, replace(consent, channels=tuple(channels), until=until))


def signed(
    desk: "Desk",
    contribution_id: str,
    asset_id: str,
    words: str,
    on: date,
    channels: Sequence[str] = (),
    until: date | None = None,
) -> Contribution:
    """They signed a sheet, or wrote elsewhere: the file is the proof, `words` what it says, `on` the day on it.
    Raises ProblemError(consent_proof_missing)."""
    if not asset_id or not words.strip():
        raise ProblemError("consent_proof_missing", field="contribution")
    with desk.store.reading() as reader:
        brand = reader.get(Brand, reader.get(Contribution, contribution_id).brand_id)
    at_us = Moment(datetime.combine(on, time()), brand.zone).instant_us
    consent = Consent(words.strip()[:TEXT_MOST], at_us, Proof.SHEET, desk.now_us(), asset_id=asset_id)
    return _consented(desk, contribution_id, replace(consent, channels=tuple(channels), until=until))


def _consented(desk: "Desk", contribution_id: str, consent: Consent) -> Contribution:
    with step(desk, _("consent"), _carrying(desk, contribution_id)) as tx:
        one = tx.get(Contribution, contribution_id)
        if one.forgotten:
            raise ProblemError("consent_forgotten", person=_("a customer"))
        return _scoped(tx, desk, replace(one, consents=(*one.consents, consent)))


def narrow(desk: "Desk", contribution_id: str, channels: Sequence[str], until: date | None) -> Contribution:
    """The consent that counts holds on these channels (none: all) and until that day."""
    with step(desk, _("scope of a consent"), _carrying(desk, contribution_id)) as tx:
        one = tx.get(Contribution, contribution_id)
        if one.consent is None:
            return one
        changed = replace(one.consent, channels=tuple(channels), until=until)
        return _scoped(tx, desk, replace(one, consents=(*one.consents[:-1], changed)))


def _scoped(tx: "Transaction", desk: "Desk", contribution: Contribution) -> Contribution:
    """What a platform lists already and the consent does not reach is a draft again; the rest is asked at its time."""
    one = tx.put(contribution)
    day = today(desk, tx.get(Brand, one.brand_id))
    for post_id, deliveries in tx.deliveries_of_posts(contribution_reads.posts_of(tx, one)).items():
        listed = [each for each in deliveries if any(part.state is State.HANDED_OFF for part in each.parts)]
        if any(objection(one, each.channel_id, day, max(day, each.due.day)) is not None for each in listed):
            _hold_post(tx, tx.get(Post, post_id))
    return one


def refused(desk: "Desk", contribution_id: str) -> Contribution:
    """They said no. What carries it and has not gone out is a draft again."""
    with step(desk, _("refusal of a contribution"), _carrying(desk, contribution_id)) as tx:
        one = tx.put(replace(tx.get(Contribution, contribution_id), refused_at_us=desk.now_us()))
        hold(tx, one)
        return one


def withdraw(desk: "Desk", contribution_id: str) -> Contribution:
    """They changed their mind. What carries it and has not gone out is a draft again; what is out stays, until a person
    takes it down there."""
    with step(desk, _("withdrawal of a consent"), _carrying(desk, contribution_id)) as tx:
        one = tx.get(Contribution, contribution_id)
        if one.consent is None or one.consent.withdrawn_at_us is not None:
            return one
        gone = replace(one.consent, withdrawn_at_us=desk.now_us())
        one = tx.put(replace(one, consents=(*one.consents[:-1], gone)))
        hold(tx, one)
        return one


def _carrying(desk: "Desk", contribution_id: str) -> tuple[str, ...]:
    with desk.store.reading() as reader:
        return contribution_reads.posts_of(reader, reader.get(Contribution, contribution_id))


def hold(tx: "Transaction", contribution: Contribution) -> None:
    """Nothing that carries it goes out from now on; what is on its way already is asked before its first byte."""
    for post in tx.many(Post, contribution_reads.posts_of(tx, contribution)).values():
        _hold_post(tx, post)


def _hold_post(tx: "Transaction", post: Post) -> None:
    deliveries = tx.deliveries_of(post.id)
    if is_changeable(tx, post):
        if is_armed(deliveries):
            take_back(tx, post, keep_date=True)
    elif any(part.state is State.HANDED_OFF for part in parts_of(deliveries)):
        tx.put(replace(post, stage=Stage.DRAFT, approved_hash=""))  # what a platform still lists is recalled


def posts_with(reader: "Reader", contribution: Contribution) -> tuple[str, ...]:
    """Ids of the posts that carry it, the newest first."""
    return contribution_reads.posts_of(reader, contribution)


def uses(desk: "Desk", contribution_id: str) -> tuple[Post, ...]:
    """The posts that carry it, the newest first."""
    with desk.store.reading() as reader:
        ids = contribution_reads.posts_of(reader, reader.get(Contribution, contribution_id))
        found = reader.many(Post, ids)
    return tuple(found[post_id] for post_id in ids if post_id in found)


# ------------------------------------------------------------------ a post of it
def make_post(desk: "Desk", contribution_id: str) -> Post:
    """A draft with their photos and words, and the line that names them. It may be written before they said yes, and
    goes out only after."""
    with step(desk, _("post from a contribution")) as tx:
        return make_post_in(tx, desk, contribution_id)


def make_post_in(tx: "Transaction", desk: "Desk", contribution_id: str) -> Post:
    """`make_post` inside a step that is already open."""
    one = tx.get(Contribution, contribution_id)
    brand = tx.get(Brand, one.brand_id)
    assets = [found for each in one.assets if (found := tx.find(Asset, each)) is not None]
    content = Content(text=_quoted(one), media=tuple(MediaUse(asset.id, dict(asset.alt)) for asset in assets))
    made = Post(
        id=desk.clock.new_id(),
        brand_id=brand.id,
        content=content,
        language=brand.language,
        contribution_id=one.id,
        created_at_us=desk.now_us(),
    )
    return tx.put(made)


def _quoted(contribution: Contribution) -> str:
    words = contribution.text.strip()
    said = f"“{words}”" if words else ""
    line = f"— {contribution.credit}" if words else _("Photo: {name}").format(name=contribution.credit)
    return "\n".join(filter(None, (said, line if contribution.credit.strip() else "")))
