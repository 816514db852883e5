"""Whose photo or words a post shows, and how it stands with their yes: a line for the composer."""

from dataclasses import dataclass

from smmdesk.desk import consents, contributions
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.contribution import Standing, standing
from smmdesk.model.for_the_eye import isolated
from smmdesk.model.post import Post
from smmdesk.model.words import _
from ui.presenters.contributions import ICONS, WORDS


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """One line; `key` is the contribution's id."""

    key: str
    words: str
    icon: str
    tone: str


def carried_rows(desk: Desk, post: Post) -> tuple[CarriedRow, ...]:
    """Of the content for all: what is only a channel's own stands among its problems."""
    with desk.store.reading() as reader:
        today = contributions.today(desk, reader.get(Brand, post.brand_id))
        found = consents.carried(reader, post.brand_id, post.content, post)
    made = []
    for one in found:
        if one is None or one.deleted_at_us is not None:
            continue
        stands = Standing.FORGOTTEN if one.forgotten else standing(one, today)
        word = WORDS[stands]
        icon, tone = ICONS[stands]
        words = _("From {name}: {state}").format(name=isolated(one.called or _("a customer")), state=_(word).lower())
        made.append(CarriedRow(one.id, words, icon, tone))
    return tuple(made)
