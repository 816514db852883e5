"""The facts of every platform: complete, dated, readable without the connector, and overridable with care."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from smmdesk.desk.settling import _id_in
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content, with_link
from smmdesk.model.counting import COUNTERS
from smmdesk.model.limits import check, counted_text
from smmdesk.model.media import MediaUse
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import PLATFORMS, connector, facts_of, look_of, words_of
from smmdesk.platforms.by_hand import page_to_compose
from smmdesk.platforms.facts import GROUPS, Idempotency
from smmdesk.platforms.sign_in_facts import ASSISTED

LINKS = {
    "mastodon": {
        "https://mastodon.social/@anna/109": "109",
        "https://a.example/users/anna/statuses/01H8XYZ": "01H8XYZ",
        "https://a.example/deck/@anna@b.example/109/": "109",
    },
    "bluesky": {
        "https://bsky.app/profile/forno.example/post/3kabcdefghijk": "3kabcdefghijk",
        "at://did:plc:abc/app.bsky.feed.post/3kabcdefghijk": "3kabcdefghijk",
    },
    "wordpress": {
        "https://www.example.it/2026/11/pane-oggi/": "pane-oggi",
        "https://www.example.it/?p=42": "42",
        "https://www.example.it/blog/index.php?lang=it&p=42": "42",
        "https://www.example.it/pane": "pane",
    },
    "practice": {"file:///home/anna/practice/0d5e-1.html": "0d5e-1"},
    "facebook": {
        "https://www.facebook.com/fornolucia/posts/pfbid02abcXYZ": "pfbid02abcXYZ",
        "https://www.facebook.com/permalink.php?story_fbid=123&id=9": "123",
        "https://m.facebook.com/reel/987654": "987654",
        "https://www.facebook.com/photo/?fbid=55&set=a.1": "55",
    },
    "instagram": {
        "https://www.instagram.com/p/C1aB_-x/": "C1aB_-x",
        "https://www.instagram.com/fornolucia/reel/C1aB/?igsh=1": "C1aB",
    },
    "threads": {"https://www.threads.com/@fornolucia/post/DAbc-1?x=1": "DAbc-1"},
    "x": {
        "https://x.com/fornolucia/status/1712345678901234567?s=20": "1712345678901234567",
        "https://twitter.com/i/web/status/12": "12",
    },
    "linkedin": {
        "https://www.linkedin.com/feed/update/urn:li:share:7123/": "urn:li:share:7123",
        "https://www.linkedin.com/posts/lucia-bianchi_pane-activity-7123456-AbCd": "7123456",
        "https://www.linkedin.com/posts/lucia-bianchi_we-share-5-tips-activity-7123456-AbCd": "7123456",
    },
    "tiktok": {
        "https://www.tiktok.com/@fornolucia/video/7300000000000000001?x=1": "7300000000000000001",
        "https://vm.tiktok.com/ZMabc123/": "ZMabc123",
    },
    "youtube": {
        "https://www.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ": "dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?t=3": "dQw4w9WgXcQ",
        "https://www.youtube.com/shorts/dQw4w9WgXcQ": "dQw4w9WgXcQ",
    },
    "pinterest": {
        "https://it.pinterest.com/pin/1234567890/": "1234567890",
        "https://www.pinterest.co.uk/pin/pane-nero--1234567890/": "1234567890",
    },
    "google_business": {"https://posts.gle/AbC123": "AbC123", "https://local.google.com/place?id=1&lpsid=42": "42"},
    "tumblr": {
        "https://www.tumblr.com/fornolucia/712345678901234567/pane": "712345678901234567",
        "https://fornolucia.tumblr.com/post/712345678901234567": "712345678901234567",
    },
    "ghost": {"https://www.example.it/pane-oggi/": "pane-oggi"},
    "blogger": {"https://fornolucia.blogspot.com/2026/11/pane-oggi.html?m=1": "pane-oggi"},
    "micropub": {"https://www.example.it/2026/11/pane": "pane"},
    "slideshare": {"https://www.slideshare.net/slideshow/pane-oggi/12": "12"},
    "discourse": {
        "https://forum.example.org/t/pane-nero/123/4": "123/4",
        "https://forum.example.org/t/123": "123",
    },
    "lemmy": {"https://lemmy.world/post/123456": "123456"},
    "mediawiki": {
        "https://it.wikipedia.org/wiki/Pane_nero": "Pane_nero",
        "https://wiki.example.org/index.php?title=Pane&oldid=3": "Pane",
    },
    "reddit": {
        "https://www.reddit.com/r/italy/comments/1abcd2/pane/": "1abcd2",
        "https://redd.it/1abcd2": "1abcd2",
    },
    "telegram": {"https://t.me/fornolucia/42": "fornolucia/42", "https://t.me/c/123/42": "c/123/42"},
    "discord": {"https://discord.com/channels/1/2/3": "3"},
    "matrix": {"https://matrix.to/#/!room:example.org/$abc-1?via=example.org": "$abc-1"},
    "webhook": {"https://example.org/x": "https://example.org/x"},
    "flickr": {"https://www.flickr.com/photos/1@N02/532": "532", "https://flic.kr/p/2abcD": "2abcD"},
    "vimeo": {
        "https://vimeo.com/123456": "123456",
        "https://vimeo.com/channels/staff/12": "12",
        "https://vimeo.com/123456/5a1e0c0ffe": "123456",
    },
    "xing": {"https://www.xing.com/discover/detail-activities/7123": "7123"},
    "myspace": {"https://myspace.com/fornolucia": "fornolucia"},
    "digg": {"https://digg.com/news/pane": "pane"},
    "nextdoor": {"https://nextdoor.com/p/AbC_1": "AbC_1"},
    "facebook_group": {"https://www.facebook.com/groups/pane/posts/123/": "123"},
    "facebook_profile": {"https://www.facebook.com/lucia/posts/pfbid0x": "pfbid0x"},
    "forum": {"https://example.org/x?y=1": "https://example.org/x?y=1"},
    "by_hand": {"https://example.org/x?y=1": "https://example.org/x?y=1"},
}


ANY_PAGE = {"by_hand", "forum", "webhook"}
"""Where nobody knows what an address looks like: every one counts."""


@pytest.mark.parametrize("key", PLATFORMS)
def test_facts_are_whole(key: str) -> None:
    facts = facts_of(key)
    if facts.price is not None:
        assert facts.price.says
        assert facts.price.source
        assert date.fromisoformat(facts.price.date)
        assert re.fullmatch("[A-Z]{3}", facts.price.currency)
        assert 0 < facts.price.post <= facts.price.post_with_link
        assert min(facts.price.media, facts.price.alt) >= 0
    assert facts.key == key
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", facts.date)
    assert facts.source
    assert facts.limits.text_counted_as in COUNTERS
    for sign_in in (facts.sign_in, facts.own_sign_in):
        assert sign_in.kind in ("none", "browser", "app_password", "folder", "page")
        assert sign_in.will
        assert sign_in.will_not
        assert sign_in.needs_app == bool(sign_in.app_url)
    assert facts.sends_by_itself or facts.sign_in == ASSISTED
    assert facts.group in GROUPS
    assert set(facts.preview.colours) <= {"link", "tag", "mention"}
    assert facts.preview.measured == "" or re.fullmatch(r"20\d\d-\d\d-\d\d", facts.preview.measured)
    assert set(re.findall(r"\{\w+\}", facts.compose_url)) <= {"{text}", "{link}", "{title}"}
    assert facts.post_url
    assert facts.closed or facts.key in LINKS
    assert facts.idempotency.kind in ("own_id", "key", "marker", "none")
    assert facts.limits.image_types
    for option in facts.options:
        assert option.kind in ("choice", "text", "flag", "many")
        assert (option.kind == "choice") == bool(option.choices)
        if option.kind == "choice":
            assert option.default in [value for value, _ in option.choices]
    fields = [field.key for field in facts.sign_in.fields]
    assert len(set(fields)) == len(fields)
    assert all(field.kind in ("text", "address", "secret") for field in facts.sign_in.fields)
    two_ways = facts.sign_in.also_pasted or facts.sign_in.also_browser
    assert not two_ways or any(field.pasted for field in facts.sign_in.fields)
    assert bool(facts.sign_in.also_browser) == bool(facts.sign_in.browser_days)


@pytest.mark.parametrize(("key", "url", "own_id"), [(k, u, i) for k, links in LINKS.items() for u, i in links.items()])
def test_pasted_links_are_understood(key: str, url: str, own_id: str) -> None:
    match = re.match(facts_of(key).post_url, url)
    assert match is not None
    assert match["id"] == own_id


@pytest.mark.parametrize("key", [key for key in LINKS if key not in ANY_PAGE])
@pytest.mark.parametrize("url", ["", "nothing", "https://example.org", "https://example.org/", "javascript:alert(1)"])
def test_other_links_are_not(key: str, url: str) -> None:
    assert re.match(facts_of(key).post_url, url) is None


@pytest.mark.parametrize(
    ("key", "url"),
    [
        ("flickr", "https://www.flickr.com/photos/lucia/albums/72157"),
        ("flickr", "https://www.flickr.com/photos/lucia/sets/72157"),
        ("vimeo", "https://vimeo.com/showcase/123/video/456"),
    ],
)
def test_a_link_to_something_else_of_ours_names_no_post(key: str, url: str) -> None:
    """Taken for an id it would be "gone" there, and a post that is live would be said to be taken down."""
    assert re.match(facts_of(key).post_url, url) is None


OWN_SERVER = [key for key in LINKS if facts_of(key).post_host == "own"]


def test_posts_with_numbers_of_their_server_lie_on_it() -> None:
    assert set(OWN_SERVER) == {"mastodon", "discourse", "lemmy", "ghost", "mediawiki", "wordpress"}
    assert {facts_of(key).post_host for key in LINKS} == {"", "own"}


@pytest.mark.parametrize(("key", "url"), [(key, url) for key in OWN_SERVER for url in LINKS[key]])
def test_the_same_number_on_another_server_is_another_post(key: str, url: str) -> None:
    """Believed, "delete" would take down our own post of that number."""
    desk = SimpleNamespace(facts_for=lambda _: facts_of(key))
    host = url.split("/")[2]
    www = f"www.{host.removeprefix('www.')}"
    ours = Channel("c", "b", key, "Forno", server=f"https://{host.upper()}/", remote_id="1")
    for same in (ours, replace(ours, server="https://api.example", url=f"https://{www}/@forno")):
        assert _id_in(desk, same, url) == LINKS[key][url]  # type: ignore[arg-type]
        assert _id_in(desk, same, url.replace(host, www, 1)) == LINKS[key][url]  # type: ignore[arg-type]
    for other in ("other.example", f"{host}.other.example", f"{host}@other.example", f"not{host}"):
        with pytest.raises(ProblemError, match="link_strange"):
            _id_in(desk, ours, url.replace(host, other, 1))  # type: ignore[arg-type]


def test_every_connector_speaks() -> None:
    verbs = ("sign_in", "sign_out", "who_am_i", "prepare", "commit", "poll", "look_up")
    lists = ("hand_off", "reschedule", "recall", "look_up_listed", "hurry")
    for key in PLATFORMS:
        for verb in verbs + (lists if facts_of(key).schedule else ()):
            assert callable(getattr(connector(key), verb)), (key, verb)


def test_facts_need_no_connector_and_no_network() -> None:
    script = (
        "import sys; from smmdesk.platforms import PLATFORMS, facts_of\n"
        "for key in PLATFORMS: facts_of(key)\n"
        "print([name for name in sys.modules if name in ('httpx', 'httpcore', 'ssl', 'asyncio')"
        " or name.startswith('smmdesk.platforms.') and name.split('.')[-1] not in ('facts', 'looks', 'sign_in_facts')])"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


def test_a_look_is_what_the_facts_say_without_reading_the_rest() -> None:
    for key in PLATFORMS:
        facts, look = facts_of(key), look_of(key)
        assert (look.key, look.name, look.tint, look.takes_samples) == (
            facts.key, facts.name, facts.tint, facts.takes_samples,
        )  # fmt: skip
    script = (
        "import sys; from smmdesk.platforms import look_of\n"
        "look_of('bluesky')\nprint('smmdesk.platforms.facts' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "False"


@pytest.mark.parametrize("key", ["nowhere", "", "../mastodon", "Mastodon"])
def test_an_unknown_platform(key: str) -> None:
    for ask in (facts_of, connector):
        with pytest.raises(ProblemError) as caught:
            ask(key)
        assert caught.value.problem.code == "platform_unknown"


def test_a_folder_may_correct_facts_and_addresses(tmp_path: Path) -> None:
    (tmp_path / "facts.toml").write_text("mastodon.limits.text_max = 1000\n[bluesky]\nlead_s = 5\n")
    (tmp_path / "endpoints.toml").write_text('bluesky.plc = "http://127.0.0.1:2582"\n')
    assert facts_of("mastodon", tmp_path).limits.text_max == 1000
    bluesky = facts_of("bluesky", tmp_path)
    assert (bluesky.lead_s, bluesky.endpoints["plc"]) == (5, "http://127.0.0.1:2582")
    assert bluesky.endpoints["entry"] == facts_of("bluesky").endpoints["entry"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("facts.toml", "mastodon = [["),
        ("facts.toml", "mastodon.limits.no_such_thing = 1"),
        ("facts.toml", 'mastodon = "x"'),
        ("facts.toml", "[mastodon.limits]\ntext_max = 'many'"),
        ("endpoints.toml", "mastodon.api = 5"),
        ("endpoints.toml", 'mastodon.api = "ftp://x"'),
    ],
)
def test_a_correction_that_is_none_is_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(ProblemError) as caught:
        facts_of("mastodon", tmp_path)
    assert caught.value.problem.code == "facts_bad"
    assert caught.value.problem.values["name"] == name


def test_what_one_server_promises() -> None:
    facts = facts_of("mastodon")
    assert facts.idempotency_for({}).kind == "key"
    assert facts.idempotency_for({"idempotency": False}) == Idempotency()
    assert facts.schedule_for({}) is not None
    assert facts.schedule_for({"schedule": False}) is None
    assert [field.key for field in facts.fields_for(pasted=False)] == ["server"]
    assert [field.key for field in facts.fields_for(pasted=True)] == ["server", "secret"]


def test_words_of_facts() -> None:
    words = words_of(facts_of("by_hand"))
    assert "By hand" in words
    assert "" not in words
    assert "Mastodon" not in words_of(facts_of("mastodon"))


def test_what_shares_the_text_limit() -> None:
    """A link counts where it will stand in the text."""
    content = Content(text="Pane", link="https://a.example/x")
    photo = (MediaUse("a"),)
    mastodon, bluesky = facts_of("mastodon").limits, facts_of("bluesky").limits
    assert counted_text(content, mastodon) == "Pane\n\nhttps://a.example/x"
    assert counted_text(Content(text="T", options={"content_warning": "W"}), mastodon) == "WT"
    assert counted_text(content, bluesky) == "Pane"
    assert (
        counted_text(Content(text="Pane", link="https://a.example/x", media=photo), bluesky)
        == "Pane\n\nhttps://a.example/x"
    )
    assert with_link("vedi https://a.example/x qui", "https://a.example/x") == "vedi https://a.example/x qui"
    assert with_link("", "https://a.example/x") == "https://a.example/x"


GUIDED = [key for key in PLATFORMS if not facts_of(key).sends_by_itself]


@pytest.mark.parametrize("key", GUIDED)
def test_where_a_person_publishes_no_program_is_promised(key: str) -> None:
    """No sign-in, no hand-off, nothing that blocks because a program would need it; but all that is known stays."""
    facts = facts_of(key)
    assert facts.schedule is None
    assert not any(option.required for option in facts.options)
    assert facts.own_sign_in.will


def test_a_kind_of_post_is_chosen_as_any_option() -> None:
    facts = facts_of("instagram")
    kind = next(option for option in facts.options if option.key == "kind")
    assert (kind.kind, kind.default) == ("choice", facts.kinds[0].key)
    assert [facts.kind_of({}), facts.kind_of({"kind": "reel"}), facts.kind_of({"kind": "nothing"})] == [
        "post", "reel", "post",
    ]  # fmt: skip
    assert facts_of("mastodon").kinds == ()
    assert facts_of("mastodon").kind_of({"kind": "reel"}) == ""


def test_the_page_to_write_on_is_filled_in() -> None:
    url = facts_of("x").compose_url
    filled = page_to_compose(url, "", "Pane & più: 100%", "https://a.example/x?y=1")
    assert (
        filled
        == "https://x.com/intent/post?text=Pane%20%26%20pi%C3%B9%3A%20100%25&url=https%3A%2F%2Fa.example%2Fx%3Fy%3D1"
    )
    assert page_to_compose(url, "", "à" * 2000, "") == "https://x.com/intent/post?text=&url="
    assert page_to_compose("", "t", "x", "") == ""


def test_a_closed_platform_says_when_and_is_by_hand() -> None:
    closed = [key for key in PLATFORMS if facts_of(key).closed]
    assert closed
    for key in closed:
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", facts_of(key).closed)
        assert not facts_of(key).sends_by_itself


@pytest.mark.parametrize("key", PLATFORMS)
def test_a_few_words_are_an_answer_everywhere(key: str) -> None:
    """Whatever a post must have there."""
    found = check(Content(text="Of course, at seven!"), facts_of(key).limits.of_answer, "Bakery", {})
    assert found.blocking == ()
