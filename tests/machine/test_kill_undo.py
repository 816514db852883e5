"""Killed while an import is taken back piece by piece: the next start goes on, or brings back what was taken."""

from pathlib import Path

import pytest

from smmdesk.desk import importing, undo, undo_pieces
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.model.post import Post
from tests.helpers.warm import Warm, has_strace
from tests.machine.desks import with_desk
from tests.machine.test_kill_mending import broken_at_each

pytestmark = pytest.mark.skipif(not has_strace(), reason="killed at a system call by strace: Linux with strace")
POSTS, LABEL = 9, "import of 9 posts"


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo_pieces, "AT_ONCE", 2)
    monkeypatch.setattr(undo_pieces, "GIVING_WAY_S", 0.0)


def brought(folder: Path, table: Path) -> Path:
    def bring(desk: Desk) -> None:
        plan = importing.read_import(desk, table, first_brand(desk).id)
        assert importing.apply_import(desk, plan).new == POSTS

    table.write_text("text\n" + "".join(f"Post {number}\n" for number in range(POSTS)), "utf-8")
    with_desk(folder, bring)
    return folder


def posts_of(desk: Desk) -> int:
    with desk.store.reading() as reader:
        return len(reader.all(Post))


def goes_on_or_back(folder: Path, at: object) -> None:
    def look(desk: Desk) -> None:
        left, state = posts_of(desk), undo.peek(desk)
        if left == POSTS:
            assert state == undo.UndoState(LABEL, ""), at
        elif left:
            assert state == undo.UndoState(LABEL, LABEL), at
            undo.redo(desk)
            assert (posts_of(desk), undo.peek(desk)) == (POSTS, undo.UndoState(LABEL, "")), at
        if undo.peek(desk).undo_label:  # else it was over, name and all
            undo.undo(desk)
        assert (posts_of(desk), undo.peek(desk)) == (0, undo.UndoState("", LABEL)), at
        undo.redo(desk)
        assert (posts_of(desk), undo.peek(desk)) == (POSTS, undo.UndoState(LABEL, "")), at

    with_desk(folder, look)


@pytest.mark.parametrize("how", ["signal=KILL", "error=ENOSPC"])
def test_killed_or_full_while_it_is_taken_back(warm: Warm, tmp_path: Path, how: str) -> None:
    template = brought(tmp_path / "template", tmp_path / "posts.csv")
    broken_at_each(warm, tmp_path, template, "take_back", (), 37, how, goes_on_or_back)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_same_at_every_system_call(warm: Warm, tmp_path: Path) -> None:
    template = brought(tmp_path / "template", tmp_path / "posts.csv")
    broken_at_each(warm, tmp_path, template, "take_back", (), 1, "signal=KILL", goes_on_or_back)
