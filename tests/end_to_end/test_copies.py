"""A copy of the calendar put back from the window of the real program, which goes on without a new start."""

from pathlib import Path

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning
from smmdesk.model.content import Content
from smmdesk.model.post import Post
from smmdesk.store import backups
from smmdesk.system.clock import system_clock
from smmdesk.system.paths import Paths
from tests.end_to_end.conftest import Start
from tests.helpers.screen import until

pytestmark = [pytest.mark.screen]


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A calendar with "Before" in it, copied, and then "After"."""
    monkeypatch.setenv("TZ", "Europe/Rome")
    paths = Paths(tmp_path / "desk")
    desk = open_desk(paths)
    brand = planning.first_brand(desk)
    planning.add_post(desk, brand.id, content=Content(text="Before"))
    backups.create(paths, desk.clock)
    planning.add_post(desk, brand.id, content=Content(text="After"))
    close_now(desk)
    return paths


def words(path: Path, folder: Path) -> list[str]:
    """What the posts of a database say; read in a copy, for a window may have it open."""
    other = Paths(folder)
    folder.mkdir(parents=True, exist_ok=True)
    backups.write_copy(Paths(path.parent), other.database)
    desk = open_desk(other, system_clock())
    try:
        with desk.store.reading() as reader:
            return sorted(post.content.text for post in reader.all(Post))
    finally:
        close_now(desk)


@pytest.mark.statement(112)
def test_a_copy_is_put_back_and_the_window_goes_on(start: Start, paths: Paths, tmp_path: Path) -> None:
    program = start(folder=paths.folder)
    program.window()
    first = program.engine()
    program.go_to("Settings")
    program.press("Restore a copy…")
    program.click(has="Put back…: today")
    program.press("Put back")
    until(lambda: [pid for pid in program.engines() if pid != first], "another engine runs")
    program.window("Calendar")
    program.go_to("Settings")
    assert words(paths.database, tmp_path / "now") == ["Before"]
    kept = [copy for copy in backups.list_backups(paths) if copy.reason == "before-restore"]
    assert len(kept) == 1
    program.press("New post")
    program.find("text", "Post text")
    program.quit()
    assert program.exit_code() == 0


@pytest.mark.statement(112)
def test_a_calendar_is_begun_again_with_everything_of_before_in_one_file(
    start: Start, paths: Paths, tmp_path: Path
) -> None:
    program = start(folder=paths.folder)
    program.window()
    first = program.engine()
    program.go_to("Settings")
    program.press("Begin again…")
    program.press("Choose where the file goes…")
    program.find("text", "File name:", states=["focused"]).write(str(tmp_path / "prima.smmdesk"))
    program.click("Save")
    until(lambda: [pid for pid in program.engines() if pid != first], "another engine runs")
    program.window()
    assert words(paths.database, tmp_path / "now") == []
    assert next(copy.reason for copy in backups.list_backups(paths)) == "before-restore"
    program.press("Bring what you have")
    program.find("text", "File name:", states=["focused"]).write(str(tmp_path / "prima.smmdesk"))
    program.click("Open")
    program.press("Bring in")
    until(lambda: words(paths.database, tmp_path / "back") == ["After", "Before"], "everything is back")
    program.quit()
    assert program.exit_code() == 0


@pytest.mark.statement(45)
def test_the_trash_from_the_settings_by_keyboard(start: Start, paths: Paths) -> None:
    desk = open_desk(paths)
    with desk.store.reading() as reader:
        ids = [post.id for post in reader.all(Post)]
    planning.trash(desk, ids)
    close_now(desk)
    program = start(folder=paths.folder)
    program.window()
    program.go_to("Settings")
    program.press("Trash…")
    program.find("push button", "Put all back")
    program.tab()
    program.hand.press_keys("Escape")
    program.gone("push button", "Put all back")
    program.press("Trash…")
    program.press("Put all back")
    program.gone("push button", "Put all back")
    program.quit()
    desk = open_desk(paths)
    with desk.store.reading() as reader:
        assert [post.deleted_at_us for post in reader.many(Post, ids).values()] == [None, None]
    close_now(desk)
