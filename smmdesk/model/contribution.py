"""What customers made and the brand may use: a photo, a post, a review, with what they said to that, word for word.

How it stands is derived: from when they were asked, when they refused, and the newest consent with its end.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

TEXT_MOST, CREDIT_MOST, NOTE_MOST = 20_000, 120, 2_000
MEDIA_MOST, ADDRESS_MOST, ALT_MOST = 10, 2_000, 1_500


class Proof(StrEnum):
    """How a consent is proven."""

    MESSAGE = "message"  # what they wrote, with its link and its text as it was
    SHEET = "sheet"  # a file: a signed sheet, a photo of it, an e-mail as a PDF


@dataclass(frozen=True, slots=True)
class Consent:
    """`words` is what they said, exactly; `at_us` when, `noted_at_us` when it was written down here. `url` is the page
    of their message, `asset_id` the file. It holds on `channels` (none: on all) up to and with the day `until`.
    """

    words: str
    at_us: int
    proof: Proof
    noted_at_us: int
    url: str = ""
    asset_id: str | None = None
    channels: tuple[str, ...] = ()
    until: date | None = None
    withdrawn_at_us: int | None = None


class Standing(StrEnum):
    """How a contribution stands; in the order of a list."""

    NEW = "new"  # nobody was asked
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that hangs on a message, as its platform told: where it lies, and how it is described there."""

    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Contribution:
    """`author` is who made it, as they are called; `credit` the line that a post carries; `text` their words as they
    stood. `media` are pictures that lie on their platform, `assets` those that were fetched or given. `consents` are in
    the order in which they were given: the last one counts. `forgotten`: only the proof of what is out is left.
    """

    id: str
    brand_id: str
    text: str = ""
    author: str = ""
    credit: str = ""
    platform: str = ""
    url: str = ""
    said_at_us: int | None = None
    rating: int | None = None
    person_id: str | None = None
    message_id: str | None = None
    media: tuple[Shown, ...] = ()
    assets: tuple[str, ...] = ()
    asked_at_us: int | None = None
    asked_words: str = ""
    refused_at_us: int | None = None
    consents: tuple[Consent, ...] = ()
    note: str = ""
    forgotten: bool = False
    created_at_us: int = 0
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""

    @property
    def consent(self) -> Consent | None:
        """The one that counts."""
        return self.consents[-1] if self.consents else None

    @property
    def called(self) -> str:
        """Whose it is, for sentences: the credit without its sign, else the author."""
        return self.credit.strip() or self.author.strip()


def standing(contribution: Contribution, today: date) -> Standing:
    """How it stands on a day. A question that was asked after the consent had ended counts again."""
    if contribution.forgotten:
        return Standing.FORGOTTEN
    consent = contribution.consent
    asked_us, refused_us = contribution.asked_at_us or 0, contribution.refused_at_us or 0
    noted_us = consent.noted_at_us if consent is not None else 0
    withdrawn_us = (consent.withdrawn_at_us or 0) if consent is not None else 0
    over = consent is not None and consent.until is not None and consent.until < today
    if consent is not None and not over and not withdrawn_us and refused_us <= noted_us:
        return Standing.GRANTED
    if asked_us > max(noted_us, refused_us, withdrawn_us):
        return Standing.ASKED
    if refused_us > noted_us:
        return Standing.REFUSED
    if consent is None:
        return Standing.NEW
    return Standing.WITHDRAWN if withdrawn_us else Standing.EXPIRED


class Objection(StrEnum):
    """Why a post may not carry it."""

    MISSING = "missing"
    REFUSED = "refused"
    OVER = "over"
    WITHDRAWN = "withdrawn"
    NOT_HERE = "not_here"
    FORGOTTEN = "forgotten"


def objection(contribution: Contribution | None, channel_id: str, today: date, goes_out: date) -> Objection | None:
    """Why a post that goes out on a day on a channel may not carry it; None where it may. None for a contribution that
    is no longer kept: nobody can say any more that its maker agreed."""
    if contribution is None:
        return Objection.FORGOTTEN
    stands = standing(contribution, today)
    consent = contribution.consent
    if stands is Standing.EXPIRED:
        return Objection.OVER
    if stands is Standing.GRANTED and consent is not None:
        if consent.until is not None and consent.until < goes_out:
            return Objection.OVER
        return Objection.NOT_HERE if consent.channels and channel_id not in consent.channels else None
    told = {
        Standing.REFUSED: Objection.REFUSED,
        Standing.WITHDRAWN: Objection.WITHDRAWN,
        Standing.FORGOTTEN: Objection.FORGOTTEN,
    }
    return told.get(stands, Objection.MISSING)


def credit_for(handle: str, name: str) -> str:
    """The line that names them: their handle as it is written there, else their name."""
    return " ".join((handle or name).split())[:CREDIT_MOST]
