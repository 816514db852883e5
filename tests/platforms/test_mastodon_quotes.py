"""Who may quote a status, quoting others' statuses, and being quoted: Mastodon 4.5 and later."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.model.content import Poll
from smmdesk.model.delivery import Op, PartKind
from smmdesk.model.message import MessageKind
from smmdesk.model.moderation import QUOTES_US
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    Card,
    Listed,
    Published,
    RefusedError,
    Said,
    UnclearError,
)
from smmdesk.platforms.quoting import TRIES
from smmdesk.system.clock import ManualClock
from tests.fakes.mastodon import MASTODON_4_2, FakeMastodon, quotes
from tests.fakes.mastodon.book import Draft, Status
from tests.fakes.mastodon.posting import publish
from tests.fakes.mastodon.searching import publishes
from tests.platforms.accounts import at_mastodon
from tests.platforms.bench import Bench, not_ready, options


def link_to(fake: FakeMastodon, post: Status) -> str:
    return quotes.address(fake.book, post)


def asked(fake: FakeMastodon) -> int:
    return sum(request.path == "/api/v2/search" for request in fake.requests)


def keys(bench: Bench) -> set[str]:
    return {option.key for option in facts_of("mastodon").options_of(bench.account.reported).options}


async def test_who_may_quote_is_said_and_kept_on_edit(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    fake_mastodon.alice.quote_policy = "public"
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        assert {"quote_policy", "no_quote"} <= keys(bench)
        job, _ = await bench.publish(bench.job("Pane", **options(quote_policy="nobody")))
        [status] = fake_mastodon.statuses
        assert status.draft.quote_policy == "nobody"
        changed = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Pane caldo"))
        await bench.publish(changed)
        assert (status.text, status.draft.quote_policy) == ("Pane caldo", "nobody")


async def test_nothing_is_said_where_the_accounts_own_rule_holds(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    fake_mastodon.alice.quote_policy = "followers"
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        await bench.publish(bench.job("Pane"))
        assert "quote_approval_policy" not in fake_mastodon.requests[-1].json()
        assert fake_mastodon.statuses[0].draft.quote_policy == "followers"


async def test_an_older_server_is_neither_asked_nor_offered(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    """The fake refuses both parameters there."""
    fake_mastodon.book.dialect = MASTODON_4_2
    other = publishes(fake_mastodon, "Forno aperto")
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        assert not {"quote_policy", "no_quote"} & keys(bench)
        job = bench.job("Guardate", link=link_to(fake_mastodon, other), **options(quote_policy="nobody"))
        await bench.publish(job)
        assert link_to(fake_mastodon, other) in fake_mastodon.statuses[-1].text
        assert asked(fake_mastodon) == 0
        await bench.connector.fetch_messages(bench.session(), "")
        assert ("types[]", "quote") not in fake_mastodon.requests[-1].query


async def test_a_link_to_a_post_becomes_a_quote(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    other = publishes(fake_mastodon, "Forno aperto")
    link = link_to(fake_mastodon, other)
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Che profumo", link=f"{link}?utm_source=mastodon"))
        status = fake_mastodon.book.statuses[receipt.id]
        assert (status.text, status.draft.quoted) == ("Che profumo", other)  # the server puts its own line before it
        same = await bench.connector.read_back(bench.session(), job)
        assert isinstance(same, Said)
        assert same.same
        job, _ = await bench.publish(
            replace(job, op=Op.EDIT, prepared={}, outgoing=replace(job.outgoing, text="Profuma"))
        )
        assert (status.text, status.draft.quoted) == ("Profuma", other)  # an edit changes no quote
        same = await bench.connector.read_back(bench.session(), job)
        assert isinstance(same, Said)
        assert same.same
        _, receipt = await bench.publish(bench.job(link))
        words = fake_mastodon.book.statuses[receipt.id]
        assert (words.text, words.draft.quoted) == (link, other)


async def test_a_quote_whose_answer_was_lost_is_found(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    other = publishes(fake_mastodon, "Forno aperto")
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job = await bench.prepared(bench.job("Che profumo", link=link_to(fake_mastodon, other)))
        fake_mastodon.fail_next("/api/v1/statuses", method="POST", drop_after_accept=True)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), job)
        answer = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert isinstance(answer, Published)
        assert fake_mastodon.book.statuses[answer.receipt.id].draft.quoted is other


async def test_a_quote_waits_on_the_servers_own_list(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    other = publishes(fake_mastodon, "Forno aperto")
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        link, due = link_to(fake_mastodon, other), bench.after(hours=2)
        job, listed = await bench.hand_off(
            bench.job("Che profumo", link=link, due=due, **options(quote_policy="followers"))
        )
        [waiting] = fake_mastodon.scheduled
        assert (waiting.draft.quoted, waiting.draft.quote_policy) == (other, "followers")
        assert isinstance(await bench.connector.look_up(bench.session(), job), Listed)
        clock.advance(timedelta(hours=3))
        fake_mastodon.publish_due()
        answer = await bench.list.look_up_listed(bench.session(), replace(job, receipt=listed.receipt, prepared={}))
        assert isinstance(answer, Published)


@pytest.mark.parametrize("policy", ["nobody", "followers"])
async def test_what_may_not_be_quoted_stays_a_link(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path, policy: str
) -> None:
    other = publishes(fake_mastodon, "Forno aperto")
    other.draft.quote_policy = policy
    link = link_to(fake_mastodon, other)
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Che profumo", link=link))
        status = fake_mastodon.book.statuses[receipt.id]
        assert (status.text, status.draft.quoted) == (f"Che profumo\n\n{link}", None)


async def test_own_posts_are_quoted_whatever_their_rule(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    ours = publish(fake_mastodon.book, fake_mastodon.alice, Draft("Ieri", "public", quote_policy="nobody"))
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job(f"Come ieri: {link_to(fake_mastodon, ours)}!"))
        status = fake_mastodon.book.statuses[receipt.id]
        assert status.draft.quoted is ours
        assert link_to(fake_mastodon, ours) in status.text  # what stands among the words is the person's


async def test_no_quote_where_there_is_no_place_or_no_wish(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    other = publishes(fake_mastodon, "Forno aperto")
    link = link_to(fake_mastodon, other)
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        jobs = [
            bench.job("Foto", link=link, media=(bench.photo(),)),
            bench.job("Voto", link=link, poll=Poll(("sì", "no"))),
            bench.job("Link", link=link, **options(no_quote=True)),
            bench.job("Senza", link=link, card=Card(shown=False)),
            bench.job("Altrove", link="https://forno.example/pane"),
        ]
        for job in jobs:
            await bench.publish(job)
        _, root = await bench.publish(bench.job("Inizio"))
        await bench.publish(bench.job(link, kind=PartKind.THREAD, root=root, parent=root))
        assert asked(fake_mastodon) == 0
        assert all(status.draft.quoted is None for status in fake_mastodon.statuses)


async def test_a_page_that_is_no_post_of_the_network_stays_a_link(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    """`https://site/@name/…` is how other sites write theirs, too; and a key may lack the right to look."""
    link = "https://blog.example/@forno/pane-caldo"
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        await bench.publish(bench.job("Leggete", link=link))
        assert fake_mastodon.statuses[-1].text.endswith(link)
        other = publishes(fake_mastodon, "Forno aperto")
        fake_mastodon.fail_next(
            "/api/v2/search", status=403, body={"error": "This action is outside the authorized scopes"}
        )
        await bench.publish(bench.job("Guardate", link=link_to(fake_mastodon, other)))
        assert fake_mastodon.statuses[-1].draft.quoted is None


async def test_a_search_that_does_not_answer_is_tried_again_and_holds_up_nothing(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    """Else a server whose search is broken misses the post's moment."""
    other = publishes(fake_mastodon, "Forno aperto")
    link = link_to(fake_mastodon, other)
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        again, given_up = bench.job("Guardate", link=link), bench.job("Guardate pure", link=link)
        for how in ({"status": 503}, {"status": 200, "body": "<html>"})[: TRIES - 1]:
            fake_mastodon.fail_next("/api/v2/search", **how)
            again = await not_ready(bench, again)
        await bench.publish(again)
        assert fake_mastodon.statuses[-1].draft.quoted is other
        for _ in range(TRIES):
            fake_mastodon.fail_next("/api/v2/search", status=500)
        for _ in range(TRIES - 1):
            given_up = await not_ready(bench, given_up)
        _, receipt = await bench.publish(given_up)
        status = fake_mastodon.book.statuses[receipt.id]
        assert (status.text, status.draft.quoted) == (f"Guardate pure\n\n{link}", None)


