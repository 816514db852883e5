"""The lists of docs as Markdown: each promise, what shows it, and how that went."""

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

HEADS = {
    "fault": (
        "The faults that smmdesk survives",
        "What can go wrong, what must be done then, and the tests that show it.",
    ),
    "statement": (
        "What a person can observe",
        "Each line can be tried at the screen; beside it the tests that try it.",
    ),
    "vector": (
        "Hostile inputs",
        "What comes from outside may be made to harm. Each line is refused, neutralised or shown literally; beside it "
        "where it was fed, and the tests that feed it.",
    ),
}
MEANS = (
    "H a state machine played by Hypothesis · K killed at a commit point · Z every write fails or kills · "
    "S a server that misbehaves · C a clock of its own · D a full disk · L a lock held elsewhere · "
    "T two real processes · G damaged files · U the screen · P performance"
)
WHERE = {"servers": "real servers", "screen": "the real window", "long": "second tier"}
MOST_FILES, MOST_PLACES, WIDTH = 4, 4, 120


class Shown(NamedTuple):
    """A test that shows a promise."""

    node: str
    outcome: str
    around: tuple[str, ...]
    surfaces: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        return self.node.split("::")[0].removeprefix("tests/")


def page(kind: str, promises: Mapping[int, Mapping[str, str]], shown: Mapping[int, Sequence[Shown]]) -> str:
    """The whole page of one kind: a list, whose lines are short in the file too."""
    title, lead = HEADS[kind]
    said = f"{lead} Made by `python -m tests.promises`; a test is bound to its line by a mark."
    lines = [f"# {title}", "", *wrapped(said), ""]
    if any("means" in texts for texts in promises.values()):
        lines += [*wrapped(MEANS), ""]
    places: dict[str, str] = {}
    area = ""
    for number, texts in promises.items():
        if texts["area"] != area:
            area = texts["area"]
            lines += ["", f"## {area}", ""]
        tests = shown.get(number, ())
        fed = surfaces(tests) if kind == "vector" else ""
        lines += entry(
            number, words(kind, texts), named(fed, places), result(tests, texts.get("open", "")), files(tests)
        )
    return "\n".join([*lines, *legend(places)]).replace("\n\n\n", "\n\n") + "\n"


def words(kind: str, texts: Mapping[str, str]) -> str:
    """What is promised, on one line."""
    if kind == "fault":
        return f"{texts['fault']} → {texts['must']} ({texts['means']})"
    return texts["value" if kind == "vector" else kind]


def entry(number: int, promise: str, fed: str, outcome: str, tests: str) -> list[str]:
    """One promise. Where it holds a value as it is written, its line is not broken: that would change the value."""
    said = f"**{number}** {promise}"
    lines = [f"- {said}"] if "`" in promise else wrapped(said, "- ")
    if fed:
        lines += wrapped(f"fed to {fed}", "  - ")
    return lines + wrapped(f"{outcome}: {tests}" if tests else outcome, "  - ")


def named(fed: str, places: dict[str, str]) -> str:
    """A long list of places by its letter, which the foot of the page explains; short ones as they are."""
    if fed.count(", ") < MOST_PLACES:
        return fed
    return f"**{places.setdefault(fed, _letters(len(places)))}**"


def legend(places: Mapping[str, str]) -> list[str]:
    lines = ["", "## Where they were fed", ""] if places else []
    for fed, letter in places.items():
        lines += wrapped(f"**{letter}** {fed}", "- ")
    return lines


def wrapped(text: str, first: str = "") -> list[str]:
    """In lines that fit; `first` begins the first, the others stand under it."""
    under = " " * len(first)
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=under, break_long_words=False, break_on_hyphens=False
    )


def _letters(number: int) -> str:
    """A, B, … Z, AA, AB."""
    high, low = divmod(number, 26)
    return (_letters(high - 1) if high else "") + chr(ord("A") + low)


def files(tests: Sequence[Shown]) -> str:
    """The files with tests of a promise, the one with most first."""
    counted = Counter(test.file for test in tests)
    names = [f"`{name}`" + (f" ×{count}" if count > 1 else "") for name, count in counted.most_common(MOST_FILES)]
    more = len(counted) - len(names)
    return ", ".join([*names, *([f"{more} more"] if more else [])])


def surfaces(tests: Sequence[Shown]) -> str:
    """Where it was fed: screens and ways in, each once."""
    return ", ".join(dict.fromkeys(name for test in tests for name in test.surfaces if name))


def result(tests: Sequence[Shown], why: str = "") -> str:
    """How they went, and with what they ran; `why` nothing shows it."""
    if not tests:
        return f"**not shown**: {why}" if why else "**not shown**"
    outcomes = Counter(test.outcome for test in tests)
    said = ", ".join(
        f"{outcomes[name]} {name}" for name in ("failed", "passed", "skipped", "not run") if outcomes[name]
    )
    places = sorted({WHERE[name] for test in tests for name in test.around})
    return f"{said} ({', '.join(places)})" if places else said
