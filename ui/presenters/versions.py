"""The earlier versions of the post in the composer: when, how they differ from what stands there, and back to one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from smmdesk.desk import versions
from smmdesk.desk.versions import Version
from smmdesk.model.dates import say_clock, say_time
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.post import Post
from smmdesk.model.words import _
from ui.presenters.composer import ComposerPresenter
from ui.presenters.word_pairs import Section, WordPairs

__all__ = ["Section", "VersionLine", "VersionsPresenter", "begins", "say_when"]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list: when it was last saved, and how it begins."""

    time: str
    words: str


class VersionsPresenter:
    """`lines` newest first, as they were when this was made; the composer's text is saved before."""

    def __init__(self, composer: ComposerPresenter) -> None:
        self._composer = composer
        composer.saving.flush()
        stored = composer.saving.stored
        self._versions: tuple[Version, ...] = versions.versions_of(composer.desk, stored.id) if stored else ()
        zone, now = composer.brand.zone, composer.now()
        self.lines = tuple(
            VersionLine(say_when(Moment.of(from_us(one.at_us), zone), now), begins(one.post)) for one in self._versions
        )

    @property
    def can_restore(self) -> bool:
        """Not once the post may no longer be changed."""
        return not self._composer.screen.head.is_locked

    def sections(self, number: int) -> tuple[Section, ...]:
        """How a version differs from what stands there now, field by field."""
        names = {voice.id: voice.channel.name for voice in self._composer.voices}
        pairs = WordPairs(self._composer.desk, names)
        return pairs.sections(self._composer.draft.post, self._versions[number].post)

    def restore(self, number: int) -> bool:
        """Let the post say again what a version says; what stands there becomes a version. False: not possible now."""
        composer = self._composer
        stored = composer.saving.stored
        if stored is None or not self.can_restore or not composer.saving.flush():
            return False
        composer.bridge.attempt(lambda: versions.keep_version(composer.desk, stored.id))
        with composer.desk.store.reading() as reader:
            back = versions.version_on(reader, composer.draft.post, self._versions[number])
        composer.draft.take_words(back.content, back.wordings)
        composer.saving.flush()
        composer.bridge.announce(
            _("This is the text of {time}. The other one is kept in the history.").format(time=self.lines[number].time)
        )
        return True


def say_when(moment: Moment, now: datetime) -> str:
    """An instant of the past: "today, 10:32", "yesterday, 18:05", "Tue 24 Nov, 09:00"."""
    today = Moment.of(now, moment.zone).day
    if moment.shown.date() == today:
        return _("today, {time}").format(time=say_clock(moment.shown))
    if moment.shown.date() == today - timedelta(days=1):
        return _("yesterday, {time}").format(time=say_clock(moment.shown))
    return say_time(moment, now)


def begins(post: Post) -> str:
    """The first words of a post, also of one that only a channel's own wording has."""
    own = (post.content_for(wording.channel_id).first_words for wording in post.wordings)
    return post.content.first_words or next((words for words in own if words), "") or _("Photos without words")
