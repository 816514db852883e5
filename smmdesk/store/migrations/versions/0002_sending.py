"""What the machine sends: deliveries, parts, attempts, and the moves that the database allows."""

import sqlalchemy as sa
from alembic import op

from smmdesk.store.migrations.columns import big, flag, known, number, text

revision = "0002"
down_revision = "0001"

OURS = "op IN ('create', 'schedule', 'reschedule', 'recall', 'edit', 'delete')"
MOVES = {
    "draft": "scheduled",
    "scheduled": "cancelled claimed draft handed_off missed needs_you",
    "handed_off": "needs_you published scheduled sending unknown",
    "claimed": "needs_you retry_wait scheduled sending",
    "sending": "handed_off needs_you processing published retry_wait scheduled unknown",
    "processing": "needs_you published unknown",
    "unknown": "handed_off needs_you published sending",
    "retry_wait": "cancelled claimed missed needs_you scheduled",
    "needs_you": "cancelled draft published scheduled",
    "missed": "cancelled draft published scheduled",
    "published": "",
    "cancelled": "draft",
}
BIRTHS = "cancelled draft handed_off missed needs_you published retry_wait scheduled unknown"


def upgrade() -> None:
    make_lease()
    make_delivery()
    make_part()
    make_part_indexes()
    make_attempt()
    make_triggers()


def make_lease() -> None:
    op.create_table(
        "lease",
        *text("name", "token", "device"),
        *big("until_us"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )


def make_delivery() -> None:
    op.create_table(
        "delivery",
        *text("id", "brand_id", "channel_id"),
        *text("post_id", "message_id", null=True),
        *text("due_wall", "due_zone"),
        *big("due_at_us"),
        *text("content", null=True),
        *flag("now"),
        *text("home"),
        *big("created_at_us"),
        *number("revision"),
        sa.CheckConstraint("(post_id IS NULL) <> (message_id IS NULL)", name=op.f("ck_delivery_one_origin")),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_delivery_brand_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_delivery_channel_id")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_delivery_message_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_delivery_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("post_id", "channel_id", name=op.f("uq_delivery_post_id_channel_id")),
    )
    op.create_index(op.f("ix_delivery_channel_id"), "delivery", ["channel_id"], unique=False)
    op.create_index(op.f("ix_delivery_message_id"), "delivery", ["message_id"], unique=False)


def make_part() -> None:
    op.create_table(
        "part",
        *text("id", "delivery_id"),
        *number("position"),
        *text("kind", "op", "state"),
        *number("generation"),
        *text("key", "content_hash", "rendered", "prepared"),
        *text("receipt_id", "receipt_url", null=True),
        *big("receipt_at_us", null=True),
        *text("receipt_evidence", "receipt_data", "problem", null=True),
        *number("tries", "lookups"),
        *big("wake_at_us", null=True),
        *text("lease"),
        *big("lease_until_us", "remote_due_us", null=True),
        *text("remote_hash"),
        *flag("removed"),
        *number("revision"),
        *text("channel_id"),
        *big("due_at_us"),
        known("ck_part_kind_known", "kind", "root thread first_comment"),
        known("ck_part_op_known", "op", "create schedule reschedule recall edit delete like hide"),
        sa.CheckConstraint(
            "receipt_evidence IS NULL OR receipt_evidence IN ('response', 'readback', 'human')",
            name=op.f("ck_part_receipt_evidence_known"),
        ),
        sa.CheckConstraint(
            "state <> 'published' OR receipt_evidence IS NOT NULL", name=op.f("ck_part_published_has_receipt")
        ),
        known("ck_part_state_known", "state", " ".join(MOVES)),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_part_channel_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_part_delivery_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint("delivery_id", "position", name=op.f("uq_part_delivery_id_position")),
    )


def make_part_indexes() -> None:
    op.create_index(
        "ix_part_due", "part", ["due_at_us"], unique=False, sqlite_where=sa.text("state IN ('scheduled', 'retry_wait')")
    )
    op.create_index(
        "ix_part_open",
        "part",
        ["state", "wake_at_us"],
        unique=False,
        sqlite_where=sa.text("state NOT IN ('published', 'cancelled', 'draft')"),
    )
    op.create_index(
        "ix_part_receipt",
        "part",
        ["channel_id", "receipt_id"],
        unique=False,
        sqlite_where=sa.text("receipt_id IS NOT NULL"),
    )
    op.create_index(
        "uq_part_listed",
        "part",
        ["channel_id", "receipt_id"],
        unique=True,
        sqlite_where=sa.text(f"state = 'handed_off' AND receipt_id <> '' AND {OURS}"),
        postgresql_where=sa.text(f"state = 'handed_off' AND receipt_id <> '' AND {OURS}"),
    )
    op.create_index(
        "uq_part_published",
        "part",
        ["channel_id", "receipt_id"],
        unique=True,
        sqlite_where=sa.text(f"state = 'published' AND receipt_id <> '' AND {OURS}"),
        postgresql_where=sa.text(f"state = 'published' AND receipt_id <> '' AND {OURS}"),
    )


def make_attempt() -> None:
    op.create_table(
        "attempt",
        *text("id", "part_id"),
        *number("generation"),
        *text("op", "key", "request_hash"),
        *big("intent_at_us"),
        *big("first_byte_at_us", "end_at_us", null=True),
        *text("verdict", "evidence"),
        known("ck_attempt_op_known", "op", "create schedule reschedule recall edit delete like hide"),
        known("ck_attempt_verdict_known", "verdict", "open done not_sent refused unknown absent"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_attempt_part_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_part_id_intent_at_us"), "attempt", ["part_id", "intent_at_us"], unique=False)


def make_triggers() -> None:
    births = ", ".join(f"'{state}'" for state in BIRTHS.split())
    moves = ", ".join(f"('{old}', '{new}')" for old, states in MOVES.items() for new in states.split())
    op.execute(
        f"CREATE TRIGGER part_births BEFORE INSERT ON part WHEN NEW.state NOT IN ({births}) "
        "BEGIN SELECT RAISE(ABORT, 'a part cannot begin in this state'); END"
    )
    op.execute(
        "CREATE TRIGGER part_moves BEFORE UPDATE OF state ON part "
        f"WHEN OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (VALUES {moves}) "
        "BEGIN SELECT RAISE(ABORT, 'forbidden move of a part'); END"
    )
