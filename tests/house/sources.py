"""The program's own code as syntax trees, for the house rules."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ("main.py", "smmdesk", "ui")
EVERYTHING = (*PROGRAM, "packaging", "benchmarks", "tests")


@dataclass(frozen=True)
class Source:
    """One file: its dotted module name, its tree, and what its imported names stand for."""

    module: str
    path: Path
    tree: ast.Module
    names: dict[str, str]

    def dotted(self, node: ast.AST) -> str:
        """`dt.now` after `from datetime import datetime as dt` is "datetime.datetime.now"; "" for anything else."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            owner = self.dotted(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        return ""

    def used(self) -> Iterator[tuple[ast.expr, str]]:
        """Every name and attribute that is read, with what it stands for."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                yield node, self.dotted(node)

    def imports(self) -> Iterator[tuple[ast.stmt, str]]:
        """Every imported name as a dotted path, `from a import b` as "a.b"."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def parse(module: str, text: str, path: Path = ROOT / "sample.py") -> Source:
    tree = ast.parse(text)
    return Source(module, path, tree, dict(bound_names(tree)))


def bound_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def files(tops: tuple[str, ...] = PROGRAM) -> list[Path]:
    found = [path for top in tops for path in (ROOT.glob(top) if top.endswith(".py") else (ROOT / top).rglob("*.py"))]
    return sorted(path for path in found if "node_modules" not in path.parts)


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@lru_cache(maxsize=1)
def program() -> tuple[Source, ...]:
    """main.py, smmdesk/ and ui/."""
    return tuple(parse(module_of(path), path.read_text(encoding="utf-8"), path) for path in files())
