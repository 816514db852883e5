"""What people decided about a post, how it looks on a chip, and the words of that: all that a month needs to paint."""

from enum import StrEnum

from smmdesk.model.words import N_, _


class Stage(StrEnum):
    """What people decided about a post."""

    IDEA = "idea"
    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"


class Progress(StrEnum):
    """How a post looks on a chip (look/README.md §5), in the order of what needs a person most."""

    NEEDS_YOU = "needs_you"
    MISSED = "missed"
    UNKNOWN = "unknown"
    RETRY = "retry"
    SENDING = "sending"
    PROCESSING = "processing"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    HANDED_OFF = "handed_off"
    REMOVED = "removed"
    PUBLISHED = "published"
    DRAFT = "draft"
    IDEA = "idea"


CHIP_WORDS = {
    Progress.IDEA: N_("Idea"),
    Progress.DRAFT: N_("Draft"),
    Progress.REVIEW: N_("Waiting"),
    Progress.SCHEDULED: N_("Goes out"),
    Progress.HANDED_OFF: N_("Handed over"),
    Progress.SENDING: N_("Sending…"),
    Progress.PROCESSING: N_("Preparing"),
    Progress.PUBLISHED: N_("Published"),
    Progress.RETRY: N_("Next try"),
    Progress.UNKNOWN: N_("Checking"),
    Progress.NEEDS_YOU: N_("Needs you"),
    Progress.MISSED: N_("Missed"),
    Progress.REMOVED: N_("Removed"),
}


def only_approved(stage: Stage, progress: Progress) -> bool:
    """Whether a post has its OK, and nobody has scheduled it."""
    return stage is Stage.APPROVED and progress is Progress.DRAFT


def state_of(stage: Stage, progress: Progress, *, paused: bool = False) -> str:
    """What every view says of a post: its progress, "approved" (`only_approved`) or "paused" (its channel keeps it)."""
    return "paused" if paused else "approved" if only_approved(stage, progress) else str(progress)


def state_word(state: str) -> str:
    """The words of `state_of`, as they stand on a chip beside the icon."""
    if state == "paused":
        return _("Paused")
    return _("OK given") if state == "approved" else _(CHIP_WORDS[Progress(state)])


def chip_word(progress: Progress, *, approved: bool = False) -> str:
    """The one or two words that stand on a chip beside the icon. `approved`: as `only_approved` says."""
    return state_word("approved" if approved else progress)


def stage_sentence(progress: Progress, *, approved: bool = False) -> str:
    """The full words for what has no delivery yet."""
    if progress is Progress.REVIEW:
        return _("Waiting for OK")
    return _("OK given, not scheduled yet") if approved else chip_word(progress)
