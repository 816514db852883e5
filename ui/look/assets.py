"""Recoloured drawings as files, for the two places where a style sheet can only take an address."""

import tempfile
from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QColor


@lru_cache(maxsize=1)
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="smmdesk-look-")


@lru_cache(maxsize=64)
def _made(source: Path, color: str) -> str:
    target = Path(_folder().name) / f"{source.stem}-{color[1:]}.svg"
    target.write_text(source.read_text("utf-8").replace("currentColor", color).replace('"2"', '"3"'), "utf-8")
    return target.as_posix()


def recoloured(source: Path, color: QColor) -> str:
    """The path of `source` in `color`, kept for this run of the program."""
    return _made(source, color.name(QColor.NameFormat.HexRgb))
