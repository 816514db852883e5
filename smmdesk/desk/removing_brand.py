"""Taking a brand out for good: what would go, and the way there (decision 0059).

From the first commit on the brand is put away: nothing of it is sent, and the engine takes off the platforms' lists
what stands there. Until the second one, `let_go`, it can still be brought back; after it the rest is erased in pieces,
and what a crash leaves goes when somebody goes on.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smmdesk.desk import connecting, hosting, media_host, several_brands
from smmdesk.desk.brands import used_brands
from smmdesk.desk.deciding import us
from smmdesk.desk.import_plan import Going
from smmdesk.desk.switched_off import is_off
from smmdesk.desk.switched_off import read as read_switched_off
from smmdesk.desk.who_publishes import Who, publishes_now
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.dates import say_time
from smmdesk.model.delivery import State
from smmdesk.model.message import Message
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import _, grouped, ngettext
from smmdesk.store import brand_erasing, ledger, queries
from smmdesk.store.brand_erasing import leaving
from smmdesk.system.clock import pause

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

__all__ = ["Goes", "Listed", "go_on", "leaving", "remove", "what_goes"]
IN_DOUBT = (State.SENDING, State.PROCESSING, State.UNKNOWN)
"""Nobody can tell yet what became of these: they stand against it."""
NOT_YET = "not_yet"
GIVING_WAY_S = 0.025
"""Between two commits: whoever waits for the file looks every now and then whether it is free."""
LOOK_S, PATIENCE_S = 0.5, 60.0
"""How often the platforms' lists are looked at, and for how long they are waited for."""
YOUNG_S = 600.0
"""Files that came later stay for the daily round: another brand may be taking the same one in just now."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A post on a platform's own list. `why` it cannot be taken off from here, or was not yet; empty where it can."""

    part_id: str
    channel: str
    platform: str
    at: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Goes:
    """What a brand holds. `posts` are all of them, `planned` those with something to go out, `out` those of which
    something is published; `channels` are the names of those that are signed in."""

    posts: int = 0
    planned: int = 0
    out: int = 0
    messages: int = 0
    people: int = 0
    media: int = 0
    channels: tuple[str, ...] = ()
    listed: tuple[Listed, ...] = ()

    @property
    def stays_listed(self) -> tuple[Listed, ...]:
        return tuple(one for one in self.listed if one.why)


# ------------------------------------------------------------------ before
def what_goes(desk: "Desk", brand_id: str) -> Goes:
    """In numbers what would go, for the person who decides."""
    with desk.store.reading() as reader:
        connected = reader.all(Channel, brand_id=brand_id, status=ChannelStatus.CONNECTED)
        return Goes(
            posts=brand_erasing.count(reader, Post, brand_id),
            planned=brand_erasing.planned(reader, brand_id),
            out=brand_erasing.published(reader, brand_id),
            messages=brand_erasing.count(reader, Message, brand_id),
            people=brand_erasing.count(reader, Person, brand_id),
            media=len(brand_erasing.hashes(reader, brand_id)),
            channels=tuple(channel.name for channel in connected),
            listed=_listed(desk, reader, brand_id),
        )


def _listed(desk: "Desk", reader: "Reader", brand_id: str) -> tuple[Listed, ...]:
    off, now = read_switched_off(reader), desk.clock.now()
    is_away, found = reader.get(Brand, brand_id).archived, []
    for due in ledger.open_parts(reader, State.HANDED_OFF):
        if due.delivery.brand_id != brand_id:
            continue
        channel = reader.get(Channel, due.delivery.channel_id)
        facts = desk.facts_for(channel)
        there_us = due.part.remote_due_us or due.delivery.due.instant_us
        at = say_time(Moment.of(from_us(there_us), due.delivery.due.zone), now)
        if due.delivery.home not in ("", desk.device):
            why = "other_computer"
        elif channel.status is not ChannelStatus.CONNECTED or is_off(off, channel, facts):
            why = "signed_out"
        elif desk.now_us() >= there_us - us(desk.policy.hand_off_frozen):
            why = "too_late"
        elif due.part.problem is not None and due.part.problem.code == "changed_there":
            why = "changed_there"
        else:
            why = NOT_YET if is_away else ""
        found.append(Listed(due.part.id, channel.name, facts.name, at, why))
    return tuple(found)


def _require_clear(desk: "Desk", reader: "Reader", brand_id: str) -> None:
    """Raises ProblemError(last_brand_stays, brand_in_doubt)."""
    brand = reader.get(Brand, brand_id)
    if not [one for one in used_brands(reader) if one.id != brand_id]:
        raise ProblemError("last_brand_stays", brand=brand.name)
    if doubtful := _in_doubt(reader, brand_id):
        raise ProblemError("brand_in_doubt", brand=brand.name, channel=reader.get(Channel, doubtful).name)


