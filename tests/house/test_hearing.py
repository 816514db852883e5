"""What a connect page promises to read is read: by a connector that hears, and that tells messages of that kind."""

import inspect
import pkgutil
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType

import pytest

from smmdesk.model.message import MessageKind
from smmdesk.platforms import PLATFORMS, connector, facts_of
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.telling import Hears

PROMISED = {
    MessageKind.COMMENT: re.compile(r"\b(comments|replies|answers)\b"),
    MessageKind.MENTION: re.compile(r"\bmentions\b|\bname you\b"),
    MessageKind.REVIEW: re.compile(r"\breviews\b"),
    MessageKind.PRIVATE: re.compile(r"\bmessages\b"),
}
READS = re.compile(r"^(Read|See) ")


def promised(facts: Facts) -> set[MessageKind]:
    """The kinds of messages that the connect page says will be read."""
    lines = [line for line in facts.own_sign_in.will if READS.search(line)]
    return {kind for kind, words in PROMISED.items() if any(words.search(line) for line in lines)}


def told(facts: Facts) -> set[MessageKind]:
    """The kinds that the connector's own code makes, or what it shares with others; none where it does not hear."""
    verb = connector(facts.key)
    if not isinstance(verb, Hears):
        return set()
    own = list(_modules(type(verb).__module__))
    source = "\n".join(inspect.getsource(module) for module in (*own, *_shared(own)))
    return {kind for kind in MessageKind if f"MessageKind.{kind.name}" in source}


def _shared(own: list[ModuleType]) -> Iterator[ModuleType]:
    """Modules of several connectors whose functions these call."""
    names = {getattr(value, "__module__", "") for module in own for value in vars(module).values()}
    for name in sorted(filter(None, names)):
        if name.startswith("smmdesk.platforms.meta_"):
            yield sys.modules[name]


def _modules(name: str) -> Iterator[ModuleType]:
    package = sys.modules[name]
    yield package
    for found in pkgutil.iter_modules(getattr(package, "__path__", ())):
        yield sys.modules.get(f"{name}.{found.name}") or __import__(f"{name}.{found.name}", fromlist=["_"])


@pytest.mark.parametrize("key", PLATFORMS)
def test_what_is_promised_is_heard(key: str) -> None:
    facts = facts_of(key)
    assert promised(facts) <= told(facts)


def test_the_rule_can_fail() -> None:
    facts = facts_of("pinterest")
    lying = replace(facts, own_sign_in=replace(facts.own_sign_in, will=("Read comments and answer them",)))
    assert promised(lying) == {MessageKind.COMMENT}
    assert told(lying) == set()
    assert promised(facts_of("mastodon")) == {MessageKind.COMMENT, MessageKind.MENTION, MessageKind.PRIVATE}
