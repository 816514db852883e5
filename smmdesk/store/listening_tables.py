"""The tables of what a brand listens for (model/lookout): people's own, and how far each was read, which is local."""

from smmdesk.model.lookout import Becomes, LookoutKind
from smmdesk.store.columns import index, local, machine, one_of, person
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

share = schema.table(
    "share",
    machine.text("channel_id", ForeignKey("channel.id", ondelete="CASCADE"), primary_key=True),
    machine.text("remote_id", primary_key=True),
    machine.text("brand_id", ForeignKey("brand.id", ondelete="CASCADE")),
    machine.text("platform"),
    machine.text("author_remote_id"),  # whose it is on a card follows from the accounts of cards
    machine.text("post_id", ForeignKey("post.id", ondelete="SET NULL"), null=True),
    machine.instant("at_us"),
    index("brand_id", "at_us", "platform", "author_remote_id", name="ix_share_of_late"),
    index("brand_id", "platform", "author_remote_id", "at_us", name="ix_share_author"),
    index("post_id"),
    rowid=False,
)
