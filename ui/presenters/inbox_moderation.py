"""What can be done with a message on its platform, how far that is, and the words for both."""

from collections.abc import Callable
from dataclasses import dataclass

from smmdesk.desk import moderating
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.dates import say_clock
from smmdesk.model.delivery import Op, State, Wish
from smmdesk.model.message import Message
from smmdesk.model.moderation import ModerationFact, is_unquoted, wanted
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.words import _
from ui.bridge import Bridge


@dataclass(frozen=True, slots=True)
class Handled:
    """`says` is how it stands there, "" where nothing was done; `why` what stands against it, with what to do.

    `liked`, `passed_on`, `hushed` and `spam` are what the person wants, `unquoted` that our post stands in it no more.
    `needs_you`: they decide whether it is tried
    again or left. `pass_on_word` is what the platform calls passing on, `kept` why this one is not passed on.
    """

    key: str
    platform: str
    offers: tuple[Op, ...] = ()
    liked: bool = False
    hushed: bool = False
    spam: bool = False
    passed_on: bool = False
    says: str = ""
    why: str = ""
    is_open: bool = False
    needs_you: bool = False
    hidden_means: str = ""
    spam_means: str = ""
    deleted_means: str = ""
    passed_on_means: str = ""
    pass_on_word: str = ""
    kept: str = ""
    url: str = ""
    unquoted: bool = False
    unquoted_means: str = ""


def handled(desk: Desk, message: Message, channel: Channel | None, zone: str) -> Handled | None:
    """None where nothing can be done with it there, and nothing was."""
    offers = moderating.offers(desk, message, channel)
    wish = wanted(message)
    unquoted = is_unquoted(message)
    wants = message.hushed or message.spam or message.liked or message.passed_on or unquoted
    if channel is None or not (offers or wish is not None or wants):
        return None
    facts = desk.shown_facts(channel)
    fact, platform = facts.moderation, _(facts.name)
    problem = wish.problem if wish is not None and wish.state is State.NEEDS_YOU else None
    return Handled(
        message.id,
        platform,
        offers,
        message.liked,
        message.hushed,
        message.spam,
        message.passed_on,
        _how_it_stands(message, platform) if wish is None else _how_far(wish, platform, zone),
        f"{problem.title}. {problem.advice}" if problem is not None else "",
        wish is not None,
        problem is not None,
        *_meanings(fact),
        _(kept) if (kept := moderating.kept_from_passing_on(desk, message, channel)) else "",
        message.url,
        unquoted,
        _(fact.unquoted_means) if fact is not None and fact.unquoted_means else "",
    )


def _meanings(fact: ModerationFact | None) -> tuple[str, str, str, str, str]:
    """What becomes of it, by act, and what the platform calls passing on."""
    if fact is None:
        return "", "", "", "", ""
    said = (fact.hidden_means, fact.spam_means, fact.deleted_means, fact.passed_on_means)
    hidden, spam, deleted, passed_on = (_(words) if words else "" for words in said)
    return hidden, spam, deleted, passed_on, fact.pass_on_word


def _how_it_stands(message: Message, platform: str) -> str:
    if message.removed:
        return ""
    if message.spam:
        return _("marked as spam on {platform}").format(platform=platform)
    said = [_("hidden on {platform}").format(platform=platform)] if message.hushed else []
    said += [_("you passed this on")] if message.passed_on else []
    said += [_("your post stands in it no more")] if is_unquoted(message) else []
    return ", ".join([*said, *([_("you like it")] if message.liked else [])])


def _how_far(wish: Wish, platform: str, zone: str) -> str:
    if wish.state is State.NEEDS_YOU:
        return _NOT_DONE[wish.op, wish.on]().format(platform=platform)
    if wish.state is State.UNKNOWN:
        return _("Checking how it stands on {platform}").format(platform=platform)
    words = _DOING[wish.op, wish.on]().format(platform=platform)
    if wish.state is not State.RETRY_WAIT or wish.wake_at_us is None:
        return words
    again = Moment.of(from_us(wish.wake_at_us), zone).shown
    return f"{words}. {_('Next try {time}').format(time=say_clock(again))}"


