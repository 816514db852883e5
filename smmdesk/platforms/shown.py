"""Pictures that hang on a message, as its platform tells of them: kept as addresses, few and plain, read by nobody
until a person says so (desk/contribution_photos)."""

from collections.abc import Iterable, Mapping

from smmdesk.model.contribution import ADDRESS_MOST, ALT_MOST, MEDIA_MOST, Shown
from smmdesk.model.url_parts import split_url

MEDIA = "media"
"""In `Message.data`: a list of {"url", "alt"}."""


def told(found: Iterable[tuple[object, object]]) -> dict[str, object]:
    """Addresses and descriptions as part of a message's data; nothing where there are none. What is no address of the
    web is left out, as is what is more than anybody shows at once."""
    kept: list[dict[str, str]] = []
    for url, alt in found:
        if len(kept) == MEDIA_MOST:
            break
        if isinstance(url, str) and _is_address(url):
            kept.append({"url": url, "alt": alt[:ALT_MOST] if isinstance(alt, str) else ""})
    return {MEDIA: kept} if kept else {}


def pictures_of(data: Mapping[str, object]) -> tuple[Shown, ...]:
    """What a message's data tell of pictures; whatever else stands there is passed over."""
    listed = data.get(MEDIA)
    found = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list | tuple) else []
    addresses = [(each.get("url"), each.get("alt")) for each in found]
    made = [
        Shown(url, alt[:ALT_MOST] if isinstance(alt, str) else "")
        for url, alt in addresses
        if isinstance(url, str) and _is_address(url)
    ]
    return tuple(dict.fromkeys(made))[:MEDIA_MOST]


def _is_address(url: str) -> bool:
    parts = split_url(url)
    return len(url) <= ADDRESS_MOST and parts.scheme in ("https", "http") and bool(parts.hostname) and url.isprintable()
