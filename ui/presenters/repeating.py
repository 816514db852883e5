"""A post that comes again: the choices of its sheet, what they mean, and what a change of one of them holds for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.desk import repeating
from smmdesk.desk.arming import is_armed
from smmdesk.desk.desk import Desk
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.repeats import OfMonth, Often, Repeat, read_rule, rule_of, sentence, which_day
from smmdesk.model.series import Series
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.presenters.typed_days import typed_day

if TYPE_CHECKING:
    from ui.presenters.composer import ComposerPresenter

SHOWN = 5


class RepeatChoice:
    """What is chosen in the sheet of one dated post. Raises ProblemError(not_found, time_missing)."""

    def __init__(self, bridge: Bridge, post_id: str) -> None:
        self._bridge, self._desk = bridge, bridge.desk
        with self._desk.store.reading() as reader:
            self.post = reader.get(Post, post_id)
            found = reader.find(Series, self.post.series_id) if self.post.series_id else None
        if self.post.planned is None:
            raise ProblemError("time_missing", field="when")
        self.start = self.post.planned
        self.series = found
        known = read_rule(found.rrule, found.start.wall) if found is not None else None
        self.repeat = known or Repeat(Often.WEEK, days=(self.start.wall.weekday(),))
        self.left_out: tuple[datetime, ...] = found.exceptions if found is not None else ()
        self.skips_holidays = found is not None and found.skips_holidays

    def choose(self, **changes: object) -> None:
        """Other choices; what was taken out of the list comes back when the rhythm is another."""
        was = self.repeat
        self.repeat = replace(was, **changes)  # type: ignore[arg-type]
        if (was.often, was.every, was.days, was.of_month) != (
            self.repeat.often,
            self.repeat.every,
            self.repeat.days,
            self.repeat.of_month,
        ):
            self.left_out = ()

    def leave_out(self, wall: datetime) -> None:
        self.left_out = (*self.left_out, wall)

    @property
    def begins_as_drafts(self) -> bool:
        """Are the repetitions drafts until this post is scheduled?"""
        with self._desk.store.reading() as reader:
            return not is_armed(reader.deliveries_of(self.post.id))

    @property
    def is_whole(self) -> bool:
        """Can it be done? A weekly one needs a day, and an end is not before the beginning."""
        repeat = self.repeat
        if repeat.often is Often.WEEK and not repeat.days:
            return False
        return repeat.until is None or repeat.until >= self.start.day

    @property
    def words(self) -> str:
        return sentence(self.repeat, self.start.wall)

    @property
    def next_times(self) -> tuple[datetime, ...]:
        """The next five moments on the wall clock, this post's own among them."""
        try:
            return repeating.preview(
                self._desk, self.post, self._rule, SHOWN, self.left_out, skips_holidays=self.skips_holidays
            )
        except ProblemError:
            return ()

    @property
    def month_choices(self) -> tuple[tuple[str, str], ...]:
        """The day of a month in words, by key."""
        day = self.start.day
        keys = [OfMonth.NUMBER, OfMonth.WEEKDAY, *([OfMonth.LAST] if day.day >= 28 else [])]
        return tuple((str(key), which_day(key, day)) for key in keys)

    def typed_day(self, text: str) -> date | None:
        return typed_day(self._desk, self.start.zone, text)

    @property
    def _rule(self) -> str:
        return rule_of(self.repeat, self.start.wall)

    def do(self) -> bool:
        """Let it repeat; said in the toast."""
        made = self._bridge.attempt(
            lambda: repeating.repeat(
                self._desk, self.post.id, self._rule, self.left_out, skips_holidays=self.skips_holidays
            )
        )
        if made is not None:
            self._bridge.announce(_("Repeats {often}").format(often=self.words), True)
        return made is not None

    def stop(self) -> None:
        """This post stays; what would have followed does not come."""
        if self.series is None:
            return
        series_id, wall, post_id = self.series.id, self.start.wall, self.post.id
        went = self._bridge.attempt(lambda: repeating.stop_after(self._desk, post_id, series_id, wall))
        if went is not None:
            self._bridge.announce(_("It does not repeat any more"), True)


def with_repeats(desk: Desk, post: Post, words: str) -> str:
    """`words` about a post that was just scheduled, and that it repeats where a repetition begins with it."""
    with desk.store.reading() as reader:
        series = reader.find(Series, post.series_id) if post.series_id else None
    known = read_rule(series.rrule, series.start.wall) if series is not None else None
    if series is None or known is None or not series.scheduled or post.planned != series.start:
        return words
    return f"{words}. {_('Repeats {often}').format(often=sentence(known, series.start.wall))}"


# ------------------------------------------------------------------ what a change of one holds for
class Asked(NamedTuple):
    """A post of a series that was changed, moved or (`deleted`) put into the trash; `wall` was its time in it."""

    post_id: str
    series_id: str
    wall: datetime
    deleted: bool = False


def asked_before(desk: Desk, ids: Sequence[str], deleted: bool = False) -> Asked | None:
    """To be looked up before something is done to posts; None unless it is one post of a series."""
    if len(ids) != 1:
        return None
    found = repeating.series_at(desk, ids).get(ids[0])
    return Asked(ids[0], *found, deleted) if found is not None else None


def left_its_series(desk: Desk, asked: Asked) -> bool:
    """Is the post one of its own by now?"""
    with desk.store.reading() as reader:
        post = reader.find(Post, asked.post_id)
    return post is None or post.deleted_at_us is not None or post.series_id != asked.series_id


def carry_repeats(composer: "ComposerPresenter") -> None:
    """What was written since a draft began to repeat in this composer is said by its repetitions too."""
    asked, bridge = composer.repeats_along, composer.bridge
    if asked is None:
        return
    with bridge.desk.store.reading() as reader:
        post = reader.find(Post, asked.post_id)
    if post is None or post.deleted_at_us is not None or post.planned is None:
        composer.repeats_along = None
        return
    if post.series_id != asked.series_id:
        bridge.attempt(lambda: repeating.change_following(bridge.desk, post.id, asked.series_id, asked.wall))
    composer.repeats_along = asked_before(bridge.desk, (asked.post_id,))


def hold_for(bridge: Bridge, asked: Asked, every: bool) -> bool:
    """What was done to one is done to all that follow, or to `every` one that is still to come."""
    desk, post_id = bridge.desk, asked.post_id
    if asked.deleted:
        from_wall = None if every else asked.wall
        if every:
            went = bridge.attempt(lambda: repeating.end(desk, asked.series_id, from_wall))
        else:
            went = bridge.attempt(lambda: repeating.end_from(desk, post_id, asked.series_id, asked.wall))
        if went is None:
            return False
        words = ngettext("{count} more post moved to the trash", "{count} more posts moved to the trash", len(went))
        bridge.announce(words.format(count=len(went)), True)
        return True
    change = repeating.change_all if every else repeating.change_following
    if bridge.attempt(lambda: change(desk, post_id, asked.series_id, asked.wall)) is None:
        return False
    bridge.announce(_("All of them changed") if every else _("This and the following changed"), True)
    return True


def repeat_words(desk: Desk, series_id: str | None) -> str:
    """ "every Tuesday at 09:00"; empty for a post that does not repeat."""
    if not series_id:
        return ""
    with desk.store.reading() as reader:
        series = reader.find(Series, series_id)
    if series is None:
        return ""
    known = read_rule(series.rrule, series.start.wall)
    return sentence(known, series.start.wall) if known is not None else _("by an imported rule")
