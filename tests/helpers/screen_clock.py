"""The clock of a program on the screen: a file that moves it (smmdesk/system/clock.FileClock)."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path


class ProgramClock:
    """Time in the program runs as everywhere, but from another moment on."""

    def __init__(self, path: Path, now: datetime | None = None) -> None:
        self.path = path
        self._shift = timedelta(0)
        self.set(now or datetime.now(UTC))

    def now(self) -> datetime:
        """The aware moment that the program believes it is."""
        return datetime.now(UTC) + self._shift

    def set(self, now: datetime) -> None:
        """It is `now` (aware) from here on."""
        self._shift = now - datetime.now(UTC)
        draft = self.path.with_suffix(".new")
        draft.write_text(f"{self._shift.total_seconds():.6f}", encoding="ascii")
        os.replace(draft, self.path)

    def move(self, step: timedelta) -> None:
        """So much later at once."""
        self.set(self.now() + step)
