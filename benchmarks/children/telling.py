"""What the measured programs say. Standard library only: it must not make a start heavier than it is."""

import json
import sys
import time

HEAVY = (
    *(
        "sqlalchemy",
        "alembic",
        "httpx",
        "keyring",
        "cryptography",
        "PIL",
        "regex",
        "asyncio",
        "logging",
        "PySide6.QtSvg",
    ),
    *("smmdesk.store.nouns", "smmdesk.model.policy"),
)


def painted() -> dict[str, object]:
    """What is known at the moment when a window stands on screen, on the clock that all processes share."""
    return {
        "at_s": time.monotonic(),
        "cpu_s": time.process_time(),
        "memory_mib": memory_mib(),
        "heavy": [name for name in HEAVY if name in sys.modules],
        "own_modules": sorted(name for name in sys.modules if name.startswith(("ui.", "smmdesk."))),
        **of_pyside(),
    }


def of_pyside() -> dict[str, list[str]]:
    """Which parts of PySide6's own Python could wait (ui/pyside.py), and which still do."""
    could_wait = getattr(sys.modules.get("ui.pyside"), "WAITING", ())
    waiting = [name for name in could_wait if not hasattr(sys.modules[name], "__file__")]
    return {"could_wait": sorted(could_wait), "waiting": sorted(waiting)}


def tell(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


def memory_mib() -> float | None:
    """Memory of this process that no other shares the count of (PSS), in MiB; None where the system does not say."""
    try:
        with open("/proc/self/smaps_rollup", encoding="ascii") as file:
            found = {line.split(":")[0]: line.split() for line in file}
    except OSError:
        return None
    return int(found["Pss"][1]) / 1024
