"""Choosing a folder of one's own whose files become ideas of a brand, and letting it be one no more (decision 0044)."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.model.brand import Brand
from smmdesk.model.idea_folder import LOOKED_AT_MOST, Fate, IdeaFile, IdeaFolder
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.store import idea_folders

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.desk.idea_files import Found
    from smmdesk.store.reader import Reader


@dataclass(frozen=True, slots=True)
class FolderState:
    """How the folder of a brand stands. `ideas` is how many came from it in all, the last at `last_at_us`; `refused`
    the names of files that were left alone, the newest first, each with a word of `Refusal`."""

    folder: IdeaFolder
    ideas: int = 0
    last_at_us: int | None = None
    refused: tuple[tuple[str, str], ...] = ()
    problem: Problem | None = None


def state_of(desk: "Desk", brand_id: str) -> FolderState | None:
    """None where the brand has no such folder."""
    with desk.store.reading() as reader:
        folder = idea_folders.folder_of(reader, brand_id)
        if folder is None:
            return None
        files = idea_folders.files_of(reader, brand_id)
        problem = _problem(reader, folder)
    taken = [each for each in files if each.fate is Fate.TAKEN]
    refused = [(each.name, each.why) for each in reversed(files) if each.fate is Fate.REFUSED]
    last_at_us = max((each.at_us for each in taken), default=None)
    ideas = len({each.post_id for each in taken})
    return FolderState(folder, ideas, last_at_us, tuple(refused), problem)


def standing_problems(reader: "Reader") -> tuple[Problem, ...]:
    """What stands against the folders of brands in use, without what somebody has seen already."""
    from smmdesk.desk.brands import used_brands

    used = {brand.id for brand in used_brands(reader)}
    asking = [each for each in idea_folders.all_of(reader) if each.brand_id in used and not each.told_closed]
    return tuple(problem for each in asking if (problem := _problem(reader, each)) is not None)


def _problem(reader: "Reader", folder: IdeaFolder) -> Problem | None:
    if not folder.told:
        return None
    brand = reader.find(Brand, folder.brand_id)
    limit = LOOKED_AT_MOST if folder.told == "ideas_folder_crowded" else 0
    values = {"folder": folder.path, "brand": brand.name if brand else "", "brand_id": folder.brand_id}
    return Problem(folder.told, {**values, "limit": limit} if limit else values)


def problem_seen(desk: "Desk", brand_id: str) -> None:
    """Somebody closed what was said: it is not said again before it is over and comes anew."""
    with desk.store.transaction() as tx:
        folder = idea_folders.folder_of(tx, brand_id)
        if folder is not None and folder.told and not folder.told_closed:
            idea_folders.put_folder(tx, replace(folder, told_closed=True))


# ------------------------------------------------------------------ choosing
def look_at(desk: "Desk", brand_id: str, path: Path) -> "tuple[Found, ...]":
    """The files that lie there now and could become ideas; changes nothing. Blocks: call it on the pool.

    Raises ProblemError(ideas_folder_unreadable, ideas_folder_ours, ideas_folder_taken).
    """
    from smmdesk.desk import idea_files  # with what it needs it is larger than the rest of a start

    folder = _real(path)
    ours = os.path.realpath(desk.paths.folder)
    if _is_inside(folder, ours) or _is_inside(ours, folder):
        raise ProblemError("ideas_folder_ours")
    with desk.store.reading() as reader:
        other = next((each for each in idea_folders.all_of(reader) if each.path == folder), None)
        if other is not None and other.brand_id != brand_id:
            raise ProblemError("ideas_folder_taken", brand=reader.get(Brand, other.brand_id).name)
    listing = idea_files.listed(folder)
    if not os.access(folder, os.R_OK | os.X_OK) or listing.told == "ideas_folder_gone":
        raise ProblemError("ideas_folder_unreadable")
    return tuple(each for each in listing.files if each.why is None)


def choose(desk: "Desk", brand_id: str, path: Path, found: "Iterable[Found]" = ()) -> IdeaFolder:
    """Ideas come from this folder from now on. `found`: files that lie there and are to be left as they are; all
    others become ideas. What became an idea once never does again. Raises ProblemError(ideas_folder_unreadable)."""
    folder = IdeaFolder(brand_id, _real(path), desk.now_us())
    with desk.store.transaction() as tx:
        idea_folders.drop_folder(tx, brand_id)
        idea_folders.put_folder(tx, folder)
        for each in found:
            before = IdeaFile(brand_id, each.name, "", *each.mark, Fate.BEFORE, at_us=desk.now_us())
            idea_folders.put_file(tx, before)
    return folder


def leave(desk: "Desk", brand_id: str) -> None:
    """No ideas come from a folder any more; those that came stay."""
    with desk.store.transaction() as tx:
        idea_folders.drop_folder(tx, brand_id)


def _real(path: Path) -> str:
    try:
        real = os.path.realpath(path.expanduser())
        if os.path.isdir(real):
            real.encode()  # a name that no text can hold could not be kept
            return real
    except (OSError, ValueError, RuntimeError):
        pass
    raise ProblemError("ideas_folder_unreadable")


def _is_inside(folder: str, other: str) -> bool:
    try:
        return os.path.commonpath([folder, other]) == other
    except ValueError:  # on two disks
        return False
