"""What arrives from outside as text: rich text becomes plain, links are kept, nothing invisible stays."""

from html.parser import HTMLParser

import regex

_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table"}
_BREAKS = _PARAGRAPHS | {"div", "li", "tr", "pre", "article", "section"}
_SILENT = {"script", "style", "head", "title", "template", "noscript"}
_SPACES = regex.compile(r"[ \t\r\n\f]+")
_CONTROLS = regex.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ufffe\uffff\ud800-\udfff]")
_NEWLINES = regex.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_DATA = regex.compile(r"data:[^\s\"'<>]{256,}")
_UNCLOSED = regex.compile(r"<(?=[^<>]*(?:<|$))")
LONGEST_PASTED = 100_000
"""Characters taken in one paste; in one line without a blank, twice as many take four times as long to lay out."""
LONGEST_HTML = 2_000_000
MOST_UNCLOSED = 200
"""Tags without an end, beyond which they are read as words: the parser looks for each end through the whole rest."""


def clean(text: str) -> str:
    """`text` with plain line feeds, without NUL, other control characters and broken surrogates."""
    return str(_CONTROLS.sub("", _NEWLINES.sub("\n", text)))


def plain_from_html(html: str) -> str:
    """The words of an HTML text; a link whose words are not its address is followed by it: `words (address)`."""
    html = _DATA.sub("data:", html)[:LONGEST_HTML]
    if sum(1 for _found in _UNCLOSED.finditer(html)) > MOST_UNCLOSED:
        html = _UNCLOSED.sub("&lt;", html)
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [line.strip(" ") for line in "".join(reader.pieces).split("\n")]
    text = regex.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return clean(text.replace("\u00a0", " ")).strip("\n")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0
        self._pre = 0
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self.pieces.append("\n")
        elif tag in _BREAKS:
            self._new_line(tag in _PARAGRAPHS)
        if tag == "li":
            self.pieces.append("• ")
        if tag == "pre":
            self._pre += 1
        if tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self.pieces)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKS:
            self._new_line(tag in _PARAGRAPHS)
        if tag == "pre":
            self._pre = max(0, self._pre - 1)
        if tag == "a" and self._links:
            self._close_link(*self._links.pop())

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        text = data if self._pre else _SPACES.sub(" ", data)
        if text == " " and (not self.pieces or self.pieces[-1].endswith(("\n", " "))):
            return
        self.pieces.append(text)

    def _new_line(self, paragraph: bool) -> None:
        written = "".join(self.pieces[-3:]).rstrip(" ")
        if not written or written.endswith("• "):
            return
        wanted = "\n\n" if paragraph else "\n"
        missing = len(wanted) - (len(written) - len(written.rstrip("\n")))
        self.pieces.append("\n" * max(0, missing))

    def _close_link(self, address: str, begun: int) -> None:
        if not address.lower().startswith(("http://", "https://")):
            return
        words = "".join(self.pieces[begun:]).strip()
        bare = address.split("://", 1)[1].rstrip("/")
        if words.rstrip("/") in (address.rstrip("/"), bare):
            del self.pieces[begun:]
            self.pieces.append(address)
        elif words:
            self.pieces.append(f" ({address})")
