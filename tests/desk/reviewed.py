"""A review file written and read as a browser reads it, and answers as its script saves them."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from smmdesk.desk import review_answers
from smmdesk.desk.desk import Desk
from smmdesk.desk.review_answers import AnswerPlan
from smmdesk.desk.reviewing import Wanted, write_review
from smmdesk.model.approval import ReviewFile
from smmdesk.model.post import Post


class Page(HTMLParser):
    """What the page holds: elements with their attributes, and the text outside styles and scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words, self.styles, self.scripts, self._inside = "", "", "", ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.styles += data
        elif self._inside == "script":
            self.scripts += data
        else:
            self.words += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def written(desk: Desk, path: Path, posts: list[Post], **wanted: Any) -> tuple[ReviewFile, Page]:
    ids = tuple(post.id for post in posts)
    file = write_review(desk, Wanted(ids, **{"title": "November", "whom": "Ada", **wanted}), path)
    return file, Page(path.read_text("utf-8"))


def answered(file: ReviewFile, page: Page, *said: tuple[str, str], **changes: Any) -> dict[str, Any]:
    """What the page's script would save."""
    shown = page.all("article")
    return {
        "format": "smmdesk review answer",
        "version": 1,
        "file": file.id,
        "token": file.token,
        "who": "Ada",
        "comment": "Grazie!",
        "posts": [
            {"id": one["data-post"], "hash": one["data-hash"], "answer": answer, "text": text}
            for one, (answer, text) in zip(shown, said, strict=False)
        ],
        **changes,
    }


def read(desk: Desk, folder: Path, answer: dict[str, Any] | bytes) -> AnswerPlan:
    path = folder / "answer.smmdesk-review.json"
    path.write_bytes(answer if isinstance(answer, bytes) else json.dumps(answer).encode())
    return review_answers.read_answer(desk, path)
