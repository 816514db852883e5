"""The earlier versions of the post in the composer: when, how they differ from what stands there, and back to one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from smmdesk.desk import versions
from smmdesk.desk.versions import Version
from smmdesk.model.content import Content, Wording, merge
from smmdesk.model.dates import say_time
from smmdesk.model.media import Asset
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.post import Post
from smmdesk.model.word_diff import Change, Piece, word_diff
from smmdesk.model.words import _
from ui.presenters.composer import ComposerPresenter


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list: when it was last saved, and how it begins."""

    time: str
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """One field that differs. `pieces` lead from what stands there now to the version: added is what comes back."""

    title: str
    pieces: tuple[Piece, ...]

    @property
    def spoken(self) -> str:
        """The same for who does not see the marks."""
        words = {Change.ADDED: _("comes back: {text}"), Change.REMOVED: _("goes away: {text}")}
        said = [
            words[p.change].format(text=p.text.strip()) for p in self.pieces if p.change in words and p.text.strip()
        ]
        return f"{self.title}. {'; '.join(said)}"


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
        now, then = self._composer.draft.post, self._versions[number].post
        found = [Section(title, word_diff(old, new)) for title, old, new in self._pairs(now, then) if old != new]
        return tuple(found) or (Section(_("Only choices of the channels differ"), ()),)

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

    # ------------------------------------------------------------------ what is compared
    def _pairs(self, now: Post, then: Post) -> Iterator[tuple[str, str, str]]:
        """Title, text of now, text of then: of all that is common, and of what a channel says in its own words."""
        for _name, title, old, new in self._fields(now.content, then.content):
            yield title, old, new
        names = {voice.id: voice.channel.name for voice in self._composer.voices}
        for channel_id in dict.fromkeys(own.channel_id for own in (*now.wordings, *then.wordings)):
            one, other = (post.wording_for(channel_id) or Wording(channel_id) for post in (now, then))
            mine, theirs = merge(now.content, one), merge(then.content, other)
            for name, title, old, new in self._fields(mine, theirs):
                if getattr(one, name) is not None or getattr(other, name) is not None:
                    yield _("{field} for {channel}").format(field=title, channel=names.get(channel_id, "")), old, new

    def _fields(self, now: Content, then: Content) -> Iterator[tuple[str, str, str, str]]:
        yield "title", _("Title"), now.title, then.title
        yield "text", _("Text"), now.text, then.text
        for number in range(max(len(now.thread), len(then.thread))):
            old, new = (said.thread[number].text if number < len(said.thread) else "" for said in (now, then))
            yield "thread", _("Part {number}").format(number=number + 2), old, new
        yield "link", _("Link"), now.link, then.link
        yield "first_comment", _("First comment"), now.first_comment, then.first_comment
        yield "media", _("Photos"), self._photos(now), self._photos(then)

    def _photos(self, content: Content) -> str:
        uses = [*content.media, *(use for item in content.thread for use in item.media)]
        with self._composer.desk.store.reading() as reader:
            assets = reader.many(Asset, {use.asset_id for use in uses})
        gone = _("a photo that is gone")
        return "\n".join(assets[use.asset_id].name if use.asset_id in assets else gone for use in uses)


def say_when(moment: Moment, now: datetime) -> str:
    """An instant of the past: "today, 10:32", "yesterday, 18:05", "Tue 24 Nov, 09:00"."""
    today = Moment.of(now, moment.zone).day
    if moment.shown.date() == today:
        return _("today, {time}").format(time=f"{moment.shown:%H:%M}")
    if moment.shown.date() == today - timedelta(days=1):
        return _("yesterday, {time}").format(time=f"{moment.shown:%H:%M}")
    return say_time(moment, now)


def begins(post: Post) -> str:
    """The first words of a post, also of one that only a channel's own wording has."""
    own = (post.content_for(wording.channel_id).first_words for wording in post.wordings)
    return post.content.first_words or next((words for words in own if words), "") or _("Photos without words")
