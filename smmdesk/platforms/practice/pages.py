"""The pages that practice publishes: plain HTML without scripts, light and dark, readable by everybody."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from smmdesk.model.moment import from_us
from smmdesk.model.words import _, language

_LINK = re.compile(r"https?://[^\s<>\"]+")
_TAG = re.compile(r"(?<![\w&/#])#(\w*[^\W\d]\w*)")
_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ground: #f5f4f1; --ink: #23211e; --soft: #605c55; --line: #d3cfc7;
  --accent: #2f6f6b; }
@media (prefers-color-scheme: dark) { :root { --paper: #1e1d1b; --ground: #171614; --ink: #eeece6; --soft: #b1ada3;
  --line: #45423d; --accent: #7fc4be; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
header, main, footer { max-width: 640px; margin: 0 auto; padding: 16px; }
header p, footer { color: var(--soft); font-size: 14px; }
h1 { font-size: 22px; margin: 8px 0 0; }
article { background: var(--paper); border: 1px solid var(--line); border-radius: 14px; padding: 18px 20px;
  margin-bottom: 14px; overflow-wrap: anywhere; }
article.answer { margin-left: 28px; }
.by { display: flex; gap: 8px; align-items: baseline; color: var(--soft); font-size: 14px; }
.by b { color: var(--ink); font-size: 16px; }
h2 { font-size: 20px; line-height: 1.3; margin: 10px 0 0; }
p.words { white-space: pre-line; margin: 10px 0 0; }
a { color: var(--accent); }
.photos { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 6px; margin-top: 12px; }
img, video { width: 100%; display: block; border-radius: 10px; }
a.card { display: block; margin-top: 12px; padding: 10px 14px; border: 1px solid var(--line); border-radius: 10px;
  text-decoration: none; }
"""
_POLICY = "default-src 'none'; img-src 'self' file:; media-src 'self' file:; style-src 'unsafe-inline'"
Entry = Mapping[str, Any]


def post_page(entry: Entry, answers: Sequence[Entry]) -> str:
    """One post with its thread and first comment, oldest answer first."""
    body = _article(entry) + "".join(_article(answer, answer=True) for answer in answers)
    back = f'<p><a href="index.html">{escape(_("All practice posts"))}</a></p>'
    return _page(entry["title"] or entry["channel"], back + body)


def index_page(posts: Sequence[tuple[Entry, Sequence[Entry]]]) -> str:
    """All posts, newest first, each with what hangs on it."""
    body = "".join(
        _article(entry, link=True) + "".join(_article(answer, answer=True) for answer in answers)
        for entry, answers in posts
    )
    return _page(_("Practice"), body or f"<p>{escape(_('Nothing was published here yet.'))}</p>")


def _page(title: str, body: str) -> str:
    note = _("Only this computer has these pages. Nothing here is on the internet.")
    return (
        f'<!doctype html><html lang="{escape(language())}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        f"<header><h1>{escape(title)}</h1><p>{escape(note)}</p></header><main>{body}</main></body></html>\n"
    )


def _article(entry: Entry, *, answer: bool = False, link: bool = False) -> str:
    parts = [_by(entry, link)]
    if entry["title"]:
        parts.append(f"<h2>{escape(entry['title'])}</h2>")
    if entry["text"]:
        parts.append(f'<p class="words">{_words(entry["text"])}</p>')
    if entry["media"]:
        parts.append(f'<div class="photos">{"".join(map(_medium, entry["media"]))}</div>')
    if entry["link"]:
        parts.append(_anchor(entry["link"], "card"))
    spoken = f' lang="{escape(entry["language"])}"' if entry.get("language") else ""
    return f"<article{' class=answer' if answer else ''}{spoken}>{''.join(parts)}</article>"


def _by(entry: Entry, link: bool) -> str:
    when = from_us(int(entry["published_at_us"]))
    shown = f'<time datetime="{when.isoformat()}">{escape(_said(when))}</time>'
    if link:
        shown = f'<a href="{escape(entry["key"])}.html">{shown}</a>'
    changed = f" · {escape(_('changed'))}" if entry.get("edited_at_us") else ""
    return f'<div class="by"><b>{escape(entry["channel"])}</b>{shown}{changed}</div>'


def _said(when: datetime) -> str:
    return when.astimezone().strftime("%d/%m/%Y %H:%M")


def _medium(medium: Mapping[str, Any]) -> str:
    source, alt = escape(f"media/{medium['file']}"), escape(medium["alt"])
    if medium["mime"].startswith("video/"):
        poster = f' poster="{escape("media/" + medium["cover"])}"' if "cover" in medium else ""
        moment = f"#t={int(medium['cover_ms']) / 1000:g}" if "cover_ms" in medium else ""
        return f'<video controls preload="metadata" src="{source}{moment}"{poster} aria-label="{alt}"></video>'
    return f'<img src="{source}" alt="{alt}">'


def _words(text: str) -> str:
    """Text with its links and tags marked; everything else stays what it is."""
    shown, last = [], 0
    for match in _LINK.finditer(text):
        shown += [_tagged(text[last : match.start()]), _anchor(match.group())]
        last = match.end()
    return "".join([*shown, _tagged(text[last:])])


def _tagged(text: str) -> str:
    return _TAG.sub(lambda match: f"<b>#{match.group(1)}</b>", escape(text, quote=False))


def _anchor(url: str, kind: str = "") -> str:
    marked = f' class="{kind}"' if kind else ""
    if not url.startswith(("http://", "https://")):
        return escape(url)
    return f'<a{marked} href="{escape(url)}" rel="noopener noreferrer">{escape(url)}</a>'
