"""Signing in again on Bluesky after the account moved: the password goes to its own server alone."""

from pathlib import Path

import httpx

from smmdesk.system.clock import ManualClock
from tests.platforms.bench import bench_of

DID = "did:plc:" + "a" * 24
OLD, NEW = "old.example", "new.example"


def answers(request: httpx.Request) -> httpx.Response:
    path = request.url.path
    if request.url.host == "plc.directory":
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": f"https://{NEW}"}
        return httpx.Response(200, json={"id": DID, "alsoKnownAs": ["at://forno.example"], "service": [service]})
    if path.endswith("createSession"):
        made = {"did": DID, "handle": "forno.example", "accessJwt": "a", "refreshJwt": "r"}
        return httpx.Response(200, json=made)
    return httpx.Response(404, json={"error": "NotFound"})


async def signed_in_at(tmp_path: Path, expected: str) -> tuple[str, list[str]]:
    """Where the account lives then, and who was told the password."""
    told: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if b"app-password" in request.content:
            told.append(request.url.host)
        return answers(request)

    async with bench_of("bluesky", ManualClock(), tmp_path, transport=httpx.MockTransport(answer)) as bench:
        await bench.sign_in("app-password", user="@forno.example", server=f"https://{OLD}", expected=expected)
        return bench.account.server, told


async def test_the_password_of_a_moved_account_never_goes_to_its_old_server(tmp_path: Path) -> None:
    assert await signed_in_at(tmp_path, DID) == (f"https://{NEW}", [NEW])


async def test_who_signs_in_for_the_first_time_chooses_the_server(tmp_path: Path) -> None:
    assert await signed_in_at(tmp_path, "") == (f"https://{OLD}", [OLD])
