"""Which computer this is: an id kept outside the database, beside a mark of the machine (design.md §9).

A folder that was copied to another computer, or restored, is another device: it takes a new id, and asks before it
publishes (reliability.md fault 88).
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from smmdesk.system.clock import Clock
from smmdesk.system.paths import Paths

_MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


class Device(NamedTuple):
    """`id` of this copy of the desk; `before` is the id that the folder had elsewhere.

    `asks` until the person said that this computer may publish.
    """

    id: str
    asks: bool = False
    before: str = ""


def machine_mark() -> str:
    """Something that stays on this computer and names nobody: a hash of the system's machine id or network card."""
    for path in _MACHINE_IDS:
        with suppress(OSError):
            text = path.read_text(encoding="ascii").strip()
            if text:
                return _hashed(text)
    import uuid

    return _hashed(f"{uuid.getnode():012x}")


def _hashed(text: str) -> str:
    from hashlib import sha256

    return sha256(f"smmdesk {text}".encode()).hexdigest()[:32]


def read_device(paths: Paths, clock: Clock, mark: str = "") -> Device:
    """The device of this folder; made at first start, made anew when the folder came from another computer."""
    mark = mark or machine_mark()
    known = _read(paths.device)
    if known is None:
        return _write(paths.device, Device(clock.new_id()), mark)
    device, marked = known
    if marked == mark:
        return device
    return _write(paths.device, Device(clock.new_id(), asks=True, before=device.id), mark)


def renew_device(paths: Paths, clock: Clock) -> Device:
    """A new id that asks before it publishes: after a restore."""
    known = _read(paths.device)
    return _write(paths.device, Device(clock.new_id(), True, known[0].id if known else ""), machine_mark())


def let_publish(paths: Paths) -> Device | None:
    """The person said that this computer may publish. None when there is no device yet."""
    known = _read(paths.device)
    if known is None:
        return None
    device, mark = known
    return _write(paths.device, Device(device.id, False, device.before), mark)


def _read(path: Path) -> tuple[Device, str] | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Device(str(data["id"]), bool(data["asks"]), str(data["before"])), str(data["machine"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, device: Device, mark: str) -> Device:
    from smmdesk.system.drafts import write_whole

    data = {"id": device.id, "asks": device.asks, "before": device.before, "machine": mark}
    write_whole(path, json.dumps(data).encode("utf-8"))
    return device
