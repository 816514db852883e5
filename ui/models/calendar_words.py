"""Dates and posts in the calendar's words, for the eye and for screen readers, in the language in use."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QLocale

from smmdesk.model.for_the_eye import isolated
from smmdesk.model.stages import Progress, stage_sentence, state_word
from smmdesk.model.words import NP_, SOURCE, _, dates_as, ngettext, pgettext
from ui.models.calendar_entries import Day, Entry

MONDAY = 0
PATTERNS = (
    NP_("date", "ddd"),
    NP_("date", "dddd"),
    NP_("date", "ddd d"),
    NP_("date", "MMM, ddd"),
    NP_("date", "ddd d MMM"),
    NP_("date", "dddd d MMMM"),
    NP_("date", "MMM"),
    NP_("date", "MMMM yyyy"),
    NP_("date", "ddd d MMMM yyyy"),
    NP_("date", "ddd d MMM yyyy"),
    NP_("date", "d MMM"),
    NP_("date", "d MMMM"),
    NP_("date", "d MMM yyyy"),
    NP_("date", "d MMMM yyyy"),
)
"""The dates that this module and its callers write, for translators whose language has another order."""
MOST_SPOKEN = 80
"""Characters of a post that a screen reader says before one opens it."""


def locale() -> QLocale:
    """The names of days and months in the language in use."""
    return QLocale(dates_as())


def week_start() -> int:
    """The first day of the week, 0 for Monday … 6 for Sunday: what the system says where it speaks this language, else
    what the language is used to; English alone says nothing.
    """
    system, own = QLocale.system(), locale()
    if system.language() is own.language():
        return system.firstDayOfWeek().value - 1
    return MONDAY if dates_as() == SOURCE else own.firstDayOfWeek().value - 1


def in_words(day: date, pattern: str) -> str:
    """`day` in Qt's pattern (`dddd d MMMM`), in the language in use and the order of its dates."""
    return locale().toString(QDate(day.year, day.month, day.day), pgettext("date", pattern))


def weekday(day: date) -> str:
    """`Mon`, `lun`."""
    return in_words(day, "ddd")


def short_day(day: date) -> str:
    """`Fri 27 Nov`, `ven 27 nov`."""
    return in_words(day, "ddd d MMM")


def full_day(day: date) -> str:
    """`Friday 27 November`, `venerdì 27 novembre`."""
    return in_words(day, "dddd d MMMM")


def month_title(month: date) -> str:
    """`November 2026`, `Novembre 2026`: a title begins with a capital."""
    return _capital(in_words(month, "MMMM yyyy"))


def day_title(day: date, *, is_short: bool = False) -> str:
    """`Wed 18 November 2026`, `Mer 18 novembre 2026`; short `Mer 18 nov 2026`."""
    return _capital(in_words(day, "ddd d MMM yyyy" if is_short else "ddd d MMMM yyyy"))


def week_title(first: date, last: date, *, is_short: bool = False) -> str:
    """`16–22 November 2026`; months and years stand once where they are the same. Short `16 Nov – 13 Dec`,
    `28 Dec – 3 Jan 2027`."""
    end = in_words(last, "d MMM yyyy" if is_short else "d MMMM yyyy")
    if first.year != last.year and not is_short:
        return f"{in_words(first, 'd MMM yyyy')} – {in_words(last, 'd MMM yyyy')}"
    if first.month != last.month:
        if is_short and first.year == last.year:
            return f"{in_words(first, 'd MMM')} – {in_words(last, 'd MMM')}"
        return f"{in_words(first, 'd MMM')} – {in_words(last, 'd MMM yyyy')}"
    return f"{first.day}–{end}"


def day_number(day: date, with_month: bool) -> str:
    """`26`, or `26 Oct` where the month has to be said."""
    return in_words(day, "d MMM") if with_month else str(day.day)


def gap_words(first: date, last: date) -> str:
    """`nothing 3–5 December`."""
    if first.month == last.month:
        return _("nothing {first}–{last}").format(first=first.day, last=in_words(last, "d MMMM"))
    return _("nothing {first} – {last}").format(first=in_words(first, "d MMMM"), last=in_words(last, "d MMMM"))


def empty_words(first: date, last: date) -> str:
    """`nothing on Tuesday 24 November`, `nothing 24–28 November`."""
    return gap_words(first, last) if last > first else _("nothing on {day}").format(day=full_day(first))


def around_the_number(day: date) -> tuple[str, str]:
    """What stands before and after the number of a day in its date: ("Wed", "Nov"), ("mer", "nov")."""
    before, _number, after = short_day(day).partition(str(day.day))
    return before.strip(), after.strip()


