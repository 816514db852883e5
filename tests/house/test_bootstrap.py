"""packaging/bootstrap.py: what it looks for, what it says, and real starts in a small copied tree."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from tests.helpers.screen import NEEDED
from tests.house.sources import ROOT
from tests.house.test_no_hosts import all_files

SCRIPT = ROOT / "packaging" / "bootstrap.py"
ON_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for Linux's system packages")
ON_POSIX = pytest.mark.skipif(os.name == "nt", reason="sends SIGINT to a process group")


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


bootstrap = load()
Need = bootstrap.Need
GL = Need("library libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd")
XCB = Need("library libxcb-xkb.so.1", "libxcb-xkb1", "libxcb", "libxcb")
SHM = Need("library libxcb-shm.so.0", "libxcb-shm0", "libxcb", "libxcb")


# ------------------------------------------------------------------ looking
def test_what_is_missing_is_what_the_probe_does_not_find() -> None:
    assert bootstrap.missing([GL, XCB, SHM], lambda need: need is GL) == [XCB, SHM]
    assert bootstrap.missing([], lambda need: False) == []


def test_every_need_has_a_known_probe_and_a_package_everywhere() -> None:
    for need in (*bootstrap.QT_NEEDS, *bootstrap.TEST_NEEDS, bootstrap.VENV_NEED):
        assert need.probe.split(" ", 1)[0] in bootstrap.PROBES
        assert all(name and " " not in name for name in need[1:]), need


def test_each_program_of_the_screen_tests_is_looked_for_by_its_own_name() -> None:
    """Another program of the same package may be there without it, or come from somewhere else."""
    looked_for = {need.probe.removeprefix("command ") for need in bootstrap.TEST_NEEDS}
    assert set(NEEDED) <= looked_for


def test_no_test_is_left_out_on_a_bare_computer_for_a_program_that_could_be_installed() -> None:
    """Each program without which a test is skipped is one that the test command brings along."""
    asks = re.compile(r"skipif\((?:not )?shutil\.which\(\"([^\"]+)\"\)")
    skipping = {name for path in (ROOT / "tests").rglob("*.py") for name in asks.findall(path.read_text("utf-8"))}
    looked_for = {need.probe.removeprefix("command ") for need in bootstrap.TEST_NEEDS}
    assert {"gio", "update-mime-database", "systemd-analyze"} <= skipping
    assert skipping - {"dpkg-query", "dpkg-deb"} <= looked_for  # what Debian's own family alone has


def test_probes_tell_what_is_there_from_what_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = bootstrap.is_there
    (tmp_path / "Python.h").touch()
    tool = tmp_path / "loaf"
    tool.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    for probe in ("module json", f"file {tmp_path}/Pyth*.h", "command loaf"):
        assert there(Need(probe, "a", "b", "c")), probe
    for probe in ("library libnobody-bakes-this.so.9", "module nobody_bakes_this", f"file {tmp_path}/*.c"):
        assert not there(Need(probe, "a", "b", "c")), probe
    assert not there(Need("command nobody-bakes-this", "a", "b", "c"))


@ON_LINUX
def test_a_library_is_found_by_its_so_name() -> None:
    assert bootstrap.is_there(Need("library libc.so.6", "a", "b", "c"))


# ------------------------------------------------------------------ saying
def test_packages_are_named_once_and_in_order() -> None:
    assert bootstrap.package_names([XCB, GL, SHM], "apt") == ["libgl1", "libxcb-shm0", "libxcb-xkb1"]
    assert bootstrap.package_names([XCB, GL, SHM], "dnf") == ["libglvnd-glx", "libxcb"]


@pytest.mark.parametrize(
    ("manager", "root", "line"),
    [
        ("apt", False, "sudo apt-get update && sudo apt-get install --no-install-recommends libgl1"),
        ("apt", True, "apt-get update && apt-get install --no-install-recommends libgl1"),
        ("dnf", False, "sudo dnf install libglvnd-glx"),
        ("pacman", False, "sudo pacman -S --needed libglvnd"),
    ],
)
def test_the_line_to_run(manager: str, root: bool, line: str) -> None:
    assert bootstrap.install_line(manager, bootstrap.package_names([GL], manager), root) == line
    assert f"\n  {line}\n" in bootstrap.explain([GL], manager, root)


def test_without_a_known_package_manager_the_libraries_are_named() -> None:
    text = bootstrap.explain([GL, XCB], "", root=False)
    assert "libGL.so.1, libxcb-xkb.so.1" in text
    assert bootstrap.IGNORE_SYSTEM in text


def test_apt_is_asked_once_for_lists_and_once_for_packages() -> None:
    refresh, put = bootstrap.apt_commands(["libgl1"], root=True)
    assert refresh[-1] == "update"
    assert put[-2:] == ["--no-install-recommends", "libgl1"]
    assert "DPkg::Lock::Timeout=600" in refresh
    assert "DPkg::Lock::Timeout=600" in put
    assert bootstrap.apt_commands(["libgl1"], root=False)[0][:2] == ["sudo", "-n"]


def test_the_package_manager_is_the_first_that_is_there() -> None:
    assert bootstrap.package_manager(lambda name: name) == "apt"
    assert bootstrap.package_manager(lambda name: name if name in ("dnf", "pacman") else None) == "dnf"
    assert bootstrap.package_manager(lambda name: None) == ""


def test_the_newest_suitable_python_is_taken() -> None:
    assert bootstrap.other_python(lambda name: f"/bin/{name}" if name != "python3.13" else None) == "/bin/python3.12"
    assert bootstrap.other_python(lambda name: None) is None


# ------------------------------------------------------------------ installing
@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer whose apt-get writes down its words, and brings `loaf` unless `sold-out` lies there."""
    apt = tmp_path / "bin" / "apt-get"
    apt.parent.mkdir()
    apt.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/said\ncase "$*" in *install*) '
        f"if [ -e {tmp_path}/sold-out ]; then exit 100; fi; touch {tmp_path}/loaf;; esac\n"
    )
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(apt.parent), prepend=os.pathsep)
    monkeypatch.delenv(bootstrap.IGNORE_SYSTEM, raising=False)
    monkeypatch.setattr(bootstrap, "is_root", lambda: True)
    return tmp_path


