"""A post that comes again: content, an RFC 5545 rule in wall time, exceptions."""

from dataclasses import dataclass
from datetime import datetime

from smmdesk.model.content import Content, Wording
from smmdesk.model.moment import Moment


@dataclass(frozen=True, slots=True)
class Series:
    """`start` is the first moment; `rrule` is RFC 5545 without DTSTART; `exceptions` are wall times left out.

    `scheduled`: the posts it makes go out; else they are drafts with a date. `skips_holidays`:
    nothing is made on public holidays of the brand.
    """

    id: str
    brand_id: str
    content: Content
    start: Moment
    rrule: str
    channels: tuple[str, ...] = ()
    exceptions: tuple[datetime, ...] = ()
    wordings: tuple[Wording, ...] = ()
    labels: tuple[str, ...] = ()
    scheduled: bool = False
    skips_holidays: bool = False
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""
