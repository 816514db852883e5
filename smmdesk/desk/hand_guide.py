"""What a person needs to publish a part by hand: the text to paste, the photos in a folder of their own, the page."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.desk.deciding import Case
from smmdesk.desk.rendering import freeze, outgoing
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, Part
from smmdesk.model.message import Message
from smmdesk.model.post import Post
from smmdesk.platforms.by_hand import guide

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class HandGuide:
    """`folder` holds the photos ready to drag, in order; None without photos. `page` may be empty; of an answer it is
    where what it answers stands: the platform's own page for new posts would show everybody what is for one."""

    text: str
    folder: Path | None
    page: str


async def lay_out(desk: "Desk", part_id: str) -> HandGuide:
    """Prepare everything for one part. Raises ProblemError(not_found, media_missing)."""
    case = _case(desk, part_id)
    answered = _answered(desk, case.delivery)
    ready = guide(await outgoing(desk, case), case.channel, "" if answered is not None else case.facts.compose_url)
    page = answered.url if answered is not None and answered.url else ready.page
    return HandGuide(ready.text, await desk.pool.run(_folder, desk, part_id, ready.files), page)


def _answered(desk: "Desk", delivery: Delivery) -> Message | None:
    if not delivery.message_id:
        return None
    with desk.store.reading() as reader:
        return reader.find(Message, delivery.message_id)


def _case(desk: "Desk", part_id: str) -> Case:
    with desk.store.reading() as reader:
        part = reader.get(Part, part_id)
        delivery = reader.get(Delivery, part.delivery_id)
        channel = reader.get(Channel, delivery.channel_id)
        post = reader.find(Post, delivery.post_id) if delivery.post_id else None
        if not part.rendered:
            part = replace(part, rendered=freeze(reader, delivery, part, post))
    return Case(part, delivery, post, channel, desk.facts_for(channel), desk.now_us(), desk.policy)


def _folder(desk: "Desk", part_id: str, files: tuple[Path, ...]) -> Path | None:
    if not files:
        return None
    folder = desk.paths.cache / "by-hand" / part_id
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, path in enumerate(files, start=1):
        shutil.copyfile(path, folder / f"{number}{path.suffix}")
    return folder
