"""Moving and copying posts in the calendar: what a drop would do, said before it happens, and then done.

Everything here is local and can be undone; nothing goes out that nobody scheduled.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from smmdesk.desk import planning
from smmdesk.model.brand import Brand
from smmdesk.model.dates import say_clock
from smmdesk.model.for_the_eye import tame
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.stages import Progress
from smmdesk.model.words import _, language, ngettext
from ui.bridge import Bridge
from ui.models.calendar_entries import ON_ITS_WAY, Entry
from ui.models.calendar_words import clock, day_and_time, full_day, short_day
from ui.presenters.recalls import ending_words, recall_words, trash_words

BETWEEN_LOOSE = timedelta(hours=1)
Find = Callable[[Sequence[str]], tuple[Entry, ...]]


class Answer(NamedTuple):
    """What a drop would do. `refused` says that it would do nothing, and `sentence` why.

    `day` and `minutes` are where the grabbed post would stand; `moments` the new moment of each post.
    """

    sentence: str
    refused: bool
    day: date
    minutes: int
    moments: Mapping[str, Moment]


class CalendarMoves:
    """The verbs on posts. `find` gives entries by id, in order, wherever they stand."""

    def __init__(
        self, bridge: Bridge, brand_id: str, zone: str, find: Find, asks: Callable[[object], object] | None = None
    ) -> None:
        self._bridge, self._desk, self._asks = bridge, bridge.desk, asks
        self._brand_id, self._zone, self._find = brand_id, zone, find

    # ------------------------------------------------------------------ before
    def answer(
        self, ids: Sequence[str], grabbed: str, day: date, minutes: int | None = None, *, copy: bool = False
    ) -> Answer:
        """What dropping `ids` on `day` does when `grabbed` lands there; without `minutes` each keeps its time of day.

        All move by the same distance, so their spacing stays. Posts without date get the day's default time, an hour
        apart.
        """
        entries = self._find(ids)
        lead = next((entry for entry in entries if entry.post_id == grabbed), entries[0] if entries else None)
        if lead is None:
            return Answer(_("These posts are no longer there"), True, day, minutes or 0, {})
        moments = self._moments(entries, lead, day, minutes)
        landing = moments[lead.post_id].shown
        at = landing.hour * 60 + landing.minute
        reason = self._refusal(entries, moments, copy)
        if reason:
            return Answer(reason, True, landing.date(), at, moments)
        return Answer(_result(moments, landing.date(), at, copy), False, landing.date(), at, moments)

    def _moments(self, entries: Sequence[Entry], lead: Entry, day: date, minutes: int | None) -> dict[str, Moment]:
        step = timedelta()
        if lead.moment is not None:
            step = timedelta(days=(day - lead.moment.day).days)
            if minutes is not None:
                wall = lead.moment.wall
                step += timedelta(minutes=minutes - wall.hour * 60 - wall.minute)
        undated = any(entry.moment is None for entry in entries)
        first = self._default(day, minutes) if undated else Moment(datetime.combine(day, time()), self._zone)
        loose = [entry.post_id for entry in entries if entry.moment is None]
        return {
            entry.post_id: entry.moment.plus(step)
            if entry.moment is not None
            else first.plus(BETWEEN_LOOSE * loose.index(entry.post_id))
            for entry in entries
        }

    def _default(self, day: date, minutes: int | None) -> Moment:
        if minutes is None:
            return planning.next_default_time(self._desk, self._brand_id, day)
        return Moment(datetime.combine(day, time(minutes // 60, minutes % 60)), self._zone)

    def _refusal(self, entries: Sequence[Entry], moments: Mapping[str, Moment], copy: bool) -> str:
        if not copy:
            if any(entry.progress in ON_ITS_WAY for entry in entries):
                return _("On its way: it stays")
            if any(entry.stays for entry in entries):
                return _("Already out: it can only be copied")
            if all(entry.moment == moments[entry.post_id] for entry in entries):
                return ""
        now = self._desk.clock.now()
        past = [moment for moment in moments.values() if moment.instant <= now]
        if not past:
            return ""
        if past[0].day == Moment.of(now, past[0].zone).day:
            return _("{time} is already past").format(time=say_clock(past[0].shown))
        return _("Already past: choose today or later")

    # ------------------------------------------------------------------ done
    def drop(
        self, ids: Sequence[str], grabbed: str, day: date, minutes: int | None = None, *, copy: bool = False
    ) -> tuple[str, ...]:
        """Do what `answer` says; returns the ids that now stand there. A refusal is announced and changes nothing."""
        answer = self.answer(ids, grabbed, day, minutes, copy=copy)
        if answer.refused:
            self._bridge.announce(answer.sentence)
            return ()
        entries = self._find(ids)
        if not copy and all(entry.moment == answer.moments[entry.post_id] for entry in entries):
            return tuple(ids)
        if theirs := self._of_another(ids):
            return self._to_this_brand(theirs, answer, copy)
        asked = self._repeats(ids) if not copy else None
        done = self._copy(answer.moments) if copy else self._move(entries, answer.moments)
        if done:
            self._ask(asked)
            words = _done_words(len(done), answer.day, answer.minutes, copy)
            self._bridge.announce(said(words, ending_words(self._desk, done)), True)
        return done

    def _of_another(self, ids: Sequence[str]) -> str:
        """The name of a brand whose posts are not shown here, while one of these is its: it was copied over there."""
        shown = {brand.id for brand in self._bridge.shown_brands}
        with self._desk.store.reading() as reader:
            found = next((post for post in reader.many(Post, ids).values() if post.brand_id not in shown), None)
            owner = reader.find(Brand, found.brand_id) if found is not None else None
        return owner.name if owner is not None else ""

    def _to_this_brand(self, theirs: str, answer: Answer, copy: bool) -> tuple[str, ...]:
        """Copies become the open brand's own drafts; nothing moves from one brand to another."""
        if not copy:
            self._bridge.announce(_("This is a post of {brand}: it can only be copied here").format(brand=tame(theirs)))
            return ()
        from smmdesk.desk.copying import copy_to_brand

        made = self._posts(lambda: copy_to_brand(self._desk, self._brand_id, answer.moments))
        if made:
            words = _done_words(len(made), answer.day, answer.minutes, True)
            lacks = any(not entry.channels for entry in self._find(made))
            self._bridge.announce(said(words, f" {_('Choose its channels.')}" if lacks else ""), True)
        return made

    def shift(self, ids: Sequence[str], days: int = 0, minutes: int = 0) -> tuple[str, ...]:
        """Move dated posts by a distance along the wall clock (Alt+Shift+arrows)."""
        lead = next((entry for entry in self._find(ids) if entry.moment is not None), None)
        if lead is None or lead.moment is None:
            return ()
        to = lead.moment.plus(timedelta(days=days, minutes=minutes)).wall
        return self.drop(ids, lead.post_id, to.date(), to.hour * 60 + to.minute)

    def move_to(self, ids: Sequence[str], text: str) -> tuple[str, ...]:
        """Move to a time as people type it; the first lands there and the others keep their distance."""
        from smmdesk.model.when import parse_when

        def move() -> tuple[str, ...]:
            default = self._find(ids)[0].moment
            keep = default.clock_time if default is not None else time(9)
            zone = default.zone if default is not None else self._zone
            moment = parse_when(text, self._desk.clock.now(), zone, language(), keep)
            wall = moment.wall
            return self.drop(ids, ids[0], wall.date(), wall.hour * 60 + wall.minute)

        return self._bridge.attempt(move) or ()

    def duplicate(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Draft twins on the same day and time; of what is past, without date."""
        now = self._desk.clock.now()
        moments = {
            entry.post_id: entry.moment if entry.moment is not None and entry.moment.instant > now else None
            for entry in self._find(ids)
        }
        made = self._copy(moments)
        if made:
            undated = all(moment is None for moment in moments.values())
            self._bridge.announce(_("Copied, without a date yet") if undated else _("Copied"), True)
        return made

    def unschedule(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Off the calendar: drafts and ideas without date. What is on its way stays, and is named."""
        ids, left = self._able(ids)
        also = recall_words(self._desk, ids) + left
        found = self._posts(lambda: planning.unschedule(self._desk, ids))
        if found:
            words = ngettext("Taken off the calendar", "{count} posts taken off the calendar", len(found))
            self._bridge.announce(said(words.format(count=len(found)), also), True)
        return found

    def back_to_draft(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Drafts again, on their days: they no longer go out. What is on its way stays, and is named."""
        ids, left = self._able(ids)
        also = recall_words(self._desk, ids) + left
        found = self._posts(lambda: planning.back_to_draft(self._desk, ids))
        if found:
            words = ngettext("A draft again", "{count} posts are drafts again", len(found))
            self._bridge.announce(said(words.format(count=len(found)), also), True)
        return found

    def schedule_at(self, post_id: str, text: str) -> tuple[str, ...]:
        """Let a post go out at a time as people type it."""
        from smmdesk.model.when import parse_when

        now = self._desk.clock.now()
        moment = self._bridge.attempt(lambda: parse_when(text, now, self._zone, language(), time(9)))
        return self.schedule(post_id, moment) if moment is not None else ()

    def schedule(self, post_id: str, moment: Moment | None = None) -> tuple[str, ...]:
        """Let a draft go out at `moment`, else at its own time."""
        from ui.presenters.repeating import with_repeats

        found = self._posts(lambda: (planning.schedule(self._desk, post_id, moment),))
        entries = self._find(found)
        if entries and entries[0].day is not None:
            when = day_and_time(entries[0].day, entries[0].minutes)
            words = _("Scheduled: {time}").format(time=when)
            with self._desk.store.reading() as reader:
                words = with_repeats(self._desk, reader.get(Post, post_id), words)
            self._bridge.announce(said(words, ending_words(self._desk, found)), True)
        return found

    def trash(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Into the trash for 30 days. What is on its way stays, and is named."""
        ids, left = self._able(ids, trash=True)
        also, asked = trash_words(self._desk, ids) + left, self._repeats(ids, deleted=True)
        found = self._posts(lambda: planning.trash(self._desk, ids))
        if found:
            words = ngettext("Moved to the trash", "{count} posts moved to the trash", len(found))
            self._bridge.announce(said(words.format(count=len(found)), also), True)
            self._ask(asked)
        return found

    def _able(self, ids: Sequence[str], *, trash: bool = False) -> tuple[Sequence[str], str]:
        """Those of several with which it can be done, and a sentence about the others, with a blank before it; all of
        them where it can be done with none, so that what stands against it is told."""
        if len(ids) < 2:
            return ids, ""
        from smmdesk.desk.bulk import staying
        from ui.presenters.left_out import left_out_words

        left = staying(self._desk, ids, trash=trash)
        able = [post_id for post_id in ids if post_id not in {one.post_id for one in left}]
        return (able, f" {left_out_words(left)}") if left and able else (ids, "")

    def _repeats(self, ids: Sequence[str], deleted: bool = False) -> object:
        """Which repetition one post belongs to, before it leaves it."""
        if self._asks is None or len(ids) != 1 or not any(entry.repeats for entry in self._find(ids)):
            return None
        from ui.presenters.repeating import asked_before

        return asked_before(self._desk, ids, deleted)

    def _ask(self, asked: object) -> None:
        """Only this one, or more of its repetition? The screen asks."""
        if asked is not None and self._asks is not None:
            self._asks(asked)

    def _copy(self, moments: Mapping[str, Moment | None]) -> tuple[str, ...]:
        return self._posts(lambda: planning.copy_posts(self._desk, moments))

    def _move(self, entries: Sequence[Entry], moments: Mapping[str, Moment]) -> tuple[str, ...]:
        """Ideas of the tray become drafts that link to them; everything else is dated anew."""
        ideas = [entry.post_id for entry in entries if entry.progress is Progress.IDEA and entry.moment is None]
        rest = {post_id: moment for post_id, moment in moments.items() if post_id not in ideas}
        made = self._posts(lambda: [planning.idea_to_draft(self._desk, idea, moments[idea]) for idea in ideas])
        return (*made, *self._posts(lambda: planning.move_posts(self._desk, rest))) if rest else made

    def _posts(self, intent: Callable[[], Iterable[Post]]) -> tuple[str, ...]:
        found = self._bridge.attempt(lambda: tuple(intent()))
        return tuple(post.id for post in found or ())


def said(words: str, also: str) -> str:
    """What was done, and what is done about it elsewhere: two sentences where there are two."""
    return f"{words}.{also}" if also else words


def _result(moments: Mapping[str, Moment], day: date, minutes: int, copy: bool) -> str:
    if len(moments) > 1:
        many = _("{count} posts, same spacing, from {day}").format(count=len(moments), day=short_day(day))
        return _("copy, {time}").format(time=many) if copy else many
    when = day_and_time(day, minutes)
    return _("copy, {time}").format(time=when) if copy else when


def _done_words(count: int, day: date, minutes: int, copy: bool) -> str:
    if count > 1:
        words = _("{count} posts copied, from {day}") if copy else _("{count} posts moved, from {day}")
        return words.format(count=count, day=full_day(day))
    words = _("Copied to {day}, {time}") if copy else _("Moved to {day}, {time}")
    return words.format(day=full_day(day), time=clock(minutes))
