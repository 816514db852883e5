"""Media: upload, waiting until they are ready, alt text."""

import io

from PIL import Image, UnidentifiedImageError

from ..exchange import Answer, Upload
from . import entities
from .book import Book, Media
from .routes import Call, route
from .rules import AUDIO_MIMES, IMAGE_MIMES, VIDEO_MIMES, not_found, unprocessable


@route("POST", "/api/v2/media", "write:media")
def upload(book: Book, call: Call) -> Answer:
    file = call.values.get("file")
    if not isinstance(file, Upload):
        raise unprocessable("File can't be blank")
    kind = _kind(file.mime)
    size = _checked_size(book, file, kind)
    description, focus = _described(book, call)
    polls = book.processing_polls.get(kind, 0)
    media = Media(
        book.new_id(), call.me, kind, file.mime, file.data, description, focus or "0,0", size, book.now, polls
    )
    media.cover = _cover(call)
    book.media[media.id] = media
    return Answer(200 if media.is_ready else 202, json=entities.media(book, media))


def _cover(call: Call) -> bytes:
    cover = call.values.get("thumbnail")
    if not isinstance(cover, Upload):
        return b""
    if cover.mime not in IMAGE_MIMES:
        raise unprocessable("Thumbnail content type is invalid, Thumbnail is invalid")
    return cover.data


def _kind(mime: str) -> str:
    for kind, mimes in (("image", IMAGE_MIMES), ("video", VIDEO_MIMES), ("audio", AUDIO_MIMES)):
        if mime in mimes:
            return kind
    raise unprocessable("File content type is invalid, File is invalid")


def _checked_size(book: Book, file: Upload, kind: str) -> tuple[int, int] | None:
    limits = book.limits
    most = limits.image_bytes if kind == "image" else limits.video_bytes
    if len(file.data) > most:
        raise unprocessable(f"File file size must be less than {most // 1024 // 1024} MB")
    if kind != "image":
        return None
    try:
        with Image.open(io.BytesIO(file.data)) as image:
            image.load()
            width, height = image.size
            mime = Image.MIME.get(image.format or "", "")
    except (UnidentifiedImageError, OSError, SyntaxError):
        raise unprocessable("File has contents that are not what they are reported to be") from None
    if mime != file.mime:
        raise unprocessable("File has contents that are not what they are reported to be")
    if width * height > limits.image_pixels:
        raise unprocessable(f"{width}x{height} images are not supported")
    return width, height


def _described(book: Book, call: Call) -> tuple[str, str]:
    description = call.text("description")
    if len(description) > book.limits.description:
        raise unprocessable(f"Description is too long (maximum is {book.limits.description} characters)")
    return description, call.text("focus")


def _own(book: Book, call: Call, media_id: str) -> Media:
    media = book.media.get(media_id)
    if media is None or media.account is not call.me:
        raise not_found()
    return media


@route("GET", "/api/v1/media/:media_id", "write:media")
def look(book: Book, call: Call, media_id: str) -> Answer:
    media = _own(book, call, media_id)
    if media.polls_left is None:
        raise unprocessable("Error processing thumbnail for uploaded media")
    if media.polls_left:
        media.polls_left -= 1
        return Answer(206, json=entities.media(book, media))
    return Answer(json=entities.media(book, media))


@route("PUT", "/api/v1/media/:media_id", "write:media")
def describe(book: Book, call: Call, media_id: str) -> Answer:
    media = _own(book, call, media_id)
    if media.attached_to is not None:
        raise not_found()
    description, focus = _described(book, call)
    media.description = description if "description" in call.values else media.description
    media.focus = focus or media.focus
    return Answer(json=entities.media(book, media))


@route("DELETE", "/api/v1/media/:media_id", "write:media")
def remove(book: Book, call: Call, media_id: str) -> Answer:
    media = _own(book, call, media_id)
    if media.attached_to is not None:
        raise unprocessable("Media attachment is currently used by a status")
    del book.media[media_id]
    return Answer(json={})


@route("GET", "/media/:media_id")
def show(book: Book, call: Call, media_id: str) -> Answer:
    media = book.media.get(media_id)
    if media is None or not media.is_ready:
        raise not_found()
    return Answer(data=media.data, content_type=media.mime)
