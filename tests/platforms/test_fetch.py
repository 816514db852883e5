"""The guarded fetcher: public pages only, bounded, and the card of a page in plain words."""

import gzip
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import pytest

from smmdesk.platforms.fetch import Fetcher, FetchError, LinkCard, Page, checked_address, is_public, read_card
from tests.helpers.vectors import NO_ADDRESSES
from tests.platforms.raw_server import Conversation, RawServer, serving

PUBLIC = "93.184.216.34"


class ToLoopback(httpcore.AsyncNetworkBackend):
    """The internet of these tests: every public number leads to the test's server."""

    def __init__(self, server: RawServer) -> None:
        self._inner = httpcore.AnyIOBackend()
        self._server = server
        self.asked: list[str] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.asked.append(host)
        return await self._inner.connect_tcp("127.0.0.1", self._server.port, timeout, None, socket_options)


class Names:
    """A resolver that gives its answers one after the other, the last for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked += 1
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def html(body: str, **headers: str) -> Any:
    async def script(talk: Conversation) -> None:
        await talk.read_request()
        await talk.answer(200, body.encode(), Content_Type="text/html; charset=utf-8", **headers)

    return script


PAGE = """<!doctype html><head><title> Il forno </title>
<meta property="og:title" content="Pane &amp; focaccia"><meta property="og:title" content="second">
<meta name="description" content="Ogni mattina
 alle 7"><meta property="og:image" content="/foto.png"></head><body><title>no</title>"""


async def test_the_card_of_a_page() -> None:
    async with serving(html(PAGE)) as server:
        backend = ToLoopback(server)
        card = await Fetcher(Names([PUBLIC]), backend).card("http://forno.example/pane?x=1#y")
    assert card == LinkCard(
        "http://forno.example/pane?x=1#y", "Pane & focaccia", "Ogni mattina alle 7", "http://forno.example/foto.png"
    )
    assert backend.asked == [PUBLIC]
    request = server.conversations[0].request
    assert request.startswith(b"GET /pane?x=1 HTTP/1.1\r\nHost: forno.example\r\n")
    assert b"cookie" not in request.lower()
    assert b"authorization" not in request.lower()


@pytest.mark.vector(1)
@pytest.mark.vector(21)
async def test_a_card_is_plain_words() -> None:
    hostile = '<meta property="og:title" content="&lt;img src=file:///etc/passwd&gt;invoice\u202egpj.exe\x00">'
    hostile += '<meta property="og:image" content="file:///etc/passwd">'
    card = read_card(Page("https://a.example/", "text/html", hostile.encode()), "https://a.example/")
    assert card.title == "invoicegpj.exe"
    assert card.image_url == ""


@pytest.mark.parametrize("text", NO_ADDRESSES)
async def test_addresses_that_are_none_cost_a_page_its_picture_alone(text: str) -> None:
    page = f'<title>Pane</title><meta property="og:image" content="{text}">'.encode()
    assert read_card(Page("https://a.example/", "text/html", page), "https://a.example/x") == LinkCard(
        "https://a.example/x", "Pane"
    )
    async with serving(html("", Location="http://[")) as server:
        fetcher = Fetcher(Names([PUBLIC]), ToLoopback(server))
        for ask in (fetcher.page, fetcher.read, fetcher.peek, fetcher.card, fetcher.image):
            with pytest.raises(FetchError):
                await ask(text)


async def test_a_redirect_to_no_address_is_left_out() -> None:
    async def astray(talk: Conversation) -> None:
        await talk.read_request()
        await talk.answer(302, Location="http://[")

    async with serving(astray) as server:
        for ask in (Fetcher.page, Fetcher.read, Fetcher.card):
            with pytest.raises(FetchError):
                await ask(Fetcher(Names([PUBLIC]), ToLoopback(server)), "http://a.example/")


def test_a_page_without_words_is_named_by_its_host() -> None:
    for body in (b"", b"\xff\xfe\x00", b"<meta charset=nonsense><title>   </title>", b"<" * 200_000, b"<!--" * 50_000):
        started = time.process_time()
        card = read_card(Page("https://a.example/", "text/html", body), "https://a.example/x")
        assert card == LinkCard("https://a.example/x", "a.example")
        assert time.process_time() - started < 2


def test_other_charsets() -> None:
    body = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><title>Caffè</title>'
    assert read_card(Page("https://a.example/", "text/html", body.encode("latin-1")), "x").title == "Caffè"
    assert read_card(Page("x", "text/html", "<title>Caffè</title>".encode("cp1252"), "cp1252"), "x").title == "Caffè"


async def test_a_redirect_is_looked_at_again() -> None:
    async def script(talk: Conversation) -> None:
        request = await talk.read_request()
        if b"GET /2" in request:
            await talk.answer(200, b"<title>ok</title>", Content_Type="text/html")
        else:
            await talk.answer(302, Location="https://b.example/2" if b"GET /far" in request else "/2")

    async with serving(script) as server:
        names = Names([PUBLIC])
        assert (await Fetcher(names, ToLoopback(server)).card("http://a.example/1")).title == "ok"
        assert names.asked == 2


