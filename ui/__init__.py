"""The window: Qt and nothing that decides."""

from contextlib import suppress
from importlib import import_module


def _leave_sources_unread() -> None:
    """PySide6 reads the source of every module imported after it, to see whether its switchable spellings (snake_case,
    properties) concern it. Nothing here uses them, and the reading took a tenth of a start."""
    import_module("PySide6.QtCore")
    with suppress(ImportError, AttributeError):
        import_module("shibokensupport.feature")._mod_uses_pyside = lambda _module: False  # type: ignore[attr-defined]


_leave_sources_unread()
