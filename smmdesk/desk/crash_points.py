"""Named places at which a test lets the process die: `SMM_CRASH_AT=name` ends it there as a power cut would."""

import os
from collections.abc import Callable

CRASH_AT = "SMM_CRASH_AT"

POINTS = (
    "claimed",
    "step_saved",
    "prepared",
    "intent_committed",
    "intent_logged",
    "first_byte",
    "answered",
    "receipt_logged",
    "receipt_committed",
    "looked_up",
    "look_up_committed",
    "polled",
    "recalled",
    "released",
)
"""Every commit point of publishing, in the order of a delivery's life."""


def _die() -> None:
    os._exit(137)


chosen = os.environ.get(CRASH_AT, "")
die: Callable[[], None] = _die
"""What happens at the chosen point; a test in the same process raises instead."""


def crash_point(name: str) -> None:
    """End the process at once, without clean-up, when this point was asked for."""
    assert name in POINTS
    if name == chosen:
        die()
