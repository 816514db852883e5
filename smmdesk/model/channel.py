"""One connected account on one platform. Its secret is sealed elsewhere: nothing here can print it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MADE_UP = "by-hand-"
"""How the account's id begins where nobody signed in: it says nothing about whose account it is."""


class ChannelStatus(StrEnum):
    PLANNED = "planned"  # posts can be planned for it, nothing can go out yet
    CONNECTED = "connected"
    SIGNED_OUT = "signed_out"  # the platform refused our sign-in, proven
    ARCHIVED = "archived"


NUMBERS = "numbers"
"""Key in `Channel.reported`: False where the platform refused to tell them to this sign-in."""

ELSEWHERE = "signed_in_elsewhere"
"""Key in `Channel.reported`: True where its sign-in stayed on the computer where it was made. A new one ends that."""


@dataclass(frozen=True, slots=True)
class Channel:
    """`platform` is a key of PLATFORMS; `remote_id` the account's own id there (a DID, a number, a URL).

    `server` is the address signed in at (`https://mastodon.social`), empty where a platform has only one.
    `reported` is what the server itself said of its limits (`{"text_max": 1000}`), merged over the platform's facts.
    `guided`: a person publishes here, also where smmdesk could (no app keys, or by choice).
    """

    id: str
    brand_id: str
    platform: str
    name: str
    handle: str = ""
    server: str = ""
    remote_id: str = ""
    url: str = ""
    status: ChannelStatus = ChannelStatus.PLANNED
    hand_off: bool = True
    paused: bool = False
    guided: bool = False
    sort_key: int = 0
    reported: Mapping[str, object] = field(default_factory=dict)
    checked_at_us: int | None = None
    sign_in_ends_at_us: int | None = None
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""

    @property
    def proven_id(self) -> str:
        """Whose account somebody signed in to; empty while a person publishes there."""
        return "" if self.remote_id.startswith(MADE_UP) else self.remote_id

    @property
    def lacks_numbers(self) -> bool:
        """Whether numbers come in only after a new sign-in, which is good for all the rest."""
        return self.reported.get(NUMBERS) is False and self.status is ChannelStatus.CONNECTED

    @property
    def is_new_here(self) -> bool:
        """Nobody ended its sign-in: it came here in a copy, and a copy holds none."""
        return self.status is ChannelStatus.SIGNED_OUT and self.reported.get(ELSEWHERE) is True

    @property
    def can_send(self) -> bool:
        return self.status is ChannelStatus.CONNECTED and not self.paused and self.deleted_at_us is None
