"""Icons as pixels (ui/look/drawings.py): the next start paints the same, without an SVG."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QPixmap

from ui.look import drawings as module
from ui.look.drawings import NAME, Drawings

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="3" r="3" fill="{}"/></svg>'


class Icon:
    """A drawing in a file, and how often its text was asked for."""

    def __init__(self, path: Path) -> None:
        self.path, self.asked = path, 0
        self.paint("#1b7443")

    def paint(self, color: str) -> None:
        self.path.write_text(SQUARE.format(color), "utf-8")

    def text(self) -> str:
        self.asked += 1
        return self.path.read_text("utf-8")

    def on(self, drawings: Drawings, side: int = 8, ratio: float = 1.0, name: str = "dot") -> QPixmap:
        return drawings.draw(name, str(self.path), self.text, side, ratio)


@pytest.fixture
def icon(tmp_path: Path, qapp: object) -> Icon:
    return Icon(tmp_path / "dot.svg")


def pixels(pixmap: QPixmap) -> tuple[int, float, bytes]:
    image = pixmap.toImage()
    return image.width(), pixmap.devicePixelRatio(), bytes(image.constBits())


def started(folder: Path) -> Drawings:
    made = Drawings()
    made.recall(folder)
    return made


@pytest.mark.parametrize(("side", "ratio"), [(8, 1.0), (8, 2.0), (13, 1.25)])
def test_what_was_drawn_before_is_not_drawn_again_and_looks_the_same(
    icon: Icon, tmp_path: Path, side: int, ratio: float
) -> None:
    first = Drawings()
    drawn = pixels(icon.on(first, side, ratio))
    first.keep(tmp_path)
    again = pixels(icon.on(started(tmp_path), side, ratio))
    assert again == drawn
    assert icon.asked == 1


def test_each_size_is_a_drawing_of_its_own(icon: Icon, tmp_path: Path) -> None:
    first = Drawings()
    icon.on(first, 8)
    first.keep(tmp_path)
    assert icon.on(started(tmp_path), 16).width() == 16
    assert icon.asked == 2


def test_a_drawing_that_was_changed_is_drawn_anew(icon: Icon, tmp_path: Path) -> None:
    first = Drawings()
    before = pixels(icon.on(first))
    first.keep(tmp_path)
    icon.paint("#b3261e")
    os.utime(icon.path, ns=(1, 1))
    assert pixels(icon.on(started(tmp_path))) != before


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def mixed(path: Path) -> None:
    path.write_bytes(b"\x00\xff" + path.read_bytes())


def too_big(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'", 8]', b'", 99999999]'))


def empty_at_its_end(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-200] + bytes(200))


def strange(path: Path) -> None:
    path.write_bytes(b'["made_by"]\n')


@pytest.mark.parametrize("damage", [cut, mixed, too_big, empty_at_its_end, strange, Path.unlink])
def test_a_damaged_file_counts_as_none(icon: Icon, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    first = Drawings()
    drawn = pixels(icon.on(first))
    first.keep(tmp_path)
    damage(tmp_path / NAME)
    assert pixels(icon.on(started(tmp_path))) == drawn
    assert icon.asked == 2


def test_another_version_draws_for_itself(icon: Icon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Drawings()
    icon.on(first)
    first.keep(tmp_path)
    monkeypatch.setattr(module.smmdesk, "__version__", "99.0")
    icon.on(started(tmp_path))
    assert icon.asked == 2


def test_nothing_is_written_when_nothing_is_new(icon: Icon, tmp_path: Path) -> None:
    first = Drawings()
    icon.on(first)
    first.keep(tmp_path)
    (tmp_path / NAME).rename(tmp_path / "kept")
    first.keep(tmp_path)
    assert not (tmp_path / NAME).exists()


def test_only_so_many_are_kept_those_of_this_start_first(
    icon: Icon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 3)
    first = Drawings()
    for name in "abc":
        icon.on(first, name=name)
    first.keep(tmp_path)
    second = started(tmp_path)
    for name in "cd":
        icon.on(second, name=name)
    second.keep(tmp_path)
    asked = icon.asked
    third = started(tmp_path)
    for name in "bcd":
        icon.on(third, name=name)
    assert icon.asked == asked


def test_where_nothing_can_be_written_it_is_drawn_every_time(icon: Icon, tmp_path: Path) -> None:
    first = Drawings()
    icon.on(first)
    first.keep(tmp_path / "not there")
    assert icon.on(started(tmp_path / "not there")).width() == 8
