"""Folders that another program keeps in step, or that lie on another computer: refused before anything is written."""

from contextlib import suppress
from pathlib import Path

import pytest

from smmdesk.model.problem import ProblemError
from smmdesk.store import folders
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths


def code_of(caught: pytest.ExceptionInfo[ProblemError]) -> str:
    return caught.value.problem.code


@pytest.mark.fault(86)
@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - Forno Rossi/desk", "OneDrive"),
        ("Dropbox", "Dropbox"),
        ("Dropbox (Personal)/a/b", "Dropbox"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("iCloud Drive", "iCloud"),
        ("iCloudDrive/x", "iCloud"),
        ("Google Drive/My Drive", "Google Drive"),
        ("GoogleDrive-ada@example.org/My Drive", "Google Drive"),
        ("Nextcloud/x", "Nextcloud"),
        ("ownCloud", "ownCloud"),
    ],
)
def test_a_folder_that_something_keeps_in_step_is_refused(
    tmp_path: Path, clock: ManualClock, folder: str, service: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        Store.open(Paths(tmp_path / folder / "desk"), clock)
    assert code_of(caught) == "folder_synced"
    assert caught.value.problem.values["service"] == service
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fault(86)
def test_what_a_service_leaves_in_its_folder_gives_it_away(tmp_path: Path) -> None:
    (tmp_path / "Business" / ".stfolder").mkdir(parents=True)
    assert folders.synced_by(tmp_path / "Business" / "desk") == "Syncthing"
    assert folders.synced_by(tmp_path / "Elsewhere") is None
    assert folders.synced_by(tmp_path / "work" / "desk", {"OneDrive": str(tmp_path / "work")}) == "OneDrive"


@pytest.mark.fault(86)
def test_a_link_does_not_hide_it(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    with suppress(OSError):
        (tmp_path / "innocent").symlink_to(tmp_path / "Dropbox")
        assert folders.synced_by(tmp_path / "innocent" / "desk") == "Dropbox"


MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/export /srv/net nfs4 rw 0 0
//nas/share /mnt/my\\040nas cifs rw 0 0
me@host:/ /home/me/far fuse.sshfs rw 0 0
/dev/sdb1 /srv/net/local ext4 rw 0 0
"""


@pytest.mark.fault(86)
@pytest.mark.parametrize(
    ("folder", "far"),
    [
        ("/home/me/desk", False),
        ("/srv/net/desk", True),
        ("/srv/network", False),
        ("/srv/net/local/desk", False),
        ("/mnt/my nas/desk", True),
        ("/home/me/far", True),
        ("\\\\nas\\share\\desk", True),
        ("\\\\?\\C:\\desk", False),
    ],
)
def test_a_folder_on_another_computer_is_known_by_its_mount(folder: str, far: bool) -> None:
    assert folders.is_on_network(Path(folder), MOUNTS) is far


@pytest.mark.fault(86)
def test_and_is_refused(tmp_path: Path) -> None:
    mounts = f"server:/x {tmp_path} nfs rw 0 0\n"
    with pytest.raises(ProblemError) as caught:
        folders.refuse_shared(tmp_path / "desk", mounts, {})
    assert caught.value.problem.values["service"] == "another computer on the network"
    folders.refuse_shared(tmp_path / "desk", "", {})


@pytest.mark.fault(86)
@pytest.mark.parametrize(
    ("folder", "far"),
    [
        ("Z:\\desk", True),
        ("z:\\desk", True),
        ("\\\\?\\Z:\\desk", True),
        ("C:\\Users\\me\\desk", False),
        ("\\\\?\\Volume{1}\\desk", False),
        ("desk", False),
    ],
)
def test_a_drive_letter_of_another_computer_is_known(folder: str, far: bool) -> None:
    def drive_kind(root: str) -> int:
        return {"Z:\\": folders.DRIVE_REMOTE, "C:\\": 3}[root.upper()]  # 3: a disk of this computer

    assert folders.is_mapped(Path(folder), drive_kind) is far


@pytest.mark.fault(86)
def test_and_is_refused_as_well() -> None:
    with pytest.raises(ProblemError) as caught:
        folders.refuse_shared(Path("Z:\\desk"), "", {}, lambda root: folders.DRIVE_REMOTE)
    assert caught.value.problem.values["service"] == "another computer on the network"
    folders.refuse_shared(Path("C:\\desk"), "", {}, lambda root: 3)