@ON_LINUX
def test_what_is_missing_is_installed_together_with_wishes(shop: Path) -> None:
    loaf = Need(f"file {shop}/loaf", "loaf", "loaf", "loaf")
    butter = Need(f"file {shop}/butter", "butter", "butter", "butter")
    bootstrap.prepare_system([loaf], wishes=[butter])
    refresh, put = (shop / "said").read_text().splitlines()
    assert refresh.endswith("update")
    assert put.endswith("--no-install-recommends butter loaf")
    bootstrap.prepare_system([loaf], wishes=[butter])
    assert len((shop / "said").read_text().splitlines()) == 2, "a wish alone installs nothing"


@ON_LINUX
def test_a_failed_installation_says_the_line(shop: Path) -> None:
    (shop / "sold-out").touch()
    with pytest.raises(bootstrap.StopError, match=r"apt-get install --no-install-recommends loaf"):
        bootstrap.prepare_system([Need(f"file {shop}/loaf", "loaf", "loaf", "loaf")])


@ON_LINUX
def test_what_was_installed_and_is_not_found_is_said(shop: Path) -> None:
    with pytest.raises(bootstrap.StopError, match="not found: file /nowhere/cake"):
        bootstrap.prepare_system([Need("file /nowhere/cake", "cake", "cake", "cake")])


@ON_LINUX
def test_who_may_not_install_is_told_the_line(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "is_root", lambda: False)
    monkeypatch.setattr(bootstrap, "sudo_asks_nothing", lambda: False)
    with pytest.raises(bootstrap.StopError, match=r"sudo apt-get install --no-install-recommends cake"):
        bootstrap.prepare_system([Need("file /nowhere/cake", "cake", "cake", "cake")])
    assert not (shop / "said").exists()
    monkeypatch.setenv(bootstrap.IGNORE_SYSTEM, "1")
    bootstrap.prepare_system([Need("file /nowhere/cake", "cake", "cake", "cake")])


# ------------------------------------------------------------------ the virtual environment
def test_pip_takes_hashed_wheels_only() -> None:
    command = bootstrap.pip_command(Path("python"), Path("a.lock"), quiet=True)
    assert command[:4] == ["python", "-m", "pip", "install"]
    assert {"--require-hashes", "--only-binary", "--quiet"} <= set(command)
    assert "--quiet" not in bootstrap.pip_command(Path("python"), Path("a.lock"), quiet=False)


def test_a_venv_is_ready_when_its_stamp_names_the_lock_as_it_is(tmp_path: Path) -> None:
    venv, lock = tmp_path / ".venv", tmp_path / "requirements.lock"
    lock.write_bytes(b"a==1\n")
    assert not bootstrap.is_ready(venv, lock)
    python = bootstrap.venv_python(venv)
    python.parent.mkdir(parents=True)
    python.touch()
    (venv / bootstrap.STAMP).write_text(f"other.lock 00\n{bootstrap.digest(lock)}\n")
    assert bootstrap.is_ready(venv, lock)
    lock.write_bytes(b"a==1\r\n")
    assert bootstrap.is_ready(venv, lock), "line ends do not matter"
    lock.write_bytes(b"a==2\n")
    assert not bootstrap.is_ready(venv, lock)


