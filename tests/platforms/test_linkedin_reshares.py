"""LinkedIn: a link to a post passes the post on, where the address names it; against its fake."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smmdesk.model.content import Poll
from smmdesk.platforms.base import Card, Published, RefusedError, Said, UnclearError
from smmdesk.platforms.quoting import is_quoted
from smmdesk.system.clock import ManualClock
from tests.fakes.linkedin import FakeLinkedIn
from tests.platforms.accounts import Hurried
from tests.platforms.at_linkedin import as_page, as_person
from tests.platforms.bench import Bench

WEB = "https://www.linkedin.com"


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 29, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeLinkedIn:
    return FakeLinkedIn(clock)


@pytest.fixture
def bench(fake: FakeLinkedIn, clock: ManualClock, tmp_path: Path) -> Bench:
    return as_page(fake, clock, tmp_path)


def parents(fake: FakeLinkedIn) -> list[str]:
    return [post.body.get("reshareContext", {}).get("parent", "") for post in fake.posts]


async def test_a_post_of_ours_is_passed_on_by_the_address_we_have_of_it(fake: FakeLinkedIn, bench: Bench) -> None:
    _, first = await bench.publish(bench.job("Il nuovo forno"))
    number = first.id.rpartition(":")[2]
    for count, (text, link) in enumerate(
        (
            ("Un anno dopo", f"{first.url}/?utm_source=x"),
            (f"Chi non c'era: {first.url}", ""),
            ("Di nuovo", f"{WEB}/posts/forno-lucia_il-nuovo-forno-share-{number}-aBcD"),
            ("Codificato", f"{WEB}/feed/update/urn%3Ali%3Ashare%3A{number}"),
        ),
        start=1,
    ):
        job, receipt = await bench.publish(bench.job(text, link=link))
        assert (fake.posts[count].text, parents(fake)[count], is_quoted(job)) == (text, first.id, True)
        assert "content" not in fake.posts[count].body
        said = await bench.connector.read_back(bench.session(), replace(job, prepared={}, receipt=receipt))  # type: ignore[attr-defined]
        assert said == Said(text, text, True)


async def test_a_lost_answer_of_one_is_found_by_its_words(fake: FakeLinkedIn, bench: Bench) -> None:
    _, first = await bench.publish(bench.job("Il nuovo forno"))
    job = await bench.prepared(bench.job("Un anno dopo", link=first.url))
    fake.fail_next("/rest/posts", method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == fake.posts[1].urn


async def test_what_stays_a_link(fake: FakeLinkedIn, bench: Bench) -> None:
    _, first = await bench.publish(bench.job("Il nuovo forno"))
    more = {"link": first.url}
    for number, wish in enumerate(
        (
            {**more, "options": {"no_quote": True}},
            {**more, "card": Card(shown=False)},
            {**more, "card": Card("Il mio titolo")},
            {**more, "media": (bench.photo(),)},
            {**more, "poll": Poll(("Sì", "No"))},
            {"link": f"{WEB}/feed/update/urn:li:activity:7300000000000000009"},
            {"link": f"{WEB}/posts/forno-lucia_pane-activity-7300000000000000009-x"},
            {"link": f"{WEB}/posts/forno-lucia_we-share-5-tips-activity-7300000000000000009-aBcD"},
        )
    ):
        job, _ = await bench.publish(bench.job(f"Ecco {number}", **wish))
        assert not is_quoted(job)
    assert parents(fake) == [""] * 9
    assert fake.posts[3].body["content"]["article"]["title"] == "Il mio titolo", "what a person made is shown"


@pytest.mark.parametrize("author", ["page", "person"])
async def test_a_post_whose_author_lets_nobody_share_it(
    author: str, fake: FakeLinkedIn, clock: ManualClock, tmp_path: Path
) -> None:
    bench = (as_page if author == "page" else as_person)(fake, clock, tmp_path)
    _, first = await bench.publish(bench.job("Solo qui", options={"no_reshare": True}))
    with pytest.raises(RefusedError) as caught:
        await bench.publish(bench.job("Guardate", link=first.url))
    assert "reshared" in str(caught.value.problem.values["said"])
    assert len(fake.posts) == 1
