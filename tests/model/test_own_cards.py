"""Where a person may change a link's card, the connector does what they wished; elsewhere no screen offers it."""

import re

from smmdesk.platforms import PLATFORMS, facts_of
from tests.house.sources import ROOT

CODE = ROOT / "smmdesk" / "platforms"
HEEDS = re.compile(r"outgoing\.card|content\.card")


def heeding(key: str) -> bool:
    """Does the platform's own code look at the card that a person made?"""
    files = [CODE / f"{key}.py", *(CODE / key).glob("*.py")]
    return any(HEEDS.search(path.read_text("utf-8")) for path in files if path.exists())


def test_a_card_is_offered_for_changing_where_the_platform_heeds_it() -> None:
    offered = {key for key in PLATFORMS if facts_of(key).limits.own_link_card}
    assert offered == {key for key in PLATFORMS if heeding(key)}
    assert not {"facebook", "threads"} & offered


def test_only_a_card_that_is_there_can_be_changed() -> None:
    for key in PLATFORMS:
        limits = facts_of(key).limits
        assert limits.has_link_card or not limits.own_link_card, key
