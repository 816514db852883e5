"""Which files a drop means: folders looked through, a moving photo's film left out, and an end to it all.

Runs on the pool: folders may be large or lie on a slow disk.
"""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from smmdesk.model.mentions import bare
from smmdesk.model.problem import Problem
from smmdesk.system.video import VideoError, probe_video

FILES_MOST = 200
DEEPEST = 8
LOOKED_AT_MOST = 20_000
LIVE_MOST_MS = 5_000
PHOTOS = frozenset({".heic", ".heif", ".jpg", ".jpeg"})
KNOWN = PHOTOS | {".png", ".webp", ".gif", ".avif", ".mp4", ".mov", ".m4v", ".pdf"}


@dataclass(frozen=True, slots=True)
class Gathered:
    """Files in the order given, those of a folder by name; a problem for what was left out."""

    files: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


def gather(paths: Sequence[Path], most: int = FILES_MOST) -> Gathered:
    """At most `most` files. A folder stands for the photos, videos and PDFs in it; links in folders are not followed.

    Never raises: what cannot be read is found out when it is taken.
    """
    found = list(_until(most + 1, paths))
    problems = []
    if len(found) > most:
        problems.append(Problem("files_too_many", {"limit": most, "field": "media"}))
    kept, films = without_live_films(found[:most])
    problems += [Problem("live_photo", {"name": film.name, "field": "media"}) for film in films]
    return Gathered(tuple(kept), tuple(problems))


def _until(most: int, paths: Sequence[Path]) -> Iterator[Path]:
    seen: set[Path] = set()
    looked_at = 0
    for path in paths:
        for file in _inside(path) if _is_folder(path) else [path]:
            looked_at += 1
            if file not in seen:
                seen.add(file)
                yield file
            if len(seen) >= most or looked_at >= LOOKED_AT_MOST:
                return


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def _inside(folder: Path, depth: int = 0) -> Iterator[Path]:
    """The photos, videos and PDFs of a folder by name, then those of the folders in it."""
    try:
        with os.scandir(folder) as entries:
            ordered = sorted(_some(entries), key=lambda entry: bare(entry.name))
    except (OSError, ValueError):
        return
    for entry in ordered:
        if _is(entry, folder=False) and Path(entry.name).suffix.lower() in KNOWN and not entry.name.startswith("."):
            yield folder / entry.name
    for entry in ordered:
        if depth < DEEPEST and _is(entry, folder=True) and not entry.name.startswith("."):
            yield from _inside(folder / entry.name, depth + 1)


def _some(entries: Iterable["os.DirEntry[str]"]) -> Iterator["os.DirEntry[str]"]:
    for number, entry in enumerate(entries):
        if number >= LOOKED_AT_MOST:
            return
        yield entry


def _is(entry: "os.DirEntry[str]", *, folder: bool) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False) if folder else entry.is_file(follow_symlinks=False)
    except OSError:
        return False


def without_live_films(files: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """A phone's live photo is a photo and a short film of the same name: the film is left out."""
    photos = {(file.parent, file.stem) for file in files if file.suffix.lower() in PHOTOS}
    films = [
        file
        for file in files
        if file.suffix.lower() == ".mov" and (file.parent, file.stem) in photos and _is_short(file)
    ]
    return [file for file in files if file not in films], films


def _is_short(film: Path) -> bool:
    try:
        return probe_video(film).duration_ms <= LIVE_MOST_MS
    except (VideoError, OSError, ValueError):
        return False
