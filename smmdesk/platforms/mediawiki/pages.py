"""Pages as the wiki keeps them: what will stand there, and how we know our change again when an answer was lost."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from smmdesk.model.delivery import Evidence, Receipt
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, RefusedError, Session
from smmdesk.platforms.markup import bare
from smmdesk.platforms.mediawiki.talk_text import reply_of, with_reply
from smmdesk.platforms.mediawiki.wiki import Wiki
from smmdesk.platforms.mediawiki.wikitext import file_of, heading_and_rest, wikitext_of
from smmdesk.platforms.steps import kept

SUMMARY_MAX = 500
MOST_REVISIONS = "50"
LONGEST_KEPT = 200_000
DEEPEST = 8
PLACES = ("new", "section", "append", "replace")
MARK = re.compile(r"\(smmdesk [0-9a-f]{12}\)$")
"""Of any part (`mark_of`): how a change of ours is told from others of the account."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is now; `revision` 0 where there is none. `asked_at` is the wiki's own clock."""

    title: str
    revision: int
    text: str
    asked_at: str


def place_of(job: Job) -> str:
    wish = str(job.outgoing.options.get("placement") or "")
    return wish if wish in PLACES else PLACES[0]


def ours(job: Job) -> str:
    """The wikitext of this part: its words, the link, its pictures. A new section has its first line as heading; an
    answer stands in below what it answers."""
    content = job.outgoing
    if (answered := answer_of(job)) is not None:
        return reply_of(content.text, answered.indent + 1)
    heading, rest = heading_and_rest(content.text) if place_of(job) == "section" else ("", content.text)
    link = [content.link] if content.link and content.link not in content.text else []
    head = [f"== {wikitext_of(heading)} =="] if heading else []
    files = [file_of(str(step["name"]), str(step["alt"])) for step in files_of(job)]
    return "\n\n".join(filter(None, [*head, *files, wikitext_of(rest), *map(wikitext_of, link)]))


@dataclass(frozen=True, slots=True)
class Answered:
    """Where on which talk page something was said."""

    talk: str
    section: str
    indent: int

    @property
    def data(self) -> dict[str, object]:
        return {"talk": self.talk, "section": self.section, "indent": self.indent}


def answer_of(job: Job) -> Answered | None:
    """What this part answers, told by the message or by the receipt of the answer; None for a part of a post."""
    known = job.parent or job.receipt
    data = known.data if known is not None else {}
    talk, section, indent = (data.get(name) for name in ("talk", "section", "indent"))
    if not isinstance(talk, str) or not isinstance(section, str) or not isinstance(indent, int):
        return None
    return Answered(talk, section, min(max(indent, 0), DEEPEST))


def files_of(job: Job) -> list[dict[str, Any]]:
    """The pictures that are on the wiki for this part."""
    made: list[dict[str, Any]] = []
    while (step := kept(job, f"media:{len(made)}")) is not None:
        made.append(step)
    data = job.receipt.data.get("files") if job.receipt is not None else None
    return made or ([step for step in data if isinstance(step, dict)] if isinstance(data, list) else [])


def whole(session: Session, job: Job, page: Page) -> str:
    """What the page will say. Raises RefusedError(removed_there) where what is answered stands there no more."""
    added, answered = ours(job), answer_of(job)
    if answered is not None:
        text = with_reply(page.text, answered.section, added)
        if text is None:
            raise RefusedError(session.http.names.problem("removed_there"))
        return text
    if place_of(job) in ("section", "append") and page.text.strip():
        return f"{page.text.rstrip()}\n\n{added}"
    return added


def changed(session: Session, job: Job, page: Page) -> str:
    """What the page will say after an edit of ours: our words exchanged, whatever else came to stand there stays."""
    assert job.receipt is not None
    before = job.receipt.data.get("ours")
    if not isinstance(before, str) or not before or page.text.count(before) != 1:
        raise RefusedError(session.http.names.problem("changed_by_others"))
    return page.text.replace(before, ours(job))