async def test_where_the_server_itself_is_away_no_try_is_counted(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    other = publishes(fake_mastodon, "Forno aperto")
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job = bench.job("Guardate", link=link_to(fake_mastodon, other))
        fake_mastodon.http.unplug()
        for _ in range(TRIES + 1):
            job = await not_ready(bench, job)
        fake_mastodon.http.plug_in()
        await bench.publish(job)
        assert fake_mastodon.statuses[-1].draft.quoted is other


@pytest.mark.parametrize("op", [Op.CREATE, Op.SCHEDULE])
async def test_what_went_away_before_another_try_stays_a_link(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path, op: Op
) -> None:
    """Made ready, not sent (the server was busy), and made ready again: by then the post is gone."""
    other = publishes(fake_mastodon, "Forno aperto")
    link = link_to(fake_mastodon, other)
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job = await bench.prepared(bench.job("Che profumo", link=link, op=op, due=bench.after(hours=2)))
        del fake_mastodon.book.statuses[other.id]
        job = await bench.prepared(job)
        await (bench.list.hand_off if op is Op.SCHEDULE else bench.connector.commit)(bench.session(), job)
        [made] = [one.draft for one in (fake_mastodon.scheduled or fake_mastodon.statuses)]
        assert (made.text, made.quoted) == (f"Che profumo\n\n{link}", None)


@pytest.mark.parametrize("op", [Op.CREATE, Op.SCHEDULE])
async def test_what_goes_away_in_the_last_moment_is_refused_at_once(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path, op: Op
) -> None:
    """Nothing is in doubt at a first try: it is not looked for, nor asked for again."""
    other = publishes(fake_mastodon, "Forno aperto")
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job = bench.job("Che profumo", link=link_to(fake_mastodon, other), op=op, due=bench.after(hours=2))
        job = await bench.prepared(job)
        del fake_mastodon.book.statuses[other.id]
        with pytest.raises(RefusedError) as refused:
            await (bench.list.hand_off if op is Op.SCHEDULE else bench.connector.commit)(bench.session(), job)
        assert "does not appear to exist" in str(refused.value.problem.values["said"])


@pytest.mark.parametrize("before", ["quote", "link"])
async def test_what_another_copy_of_the_desk_sent_is_not_sent_again_as_the_other_one(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path, before: str
) -> None:
    """A restored desk asks anew what may be quoted, and may hear another answer than the copy that sent the post."""
    other = publishes(fake_mastodon, "Forno aperto")
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job = bench.job("Pane", link=link_to(fake_mastodon, other))
        if before == "quote":
            await bench.publish(job)
            del fake_mastodon.book.statuses[other.id]
        else:
            fake_mastodon.fail_next("/api/v2/search", status=403, body={"error": "outside the authorized scopes"})
            await bench.publish(job)
        assert (fake_mastodon.statuses[-1].draft.quoted is other) is (before == "quote")
        again = await bench.prepared(job)
        assert await bench.connector.look_up(bench.session(), bench.tried(again)) == CannotTell()
        plain = await bench.prepared(bench.job("Pane", link="https://forno.example/pane"))
        assert await bench.connector.look_up(bench.session(), bench.tried(plain)) == Absent(by_words=True)


async def test_what_stands_on_the_servers_list_is_found_as_the_other_one(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    other = publishes(fake_mastodon, "Forno aperto")
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job = bench.job("Pane", link=link_to(fake_mastodon, other), op=Op.SCHEDULE, due=bench.after(hours=2))
        await bench.hand_off(job)
        del fake_mastodon.book.statuses[other.id]
        fake_mastodon.scheduled[0].draft.idempotency_key = None  # older servers do not tell it
        found = await bench.connector.look_up(bench.session(), await bench.prepared(job))
        assert isinstance(found, Listed)


async def test_a_link_that_was_not_quoted_stays_one(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    """What was given up is not asked again before another try: one key never names two texts."""
    link = link_to(fake_mastodon, publishes(fake_mastodon, "Forno aperto"))
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job = bench.job("Pane", link=link)
        for _ in range(TRIES):
            fake_mastodon.fail_next("/api/v2/search", status=500)
        for _ in range(TRIES - 1):
            job = await not_ready(bench, job)
        job = await bench.prepared(await bench.prepared(job))
        await bench.publish(job)
        assert fake_mastodon.statuses[-1].text == f"Pane\n\n{link}"


async def test_a_quote_that_stands_is_kept_on_another_try(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    other = publishes(fake_mastodon, "Forno aperto")
    link = link_to(fake_mastodon, other)
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job = await bench.prepared(bench.job("Che profumo", link=link))
        fake_mastodon.fail_next(f"/api/v1/statuses/{other.id}", status=403, body={"error": "outside the scopes"})
        _, receipt = await bench.publish(await bench.prepared(job))
        assert fake_mastodon.book.statuses[receipt.id].draft.quoted is other
        assert asked(fake_mastodon) == 1


async def test_who_quotes_us_is_heard(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Pane"))
        ours = fake_mastodon.book.statuses[receipt.id]
        carla = fake_mastodon.add_account("carla", domain="elsewhere.test")
        quoting = publish(fake_mastodon.book, carla, Draft("Il migliore", "public", quoted=ours))
        fake_mastodon.notify("quote", fake_mastodon.alice, carla, quoting)
        page = await bench.connector.fetch_messages(bench.session(), "")
        [heard] = page.messages
        assert (heard.kind, heard.remote_id) == (MessageKind.MENTION, quoting.id)
        assert heard.answers_remote_id == heard.data[QUOTES_US] == ours.id
        assert heard.text.endswith("Il migliore")


async def test_who_quotes_us_in_private_wrote_in_private(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    """It names us too, so that the server tells it twice: neither makes it one that everybody saw."""
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Pane"))
        ours = fake_mastodon.book.statuses[receipt.id]
        carla = fake_mastodon.add_account("carla", domain="elsewhere.test")
        quoting = publish(fake_mastodon.book, carla, Draft("Solo per te", "direct", quoted=ours))
        fake_mastodon.notify("quote", fake_mastodon.alice, carla, quoting)
        page = await bench.connector.fetch_messages(bench.session(), "")
        assert {one.kind for one in page.messages} == {MessageKind.PRIVATE}
