"""A day as people type it."""

from datetime import date, datetime

from smmdesk.desk.desk import Desk
from smmdesk.model.problem import ProblemError
from smmdesk.model.when import parse_when
from smmdesk.model.words import language


def typed_day(desk: Desk, zone: str, text: str) -> date | None:
    """The day behind "24/12/2026", "24/12" or "tomorrow"; None while it is none."""
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()
    except ValueError:
        pass
    try:
        return parse_when(text, desk.clock.now(), zone, language()).day
    except ProblemError:
        return None
