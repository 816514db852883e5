"""What people write on a wiki's talk pages: those of the pages that we published, and the account's own.

Read by `list=usercontribs` and `prop=revisions` (MediaWiki 1.39, tried in November 2026). A change by
somebody else is a message: the words that it added. A person who mends what they have just written says it anew:
the message keeps the number of its first revision. Small changes and those that only take away are no messages.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.mediawiki.pages import MARK, page_url
from smmdesk.platforms.mediawiki.talk_text import Said, added
from smmdesk.platforms.mediawiki.wiki import Wiki
from smmdesk.platforms.people import name_of, page_of

FIRST = timedelta(days=7)
"""So far back the first page goes: talk pages are slow."""
AGAIN = timedelta(seconds=30)
PAGES_MOST, REVISIONS, BEFORE = 20, 10, 4
IN_A_SECOND = 50
"""More changes of one page than a wiki saves in a second; and as many as it tells with their text."""
ANSWER_BYTES = 24 * 1024 * 1024
TALK = {0: "Talk", 2: "User talk", 4: "Project talk", 6: "File talk", 10: "Template talk", 12: "Help talk"}
"""By the number of the pages' own namespace; every wiki understands these names beside its own."""
ASKED = "ids|timestamp|user|flags|content"


@dataclass(frozen=True, slots=True)
class Place:
    """How far all talk pages were read: everything before the instant and up to the revision was told. `amid`: the page
    before ended in the middle of a long history, which goes on just here; else it begins a little earlier, for what
    was saved slowly."""

    since: datetime
    last: int
    amid: bool = False

    @classmethod
    def of(cls, session: Session, cursor: str) -> "Place":
        if not cursor:
            return cls(session.now_there - FIRST, 0)
        kept = json.loads(cursor)
        return cls(datetime.fromisoformat(kept["since"]), int(kept["last"]), bool(kept["amid"]))

    def __str__(self) -> str:
        return json.dumps({"since": self.since.isoformat(), "last": self.last, "amid": self.amid})

    @property
    def start(self) -> str:
        from_here = self.since if self.amid else self.since - AGAIN
        return from_here.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def passed(self, revision: int, at: datetime) -> bool:
        """Whether a page whose newest revision this is has nothing more to tell."""
        return revision <= self.last and (at < self.since if self.amid else at <= self.since)


@dataclass(frozen=True, slots=True)
class Change:
    """One revision of a talk page, and the one before it (0 for none)."""

    id: int
    before: int
    user: str
    at: datetime
    minor: bool
    text: str


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears. The next page begins where the least read of the talk pages was left."""
    place, here = Place.of(session, cursor), Wiki.of(session)
    posts = await _published(session, here)
    told, ends, cut = list[Heard](), [place.since], list[datetime]()
    last = place.last
    for title in await _changed(here, list(posts)[:PAGES_MOST], place):
        older, changes, more = await _history(here, title, place)
        told += _heard(session, title, posts.get(title, ()), older, changes)
        ends += [change.at for change in changes]
        cut += [changes[-1].at] if more and changes else []
        last = max([last, *(change.id for change in changes)])
    following = Place(min(cut) if cut else max(ends), last, bool(cut))
    return HeardPage(tuple(told), str(following), bool(cut) and following != place)


# ------------------------------------------------------------------ where to look
async def _published(session: Session, here: Wiki) -> dict[str, tuple[str, ...]]:
    """Talk page -> the revisions that we made of its page, the newest first; the account's own talk page before all."""
    user = _us(session)
    found: dict[str, list[str]] = {f"User talk:{user}": []}
    answer = await here.query(
        list="usercontribs",
        ucuser=user,
        ucprop="ids|title|comment",
        uclimit="100",
        ucnamespace="|".join(map(str, TALK)),
    )
    for row in answer.rows("usercontribs"):
        with suppress(ConnectorError):
            space, title = row.number("ns"), row.text("title")
            if MARK.search(row.text("comment", "")) and space in TALK:
                name = title.partition(":")[2] if space else title
                found.setdefault(f"{TALK[space]}:{name}", []).append(str(row.number("revid")))
    return {title: tuple(ids) for title, ids in found.items()}


async def _changed(here: Wiki, titles: list[str], place: Place) -> list[str]:
    """The talk pages with something that was not told."""
    answer = await here.query(titles="|".join(titles), prop="revisions", rvprop="ids|timestamp")
    asked_as = {row.text("to", ""): row.text("from", "") for row in answer.rows("normalized")}
    found = list[str]()
    for page in answer.rows("pages"):
        with suppress(ConnectorError):
            title = page.text("title")
            for revision in page.rows("revisions"):
                if not place.passed(revision.number("revid"), revision.instant("timestamp")):
                    found.append(asked_as.get(title, title))
    return found


