"""What ships beside the code can be used: fonts with their weights, icons, glyphs, and the sample shop's pictures."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF
from PySide6.QtSvg import QSvgRenderer

from tests.house.sources import ROOT
from ui.look.theme import HIGH_CONTRAST

RESOURCES = ROOT / "resources"
WEIGHTS = (400, 500, 600, 700)
WORDS_ON_SCREEN = "Perché è già così · “ciao” → ✓ € … – − × ≥ Łódź Ž Ñ ß Ωμέγα Ёж"
PICTURE_BYTES_MAX = 120_000
ICONS = sorted((RESOURCES / "icons").glob("*.svg"))
GLYPHS = sorted((RESOURCES / "icons" / "platforms").glob("*.svg"))


@pytest.fixture(scope="module")
def inter(qapp: object) -> str:
    files = sorted((RESOURCES / "fonts").glob("*.ttf"))
    families = [set(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(f)))) for f in files]
    (family,) = set.intersection(*families)
    return family


def test_the_bundled_font_has_every_weight_of_the_design(inter: str) -> None:
    widths = []
    for weight in WEIGHTS:
        font = QFont(inter)
        font.setPixelSize(40)
        font.setWeight(QFont.Weight(weight))
        assert (QFontInfo(font).family(), QFontInfo(font).weight()) == (inter, weight)
        widths.append(QFontMetricsF(font).horizontalAdvance("Pubblicato"))
    assert widths == sorted(set(widths)), "each weight is wider than the one before: none is made up"


def test_the_bundled_font_draws_what_stands_on_screen(inter: str) -> None:
    metrics = QFontMetricsF(QFont(inter))
    assert [sign for sign in WORDS_ON_SCREEN if not metrics.inFontUcs4(ord(sign))] == []


def test_figures_are_tabular_on_request(inter: str) -> None:
    font = QFont(inter)
    font.setPixelSize(13)
    font.setFeature(QFont.Tag("tnum"), 1)
    metrics = QFontMetricsF(font)
    assert len({metrics.horizontalAdvance(figure * 4) for figure in "0123456789"}) == 1
    plain = QFont(inter)
    plain.setPixelSize(13)
    usual = QFontMetricsF(plain)
    for sign in "-*[]{}":  # else "e-mail" reads "e - mail": figures stand beside words in most fonts of ours
        assert metrics.horizontalAdvance(sign * 4) == usual.horizontalAdvance(sign * 4), sign


@pytest.mark.parametrize("path", [*ICONS, *GLYPHS], ids=lambda path: path.stem)
def test_the_drawing_can_be_drawn(path: Path, qapp: object) -> None:
    text = path.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert root.tag.endswith("svg")
    assert not re.search(r"(href|src|url)\s*=|<script|<text|<image", text)
    assert QSvgRenderer(QByteArray(text.encode())).isValid()


def test_icons_take_the_color_of_the_theme() -> None:
    assert len(ICONS) > 110
    painted = [path.stem for path in ICONS if "currentColor" not in path.read_text(encoding="utf-8")]
    assert painted == ["smmdesk"]


@pytest.mark.parametrize("contrast", ["", "-high"])
@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("name", ["check", "chevron-left", "chevron-right", "chevron-down"])
def test_drawings_of_the_style_sheet_are_icons_in_the_colors_of_the_tokens(name: str, look: str, contrast: str) -> None:
    """A style sheet takes addresses only, so these lie there coloured, with a line of 3."""
    token = "accent-text" if name == "check" else "text-muted"
    token = HIGH_CONTRAST.get(token, token) if contrast else token
    color = json.loads((RESOURCES / "tokens.json").read_text("utf-8"))["color"][look][token].lower()
    drawn = (RESOURCES / "icons" / f"{name}.svg").read_text("utf-8")
    wanted = drawn.replace("currentColor", color).replace('stroke-width="2"', 'stroke-width="3"')
    assert (RESOURCES / "icons" / "sheet" / f"{look}{contrast}" / f"{name}.svg").read_text("utf-8") == wanted


def test_every_platform_has_a_glyph_in_white() -> None:
    facts = {path.stem for path in (RESOURCES / "platforms").glob("*.toml")}
    assert {path.stem for path in GLYPHS} >= facts
    for path in GLYPHS:
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}", path.read_text(encoding="utf-8"))) == {"#fff"}


@pytest.mark.parametrize("path", sorted((RESOURCES / "sample").glob("*.jpg")), ids=lambda path: path.stem)
def test_the_sample_picture_is_small_and_says_nothing_of_its_origin(path: Path) -> None:
    with Image.open(path) as picture:
        assert picture.size == (1080, 1350)
        assert picture.mode == "RGB"
        assert not picture.getexif()
    assert path.stat().st_size <= PICTURE_BYTES_MAX


def test_the_sample_shop_has_a_week_of_pictures() -> None:
    assert len(list((RESOURCES / "sample").glob("*.jpg"))) >= 10


def test_licences_lie_beside_what_they_cover() -> None:
    assert "SIL OPEN FONT LICENSE" in (RESOURCES / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    assert "ISC License" in (RESOURCES / "icons" / "LUCIDE-LICENSE.txt").read_text(encoding="utf-8")
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
