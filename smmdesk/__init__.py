"""smmdesk: the social media desk of a small business. No Qt below this package."""

import os

__version__ = "0.1.0"


def _name_zone_folders() -> None:
    """Where time zones lie. Left unsaid, `zoneinfo` loads everything that is known of how Python was built, to find the
    same four folders: 5 ms of each start."""
    if os.name != "posix" or "PYTHONTZPATH" in os.environ:
        return
    folders = ("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo")
    os.environ["PYTHONTZPATH"] = os.pathsep.join(folders)
    try:
        import zoneinfo  # noqa: F401
    finally:
        del os.environ["PYTHONTZPATH"]


_name_zone_folders()
