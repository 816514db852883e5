"""The user guide as the window shows it: chapters of plain paragraphs, in the language in use."""

import re
from pathlib import Path
from typing import NamedTuple

from smmdesk.system.paths import RESOURCES
from ui.presenters.setting_search import says

FILES = {"it": "guida.md"}
SOURCE = "guide.md"
PICTURE = re.compile(r"^!\[(.*)\]\((.*)\)$")
"""What is seen in it, in words, and its file beside the guide."""
APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
EMPHASIS = re.compile(r"(?<![\w*])\*([^\s*](?:[^*]*[^\s*])?)\*(?![\w*])")
"""One star around words: they are quoted, for plain text has no slant."""
RULE = re.compile(r"^\|[-|: ]+\|$")
"""Between the headings of a table and its rows, which are read as a list."""
CONTENTS = re.compile(r"(\[[^\]]*\]\(#[^)]*\)(?: ·)? ?)+$")
"""Where the chapters are: they stand beside the page."""
BULLET = re.compile(r"^(?:[-*]|\d+\.) ")


class Paragraph(NamedTuple):
    """`is_heading`: one inside a chapter. `mark` is what stands before an entry of a list: "•", "1.".

    `picture`: the name of a file beside the guide, which `text` describes; empty for words.
    """

    text: str
    is_heading: bool = False
    mark: str = ""
    picture: str = ""


class Chapter(NamedTuple):
    title: str
    paragraphs: tuple[Paragraph, ...]


def guide_file(language: str) -> Path:
    return RESOURCES.parent / "docs" / FILES.get(language, SOURCE)


def chapters(text: str) -> tuple[Chapter, ...]:
    """The chapters of a guide written in Markdown; what stands before the first is a chapter with the guide's title."""
    made: list[Chapter] = []
    for block in re.split(r"^#{1,2} ", text, flags=re.MULTILINE)[1:]:
        title, _newline, body = block.partition("\n")
        made.append(Chapter(_plain(title), tuple(_paragraphs(body))))
    return tuple(chapter for chapter in made if chapter.paragraphs)


def found_in(chapter: Chapter, asked: str) -> tuple[int, ...] | None:
    """The places of the paragraphs that hold every word asked; none of them but () where the title does.

    None for a chapter that does not say it, and for each chapter nothing where nothing is asked.
    """
    if not asked.strip():
        return ()
    found = tuple(place for place, one in enumerate(chapter.paragraphs) if says(one.text, asked))
    return found if found or says(chapter.title, asked) else None


def _paragraphs(body: str) -> list[Paragraph]:
    found: list[list[str]] = []
    is_code = False
    for line in body.splitlines():
        if line.startswith("```"):
            is_code = not is_code
            continue
        if RULE.match(line):
            found[-1] = []  # what stands above the columns
        elif not line.strip():
            found.append([])
        elif PICTURE.match(line):
            found.extend(([line], []))
        elif line.startswith("|") and not is_code:
            found.append([f"- {': '.join(cell.strip() for cell in line.strip('|').split('|'))}"])
        elif is_code or BULLET.match(line) or line.startswith("#") or not found:
            found.append([line])
        else:
            found[-1].append(line.strip())
    paragraphs = (" ".join(lines) for lines in found if lines)
    return [_paragraph(words) for words in paragraphs if not CONTENTS.match(words)]


def _paragraph(line: str) -> Paragraph:
    shown = PICTURE.match(line)
    if shown is not None:
        return Paragraph(_plain(shown[1]), picture=shown[2])
    if line.startswith("#"):
        return Paragraph(_plain(line.lstrip("# ")), is_heading=True)
    bullet = BULLET.match(line)
    if bullet is None:
        return Paragraph(_plain(line))
    mark = bullet.group().strip()
    return Paragraph(_plain(line[bullet.end() :]), mark="•" if mark in "-*" else mark)


def _plain(text: str) -> str:
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = EMPHASIS.sub(r"“\1”", text.replace("**", ""))
    return APOSTROPHE.sub("’", text.replace("`", "").strip())
