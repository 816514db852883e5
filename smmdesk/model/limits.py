"""What a platform takes, as frozen facts, and the check of a content against them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace

from smmdesk.model.content import Content, Option, with_link
from smmdesk.model.counting import COUNTERS, links_in, mentions_in, tags_in, utf8_bytes
from smmdesk.model.media import Asset, MediaKind, MediaUse
from smmdesk.model.planning_aids import VARIABLE
from smmdesk.model.poll_checks import check_poll
from smmdesk.model.problem import Problem, Value

UNLIMITED = 0
KIND = "kind"
"""The option that chooses a kind of post (story, article); what it limits differently stands in `Limits.by_kind`."""
DOCUMENT_TITLE = "document_title"
"""The option that gives a document its title, where the platform shows one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers carry their unit in the name; 0 means "no limit known". Sources stand in the facts file.

    `text_counted_as` names a function of `counting.COUNTERS`. `text_max` holds for text and warning together where
    `text_counts` names more fields than "text".
    """

    text_max: int = UNLIMITED
    text_counted_as: str = "graphemes"
    text_counts: tuple[str, ...] = ("text",)  # content fields or options that share the limit
    text_max_bytes: int = UNLIMITED
    title_max: int = UNLIMITED
    title_required: bool = False
    has_title: bool = False
    title_option: str = ""  # the option that may stand for the title where one is wanted
    title_stands_alone: bool = True  # where it has one: a post may be that and nothing else
    has_link_card: bool = False
    own_link_card: bool = False  # of which a person may change the words and the picture, or leave it out
    reads_links: bool = True  # makes a card of a link in the text by itself
    link_takes_media_place: bool = False  # a card, or media or a poll: beside those the link stands in the text
    has_threads: bool = False
    has_first_comment: bool = False
    first_comment_max: int = UNLIMITED
    answer_max: int = UNLIMITED  # what an answer to a message may have, where that is not what a first comment may
    answer_max_bytes: int = UNLIMITED
    answer_images_max: int = 0  # photos that an answer may carry; 0: words alone
    answer_videos_max: int = 0  # videos, beside photos or instead of them as in a post; 0: none
    media_required: bool = False
    takes_media: bool = True  # False: words alone, no photos, videos or documents
    video_required: bool = False
    images_max: int = UNLIMITED
    videos_max: int = 0
    documents_max: int = 0  # a document stands alone: no photos or videos beside it
    document_types: tuple[str, ...] = ("application/pdf",)
    document_max_bytes: int = UNLIMITED
    document_max_pages: int = UNLIMITED
    mixes_images_and_video: bool = False
    image_types: tuple[str, ...] = ("image/jpeg", "image/png", "image/gif", "image/webp")
    video_types: tuple[str, ...] = ()
    image_max_bytes: int = UNLIMITED
    image_max_px: int = UNLIMITED  # width × height
    image_max_side_px: int = UNLIMITED
    video_max_bytes: int = UNLIMITED
    video_max_s: int = UNLIMITED
    video_codecs: tuple[str, ...] = ()  # none listed: any
    video_cover_picture: bool = False  # takes a picture of its own as a film's cover
    video_cover_moment: bool = False  # takes a moment of the film as its cover
    image_ratios: tuple[str, ...] = ("1:1", "4:5", "1.91:1", "16:9", "9:16")  # offered for cropping, the best first
    image_ratio_least: float = UNLIMITED  # width over height; outside of these the platform refuses or cuts
    image_ratio_most: float = UNLIMITED
    alt_max: int = UNLIMITED
    text_min: int = UNLIMITED
    text_max_with_media: int = UNLIMITED  # a caption may be shorter than a text alone
    tags_max: int = UNLIMITED  # more are allowed or not, they do no good: a hint
    links_max: int = UNLIMITED
    mentions_max: int = UNLIMITED
    mention_form: str = ""  # a regular expression of what names somebody there; empty: not said
    media_max: int = UNLIMITED  # photos and videos together
    video_min_s: int = UNLIMITED
    poll_options_max: int = UNLIMITED  # 0: no polls
    poll_option_max: int = UNLIMITED  # characters of one answer
    poll_question_max: int = UNLIMITED  # UTF-16 units of the question: a longer text's first line
    poll_rest_max: int = UNLIMITED  # and of what follows it, where that is another field than the text
    poll_takes_media_place: bool = False  # a poll or media
    without_options: tuple[str, ...] = ()  # keys of options that do nothing for this kind of post
    by_kind: tuple[tuple[str, tuple[tuple[str, object], ...]], ...] = ()  # what each kind of post limits differently

    def of(self, content: Content) -> "Limits":
        """What holds for this very post: for its kind (the first one where its options choose none) and its media."""
        found = self
        if self.by_kind:
            kinds, chosen = dict(self.by_kind), str(content.options.get(KIND) or "")
            found = self.with_reported(dict(kinds.get(chosen, self.by_kind[0][1])))
        if self.text_max_with_media and content.media:
            found = replace(found, text_max=self.text_max_with_media)
        return found

    @property
    def of_answer(self) -> "Limits":
        """What holds for an answer to a message: words, photos and videos where the platform takes some with an
        answer, and nothing of what a post must have."""
        return replace(
            self,
            text_max=self.answer_max or self.first_comment_max or self.text_max,
            text_max_bytes=self.answer_max_bytes or self.text_max_bytes,
            images_max=self.answer_images_max,
            media_max=self.answer_images_max,
            videos_max=self.answer_videos_max,
            documents_max=0,
            title_required=False,
            media_required=False,
            video_required=False,
            by_kind=(),
        )

    def with_reported(self, reported: Mapping[str, object]) -> "Limits":
        """The same limits with what the server itself reported (`{"text_max": 1000}`); unknown names are ignored."""
        names = {item.name for item in fields(self)}
        return replace(self, **{name: value for name, value in reported.items() if name in names})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class OptionFact:
    """One entry of a platform's option form. `kind`: choice, text, flag, many; `choices` are (value, label) pairs.

    Labels are English source words, translated where shown. `offered_by` names what `Channel.reported` may hold as
    a list of (value, label) for this option (a WordPress category). The value of `many` is a text: the chosen values
    joined by commas. `required_if` names another option and its value ("mode=direct") with which this one is required.
    `promised` names what `Channel.reported` must say yes to, or the option is not there (a younger server has it).
    """

    key: str
    label: str
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    default: Option = None
    text_max: int = UNLIMITED
    required: bool = False
    required_if: str = ""
    help: str = ""
    offered_by: str = ""
    promised: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """One live counter: `used` and `limit` in the platform's own unit; limit 0 means none."""

    used: int
    limit: int

    @property
    def over(self) -> int:
        return max(0, self.used - self.limit) if self.limit else 0

    @property
    def is_near(self) -> bool:
        """From 90 % on: amber (ux.md 13)."""
        return bool(self.limit) and self.used * 10 >= self.limit * 9


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands against sending (`blocking`) and what a person may want to know (`hints`)."""

    blocking: tuple[Problem, ...] = ()
    hints: tuple[Problem, ...] = field(default=())


def count_text(text: str, limits: Limits) -> Count:
    """The text's length by the platform's rule; a byte limit that is nearer shows instead of the character limit."""
    count = Count(COUNTERS[limits.text_counted_as](text), limits.text_max)
    if limits.text_max_bytes and utf8_bytes(text) > limits.text_max_bytes and not count.over:
        return Count(utf8_bytes(text), limits.text_max_bytes)
    return count


def counted_text(content: Content, limits: Limits) -> str:
    """All that shares the text limit, joined: options (a content warning on Mastodon), the text, and the link below
    it where the platform makes no card of it."""
    limits = limits.of(content)
    options = [str(content.options.get(name) or "") for name in limits.text_counts if name != "text"]
    card = limits.has_link_card and not is_without_card(content, limits)
    return "".join([*options, content.text if card else with_link(content.text, content.link)])


def is_without_card(content: Content, limits: Limits) -> bool:
    """Whether something else in the post takes the place of its link's card."""
    return limits.link_takes_media_place and (bool(content.media) or content.poll is not None)


