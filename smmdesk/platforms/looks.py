"""How a platform looks on a calendar: its name and tint, without all else that is known of it."""

import json
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "platforms"


class Look(NamedTuple):
    """`key` is one of PLATFORMS; `tint` a token of platform colours; `takes_samples` only for practice."""

    key: str
    name: str
    tint: str
    takes_samples: bool


@lru_cache(maxsize=64)
def look_of(key: str, data_dir: Path | None = None) -> Look:
    """The look of a platform, as its facts say it. Raises FileNotFoundError for an unknown key.

    An override of the facts that cannot be read is told where the facts are.
    """
    table = head_of(FOLDER / f"{key}.toml")
    if data_dir is not None:
        with suppress(OSError, ValueError, TypeError, AttributeError):
            table |= table_of(data_dir / "facts.toml").get(key, {})
    return Look(key, str(table["name"]), str(table["tint"]), table.get("takes_samples") is True)


def head_of(path: Path) -> dict[str, Any]:
    """The names of a TOML file before its first table, those with a plain text or a yes or no alone.

    Such a line is JSON behind its sign of equality; all of TOML costs a start more than the month it paints.
    """
    found: dict[str, Any] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            break
        name, _, value = line.partition(" = ")
        with suppress(ValueError):
            found[name] = json.loads(value)
    return found


def table_of(path: Path) -> dict[str, Any]:
    """A TOML file as it stands; empty when it is not there."""
    if not path.exists():
        return {}
    import tomllib

    return tomllib.loads(path.read_text("utf-8"))
