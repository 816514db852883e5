"""Saved texts: hashtag sets, signatures, texts with variables that are filled when they are put into a post."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from smmdesk.desk.desk import Desk
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.dates import day_name, say_clock, say_long_date
from smmdesk.model.mentions import bare
from smmdesk.model.moment import Moment
from smmdesk.model.planning_aids import VARIABLE, VARIABLE_OF, Snippet, SnippetKind
from smmdesk.model.words import _

NAME_MOST = 60


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its variables filled. `open` are the places (start, end) of those nobody could fill."""

    text: str
    open: tuple[tuple[int, int], ...] = ()


def listed(desk: Desk, brand_id: str) -> tuple[Snippet, ...]:
    """A brand's saved texts: hashtag sets, signatures, texts; each kind in the person's order."""
    with desk.store.reading() as reader:
        found = reader.all(Snippet, brand_id=brand_id)
    kinds = list(SnippetKind)
    return tuple(sorted(found, key=lambda each: (kinds.index(each.kind), each.sort_key, bare(each.name), each.id)))


def add(desk: Desk, brand_id: str, kind: SnippetKind, name: str, text: str) -> Snippet:
    """Keep a text under a name, last of its kind; without a name it is called by its first words. One undo step.

    Raises ValueError for a text of nothing.
    """
    last = max((each.sort_key for each in listed(desk, brand_id) if each.kind is kind), default=-1)
    made = Snippet(desk.clock.new_id(), brand_id, kind, name, text, sort_key=last + 1)
    with step(desk, _("saved text")) as tx:
        return tx.put(_clean(made))


def save(desk: Desk, snippet: Snippet) -> Snippet:
    """Write a new name, kind or text. One undo step. Raises ProblemError(conflict), ValueError for no text."""
    with step(desk, _("change of a saved text")) as tx:
        return tx.put(_clean(snippet))


def rename(desk: Desk, snippet_id: str, name: str) -> Snippet:
    """Another name. One undo step. Raises ProblemError(not_found)."""
    with step(desk, _("new name of a saved text")) as tx:
        return tx.put(_clean(replace(tx.get(Snippet, snippet_id), name=name)))


def remove(desk: Desk, snippet_id: str) -> None:
    """Take a saved text away; posts keep what was put into them. One undo step."""
    with step(desk, _("deletion of a saved text")) as tx:
        tx.trash(Snippet, snippet_id)


def move(desk: Desk, snippet_id: str, to: int) -> None:
    """Put a saved text at place `to` (from 0) among those of its kind. One undo step."""
    with step(desk, _("order of saved texts")) as tx:
        moved = tx.get(Snippet, snippet_id)
        same = [each for each in listed(desk, moved.brand_id) if each.kind is moved.kind and each.id != moved.id]
        same.insert(max(0, to), moved)
        for place, each in enumerate(same):
            if each.sort_key != place:
                tx.put(replace(each, sort_key=place))


def values_for(brand: Brand, planned: Moment | None, link: str, words_in: str) -> dict[str, str]:
    """What the variables mean in one post; what is not known yet (no day planned, no link) is left out."""
    values = {"name": brand.name, "link": link}
    if planned is not None:
        shown = planned.shown
        values["day"] = day_name(shown.date(), words_in)
        values["date"] = say_long_date(shown.date(), with_year=False, words_in=words_in)
        values["time"] = say_clock(shown)
    return {name: value for name, value in values.items() if value}


def filled(text: str, values: Mapping[str, str]) -> Filled:
    """`text` with what is known put in; what is not stays as it is written. Braces of other words are just text."""
    parts: list[str] = []
    left: list[tuple[int, int]] = []
    done = length = 0
    for match in VARIABLE.finditer(text):
        between, value = text[done : match.start()], values.get(VARIABLE_OF[match[1]])
        length += len(between)
        if value is None:
            left.append((length, length + len(match[0])))
        said = match[0] if value is None else value
        parts += [between, said]
        length += len(said)
        done = match.end()
    return Filled("".join([*parts, text[done:]]), tuple(left))


def _clean(snippet: Snippet) -> Snippet:
    text = snippet.text.strip()
    if not text:
        raise ValueError("a saved text of nothing")
    name = " ".join(snippet.name.split()) or " ".join(text.split())
    return replace(snippet, text=text, name=name[:NAME_MOST].strip())
