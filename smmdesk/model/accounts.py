"""Whether two accounts that a platform told of are one: it may call one person by a number here and by a name there
(Instagram: comments say both, the posts that tag us the name alone), or each of its servers has a number of its own
(Mastodon, Lemmy), or a person typed the handle by hand and no number is known. Pure.

A handle is somebody's at one moment: two numbers of one server are two accounts, whatever they are called.
"""

from collections.abc import Iterable

from smmdesk.model.mentions import key
from smmdesk.model.person import Identity


def scope_of(account: Identity) -> str:
    """The server or site that gave its id; "" where the id is the whole platform's, or none is known."""
    number, at, place = account.remote_id.rpartition("@")
    return place.casefold() if at and number else ""


def is_named_only(account: Identity) -> bool:
    """Whether nothing but its handle is known: no id, or one that is made of the handle."""
    named = key(account.remote_id)
    return named in ("", key(account.handle), f"{key(account.handle)}@{scope_of(account)}")


def same_account(one: Identity, other: Identity) -> bool:
    """Whether both are one account, as far as what is known of them says."""
    if one.platform != other.platform:
        return False
    if one.remote_id and one.remote_id == other.remote_id:
        return True
    name = key(one.handle)
    if not name or name != key(other.handle):
        return False
    is_whole, here, there = "@" in name, scope_of(one), scope_of(other)
    if is_named_only(one) or is_named_only(other):
        return is_whole or here == there or not (one.remote_id and other.remote_id)
    return is_whole and bool(here and there) and here != there


def rivals(one: Identity, other: Identity) -> bool:
    """Whether both have an id of the same place, and not the same one: two accounts, also where a handle passed from
    one to the other."""
    known = one.platform == other.platform and not is_named_only(one) and not is_named_only(other)
    return known and scope_of(one) == scope_of(other) and one.remote_id != other.remote_id


def each_once(accounts: Iterable[Identity]) -> tuple[Identity, ...]:
    """Of several ids of one account the first alone: what a person is shown."""
    kept = list[Identity]()
    for account in accounts:
        if not any(same_account(one, account) for one in kept):
            kept.append(account)
    return tuple(kept)
