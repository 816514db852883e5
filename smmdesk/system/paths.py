"""Where things are: the data folder and what ships with the program."""

import os
from pathlib import Path
from typing import NamedTuple

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ENVIRONMENT_NAME = "SMMDESK_HOME"


class Paths(NamedTuple):
    """One data folder (design.md §6). `make` creates it 0700; files in it are written 0600."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "desk.sqlite"

    @property
    def sent_log(self) -> Path:
        return self.folder / "sent.log"

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @property
    def origins(self) -> Path:
        """Where photos were taken from on this computer (desk.origins)."""
        return self.folder / "origins.json"

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def wrapped_key(self) -> Path:
        return self.folder / "key.wrapped"

    @property
    def settings(self) -> Path:
        return self.folder / "settings.json"

    @property
    def device(self) -> Path:
        """The device id and the mark of this machine, kept outside the database (design.md §9)."""
        return self.folder / "device.json"

    @property
    def engine_lock(self) -> Path:
        return self.folder / "engine.lock"

    @property
    def engine_seen(self) -> Path:
        """When an engine was last seen at work here (desk.awake)."""
        return self.folder / "engine.seen"

    @property
    def unwritten(self) -> Path:
        """What was typed and the store would not take (desk.unwritten)."""
        return self.folder / "typed.json"

    @property
    def forgotten(self) -> Path:
        """Who is to stay forgotten, never restored (store.forgotten)."""
        return self.folder / "forgotten.list"

    @property
    def window_lock(self) -> Path:
        return self.folder / "window.lock"

    @property
    def practice(self) -> Path:
        """Where the practice platform publishes, as readable pages."""
        return self.folder / "practice"

    def make(self) -> "Paths":
        """Create what is missing, closed to other users. Raises OSError when the folder may not be written."""
        os.umask(0o077)
        for folder in (self.folder, self.media, self.cache, self.backups, self.logs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        return self


def default_folder(demo: bool = False) -> Path:
    """The folder of this user: SMMDESK_HOME, else the system's place for local application data."""
    import platformdirs

    chosen = os.environ.get(ENVIRONMENT_NAME)
    base = Path(chosen) if chosen else Path(platformdirs.user_data_path("smmdesk", appauthor=False, roaming=False))
    return base.with_name(base.name + "-demo") if demo else base
