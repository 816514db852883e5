"""`posts ask`, `approve`, `want-changes`, `comment` and `notes`: what is said about a post before it goes out."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from smmdesk.commands.answer import Answer, table
from smmdesk.commands.posts import find_post, shown
from smmdesk.desk import approving
from smmdesk.model.approval import ApprovalNote, NoteKind
from smmdesk.model.dates import say_time
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.words import _
from smmdesk.system.zones import local_zone

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk


def ask(desk: "Desk", args: Namespace) -> Answer:
    post = find_post(desk, args.id)
    approving.ask_approval(desk, [post.id], args.text or "", args.whom or "")
    return shown(desk, post.id)


def approve(desk: "Desk", args: Namespace) -> Answer:
    """What it says now, or nothing where `--seen` names other words."""
    post = find_post(desk, args.id)
    approving.approve(desk, {post.id: args.seen or ""}, args.text or "", args.by or "")
    return shown(desk, post.id)


def want_changes(desk: "Desk", args: Namespace) -> Answer:
    post = find_post(desk, args.id)
    approving.want_changes(desk, post.id, args.text, args.by or "")
    return shown(desk, post.id)


def comment(desk: "Desk", args: Namespace) -> Answer:
    post = find_post(desk, args.id)
    approving.comment(desk, post.id, args.text, args.by or "")
    return shown(desk, post.id)


def notes(desk: "Desk", args: Namespace) -> Answer:
    """What was said about it, the oldest first."""
    post = find_post(desk, args.id)
    found = approving.said_about(desk, post.id)
    rows = [(_when(note), note.who or _("you"), _words(note.kind), note.text) for note in found]
    return Answer({"notes": [note_data(note) for note in found]}, table(rows))


def note_data(note: ApprovalNote) -> dict[str, Any]:
    return {
        "id": note.id,
        "kind": note.kind.value,
        "text": note.text,
        "who": note.who,
        "whom": note.whom,
        "at": from_us(note.at_us).isoformat().replace("+00:00", "Z"),
        "content_hash": note.content_hash,
        "channel": note.channel_id or None,
    }


def _when(note: ApprovalNote) -> str:
    return say_time(Moment.of(from_us(note.at_us), local_zone()))


def _words(kind: NoteKind) -> str:
    return {
        NoteKind.ASKED: _("asked for an OK"),
        NoteKind.APPROVED: _("gave the OK"),
        NoteKind.CHANGES: _("wants changes"),
        NoteKind.COMMENT: _("commented"),
        NoteKind.RETURNED: _("changed it after the OK: it waits again"),
        NoteKind.LATE_OK: _("gave an OK to older words"),
    }[kind]
