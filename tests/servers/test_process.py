"""Servers that we start are ready when we are told so, and leave nothing behind."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from .install import ServerError
from .process import Launch, LoopbackServer, alive, free_port, gone, launched

SERVE = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]
WITH_CHILD = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; print('child', flush=True); time.sleep(600)"])
os.execv(sys.executable, [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", sys.argv[1]])
"""
OWNER = """
import sys, time
from pathlib import Path
from tests.servers.process import Launch, ServerProcess
folder = Path(sys.argv[1])
serve = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", sys.argv[2]]
process = ServerProcess("small", Launch(serve, folder, {}, ""), folder / "log")
process.wait_until_ready(f"http://127.0.0.1:{sys.argv[2]}/")
print(process.group, flush=True)
time.sleep(600)
"""
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups to look at")


def plan(command: list[str]) -> Launch:
    port = str(free_port())
    return Launch([*command, port], Path.cwd(), {}, f"http://127.0.0.1:{port}/")


def test_a_server_is_ready_when_it_is_given_and_gone_after_stop() -> None:
    with LoopbackServer(*launched("small", lambda _: plan(SERVE))) as server:
        assert server.process.is_running
        assert server.folder.is_dir()
        server.stop()
        assert not server.process.is_running
        assert not alive(server.process.group)
        assert not server.folder.exists()


@posix
def test_children_of_the_server_end_with_it() -> None:
    with LoopbackServer(*launched("small", lambda _: plan([sys.executable, "-c", WITH_CHILD]))) as server:
        assert alive(server.process.group)
    assert not alive(server.process.group)


@posix
def test_a_server_ends_when_its_owner_is_killed(tmp_path: Path) -> None:
    port = free_port()
    owner = subprocess.Popen([sys.executable, "-c", OWNER, tmp_path, str(port)], stdout=subprocess.PIPE, text=True)
    with owner:
        assert owner.stdout is not None
        group = int(owner.stdout.readline())
        assert alive(group)
        owner.send_signal(signal.SIGKILL)
    assert gone(group, within_s=20.0)


def test_a_server_that_ends_at_once_tells_what_it_said() -> None:
    failing = [sys.executable, "-c", "raise SystemExit('the disk is full')"]
    with pytest.raises(ServerError, match=r"ended before it was ready.*(?s:.)*the disk is full"):
        launched("small", lambda _: plan(failing))


def test_a_taken_port_is_tried_again_with_another() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        ports = [other.getsockname()[1], free_port()]

        def on_next_port(_: Path) -> Launch:
            port = ports.pop(0)
            return Launch([*SERVE, str(port)], Path.cwd(), {}, f"http://127.0.0.1:{port}/")

        LoopbackServer(*launched("small", on_next_port)).stop()
    assert ports == []
