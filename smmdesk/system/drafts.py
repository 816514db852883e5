"""A file is whole or not there: written under a name of its own beside its place, and renamed at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX, SUFFIX = ".smmdesk-", ".new"
LEFT_AFTER_S = 86_400.0
"""What nobody wrote to for so long was left by a process that was killed."""


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """A name beside `path` for this one writing; it takes the place of `path` at the end. Whoever writes to the same
    place meanwhile has another. Raises OSError."""
    draft = path.with_name(f"{PREFIX}{os.getpid()}-{os.urandom(4).hex()}{SUFFIX}")
    try:
        yield draft
        _sweep(draft)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a small file for its owner only; it is on the disk before it takes its place. Raises OSError."""
    with draft_of(path) as draft, open(draft, "xb", opener=_for_the_owner) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sweep(draft: Path) -> None:
    """Remove what a killed process left beside it."""
    with suppress(OSError):
        now_s = draft.stat().st_mtime
        for left in draft.parent.glob(f"{PREFIX}*{SUFFIX}"):
            if now_s - left.stat().st_mtime > LEFT_AFTER_S:
                left.unlink(missing_ok=True)


def _for_the_owner(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
