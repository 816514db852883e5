"""What is wrong, said to a human: what happened, what the app did, what to do next.

A `Problem` is a code with its values, worded when it is shown, so it can be stored with a delivery and read in another
language later. `ProblemError` carries one through code that cannot go on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import ModuleType
from typing import TYPE_CHECKING

from smmdesk.model.words import _

if TYPE_CHECKING:
    from smmdesk.model.moment import Moment

Value = str | int | float | bool | None


class Remedy(StrEnum):
    """What the one main button offers; the screen chooses the button from this, never from the code."""

    NONE = "none"
    RETRY = "retry"
    SIGN_IN = "sign_in"
    EDIT = "edit"
    CHOOSE_FILE = "choose_file"
    CHOOSE_TIME = "choose_time"
    CHOOSE_FOLDER = "choose_folder"
    SPLIT = "split"
    OPEN_PAGE = "open_page"  # the page's address is the value "url"
    RESOLVE = "resolve"  # "it is there", "send again", "back to draft"
    UNLOCK = "unlock"
    FREE_SPACE = "free_space"
    UPDATE = "update"
    RESTORE = "restore"
    REPORT = "report"
    SHOW = "show"  # a list that belongs to it
    GO_ON = "go_on"  # what was paused


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `code` names an entry of `problem_texts.TEXTS`; raises KeyError for any other."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in _words().TEXTS:
            raise KeyError(self.code)

    @property
    def title(self) -> str:
        """What happened, one sentence, in the language in use."""
        name, more = _words().TITLES.get(self.code, ("", ""))
        words: str = more if name and name in self.values else _words().TEXTS[self.code][0]
        return self.say(_(words))

    @property
    def advice(self) -> str:
        """What the app did and what to do next, in the language in use."""
        count, counted = self.values.get("count"), _words().COUNTED.get(self.code)
        is_counted = counted is not None and isinstance(count, int) and count
        words: str = counted(count) if is_counted else _(_words().TEXTS[self.code][1])
        return self.say(words)

    def say(self, words: str) -> str:
        """`words`, in the language in use, with the values of this problem."""
        return words.format_map(_Shown(self.values))

    @property
    def remedy(self) -> Remedy:
        return Remedy(_words().TEXTS[self.code][2])

    @property
    def field(self) -> str:
        """The name of the field that can mend it (`text`, `media`, `when`, …), or an empty string."""
        return str(self.values.get("field") or "")

    @property
    def is_warning(self) -> bool:
        """It is told in good time: nothing is wrong yet."""
        return self.code in _words().WARNINGS

    def as_dict(self) -> dict[str, Value]:
        """For `--json` and support: code, words and remedy."""
        return {"code": self.code, "title": self.title, "advice": self.advice, "remedy": str(self.remedy)}


class ProblemError(Exception):
    """Stops an intent; nothing was changed unless the problem's advice says so."""

    def __init__(self, code: str, **values: Value) -> None:
        self.problem = Problem(code, values)
        super().__init__(code)

    @classmethod
    def of(cls, problem: Problem) -> "ProblemError":
        return cls(problem.code, **problem.values)


def _words() -> ModuleType:
    """`problem_texts`, read with the first problem: most starts have none before the month is painted."""
    from smmdesk.model import problem_texts

    return problem_texts


def time_of(moment: "Moment") -> dict[str, Value]:
    """The `{time}` of a problem that is stored or made before the language is known: worded when it is read."""
    return {"time_us": moment.instant_us, "zone": moment.zone}


class _Shown(dict[str, object]):
    """Values for a sentence: one that is missing stays visible as its name instead of breaking the sentence."""

    def __missing__(self, key: str) -> str:
        time_us, zone = self.get("time_us"), self.get("zone")
        if key == "time" and isinstance(time_us, int) and isinstance(zone, str):
            from smmdesk.model.dates import say_time
            from smmdesk.model.moment import Moment, from_us

            return say_time(Moment.of(from_us(time_us), zone))
        return "…"
