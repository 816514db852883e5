"""What a brand puts on its links for its site's statistics: the pattern, what it makes of a link, and saving it."""

from collections.abc import Mapping

from smmdesk.desk.tagging import save_pattern
from smmdesk.model.brand import Brand
from smmdesk.model.campaign import Campaign
from smmdesk.model.channel import Channel
from smmdesk.model.link_tags import PIECES, USUAL, filled, pattern_problem, tagged_link
from smmdesk.model.problem import Problem
from smmdesk.model.words import _
from smmdesk.platforms import PLATFORMS
from ui.bridge import Bridge

PAGE = "https://www.example.com/"


class LinkMarks:
    """Asked by the card of settings; holds nothing but whose links they are."""

    def __init__(self, bridge: Bridge, brand: Brand) -> None:
        self._bridge, self._desk, self._brand = bridge, bridge.desk, brand
        self.is_on = bool(brand.utm)
        self.pattern = {piece.name: (brand.utm or USUAL).get(piece.name, "") for piece in PIECES}
        self._more = {name: text for name, text in brand.utm.items() if name not in self.pattern}
        with self._desk.store.reading() as reader:
            channel = next(iter(reader.all(Channel, brand_id=brand.id)), None)
            campaign = next(iter(reader.all(Campaign, brand_id=brand.id)), None)
        self._platform = channel.platform if channel is not None else next(iter(PLATFORMS))
        self._channel = channel.name if channel is not None else brand.name
        self._campaign = campaign.name if campaign is not None else _("Christmas")

    def against(self, pattern: Mapping[str, str]) -> Problem | None:
        """What stands against marking links so."""
        return pattern_problem(pattern)

    def example(self, pattern: Mapping[str, str]) -> str:
        """A link as it would be today, one parameter a line."""
        today = self._desk.clock.now().date()
        tags = filled({**pattern, **self._more}, self._platform, self._campaign, self._channel, today)
        return tagged_link(PAGE, tags).replace("?", "\n?").replace("&", "\n&")

    def save(self, pattern: Mapping[str, str], is_on: bool) -> None:
        """Hold it from now on; a pattern with a problem is said on the card already and changes nothing."""
        if is_on and self.against(pattern) is not None:
            return
        utm = {**pattern, **self._more} if is_on else {}
        self._bridge.attempt(lambda: save_pattern(self._desk, self._brand.id, utm))
        self.is_on = is_on
