"""The first version: what people make, and the journal. Nothing here looks at the program's own classes."""

import sqlalchemy as sa
from alembic import op

from smmdesk.store.migrations.columns import big, flag, fraction, known, number, octets, text

revision = "0001"
down_revision = None


def upgrade() -> None:
    make_brand()
    make_secret()
    make_setting()
    make_step()
    make_asset()
    make_campaign()
    make_change()
    make_channel()
    make_label()
    make_person()
    make_series()
    make_post()
    make_message()
    make_post_channel()
    make_post_label()
    make_post_media()
    make_post_wording()
    op.execute("PRAGMA application_id = 1936551268")


def make_brand() -> None:
    op.create_table(
        "brand",
        *text("id", "name", "zone", "language"),
        *flag("needs_approval"),
        *text("logo_asset_id", null=True),
        *big("deleted_at_us", null=True),
        *number("revision"),
        *text("changed_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand")),
    )


def make_secret() -> None:
    op.create_table(
        "secret",
        *text("owner"),
        *octets("nonce", "ciphertext"),
        *text("key_id", "key_source", "address"),
        *big("sealed_at_us"),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_secret")),
    )


def make_setting() -> None:
    op.create_table("setting", *text("key", "value"), sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")))


def make_step() -> None:
    op.create_table(
        "step",
        *text("id", "device"),
        *number("seq"),
        *big("stamp", "at_us"),
        *text("person", "label", "undoes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
        sa.UniqueConstraint("device", "seq", name=op.f("uq_step_device_seq")),
    )
    op.create_index(op.f("ix_step_stamp"), "step", ["stamp"], unique=False)


def make_asset() -> None:
    op.create_table(
        "asset",
        *text("id", "brand_id", "sha256", "name", "mime"),
        *big("size_bytes"),
        *number("width_px", "height_px", "duration_ms"),
        *text("alt", "folder"),
        *big("added_at_us"),
        *big("deleted_at_us", null=True),
        *number("revision"),
        *text("changed_by"),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_asset_sha256_whole")),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_asset_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
    )
    op.create_index(op.f("ix_asset_brand_id_added_at_us"), "asset", ["brand_id", "added_at_us"], unique=False)
    op.create_index(op.f("ix_asset_sha256"), "asset", ["sha256"], unique=False)


def make_campaign() -> None:
    op.create_table(
        "campaign",
        *text("id", "brand_id", "name"),
        *text("first_day", "last_day", null=True),
        *text("notes"),
        *big("deleted_at_us", null=True),
        *number("revision"),
        *text("changed_by"),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_campaign_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(op.f("ix_campaign_brand_id"), "campaign", ["brand_id"], unique=False)


def make_change() -> None:
    op.create_table(
        "change",
        *text("step_id"),
        *number("number"),
        *text("kind", "row_id", "field"),
        *text("value", "prev", null=True),
        sa.ForeignKeyConstraint(["step_id"], ["step.id"], name=op.f("fk_change_step_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("step_id", "number", name=op.f("pk_change")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_change_kind_row_id"), "change", ["kind", "row_id"], unique=False)


def make_channel() -> None:
    op.create_table(
        "channel",
        *text("id", "brand_id", "platform", "name", "handle", "server", "remote_id", "url", "status"),
        *flag("hand_off", "paused"),
        *number("sort_key"),
        *text("reported"),
        *big("checked_at_us", "sign_in_ends_at_us", "deleted_at_us", null=True),
        *number("revision"),
        *text("changed_by"),
        known("ck_channel_status_known", "status", "planned connected signed_out archived"),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_channel_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
    )
    op.create_index(op.f("ix_channel_brand_id"), "channel", ["brand_id"], unique=False)


def make_label() -> None:
    op.create_table(
        "label",
        *text("id", "brand_id", "name", "color"),
        *number("sort_key"),
        *big("deleted_at_us", null=True),
        *number("revision"),
        *text("changed_by"),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_label_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
    )
    op.create_index(op.f("ix_label_brand_id"), "label", ["brand_id"], unique=False)


def make_person() -> None:
    op.create_table(
        "person",
        *text("id", "brand_id", "name", "identities", "notes", "tags"),
        *big("deleted_at_us", null=True),
        *number("revision"),
        *text("changed_by"),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_person_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_brand_id"), "person", ["brand_id"], unique=False)


def make_series() -> None:
    op.create_table(
        "series",
        *text("id", "brand_id", "content", "start_wall", "start_zone"),
        *big("start_at_us"),
        *text("rrule", "channels", "exceptions"),
        *big("deleted_at_us", null=True),
        *number("revision"),
        *text("changed_by"),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_series_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_index(op.f("ix_series_brand_id"), "series", ["brand_id"], unique=False)


def make_post() -> None:
    op.create_table(
        "post",
        *text("id", "brand_id", "title", "text", "link", "options", "thread", "first_comment", "stage"),
        *text("planned_wall", "planned_zone", null=True),
        *big("planned_at_us", null=True),
        *text("campaign_id", "series_id", "idea_id", null=True),
        *text("language"),
        *text("group_id", null=True),
        *text("approved_hash"),
        *flag("sample"),
        *number("sort_key"),
        *big("created_at_us"),
        *big("deleted_at_us", null=True),
        *number("revision"),
        *text("changed_by"),
        known("ck_post_stage_known", "stage", "idea draft review approved"),
        sa.CheckConstraint("(planned_at_us IS NULL) = (planned_wall IS NULL)", name=op.f("ck_post_planned_whole")),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_post_brand_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_post_campaign_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_post_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("series_id", "planned_wall", name="uq_post_series_moment"),
    )
    op.create_index(op.f("ix_post_brand_id_planned_at_us"), "post", ["brand_id", "planned_at_us"], unique=False)
    op.create_index(op.f("ix_post_idea_id"), "post", ["idea_id"], unique=False)


def make_message() -> None:
    op.create_table(
        "message",
        *text("id", "brand_id", "channel_id", "kind", "remote_id", "text"),
        *big("sent_at_us"),
        *text("person_id", null=True),
        *text("answers_remote_id"),
        *text("post_id", null=True),
        *text("url"),
        *number("rating", null=True),
        *flag("read", "done", "hidden", "removed"),
        *big("deleted_at_us", null=True),
        *number("revision"),
        *text("changed_by"),
        known("ck_message_kind_known", "kind", "comment mention review private found"),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_message_brand_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_message_channel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_message_post_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("channel_id", "remote_id", name=op.f("uq_message_channel_id_remote_id")),
    )
    op.create_index(op.f("ix_message_brand_id_sent_at_us"), "message", ["brand_id", "sent_at_us"], unique=False)
    op.create_index(op.f("ix_message_person_id"), "message", ["person_id"], unique=False)
    op.create_index(op.f("ix_message_post_id"), "message", ["post_id"], unique=False)


def make_post_channel() -> None:
    op.create_table(
        "post_channel",
        *text("post_id", "channel_id"),
        *number("sort_key"),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_post_channel_channel_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_channel_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "channel_id", name=op.f("pk_post_channel")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_post_channel_channel_id"), "post_channel", ["channel_id"], unique=False)


def make_post_label() -> None:
    op.create_table(
        "post_label",
        *text("post_id", "label_id"),
        *number("sort_key"),
        sa.ForeignKeyConstraint(["label_id"], ["label.id"], name=op.f("fk_post_label_label_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_label_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "label_id", name=op.f("pk_post_label")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_post_label_label_id"), "post_label", ["label_id"], unique=False)


def make_post_media() -> None:
    op.create_table(
        "post_media",
        *text("post_id", "channel_id"),
        *number("item", "sort_key"),
        *text("asset_id", "alt"),
        *fraction("focus_x", "focus_y"),
        *text("crops"),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_post_media_asset_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_media_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "channel_id", "item", "sort_key", name=op.f("pk_post_media")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_post_media_asset_id"), "post_media", ["asset_id"], unique=False)


def make_post_wording() -> None:
    op.create_table(
        "post_wording",
        *text("post_id", "channel_id"),
        *text("title", "text", "link", "options", "thread", "first_comment", null=True),
        *flag("own_media"),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_post_wording_channel_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_wording_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "channel_id", name=op.f("pk_post_wording")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_post_wording_channel_id"), "post_wording", ["channel_id"], unique=False)
