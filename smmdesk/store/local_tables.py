"""The second, rebuildable part of the schema: the calendar's cache and the search index.

Nothing here is true by itself; `local_schema` makes all of it again from the first part. It has a version of its own
and no migrations. The full-text table is SQLite's own and is made by `local_schema` too.
"""

from sqlalchemy import Column, Index, Integer, Table

from smmdesk.store.columns import local, named_metadata

metadata = named_metadata()

calendar_row = Table(
    "calendar_row",
    metadata,
    local.text("brand_id", primary_key=True),
    local.text("day", primary_key=True),  # shown wall day, ISO; empty without a moment
    local.instant("planned_us", primary_key=True, autoincrement=False),  # -1 without a moment
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
    Index("ix_calendar_row_post", "post_id"),
    Index("ix_calendar_row_progress", "brand_id", "progress"),
    sqlite_with_rowid=False,
)

search_row = Table(
    "search_row",
    metadata,
    Column("number", Integer, primary_key=True, info={"home": "local"}),
    local.text("post_id", unique=True),
    local.text("brand_id"),
)
