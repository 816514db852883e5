"""Somebody's site with a feed: it answers conditional questions as RFC 9110 says, and says no as sites do."""

from dataclasses import dataclass, field
from html import escape
from typing import Self

from .exchange import Answer, Request
from .loopback import LoopbackHttp

HOME = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>Il giornale</body>'


@dataclass
class FakeSite:
    """`items` are (guid, title, words, RFC 822 date or ""); `says` is answered instead where it is set;
    `pages` are pages that name no feed and have one at their address with `.rss`. Who does not
    say its name is refused, as many sites do."""

    items: list[tuple[str, str, str, str]] = field(default_factory=list)
    body: bytes = b""
    mime: str = "application/rss+xml"
    says: Answer | None = None
    headers: dict[str, str] = field(default_factory=dict)
    pages: tuple[str, ...] = ()
    asked: list[Request] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.http = LoopbackHttp(self._handle)
        self.http.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.stop()

    def _handle(self, request: Request) -> Answer:
        self.asked.append(request)
        if "smmdesk" not in request.headers.get("user-agent", "") or request.method != "GET":
            return Answer(403, text="no")
        if self.says is not None:
            return self.says
        if request.path == "/":
            return Answer(200, text=HOME, content_type="text/html")
        if request.path in self.pages:
            return Answer(200, text="<html><body>a page</body></html>", content_type="text/html")
        if request.path != "/feed.xml" and request.path.removesuffix(".rss") not in self.pages:
            return Answer(404, text="nothing here")
        mark = f'"{len(self.items)}-{len(self.body)}"'
        headers = {"ETag": mark, **self.headers}
        if request.headers.get("if-none-match") == mark:
            return Answer(304, headers=headers)
        return Answer(200, data=self.body or rss(self.items), headers=headers, content_type=self.mime)


def rss(items: list[tuple[str, str, str, str]], name: str = "Il giornale") -> bytes:
    rows = []
    for guid, title, words, date in items:
        rows.append(
            f"<item>{f'<guid>{escape(guid)}</guid>' if guid else ''}<title>{escape(title)}</title>"
            f"<link>https://site.example/{escape(guid or title)}?utm_source=rss</link>"
            f"<description>{escape(words)}</description>{f'<pubDate>{date}</pubDate>' if date else ''}</item>"
        )
    head = f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{escape(name)}</title>"
    return f"{head}{''.join(rows)}</channel></rss>".encode("utf-8", "replace")
