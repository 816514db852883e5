"""While it runs, the program is open to nobody: no port, a socket for its own person alone, no memory left on disk."""

import os
import stat
import sys
from pathlib import Path

import pytest

from smmdesk.system.paths import Paths
from smmdesk.system.single import is_held
from tests.end_to_end.conftest import Start
from tests.helpers.screen import until
from tests.helpers.screen_program import marked

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(sys.platform != "linux", reason="asks Linux’s /proc which ports a process has open"),
]
LISTENS = "0A"


def sockets_of(pid: int) -> set[str]:
    """The numbers of a process's open sockets."""
    found = set()
    for one in Path(f"/proc/{pid}/fd").iterdir():
        try:
            name = os.readlink(one)
        except OSError:
            continue
        if name.startswith("socket:["):
            found.add(name[8:-1])
    return found


def listening(pid: int, kind: str) -> set[str]:
    rows = [line.split() for line in Path(f"/proc/{pid}/net/{kind}").read_text("ascii").splitlines()[1:]]
    return {row[9] for row in rows if row[3] == LISTENS}


def test_a_window_and_its_engine_are_open_to_nobody(start: Start, tmp_path: Path) -> None:
    program = start()
    program.window()
    until(lambda: is_held(Paths(program.folder).engine_lock), "the engine publishes")
    ours = marked(program.mark)
    assert len(ours) >= 2, "window and engine"
    for pid, command in ours.items():
        for kind in ("tcp", "tcp6"):
            assert not sockets_of(pid) & listening(pid, kind), f"{command} listens on a port"
    sockets = [path for path in tmp_path.rglob("smmdesk-*") if path.is_socket()]
    sockets += [path for path in Path(program.environment.get("TMPDIR", "/tmp")).glob("smmdesk-*") if path.is_socket()]
    assert sockets, "the socket by which a second start wakes the first"
    assert not [path for path in sockets if stat.S_IMODE(path.stat().st_mode) & 0o077]
    for pid in (program.pid, *(pid for pid, command in ours.items() if "publish" in command)):
        [line] = [one for one in Path(f"/proc/{pid}/limits").read_text("ascii").splitlines() if "core file" in one]
        assert line.split()[-3:-1] == ["0", "0"]
