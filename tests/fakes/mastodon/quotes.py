"""Quotes, as Mastodon has them since 4.5 (docs.joinmastodon.org/client/quotes, November 2026)."""

import html
from typing import TYPE_CHECKING, Any

from .book import Account, Book, Draft, Status
from .rules import Refusal, not_found, unprocessable

if TYPE_CHECKING:
    from .routes import Call

SINCE = 7
POLICIES = ("public", "followers", "nobody")


def policy(book: Book, call: "Call", visibility: str) -> str:
    """Who may quote what is written: as said, else the account's own rule, also when it is edited."""
    said = call.text("quote_approval_policy")
    if book.dialect.api < SINCE:
        assert not said, "an older server is not asked for it"
        return ""
    if said and said not in POLICIES:
        raise unprocessable("Quote approval policy is not included in the list")
    return "nobody" if visibility in ("private", "direct") else said or call.me.quote_policy


def quoted(book: Book, call: "Call") -> Status | None:
    """What a new status quotes. Raises Refusal for what is not there, or may not be quoted."""
    wish = call.text("quoted_status_id")
    if not wish:
        return None
    assert book.dialect.api >= SINCE, "an older server is not asked for it"
    found = book.statuses.get(wish)
    if found is None or found.visibility == "direct":
        raise not_found("The post you are trying to quote does not appear to exist.")
    if _may(found, call.me) == "denied":
        raise Refusal(422, "You are not allowed to quote this post")
    return found


def check(draft: Draft) -> None:
    if draft.quoted is not None and (draft.media or draft.poll):
        raise unprocessable("Quoting is not allowed with media attachments or polls")


def _may(post: Status, who: Account | None) -> str:
    """Whether somebody may quote it; nobody here follows anybody."""
    if who is post.account:
        return "automatic"
    allowed = (post.draft.quote_policy or "public") == "public" and post.visibility in ("public", "unlisted")
    return "automatic" if allowed and who is not None else "denied"


def address(book: Book, post: Status) -> str:
    """The page of a status, on the server that it was written at."""
    who = post.account
    return f"https://{who.domain}/@{who.username}/{post.id}" if who.domain else f"{book.url}/@{who.username}/{post.id}"


def line(book: Book, draft: Draft) -> str:
    """What stands before a status that quotes and does not name the address itself; its source has it not."""
    if draft.quoted is None or address(book, draft.quoted) in draft.text:
        return ""
    link = html.escape(address(book, draft.quoted))
    return f'<p class="quote-inline">RE: <a href="{link}" rel="nofollow">{link}</a></p>'


def told(book: Book, post: Status, viewer: Account | None) -> dict[str, Any]:
    """What a Status says of quotes."""
    rule = post.draft.quote_policy or "public"
    automatic = {"public": ["public"], "followers": ["followers"], "nobody": []}[rule]
    count = sum(each.draft.quoted is post for each in book.statuses.values())
    approval = {"automatic": automatic, "manual": [], "current_user": _may(post, viewer)}
    return {"quote_approval": approval, "quotes_count": count}


def waiting(draft: Draft) -> dict[str, Any]:
    """What the params of a waiting status say of them; of a server from before quotes, nothing."""
    if not draft.quote_policy:
        return {}
    quoted = draft.quoted.id if draft.quoted else None
    return {"quoted_status_id": quoted, "quote_approval_policy": draft.quote_policy}
