"""Since when this folder has an engine without a gap, also across engines that take over from each other.

What waits for a rate limit or a retry while one engine hands over to the next (a window was closed and opened, a crash)
is not overdue: its moment passed while an engine ran (design.md §8 Late). Only a hint, kept in a small file; where it
cannot be read or written, this engine is the first.
"""

import json
import os
from contextlib import suppress
from pathlib import Path


class Awake:
    """Instants are microseconds UTC. `gap_us` is how long nobody may have run without counting as a gap."""

    def __init__(self, path: Path, gap_us: int, step_us: int) -> None:
        self._path = path
        self._gap_us = gap_us
        self._step_us = step_us
        self._noted_us = 0

    def since_us(self, now_us: int) -> int:
        """Where the run of engines began that this one goes on with: `now_us` when there was none a moment ago."""
        try:
            known = json.loads(self._path.read_text("ascii"))
            since_us, seen_us = int(known["since_us"]), int(known["seen_us"])
        except (OSError, ValueError, TypeError, KeyError):
            return now_us
        return since_us if since_us <= seen_us <= now_us <= seen_us + self._gap_us else now_us

    def note(self, since_us: int, now_us: int) -> None:
        """Write down that an engine runs, once in a while; a full disk or a read-only folder is no fault."""
        if 0 <= now_us - self._noted_us < self._step_us:
            return
        self._noted_us = now_us
        with suppress(OSError):
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w", encoding="ascii") as file:
                json.dump({"since_us": since_us, "seen_us": now_us}, file)
