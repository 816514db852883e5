"""The tables of what people make: everything a person plans, names and keeps. `sending_tables` holds the machine's.

Column names are the model's field names; `rows` maps them by name. Instants are integer microseconds UTC.
"""

from smmdesk.model.channel import ChannelStatus
from smmdesk.model.message import MessageKind
from smmdesk.model.stages import Stage
from smmdesk.store.columns import Columns, index, machine, moment, one_of, person, unique
from smmdesk.store.declared import Check, Column, ForeignKey, Schema
from smmdesk.store.weighed import GENUINE, SHOWN

schema = Schema()


def identity() -> tuple[Column, ...]:
    return (person.text("id", primary_key=True),)


def of_brand() -> Column:
    return person.text("brand_id", ForeignKey("brand.id"))


def kept() -> tuple[Column, ...]:
    """The end of every row that people change."""
    return (
        person.instant("deleted_at_us", null=True),
        machine.number("revision"),
        machine.text("changed_by"),
    )


def content_columns(columns: Columns, null: bool = False) -> tuple[Column, ...]:
    """The plain fields of a Content. Media are rows of their own; `thread` holds the texts of the further parts."""
    return (
        columns.text("title", null=null),
        columns.text("text", null=null),
        columns.text("link", null=null),
        columns.data("options", null=null),
        columns.data("thread", null=null),
        columns.text("first_comment", null=null),
        columns.data("poll", null=True),
        columns.data("card", null=True),
    )


brand = schema.table(
    "brand",
    *identity(),
    person.text("name"),
    person.text("zone"),
    person.text("language"),
    person.flag("needs_approval"),
    person.text("logo_asset_id", null=True),
    person.text("country"),
    person.text("region"),
    person.text("patron_day"),
    person.data("utm"),
    person.flag("keeps_place"),
    person.number("answer_hours"),
    person.number("messages_kept_days"),
    person.text("color"),
    person.flag("archived"),
    *kept(),
)

channel = schema.table(
    "channel",
    *identity(),
    of_brand(),
    person.text("platform"),
    person.text("name"),
    machine.text("handle"),
    machine.text("server"),
    machine.text("remote_id"),
    machine.text("url"),
    machine.text("status"),
    person.flag("hand_off"),
    person.flag("paused"),
    person.flag("guided"),
    person.number("sort_key"),
    machine.data("reported"),
    machine.instant("checked_at_us", null=True),
    machine.instant("sign_in_ends_at_us", null=True),
    *kept(),
    one_of("status", ChannelStatus),
    index("brand_id"),
)

label = schema.table(
    "label",
    *identity(),
    of_brand(),
    person.text("name"),
    person.text("color"),
    person.number("sort_key"),
    person.number("wanted_percent"),
    *kept(),
    index("brand_id"),
)

campaign = schema.table(
    "campaign",
    *identity(),
    of_brand(),
    person.text("name"),
    person.text("first_day", null=True),
    person.text("last_day", null=True),
    person.text("notes"),
    *kept(),
    index("brand_id"),
)

asset = schema.table(
    "asset",
    *identity(),
    of_brand(),
    person.text("sha256"),
    person.text("name"),
    person.text("mime"),
    person.instant("size_bytes"),
    person.number("width_px"),
    person.number("height_px"),
    person.number("duration_ms"),
    person.data("alt"),
    person.text("folder"),
    person.data("tags"),
    person.text("credit"),
    person.text("codec"),
    person.number("pages"),
    person.instant("added_at_us"),
    *kept(),
    Check("length(sha256) = 64", "sha256_whole"),
    index("brand_id", "added_at_us"),
    index("sha256"),
)

series = schema.table(
    "series",
    *identity(),
    of_brand(),
    person.data("content"),
    *moment(person, "start"),
    person.text("rrule"),
    person.data("channels"),
    person.data("exceptions"),
    person.data("wordings"),
    person.data("labels"),
    person.flag("scheduled"),
    person.flag("skips_holidays"),
    *kept(),
    index("brand_id"),
)

evergreen = schema.table(
    "evergreen",
    *identity(),
    of_brand(),
    person.data("content"),
    person.data("channels"),
    person.data("wordings"),
    person.data("labels"),
    person.number("cooldown_days"),
    person.text("until", null=True),
    person.number("most_times"),
    person.flag("paused"),
    person.number("sort_key"),
    *kept(),
    Check("cooldown_days >= 1", "cooldown_days_some"),
    index("brand_id"),
)

post = schema.table(
    "post",
    *identity(),
    of_brand(),
    *content_columns(person),
    person.text("stage"),
    *moment(person, "planned", null=True),
    person.text("campaign_id", ForeignKey("campaign.id"), null=True),
    person.text("series_id", ForeignKey("series.id"), null=True),
    person.text("evergreen_id", ForeignKey("evergreen.id"), null=True),
    person.text("idea_id", null=True),
    person.text("language"),
    person.text("group_id", null=True),
    person.text("approved_hash"),
    person.flag("sample"),
    person.text("contribution_id", null=True),
    person.number("sort_key"),
    person.instant("created_at_us"),
    *kept(),
    one_of("stage", Stage),
    Check("(planned_at_us IS NULL) = (planned_wall IS NULL)", "planned_whole"),
    index("brand_id", "planned_at_us"),
    index("idea_id"),
    index("contribution_id"),
    index("evergreen_id"),
    index("brand_id", "deleted_at_us", name="ix_post_trash", where="deleted_at_us IS NOT NULL"),
    unique("series_id", "planned_wall", name="uq_post_series_moment"),
)

