"""What of a photo goes to one platform, by the platform's limits."""

from smmdesk.model.limits import Limits
from smmdesk.model.media import Asset, Crop, MediaUse, crop_for


def turned(asset: Asset, use: MediaUse) -> tuple[int, int]:
    """Width and height as the post turns it, at least 1."""
    size = max(1, asset.width_px), max(1, asset.height_px)
    return (size[1], size[0]) if use.turn in (90, 270) else size


def crop_of(asset: Asset, use: MediaUse, limits: Limits, platform: str) -> Crop | None:
    """What of the turned picture a platform gets; None for all of it."""
    wide, high = turned(asset, use)
    return crop_for(use, platform, wide / high, limits.image_ratio_least, limits.image_ratio_most)
