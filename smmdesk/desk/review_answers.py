"""A client's answer to a review file: read as a stranger's file, compared with what was sent, taken up in one step.

An answer never changes what a post says. It can only speak of posts that stood in the file it belongs to, and of the
words that stood there: the desk keeps both itself, and believes nothing else.
"""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smmdesk.desk.approval_notes import approve_in, write_note
from smmdesk.desk.approving import want_in
from smmdesk.desk.arming import is_armed, require_changeable
from smmdesk.desk.bulk import LeftOut
from smmdesk.desk.fingerprint import content_hash
from smmdesk.desk.planning import require_future, send_at
from smmdesk.desk.repeating import drafts_behind, schedule_behind
from smmdesk.desk.reviewing import POSTS_MOST
from smmdesk.desk.steps import step
from smmdesk.model.approval import ApprovalNote, NoteKind, ReviewFile, one_line, shortened
from smmdesk.model.brand import Brand
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.model.words import _, ngettext
from smmdesk.store.plain import clean_text

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

FORMAT, VERSION = "smmdesk review answer", 1
BYTES_MOST, ID_MOST = 3_000_000, 80
_HEAD = re.compile(rb'^(\xef\xbb\xbf)?\s*\{\s*"format"\s*:\s*"smmdesk review answer"')
_BEGIN, _END = (re.compile(rf"-----\s?{word} SMMDESK REVIEW\s?-----") for word in ("BEGIN", "END"))
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=]")


class Said(StrEnum):
    """What was answered to one post."""

    OK = "ok"
    CHANGE = "change"
    NOTHING = ""


KINDS = {
    Said.OK: (NoteKind.APPROVED, NoteKind.LATE_OK),
    Said.CHANGE: (NoteKind.CHANGES,),
    Said.NOTHING: (NoteKind.COMMENT,),
}
"""The notes that such an answer becomes."""


