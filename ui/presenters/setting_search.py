"""What is looked for in the settings: every word typed, in any order, without minding capitals and accents."""

from smmdesk.model.mentions import bare


def says(told: str, asked: str) -> bool:
    """Does what is told hold the beginning of a word for each word asked? Nothing asked is in everything.

    An apostrophe parts words: "impostazione" is found in "un'impostazione".
    """
    words = _words(told)
    return all(any(word.startswith(each) for word in words) for each in _words(asked))


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in bare(text)).split()
