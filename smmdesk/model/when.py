"""A time as people type it, in Italian or English: "domani 9", "24/11 18.30", "next friday 9am", "tra 2 ore".

The text is read in three steps: a distance from now, or else a day, then a time of day; whatever is left over must be
filler ("alle", "at"). What was left open is filled with the next sensible moment; what was said is never changed, so
"oggi 8" in the evening is a moment in the past, and who schedules it hears so.
"""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

import regex

from smmdesk.model.dates import DAYS, MONTHS, names_of_days, names_of_months
from smmdesk.model.moment import Moment
from smmdesk.model.problem import ProblemError

DEFAULT_TIME = time(9)
LONGEST = 80


def parse_when(text: str, now: datetime, zone: str, language: str = "it", default: time = DEFAULT_TIME) -> Moment:
    """The moment that `text` means in `zone` for somebody who types it at the aware instant `now`.

    `default` is the time of a day that was named alone. `language` decides only what both languages would read
    differently ("mar 9": Tuesday or March). Raises ProblemError(time_not_understood).
    """
    try:
        if len(text) > LONGEST:
            raise ValueError(text)
        return _Reading(_plain(text), Moment.of(now, zone), now, language).moment(default)
    except (ValueError, OverflowError):
        raise ProblemError("time_not_understood", text=text[:LONGEST], field="when") from None


