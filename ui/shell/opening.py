"""What the system asks the program to open: a link of ours, a calendar as a file, photos dropped on the icon.

A link may come from any page or message: it shows a place or fills a new draft, and never sends, changes or reads a
file. A file is one that the person opened or dropped themselves.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, unquote

from smmdesk.model.for_the_eye import tame
from smmdesk.model.url_parts import split_url

if TYPE_CHECKING:
    from ui.shell.doors import Doors

SCHEME = "smmdesk"
MOST_FILES = 100
MOST_BYTES = 65_536
"""Of a link, and of what a second start says to the first."""
TEXT_MOST = 20_000
LINK_MOST = 2_000
PLACES_MOST = 40
FIELDS_MOST = 10


class Asked(NamedTuple):
    """One wish: `place` or `post_id` to show, or what a new post begins with, or files to bring in."""

    place: str = ""
    post_id: str = ""
    text: str = ""
    files: tuple[Path, ...] = ()


def is_link(argument: str) -> bool:
    """Whether an argument of the command line is a link of ours."""
    return argument.lower().startswith(f"{SCHEME}:")


def read_link(link: str) -> Asked | None:
    """`smmdesk:calendar` (any place), `smmdesk:post/ID`, `smmdesk:new?text=…&link=…`; None for what it does not know.

    Also with two slashes behind the scheme, as some systems write them.
    """
    if not is_link(link) or len(link) > MOST_BYTES:
        return None
    parts = split_url(link)
    way = [unquote(word) for word in f"{parts.netloc}/{parts.path}".split("/") if word]
    match way:
        case ["new"]:
            return Asked(text=_text_of(parts.query))
        case ["post", post_id]:
            return Asked(post_id=post_id[:PLACES_MOST])
        case [place]:
            return Asked(place=place[:PLACES_MOST])
        case []:
            return Asked()
    return None


def _text_of(query: str) -> str:
    """The words of a new draft, and a web address below them."""
    if query.count("&") >= FIELDS_MOST:
        return ""
    given = parse_qs(query)
    text = tame(given.get("text", [""])[0], TEXT_MOST)
    link = given.get("link", [""])[0]
    if link.startswith(("https://", "http://")) and len(link) <= LINK_MOST and link.isprintable() and " " not in link:
        text = f"{text}\n{link}".strip()
    return text


def read_arguments(arguments: Sequence[str]) -> list[Asked]:
    """What stood on the command line: links, or files as paths and file addresses; what is neither is left out."""
    links = [found for argument in arguments if is_link(argument) and (found := read_link(argument)) is not None]
    files = tuple(path for argument in arguments if (path := file_of(argument)) is not None)[:MOST_FILES]
    return [*links, *([Asked(files=files)] if files else [])]


def file_of(argument: str) -> Path | None:
    """The existing file that an argument names, as a path or as a file address of this computer."""
    if argument.lower().startswith("file:"):
        parts = split_url(argument)
        if parts.netloc not in ("", "localhost"):
            return None
        argument = unquote(parts.path)
    try:
        path = Path(argument).resolve()
        return path if path.is_file() else None
    except (OSError, ValueError):
        return None


# ------------------------------------------------------------------ from a second start to the first
def packed(arguments: Sequence[str]) -> bytes:
    """One line for the window that is open already; paths are made whole, for it stands in another folder."""
    whole = [argument if is_link(argument) else str(file_of(argument) or "") for argument in arguments]
    line = json.dumps([word for word in whole if word][:MOST_FILES], ensure_ascii=True).encode() + b"\n"
    return line if len(line) <= MOST_BYTES else b"[]\n"


def unpacked(line: bytes) -> list[str]:
    """The arguments of a line, none for anything that is not such a line."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return []
    return [word for word in found if isinstance(word, str)] if isinstance(found, list) else []


# ------------------------------------------------------------------ doing it
def open_all(doors: "Doors", arguments: Sequence[str]) -> None:
    """Show what was asked for, one after the other."""
    for asked in read_arguments(arguments):
        open_one(doors, asked)


def open_one(doors: "Doors", asked: Asked) -> None:
    from ui.shell.places import PLACES

    if asked.files:
        doors.bring_in(asked.files)
    elif asked.post_id:
        doors.open_post(asked.post_id)
    elif asked.text:
        doors.new_post({"text": asked.text})
    elif asked.place in {place.key for place in PLACES}:
        doors.go_to(asked.place)