def check(
    content: Content,
    limits: Limits,
    channel: str,
    assets: Mapping[str, Asset],
    options: Iterable[OptionFact] = (),
    language: str = "en",
) -> Checked:
    """Everything that the platform would refuse, in the order of the composer, and gentle hints.

    `assets` holds every asset that the content's media name; one that is missing is a blocking problem.
    """
    limits = limits.of(content)
    blocking = [
        *_check_words(content, limits, channel),
        *_check_thread(content, limits, channel),
        *_check_media(content.media, limits, channel, assets, language),
        *_check_options(content, (each for each in options if each.key not in limits.without_options), channel),
        *check_poll(content, limits, channel),
    ]
    hints = (*_hints(content.media, assets, language), *_tag_hints(content, limits, channel))
    hints += (*_mention_hints(content, limits, channel), *_unfilled(content.text))
    return Checked(tuple(blocking), hints)


def _check_words(content: Content, limits: Limits, channel: str) -> Iterable[Problem]:
    alone = limits.has_title and limits.title_stands_alone and content.title.strip()
    if not content.text.strip() and not content.media and not alone:
        yield Problem("text_missing", {"channel": channel, "field": "text"})
    named = content.title.strip() or str(content.options.get(limits.title_option) or "").strip()
    if limits.title_required and not named:
        yield Problem("title_missing", {"channel": channel, "field": "title"})
    yield from _too_long(count_text(counted_text(content, limits), limits), channel, "text")
    if limits.has_title:
        yield from _too_long(Count(len(content.title), limits.title_max), channel, "title")
    yield from _too_little_or_many(content, limits, channel)
    if content.first_comment.strip():
        if not limits.has_first_comment:
            yield Problem("first_comment_not_possible", {"channel": channel, "field": "first_comment"})
        else:
            limit = limits.first_comment_max or limits.text_max
            used = COUNTERS[limits.text_counted_as](content.first_comment)
            yield from _too_long(Count(used, limit), channel, "first_comment")


