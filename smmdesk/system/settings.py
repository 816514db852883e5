"""What a person chose for this computer: a table of names, defaults and meanings, kept in settings.json (0600).

Content lives in the database; here is only what another computer would choose anew. A damaged file means defaults.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

Value = str | int | float | bool
LARGEST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table. A value in the file of another type than the default's is ignored."""

    name: str
    default: Value
    help: str


SETTINGS = (
    Setting("language", "system", "Language of the words on screen: system, it or en."),
    Setting("theme", "system", "Look of the window: system, light or dark."),
    Setting("window_geometry", "", "Where the window stood, as Qt writes it down (base64)."),
    Setting("calendar_view", "month", "The view that the calendar opens with: month or week."),
    Setting("calendar_filters", "", "The filters of the calendar, as it writes them down."),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


class Settings:
    """Reads the file at the first question, writes it at each change: whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._chosen: dict[str, Value] | None = None

    def get(self, name: str) -> Value:
        """The chosen value, else the default. Raises KeyError for a name that is not in the table."""
        return self._values().get(name, _BY_NAME[name].default)

    def set(self, name: str, value: Value) -> None:
        """Choose. Raises KeyError for an unknown name, TypeError for another type than the default's, OSError."""
        if type(value) is not type(_BY_NAME[name].default):
            raise TypeError(f"{name} takes {type(_BY_NAME[name].default).__name__}")
        values = self._values()
        if values.get(name, _BY_NAME[name].default) != value:
            values[name] = value
            self._write(values)

    def _values(self) -> dict[str, Value]:
        if self._chosen is None:
            self._chosen = _read(self._path)
        return self._chosen

    def _write(self, values: dict[str, Value]) -> None:
        draft = self._path.with_suffix(".new")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(values, file, ensure_ascii=False, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._path)


def _read(path: Path) -> dict[str, Value]:
    """What the file says of the settings in the table."""
    with suppress(OSError, ValueError, RecursionError):
        if path.stat().st_size <= LARGEST_BYTES:
            found = json.loads(path.read_text("utf-8"))
            if isinstance(found, dict):
                return {name: value for name, value in found.items() if _fits(name, value)}
    return {}


def _fits(name: str, value: object) -> bool:
    return name in _BY_NAME and type(value) is type(_BY_NAME[name].default)