post_channel = schema.table(
    "post_channel",
    person.text("post_id", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    person.text("channel_id", ForeignKey("channel.id"), primary_key=True),
    person.number("sort_key"),
    index("channel_id"),
    rowid=False,
)

post_label = schema.table(
    "post_label",
    person.text("post_id", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    person.text("label_id", ForeignKey("label.id"), primary_key=True),
    person.number("sort_key"),
    index("label_id"),
    rowid=False,
)

post_wording = schema.table(
    "post_wording",
    person.text("post_id", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    person.text("channel_id", ForeignKey("channel.id"), primary_key=True),
    *content_columns(person, null=True),
    person.flag("own_media"),
    index("channel_id"),
    rowid=False,
)

post_media = schema.table(
    "post_media",
    person.text("post_id", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    person.text("channel_id", primary_key=True),  # empty: the media that all channels share
    person.number("item", primary_key=True),  # 0: the post itself; n: the n-th further part of its thread
    person.number("sort_key", primary_key=True),
    person.text("asset_id", ForeignKey("asset.id")),
    person.data("alt"),
    person.fraction("focus_x"),
    person.fraction("focus_y"),
    person.data("crops"),
    person.number("cover_ms", null=True),
    person.text("cover_asset_id", null=True),
    person.number("turn"),
    index("asset_id"),
    rowid=False,
)

post_version = schema.table(
    "post_version",
    machine.text("id", primary_key=True),
    machine.text("post_id", ForeignKey("post.id", ondelete="CASCADE")),
    machine.instant("begun_us"),  # of the stretch of writing that it ends; 0: closed
    machine.instant("at_us"),  # when it was last saved
    machine.data("fields"),  # what the post said, by field
    index("post_id", "at_us"),
)

known_person = schema.table(
    "person",
    *identity(),
    of_brand(),
    person.text("name"),
    person.data("identities"),
    person.text("notes"),
    person.data("tags"),
    person.text("remind_on", null=True),
    person.text("remind_about"),
    *kept(),
    index("brand_id"),
    index("brand_id", "remind_on", name="ix_person_reminded", where="remind_on IS NOT NULL"),
)

_SAME = ("hidden", "deleted_at_us")
"""These say the same in every row of an index: without them SQLite looks into the table for them all the same, and the
index alone would not do. So do `done` where a list is of one kind alone, and what says that it is no spam."""
_LISTED = ("brand_id", "post_id", "sent_at_us", "kind", "read", "removed")
"""What the list of the inbox counts and sorts by, read from the indexes alone."""
_OPEN = ("snoozed_until_us", "done", "spam", "spam_there")
_WEIGHED = ("kind", "rating", "done", "removed", "hushed", *_SAME, "spam", "spam_there")
"""What the list of people counts by."""

WISHED = (
    "wish IS NOT NULL OR liked <> liked_there OR hushed <> hushed_there OR spam <> spam_there"
    " OR passed_on <> passed_on_there"
)
"""Something is to be done with it on its platform."""

message = schema.table(
    "message",
    *(machine.text("id", primary_key=True),),
    machine.text("brand_id", ForeignKey("brand.id")),
    machine.text("channel_id", ForeignKey("channel.id"), null=True),  # none: it stands in a feed
    machine.text("kind"),
    machine.text("remote_id"),
    machine.text("text"),
    machine.instant("sent_at_us"),
    person.text("person_id", ForeignKey("person.id", ondelete="SET NULL"), null=True),
    machine.text("author_remote_id", null=True),
    machine.text("answers_remote_id"),
    machine.text("post_id", ForeignKey("post.id", ondelete="SET NULL"), null=True),
    machine.text("url"),
    machine.number("rating", null=True),
    machine.data("data"),
    person.flag("read"),
    person.flag("done"),
    person.flag("hidden"),
    person.instant("snoozed_until_us", null=True),
    person.text("assigned_to"),
    person.text("note"),
    person.flag("liked"),
    person.flag("hushed"),
    person.flag("spam"),
    person.flag("passed_on"),
    machine.flag("liked_there"),
    machine.flag("hushed_there"),
    machine.flag("spam_there"),
    machine.flag("passed_on_there"),
    machine.data("wish", null=True),
    machine.flag("removed"),
    *kept(),
    one_of("kind", MessageKind),
    unique("channel_id", "remote_id"),
    index("brand_id", "sent_at_us"),
    index("person_id"),
    index("post_id"),
    index("brand_id", "done", "sent_at_us"),
    index("channel_id", "answers_remote_id"),
    index("brand_id", "assigned_to", name="ix_message_assigned", where="assigned_to <> ''"),
    index(*_LISTED, *_OPEN, *_SAME, name="ix_message_open", where=f"NOT done AND {SHOWN} AND {GENUINE}"),
    index(*_LISTED, "done", *_SAME, name="ix_message_done", where=f"done AND {SHOWN}"),
    index(*_LISTED, *_SAME, name="ix_message_all", where=SHOWN),
    index("brand_id", "snoozed_until_us", name="ix_message_put_off", where="snoozed_until_us IS NOT NULL"),
    index("brand_id", "person_id", "sent_at_us", *_WEIGHED, name="ix_message_people", where=f"{SHOWN} AND {GENUINE}"),
    index("id", name="ix_message_wish", where=WISHED),
)

answer_draft = schema.table(
    "answer_draft",
    machine.text("message_id", ForeignKey("message.id", ondelete="CASCADE"), primary_key=True),
    machine.text("text"),
    machine.instant("at_us"),
    machine.data("media", null=True),
    machine.flag("in_private", null=True),
    rowid=False,
)
