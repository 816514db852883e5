"""What the composer shows, as frozen values: the view compares them with what it drew last and redraws what differs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from smmdesk.model.channel import Channel
from smmdesk.model.content import Content, Option
from smmdesk.model.limits import Count, Limits
from smmdesk.model.link_tags import tagged
from smmdesk.model.media import Crop
from smmdesk.model.mentions import Names, named
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.platforms.facts import Facts


@dataclass(frozen=True, slots=True)
class Voice:
    """A channel with what its platform takes; `shown` are the facts that its glyph and preview come from."""

    channel: Channel
    facts: Facts
    limits: Limits
    shown: Facts
    tags: Mapping[str, str] = field(default_factory=dict)
    """What its links get (model.link_tags)."""
    names: Names = field(default_factory=dict)
    """What people who are named by a handle of elsewhere are called there (model.mentions)."""
    hosted: bool = True
    """Whether the brand has a place on the web from which a platform can fetch files."""

    @property
    def id(self) -> str:
        return self.channel.id

    def at(self, post: Post) -> "Voice":
        """As it is for this post: the limits of its kind, and a person's hand where files could not be fetched."""
        content = post.content_for(self.id)
        voice = replace(self, limits=self.limits.of(content)) if self.limits.by_kind else self
        return replace(voice, facts=self.facts.assisted()) if voice.lacks_host(post) else voice

    def lacks_host(self, post: Post) -> bool:
        """Whether a person publishes this one only because the platform would fetch its files from the web."""
        content = post.content_for(self.id)
        has_files = bool(content.media) or any(item.media for item in content.thread)
        mine = self.shown.sends_by_itself and not self.channel.guided
        photos = self.facts.needs_public_images and not self.limits.of(content).video_required
        return (self.facts.needs_public_media or photos) and mine and not self.hosted and has_files

    def says(self, post: Post) -> Content:
        """What goes out on it, with its links and names as they will be."""
        return self.as_said(post.content_for(self.id))

    def as_said(self, content: Content) -> Content:
        return tagged(named(content, self.names), self.tags)


@dataclass(frozen=True, slots=True)
class ChannelChip:
    """A channel that can be chosen. `note` says why nothing can go out there yet."""

    id: str
    name: str
    platform: str
    platform_name: str
    tint: str
    chosen: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """`where` is a channel id, "" for all. `own`: it has its own words; `over`: its text is too long."""

    where: str
    label: str
    platform: str = ""
    tint: str = ""
    own: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class Counter:
    """One live counter. `level`: "", "near" (from 90 %), "over"; `spoken` is the whole sentence for screen readers."""

    channel_id: str
    platform: str
    tint: str
    count: Count
    level: str
    shown: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Field:
    """A one-line or further text: whether it is shown, what it holds, its counters."""

    shown: bool
    text: str = ""
    counters: tuple[Counter, ...] = ()
    who: str = ""


@dataclass(frozen=True, slots=True)
class CardRow:
    """The card of the link. `state`: "" (none is shown), looking, seen, unseen (the page cannot be read), removed.

    `who` takes our card and `can_change` says that somebody does; `reads_itself` names those who keep the page's own
    though it was changed here. `is_own`: a person put something in its place. `picture` is a path.
    """

    state: str = ""
    url: str = ""
    host: str = ""
    title: str = ""
    description: str = ""
    picture: str = ""
    is_own: bool = False
    can_change: bool = False
    who: str = ""
    reads_itself: str = ""
    refused: Problem | None = None


@dataclass(frozen=True, slots=True)
class PollRow:
    """The poll. `can`: one may be begun here; `most` answers of `longest` characters (0: not said) go to `who`."""

    can: bool = False
    shown: bool = False
    answers: tuple[str, ...] = ()
    minutes: int = 0
    many: bool = False
    most: int = 0
    longest: int = 0
    who: str = ""


@dataclass(frozen=True, slots=True)
class PartRow:
    """A further part of the thread; `number` counts the root as 1."""

    number: int
    text: str
    counters: tuple[Counter, ...]
    movable_up: bool
    movable_down: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """A photo, video or document of the strip. `path` is its small picture, "" until it is made; `missing`: the file is
    gone; `pages`: of a document, 0 for all else.

    `changed`: the file that it was taken from holds other bytes by now; the post keeps those it has.
    """

    asset_id: str
    number: int
    name: str
    alt: str
    path: str
    is_video: bool = False
    missing: bool = False
    changed: bool = False
    turn: int = 0
    crop: Crop | None = None
    has_cover: bool = False
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Taking:
    """A file that is being read in."""

    name: str


@dataclass(frozen=True, slots=True)
class MediaStrip:
    """`own` when the channel of the tab has its own selection; `can_own` when it may get one."""

    tiles: tuple[Tile, ...] = ()
    taking: tuple[Taking, ...] = ()
    refused: tuple[Problem, ...] = ()
    own: bool = False
    can_own: bool = False


@dataclass(frozen=True, slots=True)
class TimeChoice:
    """A moment that one click takes, and where it comes from."""

    label: str
    reason: str
    moment: Moment


@dataclass(frozen=True, slots=True)
class When:
    """The time field: what was typed, what it means in words, or what is wrong with it."""

    text: str = ""
    says: str = ""
    zone: str = ""
    problem: Problem | None = None
    is_past: bool = False
    choices: tuple[TimeChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class ComputerLine:
    """Whether the computer must be on, for some channels: an icon's name, who, and the sentence."""

    icon: str
    who: str
    says: str


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a problem. `verb` is for `ComposerPresenter.act`."""

    verb: str
    label: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One line of the problems panel: `channels` are the ids it concerns, `where` the tab that can mend it."""

    problem: Problem
    blocking: bool
    channels: tuple[str, ...]
    where: str
    field: str
    number: int
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One entry of the option form; `choices` are (value, words in the language in use)."""

    key: str
    label: str
    kind: str
    value: Option
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    text_max: int = 0
    required: bool = False


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """The options of one channel; `summary` says in a few words what is chosen."""

    channel_id: str
    name: str
    platform: str
    tint: str
    summary: str
    rows: tuple[OptionRow, ...]


@dataclass(frozen=True, slots=True)
class KindRow:
    """The kinds of post that a channel has: (key, label) pairs, the chosen key, and what is different about each."""

    channel_id: str
    name: str
    platform: str
    tint: str
    kinds: tuple[tuple[str, str], ...]
    chosen: str
    says: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The toolbar: title, state, how it is saved. `main_verb`: schedule, close (scheduled), duplicate (it is out)."""

    title: str
    state: str
    state_words: str
    saved: str
    main_label: str
    main_verb: str
    is_locked: bool = False
    is_armed: bool = False
    asks_approval: bool = False


@dataclass(frozen=True, slots=True)
class Jump:
    """The view should put the cursor there: a tab, a field, a number, and what to select in the text. `why` is said to
    who cannot see what stands beside it."""

    where: str
    field: str
    number: int = 0
    start: int = -1
    end: int = -1
    why: str = ""
