"""What a person chose for this computer: a table of names, defaults and meanings, kept in settings.json (0600).

Content lives in the database; here is only what another computer would choose anew. A file that cannot be read is put
aside and the defaults hold; what a newer version wrote into it is kept.
"""

import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from smmdesk.system.events import Event

Value = str | int | float | bool
LARGEST_BYTES = 1_000_000
UNREADABLE_NAME = "settings.unreadable.json"


class Setting(NamedTuple):
    """One line of the table. The default also says the type; `choices` or `pattern` bound a text."""

    name: str
    default: Value
    help: str
    choices: tuple[str, ...] = ()
    pattern: str = ""

    def takes(self, value: object) -> bool:
        """Whether this may be its value."""
        if type(value) is not type(self.default):
            return False
        if self.choices:
            return value in self.choices
        return not self.pattern or re.fullmatch(self.pattern, str(value)) is not None


SETTINGS = (
    Setting("language", "system", "Language of the words on screen: system or a code.", pattern=r"system|[a-z]{2,3}"),
    Setting("theme", "system", "Look of the window: system, light or dark.", ("system", "light", "dark")),
    Setting("contrast", "system", "Stronger borders and words: system, high or usual.", ("system", "high", "usual")),
    Setting("motion", "moving", "What moves on screen: moving or still.", ("moving", "still")),
    Setting("spelling", "on", "Wrong words are underlined while you write: on or off.", ("on", "off")),
    Setting("tell_needs_you", "on", "Notifications of what needs you or was missed: on or off.", ("on", "off")),
    Setting("tell_messages", "on", "Notifications of new messages: on or off.", ("on", "off")),
    Setting("tell_published", "off", "Notifications of posts that went out: on or off.", ("on", "off")),
    Setting("tell_words", "on", "Notifications show names and words, not only what it is: on or off.", ("on", "off")),
    Setting("quiet", "off", "Quiet hours without notifications: on or off.", ("on", "off")),
    Setting("quiet_from", "20:00", "When the quiet hours begin.", pattern=r"([01][0-9]|2[0-3]):[0-5][0-9]"),
    Setting("quiet_until", "08:00", "When the quiet hours end.", pattern=r"([01][0-9]|2[0-3]):[0-5][0-9]"),
    Setting("updates", "on", "Once a week it is asked whether there is a newer version: on or off.", ("on", "off")),
    Setting("updates_looked_us", 0, "When that was asked last, microseconds UTC."),
    Setting("updates_serial", 0, "The number of the newest note that was believed."),
    Setting("updates_known", "", "The newer version that is known of.", pattern=r"[0-9.]*"),
    Setting("updates_told", "", "The version of the bar that was closed.", pattern=r"[0-9.]*"),
    Setting("window_geometry", "", "Where the window stood, as Qt writes it down (base64).", pattern=r"[\w+/=-]*"),
    Setting("open_brand", "", "The id of the brand that is open; empty for the oldest.", pattern=r"[\w-]*"),
    Setting("all_brands", "off", "Calendar, outbox and inbox show all brands at once: on or off.", ("on", "off")),
    Setting(
        "calendar_view",
        "month",
        "The view that the calendar opens with: day, week, month, agenda or board.",
        ("day", "week", "month", "agenda", "board"),
    ),
    Setting("first_run", "open", "The three doors over an empty calendar: open or skipped.", ("open", "skipped")),
    Setting("zones_told", "", "Computer and brand zone of the banner that was closed.", pattern=r"[\w/+ ;-]*"),
    Setting("calendar_filters", "", "The filters of the calendar, as it writes them down."),
    Setting("calendar_filter_name", "", "What these filters are called, when they are saved ones."),
    Setting("mix_hint_off", "", "The month in which the hint about what one posts was sent away.", pattern=r"[0-9-]*"),
    Setting("calendar_layers_off", "", "What days do not show: holiday, awareness, note, pause.", pattern=r"[a-z ]*"),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


class Settings:
    """Reads the file at the first question, writes it at each change: whole or not at all.

    `changed` is told the name after a choice was written.
    """

    def __init__(self, path: Path) -> None:
        self.changed: Event[str] = Event()
        self._path = path
        self._kept: dict[str, Any] | None = None

    def get(self, name: str) -> Value:
        """The chosen value, else the default; also for a value in the file that the setting does not take.

        Raises KeyError for a name that is not in the table.
        """
        setting = _BY_NAME[name]
        if self._kept is None:
            self._kept = _read(self._path)
        chosen: Value = self._kept.get(name, setting.default)
        return chosen if setting.takes(chosen) else setting.default

    def set(self, name: str, value: Value) -> None:
        """Choose. Raises KeyError for an unknown name, ValueError for what the setting does not take, OSError."""
        if not _BY_NAME[name].takes(value):
            raise ValueError(f"{name} does not take {value!r}")
        if self.get(name) == value:
            return
        kept = {**_read(self._path), name: value}  # another process may have chosen something meanwhile
        _write(self._path, kept)
        self._kept = kept
        self.changed(name)


def _write(path: Path, values: dict[str, Any]) -> None:
    from smmdesk.system.drafts import write_whole

    write_whole(path, json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8"))


def _read(path: Path) -> dict[str, Any]:
    """The whole table of the file, also names of other versions."""
    try:
        if path.stat().st_size <= LARGEST_BYTES:
            found = json.loads(path.read_text("utf-8"))
            if isinstance(found, dict):
                return found
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        pass  # put aside below, like everything else that is no table
    with suppress(OSError):
        os.replace(path, path.with_name(UNREADABLE_NAME))
    return {}
