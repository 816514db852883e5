"""What a note of a new version has to be, to be believed (security.md T17: tampered, replayed, expired, downgraded)."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from smmdesk.model.release import NOTE_MOST, UntrueError, is_newer, read_note

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
TOLD = {
    "product": "smmdesk",
    "serial": 7,
    "version": "0.2.0",
    "page": "https://smmdesk.example/download",
    "expires": (NOW + timedelta(days=30)).isoformat(),
    "news": {"en": "A month view", "it": "Il mese"},
}


def packed(told: object, signature: bytes = b"ours") -> bytes:
    signed = base64.b64encode(json.dumps(told).encode()).decode()
    return json.dumps({"signed": signed, "signature": base64.b64encode(signature).decode()}).encode()


def verify(signature: bytes, _signed: bytes) -> bool:
    return signature == b"ours"


def test_a_note_says_where_the_new_version_is() -> None:
    release = read_note(packed(TOLD), verify, NOW)
    assert (release.version, release.page) == ("0.2.0", "https://smmdesk.example/download")
    assert (release.news_in("it"), release.news_in("de")) == ("Il mese", "A month view")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"product": "other"}, "product"),
        ({"expires": (NOW - timedelta(seconds=1)).isoformat()}, "expired"),
        ({"expires": "soon"}, "shape"),
        ({"serial": 6}, "older"),
        ({"serial": "9"}, "shape"),
        ({"serial": True}, "shape"),
        ({"version": "0.2.0<b>"}, "shape"),
        ({"version": 2}, "shape"),
        ({"page": "http://smmdesk.example/"}, "shape"),
        ({"page": "javascript:alert(1)"}, "shape"),
        ({"page": "https://smmdesk.example@evil.example/"}, "shape"),
        ({"news": []}, "shape"),
    ],
)
def test_what_is_not_right_is_not_believed(changed: dict[str, Any], why: str) -> None:
    with pytest.raises(UntrueError) as refused:
        read_note(packed({**TOLD, **changed}), verify, NOW, seen_serial=7)
    assert refused.value.why == why


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (packed(TOLD, b"somebody else's"), "signature"),
        (packed([]), "shape"),
        (b"{}", "shape"),
        (b"[" * 100_000, "shape"),
        (b"\xff", "shape"),
        (b'{"signed": "?", "signature": ""}', "shape"),
        (b" " * (NOTE_MOST + 1), "shape"),
    ],
)
def test_what_is_no_note_of_ours_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(UntrueError) as refused:
        read_note(body, verify, NOW)
    assert refused.value.why == why


def test_versions_are_compared_by_their_numbers() -> None:
    assert is_newer("0.10", "0.9.3")
    assert is_newer("1", "0.99.99")
    assert not is_newer("0.1.0", "0.1")
    assert not is_newer("0.1", "0.1.0.1")
