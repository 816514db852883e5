"""What a platform would refuse of a poll, and how its words are parted where a question may only be short."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from smmdesk.model.content import Content, with_link
from smmdesk.model.counting import utf16
from smmdesk.model.problem import Problem

if TYPE_CHECKING:
    from smmdesk.model.limits import Limits


def question_of(text: str, most: int) -> tuple[str, str]:
    """(question, the rest): the whole text where it has at most `most` UTF-16 units, else its first line and what
    follows."""
    text = text.strip()
    if utf16(text) <= most:
        return text, ""
    first, _line, rest = text.partition("\n")
    return first.strip(), rest.strip()


def check_poll(content: Content, limits: "Limits", channel: str) -> Iterable[Problem]:
    """What stands against the poll of a post, where it has one."""
    if content.poll is None:
        return
    answers, values = content.poll.options, {"channel": channel, "field": "poll"}
    if not limits.poll_options_max:
        yield Problem("poll_not_possible", {**values})
        return
    if len(answers) > limits.poll_options_max:
        yield Problem("poll_too_many", {**values, "limit": limits.poll_options_max, "actual": len(answers)})
    elif limits.poll_option_max and max(map(len, answers), default=0) > limits.poll_option_max:
        yield Problem("poll_answer_too_long", {**values, "limit": limits.poll_option_max})
    elif len({answer.strip() for answer in answers if answer.strip()}) < max(2, len(answers)):
        yield Problem("poll_unfinished", {**values})
    elif limits.poll_takes_media_place and content.media:
        yield Problem("poll_or_media", {**values})
    yield from _check_words(content, limits, channel)


def _check_words(content: Content, limits: "Limits", channel: str) -> Iterable[Problem]:
    if not limits.poll_question_max:
        return
    question, rest = question_of(with_link(content.text, content.link), limits.poll_question_max)
    for code, words, most in (
        ("poll_question_too_long", question, limits.poll_question_max),
        ("poll_rest_too_long", rest, limits.poll_rest_max),
    ):
        if most and utf16(words) > most:
            yield Problem(code, {"channel": channel, "limit": most, "actual": utf16(words), "field": "text"})
            return
