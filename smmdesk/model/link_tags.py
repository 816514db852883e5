"""What is put on a brand's links so that the statistics of its site say where people come from (utm_… parameters).

A link that has such a parameter already was made so on purpose: it is left alone.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple
from urllib.parse import quote, urlunsplit

from smmdesk.model.content import Content
from smmdesk.model.problem import Problem
from smmdesk.model.url_parts import split_url
from smmdesk.model.words import N_, _

MARK = "utm_"
USUAL: Mapping[str, str] = {"source": "{platform}", "medium": "social", "campaign": "{campaign}"}
"""What a brand begins with: platform and campaign are filled in for each post and channel."""


class Piece(NamedTuple):
    """One parameter that a person may set: its name behind `utm_`, label and help as English source words."""

    name: str
    label: str
    help: str


PIECES = (
    Piece("source", N_("Source"), N_("Where a visit comes from (utm_source).")),
    Piece("medium", N_("Medium"), N_("What kind of place that is (utm_medium).")),
    Piece("campaign", N_("Campaign"), N_("What the post belongs to (utm_campaign). Left out where it has none.")),
    Piece("content", N_("Content"), N_("What tells two links of one campaign apart (utm_content). Empty: left out.")),
)
BLANKS: Mapping[str, str] = {
    "platform": N_("Platform"),
    "channel": N_("Name of the channel"),
    "campaign": N_("Campaign"),
    "date": N_("Day it goes out"),
}
"""What may stand in braces in a pattern, with the words that offer it (English source words)."""
LONGEST = 100  # characters of one pattern; Analytics cuts what it keeps of a campaign there (Google's help, Nov 2026)
_LINK = re.compile(r"https?://[^\s<>\"`]+", re.IGNORECASE)
_TRAILING = ".,;:!?'’”»)]}"
_UNFILLED = re.compile(r"\{[a-z]+\}")
_BRACED = re.compile(r"\{[^{}]*\}")


def filled(
    utm: Mapping[str, str], platform: str, campaign: str = "", channel: str = "", day: date | None = None
) -> dict[str, str]:
    """A brand's parameters for one channel and post; what stays empty is left out. `day` is written 2026-12-19."""
    values = {"platform": platform, "campaign": _plain(campaign), "channel": _plain(channel)}
    values["date"] = day.isoformat() if day is not None else ""
    made = {name: _UNFILLED.sub(lambda found: values.get(found[0][1:-1], ""), text) for name, text in utm.items()}
    order = [*(name for name in USUAL if name in made), *(name for name in made if name not in USUAL)]
    return {name: made[name].strip() for name in order if made[name].strip()}


def pattern_problem(utm: Mapping[str, str]) -> Problem | None:
    """What is wrong with a brand's pattern; None when links can be marked with it."""
    if not utm.get("source", "").strip():
        return Problem("utm_source_missing")
    for piece in PIECES:
        text, label = utm.get(piece.name, ""), _(piece.label)
        blank = next((found for found in _BRACED.findall(text) if found[1:-1] not in BLANKS), "")
        if blank or set("{}") & set(_UNFILLED.sub("", text)):
            return Problem("utm_blank_unknown", {"label": label, "name": blank or text, "known": _known()})
        if len(text) > LONGEST:
            return Problem("utm_too_long", {"label": label, "limit": LONGEST})
    return None


def _known() -> str:
    return ", ".join(f"{{{name}}}" for name in BLANKS)


def _plain(words: str) -> str:
    """A campaign's name as statistics like it: lower case, one word."""
    return "-".join(words.lower().split())


def tagged_link(url: str, tags: Mapping[str, str]) -> str:
    """`url` with the parameters, before its anchor. Unchanged where it has some, or is no address of a page."""
    if not tags or not url:
        return url
    parts = split_url(url)
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
