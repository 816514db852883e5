"""From the post to what the composer shows: chips, tabs, counters, fields, options. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, Option
from smmdesk.model.for_the_eye import MOST_ON_A_BUTTON, tame
from smmdesk.model.limits import KIND, Count, Limits, OptionFact, count_text, counted_text, is_required
from smmdesk.model.link_tags import tagged_link, tagged_text
from smmdesk.model.post import Post
from smmdesk.model.words import _
from ui.presenters import composer_edits as edits
from ui.presenters.composer_edits import COMMON
from ui.presenters.composer_state import (
    ChannelChip,
    Counter,
    Field,
    OptionGroup,
    OptionRow,
    PartRow,
    Tab,
    Voice,
)
from ui.presenters.moments import say_list, say_number
from ui.presenters.spans import first_link

MANY = ","
"""Between the values of an option of kind `many`."""


# ------------------------------------------------------------------ channels
def chips_of(voices: Iterable[Voice], chosen: Sequence[str]) -> tuple[ChannelChip, ...]:
    return tuple(
        ChannelChip(
            voice.id,
            voice.channel.name,
            voice.shown.key,
            _(voice.facts.name),
            voice.shown.tint,
            voice.id in chosen,
            channel_note(voice.channel),
        )
        for voice in voices
    )


def channel_note(channel: Channel) -> str:
    """Why nothing can go out there now, or an empty string."""
    if channel.status is ChannelStatus.PLANNED:
        return _("not connected yet")
    if channel.status is ChannelStatus.SIGNED_OUT:
        return _("signed out")
    return _("paused") if channel.paused else ""


def short_names(voices: Sequence[Voice]) -> dict[str, str]:
    """What a tab or caption calls each channel: the platform, and the channel's name where a platform comes twice."""
    platforms = [voice.shown.key for voice in voices]
    return {
        voice.id: _(voice.shown.name)
        if platforms.count(voice.shown.key) == 1
        else tame(voice.channel.name, MOST_ON_A_BUTTON)
        for voice in voices
    }


def tabs_of(post: Post, voices: Sequence[Voice]) -> tuple[Tab, ...]:
    """ "For all" and one tab per chosen channel; a single channel needs no tabs of its own."""
    names = short_names(voices)
    rows = [Tab(COMMON, _("For all"))]
    for voice in voices:
        own = post.wording_for(voice.id)
        over = bool(text_count(voice.says(post), voice.limits).over)
        badge = own is not None and own.changes_words
        rows.append(Tab(voice.id, names[voice.id], voice.shown.key, voice.shown.tint, badge, over))
    return tuple(rows)


# ------------------------------------------------------------------ counters
def text_count(content: Content, limits: Limits) -> Count:
    return _counted(counted_text(content, limits), limits.of(content))


@lru_cache(maxsize=64)
def _counted(text: str, limits: Limits) -> Count:
    """A text is counted once per key press, though tab, counter and preview ask for it."""
    return count_text(text, limits)


def comment_limits(limits: Limits) -> Limits:
    """The limits of a first comment: the text's rule with its own number."""
    from dataclasses import replace

    return replace(limits, text_max=limits.first_comment_max or limits.text_max)


def counter(voice: Voice, count: Count) -> Counter:
    level = "over" if count.over else "near" if count.is_near else ""
    used, limit = say_number(count.used), say_number(count.limit)
    if not count.limit:
        shown, spoken = used, _("{channel}: {used}").format(channel=voice.channel.name, used=used)
    else:
        shown = f"{used} / {limit}"
        words = _("{channel}: {used} of {limit}")
        if count.over:
            words = _("{channel}: {used} of {limit}, {over} too many")
        spoken = words.format(channel=voice.channel.name, used=used, limit=limit, over=say_number(count.over))
    return Counter(voice.id, voice.shown.key, voice.shown.tint, count, level, shown, spoken)


def spoken_voices(post: Post, tab: str, voices: Sequence[Voice], field: str = "text") -> list[Voice]:
    """The channels that hear what is typed in this tab: its own channel, or all that have no version of their own."""
    if tab:
        return [voice for voice in voices if voice.id == tab]
    return [voice for voice in voices if not edits.has_own(post, voice.id, field)]


def text_counters(post: Post, tab: str, voices: Sequence[Voice]) -> tuple[Counter, ...]:
    heard = spoken_voices(post, tab, voices)
    return tuple(counter(voice, text_count(voice.says(post), voice.limits)) for voice in heard)


def part_rows(post: Post, tab: str, voices: Sequence[Voice]) -> tuple[PartRow, ...]:
    items = edits.content_at(post, tab).thread
    heard = [voice for voice in spoken_voices(post, tab, voices, "thread") if voice.limits.has_threads]
    return tuple(
        PartRow(
            number,
            item.text,
            tuple(counter(voice, count_text(tagged_text(item.text, voice.tags), voice.limits)) for voice in heard),
            True,
            number <= len(items),
        )
        for number, item in enumerate(items, start=2)
    )


