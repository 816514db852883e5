"""Full-text search over posts: title, text, link and every channel's own wording.

The person's words are quoted, so nothing they type is an operator. The newest come first at once; ranking is done
only while few enough posts match (ranking a word that stands in every post takes 0.2 s at 100,000).
"""

from collections.abc import Iterable, Sequence

from smmdesk.model.post import Post
from smmdesk.store import driver
from smmdesk.store.plain import clean_text
from smmdesk.store.search_words import match_of
from smmdesk.store.statements import Rows, conditions

TABLE = "search"
CREATE = (
    "CREATE VIRTUAL TABLE search USING fts5"
    "(title, text, wordings, link, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
)
RANKED_UP_TO = 500
WEIGHTS = "4.0, 2.0, 1.0, 1.0"


def refresh(rows: Rows, posts: Sequence[Post]) -> None:
    """Write these posts into the index afresh; posts in the trash stay findable there."""
    if not posts:
        return
    sought = conditions({"post_id": tuple(post.id for post in posts)})
    known = {row[0]: row[1] for row in rows.select("search_row", ("post_id", "number"), sought)}
    rows.connection.executemany("DELETE FROM search WHERE rowid = ?", [(number,) for number in known.values()])
    fresh = [post for post in posts if post.id not in known]
    last = rows.query("SELECT coalesce(max(number), 0) FROM search_row")[0][0]
    made = {post.id: number for number, post in enumerate(fresh, start=last + 1)}
    rows.insert_many(
        "search_row",
        [{"number": made[post.id], "post_id": post.id, "brand_id": post.brand_id} for post in fresh],
    )
    numbers = {**known, **made}
    rows.connection.executemany(
        "INSERT INTO search (rowid, title, text, wordings, link) VALUES (?, ?, ?, ?, ?)",
        [(numbers[post.id], *_texts(post)) for post in posts],
    )


def remove(rows: Rows, post_id: str) -> None:
    row = rows.first("SELECT number FROM search_row WHERE post_id = ?", (post_id,))
    if row is not None:
        rows.query("DELETE FROM search WHERE rowid = ?", (row[0],))
        rows.delete("search_row", post_id=post_id)


def forget_removed(rows: Rows) -> None:
    """Take removed words out of the index where this SQLite leaves them in until it tidies up by itself."""
    if not driver.index_can_forget(driver.version()):
        rows.query("INSERT INTO search (search) VALUES ('optimize')")


def same_words(old: Post, new: Post) -> bool:
    """Whether the index says the same of both."""
    return _texts(old) == _texts(new)


def _texts(post: Post) -> tuple[str, str, str, str]:
    content = post.content
    text = "\n".join([content.text, *(item.text for item in content.thread), content.first_comment])
    own = [
        part
        for wording in post.wordings
        for part in (wording.title, wording.text, wording.first_comment, *(i.text for i in wording.thread or ()))
        if part
    ]
    return tuple(map(clean_text, (content.title, text, "\n".join(own), content.link)))  # type: ignore[return-value]


def post_ids(rows: Rows, brand_id: str, text: str, limit: int = 50, offset: int = 0) -> list[str]:
    """Ids of the posts that hold all words of `text`, best first while few match, else newest first."""
    match = match_of(text)
    if not match:
        return []
    cells = (match, brand_id)
    count = rows.query(
        "SELECT count(*) FROM (SELECT 1 FROM search CROSS JOIN search_row ON number = search.rowid "
        "WHERE search MATCH ? AND brand_id = ? LIMIT ?)",
        (*cells, RANKED_UP_TO + 1),
    )[0][0]
    order = f"bm25(search, {WEIGHTS}), search.rowid DESC" if count <= RANKED_UP_TO else "search.rowid DESC"
    found = rows.query(
        "SELECT post_id FROM search CROSS JOIN search_row ON number = search.rowid "
        f"WHERE search MATCH ? AND brand_id = ? ORDER BY {order} LIMIT ? OFFSET ?",
        (*cells, limit, offset),
    )
    return [row[0] for row in found]


def rebuild(rows: Rows, batches: Iterable[list[Post]]) -> None:
    """Make the whole index again."""
    rows.query("DELETE FROM search")
    rows.query("DELETE FROM search_row")
    for posts in batches:
        refresh(rows, posts)
