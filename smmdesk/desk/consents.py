"""Whether a post may go out with what a customer made: asked while it is written, scheduled, and once more before it
leaves (desk/rendering). A photo is a customer's wherever it is used, also in a template or an evergreen post.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from smmdesk.model.content import Content
from smmdesk.model.contribution import Contribution, Objection, objection
from smmdesk.model.dates import say_day
from smmdesk.model.for_the_eye import isolated
from smmdesk.model.problem import Problem
from smmdesk.model.words import _
from smmdesk.store import contribution_reads

if TYPE_CHECKING:
    from smmdesk.model.post import Post
    from smmdesk.store.reader import Reader

CODES = {
    Objection.MISSING: "consent_missing",
    Objection.REFUSED: "consent_refused",
    Objection.OVER: "consent_over",
    Objection.WITHDRAWN: "consent_withdrawn",
    Objection.NOT_HERE: "consent_not_here",
    Objection.FORGOTTEN: "consent_forgotten",
}


def carried(reader: "Reader", brand_id: str, content: Content, post: "Post | None") -> tuple[Contribution | None, ...]:
    """Whose things these are; None among them for one that is no longer kept."""
    found: dict[str, Contribution | None] = {
        one.id: one for one in contribution_reads.shown_by(reader, brand_id, _photos(content))
    }
    if post is not None and post.contribution_id:
        found.setdefault(post.contribution_id, reader.find(Contribution, post.contribution_id))
    return tuple(found.values())


def _photos(content: Content) -> Iterable[str]:
    uses = (*content.media, *(use for item in content.thread for use in item.media))
    for use in uses:
        yield use.asset_id
        if use.cover_asset_id:
            yield use.cover_asset_id
    if content.card is not None and content.card.asset_id:
        yield content.card.asset_id


def against(
    reader: "Reader",
    brand_id: str,
    content: Content,
    post: "Post | None",
    channel: tuple[str, str],
    today: date,
    goes_out: date | None = None,
) -> tuple[Problem, ...]:
    """What stands against it on a channel (its id and name), as of today and of the day on which it goes out."""
    channel_id, name = channel
    day = goes_out or today
    return tuple(
        _problem(one, found, name, day)
        for one in carried(reader, brand_id, content, post)
        if (found := objection(_kept(one), channel_id, today, day)) is not None
    )


def _kept(contribution: Contribution | None) -> Contribution | None:
    """What lies in the trash has no consent any more."""
    return None if contribution is not None and contribution.deleted_at_us is not None else contribution


def _problem(contribution: Contribution | None, found: Objection, channel: str, day: date) -> Problem:
    called = contribution.called if contribution is not None else ""
    until = contribution.consent.until if contribution is not None and contribution.consent is not None else None
    return Problem(
        CODES[found],
        {
            "person": isolated(called) if called else _("a customer"),
            "channel": channel,
            "day": say_day(until or day),
            "contribution_id": contribution.id if contribution is not None else "",
            "field": "contribution",
        },
    )


def hints(reader: "Reader", brand_id: str, content: Content, post: "Post | None") -> tuple[Problem, ...]:
    """That the line which names them does not stand in the words, where they have one."""
    said = "\n".join((content.title, content.text, content.first_comment, *(item.text for item in content.thread)))
    return tuple(
        Problem("credit_missing", {"credit": isolated(one.credit), "contribution_id": one.id, "field": "contribution"})
        for one in carried(reader, brand_id, content, post)
        if one is not None and one.credit.strip() and one.credit.strip().casefold() not in said.casefold()
    )
