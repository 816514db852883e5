"""The only way out to other programs: web and mail addresses, and folders of our own (security.md T14)."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

OPENED = ("http", "https", "mailto")


def may_open(address: str) -> bool:
    """True for a web or mail address with a host and no name before an `@`.

    A file, a script or a program's own scheme never opens.
    """
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.scheme().lower() not in OPENED:
        return False
    return url.scheme().lower() == "mailto" or bool(url.host() and not url.userInfo())


def open_address(address: str) -> bool:
    """Show an address in the person's browser or mail program. False, and nothing done, where it may not open."""
    return may_open(address) and QDesktopServices.openUrl(QUrl(address))


def is_own_page(address: str, folder: Path) -> bool:
    """True for a page of ours: an existing .html file inside `folder` (the practice pages), no way around it."""
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    path = Path(url.toLocalFile()) if url.isLocalFile() and not url.host() else None
    return path is not None and path.suffix == ".html" and path.resolve().is_relative_to(folder.resolve())


def open_published(address: str, practice: Path) -> bool:
    """Show what went out: on the web, or as a page of the practice folder."""
    if is_own_page(address, practice):
        return QDesktopServices.openUrl(QUrl(address))
    return open_address(address)


def open_folder(folder: Path) -> bool:
    """Show a folder of this computer in its file manager."""
    return folder.is_dir() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