# ------------------------------------------------------------------ further fields
def title_field(post: Post, tab: str, voices: Sequence[Voice]) -> Field:
    """The title, where a channel that is heard here has one."""
    heard = [voice for voice in spoken_voices(post, tab, voices, "title") if voice.limits.has_title]
    text = edits.content_at(post, tab).title
    counters = [counter(voice, Count(len(text), voice.limits.title_max)) for voice in heard if voice.limits.title_max]
    return Field(bool(heard) or (bool(text) and not tab), text, tuple(counters), _who(heard))


def link_field(post: Post, tab: str, voices: Sequence[Voice]) -> Field:
    """The link. `who` makes a card of it; the others get it below the text."""
    heard = spoken_voices(post, tab, voices, "link")
    text = edits.content_at(post, tab).link
    cards = [voice for voice in heard if voice.limits.has_link_card]
    return Field(bool(heard) or (bool(text) and not tab), text, (), _who(cards))


def tags_line(post: Post, tab: str, voices: Sequence[Voice]) -> str:
    """What the links of the open tab will be, by the example of its first one; empty where they stay as they are."""
    content = edits.content_at(post, tab)
    link = content.link or first_link(content.text)
    for voice in spoken_voices(post, tab, voices, "link"):
        made = tagged_link(link, voice.tags)
        if made != link:
            return made
    return ""


def comment_field(post: Post, tab: str, voices: Sequence[Voice]) -> Field:
    """The first comment, where a channel that is heard here takes one."""
    heard = [voice for voice in spoken_voices(post, tab, voices, "first_comment") if voice.limits.has_first_comment]
    text = edits.content_at(post, tab).first_comment
    counters = (
        [counter(voice, count_text(tagged_text(text, voice.tags), comment_limits(voice.limits))) for voice in heard]
        if text
        else []
    )
    return Field(bool(heard) or (bool(text) and not tab), text, tuple(counters), _who(heard))


def _who(voices: Sequence[Voice]) -> str:
    names = short_names(voices)
    return say_list([names[voice.id] for voice in voices])


# ------------------------------------------------------------------ options
def option_groups(post: Post, tab: str, voices: Sequence[Voice]) -> tuple[OptionGroup, ...]:
    """One group per channel that has options: of the tab's channel, or of all."""
    shown = [voice for voice in voices if form_of(voice) and (not tab or voice.id == tab)]
    names = short_names(voices)
    return tuple(_option_group(post, voice, names[voice.id]) for voice in shown)


def form_of(voice: Voice) -> tuple[OptionFact, ...]:
    """The options that stand in the form: all but the kind of post, which is chosen above, and those that do nothing
    for it."""
    return tuple(fact for fact in voice.facts.options if fact.key not in (KIND, *voice.limits.without_options))


def _option_group(post: Post, voice: Voice, name: str) -> OptionGroup:
    options = post.content_for(voice.id).options
    rows = tuple(_option_row(fact, options, voice.channel) for fact in form_of(voice))
    summary = " · ".join(words for row in rows if (words := _said(row)))
    return OptionGroup(voice.id, name, voice.shown.key, voice.shown.tint, summary, rows)


def _option_row(fact: OptionFact, options: Mapping[str, Option], channel: Channel) -> OptionRow:
    value = options.get(fact.key, fact.default)
    offered = _offered(fact, channel)
    known = {value for value, _label in offered} | {""}
    fixed = tuple((key, _(label)) for key, label in fact.choices if not offered or key in known)
    choices = fixed or offered
    help_words = _(fact.help) if fact.help else ""
    needed = is_required(fact, options)
    return OptionRow(fact.key, _(fact.label), fact.kind, value, choices, help_words, fact.text_max, needed)


def _offered(fact: OptionFact, channel: Channel) -> tuple[tuple[str, str], ...]:
    """What the server itself offers (its categories): (value, label) pairs, given as they are."""
    found = channel.reported.get(fact.offered_by) if fact.offered_by else None
    if not isinstance(found, list | tuple):
        return ()
    pairs = [entry for entry in found if isinstance(entry, list | tuple) and len(entry) == 2]
    return tuple((str(value), str(label)) for value, label in pairs)


def _said(row: OptionRow) -> str:
    """An option in the summary: only what is set."""
    words = dict(row.choices)
    if row.kind == "flag":
        return row.label if row.value else ""
    if row.kind == "many":
        return ", ".join(words.get(value, value) for value in many_values(row.value))
    return words.get(str(row.value), str(row.value)) if row.value not in (None, "") else ""


def many_values(value: Option) -> tuple[str, ...]:
    """The chosen values of an option of kind `many`."""
    return tuple(part.strip() for part in str(value or "").split(MANY) if part.strip())
