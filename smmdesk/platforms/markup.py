"""Plain words for platforms that read markup: what a person typed is what visitors read, addresses stay links."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path

_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_ADDRESS_LIKE = re.compile(r"[./]\S")
_END = ".,;:!?…'\"»”’)"
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<br ?/?>|</p>|</li>|</h[1-6]>", re.IGNORECASE)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, which empty lines part."""
    return [part.strip("\n") for part in re.split(r"\n[^\S\n]*\n", text.strip()) if part.strip()]


def parts_of(line: str) -> Iterator[tuple[str, str]]:
    """(words, address) of the pieces of a line; `address` is empty for plain words, else the words are the address."""
    last = 0
    for match in _ADDRESS.finditer(line):
        address = match.group().rstrip(_END)
        if match.start() > last:
            yield line[last : match.start()], ""
        yield address, address
        last = match.start() + len(address)
    if last < len(line):
        yield line[last:], ""


def linked(line: str) -> str:
    """A line as HTML, its addresses as links."""
    return "".join(
        f'<a href="{escape(address)}">{escape(address)}</a>' if address else escape(words, quote=False)
        for words, address in parts_of(line)
    )


def html_of(text: str) -> str:
    """A text as HTML paragraphs."""
    made = ("<br>".join(map(linked, part.split("\n"))) for part in paragraphs(text))
    return "\n".join(f"<p>{part}</p>" for part in made)


def plain_of(html: str) -> str:
    """The words of HTML that we, or a platform's own editor, made of plain ones."""
    lines = unescape(_TAG.sub("", _BREAK.sub("\n", html))).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


def bare(text: str) -> str:
    """Words without white space and in one form of letters: what no platform changes."""
    return "".join(unicodedata.normalize("NFC", text).split())


def same_words(one: str, other: str) -> bool:
    """Equal but for white space and the form of letters."""
    return bare(one) == bare(other)


def without_addresses(text: str) -> str:
    """Bare words without all that may be an address, however it is written; the same of two texts proves nothing."""
    return bare(" ".join(word for word in text.split() if not _ADDRESS_LIKE.search(word)))


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def listed_words(wish: object) -> list[str]:
    """The words of an option that holds several, parted by commas: without number signs, each once."""
    names = (name.strip().lstrip("#").strip() for name in str(wish or "").split(","))
    return list(dict.fromkeys(name for name in names if name))


# ------------------------------------------------------------------ Markdown
_MARKS = re.compile(r"[\\`*_\[\]<>~|^]")
_STARTS = re.compile(r"^(\s{0,3})(#{1,6}(?=\s|$)|[-+=]|:(?=::)|\d{1,9}(?=[.)]))(.?)", re.DOTALL)
_RISKY = re.compile(r"[*~|^\\\[\]`]|(?<!\w)_|_(?!\w)|__|&#?\w+(?:;|$)")


def markdown_of(text: str) -> str:
    """A text as CommonMark that shows what was typed: every line its own, addresses as they are."""
    blocks = []
    for part in paragraphs(text):
        lines = [_markdown_line(line) for line in part.split("\n")]
        blocks.append("  \n".join(lines))
    return "\n\n".join(blocks)


def _markdown_line(line: str) -> str:
    made = "".join(_address(address) if address else _escaped(words) for words, address in parts_of(line.strip()))
    match = _STARTS.match(made)
    if match is None:
        return made
    _space, start, after = match.groups()
    rest = made[match.end() :]
    return f"{start}\\{after}{rest}" if start[0].isdigit() else f"\\{start}{after}{rest}"


def _escaped(words: str) -> str:
    return _MARKS.sub(r"\\\g<0>", words.replace("&", "&amp;")) if words else ""


def _address(address: str) -> str:
    """Bare, so that a forum makes a card of it; in angle brackets where its own signs would be read as marks."""
    return f"<{address}>" if _RISKY.search(address) else address


def unmarked(markdown: str) -> str:
    """The words of Markdown that `markdown_of` made."""
    kept = re.split(r"<(https?://[^\s<>]+)>", markdown)  # every second piece is an address
    return "".join(piece if number % 2 else _unescaped(piece) for number, piece in enumerate(kept))


def _unescaped(piece: str) -> str:
    return unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", piece))
