"""Naming people in a text that goes to several platforms: somebody's handle is another one on each.

A text holds a handle as it is typed. Where it belongs to a known person, every channel says that person's own handle
there; where they have none, their plain name, because a handle of elsewhere may name a stranger (`@anna.example` is
`@anna` to X). Pure.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from unicodedata import combining, normalize

from smmdesk.model.content import Content
from smmdesk.model.counting import mentions_in
from smmdesk.model.person import Identity, Person

Names = Mapping[str, str]
"""What a channel says for a handle of elsewhere, by `key` of the handle."""
HANDLE_MOST = 300
_END = ".-"


@cache
def _pattern() -> re.Pattern[str]:
    """An address, which is left alone, or a handle."""
    return re.compile(r"(?i:https?://[^\s<>\"'`]+)|(?<![\w/@.])(@\w[\w.-]*(?:@[\w.-]+\w)?)")


def key(handle: str) -> str:
    """Handles are one whatever their letters' case, with the sign before them or without."""
    return handle.strip().lstrip("@").rstrip(_END).casefold()


def bare(text: str) -> str:
    """Without capitals and accents, for comparing and for an order in which accents do not matter (ux.md 108)."""
    if text.isascii():
        return text.lower()
    return "".join(char for char in normalize("NFKD", text.casefold()) if not combining(char))


def identity_on(person: Person, platform: str) -> Identity | None:
    """Who the person is on a platform, None where no handle of theirs is known."""
    return next((each for each in person.identities if each.platform == platform and each.handle), None)


def is_called(person: Person, words: str) -> bool:
    """Whether a name or handle of theirs begins with what was typed; accents and case do not matter."""
    wanted = bare(words.strip().lstrip("@"))
    spoken = bare(person.name)
    handles = [key(each.handle) for each in person.identities if each.handle]
    return any(each.startswith(wanted) for each in (spoken, *spoken.split(), *handles))


def owners(people: Iterable[Person]) -> dict[str, tuple[Person, ...]]:
    """Whose each handle is, by `key`: more than one where two people are called alike on two platforms."""
    found: dict[str, dict[str, Person]] = {}
    for person in people:
        for each in person.identities:
            if each.handle:
                found.setdefault(key(each.handle), {})[person.id] = person
    return {name: tuple(those.values()) for name, those in found.items()}


def names_on(people: Iterable[Person], platform: str) -> dict[str, str]:
    """What is said on a platform for each handle of elsewhere. One that somebody has there too is left as it is typed,
    and so is one that two people have elsewhere."""
    known = tuple(people)
    there = {key(each.handle) for person in known for each in person.identities if each.platform == platform}
    said = {}
    for name, those in owners(known).items():
        if name in there or len(those) > 1:
            continue
        own = identity_on(those[0], platform)
        said[name] = own.handle if own is not None else those[0].name.strip()
    return {name: words for name, words in said.items() if words}


def named_text(text: str, names: Names) -> str:
    """`text` with each known handle as it is said there; the punctuation after one stays after it."""
    if not names or "@" not in text:
        return text

    def said(found: re.Match[str]) -> str:
        if not found[1]:
            return found[0]
        name = found[1].rstrip(_END)
        return names.get(key(name), name) + found[1][len(name) :]

    return _pattern().sub(said, text)


def named(content: Content, names: Names) -> Content:
    """All that is said, with the people in it named as they are there."""
    if not names:
        return content
    return replace(
        content,
        text=named_text(content.text, names),
        thread=tuple(replace(item, text=named_text(item.text, names)) for item in content.thread),
        first_comment=named_text(content.first_comment, names),
    )


def handles_in(content: Content) -> tuple[str, ...]:
    """The handles typed anywhere in what is said, each once."""
    texts = (content.text, *(item.text for item in content.thread), content.first_comment)
    found = (name.rstrip(_END) for text in texts for name in mentions_in(text))
    return tuple({key(name): name for name in found}.values())


def keys_in(content: Content) -> frozenset[str]:
    """The `key` of everything in what is said that may be a handle."""
    texts = (content.text, *(item.text for item in content.thread), content.first_comment)
    found = [match[1] for text in texts for match in _pattern().finditer(text) if match[1]]
    return frozenset(filter(None, map(key, (*found, *handles_in(content)))))


def unknown_there(content: Content, people: Iterable[Person], platform: str) -> tuple[tuple[str, Person], ...]:
    """The known people who are named but have no handle on a platform, with the handle that names them."""
    known = tuple(people)
    names, whose = names_on(known, platform), owners(known)
    typed = [name for name in handles_in(content) if key(name) in names]
    people_named = [(name, whose[key(name)][0]) for name in typed]
    return tuple((name, person) for name, person in people_named if identity_on(person, platform) is None)


def has_form(handle: str, form: str) -> bool:
    """Whether a handle is one of a platform (`Limits.mention_form`), the sign before it included."""
    return len(handle) <= HANDLE_MOST and re.fullmatch(form, handle) is not None
