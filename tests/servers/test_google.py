"""What is not as Google describes it is found: unknown names, wrong values, strange answers."""

import json
import os
from collections.abc import Sequence
from typing import Any

import pytest

from tests.fakes.discovery import Discovery
from tests.fakes.exchange import Answer, Request
from tests.servers.fixtures import NO_SERVERS
from tests.servers.google import document

POSTS = "/v3/blogs/1/posts"
POST = {"kind": "blogger#post", "id": "1", "status": "DRAFT"}
GOOD = ("POST", POSTS, [("isDraft", "true")], {"title": "Pane"}, Answer(json=POST))

pytestmark = pytest.mark.skipif(bool(os.environ.get(NO_SERVERS)), reason=f"{NO_SERVERS} is set: nothing is fetched")


def said(method: str, path: str, query: Sequence[tuple[str, str]], body: Any, answer: Answer) -> list[str]:
    content = b"" if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"} if content else {}
    request = Request(method, path, tuple(query), headers, content, answer)
    return Discovery(document("blogger.v3"), "v3/").violations(request)


def test_what_is_as_described_is_let_through() -> None:
    assert said(*GOOD) == []
    assert said("GET", "/token", [], None, Answer(500)) == [], "no business of this description"


@pytest.mark.parametrize(
    ("place", "other", "words"),
    [
        (0, "PUT", "there is no PUT"),
        (1, "/v3/blogs/1/poems", "there is no POST"),
        (2, [("draft", "true")], "unknown parameter draft"),
        (2, [("isDraft", "yes")], "isDraft is no boolean"),
        (2, [("isDraft", "true"), ("isDraft", "true")], "given twice"),
        (3, {"titel": "Pane"}, "titel"),
        (3, {"readerComments": "MAYBE"}, "MAYBE"),
        (3, {"labels": "pane"}, "labels"),
        (4, Answer(json={**POST, "status": "OUT"}), "OUT"),
        (4, Answer(json=[POST]), "is not of type 'object'"),
        (4, Answer(400, json={"message": "no"}), "another form"),
    ],
)
def test_what_is_not_is_named(place: int, other: Any, words: str) -> None:
    asked = [*GOOD]
    asked[place] = other
    assert any(words in line for line in said(*asked)), said(*asked)
