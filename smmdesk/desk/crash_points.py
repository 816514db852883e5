"""Named places at which a test lets the process die: `SMM_CRASH_AT=name` ends it there as a power cut would."""

import os

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
    "listed_committed",
    "recalled",
    "released",
)
"""Every commit point of publishing, in the order of a delivery's life."""

_chosen = os.environ.get(CRASH_AT, "")


def crash_point(name: str) -> None:
    """End the process at once, without clean-up, when this point was asked for."""
    assert name in POINTS
    if name == _chosen:
        os._exit(137)
