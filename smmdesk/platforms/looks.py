"""How a platform looks on a calendar: its name and tint, without all else that is known of it."""

import tomllib
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
    table = table_of(FOLDER / f"{key}.toml")
    if data_dir is not None:
        with suppress(OSError, ValueError, TypeError, AttributeError):
            table |= table_of(data_dir / "facts.toml").get(key, {})
    return Look(key, str(table["name"]), str(table["tint"]), table.get("takes_samples") is True)


def table_of(path: Path) -> dict[str, Any]:
    """A TOML file as it stands; empty when it is not there."""
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
