"""What others wrote on our channels is plain words in most answers: what looks like a tag there is a part of it."""

from types import SimpleNamespace
from typing import Any

import pytest

from smmdesk.model.foreign import ForeignPost
from smmdesk.platforms.answers import Fields, plain_line, plain_words
from smmdesk.platforms.blogger import blog
from smmdesk.platforms.facebook import posts as facebook
from smmdesk.platforms.ghost import posts as ghost
from smmdesk.platforms.mastodon import statuses
from smmdesk.platforms.wordpress import waiting

TITLE = "Pane <nuovo> & caffè"


def told(values: dict[str, Any]) -> Fields:
    return Fields(values, lambda: pytest.fail("a strange answer"))


def session() -> Any:
    facts = SimpleNamespace(endpoints={"web": "https://web.example"})
    return SimpleNamespace(channel=SimpleNamespace(server="https://s.example", handle="@s", remote_id="1"), facts=facts)


def listed() -> dict[str, ForeignPost]:
    when = "2026-11-18T10:00:00Z"
    return {
        "ghost": ghost._foreign(session(), told({"id": "1", "title": TITLE, "published_at": when})),
        "facebook": facebook._foreign(told({"id": "1", "message": TITLE, "scheduled_publish_time": 1_790_000_000})),
        "mastodon": statuses._foreign(told({"id": "1", "scheduled_at": when, "params": {"text": TITLE}})),
        "wordpress": waiting._foreign(
            session(), told({"id": 1, "date_gmt": "2026-11-18T10:00:00", "title": {"raw": TITLE}})
        ),
        "blogger": blog._foreign(
            SimpleNamespace(channel=SimpleNamespace(remote_id="1"), facts=session().facts),  # type: ignore[arg-type]
            told({"id": "1", "title": TITLE, "published": when}),
        ),
    }


def test_a_title_with_signs_of_tags_stays_whole() -> None:
    assert {platform: post.words for platform, post in listed().items()} == dict.fromkeys(listed(), TITLE)


def test_a_title_that_is_dressed_in_tags_is_read_without_them() -> None:
    raw = {"raw": "Pane <em class='x'>nuovo</em> &amp; <nuovo>"}
    post = waiting._foreign(session(), told({"id": 1, "date_gmt": "2026-11-18T10:00:00", "title": raw}))
    assert post.words == "Pane nuovo & <nuovo>"


def test_a_line_hides_nothing_and_ends() -> None:
    assert plain_line("a\u202eb\n<i>c", 40) == "ab <i>c"
    assert plain_words("a<br>b &lt;c&gt;", 40) == "a b <c>"
    assert len(plain_line("x" * 900, 300)) == 300
