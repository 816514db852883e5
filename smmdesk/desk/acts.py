"""What the publisher can do with a part."""

from enum import StrEnum

from smmdesk.model.delivery import Part
from smmdesk.model.problem import Problem

JOB, REVIEW = "job", "review"
"""Where what a platform works on stands in `prepared`, and what it waits for there: somebody who approves it."""


class Act(StrEnum):
    """What the publisher does with a part."""

    WAIT = "wait"
    # the database alone
    RELEASE = "release"  # claimed or waiting -> scheduled: nothing was sent
    SUSPECT = "suspect"  # sending without a living sender -> unknown
    MISS = "miss"
    ASK = "ask"  # -> needs you
    RESUME = "resume"  # needs you -> scheduled, after a sign-in
    PARK = "park"  # scheduled -> draft: nobody wants it out any more
    # the network
    CLAIM = "claim"
    HAND_OFF = "hand_off"
    SEND = "send"
    POLL = "poll"
    LOOK_UP = "look_up"
    CHECK = "check"
    RESCHEDULE = "reschedule"
    RECALL = "recall"
    WATCH = "watch"  # published: is it still there, as we sent it?
    FULFIL = "fulfil"  # published: take it down there, or change it there, as a person asked


NETWORK_ACTS = frozenset(
    {Act.CLAIM, Act.HAND_OFF, Act.SEND, Act.POLL, Act.LOOK_UP, Act.CHECK, Act.RESCHEDULE, Act.RECALL, Act.FULFIL}
)


def not_done_yet(part: Part, platform: str) -> Problem:
    """What is said of what a platform has had for too long: it works on it, or somebody has to approve it there."""
    work = part.prepared.get(JOB)
    waits = isinstance(work, dict) and work.get("waits") == REVIEW
    return Problem("waits_for_review" if waits else "processing_too_long", {"platform": platform})
