"""python -m tests.promises FILE… : the tables of docs, made of what one or more runs noted with `--promises FILE`.

A test that one run skipped and another ran counts as run. Prints what is shown by no test. With `--add` before the
files only the table of platforms is made, and what it says was shown before stays: for runs of some tests alone.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.promises import HERE, promises, surface_of, verbs
from tests.promises.tables import Shown, page

DOCS = HERE.parents[1] / "docs"
BY_HAND = DOCS / "faults-by-hand.md"
PLATFORMS_PAGE = "platforms.md"
PAGES = {"fault": "faults.md", "statement": "statements.md", "vector": "vectors.md"}
ORDER = ("failed", "passed", "skipped", "not run")
"""Of two outcomes of the same test, the one that stands first here counts."""


def main(arguments: Sequence[str]) -> int:
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    if arguments[0] == "--add":
        return add(arguments[1:])
    notes = merged([json.loads(Path(name).read_text("utf-8")) for name in arguments])
    missing = 0
    for kind, name in PAGES.items():
        shown = shown_by(kind, notes)
        (DOCS / name).write_text(page(kind, promises(kind), shown), "utf-8")
        without = [number for number in promises(kind) if not shown.get(number)]
        print(f"{kind}: {len(promises(kind)) - len(without)} shown, not shown: {without or 'none'}")
        missing += len(without)
    done = verbs.shown(notes)
    (DOCS / PLATFORMS_PAGE).write_text(verbs.page(done), "utf-8")
    return 0


def add(names: Sequence[str]) -> int:
    """Put what these runs show into the table of platforms."""
    path = DOCS / PLATFORMS_PAGE
    runs = merged([json.loads(Path(name).read_text("utf-8")) for name in names])
    path.write_text(verbs.page(verbs.stronger(verbs.read(path.read_text("utf-8")), verbs.shown(runs))), "utf-8")
    return 0


def merged(runs: Sequence[Mapping[str, Mapping[str, object]]]) -> dict[str, Mapping[str, object]]:
    """Every test once, with its best known outcome."""
    found: dict[str, Mapping[str, object]] = {}
    for run in runs:
        for node, note in run.items():
            known = found.get(node)
            if known is None or ORDER.index(str(note["outcome"])) < ORDER.index(str(known["outcome"])):
                found[node] = note
    return found


def shown_by(kind: str, notes: Mapping[str, Mapping[str, object]]) -> dict[int, list[Shown]]:
    """Number of a promise -> the tests that show it."""
    found: dict[int, list[Shown]] = {}
    for node, note in sorted(notes.items()):
        for number in set(note[kind]):  # type: ignore[call-overload]
            around = tuple(note["around"])  # type: ignore[arg-type]
            surfaces = tuple(note.get("surface", ())) or (surface_of(node),)  # type: ignore[arg-type]
            found.setdefault(number, []).append(Shown(node, str(note["outcome"]), around, surfaces))
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
