"""MediaWiki against a fake that refuses what MediaWiki refuses: pages, sections, merges, sessions that end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    Absent,
    ConnectorError,
    NotSentError,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.markup import same_words
from smmdesk.platforms.mediawiki.wikitext import unwiki, wikitext_of
from smmdesk.system.clock import ManualClock
from tests.fakes.mediawiki import API, FakeMediaWiki
from tests.fakes.small import SmallFake
from tests.helpers.vectors import NO_ADDRESSES
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeMediaWiki:
    return FakeMediaWiki(clock)


@pytest.fixture
def stranger(fake: FakeMediaWiki, clock: ManualClock, tmp_path: Path) -> Bench:
    """Not signed in yet."""
    return bench_at("mediawiki", clock, tmp_path, fake)


@pytest.fixture
def bench(stranger: Bench, fake: FakeMediaWiki) -> Bench:
    return signed_in(stranger, "password", server=fake.url, user="Lucia@smmdesk")


# ------------------------------------------------------------------ signing in
@pytest.mark.parametrize("typed", ["{url}", "{host}/wiki/Pagina_principale"])
async def test_signing_in_and_out(typed: str, fake: FakeMediaWiki, stranger: Bench) -> None:
    host = fake.url.removeprefix("http://")
    await stranger.sign_in("password", server=typed.format(url=fake.url, host=host), user=" Lucia@smmdesk ")
    account = stranger.account
    assert (account.remote_id, account.name, account.handle) == (f"1@{host}/w", "Wiki del pane", "Lucia")
    assert (account.server, account.url) == (f"{fake.url}/w", f"{fake.url}/wiki/")
    assert await stranger.connector.who_am_i(stranger.session()) == account
    await stranger.connector.sign_out(stranger.session())
    assert not fake.sessions


async def test_the_name_alone_is_enough_to_sign_in_again(fake: FakeMediaWiki, stranger: Bench) -> None:
    await stranger.sign_in("password", server=fake.url, user="Lucia")
    assert stranger.account.handle == "Lucia"


async def test_a_wrong_password_is_refused(fake: FakeMediaWiki, stranger: Bench) -> None:
    with pytest.raises(ProblemError) as caught:
        await stranger.sign_in("wrong", server=fake.url, user="Lucia@smmdesk")
    assert caught.value.problem.code == "sign_in_refused"


async def test_the_interface_is_never_another_hosts(fake: FakeMediaWiki, clock: ManualClock, tmp_path: Path) -> None:
    elsewhere = SmallFake(clock)
    fake.says = f"{elsewhere.url}/api.php"
    bench = bench_at("mediawiki", clock, tmp_path, fake, elsewhere)
    with pytest.raises(RefusedError) as caught:
        await bench.sign_in("password", server=fake.url, user="Lucia@smmdesk")
    assert caught.value.problem.code == "address_changed"
    assert elsewhere.requests == []


@pytest.mark.parametrize("said", [*NO_ADDRESSES[:2], "javascript:x", "ftp://wiki.example/api.php"])
async def test_a_wiki_that_names_no_address_is_found_at_the_usual_places(
    said: str, fake: FakeMediaWiki, stranger: Bench
) -> None:
    fake.says = said
    await stranger.sign_in("password", server=fake.url, user="Lucia@smmdesk")
    assert stranger.account.server == f"{fake.url}/w"


@pytest.mark.parametrize(
    ("rights", "block", "code"), [(["read"], "", "may_not_publish"), (None, "Spam", "account_closed")]
)
async def test_who_may_not_edit(
    rights: list[str] | None, block: str, code: str, fake: FakeMediaWiki, stranger: Bench
) -> None:
    fake.rights, fake.block = rights or fake.rights, block
    with pytest.raises(RefusedError) as caught:
        await stranger.sign_in("password", server=fake.url, user="Lucia@smmdesk")
    assert caught.value.problem.code == code


async def test_a_session_that_ended_is_renewed_and_kept(fake: FakeMediaWiki, bench: Bench) -> None:
    fake.sessions.clear()
    await bench.publish(bench.job("Pane", title="Pane"))
    assert len(bench.secrets) == 2
    asked = len(fake.asked("POST", API))
    await bench.publish(bench.job("Pane", title="Altro"))
    assert len(fake.asked("POST", API)) == asked + 1, "no new sign-in"


async def test_a_session_that_ends_in_the_middle_sends_nothing(fake: FakeMediaWiki, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    fake.fail_next(API, method="POST", status=200, body={"error": {"code": "assertuserfailed", "info": "x"}})
    with pytest.raises(NotSentError):
        await bench.connector.commit(bench.session(), job)
    assert isinstance(await bench.connector.commit(bench.session(), job), Published)
    assert len(fake.pages) == 1


async def test_the_password_was_taken_back(fake: FakeMediaWiki, bench: Bench) -> None:
    fake.sessions.clear()
    fake.password = "other"
    with pytest.raises(SignedOutError):
        await bench.publish(bench.job("Pane", title="Pane"))
    with pytest.raises(SignedOutError):
        await bench.connector.who_am_i(bench.session())


async def test_two_accounts_never_share_a_session(fake: FakeMediaWiki, bench: Bench) -> None:
    """The connection keeps no cookies of its own."""
    await bench.publish(bench.job("Pane", title="Pane"))
    await bench.http.get(f"{fake.url}{API}", params=(("format", "json"), ("action", "query"), ("meta", "tokens")))
    assert "cookie" not in fake.requests[-1].headers


# ------------------------------------------------------------------ publishing
async def test_a_new_page(fake: FakeMediaWiki, bench: Bench) -> None:
    photo = bench.photo("Il [banco] | qui")
    job = bench.job(
        "Caldo ''subito''\n* sul banco\n\n== fine ==",
        title="pane nuovo",
        link="https://forno.example/x",
        media=(photo,),
        options={"summary": "Una pagina", "minor": True},
    )
    _, receipt = await bench.publish(job)
    article = fake.pages["Pane nuovo"]
    [name] = fake.files
    assert article.text == (
        f"[[File:{name}|thumb|alt=Il &#91;banco&#93; &#124; qui]]\n\n"
        "Caldo &#39;&#39;subito&#39;&#39;<br>\n&#42; sul banco\n\n&#61;= fine ==\n\nhttps://forno.example/x"
    )
    [revision] = article.revisions
    assert (receipt.id, receipt.url) == (str(revision.id), f"{fake.url}/wiki/Pane_nuovo")
    assert revision.comment.startswith("Una pagina (smmdesk ")
    assert revision.minor
    assert fake.files[name] == photo.path.read_bytes()


async def test_a_page_that_is_there_already(fake: FakeMediaWiki, bench: Bench) -> None:
    fake.write_page("Pane", "Di Anna")
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", title="Pane"))
    assert caught.value.problem.code == "page_exists"


async def test_a_page_made_by_somebody_else_meanwhile(fake: FakeMediaWiki, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    fake.write_page("Pane", "Di Anna")
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert "has been created already" in str(caught.value.problem.values["said"])
    assert fake.pages["Pane"].text == "Di Anna"


@pytest.mark.parametrize("title", ["Pane [nuovo]", "a|b", "{{x}}"])
async def test_a_title_that_is_none(title: str, bench: Bench) -> None:
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", title=title))
    assert caught.value.problem.code == "title_not_possible"


@pytest.mark.parametrize(
    ("placement", "text", "said"),
    [
        ("section", "Novembre\nPane caldo", "Prima\n\n== Novembre ==\n\nPane caldo"),
        ("section", "Pane caldo", "Prima\n\nPane caldo"),
        ("append", "Pane caldo", "Prima\n\nPane caldo"),
        ("replace", "Pane caldo", "Pane caldo"),
    ],
)
async def test_into_a_page(placement: str, text: str, said: str, fake: FakeMediaWiki, bench: Bench) -> None:
    fake.write_page("Notizie", "Prima")
    job = await bench.prepared(bench.job(text, title="Notizie", options={"placement": placement}))
    await bench.connector.commit(bench.session(), job)
    await bench.connector.commit(bench.session(), job)
    article = fake.pages["Notizie"]
    assert (article.text, len(article.revisions)) == (said, 2), "the same change twice is one"


async def test_somebody_wrote_elsewhere_on_the_page_meanwhile(fake: FakeMediaWiki, bench: Bench) -> None:
    fake.write_page("Notizie", "Uno\n\nDue")
    job = await bench.prepared(bench.job("Tre", title="Notizie", options={"placement": "append"}))
    fake.write_page("Notizie", "Zero\n\nUno\n\nDue")
    await bench.connector.commit(bench.session(), job)
    assert fake.pages["Notizie"].text == "Zero\n\nUno\n\nDue\n\nTre"


async def test_somebody_wrote_in_the_same_place_meanwhile(fake: FakeMediaWiki, bench: Bench) -> None:
    fake.write_page("Notizie", "Uno")
    job = await bench.prepared(bench.job("Due", title="Notizie", options={"placement": "append"}))
    fake.write_page("Notizie", "Uno\n\nDi Anna")
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert "Edit conflict" in str(caught.value.problem.values["said"])
    assert fake.pages["Notizie"].text == "Uno\n\nDi Anna"


async def test_a_page_that_is_missing(bench: Bench) -> None:
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Due", title="Notizie", options={"placement": "append"}))
    assert caught.value.problem.code == "page_missing"


async def test_the_same_words_already(fake: FakeMediaWiki, bench: Bench) -> None:
    fake.write_page("Notizie", "Pane")
    job = await bench.prepared(bench.job("Pane", title="Notizie", options={"placement": "replace"}))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == "duplicate_refused"


async def test_a_picture_that_is_there_is_used(fake: FakeMediaWiki, bench: Bench) -> None:
    photo = bench.photo()
    fake.files["Banco.jpg"] = photo.path.read_bytes()
    job = await bench.prepared(bench.job("Pane", title="Pane", media=(photo,)))
    assert list(fake.files) == ["Banco.jpg"]
    asked = len(fake.requests)
    await bench.prepared(job)
    assert len(fake.requests) == asked


async def test_a_picture_that_the_wiki_does_not_take(bench: Bench) -> None:
    photo = bench.photo()
    photo.path.write_bytes(b"no photo")
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", title="Pane", media=(photo,)))
    assert str(caught.value.problem.values["said"]).startswith("vetrina.jpg: File extension")


# ------------------------------------------------------------------ what went wrong
@pytest.mark.parametrize(
    ("code", "error", "problem"),
    [
        ("protectedpage", RefusedError, "may_not_publish"),
        ("permissiondenied", RefusedError, "may_not_publish"),
        ("blocked", RefusedError, "account_closed"),
        ("spamblacklist", RefusedError, "refused"),
        ("contenttoobig", RefusedError, "refused"),
        ("pagedeleted", RefusedError, "removed_there"),
        ("ratelimited", NotSentError, "busy"),
        ("readonly", NotSentError, "server_unreachable"),
        ("maxlag", NotSentError, "server_unreachable"),
        ("badtoken", NotSentError, "server_unreachable"),
        ("internal_api_error_DBQueryError", UnclearError, "unknown_outcome"),
    ],
)
async def test_errors_of_the_one_call(
    code: str, error: type[ConnectorError], problem: str, fake: FakeMediaWiki, bench: Bench
) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    fake.fail_next(API, method="POST", status=200, body={"error": {"code": code, "info": "So &amp; so"}})
    with pytest.raises(error) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == problem
    if problem == "refused":
        assert caught.value.problem.values["said"] == "So & so"


async def test_a_filter_of_the_wiki(fake: FakeMediaWiki, bench: Bench) -> None:
    fake.filter = "This action has been identified as harmful"
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.values["said"] == fake.filter


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"edit": {}}', b'{"edit": {"result": "Success"}}', b"<html>"])
async def test_strange_answers_decide_nothing(body: bytes, fake: FakeMediaWiki, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", title="Pane"))
    fake.fail_next(API, method="POST", status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    fake.fail_next(API, method="GET", status=200, body=body)
    with pytest.raises(ConnectorError):
        await bench.connector.look_up(bench.session(), bench.tried(job))


# ------------------------------------------------------------------ looking and afterwards
@pytest.mark.parametrize("placement", ["new", "append"])
async def test_a_lost_answer_is_found_by_its_mark(placement: str, fake: FakeMediaWiki, bench: Bench) -> None:
    if placement == "append":
        fake.write_page("Pane", "Prima")
    job = await bench.prepared(bench.job("Pane", title="Pane", options={"placement": placement}))
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
    fake.fail_next(API, method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    fake.write_page("Pane", "Anna ha riscritto tutto")
    found = await bench.connector.poll(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == str(fake.pages["Pane"].revisions[-2].id)
    again = await bench.connector.commit(bench.session(), job)
    assert isinstance(again, Published)
    assert again.receipt.id == found.receipt.id, "what stands in the history is not written again"
    assert fake.pages["Pane"].text == "Anna ha riscritto tutto"


async def test_reading_back(fake: FakeMediaWiki, bench: Bench) -> None:
    reader = bench.connector
    assert isinstance(reader, ReadsBack)
    job, _ = await bench.publish(bench.job("Pane & ''burro''", title="Pane"))
    fake.write_page("Pane", f"Prima\n\n{fake.pages['Pane'].text}\n\nDopo")
    said = await reader.read_back(bench.session(), job)
    assert isinstance(said, Said)
    assert said.same
    fake.write_page("Pane", "Di Anna")
    assert await reader.read_back(bench.session(), job) == Said("Di Anna", "Pane & ''burro''", same=False)
    fake.pages.clear()
    assert await reader.read_back(bench.session(), job) == Absent()


async def test_editing_ours_and_nothing_else(fake: FakeMediaWiki, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane alle sette", title="Pane", media=(bench.photo(),)))
    fake.write_page("Pane", f"{fake.pages['Pane'].text}\n\nDi Anna")
    edit = replace(job, op=Op.EDIT, key="2", prepared={}, outgoing=replace(job.outgoing, text="Pane alle otto"))
    edit = await bench.prepared(edit)
    assert await bench.connector.look_up(bench.session(), bench.tried(edit)) == Absent()
    answer = await bench.connector.commit(bench.session(), edit)
    assert isinstance(answer, Published)
    assert fake.pages["Pane"].text.endswith("Pane alle otto\n\nDi Anna")
    assert len(fake.files) == 1
    assert isinstance(await bench.connector.look_up(bench.session(), bench.tried(edit)), Published)
    again = replace(edit, key="3", receipt=receipt)
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), again)
    assert caught.value.problem.code == "changed_by_others"


async def test_a_pasted_address(fake: FakeMediaWiki, bench: Bench) -> None:
    fake.write_page("Il pane", "Pane")
    job = bench.job("Pane", title="Il pane", receipt=Receipt("Il_pane"))
    assert isinstance(await bench.connector.read_back(bench.session(), job), Said)  # type: ignore[attr-defined]
    by_revision = replace(job, receipt=Receipt(str(fake.pages["Il pane"].revisions[-1].id)))
    assert isinstance(await bench.connector.read_back(bench.session(), by_revision), Said)  # type: ignore[attr-defined]


async def test_deleting_is_for_those_who_look_after_the_wiki(bench: Bench, clock: ManualClock) -> None:
    job, _ = await bench.publish(bench.job("Pane", title="Pane"))
    clock.advance(timedelta(minutes=1))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), replace(job, op=Op.DELETE))
    assert caught.value.problem.code == "no_delete_there"


# ------------------------------------------------------------------ words
SIGNS = [*"ab *#:;=|!-'~_[]{}<>&/\n", "''", "~~~~", "__TOC__", "{{x}}", "https://a.example/x", "&amp;", "----"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(SIGNS), max_size=30).map("".join))
def test_wikitext_says_what_was_typed(text: str) -> None:
    made = wikitext_of(text)
    if "https:" not in text:
        assert same_words(unwiki(made), text)
        bare = made.replace("<br>", "")
        assert not any(sign in bare for sign in ("[", "{", "}", "<", "''", "~~", "__"))
        assert not any(line.startswith(("*", "#", ":", ";", "=", " ", "----", "|", "!")) for line in bare.split("\n"))
