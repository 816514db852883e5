"""A post's fields as Blogger takes them, and what it made of them."""

from html import escape
from typing import Any

from smmdesk.model.content import with_link
from smmdesk.model.delivery import Receipt
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, Listed, Published, Said
from smmdesk.platforms.markup import html_of, listed_words, plain_of, same_words

COMMENTS = ("ALLOW", "DONT_ALLOW_SHOW_EXISTING", "DONT_ALLOW_HIDE_EXISTING")


def body_of(job: Job) -> dict[str, Any]:
    """Everything but status and moment. Comments are left as the blog has them unless a person chose."""
    options = job.outgoing.options
    comments = str(options.get("comments") or "")
    return {
        "title": job.outgoing.title,
        "content": f"{html_for(job)}{mark_of(job)}",
        "labels": listed_words(options.get("labels")),
        **({"readerComments": comments} if comments in COMMENTS else {}),
    }


def html_for(job: Job) -> str:
    """The words as HTML of one line: what breaks lines there stands in tags, and nothing else does.

    A photo is one that lies on the web already: Blogger offers no way to upload any.
    """
    photo, alt = (str(job.outgoing.options.get(name) or "").strip() for name in ("photo", "photo_alt"))
    image = f'<p><img src="{escape(photo)}" alt="{escape(alt)}"></p>' if _is_address(photo) else ""
    return image + html_of(with_link(job.outgoing.text, job.outgoing.link)).replace("\n", "")


def _is_address(photo: str) -> bool:
    return photo.startswith(("https://", "http://")) and not any(sign.isspace() for sign in photo)


def mark_of(job: Job) -> str:
    """A comment that no reader sees; the same for every generation of a part."""
    return f"<!--smmdesk {job.part_id}-->"


def has_mark(found: Fields, job: Job) -> bool:
    return mark_of(job) in found.text("content", "")


def understood(found: Fields) -> Published | Listed | None:
    """Where a post stands; None for one that is neither out nor listed."""
    status = found.text("status", "")
    if status == "LIVE":
        return Published(receipt_of(found))
    if status == "SCHEDULED":
        return Listed(receipt_of(found), found.instant("published"))
    return None


def receipt_of(found: Fields) -> Receipt:
    at_us = to_us(found.instant("published")) if "published" in found else 0
    return Receipt(found.id(), found.text("url", ""), at_us)


def same_content(found: Fields, job: Job) -> bool:
    """Whether an edit took effect, by title and words."""
    return all(map(same_words, _said(found), _ours(job)))


def said_there(found: Fields, job: Job) -> Said:
    """Title and words as they stand in the blog."""
    there, ours = ("\n\n".join(filter(None, said)) for said in (_said(found), _ours(job)))
    return Said(there, ours, same_content(found, job))


def _said(found: Fields) -> tuple[str, str]:
    return found.text("title", ""), _plain(found.text("content", ""))


def _ours(job: Job) -> tuple[str, str]:
    return job.outgoing.title, _plain(html_for(job))


def _plain(html: str) -> str:
    return plain_of(html.replace("</p>", "</p>\n"))