def _in_doubt(reader: "Reader", brand_id: str) -> str:
    """The channel on which nobody can tell yet what became of something; empty for none."""
    dues = ledger.open_parts(reader, *IN_DOUBT)
    return next((due.delivery.channel_id for due in dues if due.delivery.brand_id == brand_id), "")


def _held(desk: "Desk", reader: "Reader", brand_id: str) -> bool:
    """Whether an engine that is alive works on something."""
    now_us = desk.now_us()
    mine = (due for due in ledger.open_parts(reader, State.CLAIMED, State.SENDING) if due.delivery.brand_id == brand_id)
    return any((due.part.lease_until_us or 0) >= now_us for due in mine)


# ------------------------------------------------------------------ the way
async def remove(
    desk: "Desk",
    brand_id: str,
    going: Going | None = None,
    *,
    leave: Collection[str] | None = (),
    tell: Callable[[str], object] = lambda _phase: None,
) -> tuple[str, ...] | None:
    """Take a brand out, or go on where that was stopped. None when `going` was stopped meanwhile; else who could not
    be told that the sign-in is over, by name. `tell` hears "listed", "channels" and "erasing" as each begins.

    What stands on platforms' lists is waited for; `leave` are the parts that may stay there, None for any. Raises
    ProblemError: last_brand_stays, brand_in_doubt (nothing was changed); brand_still_listed, brand_busy (it is put
    away).
    """
    going = going or Going()
    if brand_id not in _leaving_now(desk):
        _put_away(desk, brand_id)
        tell("listed")
        if not await _emptied(desk, brand_id, going):
            return None
        _let_go(desk, brand_id, leave)
    tell("channels")
    await _sign_out(desk, brand_id, going)
    with desk.store.reading() as reader:
        untold = brand_erasing.untold(reader, brand_id)
    tell("erasing")
    is_whole = not going.stopping and await desk.pool.run(lambda: erase(desk, brand_id, going))
    return untold if is_whole else None


def _leaving_now(desk: "Desk") -> tuple[str, ...]:
    with desk.store.reading() as reader:
        return leaving(reader)


def _put_away(desk: "Desk", brand_id: str) -> None:
    with desk.store.reading() as reader:
        _require_clear(desk, reader, brand_id)
        archived = reader.get(Brand, brand_id).archived
    if not archived:
        several_brands.put_away(desk, brand_id)


async def _emptied(desk: "Desk", brand_id: str, going: Going) -> bool:
    """Wait until nothing of it is on its way or on a list that the engine can empty; False when that was stopped."""
    end_s = desk.clock.monotonic() + PATIENCE_S
    while True:
        with desk.store.reading() as reader:
            listed = sum(one.why in ("", NOT_YET) for one in _listed(desk, reader, brand_id))
            busy = _held(desk, reader, brand_id) or _in_doubt(reader, brand_id)
        going.total = max(going.total, listed)
        going.done = going.total - listed
        if going.stopping:
            return False
        nobody = publishes_now(desk) is Who.NOBODY and not busy
        if not (listed or busy) or nobody or desk.clock.monotonic() > end_s:
            return True
        await desk.clock.sleep(LOOK_S)


def _let_go(desk: "Desk", brand_id: str, leave: Collection[str] | None) -> None:
    """The commit after which there is no way back."""
    with desk.store.transaction() as tx:
        _require_clear(desk, tx, brand_id)
        brand, listed = tx.get(Brand, brand_id), _listed(desk, tx, brand_id)
        if not brand.archived:  # somebody brought it back meanwhile
            raise ProblemError("conflict")
        if _held(desk, tx, brand_id):
            raise ProblemError("brand_busy", brand=brand.name)
        unwanted = [one.channel for one in listed if leave is not None and one.part_id not in leave]
        if unwanted:
            names = ", ".join(dict.fromkeys(unwanted))
            raise ProblemError("brand_still_listed", brand=brand.name, channels=names)
        brand_erasing.begin(tx, brand_id)


async def _sign_out(desk: "Desk", brand_id: str, going: Going) -> None:
    """Every sign-in is given back and destroyed here, and what lies on the brand's media host is taken away. Who could
    not be told is noted."""
    with desk.store.reading() as reader:
        channels, host = reader.all(Channel, brand_id=brand_id, deleted=True), media_host.chosen(reader, brand_id)
    going.total, going.done = len(channels), 0
    if host is not None and await hosting.sweep_all(desk, brand_id):
        _note_untold(desk, brand_id, media_host.name_of(desk, host))
    media_host.forget(desk, brand_id)
    for channel in channels:
        if going.stopping:
            break
        if not await connecting.end_sign_in(desk, channel):
            _note_untold(desk, brand_id, channel.name)
        going.done += 1


