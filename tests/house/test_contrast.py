"""Every pair that tokens.json declares has the contrast it needs (WCAG 2.2), in both themes; nothing is left out."""

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKENS = json.loads((ROOT / "resources" / "tokens.json").read_text(encoding="utf-8"))
THEMES = ("light", "dark")
TEXT_MIN = 4.5
SHAPE_MIN = 3.0  # icons, borders of what can be typed in, focus rings, bars


def luminance(color: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 to 1."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def color(theme: str, dotted: str) -> str:
    found = TOKENS["color"][theme]
    for part in dotted.split("."):
        found = found[part]
    assert isinstance(found, str), dotted
    return found


def flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, str):
            yield prefix + name, value
        else:
            yield from flat(value, f"{prefix}{name}.")


@pytest.mark.statement(94)
@pytest.mark.parametrize("theme", THEMES)
def test_every_declared_pair_has_its_contrast(theme: str) -> None:
    ratios = {
        (p["fg"], p["bg"], p["min"]): contrast(color(theme, p["fg"]), color(theme, p["bg"])) for p in TOKENS["pairs"]
    }
    assert len(ratios) > 150
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < pair[2]} == {}


def test_a_pair_is_declared_once_and_needs_a_known_minimum() -> None:
    pairs = [(pair["fg"], pair["bg"]) for pair in TOKENS["pairs"]]
    assert len(pairs) == len(set(pairs))
    assert {pair["min"] for pair in TOKENS["pairs"]} <= {TEXT_MIN, SHAPE_MIN}


def test_both_themes_have_the_same_colors() -> None:
    light, dark = (dict(flat(TOKENS["color"][theme])) for theme in THEMES)
    assert set(light) == set(dark)
    bad = {name: value for name, value in itertools.chain(light.items(), dark.items()) if not well_formed(value)}
    assert bad == {}


def well_formed(value: str) -> bool:
    return re.fullmatch(r"#[0-9A-F]{6}([0-9A-F]{2})?", value) is not None


@pytest.mark.parametrize("group", ["platform", "label", "chip"])
def test_every_tint_label_and_chip_is_in_a_pair(group: str) -> None:
    used = {name for pair in TOKENS["pairs"] for name in (pair["fg"], pair["bg"])}
    names = [f"{group}.{name}" for name in TOKENS["color"]["light"][group]]
    assert [name for name in names if not any(one == name or one.startswith(name + ".") for one in used)] == []


def test_every_chip_icon_is_drawn() -> None:
    icons = ROOT / "resources" / "icons"
    assert [name for name in TOKENS["chip_icon"].values() if not (icons / f"{name}.svg").exists()] == []


def test_the_rule_can_fail() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") < TEXT_MIN
    assert not well_formed("#12345")


@pytest.mark.statement(102)
@pytest.mark.parametrize("theme", THEMES)
def test_high_contrast_is_high(theme: str) -> None:
    """Words reach 7:1 on every ground, lines 3:1, frames 4.5:1 (WCAG AAA for text)."""
    from ui.look.theme import HIGH_CONTRAST, placeholder

    def shown(name: str) -> str:
        return color(theme, HIGH_CONTRAST.get(name, name))

    grounds = ("surface", "surface-sunken", "surface-raised", "danger-soft", "warning-soft", "info-soft", "selection")
    words = ("text", "text-muted", "text-faint")
    weak = [
        (word, ground, round(contrast(shown(word), shown(ground)), 1))
        for word, ground in itertools.product(words, grounds)
        if contrast(shown(word), shown(ground)) < 7
    ]
    assert weak == []
    empty = placeholder(TOKENS["color"][theme]).name()
    assert all(contrast(empty, shown(ground)) >= 7 for ground in grounds[:3])
    assert contrast(empty, shown("text")) > 1.5
    for line, least in (("hairline", 3), ("hairline-strong", 4.5), ("border", 7)):
        assert contrast(shown(line), shown("surface")) >= least, line
