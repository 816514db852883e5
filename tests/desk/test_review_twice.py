"""The same answer of a client taken up twice writes its comments once."""

from pathlib import Path

from smmdesk.desk import review_answers, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.review_answers import Effect
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from tests.desk.reviewed import answered, read, written
from tests.desk.support import post_now
from tests.desk.test_reviewing import asking, kinds, posts

__all__ = ["asking", "posts"]


def test_an_answer_that_is_taken_up_twice_is_written_down_once(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    answer = answered(file, page, ("ok", "Bello"), ("", "E il prezzo?"))
    review_answers.take_up(desk, read(desk, tmp_path, answer))
    before = [kinds(desk, post) for post in posts]
    again = read(desk, tmp_path, answer)
    assert [row.effect for row in again.rows] == [Effect.KNOWN, Effect.KNOWN]
    assert again.telling == ()
    assert review_answers.take_up(desk, again) == 0
    assert [kinds(desk, post) for post in posts] == before


def test_two_sheets_of_one_answer_write_it_once(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    plans = [read(desk, tmp_path, answered(file, page, ("change", "Più corto"), ("", ""))) for _number in range(2)]
    for plan in plans:
        review_answers.take_up(desk, plan)
    assert kinds(desk, posts[0]).count("changes") == 1


def test_what_is_new_in_a_second_answer_is_taken_up(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    review_answers.take_up(desk, read(desk, tmp_path, answered(file, page, ("", "Forse"), ("ok", ""))))
    second = read(desk, tmp_path, answered(file, page, ("ok", ""), ("ok", "")))
    assert [row.effect for row in second.rows] == [Effect.APPROVES, Effect.KNOWN]
    assert review_answers.take_up(desk, second) == 1
    assert post_now(desk, posts[0]).stage is Stage.APPROVED
    other = read(desk, tmp_path, answered(file, page, ("", ""), ("ok", ""), who="Bea"))
    assert other.rows[1].effect is Effect.NOTED, "somebody else said so too"


def test_an_answer_that_was_undone_can_be_taken_up_again(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    answer = answered(file, page, ("ok", ""), ("", ""))
    review_answers.take_up(desk, read(desk, tmp_path, answer))
    undo.undo(desk)
    assert read(desk, tmp_path, answer).rows[0].effect is Effect.APPROVES
