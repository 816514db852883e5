"""The wikitext of talk pages: the words that a change added, and where an answer to them stands."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape

from smmdesk.platforms.mediawiki.wikitext import wikitext_of

HEADING = re.compile(r"^(={2,6})\s*(.+?)\s*\1\s*(?:<!--.*-->\s*)?$")
_INDENT = re.compile(r"^[:*#]*")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_OUT = re.compile(r"\[(https?://[^\s\]]+)(?:\s+([^\]]+))?\]")
_MARKUP = re.compile(r"'{2,5}|<!--.*?-->|<[^>\n]{0,200}>", re.DOTALL)
SIGNED = "~~~~"
LONGEST_PAGE = 5000
"""So many lines are compared; a longer page is taken as it is."""


@dataclass(frozen=True, slots=True)
class Said:
    """Plain words, the heading that they stand below, how far in they stand; the lines that came, and that went."""

    words: str
    section: str
    indent: int
    came: frozenset[str]
    went: frozenset[str]

    def mends(self, earlier: "Said") -> bool:
        """Whether only words of an earlier change were exchanged."""
        return bool(self.went) and self.went <= earlier.came


def added(before: str, after: str, author: str) -> Said | None:
    """What a change added; None where it only took away, or moved white space. A new section's heading is its first
    line."""
    old, new = before.split("\n"), after.split("\n")
    if max(len(old), len(new)) > LONGEST_PAGE:
        return None
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    fresh, went = list[int](), list[str]()
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind != "equal":
            fresh += [number for number in range(new_from, new_to) if new[number].strip()]
            went += [line for line in old[old_from:old_to] if line.strip()]
    words = "\n".join(filter(None, (_plain(new[number], author) for number in fresh)))
    if not words:
        return None
    body = next((number for number in fresh if not HEADING.match(new[number])), fresh[0])
    indent = _INDENT.match(new[body])
    came = frozenset(new[number] for number in fresh)
    return Said(words, _section_of(new, body), len(indent.group()) if indent else 0, came, frozenset(went))


def _section_of(lines: list[str], number: int) -> str:
    for line in reversed(lines[: number + 1]):
        found = HEADING.match(line)
        if found is not None:
            return _plain_words(found.group(2))
    return ""


def _plain(line: str, author: str) -> str:
    """One line as plain words, without its author's signature."""
    heading = HEADING.match(line)
    if heading is not None:
        return _plain_words(heading.group(2))
    names = "[ _]".join(map(re.escape, re.split("[ _]", author))) if author else "(?!)"
    signature = re.search(rf"\s*(?:--|—|–)?\s*\[\[[^\[\]]*{names}[^\[\]]*\]\][^\n]*\d\d:\d\d[^\n]*$", line)
    said = line[: signature.start()] if signature is not None else line
    return _plain_words(_INDENT.sub("", said))


def _plain_words(wikitext: str) -> str:
    named = _OUT.sub(lambda found: f"{found[2]} ({found[1]})" if found[2] else found[1], _LINK.sub(r"\1", wikitext))
    return unescape(_MARKUP.sub("", named)).strip()


# ------------------------------------------------------------------ answering
def reply_of(text: str, indent: int) -> str:
    """Plain words as an answer that stands `indent` steps in: every paragraph and list of its own line."""
    start = ":" * max(indent, 1)
    made = wikitext_of(text).replace("<br>\n", "<br>")
    return "\n".join(f"{start}{part}" for part in made.split("\n\n"))


def with_reply(page: str, section: str, reply: str) -> str | None:
    """The page with a signed answer at the end of a section; None where the section is not there, or twice."""
    lines = page.rstrip().split("\n")
    heads = [(number, found) for number, line in enumerate(lines) if (found := HEADING.match(line)) is not None]
    starts = [(number, len(found.group(1))) for number, found in heads if _plain_words(found.group(2)) == section]
    if section and len(starts) != 1:
        return None
    first, level = starts[0] if section else (-1, 6)
    later = (number for number, found in heads if number > first and len(found.group(1)) <= level)
    end = next(later, len(lines))
    body, rest = "\n".join(lines[:end]).rstrip(), "\n".join(lines[end:])
    signed = f"{body}\n{reply} {SIGNED}".lstrip("\n")
    return f"{signed}\n\n{rest}" if rest else signed
