"""Plain words and files as Ghost's own editor keeps them (Lexical), so that a person can go on there.

Node names and properties: @tryghost/kg-default-nodes 2.2.1 (Ghost 6.65, Nov 2026). HTML would be converted with losses.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smmdesk.platforms.markup import paragraphs, parts_of

PER_ROW, GALLERY_MOST = 3, 9
"""A gallery of Ghost's editor has rows of three, and nine pictures in all."""
_BLOCK = {"direction": "ltr", "format": "", "indent": 0, "version": 1}
_TEXT = {"detail": 0, "format": 0, "mode": "normal", "style": "", "type": "extended-text", "version": 1}


@dataclass(frozen=True, slots=True)
class Placed:
    """A file that is on the site, by its address there. `cover` is the address of a film's cover."""

    url: str
    mime: str
    width_px: int
    height_px: int
    name: str
    alt: str = ""
    cover: str = ""


def lexical_of(text: str, media: Sequence[Placed], link: str, card: Mapping[str, str] | None) -> str:
    """A post's content: its paragraphs, then the files, then the link as a card, or as words where there is none."""
    blocks = [_paragraph(part) for part in paragraphs(text)]
    images = [placed for placed in media if placed.mime.startswith("image/")]
    blocks += [_gallery(images[i : i + GALLERY_MOST]) for i in range(0, len(images), GALLERY_MOST)]
    blocks += [_video(placed) for placed in media if placed.mime.startswith("video/")]
    if link and card is not None:
        blocks.append({"type": "bookmark", "version": 1, "url": link, "metadata": dict(card), "caption": ""})
    elif link and link not in text:
        blocks.append(_paragraph(link))
    return json.dumps({"root": {**_BLOCK, "type": "root", "children": blocks}}, ensure_ascii=False)


def _paragraph(text: str) -> dict[str, Any]:
    children: list[dict[str, Any]] = []
    for number, line in enumerate(text.split("\n")):
        children += [{"type": "linebreak", "version": 1}] if number else []
        for words, address in parts_of(line):
            node = {**_TEXT, "text": words}
            link = {"type": "link", "rel": None, "target": None, "title": None, "url": address, "children": [node]}
            children.append({**_BLOCK, **link} if address else node)
    return {**_BLOCK, "type": "paragraph", "children": children}


def _gallery(images: Sequence[Placed]) -> dict[str, Any]:
    if len(images) == 1:
        [placed] = images
        return {
            "type": "image",
            "version": 1,
            **_picture(placed),
            "title": "",
            "caption": "",
            "cardWidth": "regular",
            "href": "",
        }
    pictures = [
        {"row": number // PER_ROW, "fileName": placed.name, **_picture(placed)} for number, placed in enumerate(images)
    ]
    return {"type": "gallery", "version": 1, "images": pictures, "caption": ""}


def _picture(placed: Placed) -> dict[str, Any]:
    return {"src": placed.url, "alt": placed.alt, "width": placed.width_px, "height": placed.height_px}


def _video(placed: Placed) -> dict[str, Any]:
    return {
        "type": "video",
        "version": 1,
        "src": placed.url,
        "caption": "",
        "fileName": placed.name,
        "mimeType": placed.mime,
        "width": placed.width_px,
        "height": placed.height_px,
        "duration": 0,
        "thumbnailSrc": placed.cover,
        "customThumbnailSrc": placed.cover,
        "thumbnailWidth": placed.width_px,
        "thumbnailHeight": placed.height_px,
        "cardWidth": "regular",
        "loop": False,
    }


def words_of(lexical: str) -> str:
    """The words of a post's content, a card's address among them; what is no content has none."""
    return "\n\n".join(filter(None, map(_plain, _blocks(lexical)))).strip()


def has_card(lexical: str) -> bool:
    """Whether a link stands in it as a card."""
    return any(block.get("type") == "bookmark" for block in _blocks(lexical))


def _blocks(lexical: str) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(lexical)["root"]["children"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return []
    return [block for block in found if isinstance(block, dict)] if isinstance(found, list) else []


def _plain(node: Mapping[str, Any]) -> str:
    return "".join(_words(node)).strip()


def _words(node: Mapping[str, Any]) -> Iterator[str]:
    kind = node.get("type")
    if kind == "linebreak":
        yield "\n"
    elif isinstance(node.get("text"), str):
        yield node["text"]
    elif kind == "bookmark":
        yield str(node.get("url") or "")
    children = node.get("children")
    for child in children if isinstance(children, list) else ():
        if isinstance(child, dict):
            yield from _words(child)