class Effect(StrEnum):
    """What taking an answer up does to its post."""

    APPROVES = "approves"
    RETURNS = "returns"  # a draft again
    NOTED = "noted"  # written down, and nothing else
    OLDER = "older"  # it speaks of words that the post does not say any more: written down
    KNOWN = "known"  # this very answer was taken up before
    GONE = "gone"  # there is no such post here any more


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What somebody said about one post. `words` is how the post begins now."""

    post_id: str
    said: Said
    text: str
    effect: Effect
    sent_hash: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """What an answer would do; nothing is changed yet. `comment` is about all of it."""

    file: ReviewFile
    who: str
    comment: str
    rows: tuple[AnswerRow, ...]

    @property
    def telling(self) -> tuple[AnswerRow, ...]:
        """The rows in which something is said about a post that is here."""
        silent = (Effect.GONE, Effect.KNOWN)
        return tuple(row for row in self.rows if row.effect not in silent and (row.said or row.text))


# ------------------------------------------------------------------ reading
def is_answer(path: Path) -> bool:
    """Whether a file says of itself that it is an answer. Never raises."""
    try:
        with path.open("rb") as file:
            return _HEAD.match(file.read(200)) is not None
    except OSError:
        return False


def has_answer(text: str) -> bool:
    """Whether a text (of a mail) holds an answer."""
    return _block(text) is not None


def _block(text: str) -> str | None:
    """What stands between the first two marks. Each is sought once: a text full of them takes no longer."""
    begin = _BEGIN.search(text) if len(text) <= 2 * BYTES_MOST else None
    end = _END.search(text, begin.end()) if begin is not None else None
    return text[begin.end() : end.start()] if begin is not None and end is not None else None


def read_answer(desk: "Desk", path: Path) -> AnswerPlan:
    """Look at an answer as a file; changes nothing. Raises ProblemError(answer_bad, answer_foreign)."""
    try:
        with path.open("rb") as file:
            data = file.read(BYTES_MOST + 1)
    except OSError as error:
        raise ProblemError("answer_bad") from error
    return _plan(desk, data)


def read_text(desk: "Desk", text: str) -> AnswerPlan:
    """Look at an answer as a text, with whatever a mail put around it. Raises as `read_answer`."""
    found = _block(text)
    if found is None:
        raise ProblemError("answer_bad")
    try:
        data = base64.b64decode(_NOT_BASE64.sub("", found), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProblemError("answer_bad") from error
    return _plan(desk, data)


def _plan(desk: "Desk", data: bytes) -> AnswerPlan:
    answer = _parsed(data)
    with desk.store.reading() as reader:
        file = reader.find(ReviewFile, answer["file"])
        if file is None or not hmac.compare_digest(file.token.encode(), answer["token"].encode()):
            raise ProblemError("answer_foreign")
        sent = {note.post_id: note for note in reader.all(ApprovalNote, file_id=file.id, deleted=True) if _asked(note)}
        rows = [_row(reader, sent, post) for post in answer["posts"]]
        plan = AnswerPlan(file, one_line(answer["who"]) or _("the client"), shortened(answer["comment"]), tuple(rows))
        known = [replace(row, effect=Effect.KNOWN) if _is_known(reader, plan, row) else row for row in rows]
    return replace(plan, rows=tuple(known))


def _is_known(reader: "Reader", plan: AnswerPlan, row: AnswerRow) -> bool:
    """Whether a note says that already: by the same person, out of the same file, to the same words of the post."""
    if row.effect is Effect.GONE or not (row.said or row.text):
        return False
    notes = reader.all(ApprovalNote, post_id=row.post_id, file_id=plan.file.id, is_foreign=True, who=plan.who)
    return any(note.kind in KINDS[row.said] and note.text == row.text for note in notes)


def _asked(note: ApprovalNote) -> bool:
    return note.kind is NoteKind.ASKED


def _parsed(data: bytes) -> dict[str, Any]:
    """The whole answer with its types checked. Raises ProblemError(answer_bad)."""
    try:
        if len(data) > BYTES_MOST:
            raise ValueError("too large")
        found = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number, parse_float=_no_number
        )
        if not isinstance(found, dict) or found.get("format") != FORMAT or found.get("version") != VERSION:
            raise ValueError("not an answer")
        posts = found.get("posts")
        if not isinstance(posts, list) or len(posts) > POSTS_MOST:
            raise ValueError("posts")
        named = {name: _text(found, name) for name in ("file", "token", "who", "comment")}
        made = [
            {name: _text(post, name) for name in ("id", "hash", "answer", "text")} if isinstance(post, dict) else {}
            for post in posts
        ]
        ids = {post["id"] for post in made if Said(post["answer"]) in Said}
        if len(ids) != len(made) or any(len(one) > ID_MOST for one in (*ids, named["file"], named["token"])):
            raise ValueError("ids")
    except (ValueError, KeyError, RecursionError) as error:
        raise ProblemError("answer_bad") from error
    return {**named, "posts": made}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name, "")
    if not isinstance(value, str):
        raise ValueError(name)
    return clean_text(value)


def _row(reader: "Reader", sent: dict[str, ApprovalNote], answer: dict[str, str]) -> AnswerRow:
    """One post of the answer beside what was sent. Raises ProblemError(answer_foreign) where it names other words."""
    said, text, note = Said(answer["answer"]), shortened(answer["text"]), sent.get(answer["id"])
    post = reader.find(Post, answer["id"]) if note is not None else None
    if note is None or post is None or post.deleted_at_us is not None:
        return AnswerRow(answer["id"], said, text, Effect.GONE)
    if note.content_hash != answer["hash"]:
        raise ProblemError("answer_foreign")
    effect = _effect(reader, post, said, note.content_hash)
    return AnswerRow(post.id, said, text, effect, note.content_hash, post.content.first_words)


def _effect(reader: "Reader", post: Post, said: Said, sent_hash: str) -> Effect:
    if said is not Said.NOTHING and content_hash(post) != sent_hash:
        return Effect.OLDER
    if said is Said.OK:
        waits = post.stage is Stage.REVIEW
        waits = waits or (post.stage is Stage.DRAFT and reader.get(Brand, post.brand_id).needs_approval)
        return Effect.APPROVES if waits else Effect.NOTED
    if said is Said.CHANGE and post.stage in (Stage.REVIEW, Stage.APPROVED) and _may_change(reader, post):
        return Effect.RETURNS
    return Effect.NOTED


def _may_change(reader: "Reader", post: Post) -> bool:
    try:
        require_changeable(reader, post)
    except ProblemError:
        return False
    return True


# ------------------------------------------------------------------ taking it up
def to_schedule(desk: "Desk", plan: AnswerPlan) -> frozenset[str]:
    """The posts that this answer approves, or says its OK to after another one, and that nobody scheduled yet: they
    have channels and a day to come."""
    with desk.store.reading() as reader:
        return frozenset(
            row.post_id
            for row in plan.telling
            if row.said is Said.OK and _is_approved_by(reader, row) and _may_be_scheduled(reader, desk, row.post_id)
        )


def _is_approved_by(reader: "Reader", row: AnswerRow) -> bool:
    if row.effect is Effect.NOTED:
        return reader.get(Post, row.post_id).stage is Stage.APPROVED
    return row.effect is Effect.APPROVES


def _may_be_scheduled(reader: "Reader", desk: "Desk", post_id: str) -> bool:
    post = reader.get(Post, post_id)
    if not post.channels or post.planned is None or post.planned.instant <= desk.clock.now():
        return False
    return not is_armed(reader.deliveries_of(post_id))


@dataclass(frozen=True, slots=True)
class TakenUp:
    """About how many posts it was; `unscheduled` are those that were to be scheduled and are not, and why."""

    posts: int
    unscheduled: tuple[LeftOut, ...] = ()


def take_up(
    desk: "Desk", plan: AnswerPlan, ids: Collection[str] | None = None, scheduling: Collection[str] = ()
) -> TakenUp:
    """Write down what was said about these posts (None: all), approve and return what can be; one step. What became of
    a post since the plan was made is looked at again.

    Those of `scheduling` that it approves go out at their time, a repetition of drafts that begins with one like it;
    what a channel would not take stays unscheduled.
    """
    rows = [row for row in plan.telling if ids is None or row.post_id in ids]
    wanted = [row for row in rows if row.post_id in scheduling]
    unlike = {row.post_id for row in plan.rows if row.said is Said.CHANGE}
    behind = {row.post_id: [each for each in drafts_behind(desk, row.post_id) if each not in unlike] for row in wanted}
    label = ngettext("answer about {count} post", "answer about {count} posts", len(rows)).format(count=len(rows))
    later = [each for ids_behind in behind.values() for each in ids_behind]
    with step(desk, label, [*(row.post_id for row in rows), *later]) as tx:
        file = tx.get(ReviewFile, plan.file.id)
        tx.put(replace(file, who=plan.who, said=plan.comment, answered_at_us=desk.now_us(), deleted_at_us=None))
        for row in rows:
            _take_up(tx, desk, plan, row)
        left_out = [_schedule(tx, desk, row, behind[row.post_id]) for row in wanted]
    return TakenUp(len(rows), tuple(left for left in left_out if left is not None))


def _schedule(tx: "Transaction", desk: "Desk", row: AnswerRow, behind: Sequence[str]) -> LeftOut | None:
    """Let it go out at its time; else why it does not."""
    post = tx.get(Post, row.post_id)
    if is_armed(tx.deliveries_of(post.id)):
        return None
    try:
        if content_hash(post) != row.sent_hash:
            raise ProblemError("changed_since_seen", post=post.content.first_words, post_id=post.id)
        if post.stage is not Stage.APPROVED or post.deleted_at_us is not None:
            raise ProblemError("conflict")
        require_future(desk, post.planned)
        assert post.planned is not None
        schedule_behind(tx, desk, send_at(tx, desk, post, post.planned, now=False), behind)
    except ProblemError as error:
        return LeftOut(post.id, post.content.first_words, error.problem)
    return None


def _take_up(tx: "Transaction", desk: "Desk", plan: AnswerPlan, row: AnswerRow) -> None:
    post = tx.get(Post, row.post_id)
    if post.deleted_at_us is not None or _is_known(tx, plan, row):  # thrown away meanwhile, or taken up elsewhere
        return
    effect = _effect(tx, post, row.said, row.sent_hash)
    fields = {"who": plan.who, "file_id": plan.file.id, "is_foreign": True}
    if effect is Effect.APPROVES:
        approve_in(tx, desk, post, row.text, **fields)
    elif effect is Effect.RETURNS:
        want_in(tx, desk, post, row.text, **fields)
    else:
        older = effect is Effect.OLDER
        kinds = {Said.OK: NoteKind.LATE_OK if older else NoteKind.APPROVED, Said.CHANGE: NoteKind.CHANGES}
        kind = kinds.get(row.said, NoteKind.COMMENT)
        write_note(tx, desk, post, kind, row.text, **fields, **({"content_hash": row.sent_hash} if older else {}))