def _too_little_or_many(content: Content, limits: Limits, channel: str) -> Iterable[Problem]:
    text = content.text.strip()
    if text and limits.text_min and COUNTERS[limits.text_counted_as](text) < limits.text_min:
        yield Problem("text_too_short", {"channel": channel, "limit": limits.text_min, "field": "text"})
    links = len({*links_in(with_link(content.text, content.link))}) if limits.links_max else 0
    for code, most, found in (
        ("links_too_many", limits.links_max, links),
        ("mentions_too_many", limits.mentions_max, len(mentions_in(content.text)) if limits.mentions_max else 0),
    ):
        if most and found > most:
            yield Problem(code, {"channel": channel, "limit": most, "actual": found, "field": "text"})


def _too_long(count: Count, channel: str, field_name: str, number: int = 0) -> Iterable[Problem]:
    if count.over:
        values: dict[str, Value] = {
            "channel": channel,
            "limit": count.limit,
            "actual": count.used,
            "field": field_name,
            "number": number,
        }
        yield Problem("text_too_long", values)


def _check_thread(content: Content, limits: Limits, channel: str) -> Iterable[Problem]:
    if content.thread and not limits.has_threads:
        yield Problem("thread_not_possible", {"channel": channel, "field": "thread"})
        return
    for number, item in enumerate(content.thread, start=2):
        yield from _too_long(count_text(item.text, limits), channel, "thread", number)


def _check_media(
    uses: tuple[MediaUse, ...], limits: Limits, channel: str, assets: Mapping[str, Asset], language: str
) -> Iterable[Problem]:
    if not limits.takes_media:
        if uses:
            yield Problem("media_not_possible", {"channel": channel, "field": "media"})
        return
    known = [assets[use.asset_id] for use in uses if use.asset_id in assets]
    if limits.video_required and not any(asset.kind is MediaKind.VIDEO for asset in known):
        yield Problem("video_needed", {"channel": channel, "field": "media"})
    elif limits.media_required and not uses:
        yield Problem("media_needed", {"channel": channel, "field": "media"})
    if len(known) < len(uses):
        yield Problem("media_missing", {"name": "?", "field": "media"})
    images = [asset for asset in known if asset.kind is MediaKind.IMAGE]
    videos = [asset for asset in known if asset.kind is MediaKind.VIDEO]
    if images and videos and not limits.mixes_images_and_video:
        yield Problem("media_mixed", {"channel": channel, "field": "media"})
    yield from _check_documents(known, limits, channel)
    for found, most in ((images, limits.images_max), (videos, limits.videos_max)):
        if most and len(found) > most:
            yield Problem("media_too_many", {"channel": channel, "limit": most, "actual": len(found), "field": "media"})
    if limits.media_max and len(known) > limits.media_max:
        values: dict[str, Value] = {"limit": limits.media_max, "actual": len(known), "field": "media"}
        yield Problem("media_too_many", {"channel": channel, **values})
    for asset in known:
        yield from _check_asset(asset, limits, channel)
    for number, use in enumerate(uses, start=1):
        length = len(use.alt_for(language))
        if limits.alt_max and length > limits.alt_max:
            alt: dict[str, Value] = {"channel": channel, "number": number, "field": "alt"}
            yield Problem("alt_too_long", {**alt, "limit": limits.alt_max, "actual": length})


