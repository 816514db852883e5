"""Filters of the calendar that a person keeps under a name."""

from collections.abc import Mapping
from dataclasses import replace

from smmdesk.desk.desk import Desk
from smmdesk.desk.steps import step
from smmdesk.model.mentions import bare
from smmdesk.model.planning_aids import SavedFilter
from smmdesk.model.words import _

NAME_MOST = 60


def saved_filters(desk: Desk, brand_id: str) -> tuple[SavedFilter, ...]:
    """By name."""
    with desk.store.reading() as reader:
        found = reader.all(SavedFilter, brand_id=brand_id)
    return tuple(sorted(found, key=lambda each: (bare(each.name), each.id)))


def keep_filter(desk: Desk, brand_id: str, name: str, wanted: Mapping[str, object]) -> SavedFilter:
    """Keep what is wanted under a name; one of the same name wants this from now on. One undo step."""
    name = name.strip()[:NAME_MOST]
    with step(desk, _("keeping a filter")) as tx:
        same = next((each for each in tx.all(SavedFilter, brand_id=brand_id) if each.name == name), None)
        made = same or SavedFilter(desk.clock.new_id(), brand_id, name)
        return tx.put(replace(made, wanted=dict(wanted)))


def rename_filter(desk: Desk, filter_id: str, name: str) -> SavedFilter:
    with step(desk, _("renaming a filter")) as tx:
        return tx.put(replace(tx.get(SavedFilter, filter_id), name=name.strip()[:NAME_MOST]))


def delete_filter(desk: Desk, filter_id: str) -> None:
    with step(desk, _("deletion of a filter")) as tx:
        tx.trash(SavedFilter, filter_id)
