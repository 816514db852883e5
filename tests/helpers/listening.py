"""No file that a hostile text names is opened, and nobody is reached, while a test runs."""

import sys
from collections.abc import Iterator

import pytest

REACHING = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
TEMPTING = ("/etc/passwd", "/etc/hosts", "10.0.0.5", "share/x", "evil", "t.example")
heard: list[str] = []
listening = False


def _hear(event: str, args: tuple[object, ...]) -> None:
    if listening and (event == "open" or event.startswith("socket.")):
        heard.append(f"{event} {args[0]!r}")


sys.addaudithook(_hear)


@pytest.fixture(autouse=True)
def nothing_is_opened() -> Iterator[None]:
    global listening
    heard.clear()
    listening = True
    yield
    listening = False
    wrong = [what for what in heard if what.startswith(REACHING) or any(bait in what for bait in TEMPTING)]
    assert not wrong, wrong
