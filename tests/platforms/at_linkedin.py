"""A bench at the fake LinkedIn, as a person or as a company page."""

from pathlib import Path

from smmdesk.platforms.base import Account
from smmdesk.platforms.linkedin.account import PAGE_SCOPES
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.fakes.linkedin import ME, PAGE, FakeLinkedIn
from tests.fakes.small import SmallFake
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, leading

PERSON_SCOPES = ("openid", "profile", "w_member_social")


def lead(folder: Path, fake: FakeLinkedIn) -> None:
    leading(folder, "linkedin", api=fake.url, authorize=f"{fake.url}/authorize", token=f"{fake.url}/token")


def bench_of_author(
    fake: FakeLinkedIn, clock: ManualClock, folder: Path, author: str, *more: SmallFake, scopes: tuple[str, ...] = ()
) -> Bench:
    """Signed in as a person or a page, without the way through a browser and without a way to renew."""
    lead(folder, fake)
    bench = bench_at("linkedin", clock, folder, fake, *more)
    scopes = scopes or (PERSON_SCOPES if author == ME else PAGE_SCOPES)
    granted = fake.auth._grant(" ".join(scopes)).json
    bench.secrets = [Secret.of(access=granted["access_token"])]
    bench.account = Account(author, "Forno Lucia")
    return bench


def as_page(fake: FakeLinkedIn, clock: ManualClock, folder: Path) -> Bench:
    return bench_of_author(fake, clock, folder, PAGE)


def as_person(fake: FakeLinkedIn, clock: ManualClock, folder: Path) -> Bench:
    return bench_of_author(fake, clock, folder, ME)
