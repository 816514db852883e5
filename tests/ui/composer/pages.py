"""The internet of the composer's tests: pages that answer at once, and how often each was asked."""

from pathlib import Path

from smmdesk.platforms.fetch import Fetcher, FetchError, LinkCard
from smmdesk.system.paths import RESOURCES

SHOP = "https://fornolucia.example/panettone"
SHOP_CARD = LinkCard(
    SHOP, "Panettone artigianale", "Quaranta al giorno, non uno di più.", "https://fornolucia.example/panettone.jpg"
)


class Pages(Fetcher):
    """`cards` by address; every other address is dead."""

    def __init__(self, *cards: LinkCard, picture: Path = RESOURCES / "sample" / "panettone.jpg") -> None:
        self.cards = {card.url: card for card in cards}
        self.picture = picture
        self.asked: list[str] = []

    async def card(self, url: str) -> LinkCard:
        self.asked.append(url)
        if url not in self.cards:
            raise FetchError("nobody there")
        return self.cards[url]

    async def image(self, url: str) -> tuple[bytes, str]:
        return self.picture.read_bytes(), "image/jpeg"
