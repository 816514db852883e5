"""How one wording of a post differs from another, field by field, for people to read and hear."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from smmdesk.desk.desk import Desk
from smmdesk.model.content import Content, Wording, merge
from smmdesk.model.media import Asset
from smmdesk.model.post import Post
from smmdesk.model.word_diff import Change, Piece, word_diff
from smmdesk.model.words import N_, _

BACK = (N_("comes back: {text}"), N_("goes away: {text}"))
SINCE = (N_("is new: {text}"), N_("is gone: {text}"))


@dataclass(frozen=True, slots=True)
class Section:
    """One field that differs: added is what only the second wording has. `spoken_as`: the words for both fates."""

    title: str
    pieces: tuple[Piece, ...]
    spoken_as: tuple[str, str] = BACK

    @property
    def spoken(self) -> str:
        """The same for who does not see the marks."""
        words = dict(zip((Change.ADDED, Change.REMOVED), self.spoken_as, strict=True))
        said = [
            _(words[p.change]).format(text=p.text.strip()) for p in self.pieces if p.change in words and p.text.strip()
        ]
        return f"{self.title}. {'; '.join(said)}"


class WordPairs:
    """Compares. `names` are the channels' by id."""

    def __init__(self, desk: Desk, names: Mapping[str, str]) -> None:
        self._desk, self._names = desk, names

    def sections(self, one: Post, other: Post, spoken_as: tuple[str, str] = BACK) -> tuple[Section, ...]:
        """What leads from one to the other."""
        pairs = self._pairs(one, other)
        found = [Section(title, word_diff(old, new), spoken_as) for title, old, new in pairs if old != new]
        return tuple(found) or (Section(_("Only choices of the channels differ"), ()),)

    def _pairs(self, one: Post, other: Post) -> Iterator[tuple[str, str, str]]:
        """Title and both texts: of all that is common, and of what a channel says in its own words."""
        for _name, title, old, new in self._fields(one.content, other.content):
            yield title, old, new
        for channel_id in dict.fromkeys(own.channel_id for own in (*one.wordings, *other.wordings)):
            mine, theirs = (post.wording_for(channel_id) or Wording(channel_id) for post in (one, other))
            fields = self._fields(merge(one.content, mine), merge(other.content, theirs))
            channel = self._names.get(channel_id, "")
            for name, title, old, new in fields:
                if getattr(mine, name) is not None or getattr(theirs, name) is not None:
                    yield _("{field} for {channel}").format(field=title, channel=channel), old, new

    def _fields(self, one: Content, other: Content) -> Iterator[tuple[str, str, str, str]]:
        yield "title", _("Title"), one.title, other.title
        yield "text", _("Text"), one.text, other.text
        for number in range(max(len(one.thread), len(other.thread))):
            old, new = (said.thread[number].text if number < len(said.thread) else "" for said in (one, other))
            yield "thread", _("Part {number}").format(number=number + 2), old, new
        yield "link", _("Link"), one.link, other.link
        yield "first_comment", _("First comment"), one.first_comment, other.first_comment
        yield "media", _("Photos"), self._photos(one), self._photos(other)

    def _photos(self, content: Content) -> str:
        uses = [*content.media, *(use for item in content.thread for use in item.media)]
        with self._desk.store.reading() as reader:
            assets = reader.many(Asset, {use.asset_id for use in uses})
        gone = _("a photo that is gone")
        return "\n".join(assets[use.asset_id].name if use.asset_id in assets else gone for use in uses)
