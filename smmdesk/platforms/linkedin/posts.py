"""Posts as LinkedIn takes them, and how we know ours again where it may be read."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

from smmdesk.model.content import with_link
from smmdesk.model.counting import links_in
from smmdesk.model.delivery import PartKind, Receipt
from smmdesk.model.moment import from_us, to_us
from smmdesk.model.poll_checks import question_of
from smmdesk.platforms.answers import Fields, plain_line
from smmdesk.platforms.base import Absent, CannotTell, Card, Job, LookUpAnswer, Published, RefusedError, Said, Session
from smmdesk.platforms.cards import read_page
from smmdesk.platforms.linkedin import media
from smmdesk.platforms.linkedin.account import ORGANISATION, who_am_i
from smmdesk.platforms.linkedin.api import Api, enc, is_gone
from smmdesk.platforms.linkedin.little import little, plain
from smmdesk.platforms.markup import same_words, without_addresses
from smmdesk.platforms.polls import require_fits
from smmdesk.platforms.quoting import QUOTE, is_quoted
from smmdesk.platforms.steps import Steps, kept

PAGE, MOST_PAGES = 50, 4
EARLIER = timedelta(minutes=6)
LAG = timedelta(minutes=2)
"""The list of a page's posts may show one some seconds late; an empty one says nothing before."""
TITLE_MOST, DESCRIPTION_MOST, QUESTION_MOST = 400, 4000, 140
THUMB_MOST_BYTES = 5_000_000
DURATIONS = {1_440: "ONE_DAY", 4_320: "THREE_DAYS", 10_080: "SEVEN_DAYS", 20_160: "FOURTEEN_DAYS"}
POST = re.compile(r"urn:li:(?:share|ugcPost):\d{1,30}")
GONE = frozenset({404})


# ------------------------------------------------------------------ what is said
def card_link(job: Job) -> str:
    """The link that becomes a card, as on LinkedIn's own page: the one given, else the first one in the words. Files
    and a poll take its place."""
    content = job.outgoing
    if content.media or content.poll is not None or (content.card is not None and not content.card.shown):
        return ""
    return content.link or next(iter(links_in(content.text)), "")


def text_of(job: Job) -> str:
    """The words; a link that is no card stands below them."""
    content = job.outgoing
    words = content.text if card_link(job) else with_link(content.text, content.link)
    return question_of(words, QUESTION_MOST)[1] if content.poll is not None else words


def question(job: Job) -> str:
    return question_of(with_link(job.outgoing.text, job.outgoing.link), QUESTION_MOST)[0]


async def make_card(session: Session, api: Api, job: Job, steps: Steps) -> None:
    """The card of the link, made by us: LinkedIn reads no pages for programs. What the person put in wins."""
    link, own = card_link(job), job.outgoing.card or Card()
    if not link or steps.found("card") is not None or steps.found(QUOTE) is not None:
        return
    page, image = await read_page(session, link, own.picture is None, THUMB_MOST_BYTES, lambda: who_am_i(session))
    title = (own.title or page.title)[:TITLE_MOST]
    card = {"source": link, "title": title, "description": (own.description or page.description)[:DESCRIPTION_MOST]}
    if own.picture is not None:
        image = own.picture.path, own.picture.mime
    if image is not None:
        card["thumbnail"] = await media.send_file(session, api, "image", image[0], title)
    await steps.keep("card", {name: value for name, value in card.items() if value})


def require_whole(session: Session, job: Job) -> None:
    """Raises RefusedError for what this account cannot publish."""
    names, audience = session.http.names, str(job.outgoing.options.get("visibility") or "")
    if audience == "CONNECTIONS" and session.channel.remote_id.startswith(ORGANISATION):
        raise RefusedError(names.problem("option_not_offered", value=audience.lower()))
    if job.outgoing.poll is not None:
        require_fits(question(job), QUESTION_MOST, names)


def body_of(session: Session, job: Job) -> dict[str, Any]:
    options, content = job.outgoing.options, _content(job)
    spread = {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []}
    body: dict[str, Any] = {
        "author": session.channel.remote_id,
        "commentary": little(text_of(job)),
        "visibility": str(options.get("visibility") or "PUBLIC"),
        "distribution": spread,
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": bool(options.get("no_reshare")),
    }
    if is_quoted(job):
        return {**body, "reshareContext": {"parent": kept(job, QUOTE)["id"]}}
    return {**body, "content": content} if content else body


def _content(job: Job) -> dict[str, Any]:
    poll, card, files = job.outgoing.poll, kept(job, "card"), media.media_of(job)
    if poll is not None:
        duration = next((name for most, name in DURATIONS.items() if poll.minutes <= most), "FOURTEEN_DAYS")
        answers = [{"text": answer} for answer in poll.options]
        return {"poll": {"question": question(job), "options": answers, "settings": {"duration": duration}}}
    if len(files) > 1:
        return {"multiImage": {"images": [_image(file) for file in files]}}
    if files and files[0]["urn"].startswith("urn:li:image:"):
        return {"media": _image(files[0])}
    if files:  # a film or a document; the second wants a title
        given = str(job.outgoing.options.get("document_title") or "").strip()
        title = given or job.outgoing.title.strip() or str(files[0]["name"]).rsplit(".", 1)[0] or "…"
        return {"media": {"id": files[0]["urn"], "title": title[:TITLE_MOST]}}
    return {"article": dict(card)} if isinstance(card, dict) else {}


