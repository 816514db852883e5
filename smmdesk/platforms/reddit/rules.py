"""What one subreddit asks of a post, read before anything is sent: who may write what, how titles go, which flair.

`GET /r/{sr}/about`, `/api/v1/{sr}/post_requirements`, `/r/{sr}/api/link_flair_v2` (names of fields: PRAW 8.0.3, read 28
Nov 2026). Patterns (`title_regexes`) are left to Reddit: a stranger's pattern is not run here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from smmdesk.model.url_parts import split_url
from smmdesk.model.words import _
from smmdesk.platforms.answers import Fields, plain_words
from smmdesk.platforms.base import Job, RefusedError, Session
from smmdesk.platforms.reddit.api import FLAIR, OWN_PAGE, ask, is_place

AWAY = frozenset({302, 403, 404})
NONE_THERE = frozenset({403, 404})
_ADDRESS = re.compile(r"^(?:https?://(?:\w+\.)?reddit\.com)?/?(?P<kind>r|u|user)/(?P<name>[^/?#\s]+)/?$", re.IGNORECASE)
ALLOWED = {"image": "allow_images", "gallery": "allow_galleries", "video": "allow_videos", "poll": "allow_polls"}


@dataclass(frozen=True, slots=True)
class Place:
    """A subreddit as Reddit writes it, and the flair chosen there (its id; empty: none)."""

    name: str
    flair: str = ""


def name_of(wish: str) -> str:
    """The subreddit of "r/italy", "italy", "u/lucia" or an address; empty where it is none of them."""
    found = _ADDRESS.match(wish.strip())
    name = found["name"] if found is not None else wish.strip()
    if found is not None and found["kind"].casefold() != "r":
        name = f"{OWN_PAGE}{name}"
    return name if is_place(name) else ""


async def place_of(session: Session, job: Job, kind: str) -> Place:
    """Where it goes. Raises RefusedError with what stands against it there."""
    wish = str(job.outgoing.options.get("subreddit") or "")
    name = name_of(wish)
    about = await ask(session, "GET", f"r/{name}/about", also=AWAY) if name else None
    names = session.http.names
    if about is None or not about.ok:
        raise RefusedError(names.problem("option_not_offered", value=wish))
    found = about.fields().child("data")
    if found.flag("user_is_banned"):
        raise RefusedError(names.problem("may_not_publish"))
    name = found.text("display_name")
    answer = await ask(session, "GET", f"api/v1/{name}/post_requirements", also=NONE_THERE)
    asked = answer.maybe()
    said = next(_objections(job, kind, found, asked), "")
    if said:
        raise RefusedError(names.problem("place_refuses", place=f"r/{name}", said=said))
    return Place(name, await _flair(session, job, name, asked.flag("is_flair_required")))


async def _flair(session: Session, job: Job, name: str, required: bool) -> str:
    wish = str(job.outgoing.options.get("flair") or "").strip()
    if not wish and not required:
        return ""
    names = session.http.names
    if not wish:
        raise RefusedError(names.problem("option_missing", label=FLAIR, field="option:flair"))
    answer = await ask(session, "GET", f"r/{name}/api/link_flair_v2", also=NONE_THERE)
    for row in answer.rows() if answer.ok else []:
        if wish.casefold() in (row.text("text", "").strip().casefold(), row.text("id", "").casefold()):
            return row.id()
    raise RefusedError(names.problem("option_not_offered", value=wish))


# ------------------------------------------------------------------ what stands against it
def _objections(job: Job, kind: str, about: Fields, asked: Fields) -> Iterator[str]:
    """Sentences for a person, the weightiest first."""
    takes = about.text("submission_type", "any")
    if (takes == "link" and kind in ("self", "poll")) or (takes == "self" and kind not in ("self", "poll")):
        yield _("Only words are taken there.") if takes == "self" else _("Only links and pictures are taken there.")
    if about.values.get(ALLOWED.get(kind, "")) is False:
        yield _("Posts of this kind (photo, film, poll) are not taken there.")
    yield from _of_words(_("title"), job.outgoing.title, "title", asked)
    policy = asked.text("body_restriction_policy", "none")
    if policy == "required" and not job.outgoing.text.strip():
        yield _("A post there needs a text, not only a title.")
    if policy == "notAllowed" and job.outgoing.text.strip():
        yield _("A post there has a title alone, without a text.")
    if policy != "notAllowed" and job.outgoing.text.strip():
        yield from _of_words(_("text"), job.outgoing.text, "body", asked)
    yield from _of_link(job.outgoing.link, asked)
    photos = len(job.outgoing.media)
    most = asked.number("gallery_max_items", 0)
    if kind == "gallery" and most and photos > most:
        yield _("It takes {limit} photos at most.").format(limit=most)


def _of_words(what: str, said: str, name: str, asked: Fields) -> Iterator[str]:
    """What holds for the title or the text alike."""
    least, most = asked.number(f"{name}_text_min_length", 0), asked.number(f"{name}_text_max_length", 0)
    if least and len(said) < least:
        yield _("The {what} has at least {limit} characters there.").format(what=what, limit=least)
    if most and len(said) > most:
        yield _("The {what} has at most {limit} characters there.").format(what=what, limit=most)
    wanted = asked.texts(f"{name}_required_strings")
    if wanted and not any(word.casefold() in said.casefold() for word in wanted):
        yield _("The {what} says one of these there: {words}").format(what=what, words=plain_words(", ".join(wanted)))
    for word in asked.texts(f"{name}_blacklisted_strings"):
        if word.casefold() in said.casefold():
            yield _("The {what} must not say “{words}” there.").format(what=what, words=plain_words(word))


def _of_link(link: str, asked: Fields) -> Iterator[str]:
    host = (split_url(link).hostname or "") if link else ""
    allowed, closed = asked.texts("domain_whitelist"), asked.texts("domain_blacklist")
    within = [domain for domain in (*allowed, *closed) if host == domain or host.endswith(f".{domain}")]
    if host and ((allowed and not set(allowed) & set(within)) or set(closed) & set(within)):
        yield _("Links to {host} are not taken there.").format(host=plain_words(host))
