"""The composer's part about approval: how it stands in one sentence, what was said, and the verbs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from smmdesk.desk import approving
from smmdesk.desk.fingerprint import content_hash
from smmdesk.model.approval import ApprovalNote, NoteKind, last_of
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.for_the_eye import isolated
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.model.words import _
from ui.presenters.composer import ComposerPresenter
from ui.presenters.versions import say_when
from ui.presenters.word_pairs import SINCE, Section, WordPairs

ICONS = {
    NoteKind.ASKED: ("hand", "muted"),
    NoteKind.APPROVED: ("check", "success"),
    NoteKind.CHANGES: ("pencil", "warning"),
    NoteKind.COMMENT: ("message-circle", "muted"),
    NoteKind.RETURNED: ("history", "muted"),
    NoteKind.LATE_OK: ("circle-question-mark", "warning"),
}


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One thing that was said. `head` says who did what and when, in our words; `text` is theirs."""

    key: str
    icon: str
    tone: str
    head: str
    text: str
    own: bool


@dataclass(frozen=True, slots=True)
class ApprovalState:
    """`says` is how it stands, `hint` what comes next. The flags say which verbs are offered."""

    shown: bool = False
    says: str = ""
    hint: str = ""
    icon: str = "hand"
    tone: str = "muted"
    rows: tuple[NoteRow, ...] = ()
    may_approve: bool = False
    may_want_changes: bool = False
    has_changed: bool = False
    explains: bool = False


def read_state(composer: ComposerPresenter) -> ApprovalState:
    """How it stands with the post in the composer. Nothing where nobody asks for an OK and nothing was said."""
    stored = composer.saving.stored
    with composer.desk.store.reading() as reader:
        brand = reader.get(Brand, composer.brand.id)
    notes = approving.said_about(composer.desk, stored.id) if stored is not None else ()
    if not brand.needs_approval and not notes:
        return ApprovalState()
    post = composer.draft.post if stored is None else stored
    locked, armed = composer.screen.head.is_locked, composer.screen.head.is_armed
    says, icon, tone = _standing(composer, post, notes)
    last = last_of(notes, NoteKind.APPROVED)
    return ApprovalState(
        True,
        says,
        _next(post, armed, locked),
        icon,
        tone,
        tuple(_row(composer, note) for note in notes),
        may_approve=not locked and stored is not None and post.stage in (Stage.REVIEW, Stage.DRAFT),
        may_want_changes=not locked and post.stage in (Stage.REVIEW, Stage.APPROVED),
        has_changed=last is not None and last.content is not None and last.content_hash != content_hash(post),
        explains=not notes and post.stage is not Stage.REVIEW,
    )


def _standing(composer: ComposerPresenter, post: Post, notes: Sequence[ApprovalNote]) -> tuple[str, str, str]:
    """The sentence, an icon's name, its tone."""
    last = last_of(notes, NoteKind.ASKED, NoteKind.APPROVED, NoteKind.CHANGES, NoteKind.RETURNED)
    kind = last.kind if last is not None else None
    if post.stage is Stage.APPROVED:
        if last is not None and kind is NoteKind.APPROVED:
            return _("{who}, {time}").format(who=_gave(last), time=_time(composer, last)), "check", "success"
        return _("Approved"), "check", "success"
    if post.stage is Stage.REVIEW:
        if kind is NoteKind.RETURNED:
            return _("It was changed after the OK: it waits again"), *ICONS[NoteKind.ASKED]
        if last is not None and kind is NoteKind.ASKED and last.whom:
            return _("Waiting for the OK of {name}").format(name=isolated(last.whom)), *ICONS[NoteKind.ASKED]
        return _("Waiting for an OK"), *ICONS[NoteKind.ASKED]
    if last is None:
        return _("Nobody has been asked for an OK yet"), *ICONS[NoteKind.ASKED]
    return _of_a_draft(composer, post, last)


def _of_a_draft(composer: ComposerPresenter, post: Post, last: ApprovalNote) -> tuple[str, str, str]:
    """What was said last about a post that waits for nobody."""
    if last.kind is NoteKind.CHANGES:
        return _asked_for_changes(last), *ICONS[NoteKind.CHANGES]
    if last.kind is NoteKind.APPROVED and last.content_hash != content_hash(post):
        return _("Changed after the OK"), *ICONS[NoteKind.RETURNED]
    return _("{who}, {time}").format(who=_what(last), time=_time(composer, last)), *ICONS[last.kind]


