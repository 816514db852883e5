"""The tables of what makes planning quick (model/planning_aids), and of what was said about posts before they went out
(model/approval); all of them people's own."""

from smmdesk.model.approval import NoteKind
from smmdesk.model.planning_aids import SnippetKind
from smmdesk.store.columns import index, one_of, person
from smmdesk.store.declared import Check, ForeignKey
from smmdesk.store.tables import identity, kept, of_brand, schema

slot = schema.table(
    "slot",
    *identity(),
    of_brand(),
    person.text("channel_id", ForeignKey("channel.id")),
    person.number("weekday"),
    person.number("minute"),
    person.text("label_id", ForeignKey("label.id"), null=True),
    *kept(),
    Check("weekday BETWEEN 0 AND 6 AND minute BETWEEN 0 AND 1439", "moment_of_a_week"),
    index("brand_id"),
)

day_note = schema.table(
    "day_note",
    *identity(),
    of_brand(),
    person.text("text"),
    person.text("first_day"),
    person.text("last_day", null=True),
    person.flag("yearly"),
    person.text("color"),
    *kept(),
    index("brand_id", "first_day"),
)

snippet = schema.table(
    "snippet",
    *identity(),
    of_brand(),
    person.text("kind"),
    person.text("name"),
    person.text("text"),
    person.text("language"),
    person.number("sort_key"),
    *kept(),
    one_of("kind", SnippetKind),
    index("brand_id"),
)

template = schema.table(
    "template",
    *identity(),
    of_brand(),
    person.text("name"),
    person.data("content"),
    person.data("channels"),
    person.data("wordings"),
    person.data("labels"),
    person.number("sort_key"),
    *kept(),
    index("brand_id"),
)

saved_filter = schema.table(
    "saved_filter",
    *identity(),
    of_brand(),
    person.text("name"),
    person.data("wanted"),
    person.number("sort_key"),
    *kept(),
    index("brand_id"),
)

pause = schema.table(
    "pause",
    *identity(),
    of_brand(),
    person.text("name"),
    person.text("first_day"),
    person.text("last_day"),
    person.data("channels"),
    *kept(),
    index("brand_id"),
)

review_file = schema.table(
    "review_file",
    *identity(),
    of_brand(),
    person.text("token"),
    person.text("name"),
    person.text("whom"),
    person.text("language"),
    person.text("who"),
    person.text("said"),
    person.number("posts"),
    person.instant("made_at_us"),
    person.instant("answered_at_us", null=True),
    *kept(),
    index("brand_id"),
)

approval_note = schema.table(
    "approval_note",
    *identity(),
    of_brand(),
    person.text("post_id", ForeignKey("post.id", ondelete="CASCADE")),
    person.text("kind"),
    person.text("text"),
    person.text("who"),
    person.text("whom"),
    person.instant("at_us"),
    person.text("content_hash"),
    person.text("channel_id"),  # no key: what was said of a channel stays when the channel goes
    person.data("content", null=True),
    person.data("wordings"),
    person.text("file_id", null=True),  # no key: the note stays without its file
    person.flag("is_foreign"),
    *kept(),
    one_of("kind", NoteKind),
    index("brand_id"),
    index("post_id"),
    index("file_id"),
)
