"""The review file as one HTML page: nothing is fetched, everything from a post is text, one script known by its hash.

Pure: values in, text out. Words are in the language of the page, whatever language is in use.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from html import escape
from urllib.parse import quote

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import FROM_RIGHT, N_, said_in
from smmdesk.system.paths import RESOURCES

WORDS_MOST = 50_000
"""Characters of one text that the page shows."""
FILE_ENDING = ".answer.smmdesk"
"""What smmdesk opens with a double click, as its own archives."""


@dataclass(frozen=True, slots=True)
class PageFilm:
    """A stripped film that the page carries; the page calls it `id`."""

    id: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class ShownFilm:
    """Where a film is: the page's own of that `id`, else the file `beside` the page; neither when it is gone. `size` in
    words."""

    id: str = ""
    size: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """`octets` is a small stripped picture (`mime`), empty for what has none to show: then `name` stands there.

    A film has its `length` ("0:32"), and `moment` where somebody chose what of it is seen first; its picture is the
    cover.
    """

    name: str
    alt: str
    octets: bytes = b""
    mime: str = ""
    film: ShownFilm | None = None
    length: str = ""
    moment: str = ""


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A text with its pictures."""

    text: str
    pictures: tuple[ShownPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownVoice:
    """What some channels say alike. `extras` are further words that people see there, each with what it is."""

    channels: tuple[str, ...]
    title: str
    root: ShownPart
    link: str
    thread: tuple[ShownPart, ...]
    poll: tuple[str, ...]
    first_comment: str
    extras: tuple[tuple[str, str], ...] = ()

    @property
    def texts(self) -> Iterator[str]:
        """Every text of it that stands on the page."""
        yield from (self.title, self.link, self.first_comment, *self.poll, *(words for _name, words in self.extras))
        for part in (self.root, *self.thread):
            yield from (part.text, *(picture.alt for picture in part.pictures))


@dataclass(frozen=True, slots=True)
class ShownPost:
    """`when` is the day and time in words, empty without a date."""

    id: str
    content_hash: str
    when: str
    voices: tuple[ShownVoice, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the page shows all of its words: an OK is to all of them."""
        return all(len(text) <= WORDS_MOST for voice in self.voices for text in voice.texts)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """`file_name` is what the answer will be called."""

    file_id: str
    token: str
    language: str
    brand: str
    title: str
    whom: str
    text: str
    zone: str
    file_name: str
    posts: tuple[ShownPost, ...]
    films: tuple[PageFilm, ...] = ()


def page_html(page: ReviewPage) -> str:
    """The whole file."""
    say = partial(said_in, page.language)
    css, script = _resource("page.css"), _resource("page.js")
    films = "media-src blob:; " if page.films else ""
    policy = (
        f"default-src 'none'; img-src data:; {films}style-src {_hash_of(css)}; script-src {_hash_of(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    heading = say(N_("{brand}: posts to look at")).format(brand=page.brand)
    body = "".join((_head(page, heading), _posts(page), _foot(page)))
    data = {
        "file": page.file_id,
        "token": page.token,
        "file-name": page.file_name,
        "name-missing": say(N_("Write your name first.")),
        "saved": say(N_("Saved. Send the file {file} back, for instance by mail.")).format(file=page.file_name),
        "as-text": say(N_("Copy this text into a mail and send it back.")),
        "copied": say(N_("Copied.")),
    }
    attributes = " ".join(f'data-{name}="{_text(value)}"' for name, value in data.items())
    direction = "rtl" if page.language in FROM_RIGHT else "ltr"
    return (
        f'<!DOCTYPE html>\n<html lang="{_text(page.language)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        f"<title>{_text(heading)}</title>\n<style>{css}</style>\n</head>\n"
        f'<body {attributes}>\n<form autocomplete="off" novalidate>\n{body}</form>\n{_films(page.films)}'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _films(films: Iterable[PageFilm]) -> str:
    """As text that no browser runs; the page's script makes films of it. They are made as MP4 to all browsers: a
    film of QuickTime is one too, by a name that some refuse."""
    return "".join(
        f'<script type="text/plain" id="{film.id}" data-mime="video/mp4">'
        f"{base64.b64encode(film.octets).decode()}</script>\n"
        for film in films
    )


@lru_cache
def _resource(name: str) -> str:
    return (RESOURCES / "review" / name).read_text("utf-8")


def _hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _text(words: str) -> str:
    """As text or inside an attribute; without what hides, turns the reading or never ends."""
    return escape(tame(words, WORDS_MOST), quote=True)


# ------------------------------------------------------------------ what stands above
def _head(page: ReviewPage, heading: str) -> str:
    say = partial(said_in, page.language)
    lines = [
        f"<h1>{_text(heading)}</h1>",
        f'<p class="muted"><bdi>{_text(page.title)}</bdi>. {_text(page.zone)}</p>',
    ]
    if page.whom:
        lines.append(f"<p>{_text(say(N_('For {name}')).format(name=page.whom))}</p>")
    if page.text:
        lines.append(f'<p class="words">{_text(page.text)}</p>')
    how = say(N_("Look at each post, choose an answer, and save it at the end. Nothing is sent from this page."))
    lines.append(f"<p>{_text(how)}</p>")
    off = say(N_("Answering needs a browser that runs this page’s script. Open the file in one, or answer by mail."))
    lines.append(f"<noscript><p>{_text(off)}</p></noscript>")
    return f"<header>\n{chr(10).join(lines)}\n</header>\n"


def _posts(page: ReviewPage) -> str:
    return f"<main>\n{''.join(_post(page, number, post) for number, post in enumerate(page.posts))}</main>\n"


def _post(page: ReviewPage, number: int, post: ShownPost) -> str:
    say = partial(said_in, page.language)
    when = post.when or say(N_("Without a date"))
    heading = say(N_("{number}. {when}")).format(number=number + 1, when=when)
    voices = "".join(_voice(page.language, voice) for voice in post.voices)
    return (
        f'<article aria-labelledby="post{number}" data-post="{_text(post.id)}" '
        f'data-hash="{_text(post.content_hash)}">\n'
        f'<h2 id="post{number}">{_text(heading)}</h2>\n{voices}{_question(page.language, number, heading)}</article>\n'
    )


def _question(language: str, number: int, heading: str) -> str:
    say = partial(said_in, language)
    legend = say(N_("Your answer to {post}")).format(post=heading)
    choices = "".join(
        f'<label><input type="radio" name="answer{number}" value="{value}"> {_text(words)}</label>'
        for value, words in (("ok", say(N_("It is OK"))), ("change", say(N_("Change this"))))
    )
    return (
        f'<fieldset><legend>{_text(legend)}</legend>\n<div class="choices">{choices}</div>\n'
        f'<label class="field">{_text(say(N_("Your comment")))}'
        f'<textarea name="text{number}" maxlength="2000"></textarea></label>\n</fieldset>\n'
    )


# ------------------------------------------------------------------ what a post says
def _voice(language: str, voice: ShownVoice) -> str:
    say = partial(said_in, language)
    names = ", ".join(f"<bdi>{_text(name)}</bdi>" for name in voice.channels)
    lines = [f"<h3>{names or _text(say(N_('No channel yet')))}</h3>"]
    if voice.title:
        lines.append(f'<p class="words title">{_text(voice.title)}</p>')
    lines += _part(language, voice.root)
    if voice.poll:
        answers = "".join(f"<li><bdi>{_text(answer)}</bdi></li>" for answer in voice.poll)
        lines.append(f'<p class="muted">{_text(say(N_("Poll")))}</p><ul>{answers}</ul>')
    if voice.link:
        lines.append(f'<p><span class="muted">{_text(say(N_("Link")))}:</span> <bdi>{_text(voice.link)}</bdi></p>')
    for name, words in voice.extras:
        lines.append(f'<p class="words"><span class="muted">{_text(name)}:</span> <bdi>{_text(words)}</bdi></p>')
    for number, part in enumerate(voice.thread, start=2):
        head = say(N_("Part {number}")).format(number=number)
        inner = chr(10).join(_part(language, part))
        lines.append(f'<div class="part"><p class="muted">{_text(head)}</p>{inner}</div>')
    if voice.first_comment:
        head, words = say(N_("First comment")), _text(voice.first_comment)
        lines.append(f'<div class="part"><p class="muted">{_text(head)}</p><p class="words">{words}</p></div>')
    return f"<section>\n{chr(10).join(lines)}\n</section>\n"


def _part(language: str, part: ShownPart) -> list[str]:
    lines = [f'<p class="words">{_text(part.text)}</p>'] if part.text else []
    return [*lines, *_pictures(language, part.pictures)]


def _pictures(language: str, pictures: Iterable[ShownPicture]) -> list[str]:
    say = partial(said_in, language)
    made = []
    for picture in pictures:
        said = picture.alt or say(N_("without a description"))
        described = [say(N_("Described as: {words}")).format(words=said)]
        lines = described if picture.film is None else list(_film_lines(language, picture, picture.film, said))
        beside = _beside(language, picture.film) if picture.film is not None else ""
        caption = "<br>".join((*map(_text, lines), *filter(None, (beside,))))
        made.append(f"<figure>{_seen(language, picture)}<figcaption>{caption}</figcaption></figure>")
    return made


def _seen(language: str, picture: ShownPicture) -> str:
    """A film that runs, a picture, or the name of what cannot be shown."""
    data = f"data:{picture.mime};base64,{base64.b64encode(picture.octets).decode()}" if picture.octets else ""
    if picture.film is not None and picture.film.id:
        words = N_("This browser does not play the film “{name}”. Open the page in another one, or ask for the film.")
        failed = said_in(language, words).format(name=picture.name)
        poster = f' poster="{data}"' if data else ""
        return (
            f'<video controls playsinline preload="auto" data-film="{picture.film.id}"{poster} '
            f'aria-label="{_text(picture.alt or picture.name)}"></video>'
            f'<p class="film" hidden>{_text(failed)}</p>'
        )
    if data:
        return f'<img src="{data}" alt="{_text(picture.alt)}">'
    return f'<p class="film"><bdi>{_text(picture.name)}</bdi></p>'


def _film_lines(language: str, picture: ShownPicture, film: ShownFilm, said: str) -> Iterator[str]:
    """How long it is, what of it is seen first, and why it does not run where it does not."""
    say = partial(said_in, language)
    if picture.length:
        yield say(N_("Film of {length}: {words}")).format(length=picture.length, words=said)
    else:
        yield say(N_("Film: {words}")).format(words=said)
    if picture.moment:
        yield say(N_("Seen first: the picture at {moment}")).format(moment=picture.moment)
    if film.beside:
        words = N_("“{name}”, {size}: too large for this page.")
        yield say(words).format(name=picture.name, size=film.size)


def _beside(language: str, film: ShownFilm) -> str:
    """The way to a film that lies where the page lies; a page that came alone says at least what to ask for."""
    if not film.beside:
        return ""
    words = said_in(language, N_("It is the file {file}, which comes with this page."))
    link = f'<a href="./{quote(film.beside)}" target="_blank"><bdi>{_text(film.beside)}</bdi></a>'
    return _text(words).replace("{file}", link)


# ------------------------------------------------------------------ what stands below
def _foot(page: ReviewPage) -> str:
    say = partial(said_in, page.language)
    return (
        '<footer id="foot" hidden>\n<div class="card">\n'
        f"<h2>{_text(say(N_('Your answer')))}</h2>\n"
        f'<label class="field">{_text(say(N_("Your name")))}'
        f'<input type="text" name="who" maxlength="80" value="{_text(page.whom)}"></label>\n'
        f'<label class="field">{_text(say(N_("Something about all of it")))}'
        '<textarea name="comment" maxlength="2000"></textarea></label>\n'
        f'<div class="buttons"><button type="button" class="main" id="save">{_text(say(N_("Save answer")))}</button>'
        f'<button type="button" id="as_text">{_text(say(N_("Answer as text for a mail")))}</button></div>\n'
        '<p id="said" role="status" aria-live="polite"></p>\n'
        f'<div id="text" hidden><label class="field">{_text(say(N_("Copy all of this")))}'
        '<textarea id="block" readonly></textarea></label>'
        f'<div class="buttons"><button type="button" id="copy">{_text(say(N_("Copy")))}</button></div></div>\n'
        "</div>\n</footer>\n"
    )