def _next(post: Post, armed: bool, locked: bool) -> str:
    if locked:
        return ""
    if post.stage is Stage.REVIEW:
        return _("It goes out at its time once somebody gave the OK.") if armed else ""
    if post.stage is Stage.APPROVED:
        return "" if armed else _("It goes out once it is scheduled.")
    return ""


def _gave(note: ApprovalNote) -> str:
    return _("{name} gave the OK").format(name=isolated(note.who)) if note.who else _("You gave the OK")


def _asked_for_changes(note: ApprovalNote) -> str:
    return _("{name} wants changes").format(name=isolated(note.who)) if note.who else _("You want changes")


def _row(composer: ComposerPresenter, note: ApprovalNote) -> NoteRow:
    icon, tone = ICONS[note.kind]
    channel = next((voice.channel.name for voice in composer.voices if voice.id == note.channel_id), "")
    head = _("{what} · {time}").format(what=_what(note), time=_time(composer, note))
    if channel:
        head = _("{what} · about {channel}").format(what=head, channel=isolated(channel))
    return NoteRow(note.id, icon, tone, head, note.text, own=note.kind is NoteKind.COMMENT and not note.is_foreign)


def _what(note: ApprovalNote) -> str:
    name = isolated(note.who)
    if note.kind is NoteKind.APPROVED:
        return _gave(note)
    if note.kind is NoteKind.CHANGES:
        return _asked_for_changes(note)
    if note.kind is NoteKind.LATE_OK:
        return _("{name} gave an OK to older words").format(name=name)
    if note.kind is NoteKind.RETURNED:
        return _("Changed after the OK")
    if note.kind is NoteKind.COMMENT:
        return name or _("You")
    words = _("Sent for review to {name}") if note.file_id else _("{name} was asked for an OK")
    if note.whom:
        return words.format(name=isolated(note.whom))
    return _("Sent for review") if note.file_id else _("Asked for an OK")


def _time(composer: ComposerPresenter, note: ApprovalNote) -> str:
    return say_when(Moment.of(from_us(note.at_us), composer.brand.zone), composer.now())


def since_approval(composer: ComposerPresenter) -> tuple[Section, ...]:
    """What differs from the words that were approved last."""
    post = composer.draft.post
    notes = approving.said_about(composer.desk, post.id)
    last = last_of(notes, NoteKind.APPROVED)
    if last is None or last.content is None:
        return ()
    names = {voice.id: voice.channel.name for voice in composer.voices}
    then = replace(post, content=last.content or Content(), wordings=last.wordings)
    return WordPairs(composer.desk, names).sections(then, post, SINCE)


# ------------------------------------------------------------------ verbs
def approve(composer: ComposerPresenter, text: str = "") -> bool:
    """Give the OK to what stands in the composer. False when it could not be."""
    stored = composer.saving.stored if composer.saving.flush() else None
    if stored is None:
        return False
    seen = {stored.id: content_hash(stored)}
    done = composer.bridge.attempt(lambda: approving.approve(composer.desk, seen, text))
    if done:
        composer.bridge.announce(_("You gave your OK"), True)
    return bool(done)


def want_changes(composer: ComposerPresenter, text: str) -> bool:
    """A draft again, with what should be different."""
    stored = composer.saving.stored if composer.saving.flush() else None
    if stored is None:
        return False
    where = composer.draft.tab
    done = composer.bridge.attempt(lambda: approving.want_changes(composer.desk, stored.id, text, channel_id=where))
    if done is not None:
        composer.bridge.announce(_("A draft again, with your comment"), True)
    return done is not None


def comment(composer: ComposerPresenter, text: str) -> bool:
    """Say something; the stage stays. In the tab of a channel it is about its wording."""
    stored = composer.saving.stored if composer.saving.flush() else None
    if stored is None:
        return False
    where = composer.draft.tab
    made = composer.bridge.attempt(lambda: approving.comment(composer.desk, stored.id, text, channel_id=where))
    return made is not None


def remove(composer: ComposerPresenter, note_id: str) -> None:
    """Take a comment of one's own back."""
    if composer.bridge.attempt(lambda: approving.remove_comment(composer.desk, note_id)) is not None:
        composer.bridge.announce(_("Comment removed"), True)
