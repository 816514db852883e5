"""The computer's own time zone as an IANA name, for a new brand and for the "times are shown for" banner."""

import os
import sys
from contextlib import suppress
from functools import cache
from importlib import resources
from pathlib import Path

from smmdesk.model.moment import zone_of

LOCALTIME = Path("/etc/localtime")
TIMEZONE = Path("/etc/timezone")
FALLBACK = "UTC"


def local_zone() -> str:
    """Such as "Europe/Rome"; "UTC" where the system does not tell."""
    named = _of_windows() if sys.platform == "win32" else _of_unix()
    for name in named:
        try:
            zone_of(name)
        except ValueError:
            continue
        return name
    return FALLBACK


@cache
def country_of_zone(zone: str) -> str:
    """The country (ISO 3166) in which a zone's city lies; empty for zones that belong to none, such as UTC."""
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return next((row[0] for row in rows if row[2] == zone), "")


def _of_unix() -> list[str]:
    """TZ, then what /etc/localtime points to (Linux, macOS), then /etc/timezone (Debian)."""
    found = [os.environ.get("TZ", "").lstrip(":")]
    if LOCALTIME.is_symlink():
        found.append(str(LOCALTIME.resolve()).partition("zoneinfo/")[2].removeprefix("posix/"))
    with suppress(OSError, UnicodeDecodeError):
        found.append(TIMEZONE.read_text("ascii").strip())
    return [name for name in found if name]


def _of_windows() -> list[str]:
    if sys.platform != "win32":
        return []
    import winreg

    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    path = r"SYSTEM\CurrentControlSet\Control\TimeZoneInformation"
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
            name = str(winreg.QueryValueEx(key, "TimeZoneKeyName")[0]).split("\0")[0]
    except OSError:
        return []
    return [WINDOWS_TO_OLSON[name]] if name in WINDOWS_TO_OLSON else []
