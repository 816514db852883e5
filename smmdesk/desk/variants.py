"""Languages of one post: sibling posts of one group, each with its own text, channels, time and fate."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk.planning import twin
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.content import Option, Wording
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader


def siblings(reader: "Reader", post: Post) -> tuple[Post, ...]:
    """The post in each of its languages, itself among them, as they were made; empty for a post in one language."""
    if post.group_id is None:
        return ()
    found = sorted(reader.all(Post, group_id=post.group_id), key=lambda each: (each.created_at_us, each.id))
    return tuple(found) if len(found) > 1 else ()


def language_of(reader: "Reader", post: Post) -> str:
    """The language a post is written in: its own, else its brand's."""
    return post.language or reader.get(Brand, post.brand_id).language


def add_variant(desk: "Desk", post_id: str, language: str) -> Post:
    """A draft that says the same, to be put into another language; one undo step.

    It begins with the words, photos, channels, labels and campaign of `post_id`, and its time where that is to come.
    Raises ProblemError(not_found), ProblemError(language_there) with the `post_id` of the one that is there.
    """
    with step(desk, _("another language"), [post_id]) as tx:
        post = tx.get(Post, post_id)
        for each in siblings(tx, post) or (post,):
            if language_of(tx, each) == language:
                raise ProblemError("language_there", post_id=each.id)
        if post.group_id is None:
            post = tx.put(replace(post, group_id=desk.clock.new_id()))
        ahead = post.planned if post.planned and post.planned.instant > desk.clock.now() else None
        made = twin(desk, post, ahead, language=language)
        content = replace(made.content, options=_without_language(made.content.options))
        wordings = tuple(own for each in made.wordings if not (own := _any_language(each)).is_empty)
        return tx.put(replace(made, content=content, wordings=wordings, group_id=post.group_id))


def _any_language(wording: Wording) -> Wording:
    return replace(wording, options=_without_language(wording.options or {}) or None)


def _without_language(options: Mapping[str, Option]) -> dict[str, Option]:
    """A language that was chosen for a channel would go out instead of the post's."""
    return {key: value for key, value in options.items() if key != "language"}
