"""Cutting a photo for the platforms of a post: ratio, frame, focal point and turn, worked out without a screen."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from smmdesk.model.limits import Limits
from smmdesk.model.media import FREE, FULL, WHOLE, Asset, Crop, MediaUse, clamped, crop_for, inside, ratio_of

ZOOM_LEAST = 0.08
STORY = "9:16"
UNSAFE = 0.15
"""The upper and lower part of a story that names and buttons cover (ux.md §1)."""


class Scope(NamedTuple):
    """Whom a crop is for: one platform, or all that have none of their own (empty key)."""

    key: str
    name: str
    ratios: tuple[str, ...]
    limits: Limits


def scopes_of(platforms: Sequence[tuple[str, str, Limits]], everyone: str) -> tuple[Scope, ...]:
    """All platforms of the post first, with every ratio that one of them likes; then each, when there are several."""
    known: dict[str, Scope] = {}
    for key, name, limits in platforms:
        known.setdefault(key, Scope(key, name, limits.image_ratios, limits))
    ratios = tuple(dict.fromkeys(ratio for scope in known.values() for ratio in scope.ratios)) or Limits().image_ratios
    all_of_them = Scope("", everyone, ratios, Limits())
    return (all_of_them, *known.values()) if len(known) > 1 else (all_of_them,)


class Cropping:
    """One photo of a post while it is cut; `use` is what it would be if the person stopped now."""

    def __init__(self, asset: Asset, use: MediaUse, scopes: tuple[Scope, ...]) -> None:
        self.asset = asset
        self.use = self._first = use
        self.scopes = scopes
        self.scope = scopes[0]

    # -- what is shown
    @property
    def shape(self) -> float:
        """Width over height of the photo as it is turned."""
        wide, high = max(1, self.asset.width_px), max(1, self.asset.height_px)
        return high / wide if self.use.turn in (90, 270) else wide / high

    @property
    def ratio(self) -> str:
        """The ratio of the crop in this scope: "4:5", "free" or "whole"."""
        key = self.use.crop_key(self.scope.key)
        return key.rpartition(" ")[2] or WHOLE

    @property
    def box(self) -> Crop:
        """The frame, in fractions of the turned photo."""
        key = self.use.crop_key(self.scope.key)
        return clamped(self.use.crops[key]) if key else FULL

    @property
    def is_own(self) -> bool:
        """Whether this platform has a crop of its own."""
        return bool(self.scope.key) and " " in self.use.crop_key(self.scope.key)

    @property
    def is_story(self) -> bool:
        return self.ratio == STORY

    @property
    def leaving_px(self) -> tuple[int, int]:
        """Pixels of what the platform would get, before it is made smaller; around the focus where it must be cut."""
        limits = self.scope.limits
        crop = crop_for(self.use, self.scope.key, self.shape, limits.image_ratio_least, limits.image_ratio_most)
        left, top, right, bottom = crop or FULL
        size = self.asset.width_px, self.asset.height_px
        wide, high = (size[1], size[0]) if self.use.turn in (90, 270) else size
        return max(1, round(wide * (right - left))), max(1, round(high * (bottom - top)))

    @property
    def is_changed(self) -> bool:
        return self.use != self._first

    # -- changing
    def choose_scope(self, key: str) -> None:
        self.scope = next((scope for scope in self.scopes if scope.key == key), self.scopes[0])

    def choose_ratio(self, ratio: str) -> None:
        """The largest frame of that ratio around the middle of the last one; the whole photo; or a free frame."""
        if ratio == WHOLE:
            self.use = self.use.with_crop(self.scope.key, "", None)
        elif ratio == FREE:
            self._set(self.box, FREE)
        else:
            left, top, right, bottom = self.box
            middle = (left + right - 1, 1 - top - bottom) if self.ratio != WHOLE else self.use.focus
            self._set(inside(FULL, self.shape, ratio_of(ratio), middle), ratio)

    def move(self, right: float, down: float) -> None:
        """Push the frame, in fractions of the photo; it stops at the edges."""
        x, y, x2, y2 = self.box
        wide, high = x2 - x, y2 - y
        x, y = min(max(0.0, x + right), 1 - wide), min(max(0.0, y + down), 1 - high)
        self._change((x, y, x + wide, y + high))

    def zoom(self, factor: float) -> None:
        """A smaller frame (factor under 1) or a larger one, around its middle."""
        left, top, right, bottom = self.box
        wide, high = right - left, bottom - top
        factor = min(max(factor, ZOOM_LEAST / min(wide, high)), 1 / max(wide, high))
        middle = (left + right) / 2, (top + bottom) / 2
        wide, high = wide * factor, high * factor
        x, y = min(max(0.0, middle[0] - wide / 2), 1 - wide), min(max(0.0, middle[1] - high / 2), 1 - high)
        self._change((x, y, x + wide, y + high))

    def pull(self, corner: tuple[int, int], x: float, y: float) -> None:
        """A corner of the frame to a place; (0, 0) is the upper left one. The ratio stays where there is one."""
        left, top, right, bottom = self.box
        fixed_x, fixed_y = (right, bottom)[0] if not corner[0] else left, bottom if not corner[1] else top
        most_wide, most_high = (1 - fixed_x if corner[0] else fixed_x), (1 - fixed_y if corner[1] else fixed_y)
        wide = min(max(ZOOM_LEAST, (x - fixed_x) if corner[0] else (fixed_x - x)), most_wide)
        high = min(max(ZOOM_LEAST, (y - fixed_y) if corner[1] else (fixed_y - y)), most_high)
        ratio = ratio_of(self.ratio)
        if ratio:
            wide = min(max(wide, high * ratio / self.shape), most_wide, most_high * ratio / self.shape)
            high = wide * self.shape / ratio
        new_left = fixed_x if corner[0] else fixed_x - wide
        new_top = fixed_y if corner[1] else fixed_y - high
        self._change((new_left, new_top, new_left + wide, new_top + high))

    def set_focus(self, x: float, y: float) -> None:
        """What must stay in sight, in fractions of the photo."""
        x, y = min(max(0.0, x), 1.0), min(max(0.0, y), 1.0)
        self.use = replace(self.use, focus=(round(x * 2 - 1, 3), round(1 - y * 2, 3)))

    def turn_right(self) -> None:
        """A quarter clockwise, frame and focal point with it."""
        x, y = (self.use.focus[0] + 1) / 2, (1 - self.use.focus[1]) / 2
        focus = (round((1 - y) * 2 - 1, 3), round(1 - x * 2, 3))
        self.use = replace(self.use, turn=(self.use.turn + 90) % 360, focus=focus)
        self.use = replace(self.use, crops={key: self._turned(key, box) for key, box in self.use.crops.items()})

    def reset(self) -> None:
        """The photo as it was given, for everybody."""
        self.use = replace(self.use, crops={}, focus=(0.0, 0.0), turn=0)

    def _turned(self, key: str, box: Crop) -> Crop:
        """A frame after a quarter turn: the same part of the photo, as near to its ratio as that lets it."""
        left, top, right, bottom = clamped(box)
        turned = (1 - bottom, left, 1 - top, right)
        ratio = ratio_of(key.rpartition(" ")[2])
        if not ratio:
            return turned
        middle = (turned[0] + turned[2] - 1, 1 - turned[1] - turned[3])
        return inside(FULL, self.shape, ratio, middle)

    def _change(self, box: Crop) -> None:
        ratio = self.ratio
        self._set(box, FREE if ratio == WHOLE else ratio)

    def _set(self, box: Crop, ratio: str) -> None:
        rounded = tuple(round(min(1.0, max(0.0, value)), 5) for value in box)
        self.use = self.use.with_crop(self.scope.key, ratio, (rounded[0], rounded[1], rounded[2], rounded[3]))
