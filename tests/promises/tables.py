"""The tables of docs as Markdown: each promise, what shows it, and how that went."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

HEADS = {
    "fault": (
        "The faults that smmdesk survives",
        "What can go wrong, what must be done then, and the tests that show it.",
        ("fault", "must"),
    ),
    "statement": (
        "What a person can observe",
        "Each line can be tried at the screen; beside it the tests that try it.",
        ("statement",),
    ),
    "vector": (
        "Hostile inputs",
        "What comes from outside may be made to harm. Each line is refused, neutralised or shown literally; beside it "
        "where it was fed, and the tests that feed it.",
        ("value",),
    ),
}
MEANS = (
    "H a state machine played by Hypothesis · K killed at a commit point · Z every write fails or kills · "
    "S a server that misbehaves · C a clock of its own · D a full disk · L a lock held elsewhere · "
    "T two real processes · G damaged files · U the screen · P performance"
)
WHERE = {"servers": "real servers", "screen": "the real window", "long": "second tier"}
MOST_FILES = 4


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
    """The whole page of one kind."""
    title, lead, columns = HEADS[kind]
    with_means = any("means" in texts for texts in promises.values())
    on_surfaces = kind == "vector"
    heads = ["#", *columns, *(["means"] if with_means else []), *(["fed to"] if on_surfaces else [])]
    heads += ["shown by", "result"]
    lines = [f"# {title}", "", f"{lead} Made by `python -m tests.promises`; a test is bound to its line by a mark.", ""]
    if with_means:
        lines += [MEANS, ""]
    area = ""
    for number, texts in promises.items():
        if texts["area"] != area:
            area = texts["area"]
            lines += ["", f"## {area}", "", f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
        tests = shown.get(number, ())
        cells = [str(number), *(texts[column] for column in columns)]
        cells += [texts["means"]] if with_means else []
        cells += [surfaces(tests)] if on_surfaces else []
        lines.append(f"| {' | '.join(escaped([*cells, files(tests), result(tests, texts.get('open', ''))]))} |")
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def escaped(cells: Iterable[str]) -> Iterable[str]:
    return (cell.replace("|", "\\|") for cell in cells)


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
