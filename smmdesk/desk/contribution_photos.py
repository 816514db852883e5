"""Pictures that hang on what a customer wrote are fetched when a person says so, one by one, through the guarded
fetcher and without any sign-in of ours; then they are photos of the library like any other.
"""

from typing import TYPE_CHECKING

from smmdesk.desk import contributions, media_intake
from smmdesk.model.contribution import Contribution, Shown
from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
from smmdesk.platforms.fetch import FetchError

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

MOST_BYTES = 20_000_000
NAME_MOST = 60


async def fetch(desk: "Desk", contribution_id: str, shown: Shown) -> Contribution:
    """Read one picture and attach it. Raises ProblemError(photo_not_fetched) for what cannot be read or must not be,
    file_not_taken for what is no photo, and as `media_intake` does."""
    with desk.store.reading() as reader:
        one = reader.get(Contribution, contribution_id)
    host = split_url(shown.url).hostname or ""
    try:
        page = await desk.fetcher.page(shown.url, most_bytes=MOST_BYTES)
    except FetchError as error:
        raise ProblemError("photo_not_fetched", host=host) from error
    taken = await media_intake.take_bytes(desk, one.brand_id, page.body, _name(shown.url))
    if not taken.assets:
        raise ProblemError.of(taken.problems[0])
    return contributions.attach(desk, contribution_id, [taken.assets[0].id], shown)


def _name(url: str) -> str:
    """The last part of the address, which often says what it shows."""
    return (split_url(url).path.rsplit("/", 1)[-1] or "photo")[-NAME_MOST:]
