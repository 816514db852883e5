"""Asking for an OK, giving it, wanting changes, comments: notes with their hashes, undone and kept like all else."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.desk import approving, archive, bulk, importing, planning, staging, undo
from smmdesk.desk.approving import said_about
from smmdesk.desk.bulk import Change
from smmdesk.desk.desk import Desk
from smmdesk.desk.fingerprint import content_hash
from smmdesk.model.approval import NAME_MOST, TEXT_MOST, ApprovalNote, NoteKind
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.store import housekeeping
from smmdesk.store.reader import rows_of
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import add_channel, add_post, edited, made_desk, post_now, publish, rome, states


@pytest.fixture
def asking(desk: Desk, brand: Brand) -> Brand:
    """The brand, which wants an OK for its posts."""
    with desk.store.transaction() as tx:
        return tx.put(replace(brand, needs_approval=True))


@pytest.fixture
def post(desk: Desk, asking: Brand) -> Post:
    """A scheduled post that waits for an OK."""
    made = add_post(desk, asking, "Pane di segale", add_channel(desk, asking))
    return planning.schedule(desk, made.id, rome("2026-11-24 09:00"))


def kinds(desk: Desk, post: Post) -> list[str]:
    return [note.kind.value for note in said_about(desk, post.id)]


def refusal(caught: "pytest.ExceptionInfo[ProblemError]") -> str:
    return caught.value.problem.code


# ------------------------------------------------------------------ the way of a post
def test_scheduling_asks_and_an_approval_names_what_it_saw(desk: Desk, post: Post) -> None:
    assert (post.stage, kinds(desk, post)) == (Stage.REVIEW, ["asked"])
    (approved,) = approving.approve(desk, {post.id: content_hash(post)}, "Bello", "Maria")
    assert (approved.stage, approved.approved_hash) == (Stage.APPROVED, content_hash(post))
    note = said_about(desk, post.id)[-1]
    assert (note.kind, note.who, note.text) == (NoteKind.APPROVED, "Maria", "Bello")
    assert (note.content_hash, note.content, note.at_us) == (content_hash(post), post.content, desk.now_us())
    assert states(desk, post) == [["scheduled"]]


def test_other_words_than_those_that_were_seen_are_not_approved(desk: Desk, post: Post) -> None:
    seen = content_hash(post)
    changed = planning.save_post(desk, edited(post, "Pane di farro"), "edit")
    with pytest.raises(ProblemError) as caught:
        approving.approve(desk, {post.id: seen})
    assert refusal(caught) == "changed_since_seen"
    assert "Pane di farro" in caught.value.problem.title
    assert post_now(desk, post) == changed
    assert kinds(desk, post) == ["asked"]


def test_several_are_approved_whole_or_not_at_all(desk: Desk, post: Post, asking: Brand) -> None:
    other = add_post(desk, asking, "Focaccia")
    approving.ask_approval(desk, [other.id], "Guarda la foto", "Ada")
    with pytest.raises(ProblemError):
        approving.approve(desk, {post.id: content_hash(post), other.id: "an older hash"})
    assert post_now(desk, post).stage is Stage.REVIEW
    done = approving.approve(desk, {post.id: content_hash(post), other.id: content_hash(other)})
    assert {one.stage for one in done} == {Stage.APPROVED}
    asked = said_about(desk, other.id)[0]
    assert (asked.kind, asked.whom, asked.text) == (NoteKind.ASKED, "Ada", "Guarda la foto")
    undo.undo(desk)
    assert {post_now(desk, one).stage for one in (post, other)} == {Stage.REVIEW}


def test_an_edit_of_what_was_approved_comes_back_with_a_note(desk: Desk, post: Post) -> None:
    (approved,) = approving.approve(desk, {post.id: ""})
    changed = planning.save_post(desk, edited(approved, "Pane di farro"), "edit")
    planning.save_post(desk, edited(changed, "Pane di farro, caldo"), "edit")
    assert kinds(desk, post) == ["asked", "approved", "returned"]
    assert post_now(desk, post).stage is Stage.REVIEW
    undo.undo(desk)
    assert (kinds(desk, post), post_now(desk, post).stage) == (["asked", "approved"], Stage.APPROVED)
    undo.redo(desk)
    assert (kinds(desk, post), post_now(desk, post).stage) == (["asked", "approved", "returned"], Stage.REVIEW)


def test_where_no_ok_is_asked_for_nothing_is_noted(desk: Desk, brand: Brand) -> None:
    post = add_post(desk, brand, "Pane", add_channel(desk, brand))
    scheduled = planning.schedule(desk, post.id, rome("2026-11-24 09:00"))
    planning.save_post(desk, edited(scheduled, "Focaccia"), "edit")
    assert kinds(desk, post) == []


def test_wanted_changes_make_a_draft_again_of_which_nothing_goes_out(desk: Desk, post: Post) -> None:
    with pytest.raises(ProblemError) as caught:
        approving.want_changes(desk, post.id, "  \n")
    assert refusal(caught) == "comment_missing"
    back = approving.want_changes(desk, post.id, "Più corto", "Ada", post.channels[0])
    assert (back.stage, back.planned, states(desk, post)) == (Stage.DRAFT, post.planned, [["draft"]])
    note = said_about(desk, post.id)[-1]
    assert (note.kind, note.text, note.who, note.channel_id) == (NoteKind.CHANGES, "Più corto", "Ada", post.channels[0])
    undo.undo(desk)
    assert (kinds(desk, post), states(desk, post)) == (["asked"], [["scheduled"]])


def test_what_is_out_takes_comments_but_no_changes(desk: Desk, post: Post) -> None:
    (approved,) = approving.approve(desk, {post.id: ""})
    with desk.store.reading() as reader:
        channel = reader.get(Channel, approved.channels[0])
    publish(desk, approved, channel)
    with pytest.raises(ProblemError) as caught:
        approving.want_changes(desk, post.id, "Zu spät")
    assert refusal(caught) == "out_already"
    approving.comment(desk, post.id, "Hat gut geklappt", "Ada")
    assert kinds(desk, post) == ["asked", "approved", "comment"]
    assert post_now(desk, post).stage is Stage.APPROVED


def test_a_comment_changes_nothing_else_and_is_taken_back(desk: Desk, post: Post) -> None:
    note = approving.comment(desk, post.id, "  <b>Bello</b>\n" + "x" * TEXT_MOST, "A\nda " + "b" * NAME_MOST)
    assert post_now(desk, post) == post
    assert note.text.startswith("<b>Bello</b>")
    assert note.who.startswith("A da b")
    assert (len(note.text), len(note.who)) == (TEXT_MOST, NAME_MOST)
    approving.remove_comment(desk, note.id)
    assert kinds(desk, post) == ["asked"]
    undo.undo(desk)
    assert kinds(desk, post) == ["asked", "comment"]
    with pytest.raises(ProblemError):
        approving.remove_comment(desk, said_about(desk, post.id)[0].id)


def test_the_board_and_changing_several_write_it_down_too(desk: Desk, post: Post, asking: Brand) -> None:
    staging.to_scheduled(desk, [post.id])
    assert kinds(desk, post) == ["asked", "approved"]
    draft = add_post(desk, asking, "Bozza")
    bulk.change_posts(desk, (draft.id,), Change(stage=Stage.REVIEW))
    bulk.change_posts(desk, (draft.id,), Change(stage=Stage.APPROVED))
    assert kinds(desk, draft) == ["asked", "approved"]


# ------------------------------------------------------------------ kept, and forgotten
def test_notes_go_with_their_post_for_good(desk: Desk, post: Post, clock: ManualClock) -> None:
    approving.comment(desk, post.id, "canary-of-a-comment")
    planning.trash(desk, [post.id])
    assert len(said_about(desk, post.id)) == 2  # until the trash is emptied
    clock.advance(timedelta(days=31))
    housekeeping.tidy(desk.store, desk.files, clock)
    with desk.store.reading() as reader:
        assert reader.all(ApprovalNote, deleted=True) == ()
        left = rows_of(reader).query("SELECT count(*) FROM change WHERE value LIKE '%canary-of-a-comment%'")
    assert left[0][0] == 0


def test_an_archive_brings_them_along(desk: Desk, post: Post, tmp_path: Path, clock: ManualClock) -> None:
    approving.comment(desk, post.id, "Bello", "Ada")
    archive.export(desk, "archive", tmp_path / "all.zip")
    with made_desk(Paths(tmp_path / "other"), clock) as other:
        importing.apply_import(other, importing.read_import(other, tmp_path / "all.zip"), many=True)
        there = [replace(note, revision=0, changed_by="") for note in said_about(other, post.id)]
    assert there == [replace(note, revision=0, changed_by="") for note in said_about(desk, post.id)]
