"""Posts as JSON of our own, with everything that is said in them, and back: nothing of a file is believed.

Channels, labels and files are named by what people call them (files also by their SHA-256), so that another desk finds
its own. What a file does not tell stays as it is in the post that is there.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from smmdesk.desk.import_errors import ImportBadError
from smmdesk.desk.import_rows import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Wish, when_of
from smmdesk.model.content import OWN_FIELDS, Content, LinkCard, Option, Poll, ThreadItem, Wording
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.words import _
from smmdesk.store.plain import to_plain

JSON_FORMAT, JSON_VERSION = "smmdesk posts", 2
"""Version 1 told no crops, polls, cards and pictures of further parts: what it does not say, stays."""
Json = Mapping[str, Any]
_WORDS = ("title", "text", "link", "first_comment")
_TURNS = (0, 90, 180, 270)


# ------------------------------------------------------------------ out
def content_json(content: Content, language: str, assets: Mapping[str, Asset]) -> dict[str, Any]:
    """Everything that a content says."""
    said = {name: _field_json(name, getattr(content, name), language, assets) for name in OWN_FIELDS}
    return {**said, "options": to_plain(content.options)}


def wording_json(own: Wording, language: str, assets: Mapping[str, Asset]) -> dict[str, Any]:
    """What a channel says differently."""
    said = {name: value for name in OWN_FIELDS if (value := getattr(own, name)) is not None}
    made = {name: _field_json(name, value, language, assets) for name, value in said.items()}
    return made if own.options is None else {**made, "options": to_plain(own.options)}


def _field_json(name: str, value: Any, language: str, assets: Mapping[str, Asset]) -> Any:
    if name == "media":
        return _media_json(value, language, assets)
    if name == "thread":
        return [
            {"text": item.text, "media": _media_json(item.media, language, assets)} if item.media else item.text
            for item in value
        ]
    if name == "card" and value is not None:
        asset = assets.get(value.asset_id)
        shown = {"title": value.title, "description": value.description, "shown": value.shown}
        return {**shown, "sha256": asset.sha256 if asset else ""}
    return to_plain(value)


def _media_json(uses: tuple[MediaUse, ...], language: str, assets: Mapping[str, Asset]) -> list[dict[str, Any]]:
    return [_use_json(use, language, assets) for use in uses if use.asset_id in assets]


def _use_json(use: MediaUse, language: str, assets: Mapping[str, Asset]) -> dict[str, Any]:
    asset, cover = assets[use.asset_id], assets.get(use.cover_asset_id or "")
    plain = MediaUse(use.asset_id)
    names = ("focus", "crops", "cover_ms", "turn")
    more = {name: to_plain(getattr(use, name)) for name in names if getattr(use, name) != getattr(plain, name)}
    more["alts"] = dict(use.alt)
    if cover is not None:
        more["cover_sha256"] = cover.sha256
    return {"name": asset.name, "sha256": asset.sha256, "alt": use.alt_for(language), **more}


# ------------------------------------------------------------------ in
def json_wishes(data: bytes) -> list[Wish]:
    """The posts of our own JSON export. Raises ImportBadError for anything else."""
    try:
        document = json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ImportBadError(_("It is not a file that smmdesk wrote.")) from error
    if not isinstance(document, dict) or document.get("format") != JSON_FORMAT:
        raise ImportBadError(
            _("It holds something else than smmdesk’s own posts. From other programs bring a table (CSV).")
        )
    posts = document.get("posts")
    if not isinstance(posts, list) or len(posts) > MAX_ROWS:
        raise ImportBadError(_("It has more than {limit} rows.").format(limit=MAX_ROWS))
    return [_wish(number, post) for number, post in enumerate(posts, start=1) if isinstance(post, dict)]


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _wish(number: int, post: dict[str, Any]) -> Wish:
    cells = {name: value for name in ("date", "time") if isinstance(value := post.get(name), str)}
    wall, problems = when_of(cells)
    return Wish(
        number=number,
        id=_text(post.get("id")),
        title=_maybe(post, "title"),
        text=_maybe(post, "text"),
        link=_maybe(post, "link"),
        language=_maybe(post, "language"),
        channels=_texts(post["channels"]) if "channels" in post else None,
        labels=_texts(post["labels"]) if "labels" in post else None,
        raw=post,
        has_time="date" in post,
        wall=wall,
        zone=_text(post.get("zone")),
        idea=post.get("stage") == "idea",
        problems=problems,
    )


@dataclass(frozen=True, slots=True)
class Finder:
    """Files of the library by hash or name (None for one that is not there; `missing` is told its name)."""

    asset: Callable[[str], Asset | None]
    missing: Callable[[str], object]
    language: str

    def content(self, told: Json, before: Content) -> Content:
        """`before` with what a post's JSON says."""
        options = _options(told.get("options"))
        names = [name for name in OWN_FIELDS if name in told and _fits(name, told)]
        changes: dict[str, Any] = {name: self._field(name, told, before) for name in names}
        return replace(before, **(changes if options is None else {**changes, "options": options}))

    def wording(self, channel_id: str, told: Json, before: Wording | None) -> Wording | None:
        """A channel's own wording; None where the file says nothing of its own."""
        base = Content(media=(before.media or ()) if before else (), thread=(before.thread or ()) if before else ())
        made = self.content(told, base)
        said = {name: getattr(made, name) for name in OWN_FIELDS if name in told and _fits(name, told)}
        options = _options(told.get("options"))
        own = Wording(channel_id, **said, options=options)
        return None if own.is_empty else own

    def _field(self, name: str, told: Json, before: Content) -> Any:
        value = told[name]
        if name in _WORDS:
            return _text(value)
        if name == "media":
            return self._media(value, before.media)
        if name == "thread":
            return self._thread(value, before.thread)
        return _poll(value) if name == "poll" else self._card(value)

    def _thread(self, value: object, before: tuple[ThreadItem, ...]) -> tuple[ThreadItem, ...]:
        made = []
        for place, item in enumerate(_list(value)):
            old = before[place].media if place < len(before) else ()
            if isinstance(item, str):
                made.append(ThreadItem(item[:MAX_CELL]))
            elif isinstance(item, dict):
                made.append(ThreadItem(_text(item.get("text")), self._media(item.get("media"), old)))
        return tuple(made)

    def _media(self, value: object, before: tuple[MediaUse, ...]) -> tuple[MediaUse, ...]:
        old = {use.asset_id: use for use in before}
        return tuple(use for item in _list(value) if isinstance(item, dict) and (use := self._use(item, old)))

    def _use(self, item: Json, old: Mapping[str, MediaUse]) -> MediaUse | None:
        asset = self.asset(_text(item.get("sha256"))) or self.asset(_text(item.get("name")))
        if asset is None:
            self.missing(_text(item.get("name")) or _text(item.get("sha256")))
            return None
        told_all = isinstance(item.get("alts"), dict)
        use = MediaUse(asset.id) if told_all else old.get(asset.id) or MediaUse(asset.id, dict(asset.alt))
        alt = _text(item.get("alt"))
        if told_all:
            use = replace(use, alt={str(key)[:20]: _text(words) for key, words in item["alts"].items()})
        elif alt and alt != use.alt_for(self.language):
            use = replace(use, alt={**use.alt, self.language: alt})
        return replace(use, **_looks(item), **self._cover(item))

    def _cover(self, item: Json) -> dict[str, Any]:
        cover = self.asset(_text(item.get("cover_sha256"))) if item.get("cover_sha256") else None
        return {"cover_asset_id": cover.id} if cover else {}

    def _card(self, value: object) -> LinkCard | None:
        if not isinstance(value, dict):
            return None
        asset = self.asset(_text(value.get("sha256"))) if value.get("sha256") else None
        title, description = _text(value.get("title")), _text(value.get("description"))
        return LinkCard(title, description, asset.id if asset else None, value.get("shown") is not False)


