"""What was measured on: the machine, its load, and the versions of what was measured."""

import importlib.metadata
import os
import platform
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from smmdesk import __version__
from smmdesk.store import driver

PACKAGES = ("pyside6-essentials", "sqlalchemy", "httpx", "pillow", "icalendar", "qasync")
SPINS = 1_000_000


def described() -> dict[str, Any]:
    """Facts for the head of a table. `spin_ms` is a fixed loop: when it differs, so did the machine."""
    return {
        "smmdesk": __version__,
        "python": platform.python_version(),
        "sqlite": ".".join(map(str, driver.version())),
        **{name: _version(name) for name in PACKAGES},
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()] if hasattr(os, "getloadavg") else [],
        "spin_ms": round(spin_s() * 1000, 1),
        "window_system": os.environ.get("QT_QPA_PLATFORM", "default"),
    }


def spin_s() -> float:
    """Seconds that a fixed loop takes now."""
    start = time.perf_counter()
    total = 0
    for number in range(SPINS):
        total += number
    return time.perf_counter() - start


def _version(package: str) -> str:
    with suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.version(package)
    return ""


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or sys.platform
