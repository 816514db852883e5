"""Asking for an OK, giving it, wanting changes, and talking about a post before it goes out. One step each.

Nothing goes out by a note: an approval names the words it saw, and what is not approved waits (design.md §8).
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from smmdesk.desk.approval_notes import approve_in, ask_in, notes_of, write_note
from smmdesk.desk.arming import require_changeable
from smmdesk.desk.desk import Desk
from smmdesk.desk.fingerprint import content_hash
from smmdesk.desk.planning import take_back
from smmdesk.desk.steps import step
from smmdesk.model.approval import ApprovalNote, NoteKind
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _, ngettext

if TYPE_CHECKING:
    from smmdesk.store.transaction import Transaction


def said_about(desk: Desk, post_id: str) -> tuple[ApprovalNote, ...]:
    """What was said about a post, the oldest first."""
    with desk.store.reading() as reader:
        return notes_of(reader, post_id)


def ask_approval(desk: Desk, ids: Iterable[str], text: str = "", whom: str = "") -> tuple[Post, ...]:
    """Into review, all or none. What is scheduled stays scheduled and waits.

    Raises ProblemError(too_late_to_change).
    """
    chosen = tuple(dict.fromkeys(ids))
    label = ngettext("asking for {count} OK", "asking for {count} OKs", len(chosen)).format(count=len(chosen))
    with step(desk, label, chosen) as tx:
        return tuple(_ask(tx, desk, tx.get(Post, post_id), text, whom) for post_id in chosen)


def _ask(tx: "Transaction", desk: Desk, post: Post, text: str, whom: str) -> Post:
    require_changeable(tx, post)
    return ask_in(tx, desk, post, text, whom=whom)


def approve(desk: Desk, seen: Mapping[str, str], text: str = "", who: str = "") -> tuple[Post, ...]:
    """Approve posts as they are; all or none. `seen`: by post id the content hash that was looked at, "" for whatever
    the post says now. The approval names what was seen, so a later change asks again.

    Raises ProblemError(changed_since_seen) when a post says something else by now.
    """
    label = ngettext("approval of {count} post", "approval of {count} posts", len(seen)).format(count=len(seen))
    with step(desk, label, seen) as tx:
        return tuple(_approve(tx, desk, post_id, hash_seen, text, who) for post_id, hash_seen in seen.items())


def _approve(tx: "Transaction", desk: Desk, post_id: str, hash_seen: str, text: str, who: str) -> Post:
    post = tx.get(Post, post_id)
    require_same(post, hash_seen)
    return approve_in(tx, desk, post, text, who=who)


def require_same(post: Post, hash_seen: str) -> None:
    """Raises ProblemError(changed_since_seen) unless the post says what was seen ("": anything)."""
    if hash_seen and hash_seen != content_hash(post):
        raise ProblemError("changed_since_seen", post=post.content.first_words, post_id=post.id)


def want_changes(desk: Desk, post_id: str, text: str, who: str = "", channel_id: str = "") -> Post:
    """Back to a draft on its day, with what should be different; nothing of it goes out.

    Raises ProblemError(comment_missing, too_late_to_change).
    """
    _require_words(text)
    with step(desk, _("asking for changes"), [post_id]) as tx:
        return want_in(tx, desk, tx.get(Post, post_id), text, who=who, channel_id=channel_id)


def want_in(tx: "Transaction", desk: Desk, post: Post, text: str, **fields: object) -> Post:
    """`want_changes` inside a transaction that is already open."""
    require_changeable(tx, post)
    write_note(tx, desk, post, NoteKind.CHANGES, text, **fields)
    return take_back(tx, post, keep_date=True)


def comment(desk: Desk, post_id: str, text: str, who: str = "", channel_id: str = "") -> ApprovalNote:
    """Say something about a post; its stage stays. Raises ProblemError(comment_missing)."""
    _require_words(text)
    with step(desk, _("comment")) as tx:
        post = tx.get(Post, post_id)
        return write_note(tx, desk, post, NoteKind.COMMENT, text, who=who, channel_id=channel_id)


def _require_words(text: str) -> None:
    if not text.strip():
        raise ProblemError("comment_missing", field="comment")


def remove_comment(desk: Desk, note_id: str) -> ApprovalNote:
    """Take a comment of one's own back; undo brings it again. Raises ProblemError(not_found)."""
    with step(desk, _("removing a comment")) as tx:
        note = tx.get(ApprovalNote, note_id)
        if note.kind is not NoteKind.COMMENT:
            raise ProblemError("not_found", id=note_id)
        return tx.trash(ApprovalNote, note_id)
