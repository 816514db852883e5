"""The second, rebuildable part of the schema: the calendar's cache and the search index.

Nothing here is true by itself; `local_schema` makes all of it again from the first part. It has a version of its own
and no migrations. The full-text table is SQLite's own and is made by `local_schema` too.
"""

from smmdesk.store.columns import index, local
from smmdesk.store.declared import Schema

schema = Schema()

calendar_row = schema.table(
    "calendar_row",
    local.text("brand_id", primary_key=True),
    local.text("day", primary_key=True),  # shown wall day, ISO; empty without a moment
    local.instant("planned_us", primary_key=True),  # -1 without a moment
    local.text("post_id", primary_key=True),
    local.text("wall"),
    local.text("zone"),
    local.text("progress"),
    local.text("words"),
    local.data("channels"),  # [[channel id, platform, progress], …]
    local.text("thumb_sha256"),
    local.text("label_id"),
    local.text("label_ids"),
    local.number("published"),
    local.number("live"),
    local.flag("needs_computer"),
    local.flag("goes_out_anyway"),
    local.text("stage"),
    local.flag("sample"),
    local.number("media_count"),
    local.number("revision"),
    local.number("sort_key"),
    index("post_id", name="ix_calendar_row_post"),
    index("brand_id", "progress", name="ix_calendar_row_progress"),
    index("brand_id", "sort_key", "post_id DESC", name="ix_calendar_row_undated", where="day = ''"),
    rowid=False,
)

search_row = schema.table(
    "search_row",
    local.number("number", primary_key=True, counted=True),
    local.text("post_id", unique=True),
    local.text("brand_id"),
)

message_search_row = schema.table(
    "message_search_row",
    local.number("number", primary_key=True, counted=True),
    local.text("message_id", unique=True),
    local.text("brand_id"),
)

person_row = schema.table(
    "person_row",
    local.text("person_id", primary_key=True),
    local.text("brand_id"),
    local.text("name_key"),  # without capitals and accents
    local.text("sought"),  # name, notes, tags, names and handles of accounts, in the same way
    local.text("tags"),  # each between two unit separators
    local.text("remind_on"),  # ISO day, else people_rows.NO_DAY
    local.instant("last_us", null=True),  # when they last wrote
    index("brand_id", "last_us DESC", "person_id DESC", name="ix_person_row_last"),
    index("brand_id", "name_key", "person_id", name="ix_person_row_name"),
    index("brand_id", "remind_on", "last_us DESC", "person_id DESC", name="ix_person_row_reminder"),
    index("brand_id", "tags", name="ix_person_row_tagged", where="tags <> ''"),
    rowid=False,
)

person_account = schema.table(
    "person_account",
    local.text("person_id", primary_key=True),
    local.number("place", primary_key=True),  # in the card's own order
    local.text("brand_id"),
    local.text("platform"),
    local.text("remote_id"),
    local.text("handle_key"),  # as model.mentions compares handles
    index("brand_id", "platform", "remote_id", name="ix_person_account_remote"),
    index("brand_id", "handle_key", "platform", name="ix_person_account_handle"),
    rowid=False,
)
