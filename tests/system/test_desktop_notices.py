"""Notifications over a real session bus, at whose other end stands a desktop of the test's own."""

import asyncio
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from smmdesk.system.desktop_notices import KEPT_MOST, OBJECT, SERVICE, DesktopNotices
from smmdesk.system.tasks import TaskScope

if sys.platform.startswith("linux"):
    from jeepney import DBusAddress, MessageType, new_error, new_method_return, new_signal
    from jeepney.io.blocking import DBusConnection, open_dbus_connection
    from jeepney.wrappers import new_method_call

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("dbus-daemon") is None, reason="no session bus here"
)
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""
Work = Callable[[DesktopNotices], Any]


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A session bus with nobody on it."""
    settings, socket = tmp_path / "bus.conf", tmp_path / "bus"
    settings.write_text(BUS.format(socket=socket), "utf-8")
    command = ["dbus-daemon", f"--config-file={settings}", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.stdout.readline().split(",")[0].strip())
        yield str(socket)
        daemon.terminate()


@dataclass
class Desktop:
    """Shows notifications: numbers them, keeps what it was told. `say` sends one of its signals."""

    capabilities: tuple[str, ...] = ("actions", "body", "body-markup")
    told: "queue.Queue[tuple[Any, ...]]" = field(default_factory=queue.Queue)
    refuses: bool = False
    _connection: "DBusConnection" = field(init=False)

    def __post_init__(self) -> None:
        self._connection = open_dbus_connection()
        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        self._connection.send_and_get_reply(new_method_call(bus, "RequestName", "su", (SERVICE, 4)))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        number = 0
        while True:
            try:
                message = self._connection.receive()
            except (OSError, ValueError, EOFError, ConnectionError):
                return
            if message.header.message_type is not MessageType.method_call:
                continue
            if self.refuses:
                self._connection.send(new_error(message, "org.example.No"))
            elif message.header.fields[3] == "GetCapabilities":
                self._connection.send(new_method_return(message, "as", (list(self.capabilities),)))
            else:
                number += 1
                self.told.put(message.body)
                self._connection.send(new_method_return(message, "u", (number,)))

    def say(self, name: str, signature: str, given: tuple[Any, ...]) -> None:
        where = DBusAddress(OBJECT, None, SERVICE)
        self._connection.send(new_signal(where, name, signature, given))

    def end(self) -> None:
        self._connection.sock.shutdown(2)
        self._thread.join(10)
        self._connection.close()


@pytest.fixture
def desktop(bus: str) -> Iterator[Desktop]:
    made = Desktop()
    yield made
    made.end()


def run(work: Work) -> Any:
    """`work(notices)` on a loop, with an owner for what listens."""

    async def whole() -> Any:
        scope = TaskScope()
        try:
            return await work(DesktopNotices(lambda listen: scope.start(listen)))
        finally:
            await scope.aclose()

    return asyncio.run(whole())


async def show(notices: DesktopNotices, clicked: Callable[[str], None], text: str = "Bread?") -> bool:
    return await notices.tell("New comment", text, clicked, icon="file:///icon.png", opens="Open")


@pytest.mark.usefixtures("bus")
def test_nobody_shows_them() -> None:
    async def work(notices: DesktopNotices) -> list[bool]:
        return [await show(notices, lambda _token: None) for _ in range(2)]

    assert run(work) == [False, False]


def test_there_is_no_bus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def work(notices: DesktopNotices) -> bool:
        return await show(notices, lambda _token: None)

    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert run(work) is False
    for nonsense in (f"unix:path={tmp_path / 'gone'}", "nonsense"):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", nonsense)
        assert run(work) is False


def test_a_bus_that_hangs_up_at_once_holds_nothing_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def work(notices: DesktopNotices) -> bool:
        async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1024)
            writer.close()

        async with await asyncio.start_unix_server(hang_up, tmp_path / "full"):
            return await show(notices, lambda _token: None)

    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'full'}")
    assert run(work) is False


@pytest.mark.statement(82)
def test_each_answers_for_itself(desktop: Desktop) -> None:
    opened: queue.Queue[str] = queue.Queue()

    def put(name: str, token: str) -> None:
        opened.put(name + token)

    async def work(notices: DesktopNotices) -> list[str]:
        for name in ("first", "second"):
            assert await show(notices, partial(put, name))
        desktop.say("ActionInvoked", "us", (77, "default"))  # somebody else's
        desktop.say("ActionInvoked", "us", (1, "default"))
        desktop.say("NotificationClosed", "uu", (2, 1))  # it went by itself, and is clicked in the desktop's list
        desktop.say("ActivationToken", "us", (2, "+token"))
        desktop.say("ActionInvoked", "us", (2, "default"))
        while opened.qsize() < 2:
            await asyncio.sleep(0.01)
        return [opened.get(), opened.get()]

    assert run(work) == ["first", "second+token"]
    name, replaces, icon, title, text, actions, hints, _shown_ms = desktop.told.get(timeout=5)
    assert (name, replaces, icon, title, text) == ("smmdesk", 0, "file:///icon.png", "New comment", "Bread?")
    assert actions == ["default", "Open"]
    assert hints["desktop-entry"] == ("s", "smmdesk")


def test_a_signal_that_says_too_little_does_not_end_the_listening(desktop: Desktop) -> None:
    opened: queue.Queue[str] = queue.Queue()

    async def work(notices: DesktopNotices) -> str:
        assert await show(notices, opened.put)
        for name in ("ActionInvoked", "ActivationToken", "NotificationClosed"):
            desktop.say(name, "", ())
            desktop.say(name, "as", (["strange"],))
        desktop.say("ActivationToken", "u", (1,))
        desktop.say("ActionInvoked", "us", (1, "default"))
        async with asyncio.timeout(10):
            while opened.empty():
                await asyncio.sleep(0.01)
        return opened.get()

    assert run(work) == ""


@pytest.mark.parametrize(
    ("capabilities", "said"), [(("body-markup",), "&lt;b&gt; &amp; salt"), (("body",), "<b> & salt")]
)
def test_words_are_escaped_for_who_reads_markup(desktop: Desktop, capabilities: tuple[str, ...], said: str) -> None:
    desktop.capabilities = capabilities

    async def work(notices: DesktopNotices) -> None:
        assert await show(notices, lambda _token: None, "<b> & salt")

    run(work)
    assert desktop.told.get(timeout=5)[4] == said


def test_a_desktop_that_refuses_or_went_is_no_error_and_a_new_one_is_found(desktop: Desktop) -> None:
    async def work(notices: DesktopNotices) -> list[bool]:
        desktop.refuses = True
        refused = await show(notices, lambda _token: None)
        desktop.refuses = False
        return [refused, await show(notices, lambda _token: None, "<b>")]

    assert run(work) == [False, True]
    assert desktop.told.get(timeout=5)[4] == "&lt;b&gt;"


def test_only_the_last_ones_are_kept(desktop: Desktop) -> None:
    async def work(notices: DesktopNotices) -> set[int]:
        for _ in range(KEPT_MOST + 5):
            assert await show(notices, lambda _token: None)
        return set(notices._clicks)

    assert run(work) == set(range(6, KEPT_MOST + 6))
