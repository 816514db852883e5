"""A disk that forgets what was not synced: a run's system calls are recorded, and played up to any moment.

What a file got before its last fsync is there. Of what it got since, nothing is there, or any of its sectors, as the
cache of a disk leaves it. Names are as the calls left them. Not forgotten: the folder of the practice platform, which
plays the world outside.
"""

import random
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = "openat,lseek,pwrite64,write,ftruncate,fdatasync,fsync,rename,unlink"
RECORD = ["-y", "-xx", "-s", "2000000", "-e", f"trace={CALLS}"]
_LINE = re.compile(r"^(?:\d+\s+)?(\w+)\((.*)\)\s+= (-?\d+)(?:<(.*)>)?")
_FD = re.compile(r"^(\d+)<(.*?)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one file. `what`: made, write, cut, synced, renamed (to `data`), gone."""

    what: str
    path: str
    place: int = 0
    data: bytes = b""


@dataclass
class _File:
    """`kept` is on the disk for sure, `since` what it got later, in order."""

    kept: bytearray = field(default_factory=bytearray)
    since: list[Event] = field(default_factory=list)


def events_of(log: Path, folder: Path) -> list[Event]:
    """What strace recorded of the files in `folder`."""
    return [
        event for event in _read(log.read_text("ascii", "replace").splitlines()) if event.path.startswith(str(folder))
    ]


def _read(lines: Iterable[str]) -> Iterator[Event]:
    places: dict[str, int] = {}
    for line in lines:
        found = _LINE.match(line)
        if found is None or found[3].startswith("-"):
            continue
        call, given, result = found[1], found[2], int(found[3])
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(given)]
        if call == "openat":
            places[str(result)] = 0
            yield from _opened(given, texts[0].decode())
        elif call == "rename":
            yield Event("renamed", texts[0].decode(), data=texts[1])
        elif call == "unlink":
            yield Event("gone", texts[0].decode())
        elif (descriptor := _FD.match(given)) is not None:
            number, path = descriptor[1], _plain(descriptor[2])
            if call == "lseek":
                places[number] = result
            elif call == "write":
                yield Event("write", path, places.get(number, 0), texts[0][:result])
                places[number] = places.get(number, 0) + result
            elif call == "pwrite64":
                yield Event("write", path, int(given.rpartition(", ")[2]), texts[0][:result])
            elif call == "ftruncate":
                yield Event("cut", path, int(given.rpartition(", ")[2]))
            else:
                yield Event("synced", path)


def _opened(given: str, path: str) -> Iterator[Event]:
    if "O_CREAT" in given:
        yield Event("made", path)
    if "O_TRUNC" in given:
        yield Event("cut", path, 0)


def _plain(path: str) -> str:
    """strace writes odd letters of a path as it writes strings."""
    return re.sub(r"\\x([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), path)


class Disk:
    """The files of a folder as they were, and what the events do to them."""

    def __init__(self, before: Path, folder: Path) -> None:
        self._folder = folder
        paths = [path for path in before.rglob("*") if path.is_file()]
        self._files = {str(folder / path.relative_to(before)): _File(bytearray(path.read_bytes())) for path in paths}

    def play(self, event: Event) -> None:
        if event.what == "renamed":
            self._files[event.data.decode()] = self._files.pop(event.path, _File())
        elif event.what == "gone":
            self._files.pop(event.path, None)
        elif event.what == "made":
            self._files.setdefault(event.path, _File())
        elif event.what == "synced":
            file = self._files.get(event.path)
            if file is not None:
                file.kept = _after(file.kept, file.since)
                file.since = []
        else:
            self._files.setdefault(event.path, _File()).since.append(event)

    def leave(self, target: Path, outside: str, chance: random.Random | None) -> None:
        """Write what is there after the cut; with `chance` any sectors of what was not synced, else none of it."""
        shutil.rmtree(target, ignore_errors=True)
        for path, file in self._files.items():
            if path.endswith(("-shm", ".lock")):
                continue
            place = target / Path(path).relative_to(self._folder)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            is_outside = f"/{outside}/" in path
            since = file.since if is_outside else _some(file.since, chance) if chance is not None else []
            place.write_bytes(_after(file.kept, since))


def _after(data: bytearray, events: Iterable[Event]) -> bytearray:
    result = bytearray(data)
    for event in events:
        if event.what == "cut":
            result = result[: event.place] + bytes(max(0, event.place - len(result)))
        else:
            end = event.place + len(event.data)
            result += bytes(max(0, end - len(result)))
            result[event.place : end] = event.data
    return result


def _some(events: Iterable[Event], chance: random.Random) -> list[Event]:
    """Each sector of each write on its own: on the disk already, or not."""
    kept = []
    for event in events:
        if event.what == "cut":
            kept += [event] * chance.randrange(2)
            continue
        for start in range(0, len(event.data), SECTOR):
            if chance.randrange(2):
                kept.append(Event("write", event.path, event.place + start, event.data[start : start + SECTOR]))
    return kept
