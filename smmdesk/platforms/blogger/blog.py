"""A blog's addresses in Blogger's interface, reading its posts, and which blogs an account has."""

import re
from typing import Any

from smmdesk.model.delivery import Evidence, Receipt
from smmdesk.model.foreign import WORDS_MOST, ForeignPage, ForeignPost
from smmdesk.model.moment import to_us
from smmdesk.model.url_parts import split_url
from smmdesk.platforms.answers import Answer, Fields, plain_line, plain_words
from smmdesk.platforms.base import Account, RefusedError, Session
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
            name=plain_words(row.text("name", ""), 80) or split_url(row.text("url")).netloc,
            handle=split_url(row.text("url")).netloc,
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
        path = _path_here(session, receipt)
        call = post_call(session, "GET", "/bypath", params=(("path", path), *ALL), also=GONE)
    answer = await ask(session.http, Access(session), call)
    if answer.says_gone(is_gone):
        return None
    found = answer.fields()
    found.id()
    return found


def _path_here(session: Session, receipt: Receipt | None) -> str:
    """The path of a pasted address. Raises RefusedError(not_known_there) where it is of another blog: a post of ours
    may have the same path."""
    address = split_url(receipt.url if receipt is not None else "")
    ours = split_url(session.channel.url).hostname or session.channel.handle
    if ours and _blog(address.hostname or "") != _blog(ours):
        raise RefusedError(session.http.names.problem("not_known_there"))
    return address.path


def _blog(host: str) -> str:
    """A blog's host, the same in every country's form of its address."""
    host = host.lower().removeprefix("www.")
    name, dot, rest = host.partition(".blogspot.")
    return f"{name}.blogspot" if dot and rest else host


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
    return ForeignPost(row.id(), to_us(row.instant("published")), plain_line(row.text("title", ""), WORDS_MOST), url)
