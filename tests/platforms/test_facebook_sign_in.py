"""Signing in for a Facebook page: the own app, which page, tokens of a person and of a page, what is missing."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.private import NONE, TOLD
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import RefusedError
from smmdesk.platforms.sign_in import sign_in_end
from smmdesk.platforms.sign_in_facts import SignInField
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.fakes.facebook import FakeFacebook
from tests.fakes.facebook_login import OTHER, PAGE, TALK
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import agreeing, bench_at
from tests.platforms.test_facebook import led_to


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeFacebook:
    return FakeFacebook(clock)


@pytest.fixture
def stranger(fake: FakeFacebook, clock: ManualClock, tmp_path: Path) -> Bench:
    led_to(fake, tmp_path)
    return bench_at("facebook", clock, tmp_path, fake)


def keys(fake: FakeFacebook, secret: str = "") -> Secret:
    return Secret.of(client_id=fake.app_id, client_secret=secret or fake.app_secret)


async def in_browser(stranger: Bench, fake: FakeFacebook, page: str | None = None, **more: Any) -> list[SignInField]:
    """Agree there, paste the address, and pick `page` where that is asked; what was asked is answered."""
    landed: list[str] = []
    asked: list[SignInField] = []

    async def ask(fields: tuple[SignInField, ...]) -> Mapping[str, str] | None:
        asked.extend(fields)
        if fields[0].key == "landed":
            return {"landed": landed[-1]}
        return {"page": page} if page is not None else None

    given = {"app_keys": keys(fake), **more}
    await stranger.sign_in(open_page=agreeing(fake, landed), ask=ask, **given)
    return asked


def code_of(caught: pytest.ExceptionInfo[ProblemError]) -> str:
    return caught.value.problem.code


async def test_in_the_browser_with_an_own_app(fake: FakeFacebook, stranger: Bench) -> None:
    await in_browser(stranger, fake)
    account, secret = stranger.account, stranger.secrets[0]
    assert (account.remote_id, account.name, account.handle) == (PAGE, "Forno Rossi", f"forno{PAGE}")
    assert account.url == f"https://www.facebook.com/forno{PAGE}"
    token = fake.tokens[secret.field("access").reveal()]
    assert (token.owner, token.ends) == (PAGE, None), "the page's own, which does not end by itself"
    assert sign_in_end(secret) == fake.now + timedelta(days=90)
    granted = account.reported["granted"]
    assert isinstance(granted, dict)
    assert {scope for scope, given in granted.items() if not given} == set(TALK), "asked for by who wants them alone"
    assert await stranger.connector.who_am_i(stranger.session()) == account
    await stranger.connector.sign_out(stranger.session())


async def test_permissions_for_messages_are_asked_for_where_the_app_has_them(
    fake: FakeFacebook, stranger: Bench
) -> None:
    """An app without them is refused as a whole when they are asked for."""
    with pytest.raises(AssertionError, match="Invalid Scopes"):
        await in_browser(stranger, fake, also=" ".join(TALK))
    await in_browser(stranger, fake, also="ads_management public_profile")
    assert TOLD not in stranger.account.reported, "nobody asks for more than the facts name"
    fake.app_scopes |= {*TALK}
    fake.granted |= {*TALK}
    await in_browser(stranger, fake, also=" ".join(TALK))
    granted = stranger.account.reported["granted"]
    assert isinstance(granted, dict)
    assert all(granted.values())
    assert stranger.account.reported[TOLD] == NONE


async def test_one_page_of_several_is_picked(fake: FakeFacebook, stranger: Bench) -> None:
    fake.pages[OTHER] = "Pasticceria Rossi"
    [_, asked] = await in_browser(stranger, fake, OTHER)
    assert asked.choices == ((PAGE, "Forno Rossi"), (OTHER, "Pasticceria Rossi"))
    assert stranger.account.remote_id == OTHER
    assert len(await in_browser(stranger, fake, expected=OTHER)) == 1, "who signs in again is not asked"
    for typed in ("pasticceria rossi", f"https://www.facebook.com/forno{OTHER}/", f"@forno{OTHER}", OTHER):
        assert len(await in_browser(stranger, fake, expected=typed)) == 1
        assert stranger.account.remote_id == OTHER
    with pytest.raises(ProblemError) as caught:
        await in_browser(stranger, fake)
    assert code_of(caught) == "sign_in_cancelled"


@pytest.mark.parametrize("in_portfolio", [{PAGE}, {PAGE, OTHER}])
async def test_a_page_of_a_business_portfolio_is_found(
    fake: FakeFacebook, stranger: Bench, in_portfolio: set[str]
) -> None:
    """It stands on no list, and the token names it; so does the key that somebody pastes without an app."""
    fake.pages[OTHER] = "Pasticceria Rossi"
    fake.in_portfolio = in_portfolio
    asked = (await in_browser(stranger, fake, PAGE))[-1]
    assert {name for _, name in asked.choices} == {"Forno Rossi", "Pasticceria Rossi"}
    token = fake.tokens[stranger.secrets[0].field("access").reveal()]
    assert (stranger.account.remote_id, token.owner, token.ends) == (PAGE, PAGE, None)
    await stranger.sign_in(fake.person(), page="Forno Rossi")
    assert stranger.account.remote_id == PAGE
    fake.may_not.add(PAGE)
    with pytest.raises(ProblemError) as caught:
        await in_browser(stranger, fake, expected=PAGE)
    assert code_of(caught) == "may_not_publish"


async def test_a_pasted_token_of_a_person_or_of_a_page(fake: FakeFacebook, stranger: Bench) -> None:
    await stranger.sign_in(fake.page_token())
    assert stranger.account.remote_id == PAGE
    await stranger.sign_in(fake.person(), app_keys=keys(fake))
    assert fake.tokens[stranger.secrets[0].field("access").reveal()].owner == PAGE
    fake.pages[OTHER] = "Pasticceria Rossi"
    await stranger.sign_in(fake.person(), page="pasticceria rossi")
    assert stranger.account.remote_id == OTHER
    for typed, code in (("", "page_unclear"), ("Macelleria", "page_not_found_there")):
        with pytest.raises(ProblemError) as caught:
            await stranger.sign_in(fake.person(), page=typed)
        assert code_of(caught) == code


async def test_what_is_missing_is_said(fake: FakeFacebook, stranger: Bench) -> None:
    fake.granted -= {"read_insights"}
    await in_browser(stranger, fake)
    granted = stranger.account.reported["granted"]
    assert isinstance(granted, dict)
    assert {scope for scope, given in granted.items() if not given} == {"read_insights", *TALK}
    fake.granted -= {"pages_manage_posts"}
    with pytest.raises(RefusedError) as refused:
        await in_browser(stranger, fake)
    assert refused.value.problem.code == "permission_missing"


@pytest.mark.fault(45)
async def test_a_page_on_which_one_may_not_publish(fake: FakeFacebook, stranger: Bench) -> None:
    fake.may_not.add(PAGE)
    with pytest.raises(ProblemError) as caught:
        await in_browser(stranger, fake)
    assert code_of(caught) == "may_not_publish"
    fake.pages.clear()
    with pytest.raises(ProblemError) as caught:
        await in_browser(stranger, fake)
    assert code_of(caught) == "page_not_found_there"


async def test_an_odd_address_of_a_page_is_left_out(fake: FakeFacebook, stranger: Bench) -> None:
    body = {"id": PAGE, "name": "Forno <b>Rossi</b>\N{RIGHT-TO-LEFT OVERRIDE}", "link": "javascript:alert(1)"}
    fake.fail_next("/v26.0/me", status=200, body=body, times=2)
    await stranger.sign_in(fake.page_token())
    assert (stranger.account.name, stranger.account.url) == ("Forno Rossi", f"https://www.facebook.com/{PAGE}")


async def test_wrong_keys_and_wrong_tokens(fake: FakeFacebook, stranger: Bench) -> None:
    with pytest.raises(ProblemError) as caught:
        await in_browser(stranger, fake, app_keys=keys(fake, "wrong"))
    assert code_of(caught) == "app_keys_refused"
    with pytest.raises(ProblemError) as caught:
        await stranger.sign_in("EAAwrong")
    assert code_of(caught) == "sign_in_refused"


async def test_no_token_stands_in_what_was_logged(
    fake: FakeFacebook, stranger: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await in_browser(stranger, fake)
    assert "oauth/access_token" in caplog.text, "the log says what was asked"
    assert "smmcanary" not in caplog.text
    assert any("fb_exchange_token" in dict(request.query) for request in fake.requests)
