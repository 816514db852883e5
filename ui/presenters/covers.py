"""The cover of a film: a picture of its own or a moment of it, and which platforms of the post take which."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from smmdesk.model.limits import Limits
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.words import _
from ui.presenters.moments import say_list


class CoverChoice(NamedTuple):
    """What may be chosen, by the platforms of the post, and the sentences that say who takes what."""

    picture: bool
    moment: bool
    lines: tuple[str, ...]


def choice_for(platforms: Sequence[tuple[str, Limits]]) -> CoverChoice:
    """`platforms` are names and limits; without any the choice is open, for those that come later."""
    if not platforms:
        return CoverChoice(True, True, ())
    pictures = _names(platforms, lambda limits: limits.video_cover_picture)
    moments = _names(platforms, lambda limits: limits.video_cover_moment)
    neither = _names(platforms, lambda limits: not (limits.video_cover_picture or limits.video_cover_moment))
    lines = []
    if pictures:
        lines.append(_("{platforms}: a picture of your own.").format(platforms=say_list(pictures)))
    if moments:
        lines.append(_("{platforms}: a moment of the video.").format(platforms=say_list(moments)))
    if neither:
        lines.append(_("{platforms}: chooses the cover by itself.").format(platforms=say_list(neither)))
    return CoverChoice(bool(pictures), bool(moments), tuple(lines))


def _names(platforms: Sequence[tuple[str, Limits]], takes: Callable[[Limits], bool]) -> list[str]:
    return list(dict.fromkeys(name for name, limits in platforms if takes(limits)))


def with_picture(use: MediaUse, asset_id: str | None) -> MediaUse:
    return replace(use, cover_asset_id=asset_id)


def with_moment(use: MediaUse, moment_ms: int | None) -> MediaUse:
    return replace(use, cover_ms=moment_ms)


def read_moment(text: str, asset: Asset) -> int | None:
    """Milliseconds of "12", "0:12", "1:02:03" or "12.5"; None for what is no moment of this film."""
    seconds = 0.0
    parts = text.strip().replace(",", ".").split(":")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    if not 1 <= len(parts) <= 3 or any(number < 0 or number != number for number in numbers):
        return None
    for number in numbers:
        seconds = seconds * 60 + number
    return round(seconds * 1000) if seconds * 1000 <= max(asset.duration_ms, 0) else None


def stepped(moment_ms: int | None, seconds: int, asset: Asset) -> int:
    """The moment so many seconds further on or back, inside the film; from the beginning where there is none yet."""
    last_ms = max(asset.duration_ms, 0)
    return max(0, min(last_ms, (moment_ms or 0) + seconds * 1000))
