"""Everything that the place of results shows of one reading, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from smmdesk.desk.desk import Desk
from smmdesk.desk.results import Results
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.letter import Letter
from ui.presenters import results_numbers
from ui.presenters.results_rows import Bar, PostRow, RowsOfResults, VoiceRow, bars_of, figures_of


@dataclass(frozen=True, slots=True)
class Shown:
    """`source` says where the figures come from, `numbers` when platforms told theirs and who tells none; `has_any`
    whether anything ever went out or came back."""

    has_any: bool
    bars: tuple[Bar, ...]
    figures: tuple[tuple[str, str], ...]
    posts: tuple[PostRow, ...]
    voices: tuple[VoiceRow, ...]
    letter: Letter
    source: str
    numbers: str


def shown_of(desk: Desk, brand: Brand, channels: Sequence[Channel], results: Results) -> Shown:
    rows = RowsOfResults(desk, {channel.id: channel for channel in channels})
    return Shown(
        has_any=results.has_any,
        bars=bars_of(results),
        figures=(*figures_of(results.figures), *results_numbers.figures_of(results.numbers)),
        posts=tuple(map(rows.post, results.talked)),
        voices=tuple(rows.voice(voice, results.period, brand.zone) for voice in results.voices),
        letter=results.letter,
        source=results_numbers.source_of(results.numbers, brand.zone, desk.clock.now()),
        numbers=results_numbers.notes_of(results.numbers, brand.zone, desk.clock.now()),
    )
