"""A blog's addresses in Blogger's interface, reading its posts, and which blogs an account has."""

import re
from typing import Any
from urllib.parse import urlsplit

from smmdesk.model.delivery import Evidence, Receipt
from smmdesk.model.foreign import WORDS_MOST, ForeignPage, ForeignPost
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import Account, Session
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.google import ask, is_gone
from smmdesk.platforms.http import Call
from smmdesk.platforms.own_app import Access

GONE = frozenset({404, 410})
ALL = (("view", "ADMIN"),)
"""As the blog's own people see it: with drafts, moments to come, and the status of each post."""
PAGE = 20
ID = re.compile(r"\d{1,25}")


def blogs_call(facts: Facts) -> Call:
    """The blogs that the account writes in."""
    return Call(
        method="GET",
        url=f"{facts.endpoints['api']}/users/self/blogs",
        params=(("role", "ADMIN"), ("role", "AUTHOR")),
    )


def blogs_in(answer: Answer) -> list[Account]:
    return [
        Account(
            remote_id=row.id(),
            name=plain_words(row.text("name", ""), 80) or urlsplit(row.text("url")).netloc,
            handle=urlsplit(row.text("url")).netloc,
            url=row.text("url"),
        )
        for row in answer.fields().rows("items")
    ]


def post_call(session: Session, method: str, route: str = "", **options: Any) -> Call:
    """A call about the blog's posts; options are those of Call."""
    url = f"{session.facts.endpoints['api']}/blogs/{session.channel.remote_id}/posts{route}"
    return Call(method=method, url=url, **options)


async def read(session: Session, named: str, receipt: Receipt | None) -> Fields | None:
    """A post by its id, or by the address that a person pasted; None when there is none."""
    pasted = receipt is not None and receipt.evidence is Evidence.HUMAN  # its id is a piece of the address
    if ID.fullmatch(named) and not pasted:
        call = post_call(session, "GET", f"/{named}", params=ALL, also=GONE)
    else:
        path = urlsplit(receipt.url if receipt is not None else "").path
        call = post_call(session, "GET", "/bypath", params=(("path", path), *ALL), also=GONE)
    answer = await ask(session.http, Access(session), call)
    if answer.says_gone(is_gone):
        return None
    found = answer.fields()
    found.id()
    return found


async def waiting_there(session: Session, after: str) -> ForeignPage:
    """One page of what the blog will publish by itself, the soonest first; `after` is Blogger's own token."""
    params = (
        ("status", "SCHEDULED"),
        ("fetchBodies", "false"),
        ("sortOption", "ASCENDING"),
        ("maxResults", str(PAGE)),
        *ALL,
        *((("pageToken", after),) if after else ()),
    )
    found = (await ask(session.http, Access(session), post_call(session, "GET", params=params))).fields()
    posts = tuple(_foreign(session, row) for row in found.rows("items")[:PAGE])
    return ForeignPage(posts, found.text("nextPageToken", ""))


def _foreign(session: Session, row: Fields) -> ForeignPost:
    web = session.facts.endpoints["web"]
    url = f"{web}/blog/post/edit/{session.channel.remote_id}/{row.id()}"
    return ForeignPost(row.id(), to_us(row.instant("published")), plain_words(row.text("title", ""), WORDS_MOST), url)
