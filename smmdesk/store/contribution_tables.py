"""The table of what customers made (model/contribution): people's own, so that archives and copies hold it."""

from smmdesk.store.columns import index, person
from smmdesk.store.tables import identity, kept, of_brand, schema

contribution = schema.table(
    "contribution",
    *identity(),
    of_brand(),
    person.text("text"),
    person.text("author"),
    person.text("credit"),
    person.text("platform"),
    person.text("url"),
    person.instant("said_at_us", null=True),
    person.number("rating", null=True),
    person.text("person_id", null=True),  # no key: copies and archives leave out messages, not what was agreed
    person.text("message_id", null=True),
    person.data("media"),
    person.data("assets"),
    person.instant("asked_at_us", null=True),
    person.text("asked_words"),
    person.instant("refused_at_us", null=True),
    person.data("consents"),
    person.text("note"),
    person.flag("forgotten"),
    person.instant("created_at_us"),
    *kept(),
    index("brand_id"),
    index("person_id"),
    index("message_id"),
)
