"""How long the parts that open strangers' pictures have been the same (gate G6); ends with 1 where one is too old.

    python packaging/ages.py

Holes in them are found all the time, and not each stands on a list at once: whoever ships them looks for a newer one
every few months. Since when a version is locked is what the history of `requirements.lock` says, all of it.
"""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = "requirements.lock"
DECODERS = ("pillow", "pi-heif", "pyside6-essentials")
MOST_DAYS = 120
DAY_S = 86_400


def locked_at(name: str, root: Path = ROOT) -> int:
    """Seconds since 1970 when the version that is locked now was written down. Raises ValueError where none is."""
    asked = ["git", "log", "-1", "--format=%ct", f"-G^{name}==", "--", LOCK]
    said = subprocess.run(asked, cwd=root, capture_output=True, text=True, check=True).stdout.strip()
    if not said:
        raise ValueError(f"{name} stands nowhere in the history of {LOCK}")
    return int(said)


def too_old(locked: Mapping[str, int], now: float) -> list[str]:
    """A sentence for each that is the same for more than `MOST_DAYS` days."""
    days = {name: int(now - at) // DAY_S for name, at in locked.items()}
    return [
        f"{name} is locked for {count} days: look for a newer one, or lock it anew with a reason"
        for name, count in days.items()
        if count > MOST_DAYS
    ]


def main() -> int:
    found = too_old({name: locked_at(name) for name in DECODERS}, time.time())
    print("\n".join(found) or "what opens pictures is young enough")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
