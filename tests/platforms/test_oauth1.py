"""OAuth 1.0a: the published vectors, every signature computed again by the server, and the way through the browser."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.problem import ProblemError
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import NotSentError, RefusedError, SignedOutError, SigningIn
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.http import Call, Http, Upload
from smmdesk.platforms.oauth1 import sign_in_with_app, signer
from smmdesk.platforms.sign_in_facts import OAuthFact
from smmdesk.platforms.signing import OAuth1, base_string
from smmdesk.system.clock import ManualClock, SystemClock
from smmdesk.system.secrets import Secret
from tests.fakes.exchange import Answer, Request
from tests.fakes.oauth import agreed, visit
from tests.fakes.oauth1 import FakeSigned
from tests.fakes.small import SmallFake, route

SIGNED = OAuthFact(request="request", extra={"perms": "delete"})
PHOTOS = OAuth1(Secret("dpf43f3p2l4k3l03"), Secret("kd94hf93k423kf44"))


def protocol(stamp: int, nonce: str, **more: str) -> list[tuple[str, str]]:
    said = {"oauth_consumer_key": "dpf43f3p2l4k3l03", "oauth_signature_method": "HMAC-SHA1"}
    return list({**said, "oauth_timestamp": str(stamp), "oauth_nonce": nonce, **more}.items())


# ------------------------------------------------------------------ vectors
def test_the_base_string_of_rfc_5849() -> None:
    """Section 3.4.1.1, with its query and form that hold the same name twice, an empty value and signs of all kinds."""
    url = "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b"
    values = [
        ("c2", ""),
        ("a3", "2 q"),
        ("oauth_consumer_key", "9djdj82h48djs9d2"),
        ("oauth_token", "kkk9d7dh3k39sjv7"),
    ]
    values += [("oauth_signature_method", "HMAC-SHA1"), ("oauth_timestamp", "137131201"), ("oauth_nonce", "7d8f3e4a")]
    assert base_string("post", url, values) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26"
        "c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26"
        "oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    )


@pytest.mark.parametrize(
    ("method", "url", "token", "token_secret", "values", "signature"),
    [
        (
            "POST",
            "https://photos.example.net/initiate",
            "",
            "",
            protocol(137131200, "wIjqoS", oauth_callback="http://printer.example.com/ready"),
            "74KNZJeDHnMBp0EMJ9ZHt/XKycU=",
        ),
        (
            "POST",
            "https://photos.example.net/token",
            "hh5s93j4hdidpola",
            "hdhd0244k9j7ao03",
            protocol(137131201, "walatlh", oauth_token="hh5s93j4hdidpola", oauth_verifier="hfdp7dh39dks9884"),
            "gKgrFCywp7rO0OXSjdot/IHF7IU=",
        ),
        (
            "GET",
            "http://photos.example.net/photos?file=vacation.jpg&size=original",
            "nnch734d00sl2jdk",
            "pfkkdhi9sl3r4s00",
            protocol(137131202, "chapoH", oauth_token="nnch734d00sl2jdk"),
            "MdpQcU8iPSUjWoN/UDMsK2sui9I=",
        ),
    ],
)
def test_the_signatures_of_rfc_5849(
    method: str, url: str, token: str, token_secret: str, values: list[tuple[str, str]], signature: str
) -> None:
    """The three requests of its example, section 1.2."""
    oauth1 = replace(PHOTOS, token=Secret(token), token_secret=Secret(token_secret))
    assert oauth1.signature(base_string(method, url, values)) == signature


def test_the_base_string_of_flickr() -> None:
    """flickr.com/services/api/auth.oauth.html, Signing requests."""
    said = {"oauth_callback": "http://www.example.com", "oauth_consumer_key": "653e7a6ecc1d528c516cc8f92cf98611"}
    said |= {"oauth_nonce": "95613465", "oauth_signature_method": "HMAC-SHA1", "oauth_timestamp": "1305586162"}
    url = "https://www.flickr.com/services/oauth/request_token"
    assert base_string("GET", url, {**said, "oauth_version": "1.0"}.items()) == (
        "GET&https%3A%2F%2Fwww.flickr.com%2Fservices%2Foauth%2Frequest_token&oauth_callback%3Dhttp%253A%252F%252F"
        "www.example.com%26oauth_consumer_key%3D653e7a6ecc1d528c516cc8f92cf98611%26oauth_nonce%3D95613465%26"
        "oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1305586162%26oauth_version%3D1.0"
    )


# ------------------------------------------------------------------ a server that computes them again
class Signed(SmallFake):
    """A platform of which nothing is known but how it signs in."""

    def __init__(self, clock: Any = None) -> None:
        super().__init__(clock)
        self.oauth = FakeSigned(extra={"user_nsid": "7@N01"}, page={"perms": "delete"})

    def before(self, request: Request) -> None:
        self.oauth.bases = {self.url}

    @route("POST", "/request")
    def request(self, request: Request) -> Answer:
        return self.oauth.request_token(request, self.now)

    @route("GET", "/authorize")
    def authorize(self, request: Request) -> Answer:
        return self.oauth.authorize(request)

    @route("GET", "/token")
    def token(self, request: Request) -> Answer:
        return self.oauth.access_token(request, self.now)

    def nothing_here(self, request: Request) -> Answer:
        self.oauth.checked(request, self.now)
        return Answer(json={"ok": True})


@pytest.fixture
def fake() -> Iterator[Signed]:
    with Signed() as served:
        yield served


@asynccontextmanager
async def wire(clock: Any = None) -> AsyncIterator[Http]:
    http = Http(clock or SystemClock())
    try:
        yield http.for_whom("Example")
    finally:
        await http.aclose()


def facts_at(fake: Signed) -> Facts:
    base = facts_of("practice")
    endpoints = {name: f"{fake.url}/{name}" for name in ("request", "authorize", "token")}
    own = replace(base.own_sign_in, kind="browser", needs_app=True)
    return replace(base, oauth=SIGNED, endpoints=endpoints, own_sign_in=own)


def signing(http: Http, fake: Signed, **more: Any) -> SigningIn:
    """A person who agrees in the browser."""

    async def open_page(url: str) -> None:
        await asyncio.to_thread(visit, agreed(url))

    keys = Secret.of(client_id=fake.oauth.key, client_secret=fake.oauth.key_secret)
    return SigningIn(http, facts_at(fake), SystemClock(), {}, **{"open_page": open_page, "app_keys": keys, **more})


async def test_signing_in_and_calling(fake: Signed, tmp_path: Path) -> None:
    file = tmp_path / "pane.jpg"
    file.write_bytes(b"\xff\xd8pane")
    upload = Upload("photo", file, "pane.jpg", "image/jpeg")
    async with wire() as http:
        found = await sign_in_with_app(signing(http, fake))
        assert found.tokens.said.text("user_nsid") == "7@N01"
        mine, oauth1 = http.also_for(fake.url), signer(found.secret)
        words = {"title": "Perché no? 100 % pane & burro + ~ 🥖", "leer": ""}
        for call in (
            Call(method="GET", url=f"{fake.url}/rest", params=tuple(words.items())),
            Call(method="GET", url=f"{fake.url}/rest?a=s%C3%AC%20l%C3%A0&a=1"),
            Call(method="POST", url=f"{fake.url}/rest", form=words),
            Call(method="POST", url=f"{fake.url}/rest", form=words, upload=upload),
            Call(method="POST", url=f"{fake.url}/rest", json={"content": ["è"]}),
            Call(method="POST", url=f"{fake.url}/rest", json={"content": ["è"]}, upload=upload),
        ):
            assert (await mine.call(replace(call, oauth1=oauth1))).ok
        first = fake.requests[-1]
    assert first.values()["photo"].data == b"\xff\xd8pane"
    assert first.body.index(b'name="json"\r\nContent-Type: application/json\r\n') < first.body.index(b'name="photo"')
    for request in fake.requests:
        assert fake.oauth.key_secret not in str(request), "no secret leaves"


async def test_a_signature_of_others_is_none(fake: Signed) -> None:
    async with wire() as http:
        secret = (await sign_in_with_app(signing(http, fake))).secret
        other = signer(secret.with_fields(access_secret="another"))
        with pytest.raises(SignedOutError):
            await http.also_for(fake.url).call(Call(method="GET", url=f"{fake.url}/rest", oauth1=other))


async def test_nothing_signed_goes_to_strangers(fake: Signed) -> None:
    async with wire() as http:
        secret = (await sign_in_with_app(signing(http, fake))).secret
        asked = len(fake.requests)
        with pytest.raises(RefusedError) as caught:
            await http.call(Call(method="GET", url=f"{fake.url}/rest", oauth1=signer(secret)))
    assert caught.value.problem.code == "address_changed"
    assert len(fake.requests) == asked


# ------------------------------------------------------------------ what goes wrong
async def test_without_keys_or_with_wrong_ones_nothing_is_connected(fake: Signed) -> None:
    wrong = Secret.of(client_id=fake.oauth.key, client_secret="another")
    async with wire() as http:
        for keys, code in ((None, "app_keys_missing"), (wrong, "sign_in_refused")):
            with pytest.raises(ProblemError) as caught:
                await sign_in_with_app(signing(http, fake, app_keys=keys))
            assert caught.value.problem.code == code
    assert not fake.oauth.access


async def test_a_person_who_says_no(fake: Signed) -> None:
    fake.oauth.denies = True
    async with wire() as http:
        with pytest.raises(ProblemError) as caught:
            await sign_in_with_app(signing(http, fake))
    assert caught.value.problem.code == "sign_in_cancelled"


@pytest.mark.parametrize("change", ["oauth_token=ask-other&", "state=other&"])
async def test_an_answer_of_another_sign_in_is_not_taken(fake: Signed, change: str) -> None:
    async def open_page(url: str) -> None:
        back = agreed(url)
        name = change.partition("=")[0]
        kept = [piece for piece in back.partition("?")[2].split("&") if not piece.startswith(f"{name}=")]
        await asyncio.to_thread(visit, f"{back.partition('?')[0]}?{change}{'&'.join(kept)}")

    async with wire() as http:
        with pytest.raises(ProblemError) as caught:
            await sign_in_with_app(signing(http, fake, open_page=open_page))
    assert caught.value.problem.code == "sign_in_strange"
    assert not fake.oauth.access


@pytest.mark.parametrize("body", ["", "<html>Wi-Fi</html>", "oauth_token=a", '{"oauth_token": "a"}'])
async def test_what_is_no_token(fake: Signed, body: str) -> None:
    fake.fail_next("/request", status=200, body=body)
    async with wire() as http:
        with pytest.raises(NotSentError):
            await sign_in_with_app(signing(http, fake))


async def test_the_stamp_is_that_of_the_servers(fake: Signed) -> None:
    """A computer whose clock is off by an hour is not refused once any server said what time it is."""
    clock = ManualClock(datetime.now(UTC) + timedelta(hours=1))
    async with wire(clock) as http:
        http._wire.ahead_s["https://example.org:443"] = datetime.now(UTC).timestamp() - clock.boottime()
        secret = (await sign_in_with_app(signing(http, fake))).secret
    assert secret.field("access").reveal() in fake.oauth.access
