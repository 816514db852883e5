"""The system's key ring, and the thread that may wait for it. The only module that imports keyring."""

import asyncio
import base64
import contextlib
import importlib
import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
SERVICE = "smmdesk"
PATIENCE_S = 60.0
"""A key ring may show its own window and wait for a person; longer than this we call it locked."""
NO_KEY_RING = "keyring.backends.fail.Keyring"
ALLOWED_KEY_RINGS = (
    "keyring.backends.Windows.WinVaultKeyring",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
)


class KeyRing:
    """The system's key ring, one of the allowed kinds; every call may block, so callers use a thread.

    PYTHON_KEYRING_BACKEND is ignored except for asking that none be used; KEYRING_PROPERTY_* are ignored.
    """

    def __init__(self, backend: "KeyringBackend | None" = None) -> None:
        self._backend = backend
        self._searched = backend is not None

    def get(self, key_id: str) -> bytes | None:
        """Raises keyring.errors.KeyringError when it is locked or gone."""
        backend = self._found()
        text = backend.get_password(SERVICE, key_id) if backend is not None else None
        try:
            return base64.b64decode(text, validate=True) if text else None
        except ValueError:
            return None

    def put(self, key_id: str, key: bytes) -> bool:
        """True when the key is in and was read back."""
        backend = self._found()
        if backend is None:
            return False
        backend.set_password(SERVICE, key_id, base64.b64encode(key).decode("ascii"))
        return self.get(key_id) == key

    def forget(self, key_id: str) -> None:
        backend = self._found()
        if backend is not None:
            backend.delete_password(SERVICE, key_id)

    def _found(self) -> "KeyringBackend | None":
        if not self._searched:
            self._backend = self._search()
            self._searched = True
        return self._backend

    @staticmethod
    def _search() -> "KeyringBackend | None":
        if os.environ.get("PYTHON_KEYRING_BACKEND") == NO_KEY_RING:
            return None
        for name in [name for name in os.environ if name.startswith("KEYRING_PROPERTY_")]:
            del os.environ[name]
        for path in ALLOWED_KEY_RINGS:
            module, kind = path.rsplit(".", 1)
            with contextlib.suppress(Exception):  # any fault of a foreign backend means: not this one
                found = getattr(importlib.import_module(module), kind)
                if found.viable:
                    made: KeyringBackend = found()
                    return made
        return None


async def on_thread(work: Callable[[], T], patience_s: float | None = None) -> T:
    """`work` on a thread of its own, which ends with the process: a key ring may wait for a person for ever."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(value: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(value)  # type: ignore[arg-type]

    def run() -> None:
        value, error = None, None
        try:
            value = work()
        except Exception as found:
            error = found
        with contextlib.suppress(RuntimeError):  # the loop may be closed by now
            loop.call_soon_threadsafe(settle, value, error)

    threading.Thread(target=run, name="smmdesk-key", daemon=True).start()
    return await asyncio.wait_for(future, patience_s)
