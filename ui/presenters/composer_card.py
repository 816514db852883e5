"""The card of the post's link: read from its page off the screen's thread, and what a person put in its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from smmdesk.desk.link_cards import PageCard, is_fresh, known, look
from smmdesk.model.content import Content, LinkCard, with_link
from smmdesk.model.for_the_eye import shown_host
from smmdesk.model.limits import is_without_card
from smmdesk.model.problem import Problem
from smmdesk.model.url_parts import split_url
from ui.bridge import Bridge
from ui.presenters import composer_edits as edits
from ui.presenters.composer_draft import Draft
from ui.presenters.composer_history import Spot
from ui.presenters.composer_media import MediaBox
from ui.presenters.composer_rows import short_names, spoken_voices
from ui.presenters.composer_state import CardRow, Voice
from ui.presenters.moments import say_list
from ui.presenters.spans import first_link
from ui.presenters.timers import MakeDelay

PAUSE_MS = 700
"""So long after the last key a link's page is read: half a link is nobody's page."""
LEAST_HOST = 4


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card as it will be seen: the page's own under what a person put in its place."""

    url: str
    title: str = ""
    description: str = ""
    picture: str = ""
    is_known: bool = False

    @property
    def host(self) -> str:
        return shown_host(self.url)


def card_link(content: Content, voice: Voice) -> str:
    """The link that one channel shows as a card: the link field's, else the first in the text; "" for none."""
    if is_without_card(content, voice.limits) or not (voice.limits.has_link_card or voice.limits.reads_links):
        return ""
    if content.media and not (voice.limits.has_link_card and content.link):
        return ""
    if voice.limits.has_link_card:
        shown = content.card is None or content.card.shown or not voice.limits.own_link_card
        return (content.link or first_link(content.text)) if shown else ""
    return first_link(with_link(content.text, content.link))


class CardBox:
    """Follows the draft; `changed` is called when a page was read, or could not be."""

    def __init__(
        self, bridge: Bridge, draft: Draft, media: MediaBox, changed: Callable[[], None], make_delay: MakeDelay
    ) -> None:
        self._bridge, self._draft, self._media, self._changed = bridge, draft, media, changed
        self._pause = make_delay(self._look_at_waiting)
        self._pages: dict[str, PageCard] = {}
        self._unseen: set[str] = set()
        self._looking: set[str] = set()
        self._waiting: set[str] = set()
        self._closed = False
        self.refused: Problem | None = None

    def close(self) -> None:
        self._closed = True
        self._pause.stop()

    # -- reading pages
    def follow(self, voices: Sequence[Voice]) -> None:
        """Find the pages of the links that become cards: kept ones at once, others when typing paused."""
        post = self._draft.post
        links = {card_link(post.content_for(voice.id), voice) for voice in voices}
        links.add(_any_link(self._draft.content))
        for url in links - self._pages.keys() - self._unseen - self._looking:
            if not _is_whole(url):
                continue
            page = known(self._bridge.desk, url)
            if page is not None:
                self._pages[url] = page
            if page is None or not is_fresh(self._bridge.desk, page):
                self._waiting.add(url)
        self._waiting &= links
        if self._waiting:
            self._pause.start(PAUSE_MS)

    def look_again(self, url: str) -> None:
        """Read the page once more, because a person asked."""
        self._unseen.discard(url)
        self._look(url)
        self._changed()

    def _look_at_waiting(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for url in waiting:
            self._look(url)
        if waiting:
            self._changed()

    def _look(self, url: str) -> None:
        if not self._closed and url not in self._looking and self._bridge.can_run:
            self._looking.add(url)
            self._bridge.run(self._read(url), key=f"link card:{url}")

    async def _read(self, url: str) -> None:
        try:
            page = await look(self._bridge.desk, url)
        finally:
            self._looking.discard(url)
        if self._closed:
            return
        if page is not None:
            self._pages[url] = page
        elif url not in self._pages:
            self._unseen.add(url)
        self._changed()

    # -- what a person puts in its place
    def change(self, typed: int | None = None, **changes: Any) -> None:
        """What stands in place of the page's own card: title, description, asset_id, shown. Nothing at all: None."""
        draft = self._draft
        card = replace(draft.content.card or LinkCard(), **changes)
        nothing = card == LinkCard() and not draft.tab
        post = edits.with_fields(draft.post, draft.tab, card=None if nothing else card)
        draft.step(post, Spot(draft.tab, "card"), typed)

    def take_file(self, paths: Sequence[Path]) -> None:
        """A picture of ours in the card: the first of these files."""
        if paths:
            self._bridge.run(self._take_file(paths[0]), key="picture of the card")

    async def _take_file(self, path: Path) -> None:
        from smmdesk.desk import media_intake

        taken = await media_intake.take_files(self._bridge.desk, self._draft.post.brand_id, [path])
        if self._closed:
            return
        self.refused = taken.problems[0] if taken.problems else None
        for asset in taken.assets:
            self._media.know(asset)
            self.change(asset_id=asset.id)
        self._changed()

    # -- what is shown
    def shown(self, content: Content, url: str) -> CardShown:
        """The card of a link with what a person put in its place."""
        page, own = self._pages.get(url), content.card or LinkCard()
        picture = self._media.thumbs.get(own.asset_id, "") if own.asset_id else page.picture if page else ""
        title = own.title or (page.title if page else "")
        description = own.description or (page.description if page else "")
        is_known = page is not None or url in self._unseen or bool(own.title)
        host = split_url(url).hostname or ""
        return CardShown(url, title or (host if is_known else ""), description, picture, is_known)

    def row(self, tab: str, voices: Sequence[Voice]) -> CardRow:
        """The card in the editor; `state` "" where no channel that is heard here shows one."""
        post, content = self._draft.post, self._draft.content
        heard = spoken_voices(post, tab, voices, "card")
        own = content.card or LinkCard()
        seen = replace(content, card=None if own.shown else replace(own, shown=True))
        links = {voice.id: card_link(seen, voice) for voice in heard}
        url = next((link for link in links.values() if link), "")
        if not _is_whole(url):
            return CardRow()
        names = short_names(voices)
        taking = [names[voice.id] for voice in heard if links[voice.id] and voice.limits.own_link_card]
        reading = [names[voice.id] for voice in heard if links[voice.id] and not voice.limits.own_link_card]
        card = self.shown(content, url)
        changed = own != LinkCard()
        return CardRow(
            state=self._state(url, own, bool(taking)),
            url=url,
            host=card.host,
            title=card.title,
            description=card.description,
            picture=card.picture,
            is_own=changed,
            can_change=bool(taking),
            who=say_list(taking),
            reads_itself=say_list(reading) if changed else "",
            refused=self.refused,
        )

    def _state(self, url: str, own: LinkCard, can_change: bool) -> str:
        if not own.shown and can_change:
            return "removed"
        if url in self._pages or own.title:
            return "seen"
        return "unseen" if url in self._unseen else "looking"


def _any_link(content: Content) -> str:
    return content.link or first_link(content.text)


def _is_whole(url: str) -> bool:
    """Whether this can be the address of a page by now: http(s), and a host with a dot in it."""
    parts = split_url(url)
    host = parts.hostname or ""
    is_name = "." in host.strip(".") and len(host) >= LEAST_HOST
    return parts.scheme.lower() in ("http", "https") and (is_name or ":" in host or host == "localhost")
