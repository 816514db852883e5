"""No picture of this process's memory stays on disk when it falls: sign-ins stand there in the clear."""

import sys
from contextlib import suppress


def leave_none() -> None:
    """For this process and those that it starts, where the system can; the reports of Windows are its own affair."""
    if sys.platform != "win32":
        import resource

        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
