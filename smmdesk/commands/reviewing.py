"""`export --format review` and the `import` of an answer: asking a client for an OK, and hearing it."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smmdesk.commands.answer import Answer, plain, table
from smmdesk.commands.posts import find_post, read_moment
from smmdesk.desk import review_answers, reviewing, several_brands
from smmdesk.desk.review_answers import Effect
from smmdesk.model.words import _, ngettext
from smmdesk.store.flat_reads import post_ids

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.model.brand import Brand


def write(desk: "Desk", args: Namespace) -> Answer:
    """Posts named by `--id`, else the dated ones between `--from` and `--to`."""
    path, brand = args.file.expanduser(), several_brands.named(desk, args.brand)
    ids = tuple(find_post(desk, one).id for one in args.id or ()) or _between(desk, brand, args)
    title = args.title or " – ".join(filter(None, (args.since, args.until)))
    wanted = reviewing.Wanted(ids, title, args.whom or "", args.text or "", args.language or "")
    done = reviewing.write_page(desk, wanted, path)
    file = done.file
    words = ngettext("{count} post written to {file}", "{count} posts written to {file}", file.posts)
    data: dict[str, Any] = {"format": "review", "file": str(path.absolute()), "posts": file.posts, "review_id": file.id}
    data |= {"size_bytes": done.size_bytes, "beside": [str(film.absolute()) for film in done.beside]}
    beside = [_("Beside it, too large for the page: {file}").format(file=plain(str(film))) for film in done.beside]
    return Answer({"export": data}, (words.format(count=file.posts, file=plain(str(path))), *beside))


def _between(desk: "Desk", brand: "Brand", args: Namespace) -> tuple[str, ...]:
    from smmdesk.model.post import Post

    first = read_moment(desk, brand, args.since and f"{args.since} 00:00", None)
    last = read_moment(desk, brand, args.until and f"{args.until} 23:59", None)
    bounds = (first.instant_us if first else None, last.instant_us if last else None)
    with desk.store.reading() as reader:
        found = reader.many(Post, post_ids(reader, *bounds, reviewing.POSTS_MOST + 1, brand.id)).values()
    return tuple(post.id for post in found if post.planned is not None)


def take_up(desk: "Desk", path: Path, dry: bool) -> Answer:
    """What a client answered, and what it does; `dry` only says it."""
    plan = review_answers.read_answer(desk, path)
    if not dry:
        review_answers.take_up(desk, plan)
    data = {
        "dry_run": dry,
        "review_id": plan.file.id,
        "who": plan.who,
        "comment": plan.comment,
        "posts": [
            {"id": row.post_id, "answer": row.said.value or None, "text": row.text, "effect": row.effect.value}
            for row in plan.rows
        ],
    }
    rows = [(row.post_id, effect_words(row.effect), row.words, row.text) for row in plan.rows]
    return Answer({"answer": data}, (plain(plan.who), *table(rows)))


def effect_words(effect: Effect) -> str:
    return {
        Effect.APPROVES: _("approved"),
        Effect.RETURNS: _("a draft again"),
        Effect.NOTED: _("written down"),
        Effect.OLDER: _("about an older wording: written down"),
        Effect.KNOWN: _("taken up before"),
        Effect.GONE: _("no longer here"),
    }[effect]
