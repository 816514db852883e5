"""The tables of folders whose files become ideas, and of what came of each file: facts of this computer."""

from smmdesk.model.idea_folder import Fate
from smmdesk.store.columns import index, local, one_of
from smmdesk.store.declared import ForeignKey
from smmdesk.store.tables import schema

idea_folder = schema.table(
    "idea_folder",
    local.text("brand_id", ForeignKey("brand.id", ondelete="CASCADE"), primary_key=True),
    local.text("path"),
    local.instant("chosen_at_us"),
    local.text("told"),  # the code of what stands against it
    local.flag("told_closed"),  # and somebody has seen that
    rowid=False,
)

idea_file = schema.table(
    "idea_file",
    local.text("brand_id", ForeignKey("brand.id", ondelete="CASCADE"), primary_key=True),
    local.text("name", primary_key=True),
    local.text("sha256", primary_key=True),  # empty: it was not read
    local.instant("size_bytes"),
    local.instant("mtime_ns"),
    local.text("fate"),
    local.text("why"),
    local.text("post_id", null=True),
    local.instant("at_us"),
    one_of("fate", Fate),
    index("brand_id", "sha256"),
    rowid=False,
)
