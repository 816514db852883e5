"""What the tests of Google's platforms share: signed in at a fake, every exchange held against Google's description."""

import asyncio
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from smmdesk.platforms.base import Account, SignedIn
from smmdesk.platforms.sign_in_facts import SignInField
from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret
from tests.fakes.discovery import Discovery
from tests.fakes.exchange import Request
from tests.fakes.google import AUTHORIZE, FakeGoogle
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at
from tests.servers.fixtures import NO_SERVERS
from tests.servers.google import document


def described(fake: FakeGoogle, documents: Mapping[str, str]) -> list[str]:
    """What Google's descriptions (name of a document -> where its addresses begin) say against all that was asked.

    Nothing where SMMDESK_NO_SERVERS says that nothing is to be fetched.
    """
    if os.environ.get(NO_SERVERS):
        return []
    known = [_discovery(name, prefix) for name, prefix in documents.items()]
    asked = [request for request in fake.requests if request.answer is not None]
    return [words for request in asked for each in known for words in each.violations(request)]


@cache
def _discovery(name: str, prefix: str) -> Discovery:
    return Discovery(document(name), prefix)


@contextmanager
def held(fake: FakeGoogle, documents: Mapping[str, str]) -> Iterator[FakeGoogle]:
    """The fake; in the end every exchange must have been as Google describes it."""
    yield fake
    assert described(fake, documents) == []


def stranger_at(fake: FakeGoogle, clock: Clock, folder: Path) -> Bench:
    """Not signed in yet."""
    fake.point(folder)
    return bench_at(fake.platform, clock, folder, fake)


def bench_for(fake: FakeGoogle, clock: Clock, folder: Path, account: Account) -> Bench:
    """Signed in, without a browser."""
    bench = stranger_at(fake, clock, folder)
    bench.account, bench.secrets = account, [fake.signed_in()]
    return bench


async def browser_sign_in(fake: FakeGoogle, bench: Bench, ask: Any = None, **fields: str) -> SignedIn:
    """The person agrees in the browser, which comes back to this computer."""

    async def open_page(url: str) -> None:
        query = tuple(parse_qsl(urlsplit(url).query, keep_blank_values=True))
        answer = fake._handle(Request("GET", AUTHORIZE, query, {}, b""))
        assert answer.status == 302, answer.json
        await asyncio.to_thread(_visit, answer.headers["Location"])

    keys = Secret.of(client_id=fake.auth.client_id, client_secret=fake.auth.client_secret)
    return await bench.sign_in(open_page=open_page, ask=ask, app_keys=keys, **fields)


def _visit(url: str) -> None:
    with httpx.Client(trust_env=False, timeout=30.0) as browser:
        assert browser.get(url).status_code == 200


def answering(**values: str) -> Any:
    """A person who is asked in the middle of the sign-in; `values` by field key."""

    async def ask(fields: tuple[SignInField, ...]) -> Mapping[str, str]:
        return {entry.key: values[entry.key] for entry in fields}

    return ask