def _fits(name: str, told: Json) -> bool:
    """A value of another kind than the field's is as good as not told."""
    value = told[name]
    if name in _WORDS:
        return isinstance(value, str)
    return value is None or isinstance(value, dict) if name in ("poll", "card") else isinstance(value, list)


def _looks(item: Json) -> dict[str, Any]:
    """How a picture is cut and turned, as far as that makes sense."""
    found: dict[str, Any] = {}
    focus = _numbers(item.get("focus"), 2)
    if focus:
        found["focus"] = focus
    crops = item.get("crops")
    if isinstance(crops, dict):
        boxes = {str(key)[:60]: _numbers(box, 4) for key, box in list(crops.items())[:MAX_COLUMNS]}
        found["crops"] = {key: box for key, box in boxes.items() if box}
    if type(item.get("cover_ms")) is int and 0 <= item["cover_ms"] <= 1 << 31:
        found["cover_ms"] = item["cover_ms"]
    if item.get("turn") in _TURNS:
        found["turn"] = int(item["turn"])
    return found


def _numbers(value: object, count: int) -> tuple[float, ...]:
    """So many numbers between -1 and 1; none where they are others."""
    given = value if isinstance(value, list) and len(value) == count else []
    right = [float(n) for n in given if type(n) in (int, float) and math.isfinite(n) and -1 <= n <= 1]
    return tuple(right) if len(right) == count else ()


def _poll(value: object) -> Poll | None:
    if not isinstance(value, dict):
        return None
    options, minutes = _texts(value.get("options")), value.get("minutes")
    length = minutes if type(minutes) is int and 0 < minutes < 1 << 31 else Poll(()).minutes
    return Poll(options, length, value.get("many") is True, value.get("hides_totals") is True)


def _options(value: object) -> dict[str, Option] | None:
    if not isinstance(value, dict):
        return None
    right = {str(key): told for key, told in value.items() if isinstance(told, str | int | bool | None)}
    return {key: told for key, told in right.items() if not isinstance(told, str) or len(told) <= MAX_CELL}


def _list(value: object) -> list[Any]:
    return value[:MAX_COLUMNS] if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    return tuple(text[:MAX_CELL] for text in _list(value) if isinstance(text, str))


def _text(value: object) -> str:
    return value[:MAX_CELL] if isinstance(value, str) else ""


def _maybe(post: Json, name: str) -> str | None:
    value = post.get(name)
    return value[:MAX_CELL] if isinstance(value, str) else None