def test_the_documents_of_the_platforms_are_found_beside_the_project(tmp_path: Path) -> None:
    root = tmp_path / "main"
    assert bootstrap.test_environment(root, {"A": "1"}) == {"A": "1"}
    specs = tmp_path / "shared" / "specs"
    specs.mkdir(parents=True)
    assert bootstrap.test_environment(root, {"A": "1"}) == {"A": "1", "SMMDESK_SPECS": str(specs)}
    assert bootstrap.test_environment(root, {"SMMDESK_SPECS": "mine"}) == {"SMMDESK_SPECS": "mine"}


def test_commands() -> None:
    assert bootstrap.run_command(Path("py"), ROOT, ["--demo"]) == ["py", str(ROOT / "main.py"), "--demo"]
    assert bootstrap.test_command(Path("py"), ["-x"]) == ["py", "-m", "pytest", "-x"]


@pytest.mark.parametrize(("words", "code"), [([], 2), (["bake"], 2), (["--help"], 0)])
def test_wrong_words_get_the_usage(words: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(words) == code
    assert "bootstrap.py run" in capsys.readouterr().err


def test_the_readme_and_the_ci_name_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\npython3 packaging/bootstrap.py run --demo\n" in readme
    assert "\npython3 packaging/bootstrap.py test\n" in readme
    assert "exec python3 packaging/bootstrap.py test\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


# ------------------------------------------------------------------ real starts
SAMPLE_MAIN = """
import os, sys, time
try:
    print("in", os.path.basename(sys.prefix), "with", sys.argv[1:], "at", os.getcwd(), flush=True)
    time.sleep(30 if "wait" in sys.argv else 0)
except KeyboardInterrupt:
    print("closed", flush=True)
    sys.exit(4)
sys.exit(7)
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose lock lists nothing, so that a start takes a second and no network."""
    root = tmp_path_factory.mktemp("desk with a space")
    (root / "packaging").mkdir()
    shutil.copy(SCRIPT, root / "packaging")
    (root / "main.py").write_text(SAMPLE_MAIN)
    (root / "requirements.lock").write_text("# nothing\n")
    return root


def environment() -> dict[str, str]:
    return {**os.environ, bootstrap.IGNORE_SYSTEM: "1", "PIP_NO_INDEX": "1"}


def start(tree: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(tree / "packaging" / "bootstrap.py"), "run", *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=tree.parent, env=environment(), start_new_session=True, **pipes)


def run(tree: Path, *words: str) -> tuple[int, str, str]:
    process = start(tree, *words)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_the_first_start_makes_the_venv_and_the_next_is_instant(tree: Path) -> None:
    two = [start(tree, "--demo", "a b"), start(tree, "--demo", "a b")]
    outputs = [process.communicate(timeout=120) for process in two]
    assert [process.returncode for process in two] == [7, 7], outputs
    assert "".join(out for out, _ in outputs).count("Making .venv") == 1, "two starts at once make one"
    began = time.monotonic()
    code, out, err = run(tree, "--demo", "a b")
    assert (code, out, err) == (7, f"in .venv with ['--demo', 'a b'] at {tree.parent}\n", "")
    assert time.monotonic() - began < 10


def test_a_half_made_venv_is_made_anew(tree: Path) -> None:
    venv = tree / ".venv"
    shutil.rmtree(venv, ignore_errors=True)
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(tree / "no python here")
    code, out, err = run(tree)
    assert code == 7, err
    assert "Making .venv" in out
    (venv / bootstrap.STAMP).unlink()
    code, out, err = run(tree)
    assert code == 7, err
    assert "Making .venv" not in out, "a sound one is kept"


def test_packages_that_cannot_be_had_are_said(tree: Path) -> None:
    lock = tree / "requirements.lock"
    before = lock.read_text()
    lock.write_text("nobody-bakes-this==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n")
    code, _, err = run(tree)
    lock.write_text(before)
    assert code == 1
    assert "could not be installed" in err
    assert "Traceback" not in err
    assert run(tree)[0] == 7, "and the next start mends it"


@ON_POSIX
def test_ctrl_c_reaches_the_program_and_nothing_else_is_said(tree: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background runs ignore it, and so
    process = start(tree, "wait")  # would their children
    signal.signal(signal.SIGINT, before)
    assert any(line.startswith("in .venv") for line in iter(process.stdout.readline, ""))
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 4, (out, err)
    assert "closed" in out
    assert err == ""


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_a_copy_of_the_project_sets_itself_up_and_passes_its_model_tests(tmp_path: Path) -> None:
    for path in all_files():
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    command = [sys.executable, str(tmp_path / "packaging" / "bootstrap.py"), "test", "tests/model", "-q"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=1100, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert " passed" in ended.stdout.splitlines()[-1]
    command[2:] = ["run", "--data-dir", str(tmp_path / "data"), "doctor", "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ended.stdout.startswith("{"), ended.stderr
