"""What is put on a brand's links so that the statistics of its site say where people come from (utm_… parameters).

A link that has such a parameter already was made so on purpose: it is left alone.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote, urlsplit, urlunsplit

from smmdesk.model.content import Content

MARK = "utm_"
USUAL: Mapping[str, str] = {"source": "{platform}", "medium": "social", "campaign": "{campaign}"}
"""What a brand begins with: platform and campaign are filled in for each post and channel."""
_LINK = re.compile(r"https?://[^\s<>\"`]+", re.IGNORECASE)
_TRAILING = ".,;:!?'’”»)]}"
_UNFILLED = re.compile(r"\{[a-z]+\}")


def filled(utm: Mapping[str, str], platform: str, campaign: str = "") -> dict[str, str]:
    """A brand's parameters for one channel and post; what stays empty is left out."""
    values = {"platform": platform, "campaign": _plain(campaign)}
    made = {name: _UNFILLED.sub(lambda found: values.get(found[0][1:-1], ""), text) for name, text in utm.items()}
    order = [*(name for name in USUAL if name in made), *(name for name in made if name not in USUAL)]
    return {name: made[name].strip() for name in order if made[name].strip()}


def _plain(words: str) -> str:
    """A campaign's name as statistics like it: lower case, one word."""
    return "-".join(words.lower().split())


def tagged_link(url: str, tags: Mapping[str, str]) -> str:
    """`url` with the parameters, before its anchor. Unchanged where it has some, or is no address of a page."""
    if not tags or not url:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc or MARK in parts.query.lower():
        return url
    asked = "&".join(f"{MARK}{name}={quote(text, safe='', errors='replace')}" for name, text in tags.items())
    query = f"{parts.query}&{asked}" if parts.query else asked
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, parts.fragment))


def tagged_text(text: str, tags: Mapping[str, str]) -> str:
    """The text with every link in it marked; the punctuation after a link stays after it."""
    if not tags or "://" not in text:
        return text

    def marked(found: re.Match[str]) -> str:
        url = found[0].rstrip(_TRAILING)
        if found[0][len(url) :].startswith(")") and "(" in url:
            url += ")"
        return tagged_link(url, tags) + found[0][len(url) :]

    return _LINK.sub(marked, text)


def tagged(content: Content, tags: Mapping[str, str]) -> Content:
    """All that is said, with its links marked."""
    if not tags:
        return content
    return replace(
        content,
        text=tagged_text(content.text, tags),
        link=tagged_link(content.link, tags),
        thread=tuple(replace(item, text=tagged_text(item.text, tags)) for item in content.thread),
        first_comment=tagged_text(content.first_comment, tags),
    )
