"""Calls to YouTube's interface, the channel of a sign-in, and its playlists."""

from smmdesk.platforms.answers import Answer, plain_words
from smmdesk.platforms.base import Account
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.http import Call

MOST_PLAYLISTS = 50


def api_call(facts: Facts, method: str, what: str, **params: str) -> Call:
    return Call(method=method, url=f"{facts.endpoints['api']}/{what}", params=tuple(params.items()))


def upload_call(facts: Facts, what: str, **params: str) -> Call:
    return Call(method="POST", url=f"{facts.endpoints['upload']}/{what}", params=tuple(params.items()))


def channels_call(facts: Facts) -> Call:
    """The channel that was chosen on Google's page."""
    return api_call(facts, "GET", "channels", part="snippet", mine="true")


def channels_in(answer: Answer, facts: Facts) -> list[Account]:
    found = []
    for row in answer.fields().rows("items"):
        snippet = row.child("snippet")
        name = plain_words(snippet.text("title", ""), 80) or row.id()
        handle = plain_words(snippet.text("customUrl", ""), 80)
        url = f"{facts.endpoints['web']}/channel/{row.id()}"
        found.append(Account(row.id(), name, handle, url))
    return found


def playlists_call(facts: Facts) -> Call:
    return api_call(facts, "GET", "playlists", part="snippet", mine="true", maxResults=str(MOST_PLAYLISTS))


def playlists_in(answer: Answer) -> list[list[str]]:
    """The channel's playlists as [id, title]."""
    rows = answer.fields().rows("items")
    return [[row.id(), plain_words(row.child("snippet").text("title", ""), 80)] for row in rows]
