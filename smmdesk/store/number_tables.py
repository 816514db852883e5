"""The tables of what platforms count of our posts (model/numbers, model/polls): the machine's, found out, and not to be
had again once a platform stops telling them. A number that is NULL was never told."""

from smmdesk.model.numbers import Count
from smmdesk.store.columns import index, machine
from smmdesk.store.declared import Column, ForeignKey
from smmdesk.store.tables import schema


def counts() -> tuple[Column, ...]:
    return tuple(machine.instant(kind.value, null=True) for kind in Count)


latest = schema.table(
    "part_numbers",  # of each part that was asked about, what was told last
    machine.text("part_id", ForeignKey("part.id", ondelete="CASCADE"), primary_key=True),
    # copies, for the index of what went out when
    machine.text("brand_id", ForeignKey("brand.id")),
    machine.text("channel_id", ForeignKey("channel.id")),
    machine.text("post_id", ForeignKey("post.id", ondelete="CASCADE")),
    machine.instant("out_at_us"),  # when the root went out
    machine.number("own_answers"),  # how many of its answers are further parts of ours
    machine.instant("asked_at_us"),
    machine.instant("told_at_us", null=True),
    *counts(),
    index("brand_id", "out_at_us"),
    index("post_id"),
)

by_day = schema.table(
    "part_numbers_day",  # what was told last on a day
    machine.text("part_id", ForeignKey("part.id", ondelete="CASCADE"), primary_key=True),
    machine.text("day", primary_key=True),  # of the brand's zone, ISO
    *counts(),
    rowid=False,
)

followers = schema.table(
    "followers_day",
    machine.text("channel_id", ForeignKey("channel.id", ondelete="CASCADE"), primary_key=True),
    machine.text("day", primary_key=True),  # of the brand's zone, ISO
    machine.instant("followers", null=True),  # none: it was asked and not told
    rowid=False,
)

polls = schema.table(
    "part_poll",  # of each part that asked a poll and was asked about
    machine.text("part_id", ForeignKey("part.id", ondelete="CASCADE"), primary_key=True),
    machine.text("post_id", ForeignKey("post.id", ondelete="CASCADE")),
    machine.instant("asked_at_us"),
    machine.instant("told_at_us", null=True),
    machine.instant("ends_at_us", null=True),
    machine.flag("closed"),
    machine.data("result"),  # a PollResult; "" while nothing was told
    index("post_id"),
)
