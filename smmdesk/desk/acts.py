"""What the publisher can do with a part."""

from enum import StrEnum


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
