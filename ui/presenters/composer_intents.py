"""The ways out of the composer, and the buttons of its problems: each one intent of the desk."""

from collections.abc import Callable
from dataclasses import replace

from smmdesk.desk import approving, planning, templates
from smmdesk.model.contribution import Contribution
from smmdesk.model.dates import say_time
from smmdesk.model.stages import Stage
from smmdesk.model.words import _
from ui.presenters import composer_edits as edits
from ui.presenters.audience import Account, account_words
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_edits import COMMON
from ui.presenters.composer_history import Spot
from ui.presenters.composer_kinds import choose_kind, kind_without
from ui.presenters.composer_problems import overrun, root_fits, split_targets, text_fits
from ui.presenters.composer_state import Jump, ProblemRow, Voice
from ui.presenters.recalls import trash_words
from ui.presenters.splitting import can_split, split_text


# ------------------------------------------------------------------ ways out
def schedule(composer: ComposerPresenter) -> bool:
    """Let the post go out at its time; what stands against it is shown and the cursor goes there."""
    composer.commit_time()
    moment = composer.when.moment
    if not _is_ready(composer):
        return False
    if moment is None or composer.screen.when.problem is not None:
        composer.jump(Jump(COMMON, "when"))
        return False
    from ui.presenters.repeating import carry_repeats, with_repeats

    carry_repeats(composer)
    post = composer.bridge.attempt(lambda: planning.schedule(composer.desk, _stored_id(composer)))
    if post is None:
        composer.refresh()
        return False
    asked = post.stage is Stage.REVIEW
    words = _("Waiting for OK, planned for {time}") if asked else _("Scheduled for {time}")
    _leave(composer, with_repeats(composer.desk, post, words.format(time=say_time(moment))), can_undo=True)
    return True


def may_publish_now(composer: ComposerPresenter) -> bool:
    """True when nothing stands against publishing at once; the question to the person comes next."""
    return _is_ready(composer)


def accounts(composer: ComposerPresenter) -> list[Account]:
    """Where the post goes, for the question before it leaves."""
    return [
        (voice.shown.key, voice.shown.tint, voice.channel.name, _words_of(composer, voice)) for voice in composer.chosen
    ]


def _words_of(composer: ComposerPresenter, voice: Voice) -> str:
    return account_words(voice.facts, voice.channel, composer.draft.post.content_for(voice.id).options)


def publish_now(composer: ComposerPresenter) -> bool:
    """Let the post go out at once; the person was asked."""
    if not _is_ready(composer):
        return False
    from ui.presenters.repeating import carry_repeats

    carry_repeats(composer)
    post = composer.bridge.attempt(lambda: planning.publish_now(composer.desk, _stored_id(composer)))
    if post is None:
        composer.refresh()
        return False
    waits = post.stage is Stage.REVIEW
    _leave(composer, _("Waiting for OK") if waits else _("It goes out now. Look at the outbox."), can_undo=False)
    return True


def ask_approval(composer: ComposerPresenter) -> None:
    """Ask somebody for their OK; the post waits."""
    if composer.saving.flush() and composer.saving.stored is not None:
        posts = composer.bridge.attempt(lambda: approving.ask_approval(composer.desk, [_stored_id(composer)]))
        if posts:
            _leave(composer, _("Waiting for OK"), can_undo=True)


def save_as_idea(composer: ComposerPresenter) -> None:
    """Among the ideas, without a date."""
    composer.when.show(None)
    composer.draft.post = replace(composer.draft.post, stage=Stage.IDEA, planned=None)
    if composer.saving.flush():
        _leave(composer, _("Kept among the ideas"), can_undo=True)


def duplicate(composer: ComposerPresenter) -> None:
    """Open a twin, as a draft without date."""
    if not composer.saving.flush() or composer.saving.stored is None:
        return
    twins = composer.bridge.attempt(lambda: planning.copy_posts(composer.desk, {_stored_id(composer): None}))
    if twins:
        composer.bridge.announce(_("This is the copy: a draft without date"), True)
        composer.let_go()
        composer.post_opened.emit(twins[0].id)


def keep_as_template(composer: ComposerPresenter, name: str) -> None:
    """Keep what the post says under a name, to begin others from; the post stays open."""
    kept = composer.bridge.attempt(lambda: templates.keep(composer.desk, composer.draft.post, name))
    if kept is not None:
        composer.bridge.announce(_("Kept as the template “{name}”").format(name=kept.name), True)


