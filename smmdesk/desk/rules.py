"""What plans by itself because a person said so: repetitions and evergreen posts. The engine applies it every hour."""

from smmdesk.desk import evergreens, repeating
from smmdesk.desk.desk import Desk


def apply(desk: Desk) -> int:
    """Returns how many posts were made."""
    return repeating.extend(desk) + evergreens.recycle(desk)
