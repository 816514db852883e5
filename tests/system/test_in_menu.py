"""The menu of programs of one person: what desktops read there, what opens links and archives, and what goes again."""

import configparser
import os
import select
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from smmdesk import cli
from smmdesk.model.problem import ProblemError
from smmdesk.system import in_menu
from smmdesk.system.at_login import run_tool
from smmdesk.system.entry_texts import words_in
from smmdesk.system.in_menu import MenuEntry, menu_entry
from smmdesk.system.paths import Paths, default_folder

KINDS = ("application/x-smmdesk-archive", "x-scheme-handler/smmdesk")


class Tools:
    """The desktop's tools: notes what they were asked; `there` says whether this computer has them."""

    def __init__(self, there: bool = True) -> None:
        self.there, self.asked = there, list[list[str]]()

    def __call__(self, command: Sequence[str]) -> int:
        self.asked.append(list(command))
        if not self.there:
            raise FileNotFoundError(2, "No such file or directory", command[0])
        return 0


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "share"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An unpacked program in a folder as people name them; the usual data folder is another one."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("SMMDESK_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    return unpacked(tmp_path / 'I miei "programmi" 100% è' / "smmdesk", monkeypatch)


def unpacked(program: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    return program


def usual(data: Path, run: Tools | None = None) -> MenuEntry:
    """The entry of the usual data folder."""
    entry = menu_entry(Paths(default_folder()), data, "linux", run or Tools())
    assert entry is not None
    return entry


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def read(entry: MenuEntry) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(entry.path.read_text("utf-8"))
    return dict(parser["Desktop Entry"])


# ------------------------------------------------------------------ what the desktop reads
def test_the_entry_is_the_packages_with_this_program_in_it(data: Path, program: Path) -> None:
    entry = usual(data)
    entry.turn_on()
    said = read(entry)
    assert entry.path.name == "smmdesk.desktop", "what the windows say they belong to (ui/app.py)"
    assert said["TryExec"] == str(program), "a folder that was deleted leaves no entry that does nothing"
    assert said["Exec"].endswith('" %U')
    assert words_in(entry.path.read_bytes()) == [str(program)]
    package = (in_menu.DESKTOP / "smmdesk.desktop").read_text("utf-8").splitlines()
    assert [line for line in package if line not in entry.path.read_text("utf-8").splitlines()] == ["Exec=smmdesk %U"]
    assert tuple(said["MimeType"].split(";")[:-1]) == KINDS


def test_another_data_folder_has_an_entry_of_its_own_that_opens_there(
    data: Path, program: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "Bar \\ Lume  2"
    other = menu_entry(Paths(folder), data, "linux", Tools())
    assert other is not None
    for entry in (other, usual(data)):
        entry.turn_on()
    assert read(other)["Name"].replace("\\\\", "\\") == "smmdesk (Bar \\ Lume 2)"
    command = words_in(other.path.read_bytes())
    assert command[1] == "--data-dir"
    assert not cli.names_command([*command[1:], "smmdesk:inbox"]), "a link behind it opens the window"
    other.turn_off()
    assert files(data / "icons"), "what the first still uses stays"
    assert usual(data).is_on


def test_a_folder_that_the_environment_names_is_named_in_the_entry(
    data: Path, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The menu starts it without that environment."""
    monkeypatch.setenv("SMMDESK_HOME", str(tmp_path / "mine"))
    entry = usual(data)
    entry.turn_on()
    assert words_in(entry.path.read_bytes()) == [str(program), "--data-dir", str(tmp_path / "mine")]


def test_it_goes_with_all_it_brought(data: Path, program: Path) -> None:
    tools = Tools()
    entry = usual(data, tools)
    for _twice in range(2):
        entry.turn_on()
        assert entry.is_on
    assert {path.rpartition("/")[2] for path in files(data)} == {
        "smmdesk.desktop",
        "smmdesk.xml",
        "smmdesk.svg",
        "application-x-smmdesk-archive.svg",
    }
    assert ["update-mime-database", str(data / "mime")] in tools.asked
    assert ["update-desktop-database", str(data / "applications")] in tools.asked
    for _twice in range(2):
        entry.turn_off()
        assert not entry.is_on
    assert files(data) == []


@pytest.mark.parametrize(
    ("platform", "executable"),
    [("darwin", "/x/smmdesk"), ("win32", "C:\\x\\smmdesk.exe"), ("linux", "/usr/lib/smmdesk/smmdesk")],
)
def test_what_an_installer_did_is_not_offered_again(
    data: Path, platform: str, executable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", executable)
    assert menu_entry(Paths(default_folder()), data, platform) is None


# ------------------------------------------------------------------ moved, and other copies
def test_another_copys_entry_is_not_ours_until_we_take_its_place(
    data: Path, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual(data).turn_on()
    newer = unpacked(tmp_path / "smmdesk-2" / "smmdesk", monkeypatch)
    entry = usual(data)
    assert not entry.is_on
    assert not entry.follow(), "the other copy is still there"
    entry.turn_on()
    assert words_in(entry.path.read_bytes()) == [str(newer)]


def test_it_follows_the_program_to_where_it_was_moved(
    data: Path, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not usual(data).follow(), "what is off stays off"
    usual(data).turn_on()
    program.unlink()
    new = unpacked(tmp_path / "Programmi" / "smmdesk", monkeypatch)
    entry = usual(data)
    assert entry.follow()
    assert words_in(entry.path.read_bytes()) == [str(new)]
    assert entry.is_on
    assert len(files(data)) == 4
    assert not entry.follow()


@pytest.mark.parametrize("full", ["applications", "mime", "icons/hicolor/scalable/mimetypes"])
def test_a_place_that_cannot_be_written_is_told_and_keeps_nothing(data: Path, program: Path, full: str) -> None:
    (data / full).parent.mkdir(parents=True)
    (data / full).write_text("a file", "utf-8")
    with pytest.raises(ProblemError) as caught:
        usual(data).turn_on()
    assert caught.value.problem.code == "not_set_up"
    assert files(data) == [full]


@pytest.mark.parametrize("full", ["mime", "icons/hicolor/scalable/mimetypes"])
def test_another_copys_entry_stays_where_ours_could_not_be_finished(
    data: Path, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    entry = usual(data)
    entry.turn_on()
    before = entry.path.read_bytes()
    unpacked(tmp_path / "smmdesk-2" / "smmdesk", monkeypatch)
    shutil.rmtree(data / full)
    (data / full).write_text("a file", "utf-8")
    with pytest.raises(ProblemError):
        usual(data).turn_on()
    assert entry.path.read_bytes() == before
    assert entry.is_on


@pytest.mark.parametrize("name", ["due\nrighe", "a\tb", "a\x01b", "\udce8"])
def test_a_program_whose_folder_no_entry_can_name_is_told(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    unpacked(tmp_path / name / "smmdesk", monkeypatch)
    entry = usual(data)
    assert not entry.is_on
    with pytest.raises(ProblemError) as caught:
        entry.turn_on()
    assert caught.value.problem.code == "folder_name_odd"
    assert files(data) == [] if data.exists() else True


@pytest.mark.skipif(shutil.which("gio") is None, reason="asks GLib, with which GNOME, Xfce and Cinnamon start things")
@pytest.mark.parametrize("name", ["100%", "a=b", "a=b 100%", '\'"$HOME" `id` \\n;&|', "%U"])
def test_a_desktop_starts_the_program_wherever_it_is(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    program = unpacked(tmp_path / name / "smmdesk", monkeypatch)
    program.write_text(f'#!/bin/sh\necho "$@" > {shlex.quote(str(tmp_path / "begun"))}\n', "utf-8")
    entry = usual(data)
    entry.turn_on()
    os.mkfifo(tmp_path / "begun")
    begun = os.open(tmp_path / "begun", os.O_RDONLY | os.O_NONBLOCK)
    command = ["gio", "launch", str(entry.path), "smmdesk:inbox"]
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_DATA_HOME": str(data), "LC_ALL": "C.UTF-8"}
    started = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert started.returncode == 0, started.stderr
    assert select.select([begun], [], [], 30)[0]
    assert os.read(begun, 1000) == b"smmdesk:inbox\n"
    os.close(begun)


# ------------------------------------------------------------------ without the desktop's tools, and with them
def test_where_the_tool_is_missing_the_list_is_kept_by_hand(data: Path, program: Path) -> None:
    cache = data / "applications" / "mimeinfo.cache"
    cache.parent.mkdir(parents=True)
    others = "[MIME Cache]\napplication/x-smmdesk-archive=file-roller.desktop;\nimage/png=eog.desktop;gimp.desktop;\n"
    cache.write_text(others, "utf-8")
    entry = usual(data, Tools(there=False))
    for _twice in range(2):
        entry.turn_on()
        assert cache.read_text("utf-8").splitlines() == [
            "[MIME Cache]",
            "application/x-smmdesk-archive=smmdesk.desktop;file-roller.desktop;",
            "image/png=eog.desktop;gimp.desktop;",
            "x-scheme-handler/smmdesk=smmdesk.desktop;",
        ]
    entry.turn_off()
    assert cache.read_text("utf-8") == others


def test_a_list_of_icons_that_is_older_than_its_folder_is_read_anew(data: Path, program: Path) -> None:
    icons = data / "icons" / "hicolor"
    icons.mkdir(parents=True)
    os.utime(icons, (1, 1))
    usual(data).turn_on()
    assert icons.stat().st_mtime > 1


@pytest.mark.skipif(shutil.which("gio") is None, reason="asks GLib, with which GNOME, Xfce and Cinnamon open things")
@pytest.mark.skipif(shutil.which("update-mime-database") is None, reason="needs the desktops' list of kinds of files")
def test_a_desktop_finds_our_links_and_archives(data: Path, program: Path, tmp_path: Path) -> None:
    """Read by the desktops' own library, with the tools that this computer has."""
    entry = menu_entry(Paths(default_folder()), data, "linux", run_tool)
    assert entry is not None
    archive = tmp_path / "Sommer.smmdesk"
    archive.write_bytes(b"PK\x03\x04")

    def asked(*words: str) -> str:
        env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_DATA_HOME": str(data), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(["gio", *words], env=env, capture_output=True, text=True, check=False, timeout=60)
        return done.stdout

    entry.turn_on()
    for kind in KINDS:
        assert "smmdesk.desktop" in asked("mime", kind).splitlines()[0]
    assert f"standard::content-type: {KINDS[0]}" in asked("info", "-a", "standard::content-type", str(archive))
    entry.turn_off()
    assert "smmdesk.desktop" not in asked("mime", KINDS[1])
    assert KINDS[0] not in asked("info", "-a", "standard::content-type", str(archive))
