"""Places without a way in for programs: a person publishes there, and ticks it off (design.md §1).

The publisher never commits here (`sends_by_itself = false`); it asks the person with what `guide` prepares.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from smmdesk.model.channel import MADE_UP, Channel
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import _
from smmdesk.platforms.answers import origin_of
from smmdesk.platforms.base import (
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    Job,
    LookUpAnswer,
    Outgoing,
    RefusedError,
    Save,
    Session,
    SignedIn,
    SigningIn,
)

COMPOSE_URL_MAX = 2000


@dataclass(frozen=True, slots=True)
class Guide:
    """What a person needs: the text to copy, the files to drag, the page to open (empty where none was given)."""

    text: str
    files: tuple[Path, ...]
    page: str


def guide(outgoing: Outgoing, channel: Channel, compose_url: str = "") -> Guide:
    """Title, text and link one below the other, as they are pasted; the page is the platform's own composer, filled in
    where it takes that, else the one that the person named."""
    parts = [outgoing.title, outgoing.text, "" if outgoing.link in outgoing.text else outgoing.link]
    text = "\n\n".join(part.strip() for part in parts if part.strip())
    page = page_to_compose(compose_url, outgoing.title, outgoing.text, outgoing.link) or channel.url
    return Guide(text, tuple(picture.path for picture in outgoing.media), page)


def page_to_compose(compose_url: str, title: str, text: str, link: str) -> str:
    """The address of a platform's own composer, filled in as far as it takes it (percent-encoded UTF-8).

    Where that gets longer than browsers and platforms carry, it stays empty: the clipboard has all of it.
    """
    values = {"title": title, "text": text, "link": link}
    filled = compose_url
    for name, value in values.items():
        filled = filled.replace(f"{{{name}}}", quote(value, safe="", errors="replace"))
    if len(filled) < COMPOSE_URL_MAX:
        return filled
    for name in values:
        compose_url = compose_url.replace(f"{{{name}}}", "")
    return compose_url


class ByHand:
    """Knows no account and sends nothing."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        page = signing_in.fields.get("page", "").strip()
        name = signing_in.fields.get("name", "").strip()
        if page:
            page = page if "://" in page else f"https://{page}"
            try:
                origin_of(page)
            except ValueError as error:
                raise ProblemError("address_not_found", url=page, platform=_(signing_in.facts.name)) from error
        name = name or page.removeprefix("https://").rstrip("/") or _(signing_in.facts.name)
        own_id = hashlib.sha256(f"{name}\n{page}".encode("utf-8", "replace")).hexdigest()[:12]
        return SignedIn(Account(remote_id=f"{MADE_UP}{own_id}", name=name, url=page))

    async def sign_out(self, session: Session) -> None:
        return None

    async def who_am_i(self, session: Session) -> Account:
        channel = session.channel
        return Account(remote_id=channel.remote_id, name=channel.name, handle=channel.handle, url=channel.url)

    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        return None

    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        raise RefusedError(Problem("by_hand", {"channel": session.channel.name}))

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        return CannotTell()

    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        return CannotTell()


CONNECTOR: Connector = ByHand()
