"""The tables of what was said about posts before they went out (model/approval): people's own."""

from smmdesk.model.approval import NoteKind
from smmdesk.store.columns import index, one_of, person
from smmdesk.store.declared import ForeignKey
from smmdesk.store.tables import identity, kept, of_brand, schema

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
