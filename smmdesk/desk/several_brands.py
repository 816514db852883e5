"""Having several brands: a new one, its name and colour, putting one away with all that is planned, and back again."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from smmdesk.desk import standstill
from smmdesk.desk.brands import first_brand, used_brands
from smmdesk.desk.standstill import Stopped
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.contribution import Contribution
from smmdesk.model.label import Label
from smmdesk.model.lookout import Lookout
from smmdesk.model.media import Asset
from smmdesk.model.person import Person
from smmdesk.model.planning_aids import DayNote, Slot, Snippet, Template
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _, language
from smmdesk.store import brand_erasing, journal
from smmdesk.store.nouns import noun_of
from smmdesk.system.zones import local_zone

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

COLORS = ("prodotti", "dietro_le_quinte", "feste", "offerte", "persone", "stagione", "news", "altro")
"""Tokens of label colours: each is told from the ground in light and dark."""
HELD: tuple[type[Any], ...] = (
    Post,
    Channel,
    Asset,
    Person,
    Label,
    Slot,
    DayNote,
    Snippet,
    Template,
    Lookout,
    Contribution,
)


def all_of(desk: "Desk") -> tuple[Brand, ...]:
    """Every brand, oldest first, those that are put away last."""
    with desk.store.reading() as reader:
        return tuple(sorted(reader.all(Brand), key=lambda brand: (brand.archived, brand.id)))


def add_brand(desk: "Desk", name: str, zone: str = "", words_in: str = "") -> Brand:
    """Another brand, in the computer's zone and language unless said, with the first colour that none has.

    Raises ProblemError(brand_without_name, brand_name_taken, zone_unknown).
    """
    with step(desk, _("new brand")) as tx:
        there = tx.all(Brand)
        name = _free_name(there, name)
        color = next((each for each in COLORS if each not in {brand.color for brand in there}), COLORS[-1])
        made = _made(desk.clock.new_id(), name, zone=zone or local_zone(), language=words_in or language(), color=color)
        return tx.put(made)


def change_brand(desk: "Desk", brand_id: str, **fields: Any) -> Brand:
    """Its name, zone, language, colour or logo. Raises ProblemError as `add_brand`, not_found."""
    with step(desk, _("change of the brand")) as tx:
        brand = tx.get(Brand, brand_id)
        if "name" in fields and fields["name"].strip() != brand.name:
            fields["name"] = _free_name([one for one in tx.all(Brand) if one.id != brand_id], fields["name"])
        try:
            return tx.put(replace(brand, **{**fields, "name": fields.get("name", brand.name).strip()}))
        except ValueError:
            raise ProblemError("zone_unknown", zone=str(fields.get("zone", ""))) from None


def _made(brand_id: str, name: str, *, zone: str, **fields: str) -> Brand:
    try:
        return Brand(brand_id, name, zone=zone, **fields)  # type: ignore[arg-type]
    except ValueError:
        raise ProblemError("zone_unknown", zone=zone) from None


def _free_name(others: "tuple[Brand, ...] | list[Brand]", name: str) -> str:
    name = name.strip()
    if not name:
        raise ProblemError("brand_without_name")
    if any(brand.name.casefold() == name.casefold() for brand in others):
        raise ProblemError("brand_name_taken", name=name)
    return name


# ------------------------------------------------------------------ putting away
def waiting(reader: "Reader", brand_id: str) -> Stopped:
    """What would not go out if the brand were put away now."""
    return standstill.concerned(reader, brand_id)


def put_away(desk: "Desk", brand_id: str) -> Brand:
    """Hide a brand with all it has: nothing of it goes out, is heard or is counted until it is brought back.

    What stands on platforms' own lists is taken off them. Raises ProblemError(last_brand, not_found).
    """
    with step(desk, _("putting a brand away")) as tx:
        brand = tx.get(Brand, brand_id)
        if [one.id for one in used_brands(tx)] == [brand_id]:
            raise ProblemError("last_brand", brand=brand.name)
        return tx.put(replace(brand, archived=True))


def bring_back(desk: "Desk", brand_id: str) -> Brand:
    """In use again. What became late meanwhile is missed: the person is asked about it, nothing goes out in a burst."""
    with step(desk, _("bringing a brand back")) as tx:
        return rewrite(tx, desk, replace(tx.get(Brand, brand_id), archived=False))


def rewrite(tx: "Transaction", desk: "Desk", brand: Brand, step_id: str = "") -> Brand:
    """Write a brand as it is to be, also where undo does; one that comes back asks about what is late.

    Raises ProblemError(cannot_undo) where it would go into the trash with more than the step that is undone wrote.
    """
    if brand.deleted_at_us is not None:
        require_unused(tx, brand.id, step_id)
    was_away = tx.get(Brand, brand.id).archived
    if was_away and not brand.archived and brand.id in brand_erasing.leaving(tx):
        raise ProblemError("brand_leaving", brand=brand.name)
    written = tx.put(brand)
    if was_away and not written.archived and standstill.since_us(tx) is None:
        mine = {one.id: one for one in tx.all(Channel, brand_id=brand.id) if not one.paused}
        standstill.ask_about_late(tx, desk, mine)
    return written


def require_unused(reader: "Reader", brand_id: str, step_id: str) -> None:
    """That nothing is in a brand but what its own step wrote: only then may that be undone. Raises ProblemError."""
    if any(journal.is_filled_by_others(reader, noun_of(kind).kind, brand_id, step_id) for kind in HELD):
        raise ProblemError("cannot_undo", reason=_("There is something in this brand by now. You can put it away."))


# ------------------------------------------------------------------ by name, for commands
def begin(desk: "Desk") -> None:
    """The brand that a new desk begins with is there before another one is."""
    first_brand(desk)


def named(desk: "Desk", wish: str = "", *, leaving: bool = False) -> Brand:
    """The brand of this name or id, or of a beginning that no other has; without one the only brand in use.

    Raises ProblemError(brand_unknown, brand_unclear), and brand_leaving unless `leaving` asks for one that is.
    """
    begin(desk)
    every = all_of(desk)
    used = [brand for brand in every if not brand.archived] or list(every)
    wanted = wish.strip().casefold()
    if not wanted:
        found = used
    else:
        found = [brand for brand in every if wanted in (brand.name.casefold(), brand.id)]
        found = found or [one for one in every if one.name.casefold().startswith(wanted) or one.id.startswith(wanted)]
    if len(found) == 1:
        return found[0] if leaving else _staying(desk, found[0])
    names = ", ".join(f"{brand.name} ({brand.id[:13]})" for brand in found or every)
    if found:
        raise ProblemError("brand_unclear", names=names)
    raise ProblemError("brand_unknown", name=wish, names=names)


def _staying(desk: "Desk", brand: Brand) -> Brand:
    with desk.store.reading() as reader:
        if brand.id in brand_erasing.leaving(reader):
            raise ProblemError("brand_leaving", brand=brand.name)
    return brand