@pytest.mark.vector(40)
@pytest.mark.parametrize(
    "target", ["http://[fd00::1]/", "http://10.0.0.1/", "http://a.example:631/", "file:///etc/passwd"]
)
async def test_a_redirect_into_this_network_is_refused(target: str) -> None:
    async def script(talk: Conversation) -> None:
        await talk.read_request()
        await talk.answer(302, Location=target)

    async def numbers(host: str, port: int) -> list[str]:
        return [PUBLIC] if host == "a.example" else [host]

    async with serving(script) as server:
        backend = ToLoopback(server)
        with pytest.raises(FetchError):
            await Fetcher(numbers, backend).page("http://a.example/")
    assert backend.asked == [PUBLIC]


@pytest.mark.vector(40)
async def test_a_name_that_changes_its_mind() -> None:
    """The address that was tested is the one that is connected to; a second look would find the inner one."""
    async with serving(html("<title>public</title>")) as server:
        names = Names([PUBLIC], ["10.0.0.1"])
        backend = ToLoopback(server)
        assert (await Fetcher(names, backend).card("http://rebind.example/")).title == "public"
        assert (names.asked, backend.asked) == (1, [PUBLIC])
        with pytest.raises(FetchError):
            await Fetcher(Names([PUBLIC, "10.0.0.1"]), backend).page("http://rebind.example/")
        assert backend.asked == [PUBLIC]


@pytest.mark.vector(31)
@pytest.mark.vector(32)
@pytest.mark.vector(36)
@pytest.mark.vector(37)
@pytest.mark.vector(38)
@pytest.mark.vector(39)
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:631/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:a9fe:a9fe::]/",
        "http://192.168.1.1/reboot",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://rebind:80@example.org/",
        "gopher://example.org/",
        "ftp://example.org/",
        "http://example.org:8080/",
        "https://example.org:80/",
        "http:///x",
        "http://exa mple.org/",
        "http://example.org/\r\nX: y",
        "nothing",
    ],
)
async def test_addresses_that_are_never_asked(url: str) -> None:
    async with serving(html("<title>inside</title>")) as server:
        with pytest.raises(FetchError):
            await Fetcher(backend=ToLoopback(server)).page(url)
        assert not server.conversations


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::5db8:d822", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::", False),
        ("::127.0.0.1", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
        ("64:ff9b:1::a00:1", False),
        ("2001:db8::1", False),
        ("nonsense", False),
        ("", False),
    ],
)
def test_which_numbers_are_public(number: str, public: bool) -> None:
    assert is_public(number) is public


def test_names_of_the_whole_world() -> None:
    assert checked_address("https://caffè.example/più?q=è") == "https://xn--caff-8oa.example/pi%C3%B9?q=%C3%A8"


# ------------------------------------------------------------------ bounds
async def drip(talk: Conversation) -> None:
    await talk.read_request()
    await talk.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        await talk.say(b"10000\r\n" + b" " * 65536 + b"\r\n")


async def bomb(talk: Conversation) -> None:
    await talk.read_request()
    await talk.answer(200, gzip.compress(b" " * 30_000_000), Content_Type="text/html", Content_Encoding="gzip")


async def strange_encoding(talk: Conversation) -> None:
    await talk.read_request()
    await talk.answer(200, b"???", Content_Type="text/html", Content_Encoding="br")


async def refuse(talk: Conversation) -> None:
    await talk.read_request()
    await talk.answer(403)


async def reset(talk: Conversation) -> None:
    talk.reset()


async def round_and_round(talk: Conversation) -> None:
    await talk.read_request()
    await talk.answer(302, Location="/")


@pytest.mark.vector(79)
@pytest.mark.parametrize(
    "script", [drip, bomb, strange_encoding, refuse, reset, round_and_round], ids=lambda script: script.__name__
)
async def test_what_cannot_be_read_is_left_out(script: Any) -> None:
    async with serving(script) as server:
        with pytest.raises(FetchError):
            await Fetcher(Names([PUBLIC]), ToLoopback(server)).page("http://a.example/")


async def test_pictures_are_told_by_their_first_bytes() -> None:
    async def script(talk: Conversation) -> None:
        request = await talk.read_request()
        body = b"\x89PNG\r\n\x1a\n..." if b"/real" in request else b"<svg onload=alert(1)>"
        await talk.answer(200, body, Content_Type="image/png")

    async with serving(script) as server:
        fetcher = Fetcher(Names([PUBLIC]), ToLoopback(server))
        assert await fetcher.image("http://a.example/real.png") == (b"\x89PNG\r\n\x1a\n...", "image/png")
        with pytest.raises(FetchError):
            await fetcher.image("http://a.example/fake.png")
