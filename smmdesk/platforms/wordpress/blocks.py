"""Plain words and files as WordPress blocks, as its own editor would have written them: a person can go on there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_END = ".,;:!?…'\"»”’)"


@dataclass(frozen=True, slots=True)
class Placed:
    """A file that is in the site's library: its id and its address there."""

    id: int
    url: str
    mime: str
    alt: str = ""


def content_of(text: str, link: str, media: Sequence[Placed]) -> str:
    """The content of a post: a paragraph for each one written, then the files, then the link unless it was written."""
    blocks = [_paragraph(part) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    images = [placed for placed in media if placed.mime.startswith("image/")]
    if len(images) > 1:
        blocks.append(_gallery(images))
    else:
        blocks += [_image(placed) for placed in images]
    blocks += [_video(placed) for placed in media if placed.mime.startswith("video/")]
    if link and link not in text:
        blocks.append(_paragraph(link))
    return "\n\n".join(blocks)


def _paragraph(text: str) -> str:
    lines = "<br>".join(_linked(line) for line in text.strip().split("\n"))
    return f"<!-- wp:paragraph -->\n<p>{lines}</p>\n<!-- /wp:paragraph -->"


def _linked(line: str) -> str:
    made, last = [], 0
    for match in _ADDRESS.finditer(line):
        address = match.group().rstrip(_END)
        end = match.start() + len(address)
        made += [escape(line[last : match.start()], quote=False), f'<a href="{escape(address)}">{escape(address)}</a>']
        last = end
    return "".join([*made, escape(line[last:], quote=False)])


def _image(placed: Placed) -> str:
    return (
        f'<!-- wp:image {{"id":{placed.id},"sizeSlug":"full","linkDestination":"none"}} -->\n'
        f'<figure class="wp-block-image size-full"><img src="{escape(placed.url)}" alt="{escape(placed.alt)}" '
        f'class="wp-image-{placed.id}"/></figure>\n<!-- /wp:image -->'
    )


def _gallery(images: Sequence[Placed]) -> str:
    inner = "\n\n".join(map(_image, images))
    kind = "wp-block-gallery has-nested-images columns-default is-cropped"
    return f'<!-- wp:gallery {{"linkTo":"none"}} -->\n<figure class="{kind}">{inner}</figure>\n<!-- /wp:gallery -->'


def _video(placed: Placed) -> str:
    label = f' aria-label="{escape(placed.alt)}"' if placed.alt else ""
    return (
        f'<!-- wp:video {{"id":{placed.id}}} -->\n<figure class="wp-block-video"><video controls '
        f'src="{escape(placed.url)}"{label}></video></figure>\n<!-- /wp:video -->'
    )
