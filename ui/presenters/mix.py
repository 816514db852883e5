"""What a month is about, in words; what the owner wants of it."""

from datetime import date

from smmdesk.desk import mix as desk_mix
from smmdesk.desk.mix import Mix, Share
from smmdesk.model.words import _, ngettext
from smmdesk.store.calendar_reads import CalendarReader
from ui.bridge import Bridge
from ui.models.calendar_words import in_words, short_day

DISMISSED = "mix_hint_off"


class MixPresenter:
    """The month of `day`; `today` is the brand's. The reader stays its owner's."""

    def __init__(self, bridge: Bridge, reader: CalendarReader, brand_id: str, day: date, today: date) -> None:
        self._bridge, self._desk, self._brand_id = bridge, bridge.desk, brand_id
        self._reader, self.day, self._today = reader, day, today

    @property
    def mix(self) -> Mix:
        return desk_mix.mix_of(self._reader, self._brand_id, self.day, self._today)

    @property
    def title(self) -> str:
        return in_words(self.day.replace(day=1), "MMMM yyyy")

    def sentences(self, found: Mix) -> tuple[str, ...]:
        """What is worth saying, most important first; empty when all is well."""
        said = []
        for one in found.quiet:
            words = ngettext("{name}: nothing for {count} day", "{name}: nothing for {count} days", one.days)
            until = ", " + _("until {day}").format(day=short_day(one.until)) if one.until is not None else ""
            said.append(words.format(name=one.name, count=one.days) + until)
        for share in found.off:
            words = _("{name}: {percent}% of the posts, you want {wanted}%")
            said.append(words.format(name=share.name, percent=share.percent, wanted=share.wanted))
        return tuple(said)

    def share_words(self, share: Share) -> str:
        posts = ngettext("{count} post", "{count} posts", share.posts).format(count=share.posts)
        return f"{posts} · {share.percent}%"

    def want(self, shares: dict[str, int]) -> None:
        self._bridge.attempt(lambda: desk_mix.want_shares(self._desk, shares))

    # ------------------------------------------------------------------ the hint
    @property
    def hint(self) -> str:
        """One quiet sentence for beside the calendar; empty when all is well or it was sent away this month."""
        if self._desk.settings.get(DISMISSED) == f"{self.day:%Y-%m}":
            return ""
        return next(iter(self.sentences(self.mix)), "")

    def dismiss(self) -> None:
        """No hint until the next month."""
        self._desk.settings.set(DISMISSED, f"{self.day:%Y-%m}")
