"""Looking for words, tags and accounts on Vimeo: films that anybody may see.

Interface 3.4 (github.com/vimeo/openapi, Dec 2023): `/videos?query=`, `/tags/{word}/videos`, `/users/{name}/videos`, the
newest first, by pages.
"""

from urllib.parse import quote

from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.platforms import newest_first
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.newest_first import Leaf, Walk, nobody, phrase, readable, times_of
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.vimeo.api import GONE, ask, is_gone, number_in

PAGE, MOST_PAGES = 50, 20
FIELDS = ("fields", "uri,link,name,description,created_time,user.uri,user.name,user.link")
ROUTES = {LookoutKind.TAG: "tags", LookoutKind.ACCOUNT: "users"}


async def search(session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
    """See Searches."""
    walk = Walk.of(cursor)
    page = int(walk.back or 1)
    named = quote(words.casefold(), safe="")
    route = f"{ROUTES[kind]}/{named}/videos" if kind in ROUTES else "videos"
    params = [("sort", "date"), ("direction", "desc"), ("per_page", str(PAGE)), ("page", str(page)), FIELDS]
    params += [] if kind in ROUTES else [("query", phrase(words))]
    answer = await ask(session, "GET", route, params=tuple(params), also=GONE)
    if answer.says_gone(is_gone):
        if kind is LookoutKind.ACCOUNT and not walk.back:
            raise nobody(session, words)
        return newest_first.page_of(session, walk, Leaf())  # a tag that nobody used yet
    found = answer.fields()
    if not isinstance(found.values.get("data"), list):
        raise answer.strange()
    rows = found.rows("data")[:PAGE]
    is_more = bool(found.child("paging").values.get("next")) and page < MOST_PAGES
    told = tuple(readable(rows, lambda row: _heard(session, row)))
    leaf = Leaf(told, times_of(rows, "created_time"), str(page + 1) if is_more else "")
    return newest_first.page_of(session, walk, leaf)


def _heard(session: Session, row: Fields) -> Heard:
    user = row.child("user")
    person = number_in(user, "users") if "uri" in user else ""
    return Heard(
        remote_id=number_in(row, "videos"),
        kind=MessageKind.FOUND,
        text="\n".join(filter(None, (row.text("name", ""), row.text("description", "")))),
        sent_at_us=to_us(row.instant("created_time")),
        author=Identity("vimeo", person, "", name_of(user.text("name", "")), page_of(user.text("link", ""))),
        url=page_of(row.text("link", "")),
        ours=bool(person) and person == session.channel.remote_id,
    )
