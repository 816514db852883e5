"""A browser without a window: opens the page an app asks for, signs in, agrees, and follows the way back to the app.

    python -m tests.servers.browser URL

does the same for a program that opens the system's browser: put that command into BROWSER, and the person's name
and password into SMMDESK_BROWSER_USER and SMMDESK_BROWSER_PASSWORD. SMMDESK_BROWSER_REFUSE=1 presses “no”.
"""

import os
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx

MOST_STEPS = 20
YES = ("authorize", "approve", "allow", "continue", "confirm", "login", "log in", "sign-in", "sign in", "submit")
NO = ("deny", "reject", "cancel", "abort")
Button = tuple[str, str, str]  # name, value, label


@dataclass
class Form:
    """One form of a page: where it goes, its fields with their values and kinds, its buttons."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)

    def named(self, *kinds: str) -> list[str]:
        """The names of the fields of these kinds (text, password, hidden, …)."""
        return [name for name, kind in self.kinds.items() if kind in kinds]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._open: Form | None = None
        self._button: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(have.get("action", ""), have.get("method", "get").lower())
            self.forms.append(self._open)
        elif tag == "a":
            self.links.append(have.get("href", ""))
        elif self._open is not None and tag in ("input", "button"):
            self._control(tag, have)

    def _control(self, tag: str, have: dict[str, str]) -> None:
        assert self._open is not None
        name, value = have.get("name", ""), have.get("value", "")
        kind = have.get("type", "submit" if tag == "button" else "text")
        if kind == "submit":
            self._open.buttons.append((name, value, value))
            self._button = (name, value) if tag == "button" else None
        elif name and not (kind in ("checkbox", "radio") and "checked" not in have):
            self._open.fields[name] = value
            self._open.kinds[name] = kind

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._button is not None and data.strip():
            self._open.buttons[-1] = (*self._button, data.strip())
            self._button = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def forms(page: str) -> list[Form]:
    """All forms of an HTML page."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms


class Browser:
    """Keeps cookies, follows links and forms; a JavaScript-free visitor.

    Redirects to an address of another server are the way back to the app: `visit` follows them like any other when
    somebody listens there, and `landed` is the last address in any case, also one that no browser can open
    (`smmdesk://…`).
    """

    def __init__(self) -> None:
        self._client = httpx.Client(
            trust_env=False, timeout=30.0, headers={"Accept": "text/html", "User-Agent": "Browser"}
        )
        self.landed = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def visit(self, url: str, method: str = "get", data: dict[str, str] | None = None) -> httpx.Response:
        """The page at `url` after all redirects; the redirect itself where its address cannot be opened."""
        answer = self._send(url, method, data)
        for _ in range(MOST_STEPS):
            if not answer.has_redirect_location:
                return answer
            url = urljoin(str(answer.url), answer.headers["location"])
            self.landed = url
            if urlsplit(url).scheme not in ("http", "https"):
                return answer
            try:
                answer = self._send(url, "get", None)
            except httpx.ConnectError:
                return answer  # nobody listens at the app's address
        raise AssertionError(f"{url} redirects without end")

    def submit(self, page: httpx.Response, form: Form, button: Button | None = None, **values: str) -> httpx.Response:
        """Send a form of `page` with these values, pressing that button."""
        pressed = {button[0]: button[1]} if button and button[0] else {}
        url = urljoin(str(page.url), form.action) if form.action else str(page.url)
        return self.visit(url, form.method, {**form.fields, **values, **pressed})

    def sign_in(self, url: str, user: str, password: str, *, agree: bool = True) -> httpx.Response:
        """Go to an app's sign-in address as `user`: fill in what is asked, agree (or refuse), come back to the app."""
        page = self.visit(url)
        home = urlsplit(url).netloc
        for _ in range(MOST_STEPS):
            form = _to_fill(page)
            if page.has_redirect_location or page.url.netloc.decode() != home or form is None:
                return page
            page = self._step(page, form, user, password, agree)
        raise AssertionError(f"{page.url} asks without end")

    def _step(self, page: httpx.Response, form: Form, user: str, password: str, agree: bool) -> httpx.Response:
        secret = form.named("password")
        if secret:
            names = dict.fromkeys(form.named("text", "email", "username")[:1], user)
            return self.submit(page, form, _button(form, YES), **names, **{secret[0]: password})
        if agree or _button(form, NO):
            return self.submit(page, form, _button(form, YES if agree else NO))
        parser = _Forms()
        parser.feed(page.text)
        [way_out] = [link for link in parser.links if any(word in link for word in NO)]
        return self.visit(urljoin(str(page.url), way_out))

    def _send(self, url: str, method: str, data: dict[str, str] | None) -> httpx.Response:
        self.landed = url
        address = urldefrag(url).url
        if method == "post":
            return self._client.post(address, data=data)
        return self._client.get(address, params=data) if data else self._client.get(address)


def _to_fill(page: httpx.Response) -> Form | None:
    """The form of a page that goes on: the one with a password, else the first with a button that says yes."""
    if "html" not in page.headers.get("content-type", ""):
        return None
    found = [form for form in forms(page.text) if form.method == "post"]
    with_secret = [form for form in found if form.named("password")]
    return next(iter(with_secret + [form for form in found if _button(form, YES)]), None)


def _button(form: Form, words: tuple[str, ...]) -> Button | None:
    for name, value, label in form.buttons:
        said = f"{name} {value} {label}".lower()
        if any(word in said for word in words):
            return name, value, label
    return None


def main() -> int:
    user = os.environ.get("SMMDESK_BROWSER_USER", "alice")
    password = os.environ.get("SMMDESK_BROWSER_PASSWORD", f"{user}-password")
    with Browser() as browser:
        page = browser.sign_in(sys.argv[1], user, password, agree="SMMDESK_BROWSER_REFUSE" not in os.environ)
    print(page.status_code, urlsplit(browser.landed)._replace(query="").geturl())
    return 0 if page.status_code < 400 else 1


if __name__ == "__main__":
    sys.exit(main())
