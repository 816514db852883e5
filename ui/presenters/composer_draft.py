"""The post while it is edited: every verb of the editor, each of them one step of the undo inside the composer."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from smmdesk.model.content import Content, Option, ThreadItem, Wording
from smmdesk.model.media import MediaUse
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from ui.presenters import composer_edits as edits
from ui.presenters.composer_edits import COMMON
from ui.presenters.composer_history import History, Spot
from ui.presenters.pasted import clean

TEXT_FOR_ALL = Spot(COMMON, "text")


class Draft:
    """`post` is the one truth of the screen; `tab` is what is being worded: a channel id, or "" for all.

    `changed` is called after each change, with False when only the tab changed.
    """

    def __init__(self, post: Post, monotonic: Callable[[], float], changed: Callable[[bool], None]) -> None:
        self.post = post
        self.tab = COMMON
        self.history = History(monotonic)
        self._changed = changed

    @property
    def content(self) -> Content:
        """What the open tab says."""
        return edits.content_at(self.post, self.tab)

    @property
    def is_editable(self) -> bool:
        """False in the tab of a channel that says what stands for all."""
        return not self.tab or edits.is_own(self.post, self.tab)

    def show_tab(self, where: str) -> None:
        self.tab = where if where in self.post.channels else COMMON
        self.history.close_burst()
        self._changed(False)

    # -- words
    def set_words(self, field: str, text: str) -> None:
        """`text`, `title`, `link` or `first_comment` of the open tab, as typed."""
        words = clean(text)
        if field in ("title", "link"):
            words = words.replace("\n", " ")
        old: str = getattr(self.content, field)
        change = edits.with_fields(self.post, self.tab, **{field: words})
        self.step(change, Spot(self.tab, field), typed=len(words) - len(old))

    def take_words(self, content: Content, wordings: Sequence[Wording], spot: Spot = TEXT_FOR_ALL) -> None:
        """Everything that is said at once: as an earlier version said it, or with a newer photo in each place."""
        self.tab = spot.tab
        self.step(replace(self.post, content=content, wordings=tuple(wordings)), spot)

    def customise(self, channel_id: str) -> None:
        """The channel gets its own wording and its tab opens."""
        self.tab = channel_id
        self.step(edits.customised(self.post, channel_id), Spot(channel_id, "text"))

    def back_to_common(self, channel_id: str) -> None:
        self.step(edits.back_to_common(self.post, channel_id), Spot(channel_id, "text"))

    # -- thread
    def set_part(self, number: int, text: str) -> None:
        """The text of a further part; `number` 2 is the first one after the root."""
        items = list(self.content.thread)
        old = items[number - 2]
        items[number - 2] = replace(old, text=clean(text))
        typed = len(items[number - 2].text) - len(old.text)
        self._set_thread(items, Spot(self.tab, "thread", number), typed=typed)

    def add_part(self, text: str = "") -> None:
        items = (*self.content.thread, ThreadItem(text))
        self._set_thread(items, Spot(self.tab, "thread", len(items) + 1))

    def move_part(self, number: int, to: int) -> None:
        """Put part `number` at the place of part `to`; the root is part 1, and its photos stay where they are."""
        content = self.content
        texts = [ThreadItem(content.text), *content.thread]
        root, *rest = edits.moved(texts, number - 1, to - 1)
        change = edits.with_fields(self.post, self.tab, text=root.text, thread=tuple(rest))
        if root.media:
            change = edits.with_media(change, self.tab, (*content.media, *root.media))
        self.step(change, Spot(self.tab, "thread", to))

    def remove_part(self, number: int) -> None:
        items = [item for index, item in enumerate(self.content.thread, start=2) if index != number]
        self._set_thread(items, Spot(self.tab, "thread", number))

    def set_parts(self, where: str, texts: Sequence[str]) -> None:
        """The whole text as parts, for all or in one channel's own wording."""
        root, *rest = texts
        change = edits.with_fields(self.post, where, text=root, thread=tuple(ThreadItem(text) for text in rest))
        self.tab = where
        self.step(change, Spot(where, "text"))

    # -- photos
    @property
    def media(self) -> tuple[MediaUse, ...]:
        return self.content.media

    def set_media(self, media: Sequence[MediaUse], number: int = 0) -> None:
        """The photos of the open tab, in order: its own selection where it has one, else those for all."""
        self.step(edits.with_media(self.post, self.tab, media), Spot(self.tab, "media", number))

    def set_alt(self, index: int, text: str, language: str) -> None:
        """The description of one photo, in the post's language."""
        media = list(self.media)
        use = media[index]
        others = {key: value for key, value in use.alt.items() if key != language}
        words = clean(text).replace("\n", " ")
        alt = {**others, language: words} if words else others
        media[index] = replace(use, alt=alt)
        change = edits.with_media(self.post, self.tab, media)
        self.step(change, Spot(self.tab, "alt", index + 1), typed=len(words) - len(use.alt.get(language, "")))

    # -- the rest
    def set_own(self, channel_id: str, field: str, value: Any) -> None:
        """One field of one channel's wording; None means "as for all"."""
        self.step(edits.with_fields(self.post, channel_id, **{field: value}), Spot(channel_id, field))

    def set_option(self, channel_id: str, key: str, value: Option, default: Option) -> None:
        """One option of a channel; typed texts join to bursts."""
        old = self.post.content_for(channel_id).options.get(key)
        typed = len(value) - len(str(old or "")) if isinstance(value, str) else None
        self.step(
            edits.with_option(self.post, channel_id, key, value, default), Spot(channel_id, f"option:{key}"), typed
        )

    def choose_channels(self, channels: Sequence[str]) -> None:
        change = edits.with_channels(self.post, channels)
        if self.tab not in change.channels:
            self.tab = COMMON
        self.step(change, Spot(COMMON, "channels"))

    def set_planned(self, moment: Moment | None) -> None:
        self.step(replace(self.post, planned=moment), Spot(self.tab, "when"))

    # -- undo
    def undo(self) -> Spot | None:
        return self._walk(self.history.undo(self.post))

    def redo(self) -> Spot | None:
        return self._walk(self.history.redo(self.post))

    def _walk(self, step: tuple[Post, Spot] | None) -> Spot | None:
        if step is None:
            return None
        self.post, spot = step
        self.tab = spot.tab if spot.tab in self.post.channels else COMMON
        self._changed(True)
        return spot

    def _set_thread(self, items: Sequence[ThreadItem], spot: Spot, typed: int | None = None) -> None:
        self.step(edits.with_fields(self.post, self.tab, thread=tuple(items)), spot, typed)

    def step(self, post: Post, spot: Spot, typed: int | None = None) -> None:
        """One change, one step of the undo; `typed` letters join to bursts."""
        if post == self.post:
            return
        self.history.record(self.post, post, spot, typed)
        self.post = post
        self._changed(True)
