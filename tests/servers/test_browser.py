"""The browser without a window goes a person's way, and comes back to the app that asked."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from ..fakes.exchange import Answer, Request, page
from ..fakes.loopback import LoopbackHttp
from ..fakes.mastodon import FakeMastodon
from .browser import Browser, forms
from .wordpress import WordPressServer

PAGE = """
<form action="/other"><input name="q"></form>
<form method="POST" action="/here"><input type="hidden" name="a" value="1&amp;2"><input type="checkbox" name="b">
<input type="checkbox" name="c" value="3" checked><button name="go" value="yes">Yes, <b>go</b></button>
<input type="submit" value="No"></form>
"""


class App:
    """What listens at an app's address while its person is in the browser."""

    def __init__(self) -> None:
        self.http = LoopbackHttp(self._answer)

    def _answer(self, request: Request) -> Answer:
        return page("Done", "<p>You can go back to smmdesk.</p>")

    @property
    def told(self) -> list[dict[str, str]]:
        return [dict(request.query) for request in self.http.requests if request.path == "/callback"]


@pytest.fixture
def app() -> Iterator[App]:
    app = App()
    app.http.start()
    yield app
    app.http.stop()


def mastodon_address(fake: FakeMastodon, app: App) -> str:
    fake.token()  # registers an app
    wish = {
        "client_id": fake.book.apps[-1].client_id,
        "response_type": "code",
        "redirect_uri": f"{app.http.url}/callback",
        "scope": "read",
        "state": "state-1",
    }
    return f"{fake.url}/oauth/authorize?{urlencode(wish)}"


def test_forms_are_read() -> None:
    _, form = forms(PAGE)
    assert (form.action, form.method, form.fields) == ("/here", "post", {"a": "1&2", "c": "3"})
    assert form.buttons == [("go", "yes", "Yes,"), ("", "No", "No")]


def test_the_app_hears_of_a_mastodon_sign_in(fake_mastodon: FakeMastodon, app: App) -> None:
    seen = fake_mastodon.sign_in(mastodon_address(fake_mastodon, app))
    assert "You can go back" in seen.text
    [told] = app.told
    assert told["state"] == "state-1"
    assert told["code"] in fake_mastodon.book.codes


def test_the_app_hears_of_a_wordpress_approval(wordpress_server: WordPressServer, app: App) -> None:
    wish = {"app_name": "smmdesk", "success_url": f"{app.http.url}/callback?nonce=n1"}
    address = f"{wordpress_server.url}/wp-admin/authorize-application.php?{urlencode(wish)}"
    assert "You can go back" in wordpress_server.authorize(address, "editor").text
    [told] = app.told
    assert (told["nonce"], told["user_login"], told["site_url"]) == ("n1", "editor", wordpress_server.url)


def test_an_address_of_an_app_that_no_browser_opens_is_told() -> None:
    http = LoopbackHttp(lambda request: Answer(302, headers={"Location": "smmdesk://wp/auth?user_login=x"})).start()
    try:
        with Browser() as browser:
            assert browser.visit(http.url).status_code == 302
            assert browser.landed == "smmdesk://wp/auth?user_login=x"
    finally:
        http.stop()


@pytest.mark.parametrize(("env", "told"), [({}, "code"), ({"SMMDESK_BROWSER_REFUSE": "1"}, "error")])
def test_a_program_can_open_it_as_the_systems_browser(
    fake_mastodon: FakeMastodon, app: App, env: dict[str, str], told: str
) -> None:
    script = Path(__file__).with_name("browser.py")
    env = {**os.environ, "SMMDESK_BROWSER_USER": "bob", **env}
    command = [sys.executable, str(script), mastodon_address(fake_mastodon, app)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == f"200 {app.http.url}/callback\n"
    assert told in app.told[0]
