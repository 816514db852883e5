"""Ways to look through a source for what a house rule forbids."""

import ast
from collections.abc import Callable, Iterator

from tests.house.sources import Source

Check = Callable[[Source], Iterator[ast.AST]]


def reading(*names: str) -> Check:
    """Whoever reads one of these dotted names."""

    def check(source: Source) -> Iterator[ast.AST]:
        return (node for node, name in source.used() if name in names)

    return check


def importing(*packages: str) -> Check:
    """Whoever imports one of these packages or something of them."""

    def check(source: Source) -> Iterator[ast.AST]:
        return (node for node, name in source.imports() if any(f"{name}.".startswith(f"{p}.") for p in packages))

    return check


def naming(*attributes: str) -> Check:
    """Whoever reads an attribute of this name, of whatever object."""

    def check(source: Source) -> Iterator[ast.AST]:
        return (node for node, _ in source.used() if isinstance(node, ast.Attribute) and node.attr in attributes)

    return check


def any_of(*checks: Check) -> Check:
    def check(source: Source) -> Iterator[ast.AST]:
        for one in checks:
            yield from one(source)

    return check


def qt(module: str, *names: str) -> tuple[str, ...]:
    return tuple(f"PySide6.{module}.{name}" for name in names)
