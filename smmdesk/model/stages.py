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


def chip_word(progress: Progress) -> str:
    """The one or two words that stand on a chip beside the icon."""
    return _(CHIP_WORDS[progress])


def stage_sentence(progress: Progress) -> str:
    """The full words for what has no delivery yet."""
    if progress is Progress.REVIEW:
        return _("Waiting for OK")
    return chip_word(progress)
