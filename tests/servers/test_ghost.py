"""The Ghost that we start is a real one, quiet towards the Internet, and refuses what ours, the fake, refuses too."""

import time
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from smmdesk.platforms.signing import hs256_token
from smmdesk.system.secrets import Secret
from tests.servers.ghost import API, GhostServer

NONE = "6" * 24


class Key:
    """Who asks the site with an integration's key, as any program does."""

    def __init__(self, server: GhostServer) -> None:
        self._server, self._halves = server, server.admin_key().split(":")

    def ask(self, method: str, route: str, ahead_s: int = 0, lives_s: int = 240, **options: Any) -> httpx.Response:
        own_id, secret = map(Secret, self._halves)
        at = int(time.time()) + ahead_s
        token = hs256_token(own_id, secret, {"iat": at, "exp": at + lives_s, "aud": "/admin/"}).reveal()
        headers = {"Authorization": f"Ghost {token}", "Accept-Version": "v6.0"}
        where = f"{self._server.url}{API}/{route}"
        return httpx.request(method, where, headers=headers, trust_env=False, timeout=60.0, **options)

    def draft(self, **fields: Any) -> dict[str, Any]:
        made = self.ask("POST", "posts/", json={"posts": [{"title": "Bozza", **fields}]})
        assert made.status_code == 201, made.text
        found: dict[str, Any] = made.json()["posts"][0]
        return found

    def change(self, post: Mapping[str, Any], query: str = "", **fields: Any) -> httpx.Response:
        body = {"posts": [{"updated_at": post["updated_at"], **fields}]}
        return self.ask("PUT", f"posts/{post['id']}/{query}", json=body)


@pytest.fixture(scope="module")
def key(ghost_server: GhostServer) -> Key:
    return Key(ghost_server)


def said(answer: httpx.Response) -> tuple[int, str, str]:
    """(status, kind, what exactly): what the fake says as well."""
    [error] = answer.json()["errors"]
    return answer.status_code, error["type"], error["context"] or error["message"]


def test_a_token_lives_five_minutes_and_may_be_of_tomorrow(key: Key) -> None:
    asked = {"ahead_s": 3600, "lives_s": 7200}
    assert key.ask("GET", "posts/?limit=1", **asked).status_code == 200
    assert said(key.ask("GET", "posts/?limit=1", ahead_s=-250))[2] == "Invalid token: jwt expired"
    assert said(key.ask("GET", "posts/?limit=1", ahead_s=-320, lives_s=7200))[2] == "Invalid token: maxAge exceeded"
    key._halves[1] = "00" * 32
    refused = said(key.ask("GET", "posts/"))
    key._halves = Key(key._server)._halves
    assert refused == (401, "UnauthorizedError", "Invalid token: invalid signature")


def test_a_change_names_the_second_that_it_changes(key: Key) -> None:
    post = key.draft()
    assert post["updated_at"].endswith(".000Z"), "whole seconds: two changes within one are one version"
    old = {**post, "updated_at": "2026-11-01T00:00:00.000Z"}
    assert key.change(old, title="Bozza").status_code == 200, "nothing is changed"
    kind = "UpdateCollisionError"
    assert said(key.change(old, title="Altro")) == (409, kind, "Saving failed! Someone else is editing this post.")
    assert said(key.change({**post, "id": NONE}, title="x"))[:2] == (404, "NotFoundError")


def test_what_is_too_long_or_too_late_is_refused(key: Key) -> None:
    invalid = (422, "ValidationError")
    for name, most in (("title", 255), ("slug", 191), ("custom_excerpt", 300), ("feature_image_alt", 191)):
        wish = {"posts": [{"title": "Bozza", name: "a" * (most + 1)}]}
        assert said(key.ask("POST", "posts/", json=wish))[:2] == invalid, name
    post = key.draft()
    late = key.change(post, status="scheduled", published_at="2026-11-01T00:00:00.000Z")
    assert said(late) == (*invalid, "Date must be at least -2 minutes in the future.")
    assert said(key.change(post, status="scheduled"))[2] == "Value in published_at cannot be blank."
    out = key.change(post, status="published")
    assert out.status_code == 200
    listed = key.change(out.json()["posts"][0], status="scheduled", published_at="2099-11-01T00:00:00.000Z")
    assert said(listed)[2] == "Your post is already published, please reload your page."


def test_a_letter_that_cannot_begin_leaves_the_draft_as_it_was(key: Key, ghost_server: GhostServer) -> None:
    ghost_server.member("Anna")
    post = key.draft()
    refused = said(key.change(post, "?newsletter=daily", status="published"))
    assert refused == (500, "EmailError", "The post does not have a newsletter relation")
    listed = key.change(post, "?newsletter=daily", status="scheduled", published_at="2099-11-01T00:00:00.000Z")
    assert said(listed)[:2] == (400, "BadRequestError")
    found = ghost_server.get_post(post["id"])
    assert found is not None
    assert (found["status"], found["email"]) == ("draft", None)


def test_what_is_no_photo_is_refused(key: Key) -> None:
    for file, refused in (
        (("a.txt", b"x", "text/plain"), (415, "UnsupportedMediaTypeError")),
        (("a.jpg", b"no photo", "image/jpeg"), (400, "BadRequestError")),
    ):
        assert said(key.ask("POST", "images/upload/", files={"file": file}))[:2] == refused


def test_the_deleted_are_in_no_list_and_are_told_and_brought_back(key: Key, ghost_server: GhostServer) -> None:
    out = key.change(key.draft(), status="published").json()["posts"][0]
    comment = ghost_server.comment(out["id"], "<p>Compra</p>")
    route, listed = f"comments/{comment}/", f"comments/?filter=id:'{comment}'&include_nested=true"

    def put(status: str) -> httpx.Response:
        return key.ask("PUT", route, json={"comments": [{"id": comment, "status": status}]})

    assert said(put("nonsense"))[:2] == (422, "ValidationError")
    assert put("deleted").status_code == 200
    [told] = key.ask("GET", route).json()["comments"]
    assert (told["status"], told["html"]) == ("deleted", None)
    assert key.ask("GET", listed).json()["comments"] == []
    assert put("hidden").status_code == 200
    assert len(key.ask("GET", listed).json()["comments"]) == 1
    assert said(key.ask("GET", f"comments/{NONE}/"))[:2] == (404, "NotFoundError")


def test_it_asks_nobody_outside(ghost_server: GhostServer) -> None:
    """What it would have asked stands in its log, and got no further."""
    assert ghost_server.url.startswith("http://127.0.0.1:")
    answer = ghost_server._client.get(f"{API}/oembed/?url=https://pane.example/x&type=bookmark")
    assert answer.status_code == 422
    assert "pane.example" in ghost_server.asked_outside()
