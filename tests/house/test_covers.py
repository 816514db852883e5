"""A film's cover that a connector can send is offered by its facts, and none is offered that would be left behind."""

import inspect
import pkgutil
import sys

import pytest

from smmdesk.platforms import PLATFORMS, connector, facts_of
from smmdesk.platforms.facts import Facts

PICTURE, MOMENT = ".cover", ".cover_ms"
SIGN = "video_cover_"


def sent(key: str) -> set[str]:
    """What the connector's own code reads of a film's cover."""
    name = type(connector(key)).__module__
    package = sys.modules[name]
    found = [module.name for module in pkgutil.iter_modules(getattr(package, "__path__", ()))]
    modules = [package, *(__import__(f"{name}.{each}", fromlist=["_"]) for each in found)]
    words = "\n".join(inspect.getsource(module) for module in modules)
    moment = {"moment"} if MOMENT in words else set()
    return moment | ({"picture"} if PICTURE in words.replace(MOMENT, "") else set())


def offered(facts: Facts) -> set[str]:
    return {kind for kind in ("picture", "moment") if getattr(facts.limits, f"{SIGN}{kind}")}


@pytest.mark.parametrize("key", [key for key in PLATFORMS if facts_of(key).sends_by_itself])
def test_covers_that_are_sent_are_offered(key: str) -> None:
    assert offered(facts_of(key)) == sent(key)
