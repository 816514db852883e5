"""A poll's words, where a platform takes a short question and asks for the rest elsewhere."""

from smmdesk.model.counting import utf16
from smmdesk.platforms.base import RefusedError
from smmdesk.platforms.faults import Names


def question_of(text: str, most: int) -> tuple[str, str]:
    """(question, the rest): the whole text where it has at most `most` UTF-16 units, else its first line and what
    follows."""
    text = text.strip()
    if utf16(text) <= most:
        return text, ""
    first, _line, rest = text.partition("\n")
    return first.strip(), rest.strip()


def require_fits(text: str, most: int, names: Names) -> None:
    """Raises RefusedError(text_too_long) for more than `most` UTF-16 units."""
    if utf16(text) > most:
        raise RefusedError(names.problem("text_too_long", limit=most, actual=utf16(text), field="text", number=0))