def _image(file: dict[str, Any]) -> dict[str, str]:
    return {"id": file["urn"], **({"altText": file["alt"]} if file["alt"] else {})}


# ------------------------------------------------------------------ what came of it
def receipt_of(session: Session, urn: str, at: datetime) -> Receipt:
    return Receipt(urn, f"{session.facts.endpoints['web']}/feed/update/{urn}", to_us(at))


def urn_of(session: Session, receipt: Receipt | None) -> str:
    """The post's own name. Raises RefusedError(not_known_there) where a person gave a link that has it not."""
    assert receipt is not None, "this call is about something that is there"
    urn = unquote(receipt.id)
    if not POST.fullmatch(urn):
        raise RefusedError(session.http.names.problem("not_known_there"))
    return urn


# ------------------------------------------------------------------ knowing ours again
@dataclass(frozen=True, slots=True)
class Found:
    """The posts that say what we said; `complete` when everything since the first try was seen, and nothing in it could
    be ours after all (`_is_alike`)."""

    posts: tuple[Fields, ...]
    complete: bool


async def look_up(session: Session, api: Api, job: Job) -> LookUpAnswer:
    """What of a page's newest posts is this part. A person's own posts cannot be listed by programs."""
    if not session.channel.remote_id.startswith(ORGANISATION):
        return CannotTell()
    first = job.first_try_at or min(job.due, session.clock.now())
    found = await _find(session, api, job, first - EARLIER)
    if len(found.posts) == 1:
        post = found.posts[0]
        if post.text("lifecycleState", "PUBLISHED") != "PUBLISHED":  # a film that is worked on, or that failed
            return CannotTell()
        return Published(receipt_of(session, post.text("id"), made_at(post)))
    if found.posts:
        return CannotTell(two_alike=True)
    sure = found.complete and session.clock.now() - first > LAG
    return Absent(by_words=True) if sure else CannotTell()


async def _find(session: Session, api: Api, job: Job, since: datetime) -> Found:
    found: list[Fields] = []
    alike = False
    for number in range(MOST_PAGES):
        page = f"count={PAGE}&start={number * PAGE}&sortBy=CREATED"
        path = f"posts?q=author&author={enc(session.channel.remote_id)}&{page}"
        answer = (await api.ask("GET", path, "FINDER")).fields()
        if not isinstance(answer.values.get("elements"), list):
            raise answer.strange()
        rows = answer.rows("elements")
        near = [row for row in rows if _may_be(session, row, job, since)]
        found += [row for row in near if says(row, job)]
        alike = alike or any(_is_alike(row, job) for row in near)
        if not _goes_on(answer, rows) or (rows and made_at(rows[-1]) < since):
            return Found(tuple(found), not alike)
    return Found(tuple(found), False)


def _goes_on(answer: Fields, rows: list[Fields]) -> bool:
    """Whether there may be more: a page that lacks what this app may not see is not the last one."""
    links = answer.child("paging").rows("links")
    return len(rows) >= PAGE or any(link.text("rel", "") == "next" for link in links)


def _may_be(session: Session, post: Fields, job: Job, since: datetime) -> bool:
    """By its moment and its author, and nobody else's."""
    urn = post.text("id")
    if not POST.fullmatch(urn) or urn in job.owned or made_at(post) < since:
        return False
    return post.text("author", "") == session.channel.remote_id


def _is_alike(post: Fields, job: Job) -> bool:
    """Whether it may be ours all the same: LinkedIn shortens addresses in words (lnkd.in)."""
    return without_addresses(plain(post.text("commentary", ""))) == without_addresses(text_of(job))


def made_at(post: Fields) -> datetime:
    return from_us((post.number("publishedAt", 0) or post.number("createdAt")) * 1000)


def says(post: Fields, job: Job) -> bool:
    """Whether a post has our words, and our question where it asks one."""
    asked = post.child("content").child("poll").text("question", "")
    return same_words(plain(post.text("commentary", "")), text_of(job)) and (
        job.outgoing.poll is None or same_words(asked, question(job))
    )


async def read(session: Session, api: Api, job: Job) -> Fields | None:
    """Our post as it is now, None where there is none. Raises RefusedError where it may not be read."""
    urn = urn_of(session, job.receipt)
    answer = await api.ask("GET", f"posts/{enc(urn)}", params=(("viewContext", "AUTHOR"),), also=GONE)
    if answer.says_gone(is_gone):
        return None
    found = answer.fields()
    if found.text("id") != urn:
        raise found.strange()
    return found


def said_there(post: Fields, job: Job) -> Said:
    ours, same = text_of(job), says(post, job)
    return Said(ours if same else plain_line(plain(post.text("commentary", "")), 4000), ours, same)


def is_comment(job: Job) -> bool:
    return job.kind is PartKind.FIRST_COMMENT
