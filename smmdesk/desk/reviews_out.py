"""The pages that went to clients: which posts each holds, whether an answer came, and what one would hold now."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smmdesk.desk.reviewing import Wanted, sent_files
from smmdesk.model.approval import ApprovalNote, NoteKind, ReviewFile
from smmdesk.model.post import Post, published_count
from smmdesk.model.stages import Stage

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class PageOut:
    """`posts` are those of the page that are still here, in their order; `open_ids` those among them of which nothing
    is out yet, and `waiting` how many of these wait for an OK. `text` is the word that went with it."""

    file: ReviewFile
    posts: tuple[Post, ...] = ()
    open_ids: tuple[str, ...] = ()
    waiting: int = 0
    text: str = ""

    @property
    def again(self) -> Wanted:
        """The same page with what the posts say now."""
        file = self.file
        return Wanted(self.open_ids, file.name, file.whom, self.text, file.language)


def pages_out(desk: "Desk", brand_id: str) -> tuple[PageOut, ...]:
    """The pages of a brand, the newest first."""
    files = sent_files(desk, brand_id)
    with desk.store.reading() as reader:
        asked: dict[str, list[ApprovalNote]] = {}
        for note in reader.all(ApprovalNote, file_id=tuple(file.id for file in files)) if files else ():
            if note.kind is NoteKind.ASKED and note.file_id:
                asked.setdefault(note.file_id, []).append(note)
        ids = {note.post_id for notes in asked.values() for note in notes}
        posts = {key: post for key, post in reader.many(Post, ids).items() if post.deleted_at_us is None}
        deliveries = reader.deliveries_of_posts(posts)
    out = {key for key in posts if published_count(deliveries.get(key, ()))[0]}
    return tuple(_page(file, asked.get(file.id, []), posts, out) for file in files)


def _page(file: ReviewFile, notes: list[ApprovalNote], posts: dict[str, Post], out: set[str]) -> PageOut:
    here = [posts[note.post_id] for note in notes if note.post_id in posts]
    here.sort(key=lambda one: (one.planned is None, one.planned.instant_us if one.planned else 0, one.id))
    open_ids = tuple(post.id for post in here if post.id not in out)
    waiting = sum(post.stage is Stage.REVIEW for post in here)
    return PageOut(file, tuple(here), open_ids, waiting, next((note.text for note in notes if note.text), ""))
