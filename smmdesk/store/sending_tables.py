"""The tables of the machine: deliveries, parts, attempts, sealed sign-ins, leases, and the journal of changes."""

from smmdesk.model.delivery import Evidence, Op, PartKind, State, Verdict
from smmdesk.store.columns import index, local, machine, moment, one_of, person, secret, unique
from smmdesk.store.declared import Check, ForeignKey
from smmdesk.store.tables import schema

OURS = "op IN ('create', 'schedule', 'reschedule', 'recall', 'edit', 'delete')"
"""Parts whose receipt names a remote thing that we made (a like or a hidden comment is not one)."""
REMOTE = ("channel_id", "receipt_id")
WHEN_OUT = ("receipt_at_us", "op", "delivery_id")
OF_PARTS = [op for op in Op if op not in (Op.SPAM, Op.PASS_ON, Op.UNQUOTE)]
"""What somebody wrote is marked as spam or passed on, or quotes us no more: that is a wish of the message, never an op
of a part."""

delivery = schema.table(
    "delivery",
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
    Check("(post_id IS NULL) <> (message_id IS NULL)", "one_origin"),
    unique("post_id", "channel_id"),
    index("message_id"),
    index("channel_id"),
)

part = schema.table(
    "part",
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
    machine.data("wish", null=True),
    machine.instant("looked_at_us", null=True),
    machine.number("revision"),
    # copies of the delivery's, for the indexes of what is due and of what is already ours
    machine.text("channel_id", ForeignKey("channel.id")),
    machine.instant("due_at_us"),
    one_of("kind", PartKind),
    one_of("op", OF_PARTS),
    one_of("state", State),
    Check("state <> 'published' OR receipt_evidence IS NOT NULL", "published_has_receipt"),
    Check(
        "receipt_evidence IS NULL OR receipt_evidence IN (" + ", ".join(f"'{evidence}'" for evidence in Evidence) + ")",
        "receipt_evidence_known",
    ),
    unique("delivery_id", "position"),
    index("due_at_us", name="ix_part_due", where="state IN ('scheduled', 'retry_wait')"),
    index("state", "wake_at_us", name="ix_part_open", where="state NOT IN ('published', 'cancelled', 'draft')"),
    index(*REMOTE, name="uq_part_published", unique=True, where=f"state = 'published' AND receipt_id <> '' AND {OURS}"),
    index(*REMOTE, name="uq_part_listed", unique=True, where=f"state = 'handed_off' AND receipt_id <> '' AND {OURS}"),
    index(*REMOTE, name="ix_part_receipt", where="receipt_id IS NOT NULL"),
    index("id", name="ix_part_wish", where="wish IS NOT NULL"),
    index(*WHEN_OUT, name="ix_part_out", where="kind = 'root' AND state = 'published'"),
    index("receipt_at_us", name="ix_part_there", where="state = 'published' AND receipt_id <> ''"),
)

attempt = schema.table(
    "attempt",
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
    one_of("op", OF_PARTS),
    index("part_id", "intent_at_us"),
)

sealed = schema.table(
    "secret",
    secret.text("owner", primary_key=True),  # channel:<id> or app:<brand id>:<platform>
    secret.octets("nonce"),
    secret.octets("ciphertext"),
    secret.text("key_id"),
    secret.text("key_source"),
    secret.text("address"),  # where the sign-in was made; bound into the seal
    secret.instant("sealed_at_us"),
)

lease = schema.table(
    "lease",
    local.text("name", primary_key=True),
    local.text("token"),
    local.text("device"),
    local.instant("until_us"),
)

foreign_post = schema.table(
    "foreign_post",  # what waits at a platform's own scheduler or went live, and is not ours
    local.text("channel_id", ForeignKey("channel.id", ondelete="CASCADE"), primary_key=True),
    local.text("remote_id", primary_key=True),
    local.instant("at_us"),
    local.text("words"),
    local.text("url"),
    local.number("media_count"),
    local.flag("live"),
    rowid=False,
)

hosted_file = schema.table(
    "hosted_file",  # what lies on the web while a platform fetches it (decision 0025)
    machine.text("name", primary_key=True),
    machine.text("brand_id"),
    machine.text("part_id"),  # of a part that may be gone meanwhile
    machine.text("key"),
    machine.text("source"),
    machine.text("remote"),
    machine.text("url"),
    machine.instant("made_at_us"),
    rowid=False,
)

hearing = schema.table(
    "hearing",  # how far what people wrote to a channel was read
    local.text("channel_id", ForeignKey("channel.id", ondelete="CASCADE"), primary_key=True),
    local.text("cursor"),
    local.data("problem", null=True),  # why it could not be read the last time
    local.instant("failed_at_us", null=True),  # since when
    rowid=False,
)

heard_before = schema.table(
    "heard_before",  # messages whose words are not here, and which were read or answered (heard_before.py)
    machine.text("mark", primary_key=True),
    machine.flag("read"),
    machine.flag("done"),
    machine.instant("snoozed_until_us", null=True),
    rowid=False,
)

setting = schema.table(
    "setting",
    local.text("key", primary_key=True),
    local.data("value"),
)

step = schema.table(
    "step",
    person.text("id", primary_key=True),
    person.text("device"),
    person.number("seq"),
    person.instant("stamp"),
    person.instant("at_us"),
    person.text("person"),
    person.text("label"),
    person.text("undoes"),  # the step that this one takes back, or empty
    unique("device", "seq"),
    index("stamp"),
)

change = schema.table(
    "change",
    person.text("step_id", ForeignKey("step.id", ondelete="CASCADE"), primary_key=True),
    person.number("number", primary_key=True),
    person.text("kind"),
    person.text("row_id"),
    person.text("field"),  # a field's name; * for the whole row made or erased
    person.data("value", null=True),
    person.data("prev", null=True),
    index("kind", "row_id"),
    rowid=False,
)
