"""Files on the web for as long as a post needs them: laid down in `prepare`, swept when the part is over (0025)."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.desk.deciding import us
from smmdesk.desk.opened_host import OpenHost, file_name, open_host
from smmdesk.model.media_host import HostedFile
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import ConnectorError, Job, Picture, RefusedError, Share
from smmdesk.platforms.hosts.base import Laid
from smmdesk.store import hosted_files

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

log = logging.getLogger(__name__)
KEPT = timedelta(hours=20)
"""No platform fetches later; a signed link lives a day."""
GIVEN_UP = timedelta(days=30)
"""A file that its host has not given back for so long is forgotten here."""
AT_ONCE = 50


def share_of(desk: "Desk", brand_id: str) -> Share | None:
    """What `Session.share` is for the channels of a brand; None without a media host."""
    opened = open_host(desk, brand_id)
    if opened is None:
        return None

    async def share(job: Job, picture: Picture) -> str:
        return await _public_address(desk, opened, job, picture)

    return share


async def _public_address(desk: "Desk", opened: OpenHost, job: Job, picture: Picture) -> str:
    """The address of this part's file: the one it has while the world still sees it there, else a new one."""
    with desk.store.reading() as reader:
        known = hosted_files.of_part(reader, job.part_id, job.key, picture.path.name)
    if known is not None:
        try:
            return await opened.seen(Laid((known.url,), known.remote), picture, looks=1)
        except RefusedError:
            log.info("a file that was laid down is not there any more")
    made = HostedFile(file_name(picture), opened.brand_id, job.part_id, job.key, picture.path.name)
    made = replace(made, made_at_us=desk.now_us())
    _put(desk, made)  # a crash from here on leaves a name to sweep
    laid = await opened.lay_down(picture, made.name)
    made = replace(made, remote=laid.remote)
    _put(desk, made)
    url = await opened.seen(laid, picture)
    _put(desk, replace(made, url=url))
    return url


def _put(desk: "Desk", file: HostedFile) -> None:
    with desk.store.transaction() as tx:
        hosted_files.put(tx, file)


# ------------------------------------------------------------------ taken away
async def sweep(desk: "Desk") -> int:
    """Take away what no part needs any more; returns how many are gone. What the host does not confirm stays noted,
    and is tried again at the next round. Raises ProblemError as a transaction does."""
    with desk.store.reading() as reader:
        files = hosted_files.to_sweep(reader, desk.now_us() - us(KEPT), AT_ONCE)
    return await _take_away(desk, files)


async def sweep_all(desk: "Desk", brand_id: str) -> int:
    """Before a brand's host changes: take everything away; returns how many may still lie there. Those are forgotten
    here, for the next host knows nothing of them."""
    with desk.store.reading() as reader:
        files = hosted_files.of_brand(reader, brand_id)
    gone = await _take_away(desk, files)
    with desk.store.transaction() as tx:
        for file in files:
            hosted_files.remove(tx, file.name)
    return len(files) - gone


async def _take_away(desk: "Desk", files: tuple[HostedFile, ...]) -> int:
    gone = 0
    silent: set[str] = set()
    for file in files:
        opened = open_host(desk, file.brand_id)
        if file.brand_id in silent:
            continue
        try:
            if opened is None:
                raise ProblemError("media_host_missing", platform="")
            await opened.take_away(file.name, file.remote)
        except (ConnectorError, ProblemError) as error:
            log.info("a file stays on the web for now: %s", type(error).__name__)
            if not isinstance(error, RefusedError):
                silent.add(file.brand_id)
            if file.made_at_us > desk.now_us() - us(GIVEN_UP):
                continue
        with desk.store.transaction() as tx:
            hosted_files.remove(tx, file.name)
        gone += 1
    return gone
