"""The table as text, as Markdown and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.measuring import Figure, Target

COLUMNS = ("what", "unit", "median", "p95", "floor", "of the floor", "×", "must", "goal", "reached")
SIGNS = {"goal": "goal", "must": "must", "no": "NO", "": ""}


def rows(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """The cells of the table."""
    return [
        (
            figure.name,
            figure.unit,
            said(figure.ours.median),
            said(figure.ours.p95),
            figure.floor_name,
            said(figure.floor.median) if figure.floor else "",
            said(figure.ratio) if figure.ratio is not None else "",
            wish(figure.target, "must"),
            wish(figure.target, "goal"),
            SIGNS[figure.reached],
        )
        for figure in figures
    ]


def said(value: float) -> str:
    """Three digits that matter."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 or value == 0 else f"{value:.1e}"


def wish(target: Target | None, name: str) -> str:
    if target is None:
        return ""
    sign = "≥" if target.more_is_better else "≤"
    of = {"ratio": "×", "median": "", "p95": ""}[target.of]
    return f"{sign} {said(getattr(target, name))}{of}"


def text(machine: Mapping[str, Any], figures: Sequence[Figure]) -> str:
    table = [COLUMNS, *rows(figures)]
    widths = [max(len(row[column]) for row in table) for column in range(len(COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    notes = [f"* {figure.name}: {figure.note}" for figure in figures if figure.note]
    return "\n".join([_head(machine), "", lines[0], "-" * len(lines[0]), *lines[1:], "", *notes])


def markdown(machine: Mapping[str, Any], figures: Sequence[Figure]) -> str:
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows(figures)]
    notes = [f"* {figure.name}: {figure.note}" for figure in figures if figure.note]
    return "\n".join([_head(machine), "", *lines, "", *notes])


def _head(machine: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in machine.items() if value)


def document(machine: Mapping[str, Any], figures: Sequence[Figure]) -> dict[str, Any]:
    """Everything that was measured, for other programs."""
    return {"machine": dict(machine), "figures": [_figure(figure) for figure in figures]}


def _figure(figure: Figure) -> dict[str, Any]:
    floor = figure.floor
    return {
        "name": figure.name,
        "unit": figure.unit,
        "median": figure.ours.median,
        "p95": figure.ours.p95,
        "runs": len(figure.ours.values),
        "floor": {"name": figure.floor_name, "median": floor.median, "p95": floor.p95} if floor else None,
        "ratio": figure.ratio,
        "target": asdict(figure.target) if figure.target else None,
        "reached": figure.reached,
        "note": figure.note,
    }