def delete(composer: ComposerPresenter) -> None:
    """Into the trash; a draft that was never stored is just left."""
    if composer.saving.stored is None:
        composer.let_go()
        composer.closed.emit()
        return
    composer.saving.stop()
    also = trash_words(composer.desk, [_stored_id(composer)])
    gone = composer.bridge.attempt(lambda: planning.trash(composer.desk, [_stored_id(composer)]))
    if gone is not None:
        words = _("Moved to the trash")
        _leave(composer, f"{words}.{also}" if also else words, can_undo=True)


def back(composer: ComposerPresenter) -> None:
    """Leave; everything is saved. Stays when it could not be. A time that could not be taken is said."""
    problem = composer.screen.when.problem
    if composer.close():
        if problem is not None:
            composer.bridge.announce(_("{problem}. The time was not changed.").format(problem=problem.title), False)
        composer.closed.emit()


def _leave(composer: ComposerPresenter, sentence: str, can_undo: bool) -> None:
    composer.let_go()
    composer.bridge.announce(sentence, can_undo)
    composer.closed.emit()


def _is_ready(composer: ComposerPresenter) -> bool:
    """Saved, and nothing blocks a channel; else the cursor is where the first problem can be mended."""
    composer.attempted = True
    if not composer.saving.flush():
        return False
    composer.refresh()
    blocking = [row for row in composer.screen.problems if row.blocking]
    if blocking:
        _jump_to(composer, blocking[0], f"{blocking[0].problem.title}. {blocking[0].problem.advice}")
        return False
    return composer.saving.stored is not None and composer.screen.bar is None


def _stored_id(composer: ComposerPresenter) -> str:
    return composer.saving.stored.id if composer.saving.stored is not None else ""


# ------------------------------------------------------------------ channels
def toggle_channel(composer: ComposerPresenter, channel_id: str) -> None:
    """Choose a channel, or leave it out; chosen ones keep the order of the list."""
    _choose(composer, set(composer.draft.post.channels) ^ {channel_id})


def _choose(composer: ComposerPresenter, chosen: set[str]) -> None:
    known = [voice.id for voice in composer.voices if voice.id in chosen]
    strange = [other for other in composer.draft.post.channels if other in chosen and other not in known]
    composer.draft.choose_channels((*known, *strange))


def take_channel(composer: ComposerPresenter, channel_id: str) -> None:
    """A channel that was connected for this post, in the stead of those for practice.

    A post that is scheduled waits until somebody chooses it there.
    """
    composer.refresh()
    head, post = composer.screen.head, composer.draft.post
    practice = {voice.id: voice.facts.takes_samples for voice in composer.voices}
    if channel_id not in practice or channel_id in post.channels or head.is_locked or head.is_armed:
        return
    kept = {other for other in post.channels if practice[channel_id] or not practice.get(other, False)}
    _choose(composer, kept | {channel_id})


# ------------------------------------------------------------------ the buttons of the problems
def act(composer: ComposerPresenter, row: ProblemRow, verb: str) -> None:
    """Do what a button of a problem says."""
    verbs: dict[str, Callable[[ComposerPresenter, ProblemRow], None]] = {
        "split": _split,
        "shorten": _shorten,
        "join": _join,
        "drop_comment": _drop_comment,
        "poll_there": _poll_there,
        "own_media": _own_media,
        "as_kind": _as_kind,
        "open_twin": _open_twin,
        "sign_in": lambda here, row: here.sign_in_wanted.emit(row.channels[0] if row.channels else ""),
        "name_there": lambda here, row: here.person_wanted.emit(str(row.problem.values["id"])),
        "contribution": lambda here, row: here.contribution_wanted.emit(str(row.problem.values["contribution_id"])),
        "add_credit": _add_credit,
        "jump": _jump_to,
    }
    verbs[verb](composer, row)


def split(composer: ComposerPresenter, channel_id: str = "", numbered: bool = False) -> None:
    """Cut the text into the parts of a thread, for the channel that allows least, or for all that need it."""
    voice = _tightest(composer, channel_id)
    if voice is None:
        return
    post = composer.draft.post
    where = split_targets(post, voice, composer.chosen)
    content = post.content_for(voice.id)
    if not can_split(content.text):
        return
    first, rest = root_fits(post, voice), text_fits(voice.limits)
    texts = split_text(content.text, lambda text: first(text) and rest(text), numbered)
    composer.draft.set_parts(where, (*texts, *(item.text for item in content.thread)))


