"""No file stands on one that stands on it: imports of a running program lead one way, those inside functions too."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.house.sources import program


def imported(tree: ast.Module, known: frozenset[str] | set[str]) -> Iterator[str]:
    """The modules among `known` that a file needs while it runs; what only types are read from is none."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in known else node.module for name in inside)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        waiting.extend(ast.iter_child_nodes(node))


def circle(trees: Mapping[str, ast.Module]) -> list[str]:
    """The first circle that is found, its first module again at its end; nothing where there is none."""
    known = set(trees)
    needs = {
        name: {one for one in imported(tree, known) if one in known and one != name} for name, tree in trees.items()
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ("from a import f\n", True),
        ("def late():\n    from a import f\n", True),
        ("import a\n", True),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import f\n", False),
    ],
)
def test_a_circle_is_seen_however_late_it_closes(second: str, found: bool) -> None:
    assert bool(circle({"a": ast.parse("import b\n"), "b": ast.parse(second)})) is found


def test_no_imports_lead_back() -> None:
    assert not (found := circle({source.module: source.tree for source in program()})), " → ".join(found)
