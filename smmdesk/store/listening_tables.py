"""The tables of what a brand listens for (model/lookout): people's own, and how far each was read, which is local."""

from smmdesk.model.lookout import Becomes, LookoutKind
from smmdesk.store.columns import index, local, one_of, person
from smmdesk.store.declared import ForeignKey
from smmdesk.store.tables import identity, kept, of_brand, schema

lookout = schema.table(
    "lookout",
    *identity(),
    of_brand(),
    person.text("kind"),
    person.text("words"),
    person.text("name"),
    person.text("becomes"),
    person.data("muted_words"),
    person.data("muted_people"),
    person.flag("paused"),
    person.instant("created_at_us"),
    *kept(),
    one_of("kind", LookoutKind),
    one_of("becomes", Becomes),
    index("brand_id"),
)

lookout_place = schema.table(
    "lookout_place",
    local.text("lookout_id", ForeignKey("lookout.id", ondelete="CASCADE"), primary_key=True),
    local.text("channel_id", primary_key=True),  # empty: its feed
    local.text("cursor"),
    local.data("marks"),
    local.data("seen"),
    local.text("told"),
    local.number("fails"),
    local.instant("checked_at_us"),
    local.instant("next_at_us"),
    rowid=False,
)
