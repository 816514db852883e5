"""Plain words as wikitext that shows what was typed: no sign of theirs becomes markup, addresses stay links."""

import re
from html import unescape

from smmdesk.platforms.markup import paragraphs, parts_of

_SIGNS = re.compile(r"[&<>\[{}]|'(?=')|(?<=')'|~(?=~)|(?<=~)~|_(?=_)|(?<=_)_")
_START = re.compile(r"^(?:[*#:;=!|+ ]|-(?=---))")
_IN_ADDRESS = re.compile(r"['\[\]{}|]")
_ALT = re.compile(r"[|\[\]{}<>&\n]")
_FILE = re.compile(r"\n*\[\[(?:File|Datei|Fichier):[^\]]*\]\]")


def wikitext_of(text: str) -> str:
    """A text as wikitext: every line its own, every paragraph apart."""
    return "\n\n".join("<br>\n".join(map(_line, part.split("\n"))) for part in paragraphs(text))


def _line(line: str) -> str:
    made = "".join(_address(address) if address else _escaped(words) for words, address in parts_of(line.strip()))
    return _START.sub(_entity, made)


def _escaped(words: str) -> str:
    return _SIGNS.sub(_entity, words)


def _entity(match: "re.Match[str]") -> str:
    named = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    return named.get(match.group(), f"&#{ord(match.group())};")


def _address(address: str) -> str:
    return _IN_ADDRESS.sub(lambda match: f"%{ord(match.group()):02X}", address)


def heading_and_rest(text: str) -> tuple[str, str]:
    """The first line, which becomes a section's heading, and what follows; no heading where nothing follows."""
    first, _, rest = text.strip().partition("\n")
    return (first.strip(), rest.strip()) if rest.strip() else ("", text.strip())


def file_of(name: str, alt: str) -> str:
    """A picture beside the words, with what it shows for those who cannot see it."""
    said = _ALT.sub(lambda match: " " if match.group() == "\n" else f"&#{ord(match.group())};", alt)
    return f"[[File:{name}|thumb|alt={said}]]" if said else f"[[File:{name}|thumb]]"


def unwiki(wikitext: str) -> str:
    """The words of wikitext that `wikitext_of` made."""
    plain = _FILE.sub("", wikitext)
    plain = re.sub(r"^:+", "", plain, flags=re.MULTILINE)
    plain = re.sub(r"^==\s*(.*?)\s*==$", r"\1", plain, flags=re.MULTILINE)
    return unescape(plain.replace("<br>\n", "\n")).strip()
