"""Talks: one file (or package) per platform, its facts beside it in resources/platforms/KEY.toml."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from smmdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from smmdesk.platforms.base import Connector
    from smmdesk.platforms.facts import Facts
    from smmdesk.platforms.looks import Look

PLATFORMS = (
    "facebook",
    "instagram",
    "threads",
    "x",
    "linkedin",
    "mastodon",
    "bluesky",
    "google_business",
    "tiktok",
    "youtube",
    "pinterest",
    "flickr",
    "vimeo",
    "wordpress",
    "ghost",
    "blogger",
    "tumblr",
    "micropub",
    "slideshare",
    "discourse",
    "lemmy",
    "mediawiki",
    "reddit",
    "telegram",
    "discord",
    "matrix",
    "webhook",
    "xing",
    "nextdoor",
    "myspace",
    "digg",
    "facebook_group",
    "facebook_profile",
    "forum",
    "practice",
    "by_hand",
    "googleplus",
    "wikio",
)
"""Every platform, in the order shown. A new one is a line here, its facts and its file."""


def facts_of(key: str, data_dir: Path | None = None) -> "Facts":
    """The facts of a platform, with the overrides of a data folder. Raises ProblemError(platform_unknown)."""
    from smmdesk.platforms.facts import load_facts

    _require_known(key)
    return load_facts(key, data_dir)


def look_of(key: str, data_dir: Path | None = None) -> "Look":
    """The name and tint of a platform: what a calendar needs of it. Raises ProblemError(platform_unknown)."""
    from smmdesk.platforms import looks

    _require_known(key)
    return looks.look_of(key, data_dir)


def connector(key: str) -> "Connector":
    """The verbs of a platform, imported at the first call. Raises ProblemError(platform_unknown)."""
    _require_known(key)
    return cast("Connector", import_module(f"smmdesk.platforms.{key}").CONNECTOR)


def connector_of(facts: "Facts") -> "Connector":
    """The verbs behind facts: the platform's own, or a person's hand where `facts` are the assisted ones."""
    return connector(facts.key if facts.sends_by_itself else "by_hand")


def _require_known(key: str) -> None:
    if key not in PLATFORMS:
        raise ProblemError("platform_unknown", platform=key, known=", ".join(PLATFORMS))


def _own_app_words(facts: "Facts") -> tuple[str, ...]:
    own = facts.own_sign_in
    labels = (own.app_id_label, own.app_secret_label) if own.needs_app else ()
    return (*labels, *(facts.oauth.permissions.values() if facts.oauth else ()))


def _moderation_words(facts: "Facts") -> tuple[str, ...]:
    fact = facts.moderation
    if fact is None:
        return ()
    said = (fact.hidden_means, fact.spam_means, fact.deleted_means, fact.passed_on_means, fact.unquoted_means)
    return (*said, fact.kept_means)


def _private_words(facts: "Facts") -> tuple[str, ...]:
    return tuple(facts.private.words.values()) if facts.private else ()


def words_of(facts: "Facts") -> tuple[str, ...]:
    """Every English source word of a platform's facts that a screen shows: for the catalogue and its test."""
    own = facts.own_sign_in
    found = [
        *own.will,
        *own.will_not,
        own.app_begin,
        *own.app_steps,
        own.app_return,
        own.app_end,
        *own.gates,
        own.also_browser,
        *_own_app_words(facts),
        facts.price.says if facts.price else "",
        facts.same_text,
        facts.insights.says if facts.insights else "",
        facts.search_not,
        facts.search.says if facts.search else "",
        *_moderation_words(facts),
        *_private_words(facts),
    ]
    if facts.name_is_a_word:
        found.append(facts.name)
    for field in own.fields:
        found += [field.label, field.help, *(words for _, words in field.choices)]
    for kind in facts.kinds:
        found += [kind.label, kind.says]
    for option in facts.options:
        found += [option.label, option.help, *(label for _, label in option.choices)]
    return tuple(dict.fromkeys(word for word in found if word))
