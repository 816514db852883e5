"""The saved texts of the brand beside the post that is written: found, filled, kept, changed, taken away."""

from dataclasses import replace
from unicodedata import combining, normalize

from smmdesk.desk import snippets
from smmdesk.desk.snippets import Filled
from smmdesk.model.planning_aids import Snippet, SnippetKind
from smmdesk.model.words import _
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_rows import short_names, spoken_voices
from ui.presenters.moments import say_number
from ui.presenters.spans import SpanKind, spans_of


def kind_words(kind: SnippetKind) -> str:
    """What a kind is called on screen."""
    return {
        SnippetKind.HASHTAGS: _("Hashtag set"),
        SnippetKind.SIGNATURE: _("Signature"),
        SnippetKind.TEXT: _("Saved text"),
    }[kind]


def likely_kind(text: str) -> SnippetKind:
    """A text of hashtags only is a set of them."""
    words = text.split()
    tags = bool(words) and all(word.startswith(("#", "＃")) for word in words)
    return SnippetKind.HASHTAGS if tags else SnippetKind.TEXT


class SnippetsPresenter:
    """Reads anew each time it is asked: it lives as long as its popover is open."""

    def __init__(self, composer: ComposerPresenter) -> None:
        self._composer = composer

    @property
    def is_locked(self) -> bool:
        """True when the post is only shown: nothing can be put into it."""
        return self._composer.screen.head.is_locked

    def found(self, words: str = "") -> tuple[Snippet, ...]:
        """Those whose name or text has each of the words typed; accents do not matter."""
        wanted = _bare(words).split()
        rows = self._composer.bridge.attempt(lambda: snippets.listed(self._composer.desk, self._composer.brand.id))
        return tuple(row for row in rows or () if all(word in _bare(f"{row.name} {row.text}") for word in wanted))

    def filled(self, snippet: Snippet) -> Filled:
        """What is put into the open tab."""
        draft = self._composer.draft
        values = snippets.values_for(
            self._composer.brand, draft.post.planned, draft.content.link, self._composer.language
        )
        return snippets.filled(snippet.text, values)

    def keep(self, kind: SnippetKind, name: str, text: str) -> None:
        composer = self._composer
        made = composer.bridge.attempt(lambda: snippets.add(composer.desk, composer.brand.id, kind, name, text))
        if made is not None:
            composer.bridge.announce(_("Saved as “{name}”").format(name=made.name), True)

    def change(self, old: Snippet, kind: SnippetKind, name: str, text: str) -> None:
        new = replace(old, kind=kind, name=name, text=text)
        made = self._composer.bridge.attempt(lambda: snippets.save(self._composer.desk, new))
        if made is not None:
            self._composer.bridge.announce(_("“{name}” was changed").format(name=made.name), True)

    def remove(self, snippet: Snippet) -> None:
        """Take it away; posts keep what was put into them."""
        composer = self._composer
        composer.bridge.attempt(lambda: snippets.remove(composer.desk, snippet.id))
        composer.bridge.announce(_("“{name}” was deleted").format(name=snippet.name), True)

    def move(self, snippet: Snippet, by: int) -> bool:
        """One place up (-1) or down (1) among those of its kind; False at the end, where nothing happens."""
        composer = self._composer
        same = [row.id for row in self.found() if row.kind is snippet.kind]
        to = same.index(snippet.id) + by if snippet.id in same else -1
        if not 0 <= to < len(same):
            return False
        composer.bridge.attempt(lambda: snippets.move(composer.desk, snippet.id, to))
        return True

    def tag_counts(self) -> str:
        """How many hashtags each channel of the open tab gets, in words; empty without any."""
        post, chosen = self._composer.draft.post, self._composer.chosen
        names = short_names(chosen)
        said = []
        for voice in spoken_voices(post, self._composer.draft.tab, chosen):
            spans = spans_of(post.content_for(voice.id).text)
            count = sum(span.kind is SpanKind.TAG for span in spans)
            said.append((count, f"{names[voice.id]} {say_number(count)}"))
        if not any(count for count, _words in said):
            return ""
        return _("Hashtags now: {counts}").format(counts=" · ".join(words for _count, words in said))


def _bare(text: str) -> str:
    return "".join(char for char in normalize("NFKD", text.casefold()) if not combining(char))
