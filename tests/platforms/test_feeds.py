"""Feeds of every kind are taken apart into plain words; hostile ones cost nothing and read no file."""

import json
import time
from pathlib import Path

import pytest

from smmdesk.platforms.feeds import NoFeedError, bare_link, offered, taken_apart
from smmdesk.platforms.fetch import Read
from tests.fakes.site import HOME, rss
from tests.helpers.vectors import NO_ADDRESSES, TEXTS, each

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><entry><id>tag:a</id><title type="html">
Pane &amp;amp; vino</title><link href="/pane?utm_medium=x"/><updated>2026-11-20T10:00:00+01:00</updated>
<author><name>Anna</name></author><content type="html">&lt;p&gt;Ciao &lt;img src="http://t.example/p.gif"&gt;&lt;/p&gt;
</content></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/"><channel><title>Vecchio</title></channel>
<item rdf:about="http://a.example/1"><title>Uno</title><link>http://a.example/1</link></item></rdf:RDF>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Appunti",
    "items": [
        {"id": 7, "url": "/x", "content_html": "<b>Forno</b>", "date_published": "2026-11-20T09:00:00Z"},
        {"id": "8", "title": 5, "date_published": "never"},
        "no item",
    ],
}


def page(body: bytes | str, mime: str = "application/xml") -> Read:
    data = body if isinstance(body, bytes) else body.encode()
    return Read(200, "https://site.example/feed.xml", {"content-type": mime, "etag": '"1"'}, data)


def test_the_kinds_of_feeds() -> None:
    atom = taken_apart(page(ATOM))
    assert (atom.name, atom.marks) == ("Blog", ('"1"', ""))
    one = atom.entries[0]
    assert (one.title, one.text, one.author) == ("Pane & vino", "Ciao", "Anna")
    assert (one.url, one.at_us) == ("https://site.example/pane?utm_medium=x", 1_795_165_200_000_000)
    assert [entry.title for entry in taken_apart(page(RDF)).entries] == ["Uno"]
    noted = taken_apart(page(json.dumps(JSON), "application/feed+json"))
    assert [(entry.text, entry.url) for entry in noted.entries] == [("Forno", "https://site.example/x")]


def test_ids_that_come_twice_and_none_at_all() -> None:
    twice = taken_apart(page(rss([("1", "A", "x", ""), ("1", "A", "x", ""), ("", "B", "y", ""), ("", "C", "y", "")])))
    assert [entry.title for entry in twice.entries] == ["A", "B", "C"]
    again = taken_apart(page(rss([("", "C", "y", ""), ("1", "A", "other words", "")])))
    assert {entry.key for entry in again.entries} < {entry.key for entry in twice.entries}
    assert bare_link("https://A.example/x?utm_source=y&id=2#top") == "https://a.example/x?id=2"


def test_a_page_names_its_feeds() -> None:
    assert offered(page(HOME, "text/html")) == ("https://site.example/feed.xml",)
    with pytest.raises(NoFeedError) as failed:
        taken_apart(page(HOME, "text/html"))
    assert failed.value.offered == ("https://site.example/feed.xml",)


BOMB = '<!DOCTYPE r [<!ENTITY a "{}"><!ENTITY b "&a;&a;">]><rss><channel><title>{}</title></channel></rss>'
HOSTILE = {
    41: BOMB.format("ha" * 1000, "&b;" * 1000),
    42: BOMB.format("x" * 50_000, "&a;" * 20_000),
    43: '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>',
    44: '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY % y SYSTEM "z">]><rss><channel/></rss>',
    45: "<a>" * 200_000,
    46: "<?xml version='1.0' encoding='utf-7'?>+ADw-rss+AD4-",
}


@pytest.mark.parametrize("number", [pytest.param(n, marks=pytest.mark.vector(n)) for n in HOSTILE])
def test_what_no_feed_needs_is_refused_at_once(number: int) -> None:
    began = time.process_time()
    for body in (HOSTILE[number].encode(), HOSTILE[number].encode("utf-16")):
        with pytest.raises(NoFeedError):
            taken_apart(page(body))
    assert time.process_time() - began < 5


def test_many_entries_and_broken_ones() -> None:
    many = taken_apart(page(rss([(str(number), f"T{number}", "", "") for number in range(3000)])))
    assert len(many.entries) == 200
    half = rss([("1", "Whole", "x", ""), ("2", "Half", "y", "")])[:-40]
    assert taken_apart(page(half)).entries[0].title == "Whole"
    for body in (b"", b"\x00" * 100, b"{", b"[]", b"<html><body>sign in</body></html>", b"<rss", b"\xff\xfe<"):
        with pytest.raises(NoFeedError):
            taken_apart(page(body))


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_a_link_that_is_no_address_costs_its_entry_the_link_alone(text: str) -> None:
    noted = {**JSON, "items": [{"id": 1, "url": text, "title": "Uno"}, {"id": 2, "url": "/x", "title": "Due"}]}
    entries = taken_apart(page(json.dumps(noted), "application/feed+json")).entries
    assert [(entry.title, entry.url) for entry in entries] == [("Uno", ""), ("Due", "https://site.example/x")]
    told = f"<rss version='2.0'><channel><item><title>Uno</title><link>{text}</link></item></channel></rss>"
    assert [entry.title for entry in taken_apart(page(told)).entries] == ["Uno"]
    named = f'<link rel="alternate" type="application/rss+xml" href="{text}">' + HOME
    assert offered(page(named, "text/html")) == ("https://site.example/feed.xml",)


@pytest.mark.parametrize("vector", each(TEXTS))
def test_hostile_words_become_plain_ones(vector: str) -> None:
    found = taken_apart(page(rss([("1", f"Titolo {vector}"[:5000], f"Testo {vector}"[:5000], "")])))
    for words in (found.entries[0].title, found.entries[0].text):
        assert "<img" not in words
        assert "<script" not in words
        assert words.replace("\N{ZERO WIDTH JOINER}", "").isprintable()


def test_a_text_is_never_taken_for_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "feed.xml"
    secret.write_bytes(rss([("1", "Segreto", "", "")]))
    with pytest.raises(NoFeedError):
        taken_apart(page(str(secret)))
