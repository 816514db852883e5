"""What the previews draw: one frozen value per channel, made anew when typing pauses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QObject, Signal

from smmdesk.model.channel import Channel
from smmdesk.model.content import Content, Option, Poll
from smmdesk.model.counting import COUNTERS, links_in, tags_in
from smmdesk.model.crops import crop_of, turned
from smmdesk.model.dates import say_clock, say_long_date, say_short_date
from smmdesk.model.for_the_eye import shown_host
from smmdesk.model.going_on import parted
from smmdesk.model.limits import DOCUMENT_TITLE, Limits, count_text, counted_text
from smmdesk.model.media import FULL, Crop, MediaKind, MediaUse
from smmdesk.model.moment import Moment
from smmdesk.model.words import N_, _, ngettext
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_card import CardShown, card_link
from ui.presenters.composer_problems import over_from, shown_fits, text_fits
from ui.presenters.composer_rows import short_names, text_count
from ui.presenters.composer_state import Voice
from ui.presenters.moments import say_number

UPRIGHT = 0.7
"""Width over height below which a kind of post fills a phone's screen."""


@dataclass(frozen=True, slots=True)
class PreviewPicture:
    """A photo, video or document as a preview shows it. `path` is its small picture, "" until it is made; `ratio` is
    w / h of what is sent of it: turned, then cropped. `pages` are a document's, and `title` stands on it."""

    path: str
    ratio: float
    alt: str = ""
    focus: tuple[float, float] = (0.0, 0.0)
    is_video: bool = False
    turn: int = 0
    crop: Crop | None = None
    pages: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class PreviewPart:
    """One post of a thread. `over_at` is the position from which the text is too much, None when it fits."""

    text: str
    pictures: tuple[PreviewPicture, ...] = ()
    over_at: int | None = None
    more: str = ""  # what opens below the post


@dataclass(frozen=True, slots=True)
class Preview:
    """One channel's post. `look` names the drawing; folds are positions in the text, 0 for none.

    `level` of the verdict: "ok", "over" or "no" (something else blocks). `is_sample`: the channel is not connected
    yet, so its name is only what was planned. `shape` is the usual ratio of the kind of post, 0 for none; `colours`
    name the spans that the platform colours, of mentions those of its `mention_form`; `labels` the words of the
    options chosen, `notes` what of the post the platform does not show, with the reason.
    """

    channel_id: str
    platform: str
    tint: str
    caption: str
    look: str
    name: str
    handle: str
    avatar: str
    time: str
    day: str
    title: str
    link: str
    parts: tuple[PreviewPart, ...]
    first_comment: str
    options: Mapping[str, Option]
    fold_phone: int
    fold_desktop: int
    ratio_min: float
    ratio_max: float
    measured: str
    verdict: str
    level: str
    is_sample: bool = False
    kind: str = ""
    shape: float = 0.0
    grid_ratio: float = 0.0
    unsafe_top: float = 0.0
    unsafe_bottom: float = 0.0
    unsafe_right: float = 0.0
    colours: tuple[str, ...] = ("link", "tag", "mention")
    mention_form: str = ""
    labels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    card: CardShown | None = None
    poll: Poll | None = None

    @property
    def is_upright(self) -> bool:
        """Does it fill a phone's screen (story, reel)?"""
        return 0 < self.shape < UPRIGHT

    @property
    def host(self) -> str:
        """The site a link leads to."""
        return shown_host(self.link)


class PreviewsPresenter(QObject):
    """`previews` follow the composer. `width` is phone or computer, `shade` light, dark or "" (as the app)."""

    changed = Signal()

    def __init__(self, composer: ComposerPresenter) -> None:
        super().__init__()
        self._composer = composer
        self.previews: tuple[Preview, ...] = ()
        self.width = "phone"
        self.shade = ""
        composer.settled.connect(self.refresh)
        self.refresh()

    @property
    def measured(self) -> str:
        """The day of the oldest measures shown, in words: "22 Nov 2026"."""
        days = [preview.measured for preview in self.previews if preview.measured]
        return _day_words(min(days)) if days else ""

    def choose_width(self, width: str) -> None:
        self.width = width
        self.changed.emit()

    def choose_shade(self, shade: str) -> None:
        self.shade = shade
        self.changed.emit()

    def refresh(self) -> None:
        """Make the previews anew; told only when one of them differs."""
        composer = self._composer
        names = short_names(composer.chosen)
        made = tuple(_preview(composer, voice, names[voice.id]) for voice in composer.chosen)
        if made != self.previews:
            self.previews = made
            self.changed.emit()


def _preview(composer: ComposerPresenter, voice: Voice, caption: str) -> Preview:
    post, channel, fact = composer.draft.post, voice.channel, voice.shown.preview
    content = voice.says(post)
    limits, kind = voice.limits.of(content), voice.shown.kind_of(content.options)
    verdict, level = _verdict(composer, voice, content)
    moment = post.planned or Moment.of(composer.now(), composer.brand.zone)
    link = card_link(post.content_for(voice.id), voice)
    return Preview(
        channel_id=voice.id,
        platform=voice.shown.key,
        tint=voice.shown.tint,
        caption=caption,
        look=fact.look,
        name=channel.name,
        handle=channel.handle,
        avatar=composer.media.thumbs.get(composer.brand.logo_asset_id or "", ""),
        time=say_clock(moment.shown),
        day=say_long_date(moment.day),
        title=content.title if limits.has_title else "",
        link=link,
        parts=_parts(composer, voice, content),
        first_comment=content.first_comment if limits.has_first_comment else "",
        options=dict(content.options),
        fold_phone=fact.fold_phone_chars,
        fold_desktop=fact.fold_desktop_chars,
        ratio_min=fact.image_ratio_min,
        ratio_max=fact.image_ratio_max,
        measured=fact.measured,
        verdict=verdict,
        level=level,
        is_sample=_is_sample(channel),
        poll=content.poll if limits.poll_options_max else None,
        kind=kind,
        shape=next((k.wide / k.high for k in voice.shown.kinds if k.key == kind and k.high), 0.0),
        grid_ratio=fact.grid_ratio if all(k.in_grid for k in voice.shown.kinds if k.key == kind) else 0.0,
        unsafe_top=fact.unsafe_top,
        unsafe_bottom=fact.unsafe_bottom,
        unsafe_right=fact.unsafe_right,
        colours=fact.colours,
        mention_form=voice.shown.limits.mention_form,
        labels=_chosen_labels(voice, content),
        notes=tuple(_notes(voice, content, limits)),
        card=composer.card.shown(_own_card(content, voice), link) if link else None,
    )


