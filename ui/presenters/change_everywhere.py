"""The same words for a post in every place where it is out: what changes where, why not, and what became of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from smmdesk.desk import live_table, taking_down
from smmdesk.desk.live_table import LivePlace
from smmdesk.model.delivery import Op
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.presenters.online import Online

SHOWN_MOST = 160


@dataclass(frozen=True, slots=True)
class WordsPlace:
    """One place. `against` says why its words cannot be changed from here, "" where they can; `own` what it says there
    where that is something else than in most places."""

    delivery_id: str
    name: str
    platform: str
    tint: str
    against: str
    own: str


class WordsEverywhere:
    """`text` is what most places say now; `places` are all where it is out."""

    def __init__(self, bridge: Bridge, post_id: str) -> None:
        self._bridge, self._desk, self._post_id = bridge, bridge.desk, post_id
        self.text = ""
        self.places: tuple[WordsPlace, ...] = ()
        self.read()

    def read(self) -> None:
        """Where it is out now, and what each says."""
        found = [place for place in live_table.places(self._desk, self._post_id) if not place.is_gone]
        said = Counter(place.says for place in found if place.no_words is None and place.says.strip())
        self.text = said.most_common(1)[0][0] if said else ""
        self.places = tuple(self._place(each) for each in found)

    def _place(self, place: LivePlace) -> WordsPlace:
        against = f"{place.no_words.title}." if place.no_words is not None else ""
        wish = place.wish
        if wish is not None and (wish.op is Op.DELETE or not wish.may_be_dropped):
            against = _("Something is being done there just now.")
        own = " ".join(place.says.split())[:SHOWN_MOST] if place.says.strip() != self.text.strip() else ""
        return WordsPlace(place.delivery_id, place.channel.name, place.platform, place.tint, against, own)

    def misfits(self, text: str) -> dict[str, str]:
        """By delivery: what its platform would refuse of these words."""
        able = [place.delivery_id for place in self.places if not place.against]
        found = {each: Online(self._bridge, [each]).against(text) for each in able}
        return {each: problem for each, problem in found.items() if problem}

    def summary(self, count: int) -> str:
        total = len(self.places)
        words = ngettext("Changes in {count} of {total} places.", "Changes in {count} of {total} places.", count)
        return words.format(count=count, total=total)

    def do(self, text: str, delivery_ids: Sequence[str]) -> None:
        """Ask for it in these places; where it is refused that is told, and the others go on."""
        refused = self._bridge.attempt(lambda: taking_down.change_everywhere(self._desk, delivery_ids, text))
        if refused is None:
            return
        for problem in refused.values():
            self._bridge.fail(problem)
        asked = len(delivery_ids) - len(refused)
        if asked:
            words = ngettext("Being changed in {count} place", "Being changed in {count} places", asked)
            self._bridge.announce(words.format(count=asked))
        self.read()
