"""Likes what was heard on Bottega and looks for words there, in the changed copy: `python acts.py FOLDER`; prints what
was found and what the post counts."""

import asyncio
import json
import sys
from pathlib import Path


async def main(folder: Path) -> None:
    from smmdesk.app import close_desk, open_desk
    from smmdesk.desk import lookouts, moderating, searching
    from smmdesk.desk.planning import first_brand
    from smmdesk.model.lookout import LookoutKind
    from smmdesk.model.message import Message, MessageKind
    from smmdesk.model.post import Post
    from smmdesk.store import numbers_reads
    from smmdesk.system.paths import Paths

    desk = open_desk(Paths(folder))
    try:
        with desk.store.reading() as reader:
            [heard] = reader.all(Message)
            [post] = reader.all(Post)
            [told] = numbers_reads.of_posts(reader, [post.id])[post.id].values()
        moderating.like(desk, heard.id)
        lookout = lookouts.add(desk, first_brand(desk).id, LookoutKind.WORDS, "Trieste")
        await searching.look_now(desk, lookout.id)
        with desk.store.reading() as reader:
            found = [one.text for one in reader.all(Message) if one.kind is MessageKind.FOUND]
        print(json.dumps({"found": found, "numbers": list(told.counts.values())}))
    finally:
        await close_desk(desk)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