def _note_untold(desk: "Desk", brand_id: str, name: str) -> None:
    with desk.store.transaction() as tx:
        brand_erasing.note_untold(tx, brand_id, name)


def erase(desk: "Desk", brand_id: str, going: Going) -> bool:
    """The rest, piece by piece, on any thread; False when it was stopped before its end. Only of a brand that was let
    go. Raises ProblemError as a transaction does."""
    with desk.store.reading() as reader:
        files = brand_erasing.hashes(reader, brand_id)
        going.total, going.done = brand_erasing.held(reader, brand_id), 0
    while True:
        if going.stopping:
            return False
        with desk.store.transaction() as tx:
            gone = _erase_some(desk, tx, brand_id)
        going.done += gone
        if not gone:
            break
        pause(GIVING_WAY_S)
    with desk.store.reading() as reader:
        wanted = queries.wanted_files(reader)
    desk.files.sweep(wanted, YOUNG_S, desk.clock.now().timestamp(), among=files)
    return True


def go_on(desk: "Desk", going: Going) -> None:
    """Erase what a crash, or a command that was ended, has left, on any thread; of whom no sign-in is to be given back
    any more, and nobody is to be told anything. Raises ProblemError as `erase`."""
    with desk.store.reading() as reader:
        only_rows = [brand_id for brand_id in leaving(reader) if _is_only_rows(reader, brand_id)]
    for brand_id in only_rows:
        erase(desk, brand_id, going)


def _is_only_rows(reader: "Reader", brand_id: str) -> bool:
    channels = reader.all(Channel, brand_id=brand_id, deleted=True)
    is_over = all(one.status is ChannelStatus.ARCHIVED for one in channels)
    return is_over and media_host.chosen(reader, brand_id) is None and not brand_erasing.untold(reader, brand_id)


def _erase_some(desk: "Desk", tx: "Transaction", brand_id: str) -> int:
    if brand_id not in leaving(tx) or tx.find(Brand, brand_id) is None:
        return 0  # somebody else has ended it
    if _held(desk, tx, brand_id):  # from a list that was left as it is: its platform is being asked
        raise ProblemError("brand_busy", brand=tx.get(Brand, brand_id).name)
    gone = brand_erasing.erase_some(tx, brand_id)
    if not gone:
        brand_erasing.end(tx, brand_id)
    return gone


# ------------------------------------------------------------------ in words
def in_words(goes: Goes) -> tuple[str, ...]:
    """What goes, a line each; nothing is said of what there is none of."""
    lines = []
    if goes.posts:
        words = ngettext("{count} post", "{count} posts", goes.posts).format(count=grouped(goes.posts))
        if goes.planned:
            more = ngettext("{count} of them planned", "{count} of them planned", goes.planned)
            words = f"{words}, {more.format(count=grouped(goes.planned))}"
        lines.append(words)
    if goes.messages or goes.people:
        texts = ngettext("{count} message", "{count} messages", goes.messages).format(count=grouped(goes.messages))
        people = ngettext("{count} person", "{count} people", goes.people).format(count=grouped(goes.people))
        lines.append(f"{texts}, {people}")
    if goes.media:
        words = ngettext("{count} photo or film", "{count} photos and films", goes.media)
        lines.append(words.format(count=grouped(goes.media)))
    if goes.channels:
        words = ngettext("The sign-in of {channels}", "The sign-ins of {channels}", len(goes.channels))
        lines.append(words.format(channels=", ".join(goes.channels)))
    return tuple(lines)


def listed_words(goes: Goes) -> tuple[str, ...]:
    """What stands on platforms' own lists: how much is taken off first, and what cannot be, each with its reason."""
    count = len(goes.listed) - len(goes.stays_listed)
    words = ngettext(
        "{count} stands on a platform’s own list and is taken off it first.",
        "{count} stand on platforms’ own lists and are taken off them first.",
        count,
    )
    why = _why_listed()
    stays = [
        _("{channel}, {time}: {why}").format(channel=one.channel, time=one.at, why=why[one.why])
        for one in goes.stays_listed
    ]
    return (*([words.format(count=count)] if count else []), *stays)


def _why_listed() -> dict[str, str]:
    return {
        "other_computer": _("another computer put it on the platform’s list, and only that one takes it off."),
        "signed_out": _("the platform has it, and the channel is signed out. Sign in again first, or delete it there."),
        "too_late": _("the platform sends it in the next minutes."),
        NOT_YET: _("it is still on the platform’s list: this computer was offline, or the platform does not answer."),
        "changed_there": _("it was moved on the platform. Delete it there."),
    }


def not_told(brand: str, names: tuple[str, ...]) -> Problem:
    """What is left for the person to do on the platforms."""
    return Problem("brand_not_signed_out", {"brand": brand, "channels": ", ".join(names)})
