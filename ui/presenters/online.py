"""What a person asks of a post that is out: delete it there too, change its text there, or leave it after all."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, Op
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.presenters.audience import Account, account_words
from ui.presenters.moments import say_list

if TYPE_CHECKING:
    from smmdesk.store.reader import Reader


class Online:
    """The wishes for some deliveries, and what stands against them. Holds nothing: asked when a button is pressed."""

    def __init__(self, bridge: Bridge, delivery_ids: Sequence[str]) -> None:
        self._bridge, self._desk = bridge, bridge.desk
        self._ids = tuple(delivery_ids)

    def able(self, op: Op) -> list[Account]:
        """The accounts where it can be done from here."""
        with self._desk.store.reading() as reader:
            return [self._account(reader, delivery) for delivery, problem in self._looked(reader, op) if not problem]

    def obstacles(self, op: Op) -> list[Problem]:
        """Why it cannot be done on the others."""
        with self._desk.store.reading() as reader:
            return [problem for _delivery, problem in self._looked(reader, op) if problem is not None]

    def _looked(self, reader: "Reader", op: Op) -> list[tuple[Delivery, Problem | None]]:
        from smmdesk.desk import taking_down

        found = []
        for delivery in reader.many(Delivery, self._ids).values():
            channel = reader.get(Channel, delivery.channel_id)
            facts = self._desk.facts_for(channel)
            problem = taking_down.obstacle(delivery, channel, facts, op, self._desk.now_us())
            found.append((delivery, problem))
        return found

    def _account(self, reader: "Reader", delivery: Delivery) -> Account:
        channel = reader.get(Channel, delivery.channel_id)
        post = reader.find(Post, delivery.post_id) if delivery.post_id else None
        shown = self._desk.shown_facts(channel)
        options = post.content_for(channel.id).options if post is not None else {}
        words = account_words(self._desk.facts_for(channel), channel, options)
        return shown.key, shown.tint, channel.name, words

    @property
    def has_title(self) -> bool:
        """Does what is out have a title, which no change of the text changes?"""
        with self._desk.store.reading() as reader:
            found = reader.many(Delivery, self._ids).values()
        return any(delivery.parts[0].rendered.get("title") for delivery in found)

    # ------------------------------------------------------------------ what the person decides
    def take_down(self) -> None:
        """Everywhere where it can be done; the person was asked, and saw the accounts."""
        from smmdesk.desk import taking_down

        with self._desk.store.reading() as reader:
            able = [delivery for delivery, problem in self._looked(reader, Op.DELETE) if problem is None]
            names = {delivery.id: reader.get(Channel, delivery.channel_id).name for delivery in able}
        asked = [one for one in names if self._bridge.attempt(partial(taking_down.take_down, self._desk, one))]
        if asked:
            words = say_list([names[one] for one in asked])
            self._bridge.announce(_("Being deleted on {channels}").format(channels=words))

    def change_words(self, text: str) -> None:
        """Other words for the first part; the person saw the accounts, and pressed the button that says so."""
        from smmdesk.desk import taking_down

        self._bridge.attempt(lambda: taking_down.change_words(self._desk, self._ids[0], text))

    def against(self, text: str) -> str:
        """What the platform would refuse of these words, in one sentence; empty when nothing."""
        from smmdesk.desk import taking_down

        problem = taking_down.words_problem(self._desk, self._ids[0], text)
        return f"{problem.title}. {problem.advice}" if problem is not None else ""

    def leave(self) -> None:
        """It stays there as it is."""
        from smmdesk.desk import taking_down

        for delivery_id in self._ids:
            self._bridge.attempt(partial(taking_down.leave, self._desk, delivery_id))

    def try_again(self) -> None:
        from smmdesk.desk import taking_down

        for delivery_id in self._ids:
            self._bridge.attempt(partial(taking_down.try_again, self._desk, delivery_id))

    def words(self) -> str:
        """What it says there, as far as we know."""
        with self._desk.store.reading() as reader:
            root = reader.get(Delivery, self._ids[0]).parts[0]
        return str(root.rendered.get("text") or "")
