"""The parts of a web address, of any text whatever: Python's own `urlsplit` raises for some (`http://[`, `https://℀/`),
and what comes from a page, a platform, a link of the desktop or a person's hand may be one of those."""

from urllib.parse import SplitResult, urljoin, urlsplit

NONE = SplitResult("", "", "", "", "")


def split_url(url: str) -> SplitResult:
    """As `urlsplit`; a text that can be no address has no parts. Its `port` may still raise ValueError."""
    try:
        return urlsplit(url)
    except ValueError:
        return NONE


def joined(base: str, link: str) -> str:
    """As `urljoin`: `link` as it stands on the page `base`; "" for what can be no address."""
    try:
        return urljoin(base, link)
    except ValueError:
        return ""
