"""What may leave the window: web and mail addresses, nothing that starts a program."""

from pathlib import Path

import pytest

from ui.links import is_own_page, may_open

HOSTILE = {
    11: "javascript:alert(1)",
    12: "data:text/html,<script>1</script>",
    13: "file:///C:/Windows/System32/calc.exe",
    14: "smb://10.0.0.5/a",
    15: "search-ms:query=x&crumb=location:\\\\evil",
    16: "ms-msdt:/id",
}


@pytest.mark.parametrize(
    "address", [pytest.param(address, marks=pytest.mark.vector(number)) for number, address in HOSTILE.items()]
)
def test_an_address_that_starts_something_does_not_open(address: str) -> None:
    assert not may_open(address)


@pytest.mark.parametrize("address", ["https://shop.example/1", "http://127.0.0.1:8080/x", "mailto:anna@shop.example"])
def test_web_and_mail_open(address: str) -> None:
    assert may_open(address)


@pytest.mark.parametrize("address", ["", "https://", "not an address", "https://shop .example"])
def test_what_is_no_address_does_not_open(address: str) -> None:
    assert not may_open(address)


def test_a_practice_page_opens_and_nothing_beside_it(tmp_path: Path) -> None:
    practice = tmp_path / "practice"
    assert is_own_page((practice / "posts" / "a.html").as_uri(), practice)
    assert not is_own_page((practice / ".." / "a.html").as_uri(), practice)
    assert not is_own_page((practice / "a.desktop").as_uri(), practice)
    assert not is_own_page("file://evil.example/practice/a.html", practice)
    assert not is_own_page("https://shop.example/a.html", practice)