def _tightest(composer: ComposerPresenter, channel_id: str) -> Voice | None:
    able = [voice for voice in composer.chosen if voice.limits.has_threads and voice.limits.text_max]
    named = [voice for voice in able if voice.id == channel_id]
    return next(iter(named or sorted(able, key=lambda voice: voice.limits.text_max)), None)


def _split(composer: ComposerPresenter, row: ProblemRow) -> None:
    voice = _voice_of(composer, row)
    split(composer, voice.id if voice is not None else "")


def _shorten(composer: ComposerPresenter, row: ProblemRow) -> None:
    """Select what is too much. Where only this channel is too short, its own wording begins there."""
    voice = _voice_of(composer, row)
    if voice is None or row.field != "text":
        _jump_to(composer, row)
        return
    post = composer.draft.post
    others = [other for other in composer.chosen if other.id != voice.id]
    if edits.is_own(post, voice.id):
        where = voice.id
    elif any(not overrun(post, other) for other in others):
        composer.draft.customise(voice.id)
        where = voice.id
    else:
        where = COMMON
    start, end = overrun(composer.draft.post, voice) or (-1, -1)
    composer.jump(Jump(where, "text", 0, start, end))


def _join(composer: ComposerPresenter, row: ProblemRow) -> None:
    """Everything in one text, for the channel that has no threads."""
    for voice in composer.chosen:
        content = composer.draft.post.content_for(voice.id)
        if content.thread and not voice.limits.has_threads:
            whole = "\n\n".join(
                text for text in (content.text, *(item.text for item in content.thread)) if text.strip()
            )
            composer.draft.set_parts(voice.id, (whole,))


def _drop_comment(composer: ComposerPresenter, row: ProblemRow) -> None:
    for voice in composer.chosen:
        if not voice.limits.has_first_comment and composer.draft.post.content_for(voice.id).first_comment:
            composer.draft.set_own(voice.id, "first_comment", "")


def _poll_there(composer: ComposerPresenter, row: ProblemRow) -> None:
    """The poll of all becomes the own one of each channel that has polls."""
    post = composer.draft.post
    poll, channels = post.content.poll, [voice.id for voice in composer.chosen if voice.limits.poll_options_max]
    for voice in composer.chosen:
        if not voice.limits.poll_options_max:
            post = edits.with_fields(post, voice.id, poll=None)
    if poll is not None:
        post = edits.with_fields(post, COMMON, poll=None)
        for channel_id in channels:
            if not edits.has_own(post, channel_id, "poll"):
                post = edits.with_fields(post, channel_id, poll=poll)
    composer.draft.step(post, Spot(COMMON, "poll"))


def _own_media(composer: ComposerPresenter, row: ProblemRow) -> None:
    """Its own selection for the channel, beginning with as many photos as it takes."""
    voice = _voice_of(composer, row)
    if voice is None:
        return
    most = voice.limits.media_max or voice.limits.images_max or None
    composer.draft.set_own(voice.id, "media", composer.draft.post.content_for(voice.id).media[:most])
    composer.jump(Jump(voice.id, "media"))


def _as_kind(composer: ComposerPresenter, row: ProblemRow) -> None:
    voice = _voice_of(composer, row)
    kind = kind_without(row.problem, voice) if voice is not None else None
    if voice is not None and kind is not None:
        choose_kind(composer.draft, voice, kind.key)


def _open_twin(composer: ComposerPresenter, row: ProblemRow) -> None:
    if composer.close():
        composer.post_opened.emit(str(row.problem.values.get("post_id") or ""))


def _add_credit(composer: ComposerPresenter, row: ProblemRow) -> None:
    """The line that names them, below the text for all."""
    with composer.desk.store.reading() as reader:
        one = reader.find(Contribution, str(row.problem.values["contribution_id"]))
    if one is not None:
        text = edits.content_at(composer.draft.post, row.where).text.rstrip()
        named = edits.with_fields(composer.draft.post, row.where, text=f"{text}\n— {one.credit}".lstrip())
        composer.draft.step(named, Spot(row.where, "text"))


def _jump_to(composer: ComposerPresenter, row: ProblemRow, why: str = "") -> None:
    composer.jump(Jump(row.where, row.field or "text", row.number, why=why))


def _voice_of(composer: ComposerPresenter, row: ProblemRow) -> Voice | None:
    """The first channel that a problem is about."""
    return next((voice for voice in composer.chosen if voice.id in row.channels), None)
