"""Notes of an approval, written inside a step that is already open (model.approval)."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from smmdesk.desk.fingerprint import content_hash
from smmdesk.model.approval import ApprovalNote, NoteKind, in_order, one_line, shortened
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

KEEPS_WORDS = frozenset({NoteKind.APPROVED, NoteKind.ASKED})
"""Notes with which the words themselves are kept."""


def write_note(
    tx: "Transaction", desk: "Desk", post: Post, kind: NoteKind, text: str = "", **fields: Any
) -> ApprovalNote:
    """A note that speaks of what `post` says."""
    words: dict[str, Any] = {"content": post.content, "wordings": post.wordings} if kind in KEEPS_WORDS else {}
    names: dict[str, Any] = {name: one_line(str(fields.pop(name, ""))) for name in ("who", "whom")}
    note = ApprovalNote(desk.clock.new_id(), post.brand_id, post.id, kind, shortened(text), at_us=desk.now_us())
    return tx.put(replace(note, **{"content_hash": content_hash(post), **words, **names, **fields}))


def ask_in(tx: "Transaction", desk: "Desk", post: Post, text: str = "", **fields: Any) -> Post:
    """Into review, with a note of it."""
    write_note(tx, desk, post, NoteKind.ASKED, text, **fields)
    return tx.put(replace(post, stage=Stage.REVIEW, approved_hash=""))


def approve_in(tx: "Transaction", desk: "Desk", post: Post, text: str = "", **fields: Any) -> Post:
    """Approved as it is now, with a note of it."""
    write_note(tx, desk, post, NoteKind.APPROVED, text, **fields)
    return tx.put(replace(post, stage=Stage.APPROVED, approved_hash=content_hash(post)))


def notes_of(reader: "Reader", post_id: str) -> tuple[ApprovalNote, ...]:
    """What was said about a post, the oldest first."""
    return in_order(reader.all(ApprovalNote, post_id=post_id)) if post_id else ()