def _is_sample(channel: Channel) -> bool:
    return channel.checked_at_us is None and not channel.handle


def _chosen_labels(voice: Voice, content: Content) -> tuple[str, ...]:
    """The words of what was chosen beside the usual in the options ("Book", "Followers only")."""
    without = voice.limits.of(content).without_options
    options = (option for option in voice.facts.options if option.key not in without)
    chosen = [(option, content.options.get(option.key, option.default)) for option in options]
    return tuple(
        _(label) for option, value in chosen if value != option.default for key, label in option.choices if key == value
    )


def _notes(voice: Voice, content: Content, limits: Limits) -> Iterator[str]:
    """What of the post does not show there, and why (ux.md 65)."""
    if _is_sample(voice.channel):
        yield _("Name and picture are samples until it is connected")
    if "link" not in voice.shown.preview.colours and (content.link or links_in(content.text)):
        yield _("Links cannot be clicked here")
    for given, taken, words in (
        (content.title.strip(), limits.has_title, N_("The title is left out: there is none here")),
        (content.thread, limits.has_threads, N_("Only the first part: no threads here")),
        (content.first_comment.strip(), limits.has_first_comment, N_("No first comment here")),
        (content.poll, limits.poll_options_max, N_("No polls here")),
    ):
        if given and not taken:
            yield _(words)
    tags = len(tags_in(content.text)) if limits.tags_max else 0
    if tags > limits.tags_max:
        words = ngettext("Only {count} hashtag is read here", "Only {count} hashtags are read here", limits.tags_max)
        yield words.format(count=limits.tags_max)


def _own_card(content: Content, voice: Voice) -> Content:
    """A platform that reads the page itself knows nothing of what a person put in its place."""
    return content if voice.limits.own_link_card else replace(content, card=None)


def _words(content: Content, voice: Voice) -> str:
    """The text as the platform gets it: with the link below it where that makes no card."""
    return counted_text(replace(content, options={}), voice.limits)


def _parts(composer: ComposerPresenter, voice: Voice, content: Content) -> tuple[PreviewPart, ...]:
    words, more = _words(content, voice), ""
    if any(kind.rest_opens for kind in voice.shown.kinds if kind.key == voice.shown.kind_of(content.options)):
        words, more = parted(words, voice.limits.text_max, COUNTERS[voice.limits.text_counted_as])
    pictures = _pictures(composer, content.media, voice, str(content.options.get(DOCUMENT_TITLE) or ""))
    root = PreviewPart(words, pictures, over_from(words, shown_fits(content, voice)), more)
    if not voice.limits.has_threads:
        return (root,)
    fits = text_fits(voice.limits.of(content))
    rest = [
        PreviewPart(item.text, _pictures(composer, item.media, voice), over_from(item.text, fits))
        for item in content.thread
    ]
    return (root, *rest)


def _pictures(
    composer: ComposerPresenter, uses: Sequence[MediaUse], voice: Voice, titled: str = ""
) -> tuple[PreviewPicture, ...]:
    found = []
    for use in uses:
        asset = composer.media.assets.get(use.asset_id)
        if asset is None:
            continue
        is_video = asset.kind is MediaKind.VIDEO
        cover = composer.media.assets.get(use.cover_asset_id or "") if voice.limits.video_cover_picture else None
        wide, high = turned(asset, use)
        is_image = asset.kind is MediaKind.IMAGE
        crop = crop_of(asset, use, voice.limits, voice.facts.key) if is_image else None
        left, top, right, bottom = crop or FULL
        ratio = wide / high * (right - left) / (bottom - top)
        path = composer.media.thumbs.get(cover.id if cover is not None else asset.id, "")
        alt = use.alt_for(composer.language)
        turn = use.turn if is_image else 0
        title = (titled.strip() or asset.name.rpartition(".")[0]) if asset.pages else ""
        found.append(PreviewPicture(path, ratio, alt, use.focus, is_video, turn, crop, asset.pages, title))
    return tuple(found)


# ------------------------------------------------------------------ words
def _verdict(composer: ComposerPresenter, voice: Voice, content: Content) -> tuple[str, str]:
    """ "ready", "39 too many", or that something else is missing."""
    over = text_count(content, voice.limits).over
    if voice.limits.has_threads:
        limits = voice.limits.of(content)
        over = max([over, *(count_text(item.text, limits).over for item in content.thread)])
    if over:
        return ngettext("{count} too many", "{count} too many", over).format(count=say_number(over)), "over"
    count = sum(row.blocking and voice.id in row.channels for row in composer.screen.problems)
    if count:
        return ngettext("{count} thing is missing", "{count} things are missing", count).format(count=count), "no"
    return (_("ready"), "ok") if not content.is_empty else ("", "ok")


def _day_words(measured: str) -> str:
    try:
        day = date.fromisoformat(measured)
    except ValueError:
        return measured
    return say_short_date(day, with_year=True)
