"""What a person decides to listen for: add, change, pause, mute, take away. Each is one undoable step."""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.desk.findings import AUTHOR, FIRST_US, HANDLE, LOOKOUT
from smmdesk.desk.steps import step
from smmdesk.model.lookout import MUTED_MOST, Becomes, Lookout, LookoutKind, Place, cleaned
from smmdesk.model.message import Message
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _
from smmdesk.store import lookouts

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

NAME_MOST, WORD_MOST = 80, 60


def listed(desk: "Desk", brand_id: str) -> tuple[Lookout, ...]:
    """What a brand listens for, the newest last."""
    with desk.store.reading() as reader:
        return tuple(sorted(reader.all(Lookout, brand_id=brand_id), key=lambda one: (one.created_at_us, one.id)))


class Listened(NamedTuple):
    """One lookout with where it was read, and how many were found in the last days (findings.FIRST_DAYS)."""

    lookout: Lookout
    places: tuple[Place, ...]
    found: int


def with_counts(desk: "Desk", brand_id: str) -> tuple[Listened, ...]:
    """What a brand listens for and what came of it."""
    found = listed(desk, brand_id)
    with desk.store.reading() as reader:
        counts = lookouts.counts_since(reader, brand_id, desk.now_us() - FIRST_US)
        places = {one.id: tuple(lookouts.places_of(reader, one.id).values()) for one in found}
    return tuple(Listened(one, places[one.id], counts.get(one.id, 0)) for one in found)


def add(
    desk: "Desk", brand_id: str, kind: LookoutKind, typed: str, *, name: str = "", becomes: Becomes = Becomes.MESSAGE
) -> Lookout:
    """Listen for something from now on; what is listened for already is answered as it is. Raises
    ProblemError(lookout_empty)."""
    words = cleaned(kind, typed)
    if not words:
        raise ProblemError("lookout_empty")
    with step(desk, _("something to listen for")) as tx:
        for known in tx.all(Lookout, brand_id=brand_id):
            if known.kind is kind and known.words.casefold() == words.casefold():
                return known
        made = Lookout(desk.clock.new_id(), brand_id, kind, words, " ".join(name.split())[:NAME_MOST], becomes)
        return tx.put(replace(made, created_at_us=desk.now_us()))


def pause(desk: "Desk", lookout_id: str, paused: bool) -> Lookout:
    with step(desk, _("pause of listening") if paused else _("listening again")) as tx:
        return tx.put(replace(tx.get(Lookout, lookout_id), paused=paused))


def keep_as(desk: "Desk", lookout_id: str, becomes: Becomes) -> Lookout:
    """What is found from now on becomes a message, or an idea."""
    with step(desk, _("change of what is listened for")) as tx:
        return tx.put(replace(tx.get(Lookout, lookout_id), becomes=becomes))


def mute_words(desk: "Desk", lookout_id: str, words: tuple[str, ...]) -> Lookout:
    """Leave out from now on what holds one of these words, and nothing else than those."""
    kept = dict.fromkeys(" ".join(word.split())[:WORD_MOST] for word in words)
    with step(desk, _("muted words")) as tx:
        lookout = tx.get(Lookout, lookout_id)
        return tx.put(replace(lookout, muted_words=tuple(filter(None, kept))[:MUTED_MOST]))


def mute_author(desk: "Desk", message_id: str) -> str:
    """Hear no more of who wrote something that was found, in what found it; the message counts as done. Returns who."""
    with step(desk, _("somebody muted")) as tx:
        message = tx.get(Message, message_id)
        who = str(message.data.get(HANDLE) or message.data.get(AUTHOR) or "")
        lookout = tx.find(Lookout, str(message.data.get(LOOKOUT) or ""))
        listens = lookout is not None and lookout.deleted_at_us is None
        if lookout is not None and listens and who and who not in lookout.muted_people:
            tx.put(replace(lookout, muted_people=(*lookout.muted_people, who)[-MUTED_MOST:]))
        tx.put(replace(message, done=True, read=True, snoozed_until_us=None))
    return who


def unmute(desk: "Desk", lookout_id: str, who: str) -> Lookout:
    with step(desk, _("somebody heard again")) as tx:
        lookout = tx.get(Lookout, lookout_id)
        return tx.put(replace(lookout, muted_people=tuple(one for one in lookout.muted_people if one != who)))


def remove(desk: "Desk", lookout_id: str) -> None:
    """Listen for it no more; what was found stays."""
    with step(desk, _("end of listening for something")) as tx:
        tx.trash(Lookout, lookout_id)
