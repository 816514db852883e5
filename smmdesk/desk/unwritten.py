"""What a person typed and the store would not take: kept in a small file beside it, taken in at the next start.

The disk may be full, another program may hold the file, or the folder may be closed; the words are there all the same.
Nothing typed meanwhile is written over: where something else stands by then, both stand there.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, get_type_hints

from smmdesk.desk import library, planning, triage
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.media import Asset
from smmdesk.model.message import Message
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.model.words import _
from smmdesk.store.driver import IntegrityError
from smmdesk.store.faults import told
from smmdesk.store.plain import from_plain, to_plain
from smmdesk.system.drafts import write_whole

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.system.paths import Paths

LARGEST_BYTES = 16_000_000
POST_FIELDS = ("content", "stage", "planned", "channels", "wordings", "labels", "language", "campaign_id", "idea_id")
OF_THE_STORE = {"disk_full", "disk_refused", "desk_busy", "desk_hurt", "desk_newer", "folder_not_writable"}
"""Nothing can be written just now: it stays in the file."""
_MAKES_NO_SENSE = (ValueError, TypeError, KeyError, AttributeError)
"""What another version wrote, or somebody by hand."""


class What(StrEnum):
    """What it was typed as."""

    ANSWER = "answer"  # under a message
    NOTES = "notes"  # about a person
    NAME = "name"  # of a person
    ALT = "alt"  # what a photo shows, in the language `part`
    CREDIT = "credit"  # whose photo it is
    POST = "post"
    IDEA = "idea"


@dataclass(frozen=True, slots=True)
class Unwritten:
    """`id` is what it was typed for, empty for something new; `before` what stood there when the typing began. Of a
    post `fields` are its fields as plain values, `revision` is the one typed over, and `text` says its first words.
    `made` is the id of the post that it becomes where it becomes one, so that it never becomes two. `private`: the
    answer is meant for the author of its message alone."""

    what: What
    id: str
    text: str
    before: str = ""
    part: str = ""
    brand_id: str = ""
    revision: int = 0
    fields: dict[str, Any] = field(default_factory=dict)
    made: str = ""
    private: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """The field that it was typed in; for something new there is one in each brand."""
        return (str(self.what), self.id or self.brand_id, self.part)


class TakenIn(NamedTuple):
    """How many are written down by now, and how many still wait in the file."""

    back: int
    left: int


def named(desk: "Desk", typed: Unwritten) -> Unwritten:
    """With an id for the post that it may become."""
    return typed if typed.made else replace(typed, made=desk.clock.new_id())


def of_post(post: Post, stored: Post | None, made: str = "") -> Unwritten:
    """A post as it is being written; `stored` is what the store has of it, `made` the id that a new one gets."""
    said = {name: to_plain(getattr(post, name)) for name in POST_FIELDS}
    known = (stored.id, stored.revision) if stored is not None else ("", 0)
    return Unwritten(What.POST, known[0], post.content.first_words, "", "", post.brand_id, known[1], said, made)


# ------------------------------------------------------------------ the file
def keep(paths: "Paths", typed: Sequence[Unwritten]) -> None:
    """Exactly these lie in the file from now on; without any there is none. What lay there before stays until then.
    Raises ProblemError disk_full, disk_refused, folder_not_writable."""
    with told(paths.folder, files=True):
        if not typed:
            paths.unwritten.unlink(missing_ok=True)
            return
        rows = [to_plain(one) for one in typed]
        write_whole(paths.unwritten, json.dumps(rows, ensure_ascii=False).encode("utf-8"))


def read(paths: "Paths") -> tuple[Unwritten, ...]:
    """What lies in the file; one that makes no sense is put aside, and nothing of it is lost. Raises ProblemError where
    it cannot be opened."""
    with told(paths.folder, files=True):
        try:
            if paths.unwritten.stat().st_size > LARGEST_BYTES:
                raise ValueError("more than anybody types")
            return tuple(from_plain(Unwritten, one) for one in json.loads(paths.unwritten.read_text("utf-8")))
        except FileNotFoundError:
            return ()
        except (*_MAKES_NO_SENSE, RecursionError):
            os.replace(paths.unwritten, paths.unwritten.with_suffix(".unreadable"))
            return ()


def take_in(desk: "Desk") -> TakenIn:
    """Write down what waits in the file, each where it was typed. What cannot be written yet goes on waiting there.
    Killed in the middle it is begun anew at the next start: what is written down by then is not written twice."""
    found = () if desk.store.read_only is not None else read(desk.paths)
    waiting = tuple(named(desk, one) for one in found)
    if waiting != found:
        keep(desk.paths, waiting)
    left = []
    for one in waiting:
        try:
            write(desk, one)
        except (ProblemError, *_MAKES_NO_SENSE):
            left.append(one)
    if len(left) < len(waiting):
        keep(desk.paths, left)
    return TakenIn(len(waiting) - len(left), len(left))


# ------------------------------------------------------------------ each where it was typed
def write(desk: "Desk", typed: Unwritten) -> None:
    """Write it down; twice is once. What it was typed for may be gone: then it stands among the ideas. Raises
    ProblemError where the store takes nothing."""
    try:
        _WRITERS[typed.what](desk, typed)
    except ProblemError as error:
        if error.problem.code in OF_THE_STORE or typed.what is What.IDEA:
            raise
        _idea(desk, typed)


def _answer(desk: "Desk", typed: Unwritten) -> None:
    with desk.store.reading() as reader:
        reader.get(Message, typed.id)
        there = triage.draft_of(reader, typed.id)
    triage.keep_draft(desk, typed.id, both(there, typed), in_private=typed.private)


def _notes(desk: "Desk", typed: Unwritten) -> None:
    with desk.store.reading() as reader:
        there = reader.get(Person, typed.id).notes
    if there.strip() != typed.text.strip():
        triage.describe(desk, typed.id, notes=both(there, typed))


def _name(desk: "Desk", typed: Unwritten) -> None:
    with desk.store.reading() as reader:
        there = reader.get(Person, typed.id).name
    if there == typed.before:  # else somebody gave another one since
        triage.describe(desk, typed.id, name=typed.text)


def _alt(desk: "Desk", typed: Unwritten) -> None:
    with desk.store.reading() as reader:
        there = reader.get(Asset, typed.id).alt.get(typed.part, "")
    if there != typed.text:
        library.describe(desk, typed.id, typed.part, both(there, typed))


def _credit(desk: "Desk", typed: Unwritten) -> None:
    with desk.store.reading() as reader:
        there = reader.get(Asset, typed.id).credit
    if there == typed.before:
        library.credit(desk, typed.id, typed.text)


def _post(desk: "Desk", typed: Unwritten) -> None:
    """Where it stood, unless it was changed there since (to something else) or is on its way: then it is a draft of its
    own."""
    hints = get_type_hints(Post)
    said = {name: from_plain(hints[name], value) for name, value in typed.fields.items() if name in POST_FIELDS}
    with desk.store.reading() as reader:
        there = reader.find(Post, typed.id) if typed.id else None
    there = there if there is not None and there.deleted_at_us is None else None
    if there is not None and _says(there, said):
        return
    if there is not None and there.revision == typed.revision:
        try:
            planning.save_post(desk, replace(there, **said), _("edit"))
        except (ProblemError, IntegrityError) as error:
            if isinstance(error, ProblemError) and error.problem.code in OF_THE_STORE:
                raise
        else:
            return
    stage = Stage.IDEA if said.get("stage") is Stage.IDEA else Stage.DRAFT
    _make(desk, typed, **{**said, "stage": stage})


def _says(there: Post, said: dict[str, Any]) -> bool:
    """Whether that is what it says already; an edit may have changed the stage."""
    return all(getattr(there, name) == value for name, value in said.items() if name != "stage")


def _idea(desk: "Desk", typed: Unwritten) -> None:
    _make(desk, typed, content=Content(text=typed.text), stage=Stage.IDEA)


def _make(desk: "Desk", typed: Unwritten, **fields: Any) -> None:
    """A post of its own, unless it was made before."""
    with desk.store.reading() as reader:
        is_made = bool(typed.made) and reader.find(Post, typed.made) is not None
    if is_made:
        return
    try:
        planning.add_post(desk, _brand(desk, typed), typed.made, **fields)
    except IntegrityError:  # a channel or a photo of it went with its brand, or a copy that was put back has it not
        words = {name: fields[name] for name in ("stage", "planned", "language") if name in fields}
        planning.add_post(desk, _brand(desk, typed), typed.made, content=_words_of(fields["content"]), **words)


def _words_of(content: Content) -> Content:
    thread = tuple(replace(item, media=()) for item in content.thread)
    return replace(content, media=(), card=None, options={}, thread=thread)


def _brand(desk: "Desk", typed: Unwritten) -> str:
    """The brand that it was typed in, while there is one: a copy that was put back may not know it."""
    with desk.store.reading() as reader:
        there = reader.find(Brand, typed.brand_id) if typed.brand_id else None
    return there.id if there is not None else planning.first_brand(desk).id


_WRITERS: dict[What, Callable[["Desk", Unwritten], None]] = {
    What.ANSWER: _answer,
    What.NOTES: _notes,
    What.NAME: _name,
    What.ALT: _alt,
    What.CREDIT: _credit,
    What.POST: _post,
    What.IDEA: _idea,
}


def both(there: str, typed: Unwritten) -> str:
    """What was typed, in the place of what stood there when the typing began; below what came there since."""
    if there in (typed.before, typed.text) or not there.strip() or there.strip() in typed.text:
        return typed.text
    return there if typed.text.strip() in there else f"{there}\n{typed.text}"