# ------------------------------------------------------------------ marks
def mark_of(job: Job) -> str:
    """What our change carries in its summary, so that it is known again: the same for every try of a generation."""
    return f"smmdesk {hashlib.sha256(job.key.encode()).hexdigest()[:12]}"


def summary_of(job: Job) -> str:
    mark = f" ({mark_of(job)})"
    answered = answer_of(job)
    section = f"/* {answered.section} */" if answered is not None and answered.section else ""
    said = " ".join(str(job.outgoing.options.get("summary") or job.outgoing.title or section).split())
    return f"{said[: SUMMARY_MAX - len(mark)]}{mark}"


# ------------------------------------------------------------------ reading
async def read(wiki: Wiki, title: str, revision: int = 0) -> Page | None:
    """A page as it is, or as it was at a revision; None for a title that is none."""
    which = {"revids": str(revision)} if revision else {"titles": title}
    found = await wiki.query(
        **which, prop="revisions", rvprop="ids|timestamp|content", rvslots="main", curtimestamp="1", redirects=""
    )
    return _page(found)


def _page(found: Fields) -> Page | None:
    pages = found.rows("pages")
    if len(pages) != 1 or pages[0].flag("invalid") or pages[0].flag("special"):
        return None
    revisions = pages[0].rows("revisions")
    if not revisions:
        return Page(pages[0].text("title"), 0, "", "")
    main = revisions[0].child("slots").child("main")
    return Page(pages[0].text("title"), revisions[0].number("revid"), main.text("content", ""), "")


async def find_ours(session: Session, wiki: Wiki, job: Job, title: str) -> Receipt | None:
    """Our change in the page's history, by its mark."""
    found = await wiki.query(
        titles=title,
        prop="revisions",
        rvprop="ids|timestamp|comment",
        rvuser=str(session.channel.reported.get("user") or session.channel.handle),
        rvlimit=MOST_REVISIONS,
    )
    pages = found.rows("pages")
    if len(pages) != 1:
        raise found.strange()
    for revision in pages[0].rows("revisions"):
        if mark_of(job) in revision.text("comment", ""):
            at_us = to_us(revision.instant("timestamp"))
            return receipt_of(session, job, pages[0].text("title"), revision.number("revid"), at_us)
    return None


def receipt_of(session: Session, job: Job, title: str, revision: int, at_us: int) -> Receipt:
    """A change is known by its revision; its page is what visitors read."""
    added = ours(job)
    data: dict[str, object] = {"title": title, "files": [dict(step) for step in files_of(job)]}
    data |= {"ours": added} if len(added) <= LONGEST_KEPT else {}
    answered = answer_of(job)
    data |= answered.data if answered is not None else {}
    return Receipt(str(revision), page_url(session, title), at_us, data=data)


def page_url(session: Session, title: str) -> str:
    pattern = session.channel.reported.get("pages")
    named = quote(title.replace(" ", "_"), safe="/:@!$*(),;~")
    return pattern.replace("$1", named) if isinstance(pattern, str) and "$1" in pattern else ""


async def title_of(wiki: Wiki, receipt: Receipt) -> str:
    """The page of something published: kept, or told by a pasted address (a revision's number, or the title)."""
    title = receipt.data.get("title")
    if isinstance(title, str):
        return title
    if receipt.evidence is Evidence.HUMAN and f"oldid={receipt.id}" not in receipt.url:
        return "" if f"curid={receipt.id}" in receipt.url else unquote(receipt.id).replace("_", " ")
    if re.fullmatch(r"[0-9]{1,12}", receipt.id):
        found = await read(wiki, "", int(receipt.id))
        return found.title if found is not None else ""
    return unquote(receipt.id).replace("_", " ")


def says(page: Page, receipt: Receipt) -> bool:
    """Whether our words stand there as we wrote them."""
    before = receipt.data.get("ours")
    return isinstance(before, str) and bool(before) and bare(before) in bare(page.text)


def asked(options: Mapping[str, Any]) -> dict[str, str]:
    return {"minor": "1"} if options.get("minor") else {"notminor": "1"}
