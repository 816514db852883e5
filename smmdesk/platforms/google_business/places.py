"""The places (locations) that a Google account looks after, and calls about the posts of one."""

import re
from typing import Any

from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import Account, Session
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.google import ask_first
from smmdesk.platforms.http import Call, Http
from smmdesk.system.secrets import Secret

READ = "name,title,storefrontAddress,metadata"
ACCOUNTS_LOOKED_AT = 20
PLACES_LOOKED_AT = 100
NAME = re.compile(r"[a-z]+/[0-9A-Za-z_-]{1,64}")


async def places(http: Http, facts: Facts, bearer: Secret) -> list[Account]:
    """All places of all accounts, as far as one page of each goes. Raises RefusedError(app_not_let_in) while Google has
    not allowed the owner's app."""
    most = (("pageSize", str(ACCOUNTS_LOOKED_AT)),)
    asked = (("readMask", READ), ("pageSize", str(PLACES_LOOKED_AT)))
    found: list[Account] = []
    for row in _rows(await ask_first(http, _call(facts, "accounts", "accounts", bearer, most)), "accounts"):
        account = name_in(row)
        answer = await ask_first(http, _call(facts, "information", f"{account}/locations", bearer, asked))
        found += [place_of(place, account) for place in _rows(answer, "locations")]
    return found


def _call(facts: Facts, where: str, route: str, bearer: Secret, params: tuple[tuple[str, str], ...]) -> Call:
    return Call(method="GET", url=f"{facts.endpoints[where]}/{route}", params=params, bearer=bearer)


def _rows(answer: Answer, name: str) -> list[Fields]:
    return answer.fields().rows(name)


def place_call(session: Session) -> Call:
    """This channel's own place."""
    place = session.channel.remote_id.partition("/locations/")[2]
    url = f"{session.facts.endpoints['information']}/locations/{place}"
    return Call(method="GET", url=url, params=(("readMask", READ),))


def place_of(row: Fields, account: str) -> Account:
    """A place as a channel; its address tells it from others of the same name."""
    address = row.child("storefrontAddress")
    lines = [*address.texts("addressLines")[:1], address.text("locality", "")]
    return Account(
        remote_id=f"{account}/{name_in(row)}",
        name=plain_words(row.text("title", ""), 80) or name_in(row),
        handle=plain_words(", ".join(filter(None, lines)), 80),
        url=row.child("metadata").text("mapsUri", ""),
    )


def name_in(row: Fields) -> str:
    """`accounts/1`, `locations/2`: nothing that could change the address it is put into."""
    name = row.text("name")
    if not NAME.fullmatch(name):
        raise row.strange()
    return name


def post_call(session: Session, method: str, post_id: str = "", **options: Any) -> Call:
    """A call about the posts of the place; options are those of Call."""
    url = f"{session.facts.endpoints['api']}/{session.channel.remote_id}/localPosts"
    return Call(method=method, url=f"{url}/{post_id}" if post_id else url, **options)