def _check_asset(asset: Asset, limits: Limits, channel: str) -> Iterable[Problem]:
    """Pictures are converted and shrunk before they leave, so only what no conversion mends is refused here."""
    if asset.kind in (MediaKind.IMAGE, MediaKind.DOCUMENT):
        return
    values: dict[str, Value] = {"channel": channel, "name": asset.name, "field": "media"}
    if asset.mime not in limits.video_types:
        yield Problem("media_type", {**values, "types": ", ".join(limits.image_types + limits.video_types)})
    elif limits.video_codecs and asset.codec and asset.codec not in limits.video_codecs:
        yield Problem("video_codec", {**values, "actual": asset.codec, "types": ", ".join(limits.video_codecs)})
    elif limits.video_max_bytes and asset.size_bytes > limits.video_max_bytes:
        sizes = {"limit": f"{limits.video_max_bytes // 1_000_000} MB", "actual": f"{asset.size_bytes // 1_000_000} MB"}
        yield Problem("media_too_big", {**values, **sizes})
    elif limits.video_max_s and asset.duration_ms > limits.video_max_s * 1000:
        sizes = {"limit": f"{limits.video_max_s} s", "actual": f"{asset.duration_ms // 1000} s"}
        yield Problem("media_too_big", {**values, **sizes})
    elif limits.video_min_s and 0 < asset.duration_ms < limits.video_min_s * 1000:
        yield Problem("video_too_short", {**values, "limit": limits.video_min_s})


def _check_documents(known: list[Asset], limits: Limits, channel: str) -> Iterable[Problem]:
    """Documents go out as they are: whatever is wrong with one, only the person can mend it."""
    documents = [asset for asset in known if asset.kind is MediaKind.DOCUMENT]
    for asset in documents:
        values: dict[str, Value] = {"channel": channel, "name": asset.name, "field": "media"}
        if not limits.documents_max or asset.mime not in limits.document_types:
            yield Problem("document_not_taken", values)
            continue
        if limits.document_max_pages and asset.pages > limits.document_max_pages:
            yield Problem("document_too_long", {**values, "limit": limits.document_max_pages, "actual": asset.pages})
        if limits.document_max_bytes and asset.size_bytes > limits.document_max_bytes:
            sizes = {"limit": f"{limits.document_max_bytes // 1_000_000} MB"}
            yield Problem("media_too_big", {**values, **sizes, "actual": f"{asset.size_bytes // 1_000_000} MB"})
    if documents and limits.documents_max and len(known) > limits.documents_max:
        yield Problem("document_alone", {"channel": channel, "field": "media"})


def is_required(option: OptionFact, chosen: Mapping[str, Option]) -> bool:
    """Whether an option must be filled in beside what else is chosen."""
    other, _sign, value = option.required_if.partition("=")
    return option.required or (bool(other) and str(chosen.get(other) or "") == value)


def _check_options(content: Content, options: Iterable[OptionFact], channel: str) -> Iterable[Problem]:
    for option in options:
        value = content.options.get(option.key, option.default)
        values: dict[str, Value] = {"channel": channel, "label": option.label, "field": f"option:{option.key}"}
        if is_required(option, content.options) and value in (None, ""):
            yield Problem("option_missing", values)
        if option.text_max and isinstance(value, str) and len(value) > option.text_max:
            yield Problem("field_too_long", {**values, "limit": option.text_max, "actual": len(value)})


def _hints(uses: tuple[MediaUse, ...], assets: Mapping[str, Asset], language: str) -> Iterable[Problem]:
    for number, use in enumerate(uses, start=1):
        asset = assets.get(use.asset_id)
        if asset and asset.kind is MediaKind.IMAGE and not use.alt_for(language).strip():
            yield Problem("alt_missing", {"number": number, "field": "alt"})
        if asset and asset.kind is MediaKind.DOCUMENT:
            yield Problem("document_as_is", {"name": asset.name, "field": "media"})


def _tag_hints(content: Content, limits: Limits, channel: str) -> Iterable[Problem]:
    """More hashtags than a platform reads: it ignores some, or shows the post to fewer people."""
    found = len(tags_in(content.text)) if limits.tags_max else 0
    if found > limits.tags_max:
        yield Problem("tags_many", {"channel": channel, "limit": limits.tags_max, "actual": found, "field": "text"})


def _mention_hints(content: Content, limits: Limits, channel: str) -> Iterable[Problem]:
    """Names that name nobody on this platform: they stay plain text."""
    if not limits.mention_form:
        return
    for name in dict.fromkeys(found.rstrip(".-") for found in mentions_in(content.text)):
        if re.fullmatch(limits.mention_form, name) is None:
            yield Problem("mention_plain", {"channel": channel, "name": name, "field": "text"})


def _unfilled(text: str) -> Iterable[Problem]:
    """Variables of a saved text that nobody could fill: they would go out as they are written."""
    for found in dict.fromkeys(match[0] for match in VARIABLE.finditer(text)):
        yield Problem("variable_open", {"name": found, "field": "text"})
