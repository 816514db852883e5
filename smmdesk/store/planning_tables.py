"""The tables of what makes planning quick (model/planning_aids), all of them people's own."""

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
