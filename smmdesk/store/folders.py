"""Folders that a database must not live in: those another program keeps in step, and those of another computer.

A file that is copied while it is written, or locked over a network, breaks (sqlite.org/howtocorrupt).
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PureWindowsPath

from smmdesk.model.problem import ProblemError
from smmdesk.model.words import N_, _

NETWORK = N_("another computer on the network")
NETWORK_TYPES = frozenset(
    ("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "davfs", "ncpfs")
)
NETWORK_PROGRAMS = ("fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.s3fs")
# A folder's name, in lower case without spaces -> the service
SYNCED_NAMES: Mapping[str, str] = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "googledrive": "Google Drive",
    "mydrive": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "iclouddrive": "iCloud",
    "mobiledocuments": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "pclouddrive": "pCloud",
    "megasync": "MEGA",
    "syncthing": "Syncthing",
    "synologydrive": "Synology Drive",
}
# What the service leaves in the top folder that it keeps in step -> the service
MARKS: Mapping[str, str] = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".sync_folder_uuid": "Seafile",
    ".849c9593-d756-4e56-8d6e-42412f2a707b": "OneDrive",
    ".tmp.drivedownload": "Google Drive",
}
MOUNTS = Path("/proc/mounts")
DRIVE_REMOTE = 4
"""What Windows calls a drive letter that stands for a folder of another computer."""
DriveKind = Callable[[str], int]
"""The kind of the drive with this root (`Z:\\`), as Windows numbers them."""


def refuse_shared(
    folder: Path,
    mounts: str | None = None,
    environment: Mapping[str, str] = os.environ,
    drive_kind: DriveKind | None = None,
) -> None:
    """Raises ProblemError("folder_synced") for such a folder.

    `mounts` is the text of /proc/mounts, read when None; `drive_kind` asks Windows when None, and nobody elsewhere.
    """
    service = synced_by(folder, environment)
    far = is_on_network(folder, _mounts() if mounts is None else mounts)
    if service is None and (far or is_mapped(folder, drive_kind or _drive_kind())):
        service = _(NETWORK)
    if service is not None:
        raise ProblemError("folder_synced", folder=str(folder), service=service)


def synced_by(folder: Path, environment: Mapping[str, str] = os.environ) -> str | None:
    """The service that keeps this folder in step, or None. Links are followed first."""
    real = _real(folder)
    for parent in (real, *real.parents):
        if service := _by_name(parent.name):
            return service
        if any(_same(parent, environment.get(name)) for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")):
            return "OneDrive"
        marks = MARKS if parent != parent.parent else ()
        found = next((mark for mark in marks if os.path.lexists(os.path.join(parent, mark))), None)
        if found is not None and parent != Path.home():  # a home folder holds settings of its own (.dropbox)
            return MARKS[found]
    return None


def _by_name(name: str) -> str | None:
    plain = name.lower().replace(" ", "")
    if plain.startswith("onedrive-"):  # "OneDrive - Panificio Rossi"
        return "OneDrive"
    if plain.startswith("dropbox("):
        return "Dropbox"
    if plain.startswith("googledrive-"):
        return "Google Drive"
    return SYNCED_NAMES.get(plain)


def is_on_network(folder: Path, mounts: str) -> bool:
    """Whether the folder lies on another computer: by the mounts (Linux) or by its name (\\\\server\\share)."""
    text = str(folder)
    if text.startswith(("\\\\", "//")) and not text.startswith(("\\\\?\\", "\\\\.\\")):
        return True
    best, kind, real = "", "", str(_real(folder))
    for place, found in _places(mounts.splitlines()):
        inside = real == place or real.startswith(place.rstrip("/") + "/")
        if inside and len(place) >= len(best):
            best, kind = place, found
    return kind in NETWORK_TYPES or kind in NETWORK_PROGRAMS


def is_mapped(folder: Path, drive_kind: DriveKind | None) -> bool:
    """Whether the folder's drive letter stands for a folder of another computer (Windows: `Z:` from `net use`)."""
    if drive_kind is None:
        return False
    for name in {str(folder), str(_real(folder))}:
        drive = PureWindowsPath(name.removeprefix("\\\\?\\")).drive
        if len(drive) == 2 and drive.endswith(":") and drive_kind(drive + "\\") == DRIVE_REMOTE:
            return True
    return False


def _drive_kind() -> DriveKind | None:
    if sys.platform != "win32":
        return None
    import ctypes

    return ctypes.windll.kernel32.GetDriveTypeW


def _places(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        words = line.split(" ")
        if len(words) >= 3:
            yield words[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"), words[2]


def _mounts() -> str:
    if sys.platform != "linux":
        return ""
    try:
        return MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _real(folder: Path) -> Path:
    """The folder without links; of one that is not there yet, its nearest parent that is."""
    try:
        return folder.resolve()
    except (OSError, RuntimeError):
        return folder.absolute()


def _same(folder: Path, named: str | None) -> bool:
    return bool(named) and os.path.normcase(folder) == os.path.normcase(str(named))
