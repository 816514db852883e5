"""What reliability.md §6 demands when a script hits the one irreversible call: state, words, and the end of it."""

from dataclasses import dataclass, field

from smmdesk.model.delivery import State
from tests.contract.subjects import Subject
from tests.servers.fault_scripts import SCRIPTS, Accepts, Script


@dataclass(frozen=True)
class Demand:
    """`first`: the state right after the call; `codes`: what the person may read then; `end`: after the look-ups.

    `faults` are the numbers of the catalogue; `waits_s` how long the channel is left alone, at least and at most.
    """

    first: State
    codes: frozenset[str] = field(default_factory=frozenset)
    end: State = State.PUBLISHED
    faults: tuple[int, ...] = ()
    waits_s: tuple[float, float] | None = None


WORKS = Demand(State.PUBLISHED)
UNSURE = frozenset({"unknown_outcome"})
NO_PROMISE = State.NEEDS_YOU
JITTERED_S = (15.0, 30.0)
"""The first wait where the platform names none that can be understood."""
WAITS_S = {
    "seconds": (120.0, 120.0),
    "date": (120.0, 120.0),
    "past date": (15.0, 15.0),
    "ten days": (86_400.0, 86_400.0),
}
GRACE_S = 3600.0
REFUSED = frozenset({"refused"})
REFUSALS = {
    410: frozenset({"api_gone", "removed_there"}),
    413: frozenset({"refused", "file_too_big_there"}),  # where a file travels in the one call
}
FAULTS: dict[str, tuple[int, ...]] = {
    "wi-fi page": (21,),
    "html 200": (26,),
    "407": (28,),
    "511": (21,),
    "401": (38,),
    "410": (46,),
    "drip": (24,),
    "cut": (23,),
    "cut unseen": (25,),
    "not json": (25,),
}


def demanded(script: Script, subject: type[Subject]) -> Demand:
    """The demand for one script on one platform."""
    if script.name in ("forward", "slow") or script.name in subject.takes:
        return WORKS
    faults = FAULTS.get(script.name, _faults_of(script))
    if script.status == 429:
        waits_s = WAITS_S.get(script.name.rpartition(": ")[2], JITTERED_S)
        if waits_s[0] > GRACE_S:  # its moment would be long past: a person decides
            return Demand(State.NEEDS_YOU, frozenset({"quota_used"}), State.NEEDS_YOU, (*faults, 47))
        return Demand(State.RETRY_WAIT, frozenset({"busy"}), State.PUBLISHED, faults, waits_s)
    if script.status == 511:
        return Demand(State.RETRY_WAIT, frozenset({"wifi_page"}), State.PUBLISHED, faults)
    if script.status == 407:
        return Demand(State.NEEDS_YOU, frozenset({"proxy"}), State.NEEDS_YOU, faults)
    if script.status == 401 and subject.signs_out:
        return Demand(State.NEEDS_YOU, frozenset({"signed_out"}), State.NEEDS_YOU, faults)
    if script.status == 401:
        return Demand(State.RETRY_WAIT, frozenset({"server_unreachable"}), State.PUBLISHED, faults)
    if script.status is not None and 400 <= script.status < 500 and script.name not in ("408", *subject.unclear):
        return Demand(State.NEEDS_YOU, REFUSALS.get(script.status, REFUSED), State.NEEDS_YOU, faults)
    found = script.accepts is Accepts.NOW and subject.tells
    return Demand(State.UNKNOWN, UNSURE, State.PUBLISHED if found or subject.promises else NO_PROMISE, faults)


def _faults_of(script: Script) -> tuple[int, ...]:
    if script.status is None:
        return (22,)
    if script.status == 429:
        return (29,) if script.headers else (30,)
    if script.status == 503:
        return (32,)
    if script.status >= 500:
        return (31,)
    if 300 <= script.status < 400:
        return (27,)
    return (26,)


ALL = tuple(SCRIPTS)
TELLING = (
    "reset before accept",
    "reset after accept",
    "reset, accepted late",
    "empty 200",
    "201 without id",
    "other schema",
    "302 elsewhere",
    "502 after accept",
    "503, wait: seconds",
    "401",
    "422",
    "429, wait: seconds",
)
"""What the default tier tries everywhere: one of each kind. Mastodon's fake is quick enough for all of them."""
