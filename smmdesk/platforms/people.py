"""People as a platform's search names them, read with suspicion: whoever could not be named there is nobody."""

import re
from collections.abc import Iterable
from contextlib import suppress

from smmdesk.model.person import FoundPerson
from smmdesk.platforms.answers import origin_of, plain_words

MOST = 8
"""So many are asked for, and taken."""
WORDS_MOST = 64
NAME_MOST, ADDRESS_MOST = 80, 2000


def asked(words: str) -> str:
    """What is typed as it may be sent: one line, without the sign before it, not too long."""
    return " ".join(words.split()).lstrip("@")[:WORDS_MOST].strip()


def taken(found: Iterable[FoundPerson], form: str) -> tuple[FoundPerson, ...]:
    """Those whose handle has the platform's form (`Limits.mention_form`), each once."""
    kept: dict[str, FoundPerson] = {}
    for person in found:
        if re.fullmatch(form, person.handle):
            kept.setdefault(person.handle.casefold(), person)
    return tuple(kept.values())[:MOST]


def name_of(said: str) -> str:
    return plain_words(said, NAME_MOST)


def page_of(said: str) -> str:
    """An address that may be kept: of a web page, and not endless; else none."""
    if len(said) <= ADDRESS_MOST and said.isprintable():
        with suppress(ValueError):
            origin_of(said)
            return said
    return ""
