"""Which kind of post each channel gets (post, reel, story), where its platform has more than one."""

from collections.abc import Iterable, Sequence

from smmdesk.model.content import Content
from smmdesk.model.limits import KIND, Limits
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.model.words import _, ngettext
from smmdesk.platforms.facts import KindFact
from ui.presenters import composer_edits as edits
from ui.presenters.composer_draft import Draft
from ui.presenters.composer_history import Spot
from ui.presenters.composer_rows import short_names
from ui.presenters.composer_state import KindRow, Voice
from ui.presenters.media_words import say_most
from ui.presenters.moments import say_number


def kind_rows(post: Post, tab: str, voices: Sequence[Voice]) -> tuple[KindRow, ...]:
    """One row per channel that has a choice: of the tab's channel, or of all."""
    names = short_names(voices)
    shown = [voice for voice in voices if len(voice.facts.kinds) > 1 and (not tab or voice.id == tab)]
    return tuple(_kind_row(post, voice, names[voice.id]) for voice in shown)


def choose_kind(draft: Draft, voice: Voice, key: str) -> None:
    """One step of the undo for each choice, in the tab it was made in; the usual kind is not written down."""
    change = edits.with_option(draft.post, voice.id, KIND, key, voice.facts.kinds[0].key)
    draft.step(change, Spot(draft.tab, f"kind:{voice.id}"))


def kind_without(problem: Problem, voice: Voice) -> KindFact | None:
    """The first other kind that would take the words, photos and videos of the post as they are, if one does."""
    if problem.code not in ("video_needed", "media_too_many", "media_not_possible", "text_too_long"):
        return None
    actual = problem.values.get("actual")
    count = actual if isinstance(actual, int) else 1
    return next((kind for kind in voice.facts.kinds if _takes(_limits_of(kind, voice), problem.code, count)), None)


def _takes(limits: Limits, code: str, count: int) -> bool:
    if code == "text_too_long":
        return count <= limits.text_max and not limits.video_required and not limits.media_required
    most = limits.media_max or limits.images_max
    free = limits.takes_media and not limits.video_required
    return free and (code == "video_needed" or not most or count <= most)


def _limits_of(kind: KindFact, voice: Voice) -> Limits:
    """What holds for a kind, with what the server reported."""
    return voice.facts.limits_for(voice.channel.reported).of(Content(options={KIND: kind.key}))


def _kind_row(post: Post, voice: Voice, name: str) -> KindRow:
    kinds = voice.facts.kinds
    return KindRow(
        voice.id,
        name,
        voice.shown.key,
        voice.shown.tint,
        tuple((kind.key, _(kind.label)) for kind in kinds),
        voice.facts.kind_of(post.content_for(voice.id).options),
        tuple((kind.key, " · ".join(_said(kind, voice))) for kind in kinds),
    )


def _said(kind: KindFact, voice: Voice) -> Iterable[str]:
    """What a person wants to know before choosing: shape, how many, how long, what it has not."""
    limits = _limits_of(kind, voice)
    if kind.high:
        yield f"{kind.wide}:{kind.high}"
    if limits.media_required or limits.video_required:
        yield _how_many(limits)
    if limits.videos_max and limits.video_max_s:
        yield _("video up to {length}").format(length=say_most(limits.video_max_s))
    if limits.title_required:
        yield _("with a title")
    if kind.says:
        yield _(kind.says)
    if voice.facts.limits.has_first_comment and not limits.has_first_comment:
        yield _("no first comment")


def _how_many(limits: Limits) -> str:
    if limits.video_required:
        return _("one video")
    most = limits.media_max or limits.images_max
    words = ngettext("one photo or video", "up to {count} photos or videos", most or 1)
    return words.format(count=say_number(most)) if most else _("photos or videos")