def clock(minutes: int) -> str:
    """`09:15` from minutes after midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def day_and_time(day: date, minutes: int) -> str:
    """`Fri 27 Nov, 09:00`."""
    return _("{day}, {time}").format(day=short_day(day), time=clock(minutes))


def listed(names: Sequence[str]) -> str:
    """`Instagram`, `Instagram and Facebook`, `Instagram, Facebook and Bluesky`."""
    if len(names) < 2:
        return "".join(names)
    return _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])


def state_words(entry: Entry) -> str:
    """The state as a screen reader says it: whether this computer is needed, how many are out."""
    if entry.live > 1 and 0 < entry.published < entry.live:
        partly = _("{done} of {total} published").format(done=entry.published, total=entry.live)
        return f"{stage_sentence(entry.progress)}, {partly}"
    if entry.paused:
        return _("paused")
    return {
        Progress.SCHEDULED: _("goes out, keep this computer on"),
        Progress.HANDED_OFF: _("goes out even if this computer is off"),
        Progress.UNKNOWN: _("checking whether it went out"),
        Progress.MISSED: _("did not go out: the computer was off"),
    }.get(entry.progress, stage_sentence(entry.progress, approved=entry.approved))


def entry_name(entry: Entry, position: int, day: Day) -> str:
    """`09:00, Instagram and Facebook, goes out, keep this computer on, “New”, 2 of 5 on Friday 27 November`."""
    if day.stage:
        where = _("{number} of {count} in “{column}”")
        where = where.format(number=position + 1, count=day.total, column=column_title(day.stage))
    else:
        where = _("{number} of {count} on {day}").format(number=position + 1, count=day.total, day=full_day(day.day))
    words = _("“{words}”").format(words=isolated(entry.words, MOST_SPOKEN)) if entry.words else _("no text yet")
    channels = listed(tuple(dict.fromkeys(mark.name for mark in entry.channels))) or _("no channel yet")
    again = _("repeats") if entry.repeats else ""
    spoken = _language_name(entry.language) if entry.language else ""
    when = day_and_time(entry.day, entry.minutes) if day.stage and entry.day is not None else entry.time
    return ", ".join(part for part in (when, channels, state_words(entry), again, spoken, words, where) if part)


def entry_description(entry: Entry, clash: str = "") -> str:
    """What else is worth saying: what it clashes with, an example, pictures."""
    parts = [_("close together: {posts}").format(posts=clash)] if clash else []
    parts += [_("example post")] if entry.sample else []
    if entry.media_count:
        parts.append(ngettext("{count} picture", "{count} pictures", entry.media_count).format(count=entry.media_count))
    return ", ".join(parts)


def day_name(day: Day, today: date, shown: int) -> str:
    """`Friday 27 November, today, 5 posts, 2 more not shown here`."""
    parts = [column_title(day.stage) if day.stage else full_day(day.day)]
    if day.day == today and not day.stage:
        parts.append(_("today"))
    if day.note:
        parts.append(day.note)
    parts += [mark.text for mark in day.marks]
    parts.append(
        ngettext("{count} post", "{count} posts", day.total).format(count=day.total) if day.total else _("empty")
    )
    hidden = day.total - shown
    if hidden > 0:
        parts.append(ngettext("{count} more", "{count} more", hidden).format(count=hidden))
    return ", ".join(parts)


def column_title(stage: str) -> str:
    """What a column of the board is called."""
    return {
        "ideas": _("Ideas"),
        "drafts": pgettext("column", "Drafts"),
        "review": pgettext("column", "Waiting for OK"),
        "scheduled": pgettext("column", "Scheduled"),
        "published": pgettext("column", "Published"),
        "needs": _("Needs you"),
    }[stage]


def column_empty(stage: str) -> str:
    """What an empty column of the board says."""
    return {
        "ideas": _("Write an idea down: Enter here, or the tray"),
        "drafts": _("No drafts this month"),
        "review": _("Nothing waits for an OK"),
        "scheduled": _("Nothing is scheduled this month"),
        "published": _("Nothing went out this month"),
        "needs": _("Nothing needs you"),
    }[stage]


def more_words(count: int) -> str:
    """The line of a day that shows only some: `+2 more`."""
    return ngettext("+{count} more", "+{count} more", count).format(count=count)


def chip_state(entry: Entry) -> str:
    """The word beside the icon."""
    return state_word(entry.look)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _language_name(code: str) -> str:
    """Loaded with the first post that has several languages."""
    from ui.models.language_names import language_name

    return language_name(code)