_DOING: dict[tuple[Op, bool], Callable[[], str]] = {
    (Op.LIKE, True): lambda: _("Your like goes to {platform}"),
    (Op.LIKE, False): lambda: _("Your like is taken back on {platform}"),
    (Op.PASS_ON, True): lambda: _("Is being passed on ({platform})"),
    (Op.PASS_ON, False): lambda: _("Is being taken back on {platform}"),
    (Op.HIDE, True): lambda: _("Is being hidden on {platform}"),
    (Op.HIDE, False): lambda: _("Is being shown again on {platform}"),
    (Op.SPAM, True): lambda: _("Is being marked as spam on {platform}"),
    (Op.SPAM, False): lambda: _("Is being taken out of the spam on {platform}"),
    (Op.DELETE, True): lambda: _("Is being deleted on {platform}"),
    (Op.UNQUOTE, True): lambda: _("Your post is being taken out of this quote ({platform})"),
}
_NOT_DONE: dict[tuple[Op, bool], Callable[[], str]] = {
    (Op.LIKE, True): lambda: _("Your like did not get to {platform}"),
    (Op.LIKE, False): lambda: _("Your like was not taken back on {platform}"),
    (Op.PASS_ON, True): lambda: _("It was not passed on ({platform})"),
    (Op.PASS_ON, False): lambda: _("It was not taken back on {platform}"),
    (Op.HIDE, True): lambda: _("It was not hidden on {platform}"),
    (Op.HIDE, False): lambda: _("It was not shown again on {platform}"),
    (Op.SPAM, True): lambda: _("It was not marked as spam on {platform}"),
    (Op.SPAM, False): lambda: _("It was not taken out of the spam on {platform}"),
    (Op.DELETE, True): lambda: _("It was not deleted on {platform}"),
    (Op.UNQUOTE, True): lambda: _("Your post was not taken out of this quote ({platform})"),
}


class Moderator:
    """What a person does with the messages of a thread. Every act but the last two can be undone."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge, self._desk = bridge, bridge.desk

    def like(self, one: Handled) -> None:
        said = _("Like taken back") if one.liked else _("Liked")
        self._do(lambda: moderating.like(self._desk, one.key, on=not one.liked), said)

    def pass_on(self, one: Handled) -> None:
        said = _("Passed on no more") if one.passed_on else _("Passed on to whoever follows you")
        self._do(lambda: moderating.pass_on(self._desk, one.key, on=not one.passed_on), said)

    def hide(self, one: Handled) -> None:
        said = _("Shown again on {platform}") if one.hushed else _("Hidden on {platform}")
        said = said.format(platform=one.platform)
        self._do(lambda: moderating.hide(self._desk, one.key, on=not one.hushed), said)

    def spam(self, one: Handled) -> None:
        said = _("No spam any more on {platform}") if one.spam else _("Marked as spam on {platform}")
        said = said.format(platform=one.platform)
        self._do(lambda: moderating.spam(self._desk, one.key, on=not one.spam), said)

    def delete(self, one: Handled) -> None:
        """The person was asked."""
        self._bridge.attempt(lambda: moderating.delete(self._desk, one.key))

    def unquote(self, one: Handled) -> None:
        """The person was asked."""
        self._bridge.attempt(lambda: moderating.unquote(self._desk, one.key))

    def try_again(self, one: Handled) -> None:
        self._bridge.attempt(lambda: moderating.try_again(self._desk, one.key))

    def leave(self, one: Handled) -> None:
        self._bridge.attempt(lambda: moderating.leave(self._desk, one.key))

    def _do(self, intent: Callable[[], object], said: str) -> None:
        if self._bridge.attempt(lambda: (intent(), True)) is not None:
            self._bridge.announce(said, True)
