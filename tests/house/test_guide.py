"""The user guide in both languages: the same chapters, and every picture that it shows is there and is its own."""

import re
from pathlib import Path

import pytest

from smmdesk.platforms import PLATFORMS, facts_of
from tests.end_to_end.guide_pictures import MOST_BYTES
from tests.house.sources import ROOT

DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
GUIDES = {"en": DOCS / "guide.md", "it": DOCS / "guida.md"}
SHOWN = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")
MOST_BYTES_ALL = 7_300_000
PRACTICE = "practice"


def shown(path: Path) -> list[str]:
    """The names of the pictures in the order of the page; each has words for who does not see it."""
    return [name.rpartition("/")[2] for _words, name in SHOWN.findall(path.read_text(encoding="utf-8"))]


def outline(path: Path) -> list[int]:
    """How many pictures each chapter has."""
    chapters = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [len(SHOWN.findall(chapter)) for chapter in chapters]


@pytest.mark.parametrize("language", GUIDES)
def test_every_picture_that_a_guide_shows_is_there_in_its_language(language: str) -> None:
    names = shown(GUIDES[language])
    assert names, "a guide without pictures"
    assert [name for name in names if not (PICTURES / name).is_file()] == []
    assert [name for name in names if not name.endswith(f".{language}.png")] == []
    assert len(names) == len(set(names)), "a picture is shown twice"


def test_both_guides_have_the_same_chapters_and_pictures_in_pairs() -> None:
    english, italian = GUIDES.values()
    assert outline(english) == outline(italian)
    bare = [[name.removesuffix(f".{language}.png") for name in shown(path)] for language, path in GUIDES.items()]
    assert bare[0] == bare[1]


def test_every_chapter_stands_in_the_list_at_the_top() -> None:
    for path in GUIDES.values():
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"^\[([^\]]+)\]\(#|· \[([^\]]+)\]\(#|^\[([^\]]+)\]", text, re.MULTILINE)
        chapters = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert ["".join(each) for each in named] == chapters, path.name
        anchors = re.findall(r"\]\(#([^)]+)\)", text)
        assert anchors == [re.sub(r"[^\w -]", "", chapter.lower()).replace(" ", "-") for chapter in chapters]


@pytest.mark.parametrize(
    ("language", "chapter", "cloud"),
    [("en", "Channels", "**Does this computer"), ("it", "I canali", "**Il computer deve")],
)
def test_every_platform_is_named_and_who_has_a_list_of_its_own(language: str, chapter: str, cloud: str) -> None:
    text = GUIDES[language].read_text(encoding="utf-8")
    by_itself = [facts for facts in map(facts_of, PLATFORMS) if facts.sends_by_itself and facts.key != PRACTICE]
    channels = text.partition(f"\n## {chapter}\n")[2].partition("\n## ")[0]
    assert [facts.name for facts in by_itself if not re.search(rf"\b{facts.name}\b", channels)] == []
    list_of_its_own = text[text.index(cloud) :].partition("\n\n")[0]
    assert [facts.name for facts in by_itself if (facts.name in list_of_its_own) is (facts.schedule is None)] == []


def test_no_picture_lies_there_unused_or_too_large() -> None:
    used = {name for path in (*GUIDES.values(), ROOT / "README.md") for name in shown(path)}
    kept = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert sorted(set(kept) - used) == []
    assert [name for name, size in kept.items() if name.startswith("guide-") and size > MOST_BYTES] == []
    assert sum(kept.values()) <= MOST_BYTES_ALL
