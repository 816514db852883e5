"""Photos that lie beside a file of posts and are named in it: found by name, and taken in with the posts.

No path is made of a name: what stands in the folder is listed, and a name of the file either is one of these or is
nothing. Links, folders and hidden files are none.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from smmdesk.desk.import_plan import Going, Plan, RowProblem
from smmdesk.desk.media_files import KNOWN, LOOKED_AT_MOST
from smmdesk.model.media import Asset
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Beside:
    """A file that comes along, and the first row that names it. Posts name it by `asset_id` until it is in."""

    asset_id: str
    path: Path
    row: int


class Folder:
    """The photos, videos and PDFs that lie beside a file; those that were asked for are `wanted`."""

    def __init__(self, desk: "Desk", brand_id: str, file: Path | None) -> None:
        self._desk, self._brand_id, self._file = desk, brand_id, file
        self._found: dict[str, Asset] = {}
        self.wanted: list[Beside] = []

    @cached_property
    def by_name(self) -> Mapping[str, Path]:
        """Each by its name in lower case."""
        found: dict[str, Path] = {}
        if self._file is None:
            return found
        with suppress(OSError, ValueError), os.scandir(self._file.parent) as entries:
            for entry in islice(entries, LOOKED_AT_MOST):
                known = Path(entry.name).suffix.lower() in KNOWN and not entry.name.startswith(".")
                if known and entry.is_file(follow_symlinks=False):
                    found[_key(entry.name)] = self._file.parent / entry.name
        return found

    def asset(self, name: str, row: int) -> Asset | None:
        """What a row may name of it, as it will be once it is taken in; None where no such file lies there."""
        key = _key(name)
        path = self.by_name.get(key)
        if path is None or key in self._found:
            return self._found.get(key)
        asset_id = self._desk.clock.new_id()
        self.wanted.append(Beside(asset_id, path, row))
        return self._found.setdefault(key, Asset(asset_id, self._brand_id, "", path.name, "", 0))


def take_in(desk: "Desk", plan: Plan, whole: bool, going: Going) -> Plan:
    """Take the files of a plan into the library; returns the plan with posts that name them there. Blocks.

    A file that is refused is named, and its post stays without; with `whole` that raises ProblemError. Posts that would
    be empty then are left out. When `going` is stopped nothing more is taken.
    """
    if not plan.beside:
        return plan
    from smmdesk.desk.media_intake import keep, look_into

    going.total, going.done = len(plan.beside), 0
    taken: dict[str, Asset | None] = {}
    problems: list[RowProblem] = []
    for one in plan.beside:
        if going.stopping:
            return plan
        try:
            taken[one.asset_id] = keep(desk, plan.brand_id, look_into(desk, one.path, follow=False))
        except ProblemError as error:
            if whole:
                raise
            taken[one.asset_id] = None
            problems.append(RowProblem(one.row, error.problem))
        going.done += 1
    new = tuple(_with(post, taken) for post in plan.new)
    empty = sum(post.content.is_empty for post in new)
    problems += [RowProblem(0, Problem("import_empty"), skipped=True)] * empty
    return replace(
        plan,
        new=tuple(post for post in new if not post.content.is_empty),
        changed=tuple(_with(post, taken) for post in plan.changed),
        problems=(*plan.problems, *problems),
    )


def _with(post: Post, taken: Mapping[str, Asset | None]) -> Post:
    """The post with what was taken in."""
    uses = []
    for use in post.content.media:
        asset = taken.get(use.asset_id)
        if asset is not None:
            uses.append(replace(use, asset_id=asset.id, alt={**asset.alt, **use.alt}))
        elif use.asset_id not in taken:
            uses.append(use)
    media = tuple(uses)
    return post if media == post.content.media else replace(post, content=replace(post.content, media=media))


def _key(name: str) -> str:
    """Systems differ in capitals, and in how they write an accent."""
    return normalize("NFC", name).casefold()
