"""One window for one folder: a second start wakes the first and leaves (ux.md 85)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from smmdesk.system.clock import pause
from smmdesk.system.paths import Paths
from smmdesk.system.single import FileLock

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS = 2_000
TRIES, PAUSE_S = 20, 0.1


class SingleWindow(QObject):
    """`first` says whether this process is the one with the window; `woken` fires when another start asked for it,
    with the links and files that it was started with.

    The lock on the folder decides; the local socket only carries the wish, one line of at most MOST_BYTES, and
    understands nothing else. It is opened by `listen`, after the first paint: until then another start asks again.
    """

    woken = Signal(object)  # list[str]

    def __init__(self, paths: Paths) -> None:
        super().__init__()
        self._folder = paths.folder
        paths.make()
        self._lock = FileLock(paths.window_lock)
        self.first = self._lock.acquire()
        self._server: QLocalServer | None = None
        self._callers: list[QLocalSocket] = []  # the server ends them with itself

    @property
    def _name(self) -> str:
        """What the socket is called: the same for every start on this folder."""
        from hashlib import sha256

        return f"smmdesk-{sha256(str(self._folder.resolve()).encode()).hexdigest()[:16]}"

    def listen(self) -> None:
        """From now on `woken` can fire."""
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name)
        self._server.newConnection.connect(self._asked)
        self._server.listen(self._name)

    def wake_first(self, arguments: Sequence[str] = ()) -> None:
        """Ask the process that has the window to bring it forward and open what this one was started with, again
        while it is still opening."""
        from PySide6.QtNetwork import QLocalSocket

        from ui.shell.opening import packed

        socket = QLocalSocket()
        for _ in range(TRIES):
            socket.connectToServer(self._name)
            if socket.waitForConnected(WAIT_MS):
                socket.write(packed(arguments))
                socket.waitForBytesWritten(WAIT_MS)
                socket.disconnectFromServer()
                return
            pause(PAUSE_S)

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        self._lock.release()

    def _asked(self) -> None:
        assert self._server is not None
        while (caller := self._server.nextPendingConnection()) is not None:
            self._callers.append(caller)
            caller.readyRead.connect(self._read)

    def _read(self) -> None:
        """One line from each caller, whatever else it says; one that says more is not heard."""
        from ui.shell.opening import MOST_BYTES, unpacked

        for caller in list(self._callers):
            if caller.canReadLine():
                self._callers.remove(caller)
                self.woken.emit(unpacked(bytes(caller.readLine(MOST_BYTES).data())))
                caller.deleteLater()
            elif caller.bytesAvailable() > MOST_BYTES:
                self._callers.remove(caller)
                caller.abort()
                caller.deleteLater()
