"""Sending posts to a client for their OK, as one file that needs no network (decision 0036).

Pictures in it are small, stripped derivatives. The file and what stood in it are remembered, so that its answer can be
compared with what was sent.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.desk.approval_notes import ask_in, write_note
from smmdesk.desk.file_writing import writing
from smmdesk.desk.fingerprint import content_hash
from smmdesk.desk.media_leaving import small_picture
from smmdesk.desk.review_films import AS_TEXT, Films, divided
from smmdesk.desk.review_html import (
    FILE_ENDING,
    WORDS_MOST,
    ReviewPage,
    ShownPart,
    ShownPicture,
    ShownPost,
    ShownVoice,
    page_html,
)
from smmdesk.desk.steps import step
from smmdesk.model.approval import NoteKind, ReviewFile, one_line, shortened
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.dates import say_clock, say_day, say_zone
from smmdesk.model.film_times import say_length, say_moment
from smmdesk.model.media import Asset, MediaKind, MediaUse
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.model.words import N_, _, language, ngettext, said_in

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

POSTS_MOST = 200
FIRST_WORDS_MOST = 60
SIDE_PX, PICTURE_BYTES = 900, 160_000
BYTES_MOST = 40_000_000
"""A file that a mail cannot carry helps nobody; beyond it pictures are named, not shown."""
PAGE_BYTES, POST_BYTES = 9_000, 1_500
"""About what the page itself takes, and the words of a post."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be sent: `ids` of posts, to `whom`, with a word (`text`), in a `language` ("": the one in use).

    `title` says which posts these are, for instance the month.
    """

    ids: tuple[str, ...]
    title: str = ""
    whom: str = ""
    text: str = ""
    language: str = ""


class Written(NamedTuple):
    """A page that was written: what is remembered of it, its size, and the films that are too large for it."""

    file: ReviewFile
    size_bytes: int
    beside: tuple[Path, ...]


class Measured(NamedTuple):
    """A page before it is written: about how large it will be, how many films run in it, and how many of `beside_bytes`
    will lie beside it."""

    size_bytes: int
    inside: int = 0
    beside: int = 0
    beside_bytes: int = 0


def measure(desk: "Desk", ids: Iterable[str]) -> Measured:
    """How large a page of these posts will be. Raises ProblemError as `write_page` does for the posts."""
    with desk.store.reading() as reader:
        posts = _posts(reader, ids)
        assets = _assets(reader, posts)
    films = divided(assets.values())
    pictures = [asset for asset in assets.values() if asset.kind is MediaKind.IMAGE]
    octets = min(BYTES_MOST, sum(min(asset.size_bytes, PICTURE_BYTES) for asset in pictures))
    octets += sum(asset.size_bytes for asset in films.inside)
    size = round(octets * AS_TEXT) + PAGE_BYTES + POST_BYTES * len(posts)
    return Measured(size, len(films.inside), len(films.beside), sum(asset.size_bytes for asset in films.beside))


def write_review(desk: "Desk", wanted: Wanted, path: Path) -> ReviewFile:
    """As `write_page`, for who only needs the file."""
    return write_page(desk, wanted, path).file


def write_page(desk: "Desk", wanted: Wanted, path: Path) -> Written:
    """Write the file whole, and remember what it holds, in one step. Drafts of a brand that asks for an OK wait for it
    from now on; all else stays as it is. Blocks: call it on the pool.

    Raises ProblemError(nothing_to_review, review_several_brands, review_too_many, review_text_too_long, not_found,
    no_room, disk_full, folder_not_writable).
    """
    with desk.store.reading() as reader:
        posts = _posts(reader, wanted.ids)
        brand = reader.get(Brand, posts[0].brand_id)
        shelf = _Shelf(reader, desk, wanted.language or language(), posts)
    shelf.take_films(path)
    shown = [_whole(post, shelf.shown(post)) for post in posts]
    file = ReviewFile(
        desk.clock.new_id(),
        brand.id,
        os.urandom(16).hex(),
        one_line(wanted.title),
        one_line(wanted.whom),
        shelf.language,
        posts=len(posts),
        made_at_us=desk.now_us(),
    )
    page = replace(_page(brand, file, wanted, path, shown), films=shelf.films.inside)
    with writing(path) as draft:
        draft.write_text(page_html(page), "utf-8", newline="\n")
        beside = shelf.films.write_beside()
        try:
            return Written(_remember(desk, file, posts, wanted.text), draft.stat().st_size, beside)
        except BaseException:
            for film in beside:
                film.unlink(missing_ok=True)
            raise


def _posts(reader: "Reader", ids: Iterable[str]) -> list[Post]:
    """Of one brand, in the order of their days."""
    chosen = list(dict.fromkeys(ids))
    if len(chosen) > POSTS_MOST:
        raise ProblemError("review_too_many", count=len(chosen), limit=POSTS_MOST)
    found = [reader.get(Post, post_id) for post_id in chosen]
    kept = [post for post in found if post.deleted_at_us is None and (post.wordings or not post.content.is_empty)]
    if not kept:
        raise ProblemError("nothing_to_review")
    if len({post.brand_id for post in kept}) > 1:  # a client reads what is theirs alone, and all of it
        raise ProblemError("review_several_brands")
    return sorted(kept, key=lambda one: (one.planned is None, one.planned.instant_us if one.planned else 0, one.id))


def _whole(post: Post, shown: ShownPost) -> ShownPost:
    """Raises ProblemError(review_text_too_long) where the page would show less than the OK covers."""
    if not shown.is_whole:
        words = shortened(post.content.first_words, FIRST_WORDS_MOST)
        raise ProblemError("review_text_too_long", post=words, post_id=post.id, limit=WORDS_MOST)
    return shown


def _page(brand: Brand, file: ReviewFile, wanted: Wanted, path: Path, shown: Sequence[ShownPost]) -> ReviewPage:
    zone = said_in(file.language, N_("Times are those of {city}.")).format(city=say_zone(brand.zone))
    return ReviewPage(
        file.id,
        file.token,
        file.language,
        brand.name,
        file.name,
        file.whom,
        shortened(wanted.text),
        zone,
        f"{path.stem}{FILE_ENDING}",
        tuple(shown),
    )


def _remember(desk: "Desk", file: ReviewFile, posts: Sequence[Post], text: str) -> ReviewFile:
    label = ngettext("sending {count} post for review", "sending {count} posts for review", len(posts))
    with step(desk, label.format(count=len(posts)), [post.id for post in posts]) as tx:
        kept = tx.put(file)
        for post in posts:
            _ask(tx, desk, tx.get(Post, post.id), content_hash(post), kept, text)
    return kept


def _ask(tx: "Transaction", desk: "Desk", post: Post, sent_hash: str, file: ReviewFile, text: str) -> None:
    if content_hash(post) != sent_hash:
        raise ProblemError("conflict")  # somebody wrote while the file was made
    waits = post.stage is Stage.DRAFT and tx.get(Brand, post.brand_id).needs_approval
    note = {"whom": file.whom, "file_id": file.id}
    if waits:
        ask_in(tx, desk, post, text, **note)
    else:
        write_note(tx, desk, post, NoteKind.ASKED, text, **note)


# ------------------------------------------------------------------ what a post shows
class _Shelf:
    """Channels and files of the posts, read once; pictures only up to so many bytes in all."""

    films: Films

    def __init__(self, reader: "Reader", desk: "Desk", words_in: str, posts: Sequence[Post]) -> None:
        self._desk, self.language, self._left = desk, words_in, BYTES_MOST
        self._channels = reader.many(Channel, {channel_id for post in posts for channel_id in post.channels})
        self._assets = _assets(reader, posts)

    def take_films(self, page: Path) -> None:
        """Make what of the films may leave; it takes as long as copying them."""
        self.films = Films(self._desk, self._assets.values(), page)

    def shown(self, post: Post) -> ShownPost:
        when = ""
        if post.planned is not None:
            seen = post.planned.shown
            when = f"{say_day(seen.date(), self.language)} {seen.year}, {say_clock(seen)}"
        return ShownPost(post.id, content_hash(post), when, tuple(self._voices(post)))

    def _voices(self, post: Post) -> Iterator[ShownVoice]:
        """Channels that say the same stand together."""
        groups: list[tuple[Content, tuple[tuple[str, str], ...], list[str]]] = []
        for channel_id in post.channels or ("",):
            content = post.content_for(channel_id)
            name = self._channels[channel_id].name if channel_id in self._channels else ""
            extras = self._extras(channel_id, content)
            same = next((names for other, also, names in groups if also == extras and _same(other, content)), None)
            if same is None:
                groups.append((content, extras, [name] if name else []))
            elif name:
                same.append(name)
        for content, extras, names in groups:
            yield ShownVoice(
                tuple(names),
                content.title,
                ShownPart(content.text, self._pictures(content.media, post.language)),
                content.link,
                tuple(ShownPart(part.text, self._pictures(part.media, post.language)) for part in content.thread),
                content.poll.options if content.poll is not None else (),
                content.first_comment,
                extras,
            )

    def _extras(self, channel_id: str, content: Content) -> tuple[tuple[str, str], ...]:
        """The words of a card of our own, and of options that hold words (a warning, a tag): people see them too."""
        card = content.card if content.card is not None and content.card.shown else None
        found = [(N_("Title of the card"), card.title), (N_("Words of the card"), card.description)] if card else []
        if channel_id in self._channels:
            options = self._desk.facts_for(self._channels[channel_id]).options
            texts = [option for option in options if option.kind == "text"]
            found += [(option.label, str(content.options.get(option.key) or "")) for option in texts]
        return tuple((said_in(self.language, label), words) for label, words in found if words.strip())

    def _pictures(self, uses: Sequence[MediaUse], words_in: str) -> tuple[ShownPicture, ...]:
        known = [(use, self._assets[use.asset_id]) for use in uses if use.asset_id in self._assets]
        return tuple(self._picture(use, asset, use.alt_for(words_in)) for use, asset in known)

    def _picture(self, use: MediaUse, asset: Asset, alt: str) -> ShownPicture:
        is_film = asset.kind is MediaKind.VIDEO
        shown = self._assets.get(use.cover_asset_id or "") if is_film else asset
        named = ShownPicture(asset.name, alt)
        if is_film:
            film, moment = self.films.shown(asset), say_moment(use.cover_ms)
            named = replace(named, film=film, length=say_length(asset.duration_ms), moment=moment)
        if shown is None or shown.kind is not MediaKind.IMAGE:
            return named
        try:
            how = MediaUse(shown.id) if is_film else use
            made = small_picture(self._desk, shown, how, SIDE_PX, PICTURE_BYTES)
            octets = made.path.read_bytes() if made.size_bytes <= self._left else b""
        except (ProblemError, OSError):  # the post itself says what is wrong with it
            return named
        self._left -= len(octets)
        return replace(named, octets=octets, mime=made.mime)


def _assets(reader: "Reader", posts: Iterable[Post]) -> dict[str, Asset]:
    """The files of posts by id, in the order in which the page shows them; a film's cover after it."""
    uses = [use for post in posts for content in _contents(post) for use in _uses(content)]
    ids = [asset_id for use in uses for asset_id in (use.asset_id, use.cover_asset_id) if asset_id]
    found = reader.many(Asset, dict.fromkeys(ids))
    return {id_: found[id_] for id_ in dict.fromkeys(ids) if id_ in found}


def _same(one: Content, other: Content) -> bool:
    """Whether people see the same: most options do not show, and the others are compared as `_extras`."""
    names = ("title", "text", "link", "media", "thread", "first_comment", "poll")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _contents(post: Post) -> list[Content]:
    return [post.content, *(post.content_for(channel_id) for channel_id in post.channels)]


def _uses(content: Content) -> list[MediaUse]:
    return [*content.media, *(use for part in content.thread for use in part.media)]


# ------------------------------------------------------------------ what was sent
def sent_files(desk: "Desk", brand_id: str) -> tuple[ReviewFile, ...]:
    """The files of a brand, the newest first."""
    with desk.store.reading() as reader:
        found = reader.all(ReviewFile, brand_id=brand_id)
    return tuple(sorted(found, key=lambda file: (file.made_at_us, file.id), reverse=True))


def suggested_name(title: str) -> str:
    """`Review November 2026.html`, without what file names do not take."""
    kept = "".join(letter if letter.isalnum() or letter in " -–." else " " for letter in title)
    return f"{_('Review')} {' '.join(kept.split())}".strip()[:100] + ".html"