def _plain(text: str) -> str:
    """Lower case, without accents, commas and doubled spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(bare.replace(",", " ").replace("’", "'").split())


def _names(table: Mapping[str, tuple[str, ...]], language: str) -> dict[str, int]:
    """Every name and its short forms of three letters or more -> number from 0; `language` wins a contested one."""
    found: dict[str, int] = {}
    for spoken in sorted(table, key=lambda entry: entry == language):
        for number, name in enumerate(table[spoken]):
            bare = _plain(name)
            found.update({bare[:length]: number for length in range(3, len(bare) + 1)})
    return found


_RELATIVE_DAYS = {
    "dopodomani": 2,
    "day after tomorrow": 2,
    "domani": 1,
    "domattina": 1,
    "tomorrow": 1,
    "oggi": 0,
    "today": 0,
    "stasera": 0,
    "stamattina": 0,
    "stanotte": 0,
    "tonight": 0,
    "settimana prossima": 7,
    "prossima settimana": 7,
    "next week": 7,
}
_DAY_PARTS = {
    "mezzogiorno": (12, False),
    "noon": (12, False),
    "midday": (12, False),
    "mezzanotte": (0, False),
    "midnight": (0, False),
    "mattina": (9, False),
    "mattino": (9, False),
    "morning": (9, False),
    "domattina": (9, False),
    "stamattina": (9, False),
    "pomeriggio": (15, True),
    "afternoon": (15, True),
    "sera": (19, True),
    "evening": (19, True),
    "stasera": (19, True),
    "tonight": (19, True),
    "stanotte": (23, True),
}
"""Words for a time of day: the hour they mean alone, and whether "8" beside them means 20:00."""
_UNITS = {"min": 1, "or": 60, "h": 60, "giorn": 1440, "day": 1440, "settiman": 10080, "week": 10080}
"""Beginnings of units -> minutes."""
_COUNTS = dict.fromkeys(("un", "una", "uno", "un'", "a", "an", "one"), 1) | {
    name: number
    for names in ("due tre quattro cinque sei sette otto nove dieci", "two three four five six seven eight nine ten")
    for number, name in enumerate(names.split(), start=2)
}
_FILLER = {"alle", "all'", "alla", "le", "ore", "h", "at", "on", "the", "il", "lo", "la", "l'", "di", "del", "della"}
_FILLER |= {"in", "of", "this", "questo", "questa", "prossimo", "prossima", "next"}

_DISTANCE = regex.compile(
    r"^(?:tra|fra|in)\s+(un'|\w+?)\s*(minut[oi]|min|or[ae]|h|hours?|minutes?|giorn[oi]|days?|settiman[ae]|weeks?)$"
)
_HALF_HOUR = regex.compile(r"^(?:tra|fra|in)\s+(?:mezz'? ?ora|half an hour)$")
_ISO = regex.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?:t|\b)")
_NUMERIC = regex.compile(r"(?<![\d.:])(\d{1,2})[/](\d{1,2})(?:[/](\d{4}|\d{2}))?(?![\d/])")
_DOTTED = regex.compile(r"(?<![\d.:])(\d{1,2})[.-](\d{1,2})[.-](\d{4})(?!\d)")
_DAY_MONTH = regex.compile(r"\b(\d{1,2})(?:°|st|nd|rd|th)?(?: of| di)? ([a-z]{3,})\b(?: (\d{4})\b)?")
_MONTH_DAY = regex.compile(r"\b([a-z]{3,}) (\d{1,2})(?:st|nd|rd|th)?\b(?![:.h])(?: (\d{4})\b)?")
_WEEKDAY_DAY = regex.compile(r"\b([a-z]{3,}) (\d{1,2})\b(?![:.h])(?=.*\d)")
_DAY_ALONE = regex.compile(r"\b(?:il|the) (\d{1,2})(?:st|nd|rd|th)?\b(?![:.])")
_RELATIVE_DAY = regex.compile(rf"\b(?:{'|'.join(_RELATIVE_DAYS)})\b")
_WORD = regex.compile(r"\b[a-z]{3,}\b")
_CLOCK = regex.compile(r"(?<![\d:.])(\d{1,2})(?:[:.h](\d{2})(?::(\d{2}))?)? ?(am|pm|a\.m\.|p\.m\.|h\b)?(?![\d:])")


class _Reading:
    """What is left to read, and what was found so far."""

    def __init__(self, text: str, here: Moment, now: datetime, language: str) -> None:
        self.text = text
        self.here = here
        self.now = now
        self.language = language
        self.days = _names({"": names_of_days(), **DAYS}, language)
        self.months = _names({"": names_of_months(), **MONTHS}, language)

    def moment(self, default: time) -> Moment:
        if self.text in ("adesso", "ora", "subito", "now"):
            return self.here
        distance = self._distance()
        if distance is not None:
            minute = timedelta(seconds=59, microseconds=999_999)
            return Moment.of((self.now + distance + minute).replace(second=0, microsecond=0), self.here.zone)
        part = self._day_part()
        fixed, is_weekday = self._day()
        clock = self._clock(part)
        self._expect_end()
        if fixed is None and clock is None:
            raise ValueError(self.text)
        return self._fill(fixed, clock, default, is_weekday)

    def _fill(self, day: date | None, clock: time | None, default: time, is_weekday: bool) -> Moment:
        """The next sensible moment for what was left open."""
        today = self.here.day
        if clock is None:
            clock = default
            if day == today and Moment(datetime.combine(today, clock), self.here.zone).instant <= self.now:
                clock = time((self.here.wall.hour + 1) % 24)
                day = today if clock.hour else today + timedelta(days=1)
        moment = Moment(datetime.combine(day or today, clock), self.here.zone)
        if moment.instant > self.now or (day is not None and not is_weekday):
            return moment
        return moment.plus(timedelta(days=7 if is_weekday else 1))

    # -- distance
    def _distance(self) -> timedelta | None:
        if _HALF_HOUR.match(self.text):
            return timedelta(minutes=30)
        match = _DISTANCE.match(self.text)
        if match is None:
            return None
        count = _COUNTS.get(match[1]) or int(match[1])
        return timedelta(minutes=count * next(size for stem, size in _UNITS.items() if match[2].startswith(stem)))

    # -- day
    def _day(self) -> tuple[date | None, bool]:
        """The day that is named, and whether it was named as a weekday alone (then a week later will do as well).

        A weekday beside a date must be that date's: what contradicts itself is not understood.
        """
        found: date | None = None
        for read in (self._iso, self._numeric, self._named_month, self._day_alone, self._relative_day):
            found = found or read()
        later = regex.search(r"\b(next|prossim[oa])\b", self.text) is not None
        weekday = self._take(_WORD, lambda match: match[0] in self.days)
        if weekday is None:
            return found, False
        number = self.days[weekday[0]]
        if found is None:
            ahead = (number - self.here.day.weekday()) % 7
            return self.here.day + timedelta(days=ahead or (7 if later else 0)), True
        if found.weekday() != number:
            raise ValueError(self.text)
        return found, False

    def _relative_day(self) -> date | None:
        match = self._take(_RELATIVE_DAY)
        return self.here.day + timedelta(days=_RELATIVE_DAYS[match[0]]) if match else None

    def _iso(self) -> date | None:
        match = self._take(_ISO)
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None

    def _numeric(self) -> date | None:
        """Day before month, as in Italy and Great Britain."""
        match = self._take(_DOTTED) or self._take(_NUMERIC)
        return self._date(int(match[1]), int(match[2]), match[3]) if match else None

    def _named_month(self) -> date | None:
        match = self._take(_DAY_MONTH, lambda found: found[2] in self.months)
        if match:
            return self._date(int(match[1]), self.months[match[2]] + 1, match[3])
        match = self._take(_MONTH_DAY, lambda found: found[1] in self.months and not self._is_weekday(found[1]))
        return self._date(int(match[2]), self.months[match[1]] + 1, match[3]) if match else None

    def _is_weekday(self, word: str) -> bool:
        return word in self.days and self.language != "en"

    def _day_alone(self) -> date | None:
        """ "il 24", "ven 27 alle 9": the next day of that number."""
        match = self._take(_DAY_ALONE)
        number = match[1] if match else self._number_after_weekday()
        if number is None:
            return None
        wanted, month = int(number), self.here.day.replace(day=1)
        for _ in range(12):
            try:
                found = month.replace(day=wanted)
            except ValueError:
                found = date.min
            if found >= self.here.day:
                return found
            month = (month + timedelta(days=32)).replace(day=1)
        raise ValueError(self.text)

    def _number_after_weekday(self) -> str | None:
        match = next((m for m in _WEEKDAY_DAY.finditer(self.text) if m[1] in self.days), None)
        if match is None:
            return None
        self.text = f"{self.text[: match.start(2)]} {self.text[match.end(2) :]}"
        return str(match[2])

    def _date(self, day: int, month: int, year: str | None) -> date:
        """With the year that was said, else the first such day from today on."""
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        for candidate in range(self.here.day.year, self.here.day.year + 9):  # 29 February may take eight years
            try:
                found = date(candidate, month, day)
            except ValueError:
                continue
            if found >= self.here.day:
                return found
        raise ValueError(self.text)

    # -- time of day
    def _day_part(self) -> tuple[int, bool] | None:
        for word, meaning in _DAY_PARTS.items():
            keep = word in _RELATIVE_DAYS
            if regex.search(rf"\b{word}\b", self.text):
                if not keep:
                    self._take(regex.compile(rf"\b(?:di |of the |in the |del |questa |this )?{word}\b"))
                return meaning
        return None

    def _clock(self, part: tuple[int, bool] | None) -> time | None:
        match = self._take(_CLOCK)
        if match is None:
            return time(part[0]) if part else None
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[4] or "")[:1]
        if half in ("a", "p"):
            if not 1 <= hour <= 12:
                raise ValueError(self.text)
            hour = hour % 12 + (12 if half == "p" else 0)
        elif part and part[1] and hour < 12:
            hour += 12
        return time(hour, minute, int(match[3] or 0))

    # -- reading
    def _take(
        self, pattern: "regex.Pattern[str]", fits: "Callable[[regex.Match[str]], bool] | None" = None
    ) -> "regex.Match[str] | None":
        """The first match that fits, cut out of the text."""
        for match in pattern.finditer(self.text):
            if fits is None or fits(match):
                self.text = f"{self.text[: match.start()]} {self.text[match.end() :]}"
                self.text = " ".join(self.text.split())
                return match
        return None

    def _expect_end(self) -> None:
        rest = [word for word in self.text.replace("@", " ").replace("'", "' ").split() if word not in _FILLER]
        if rest:
            raise ValueError(self.text)
