"""Texts that Python's own `urlsplit` raises for are no addresses, wherever they are met."""

import pytest

from smmdesk.model.url_parts import NONE, joined, split_url
from tests.helpers.vectors import NO_ADDRESSES


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_can_be_no_address_has_no_parts(text: str) -> None:
    assert split_url(text) == NONE
    assert joined("https://shop.example/a", text) == ""


def test_addresses_are_taken_apart_as_ever() -> None:
    parts = split_url("https://shop.example:8443/a?b=1#c")
    assert (parts.hostname, parts.port, parts.path, parts.query) == ("shop.example", 8443, "/a", "b=1")
    assert joined("https://shop.example/a/", "../b") == "https://shop.example/b"
