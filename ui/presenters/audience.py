"""Who will see it: the words that name an account and its audience before something leaves (ux.md 80)."""

from collections.abc import Mapping

from smmdesk.model.channel import Channel
from smmdesk.model.words import _
from smmdesk.platforms.facts import Facts

AUDIENCE_OPTIONS = ("visibility", "status")
"""What platforms call the option that says who can see a post."""
Account = tuple[str, str, str, str]
"""One line of a confirmation: platform key, tint, name, what it is."""


def account_words(facts: Facts, channel: Channel, options: Mapping[str, object]) -> str:
    """The platform, the account and who can see it: "Mastodon, @lucia@example.social, everyone"."""
    if not facts.sends_by_itself:
        return _("{platform}: you publish it there yourself").format(platform=_(facts.name))
    if facts.takes_samples:
        return _("{platform}: only on this computer").format(platform=_(facts.name))
    words = [_(facts.name), channel.handle, _audience(facts, options)]
    return ", ".join(word for word in words if word)


def _audience(facts: Facts, options: Mapping[str, object]) -> str:
    """What the channel's option for the audience says, else that it is public."""
    for fact in facts.options:
        value = options.get(fact.key, fact.default)
        if fact.key in AUDIENCE_OPTIONS and value:
            return next((_(label) for key, label in fact.choices if key == value), str(value))
    return _("public")
