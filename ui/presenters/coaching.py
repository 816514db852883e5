"""The coach that connects a channel: what it shows, and the other ways out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smmdesk.desk.brands import open_brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import _
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.sign_in_facts import SignInField
from smmdesk.system.secrets import Secret

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from ui.presenters.channels import ChannelsPresenter


@dataclass(frozen=True, slots=True)
class Coach:
    """The panel that connects: a platform's facts, what was typed, and where it stands.

    `state`: form, browser (waiting for the person there), ask (`asked` is wanted in the middle of it), working.
    `wants_keys`: the platform wants an app of the owner's own, whose keys are not here yet. `choosing`: the person has
    not said yet who shall publish there. `pasted` and `browser` are the person's choice of the other way in, where
    there are two.
    """

    facts: Facts
    values: Mapping[str, str]
    state: str = "form"
    again: Channel | None = None
    problem: Problem | None = None
    pasted: bool = False
    browser: bool = False
    asked: tuple[SignInField, ...] = ()
    wants_keys: bool = False
    choosing: bool = False

    @property
    def has_ways(self) -> bool:
        """Is there a choice who publishes there? Not for what only signs in again: its owner has chosen before."""
        return self.wants_keys and (self.again is None or self.again.status is ChannelStatus.PLANNED)

    @property
    def asks_keys(self) -> bool:
        """Are keys of an app of the owner's own to be entered first?"""
        return self.wants_keys and self.in_browser and self.state == "form"

    @property
    def in_browser(self) -> bool:
        first = self.facts.sign_in.kind == "browser"
        return not self.pasted if first else self.browser and bool(self.facts.sign_in.also_browser)

    @property
    def can_be_guided(self) -> bool:
        """May the person publish there instead, with smmdesk as the guide?"""
        return self.facts.sends_by_itself and not self.facts.takes_samples and self.state == "form"

    @property
    def fields(self) -> tuple[SignInField, ...]:
        """The form to fill in now."""
        if self.asks_keys:
            return self.facts.sign_in.app_fields
        return self.asked if self.state == "ask" else self.facts.fields_for(not self.in_browser)


def wants_keys(desk: "Desk", facts: Facts, brand_id: str) -> bool:
    """Does a platform ask for keys of an app of the owner's own that are not here yet?"""
    from smmdesk.desk.keys import has_app_keys

    return facts.sign_in.needs_app and not has_app_keys(desk, brand_id, facts.key)


def keep_keys(presenter: "ChannelsPresenter", values: Mapping[str, str]) -> None:
    """Seal the keys of the owner's app; the sign-in itself is the next step."""
    from smmdesk.desk import keys

    coach, desk = presenter.coach, presenter.bridge.desk
    if coach is None:
        return
    wanted = (entry for entry in coach.fields if entry.required)
    missing = next((entry for entry in wanted if not values.get(entry.key, "").strip()), None)
    if missing is not None:
        presenter.set_coach(problem=Problem("field_missing", {"label": _(missing.label), "field": missing.key}))
        return
    given = Secret.of(**{entry.key: values.get(entry.key, "").strip() for entry in coach.fields})

    async def work() -> None:
        try:
            await keys.save_app_keys(desk, presenter.brand.id, coach.facts.key, given)
        except ProblemError as error:
            presenter.set_coach(problem=error.problem)
            return
        presenter.set_coach(wants_keys=False, problem=None)

    presenter.bridge.run(work(), key="connect")


def show_ways(presenter: "ChannelsPresenter") -> None:
    """Back to the choice who publishes there."""
    coach = presenter.coach
    if coach is not None:
        facts = presenter.desk.facts(coach.facts.key)
        presenter.set_coach(facts=facts, choosing=True, pasted=False, browser=False, problem=None)


def publish_by_itself(presenter: "ChannelsPresenter") -> None:
    """smmdesk shall publish there: the steps to an app of the owner's own come next."""
    presenter.set_coach(choosing=False)


def enter_keys_again(presenter: "ChannelsPresenter") -> None:
    """Other keys for the app, in the place of those that are here."""
    presenter.set_coach(wants_keys=True, problem=None)


def browser_instead(presenter: "ChannelsPresenter", browser: bool) -> None:
    """Sign in through the browser where a form is the usual way, or fill in the form after all."""
    presenter.set_coach(browser=browser, problem=None)


def type_ahead(presenter: "ChannelsPresenter", letters: str) -> bool:
    """Somebody goes on writing the post while its channel is being added. False: it is no writing."""
    is_writing = presenter.for_post is not None and bool((presenter.typed_ahead + letters).strip())
    presenter.typed_ahead += letters if is_writing else ""
    return is_writing


def take_typed(presenter: "ChannelsPresenter") -> str:
    """What was written meanwhile; it belongs into the post."""
    typed, presenter.typed_ahead = presenter.typed_ahead, ""
    return typed


def guide_instead(presenter: "ChannelsPresenter") -> None:
    """A person will publish on the coach's platform: nothing to sign in to."""
    coach = presenter.coach
    if coach is None:
        return
    if coach.again is not None:
        guide_channel(presenter, coach.again.id)
        return
    presenter.set_coach(facts=coach.facts.assisted(), choosing=False, pasted=False, problem=None)


def guide_channel(presenter: "ChannelsPresenter", channel_id: str) -> None:
    """From now on a person publishes on this channel; smmdesk signs out there."""
    from smmdesk.desk import connecting

    bridge = presenter.bridge

    async def work() -> None:
        channel = await connecting.guide_channel(bridge.desk, channel_id)
        bridge.announce(_("You publish on {channel}, smmdesk guides you").format(channel=channel.name))

    presenter.leave()
    bridge.run(work(), key=f"guide:{channel_id}")


def plan_later(presenter: "ChannelsPresenter") -> None:
    """Keep a place for the coach's platform: posts can be planned for it now, and it is connected before the first."""
    from smmdesk.desk import connecting

    bridge, coach = presenter.bridge, presenter.coach
    if coach is None:
        return
    brand = open_brand(bridge.desk)
    channel = bridge.attempt(lambda: connecting.plan_channel(bridge.desk, brand.id, coach.facts.key))
    if channel is not None:
        presenter.leave()
        bridge.announce(_("You can plan posts for {channel}").format(channel=channel.name))
        presenter.added(channel.id)
