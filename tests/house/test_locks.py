"""The locks agree with each other and with pyproject.toml, the program needs nothing beside its own, every package is
hashed, and every licence is named.
"""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.house.sources import ROOT, program

PINNED = re.compile(r"^([a-z0-9._-]+)==(\S+)(?: ;[^\\]*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M)
BUILT_IN_PARTS = {"shibokensupport"}
"""Of Qt's own binding, without a file of its own."""
PACKAGE = re.compile(r"^[a-z0-9._-]+==", re.M)


def lock(name: str) -> dict[str, tuple[str, str]]:
    """Package -> (version, its hashes as they stand)."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = {name: (version, hashes) for name, version, hashes in PINNED.findall(text)}
    assert len(found) == len(PACKAGE.findall(text)), "a package without a hash, or named twice"
    return found


def wanted(requirements: list[str]) -> set[str]:
    return {re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in requirements}


def test_the_lock_for_tests_holds_the_lock_for_running() -> None:
    running, testing = lock("requirements.lock"), lock("requirements-dev.lock")
    assert len(running) > 20
    assert {name: testing.get(name) for name in running} == running
    assert len(testing) > len(running)


def test_what_pyproject_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    running = wanted(project["project"]["dependencies"])
    assert running <= set(lock("requirements.lock"))
    assert running | wanted(project["dependency-groups"]["dev"]) <= set(lock("requirements-dev.lock"))


def test_the_program_needs_nothing_beside_what_is_locked_for_running() -> None:
    """What only the tests bring is missing on the owner's computer: there the composer would not open."""
    brought_by = packages_distributions()
    running = set(lock("requirements.lock"))
    own = {"smmdesk", "ui", "main"} | set(sys.stdlib_module_names) | BUILT_IN_PARTS
    missing = {
        f"{source.module}: {name}"
        for source in program()
        for _, name in source.imports()
        if (top := name.split(".")[0]) not in own
        and not running & {brought.lower().replace("_", "-") for brought in brought_by.get(top, ())}
    }
    assert missing == set()


def test_what_breaks_the_interpreter_stays_out() -> None:
    """PySide6 6.12.0 takes references of None and True away on Python 3.11, until the interpreter stops."""
    version = tuple(map(int, lock("requirements.lock")["pyside6-essentials"][0].split(".")))
    assert (6, 11, 3) <= version < (6, 12)
    assert "greenlet" not in lock("requirements.lock")


def test_every_package_that_ships_is_named_with_its_licence() -> None:
    notice = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8").lower()
    assert [name for name in lock("requirements.lock") if f"| {name} |" not in notice] == []
