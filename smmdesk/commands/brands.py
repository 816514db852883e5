"""`brands`: whose voice it is; another one, its name, putting it away and back, taking it out."""

import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from smmdesk.commands.answer import Answer, plain, problem_lines, table
from smmdesk.desk import removing_brand, several_brands
from smmdesk.model.brand import Brand
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _, ngettext

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

SHORT = 13


def brand_data(brand: Brand) -> dict[str, Any]:
    return {
        "id": brand.id,
        "name": brand.name,
        "zone": brand.zone,
        "language": brand.language,
        "color": brand.color,
        "archived": brand.archived,
    }


def list_all(desk: "Desk", _args: Namespace) -> Answer:
    """Every brand, those that are put away last."""
    several_brands.begin(desk)
    found = several_brands.all_of(desk)
    rows = [(one.id[:SHORT], one.name, one.zone, one.language, _("put away") if one.archived else "") for one in found]
    return Answer({"brands": [brand_data(brand) for brand in found]}, table(rows))


def add(desk: "Desk", args: Namespace) -> Answer:
    """Another brand beside the one that is there. Raises ProblemError(brand_name_taken, zone_unknown)."""
    several_brands.begin(desk)
    return _one(several_brands.add_brand(desk, args.name, args.zone, args.language))


def rename(desk: "Desk", args: Namespace) -> Answer:
    brand = several_brands.named(desk, args.brand)
    return _one(several_brands.change_brand(desk, brand.id, name=args.name))


def archive(desk: "Desk", args: Namespace) -> Answer:
    """Put away; the answer says how much waits with it. Raises ProblemError(last_brand)."""
    brand = several_brands.named(desk, args.brand)
    with desk.store.reading() as reader:
        waits = several_brands.waiting(reader, brand.id)
    count = waits.here + waits.listed
    words = ngettext("{count} post waits with it.", "{count} posts wait with it.", count).format(count=count)
    return _one(several_brands.put_away(desk, brand.id), words)


def restore(desk: "Desk", args: Namespace) -> Answer:
    return _one(several_brands.bring_back(desk, several_brands.named(desk, args.brand).id))


async def remove(desk: "Desk", args: Namespace) -> Answer:
    """Taken out for good, where --yes says so; else it says what would go. Again: goes on where it was stopped.

    Raises ProblemError(last_brand_stays, brand_in_doubt, brand_busy, brand_still_listed, brand_removal_asks).
    """
    brand = several_brands.named(desk, args.brand, leaving=True)
    goes = removing_brand.what_goes(desk, brand.id)
    if not args.yes:
        print(
            "\n".join(map(plain, (*removing_brand.in_words(goes), *removing_brand.listed_words(goes)))), file=sys.stderr
        )
        raise ProblemError("brand_removal_asks", brand=brand.name, id=brand.id[:SHORT])
    untold = await removing_brand.remove(desk, brand.id, leave=None if args.leave_listed else ()) or ()
    counts = {"posts": goes.posts, "messages": goes.messages, "people": goes.people, "media": goes.media}
    lines = [_("{brand} is removed.").format(brand=plain(brand.name))]
    if untold:
        lines += problem_lines(removing_brand.not_told(brand.name, untold))
    return Answer({"id": brand.id, "removed": counts, "not_signed_out": list(untold)}, tuple(lines))


def _one(brand: Brand, *more: str) -> Answer:
    return Answer({"brand": brand_data(brand), "id": brand.id}, (f"{brand.id}  {plain(brand.name)}", *more))
