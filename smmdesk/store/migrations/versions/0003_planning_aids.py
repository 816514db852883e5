"""Slots, notes, saved texts, templates, filters, pauses, evergreen posts; polls, link cards, covers, tags."""

import sqlalchemy as sa
from alembic import op

from smmdesk.store.migrations.columns import big, flag, known, number, text

revision = "0003"
down_revision = "0002"

FILLED = {
    "brand": {"country": "", "region": "", "patron_day": "", "utm": "{}"},
    "asset": {"tags": "[]"},
    "series": {"wordings": "[]", "labels": "[]"},
}
"""New text columns of old tables, and what old rows get."""


def upgrade() -> None:
    make_evergreen()
    make_slot()
    make_lists()
    make_days()
    widen_old_tables()
    widen_post()


def make(name: str, *columns: sa.Column | sa.Constraint, brand: bool = True) -> None:
    kept = [*big("deleted_at_us", null=True), *number("revision"), *text("changed_by")]
    op.create_table(
        name,
        *text("id", "brand_id"),
        *columns,
        *kept,
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f(f"fk_{name}_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    if brand:
        op.create_index(op.f(f"ix_{name}_brand_id"), name, ["brand_id"], unique=False)


def make_evergreen() -> None:
    make(
        "evergreen",
        *text("content", "channels", "wordings", "labels"),
        *number("cooldown_days"),
        *text("until", null=True),
        *flag("paused"),
        *number("sort_key"),
        sa.CheckConstraint("cooldown_days >= 1", name=op.f("ck_evergreen_cooldown_days_some")),
    )


def make_slot() -> None:
    make(
        "slot",
        *text("channel_id"),
        *number("weekday", "minute"),
        *text("label_id", null=True),
        sa.CheckConstraint(
            "weekday BETWEEN 0 AND 6 AND minute BETWEEN 0 AND 1439", name=op.f("ck_slot_moment_of_a_week")
        ),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_slot_channel_id")),
        sa.ForeignKeyConstraint(["label_id"], ["label.id"], name=op.f("fk_slot_label_id")),
    )


def make_lists() -> None:
    make(
        "snippet",
        *text("kind", "name", "text", "language"),
        *number("sort_key"),
        known("ck_snippet_kind_known", "kind", "hashtags signature text"),
    )
    make("template", *text("name", "content", "channels", "wordings", "labels"), *number("sort_key"))
    make("saved_filter", *text("name", "wanted"), *number("sort_key"))


def make_days() -> None:
    make(
        "day_note",
        *text("text", "first_day"),
        *text("last_day", null=True),
        *flag("yearly"),
        *text("color"),
        brand=False,
    )
    op.create_index(op.f("ix_day_note_brand_id_first_day"), "day_note", ["brand_id", "first_day"], unique=False)
    make("pause", *text("name", "first_day", "last_day", "channels"))


def widen_old_tables() -> None:
    for table, columns in FILLED.items():
        flags = {"scheduled": sa.false()} if table == "series" else {}
        with op.batch_alter_table(table) as batch:
            for name, value in columns.items():
                batch.add_column(sa.Column(name, sa.Text, nullable=False, server_default=value))
            for name, value in flags.items():
                batch.add_column(sa.Column(name, sa.Boolean, nullable=False, server_default=value))
        with op.batch_alter_table(table) as batch:
            for name in (*columns, *flags):
                batch.alter_column(name, server_default=None)


def widen_post() -> None:
    for table in ("post", "post_wording"):
        for name in ("poll", "card"):
            op.add_column(table, sa.Column(name, sa.Text))
    op.add_column("post_media", sa.Column("cover_ms", sa.Integer))
    op.add_column("post_media", sa.Column("cover_asset_id", sa.Text))
    with op.batch_alter_table("post") as batch:
        batch.add_column(sa.Column("evergreen_id", sa.Text))
        batch.create_foreign_key(op.f("fk_post_evergreen_id"), "evergreen", ["evergreen_id"], ["id"])
        batch.create_index(op.f("ix_post_evergreen_id"), ["evergreen_id"], unique=False)