async def _history(here: Wiki, title: str, place: Place) -> tuple[list[Change], list[Change], bool]:
    """A few changes before the place, and those from it on, the oldest first; whether there are more."""
    newer = await _revisions(here, title, rvdir="newer", rvstart=place.start, rvlimit=str(REVISIONS + 1))
    if len(newer) > REVISIONS and newer[-2].at == newer[0].at:  # the next page would begin just here again
        newer = await _revisions(here, title, rvdir="newer", rvstart=place.start, rvlimit=str(IN_A_SECOND))
        end = next((number for number, one in enumerate(newer) if one.at > newer[0].at), len(newer))
        more, newer = end < len(newer), newer[: end + 1]
    else:
        more, newer = len(newer) > REVISIONS, newer[:REVISIONS]
    if not newer or not newer[0].before:
        return [], newer, more
    older = await _revisions(here, title, rvdir="older", rvstartid=str(newer[0].before), rvlimit=str(BEFORE))
    return older[::-1], newer, more


async def _revisions(here: Wiki, title: str, **asked: str) -> list[Change]:
    asked |= {"titles": title, "prop": "revisions", "rvprop": ASKED, "rvslots": "main"}
    answer = await here.read(asked, ANSWER_BYTES)
    pages = answer.rows("pages")
    found = list[Change]()
    for row in pages[0].rows("revisions") if len(pages) == 1 else ():
        main = row.child("slots").child("main")
        if main.text("contentmodel", "wikitext") != "wikitext":  # a board of an extension, which has a way of its own
            continue
        user = row.text("user", "")  # without one where an administrator hid it
        ids = row.number("revid"), row.number("parentid", 0)
        found.append(Change(*ids, user, row.instant("timestamp"), row.flag("minor"), main.text("content", "")))
    return found


# ------------------------------------------------------------------ what was said
def _heard(
    session: Session, title: str, posts: tuple[str, ...], older: list[Change], changes: list[Change]
) -> list[Heard]:
    """The messages among the changes; ours answers the last one of its section that somebody else wrote."""
    by_id = {change.id: change for change in (*older, *changes)}
    fresh, told, last_in = {change.id for change in changes}, list[Heard](), dict[str, str]()
    for change in (*older, *changes):
        first, said = _said(by_id, change)
        if said is None:
            continue
        ours = change.user == _us(session)
        if not ours:
            last_in[said.section] = str(first.id)
        if change.id in fresh and change.user and not (change.minor and first is change):
            answered = last_in.get(said.section, "") if ours else next(iter(posts), "")
            told.append(_message(session, title, said, first, answered, posts))
    return list({heard.remote_id: heard for heard in told}.values())


def _said(by_id: Mapping[int, Change], change: Change) -> tuple[Change, Said | None]:
    """The first change of a message, and what it says with this one. Whoever changes the words that they wrote just
    before mends them; the base is then what stood there before both."""
    first = change
    base = by_id.get(change.before)
    if base is None and change.before:
        return change, None  # what it was made of is out of sight: it was told before
    said = added(base.text if base is not None else "", change.text, change.user)
    while said is not None and base is not None and base.user == change.user:
        before = by_id.get(base.before)
        if before is None and base.before:
            break
        own = added(before.text if before is not None else "", base.text, base.user)
        longer = added(before.text if before is not None else "", change.text, change.user)
        if own is None or longer is None or not said.mends(own):
            break
        first, base, said = base, before, longer
    return first, said


def _message(session: Session, title: str, said: Said, first: Change, answered: str, posts: tuple[str, ...]) -> Heard:
    page = page_url(session, title)
    anchor = f"#{quote(said.section.replace(' ', '_'), safe='')}" if said.section and page else ""
    return Heard(
        remote_id=str(first.id),
        kind=MessageKind.COMMENT if posts else MessageKind.MENTION,
        text=said.words,
        sent_at_us=to_us(first.at),
        author=_author(session, first.user),
        answers_remote_id=answered,
        thread_remote_id=posts[-1] if posts else "",
        url=page_of(f"{page}{anchor}"),
        data={"talk": title, "section": said.section, "indent": said.indent},
        ours=first.user == _us(session),
    )


def _author(session: Session, user: str) -> Identity:
    place = session.channel.remote_id.partition("@")[2]
    return Identity("mediawiki", f"{user}@{place}", "", name_of(user), page_of(page_url(session, f"User:{user}")))


def _us(session: Session) -> str:
    return str(session.channel.reported.get("user") or session.channel.handle)
