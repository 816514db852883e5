"""A film's fields as YouTube takes them, and what it made of them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from smmdesk.model.content import with_link
from smmdesk.model.delivery import Receipt
from smmdesk.model.moment import to_us
from smmdesk.model.problem import Problem
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, Listed, Published, Said, Session
from smmdesk.platforms.google import stamp
from smmdesk.platforms.markup import listed_words, same_words
from smmdesk.platforms.steps import kept

VISIBLE = ("public", "unlisted", "private")
NOT_TAKEN = str.maketrans({"<": "‹", ">": "›"})
"""YouTube refuses angle brackets in titles and descriptions."""
WATCH = "https://www.youtube.com/watch?v="
KEPT_WORDS = ("defaultLanguage", "defaultAudioLanguage")
KEPT_STATUS = ("license", "embeddable", "publicStatsViewable")
OTHERS = "22"


def title_of(job: Job) -> str:
    return job.outgoing.title.translate(NOT_TAKEN)


def description_of(job: Job) -> str:
    return with_link(job.outgoing.text, job.outgoing.link).translate(NOT_TAKEN)


def snippet_of(job: Job, before: Fields | None = None) -> dict[str, Any]:
    """The words of a film. `before` are those that stand there: what we do not know of is kept."""
    options = job.outgoing.options
    made: dict[str, Any] = {
        "title": title_of(job),
        "description": description_of(job),
        "tags": listed_words(options.get("tags")),
        "categoryId": str(options.get("category") or OTHERS),
    }
    if job.outgoing.language:
        made["defaultLanguage"] = job.outgoing.language
    if before is not None:
        made = {**{name: before.text(name) for name in KEPT_WORDS if name in before}, **made}
    return made


def wish_of(job: Job) -> str:
    """Who may see it in the end."""
    wish = str(job.outgoing.options.get("visibility") or "")
    return wish if wish in VISIBLE else "public"


def status_of(job: Job, privacy: str, moment: datetime | None = None, before: Fields | None = None) -> dict[str, Any]:
    """Everything that we set of a film's status. What is left out of it YouTube sets back: of `before`, what somebody
    chose on YouTube's own page meanwhile is kept."""
    options = job.outgoing.options
    kept_there = {name: before.values[name] for name in KEPT_STATUS if name in before} if before is not None else {}
    made: dict[str, Any] = {
        **kept_there,
        "privacyStatus": privacy,
        "selfDeclaredMadeForKids": options.get("made_for_kids") == "yes",
        "containsSyntheticMedia": bool(options.get("synthetic")),
    }
    if moment is not None:
        made["publishAt"] = stamp(moment)
    return made


# ------------------------------------------------------------------ what YouTube says
def privacy_of(found: Fields) -> str:
    return found.child("status").text("privacyStatus", "")


def moment_of(found: Fields) -> datetime | None:
    """When YouTube will publish a film by itself; None when it will not."""
    status = found.child("status")
    return status.instant("publishAt") if "publishAt" in status and privacy_of(found) == "private" else None


def state_of(found: Fields) -> Published | Listed | None:
    """Where a film stands; None for a private one without a moment."""
    moment = moment_of(found)
    if moment is not None:
        return Listed(replace(receipt_of(found), at_us=0), moment)
    return Published(receipt_of(found)) if privacy_of(found) in ("public", "unlisted") else None


def ended(session: Session, job: Job, found: Fields) -> Problem | None:
    """What YouTube made of the film for good; None while all is well."""
    status = found.child("status")
    state = status.text("uploadStatus", "")
    film = kept(job, "film") or {}
    if state == "failed":
        return session.http.names.problem("media_not_converted", name=str(film.get("name", job.outgoing.title)))
    if state in ("rejected", "deleted"):
        return session.http.names.problem("refused", said=status.text("rejectionReason", state))
    return None


def receipt_of(found: Fields) -> Receipt:
    snippet = found.child("snippet")
    at_us = to_us(snippet.instant("publishedAt")) if "publishedAt" in snippet else 0
    return Receipt(found.id(), f"{WATCH}{found.id()}", at_us)


def same_content(found: Fields, job: Job) -> bool:
    """Whether an edit took effect, by title and description."""
    return all(map(same_words, _said(found), (title_of(job), description_of(job))))


def said_there(found: Fields, job: Job) -> Said:
    there, ours = ("\n\n".join(filter(None, said)) for said in (_said(found), (title_of(job), description_of(job))))
    return Said(there, ours, same_content(found, job))


def _said(found: Fields) -> tuple[str, str]:
    snippet = found.child("snippet")
    return snippet.text("title", ""), snippet.text("description", "")
