"""What a person does with messages besides answering: done, put off, given to somebody, noted, made an idea of.

Every one is one undoable step; that one was read is written down without one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.media import MediaUse
from smmdesk.model.message import Message
from smmdesk.model.moment import Moment
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.model.words import _
from smmdesk.store import answer_drafts

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

MORNING = time(8)
NAME_MOST = 60
NOTE_MOST = 4000


def done(desk: "Desk", message_ids: Sequence[str]) -> None:
    """Nothing more is to be said."""
    with step(desk, _("message done")) as tx:
        for message_id in message_ids:
            tx.put(replace(tx.get(Message, message_id), done=True, read=True, snoozed_until_us=None))


def reopen(desk: "Desk", message_ids: Sequence[str]) -> None:
    """It waits for an answer again, now."""
    with step(desk, _("message opened again")) as tx:
        for message_id in message_ids:
            tx.put(replace(tx.get(Message, message_id), done=False, snoozed_until_us=None))


def snooze(desk: "Desk", message_id: str, until: Moment) -> None:
    """Until then it does not wait for an answer; then it does again, without anything being written."""
    with step(desk, _("message put off")) as tx:
        message = tx.get(Message, message_id)
        tx.put(replace(message, done=False, read=True, snoozed_until_us=until.instant_us))


def assign(desk: "Desk", message_id: str, name: str) -> None:
    """Give it to somebody of the team, by name; "" for nobody."""
    with step(desk, _("message given to somebody")) as tx:
        tx.put(replace(tx.get(Message, message_id), assigned_to=" ".join(name.split())[:NAME_MOST]))


def note(desk: "Desk", message_id: str, text: str) -> None:
    """What the team says about it among themselves."""
    with step(desk, _("note about a message")) as tx:
        tx.put(replace(tx.get(Message, message_id), note=text.strip()[:NOTE_MOST]))


def describe(desk: "Desk", person_id: str, *, name: str | None = None, notes: str | None = None) -> None:
    """Another name for a person, or other notes about them."""
    with step(desk, _("change of a person")) as tx:
        person = tx.get(Person, person_id)
        wanted = person if notes is None else replace(person, notes=notes.strip()[:NOTE_MOST])
        named = " ".join((name or "").split())[:NAME_MOST]
        tx.put(replace(wanted, name=named) if named else wanted)


def make_idea(desk: "Desk", message_id: str) -> Post:
    """An idea that quotes the message and links back to it."""
    with step(desk, _("idea from a message")) as tx:
        return make_idea_in(tx, desk, message_id)


def make_idea_in(tx: "Transaction", desk: "Desk", message_id: str) -> Post:
    """`make_idea` inside a step that is already open."""
    message = tx.get(Message, message_id)
    brand = tx.get(Brand, message.brand_id)
    content = Content(text=_quoted(tx, message), link=message.url)
    made = Post(
        id=desk.clock.new_id(),
        brand_id=brand.id,
        content=content,
        stage=Stage.IDEA,
        language=brand.language,
        created_at_us=desk.now_us(),
    )
    return tx.put(made)


def _quoted(tx: "Transaction", message: Message) -> str:
    person = tx.find(Person, message.person_id) if message.person_id else None
    said = f"“{message.text.strip()}”"
    return f"{said}\n— {person.name}" if person is not None else said


# ------------------------------------------------------------------ answers begun
def keep_draft(desk: "Desk", message_id: str, text: str, *, in_private: bool = False) -> str:
    """Keep what was typed under a message, `in_private` for its author alone; no step, nothing to undo. Returns it."""
    with desk.store.transaction() as tx:
        there = answer_drafts.draft_of(tx, message_id), in_private and answer_drafts.is_in_private(tx, message_id)
        if tx.find(Message, message_id) is not None and there != (text, in_private):
            answer_drafts.keep(tx, message_id, text, in_private)
    return text


def keep_photos(desk: "Desk", message_id: str, photos: tuple[MediaUse, ...], *, in_private: bool = False) -> None:
    """Keep the photos of an answer that was begun."""
    with desk.store.transaction() as tx:
        if tx.find(Message, message_id) is not None and answer_drafts.photos_of(tx, message_id) != photos:
            answer_drafts.keep_photos(tx, message_id, photos, in_private)


def keep_audience(desk: "Desk", message_id: str, in_private: bool) -> None:
    """Keep whether an answer that was begun is meant for the message's author alone."""
    with desk.store.transaction() as tx:
        if tx.find(Message, message_id) is not None and answer_drafts.is_in_private(tx, message_id) != in_private:
            answer_drafts.keep_audience(tx, message_id, in_private)


def is_in_private(reader: "Reader", message_id: str) -> bool:
    """Whether an answer that was begun is meant for the message's author alone."""
    return answer_drafts.is_in_private(reader, message_id)


def photos_of(reader: "Reader", message_id: str) -> tuple[MediaUse, ...]:
    """The photos of an answer that was begun."""
    return answer_drafts.photos_of(reader, message_id)


def draft_of(reader: "Reader", message_id: str) -> str:
    """What was typed and not sent; "" for nothing."""
    return answer_drafts.draft_of(reader, message_id)


# ------------------------------------------------------------------ until when
class Later(NamedTuple):
    """A time offered to put a message off to."""

    name: str
    moment: Moment


def laters(now: datetime, zone: str) -> tuple[Later, ...]:
    """Later today while there is a later, tomorrow morning, Monday morning; the soonest first."""
    here = Moment.of(now, zone)
    in_three = here.wall.replace(minute=0, second=0, microsecond=0) + timedelta(hours=4)
    tomorrow = datetime.combine(here.day + timedelta(days=1), MORNING)
    monday = datetime.combine(here.day + timedelta(days=7 - here.day.weekday()), MORNING)
    offered = [Later(_("Tomorrow"), Moment(tomorrow, zone))]
    if monday != tomorrow:
        offered.append(Later(_("Monday"), Moment(monday, zone)))
    if in_three.date() == here.day and in_three.hour <= 20:
        offered.insert(0, Later(_("Later today"), Moment(in_three, zone)))
    return tuple(offered)
