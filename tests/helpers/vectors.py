"""The hostile texts of security.md §3 by their numbers, and the marks that bind a parametrized test to them."""

from collections.abc import Iterable, Mapping

import pytest

MARKUP = {
    1: '<img src="file:///etc/passwd">',
    2: '<img src="//10.0.0.5/share/x.png">',
    3: '<img src="\\\\evil\\s\\x.png">',
    4: '<img src="http://t.example/p.gif?u=1">',
    5: '<b>Approved</b> <a href="http://x">OK</a>',
    6: "<script>alert(1)</script>",
    7: "<svg/onload=alert(1)>",
    8: '<body background="file:///x">',
    9: "![x](file:///etc/hosts)",
    10: "</p><h1>Session expired, sign in</h1>",
}
LINKS = {
    11: "javascript:alert(1)",
    12: "data:text/html,<script>1</script>",
    13: "file:///C:/Windows/System32/calc.exe",
    14: "smb://10.0.0.5/a",
    15: "search-ms:query=x&crumb=location:\\\\evil",
    16: "ms-msdt:/id",
    17: "http://paypal.com@evil.example/",
    18: "https://\u0430pple.com",
    19: "https://example.com\u2215login.evil.example",
    20: "https://bank.example/%0d%0aSet-Cookie:a=b",
}
UNICODE = {
    21: "invoice\u202egpj.exe",
    22: "abc\u2066\u202exyz",
    23: "\u200bhidden\u200b",
    24: "Z" + "\u0351\u034a" * 200,
    25: "\U000e0041\U000e0042",
    26: "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    27: "a\ud800b",
    28: "a\x00b",
    29: "x" * 10_000_000,
    30: "a\u2028b\u2029c\rd\x0be",
}
NO_ADDRESSES = ("http://[", "https://[x]/", "//[", "https://\u2100.example/", "https://a\uff0fb.example/")
"""Which Python's own `urlsplit` raises for."""
TEXTS: Mapping[int, str] = {**MARKUP, **LINKS, **UNICODE}
"""1–30; 29 is ten million letters in one line."""


def each(numbers: Iterable[int] = TEXTS) -> list[object]:
    """One marked parameter per number: the text."""
    return [pytest.param(TEXTS[n], marks=pytest.mark.vector(n), id=f"vector {n}") for n in numbers]
