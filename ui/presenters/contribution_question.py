"""The saved text that asks whether something may be used: filled for one, and kept for the next time."""

from dataclasses import replace

from smmdesk.desk import snippets
from smmdesk.model.channel import Channel
from smmdesk.model.contribution import Contribution
from smmdesk.model.for_the_eye import isolated
from smmdesk.model.message import Message
from smmdesk.model.planning_aids import CREDIT, IN_WORDS, SnippetKind, variable
from smmdesk.model.words import _, language
from ui.presenters.contributions import ContributionsPresenter


def question_for(presenter: ContributionsPresenter, one: Contribution) -> str:
    """The saved text that asks, filled; the built-in one where none was saved."""
    saved = [each.text for each in snippets.listed(presenter.desk, presenter.brand.id) if each.name == saved_name()]
    return filled_question(saved[-1] if saved else default_question(), one, presenter.brand.name)


def filled_question(text: str, one: Contribution, name: str) -> str:
    """The question to one of them, from a shop of this name; its blanks may be written in any language."""
    for key, value in ((CREDIT, one.credit or one.author), ("name", name)):
        for spoken in ("", *IN_WORDS):
            text = text.replace(variable(key, spoken), value)
    return text


def default_question() -> str:
    """The built-in text that asks, its blanks open."""
    words = _(
        "Thank you for sharing this. May we show it on our pages, with your name ({credit})? A “yes” here is "
        "enough, and you can take it back at any time. {name}"
    )
    return words.format(credit=variable(CREDIT, language()), name=variable("name", language()))


def save_question(presenter: ContributionsPresenter, one: Contribution, text: str) -> bool:
    """Keep the question for the next time, under a name that finds it among the saved texts; False where refused."""
    words = text.replace(one.credit, variable(CREDIT, language())) if one.credit else text
    old = [each for each in snippets.listed(presenter.desk, presenter.brand.id) if each.name == saved_name()]
    desk, brand_id = presenter.desk, presenter.brand.id
    if old:
        return presenter.bridge.attempt(lambda: snippets.save(desk, replace(old[-1], text=words))) is not None
    added = presenter.bridge.attempt(lambda: snippets.add(desk, brand_id, SnippetKind.TEXT, saved_name(), words))
    return added is not None


def saved_name() -> str:
    return _("Asking for permission")


def asked_from(presenter: ContributionsPresenter, one: Contribution) -> str:
    """The channel that asks: who reads the question sees its name."""
    with presenter.desk.store.reading() as reader:
        message = reader.find(Message, one.message_id or "")
        channel = reader.find(Channel, message.channel_id) if message is not None else None
    return isolated(channel.name) if channel is not None else ""
