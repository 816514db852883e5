"""The real WordPress behaves as WordPress does."""

import functools
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from PIL import Image

from .wordpress import WordPressServer

CALLBACK = "http://127.0.0.1:9/callback?nonce=n1"  # nobody listens there
PAST = "2020-01-01T00:00:00"
AHEAD = (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%S")


@pytest.fixture
def site(wordpress_server: WordPressServer) -> WordPressServer:
    wordpress_server.clear()
    return wordpress_server


@functools.cache
def password_of(site: WordPressServer, role: str) -> str:
    return site.application_password(role)


def call(site: WordPressServer, role: str, method: str, route: str, **options: Any) -> httpx.Response:
    """A call of somebody's app."""
    auth = (role, password_of(site, role))
    return httpx.request(method, f"{site.url}/wp-json/wp/v2/{route}", auth=auth, trust_env=False, timeout=30, **options)


def authorize_url(site: WordPressServer) -> str:
    root = httpx.get(f"{site.url}/wp-json/", trust_env=False, timeout=30).json()
    page = root["authentication"]["application-passwords"]["endpoints"]["authorization"]
    return f"{page}?{urlencode({'app_name': 'smmdesk', 'success_url': CALLBACK})}"


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "orange").save(file, "PNG")
    return file.getvalue()


def test_the_site_says_where_its_api_is(site: WordPressServer) -> None:
    assert httpx.head(site.url, trust_env=False).headers["link"].endswith('/wp-json/>; rel="https://api.w.org/"')
    site.set_permalinks(pretty=False)
    try:
        link = httpx.head(site.url, trust_env=False).headers["link"]
        assert link.endswith('?rest_route=/>; rel="https://api.w.org/"')
    finally:
        site.set_permalinks(pretty=True)


def test_a_person_agrees_in_the_browser(site: WordPressServer) -> None:
    back = site.authorize(authorize_url(site), "author").headers["location"]
    assert back.startswith(CALLBACK)
    given = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    assert given["user_login"] == "author"
    auth = (given["user_login"], given["password"])
    me = httpx.get(f"{given['site_url']}/wp-json/wp/v2/users/me?context=edit", auth=auth, trust_env=False).json()
    assert me["roles"] == ["author"]


def test_a_person_refuses_in_the_browser(site: WordPressServer) -> None:
    back = site.authorize(authorize_url(site), agree=False).headers["location"]
    assert back == f"{CALLBACK}&success=false"


def test_a_wrong_password_is_noticed_on_private_routes_only(site: WordPressServer) -> None:
    with httpx.Client(base_url=f"{site.url}/wp-json/wp/v2/", auth=("editor", "abcd efgh"), trust_env=False) as wrong:
        assert wrong.get("posts").status_code == 200
        assert wrong.get("users/me?context=edit").status_code == 401


def test_a_password_that_was_taken_away_is_refused(site: WordPressServer) -> None:
    auth = ("contributor", site.application_password("contributor"))
    address = f"{site.url}/wp-json/wp/v2/users/me?context=edit"
    assert httpx.get(address, auth=auth, trust_env=False).status_code == 200
    site.revoke_application_passwords("contributor")
    password_of.cache_clear()
    assert httpx.get(address, auth=auth, trust_env=False).status_code == 401


def test_a_scheduled_post_goes_out_by_itself_when_its_moment_comes(site: WordPressServer) -> None:
    wish = {"title": "Later", "content": "<p>Soon</p>", "status": "future", "date_gmt": AHEAD}
    made = call(site, "editor", "POST", "posts", json=wish).json()
    assert (made["status"], made["date_gmt"]) == ("future", AHEAD)
    assert made["date"] != AHEAD  # the site is not in UTC
    site.run_cron()
    assert site.posts()[0]["status"] == "future"
    site.make_due(made["id"])
    site.run_cron()
    post = site.get_post(made["id"])
    assert post is not None
    assert (post["status"], post["content"]["raw"]) == ("publish", "<p>Soon</p>")


def test_the_status_of_the_answer_decides(site: WordPressServer) -> None:
    past = call(site, "editor", "POST", "posts", json={"title": "a", "status": "future", "date_gmt": PAST})
    ahead = call(site, "editor", "POST", "posts", json={"title": "b", "status": "publish", "date_gmt": AHEAD})
    modest = call(site, "contributor", "POST", "posts", json={"title": "c", "status": "pending"})
    denied = call(site, "contributor", "POST", "posts", json={"title": "d", "status": "publish"})
    reader = call(site, "subscriber", "POST", "posts", json={"title": "e"})
    assert [each.json()["status"] for each in (past, ahead, modest)] == ["publish", "future", "pending"]
    assert [each.json()["code"] for each in (denied, reader)] == ["rest_cannot_publish", "rest_cannot_create"]
    assert {each["status"] for each in site.posts()} == {"publish", "future", "pending"}


def test_the_same_slug_twice_is_two_posts(site: WordPressServer) -> None:
    slugs = [
        call(site, "editor", "POST", "posts", json={"title": "x", "slug": "one", "status": "publish"}).json()["slug"]
        for _ in range(2)
    ]
    assert slugs == ["one", "one-2"]


def test_a_picture_is_kept_with_its_alt_text(site: WordPressServer) -> None:
    files, fields = {"file": ("shop.png", png(), "image/png")}, {"alt_text": "The shop"}
    made = call(site, "author", "POST", "media", files=files, data=fields).json()
    [kept] = site.media()
    assert (kept["id"], kept["alt_text"]) == (made["id"], "The shop")
    assert "thumbnail" in kept["media_details"]["sizes"]
    assert site.file(kept["source_url"]) == png()


def test_a_forbidden_file_is_a_server_error(site: WordPressServer) -> None:
    form = call(site, "author", "POST", "media", files={"file": ("a.exe", b"MZ", "application/octet-stream")})
    headers = {"Content-Type": "application/octet-stream", "Content-Disposition": 'attachment; filename="a.exe"'}
    raw = call(site, "author", "POST", "media", content=b"MZ", headers=headers)
    assert (form.status_code, form.json()["code"]) == (500, "rest_upload_unknown_error")
    assert (raw.status_code, raw.json()["code"]) == (500, "rest_upload_sideload_error")


def test_posts_are_changed_and_deleted_at_the_site(site: WordPressServer) -> None:
    made = call(site, "editor", "POST", "posts", json={"title": "x", "status": "draft"}).json()
    assert site.edit_post(made["id"], title="y")["title"]["raw"] == "y"
    site.delete_post(made["id"], force=False)
    assert [each["status"] for each in site.posts()] == ["trash"]
    site.delete_post(made["id"])
    assert site.get_post(made["id"]) is None
