"""Private messages where a platform lets programs answer them for a time only, and answers in private to what somebody
wrote for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass

LONGER = "answers_longer"
"""In `Channel.reported`, true: the owner says that their app may answer for longer than every app."""
TOLD = "private"
"""In `Channel.reported`: whether the account's private messages are told to this sign-in, one of the four below; absent
where nobody asked for them."""
SOME, NONE, REFUSED, SWITCHED_OFF = "some", "none", "refused", "switched_off"
IN_PRIVATE = "in_private"
"""In the options of an answer, true: its author alone reads it, though what it answers stands where everybody reads."""


@dataclass(frozen=True, slots=True)
class PrivateFact:
    """What holds for an answer in private, and there alone; `date` and `source` say since when and whence.

    Programs may answer for `within_s` after the newest message of theirs, `longer_s` under an app that was given more.
    0 is no end, or no limit of its own. `scope` is the permission that reading and answering wants, "" for none. What
    a channel's line says of them, English source sentences: `left_out` where nobody asked for that permission,
    `says_none` where it looks as if nobody had written, `says_refused`, and `says_switched_off`.
    """

    date: str
    source: str
    scope: str = ""
    within_s: int = 0
    longer_s: int = 0
    text_max: int = 0
    text_max_bytes: int = 0
    left_out: str = ""
    says_none: str = ""
    says_refused: str = ""
    says_switched_off: str = ""

    @property
    def words(self) -> Mapping[object, str]:
        """What there is to say, by what the sign-in was told (`TOLD`)."""
        return {
            None: self.left_out,
            NONE: self.says_none,
            REFUSED: self.says_refused,
            SWITCHED_OFF: self.says_switched_off,
        }

    def answers_within_s(self, reported: Mapping[str, object]) -> int:
        """How long after their newest message one channel's sign-in may answer."""
        return self.longer_s if self.longer_s and reported.get(LONGER) is True else self.within_s


@dataclass(frozen=True, slots=True)
class InPrivateFact:
    """Where a program may answer a message of one of these `kinds`, which everybody reads, in private; `date` and
    `source` say since when and whence.

    Within `within_s` after it was written (0: at any time), and `once` only. `options` are those of such an answer, as
    (name, value). `takes_photos`: it may have what a private message may; else it is words alone. `named_read_it`:
    whoever else the words name with an @ reads it too, as any private message there.
    """

    date: str
    source: str
    kinds: tuple[str, ...] = ()
    within_s: int = 0
    once: bool = False
    takes_photos: bool = False
    named_read_it: bool = False
    options: tuple[tuple[str, str], ...] = ()


def is_in_private(options: Mapping[str, object]) -> bool:
    """Whether an answer with these options is one in private to what everybody reads."""
    return options.get(IN_PRIVATE) is True
