"""What a post costs where the platform charges for what a program sends; what a person publishes costs nothing."""

from collections.abc import Sequence
from datetime import date

from smmdesk.model.content import Content
from smmdesk.model.counting import has_address
from smmdesk.model.dates import say_long_date
from smmdesk.model.post import Post
from smmdesk.model.words import _, in_own_marks
from smmdesk.platforms.facts import PriceFact
from ui.presenters.composer_rows import short_names
from ui.presenters.composer_state import ComputerLine, Voice


def price_lines(post: Post, voices: Sequence[Voice]) -> tuple[ComputerLine, ...]:
    """One quiet line for each channel that smmdesk publishes on itself and that is charged for."""
    names = short_names(voices)
    lines = []
    for voice in voices:
        price, content = voice.facts.price, voice.says(post)
        if price is None or not voice.facts.sends_by_itself or content.is_empty:
            continue
        lines.append(ComputerLine("info", names[voice.id], _price_words(content, price)))
    return tuple(lines)


def price_of(content: Content, price: PriceFact) -> float:
    """What all parts of a post cost together: each text, each photo or video, each description."""
    texts = [f"{content.text} {content.link}", *(item.text for item in content.thread)]
    texts += [content.first_comment] if content.first_comment.strip() else []
    uses = [*content.media, *(use for item in content.thread for use in item.media)]
    cost = sum(price.post_with_link if has_address(text) else price.post for text in texts)
    return cost + price.media * len(uses) + price.alt * sum(any(use.alt.values()) for use in uses)


def _price_words(content: Content, price: PriceFact) -> str:
    values = {
        "amount": _money(price_of(content, price), price.currency),
        "linked": _money(price.post_with_link, price.currency),
        "date": say_long_date(date.fromisoformat(price.date)),
    }
    if has_address(f"{content.text} {content.link}") or price.post_with_link == price.post:
        return _("about {amount} for this post, prices of {date}").format(**values)
    return _("about {amount} for this post (a text with a link: {linked}), prices of {date}").format(**values)


def _money(amount: float, currency: str) -> str:
    """To the tenth of a cent, at least two decimals: 0.015, 0.20."""
    whole, _dot, decimals = f"{amount:.3f}".partition(".")
    decimals = decimals[:2] + decimals[2:].rstrip("0")
    return f"{in_own_marks(f'{whole}.{decimals}')} {currency}"
