"""The tables of the machine: deliveries, parts, attempts, sealed sign-ins, leases, and the journal of changes."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table, UniqueConstraint, text

from smmdesk.model.delivery import Evidence, Op, PartKind, State, Verdict
from smmdesk.store.columns import local, machine, moment, one_of, person, secret
from smmdesk.store.tables import metadata

OURS = "op IN ('create', 'schedule', 'reschedule', 'recall', 'edit', 'delete')"
"""Parts whose receipt names a remote thing that we made (a like or a hidden comment is not one)."""

delivery = Table(
    "delivery",
    metadata,
    machine.text("id", primary_key=True),
    machine.text("brand_id", ForeignKey("brand.id")),
    machine.text("channel_id", ForeignKey("channel.id")),
    machine.text("post_id", ForeignKey("post.id", ondelete="CASCADE"), null=True),
    machine.text("message_id", ForeignKey("message.id", ondelete="CASCADE"), null=True),
    *moment(machine, "due"),
    machine.data("content", null=True),
    machine.flag("now"),
    machine.text("home"),
    machine.instant("created_at_us"),
    machine.number("revision"),
    CheckConstraint("(post_id IS NULL) <> (message_id IS NULL)", name="one_origin"),
    UniqueConstraint("post_id", "channel_id"),
    Index(None, "message_id"),
    Index(None, "channel_id"),
)

part = Table(
    "part",
    metadata,
    machine.text("id", primary_key=True),
    machine.text("delivery_id", ForeignKey("delivery.id", ondelete="CASCADE")),
    machine.number("position"),
    machine.text("kind"),
    machine.text("op"),
    machine.text("state"),
    machine.number("generation"),
    machine.text("key"),
    machine.text("content_hash"),
    machine.data("rendered"),
    machine.data("prepared"),
    machine.text("receipt_id", null=True),
    machine.text("receipt_url", null=True),
    machine.instant("receipt_at_us", null=True),
    machine.text("receipt_evidence", null=True),
    machine.data("receipt_data", null=True),
    machine.data("problem", null=True),
    machine.number("tries"),
    machine.number("lookups"),
    machine.instant("wake_at_us", null=True),
    machine.text("lease"),
    machine.instant("lease_until_us", null=True),
    machine.instant("remote_due_us", null=True),
    machine.text("remote_hash"),
    machine.flag("removed"),
    machine.number("revision"),
    # copies of the delivery's, for the indexes of what is due and of what is already ours
    machine.text("channel_id", ForeignKey("channel.id")),
    machine.instant("due_at_us"),
    one_of("kind", PartKind),
    one_of("op", Op),
    one_of("state", State),
    CheckConstraint("state <> 'published' OR receipt_evidence IS NOT NULL", name="published_has_receipt"),
    CheckConstraint(
        "receipt_evidence IS NULL OR receipt_evidence IN (" + ", ".join(f"'{evidence}'" for evidence in Evidence) + ")",
        name="receipt_evidence_known",
    ),
    UniqueConstraint("delivery_id", "position"),
    Index("ix_part_due", "due_at_us", sqlite_where=text("state IN ('scheduled', 'retry_wait')")),
    Index(
        "ix_part_open",
        "state",
        "wake_at_us",
        sqlite_where=text("state NOT IN ('published', 'cancelled', 'draft')"),
    ),
    Index(
        "uq_part_published",
        "channel_id",
        "receipt_id",
        unique=True,
        sqlite_where=text(f"state = 'published' AND receipt_id <> '' AND {OURS}"),
        postgresql_where=text(f"state = 'published' AND receipt_id <> '' AND {OURS}"),
    ),
    Index(
        "uq_part_listed",
        "channel_id",
        "receipt_id",
        unique=True,
        sqlite_where=text(f"state = 'handed_off' AND receipt_id <> '' AND {OURS}"),
        postgresql_where=text(f"state = 'handed_off' AND receipt_id <> '' AND {OURS}"),
    ),
    Index("ix_part_receipt", "channel_id", "receipt_id", sqlite_where=text("receipt_id IS NOT NULL")),
)

attempt = Table(
    "attempt",
    metadata,
    machine.text("id", primary_key=True),
    machine.text("part_id", ForeignKey("part.id", ondelete="CASCADE")),
    machine.number("generation"),
    machine.text("op"),
    machine.text("key"),
    machine.text("request_hash"),
    machine.instant("intent_at_us"),
    machine.instant("first_byte_at_us", null=True),
    machine.instant("end_at_us", null=True),
    machine.text("verdict"),
    machine.text("evidence"),
    one_of("verdict", Verdict),
    one_of("op", Op),
    Index(None, "part_id", "intent_at_us"),
)

sealed = Table(
    "secret",
    metadata,
    secret.text("owner", primary_key=True),  # channel:<id> or app:<brand id>:<platform>
    secret.octets("nonce"),
    secret.octets("ciphertext"),
    secret.text("key_id"),
    secret.text("key_source"),
    secret.text("address"),  # where the sign-in was made; bound into the seal
    secret.instant("sealed_at_us"),
)

lease = Table(
    "lease",
    metadata,
    local.text("name", primary_key=True),
    local.text("token"),
    local.text("device"),
    local.instant("until_us"),
)

setting = Table(
    "setting",
    metadata,
    local.text("key", primary_key=True),
    local.data("value"),
)

step = Table(
    "step",
    metadata,
    person.text("id", primary_key=True),
    person.text("device"),
    person.number("seq"),
    person.instant("stamp"),
    person.instant("at_us"),
    person.text("person"),
    person.text("label"),
    person.text("undoes"),  # the step that this one takes back, or empty
    UniqueConstraint("device", "seq"),
    Index(None, "stamp"),
)

change = Table(
    "change",
    metadata,
    person.text("step_id", ForeignKey("step.id", ondelete="CASCADE"), primary_key=True),
    person.number("number", primary_key=True),
    person.text("kind"),
    person.text("row_id"),
    person.text("field"),  # a field's name; * for the whole row made or erased
    person.data("value", null=True),
    person.data("prev", null=True),
    Index(None, "kind", "row_id"),
    sqlite_with_rowid=False,
)
