"""A list as people paste it from their notes: one thing a line, each with a mark before it."""

import re

_MARK = re.compile(r"\s*(?:[-*+•‣◦·–▪●○☐☑✓✔]|\[[ xX]?\]|\d{1,3}[.)])\s+(?=\S)")


def listed(text: str) -> tuple[str, ...]:
    """What the lines of a list say, without their marks ("- ", "2. ", "☐ ", "- [ ] "); () for what is no list of two.

    A line without a mark makes it no list: it may be a text of several paragraphs.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or not all(_MARK.match(line) for line in lines):
        return ()
    return tuple(_bare(_bare(line)).strip() for line in lines)


def _bare(line: str) -> str:
    """Without the mark at its beginning."""
    found = _MARK.match(line)
    return line[found.end() :] if found else line
