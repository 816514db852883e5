"""What is measured, one file per subject. A subject yields figures, each beside its floor."""

from collections.abc import Callable, Iterator
from importlib import import_module

from benchmarks.measuring import Figure
from benchmarks.running import Run

Subject = Callable[[Run], Iterator[Figure]]
SUBJECTS = (
    *(
        "start",
        "calendar",
        "composer",
        "inbox",
        "channels",
        "people",
        "search",
        "saving",
        "exchange",
        "publishing",
        "pictures",
        "memory",
    ),
    "idle",
)


def subject(name: str) -> Subject:
    """The subject of this name, imported when it is wanted. Raises KeyError for an unknown name."""
    if name not in SUBJECTS:
        raise KeyError(name)
    found: Subject = import_module(f"benchmarks.subjects.{name}").figures
    return found
