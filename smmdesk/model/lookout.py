"""What a brand listens for although nobody wrote to it: words, hashtags, an account, the feed of a site."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

WORDS_MOST, ADDRESS_MOST, MUTED_MOST = 100, 2000, 200


class LookoutKind(StrEnum):
    WORDS = "words"
    TAG = "tag"
    ACCOUNT = "account"
    FEED = "feed"


SIGNS = {LookoutKind.TAG: "#", LookoutKind.ACCOUNT: "@"}
"""What stands before such words, on screen and where they are typed."""
_ADDRESS = re.compile(r"(?:https?://\S+|(?:[\w-]+\.)+[^\W\d]{2,}(?:[:/?]\S*)?)", re.IGNORECASE)
_HANDLE = re.compile(r"[\w.-]+@[\w-]+(?:\.[\w-]+)+")


class Becomes(StrEnum):
    """What something found is made into by itself."""

    MESSAGE = "message"
    IDEA = "idea"


@dataclass(frozen=True, slots=True)
class Lookout:
    """`words` is what is looked for: words, a hashtag without its sign, a handle, an address. `name` is what a feed
    calls itself. Whatever holds one of `muted_words`, or is by one of `muted_people` (a handle or a name), is left out.
    """

    id: str
    brand_id: str
    kind: LookoutKind
    words: str
    name: str = ""
    becomes: Becomes = Becomes.MESSAGE
    muted_words: tuple[str, ...] = ()
    muted_people: tuple[str, ...] = ()
    paused: bool = False
    created_at_us: int = 0
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""

    @property
    def says(self) -> str:
        """ "#pane", "@forno@social.example", the feed's name, the words as they are."""
        if self.kind in SIGNS:
            return f"{SIGNS[self.kind]}{self.words}"
        return self.name or self.words


@dataclass(frozen=True, slots=True)
class SearchFact:
    """What a platform lets an account look for there: `kinds` are values of LookoutKind. `again_s` is the least time
    between two looks for the same thing, `per_day` how many looks an account has in 24 hours (0: not said). `answers`:
    what was found can be answered there. `says` is what it does not find, an English source sentence."""

    kinds: tuple[str, ...]
    date: str
    source: str
    again_s: int = 900
    per_day: int = 0
    answers: bool = False
    says: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """How far one lookout was read in one channel, or in its feed (`channel_id` ""): `cursor` is what to go on with,
    `marks` what the server wants back to say "nothing new", `seen` what its last answer held (short hashes). `told` is
    the code of what stood against it, "" where it was read; `fails` counts such times without one between."""

    lookout_id: str
    channel_id: str = ""
    cursor: str = ""
    marks: tuple[str, str] = ("", "")
    seen: tuple[str, ...] = ()
    told: str = ""
    fails: int = 0
    checked_at_us: int = 0
    next_at_us: int = 0


def guessed(typed: str) -> LookoutKind:
    """What somebody means who types this: "#pane", "@forno@social.example", "www.giornale.example", else words."""
    words = typed.strip()
    for kind, sign in SIGNS.items():
        if words.startswith(sign) and len(words.split()) == 1:
            return kind
    if _HANDLE.fullmatch(words):
        return LookoutKind.ACCOUNT
    return LookoutKind.FEED if _ADDRESS.fullmatch(words) else LookoutKind.WORDS


def cleaned(kind: LookoutKind, typed: str) -> str:
    """What a person typed as it is looked for; "" where nothing is left of it."""
    words = " ".join(typed.split())
    if kind is LookoutKind.TAG:
        return re.sub(r"\W", "", words.lstrip("#"))[:WORDS_MOST]
    if kind is LookoutKind.ACCOUNT:
        return words.lstrip("@").replace(" ", "")[:WORDS_MOST]
    if kind is LookoutKind.FEED:
        address = words.replace(" ", "")
        return (address if not address or "://" in address else f"https://{address}")[:ADDRESS_MOST]
    return words[:WORDS_MOST]


def is_muted(lookout: Lookout, text: str, names: tuple[str, ...]) -> bool:
    """Whether a text by somebody of these names is left out: whole words, with or without capitals and accents."""
    people = {folded(one) for one in lookout.muted_people}
    if people & {folded(name) for name in names if name}:
        return True
    said = f" {_bare(text)} "
    muted = map(_bare, lookout.muted_words)
    return any(word and f" {word} " in said for word in muted)


def _bare(text: str) -> str:
    """Its words alone, with one blank between two."""
    return " ".join(re.findall(r"[\w#@]+", folded(text)))


def folded(text: str) -> str:
    """Without capitals and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
