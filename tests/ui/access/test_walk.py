"""Over every place, sheet and popover: names, the keyboard's reach, targets, words that are not cut, contrast."""

import gettext
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible

from smmdesk.model import words
from tests.ui.access import checks
from tests.ui.access.conftest import Program
from tests.ui.access.scenes import SCENES, shown
from ui.look.theme import theme

SMALL, LARGE_FONT, SMALL_LARGE = ((1024, 640), 0.0), ((1280, 800), 19.5), ((1024, 640), 19.5)
"""Size of the window in px, pixels of the system's font: 0 for the design's, 19.5 for one of 150 %."""
LOOKS = [("en", "light", "usual"), ("it", "dark", "high")]
MORE_LOOKS = [("it", "light", "usual"), ("en", "dark", "usual"), ("en", "light", "high")]


@pytest.fixture(autouse=True)
def a_screen_reader() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def faults_of(program: Program, language: str, shade: str, strength: str, size: object) -> list[str]:
    """Everything that is wrong on any screen in this look."""
    theme().choose(shade)
    theme().choose_contrast(strength)
    session = program(language, *size)  # type: ignore[misc]
    found = []
    for name in SCENES:
        with shown(session, name) as root:
            for check in (checks.nameless, checks.unreached, checks.small_targets, checks.weak):
                found += [f"{name}: {fault}" for fault in check(root)]
            for check in (checks.cut, checks.outside, checks.too_large, checks.too_wide):
                found += [f"{name}: {fault}" for fault in check(root)]
            seen = session.window.size().toTuple()
            found += [f"{name}: the window grew to {seen}"] if seen != size[0] else []  # type: ignore[index]
    return list(dict.fromkeys(found))


@pytest.mark.statement(93)
def test_a_small_window_has_room_for_large_words(program: Program) -> None:
    """1024×640 with a font of 150 %: nothing is cut, and neither a place nor a sheet is larger than the window."""
    session = program("it", *SMALL_LARGE)
    faults = []
    for name in SCENES:
        with shown(session, name) as root:
            for check in (checks.cut, checks.outside, checks.too_large, checks.too_wide):
                faults += [f"{name}: {fault}" for fault in check(root)]
    assert (faults, session.window.size().toTuple()) == ([], SMALL_LARGE[0])


@pytest.mark.statement(93)
@pytest.mark.statement(94)
@pytest.mark.statement(96)
@pytest.mark.statement(97)
@pytest.mark.statement(100)
@pytest.mark.statement(102)
@pytest.mark.parametrize(("language", "shade", "strength"), LOOKS)
def test_every_screen_of_a_small_window(program: Program, language: str, shade: str, strength: str) -> None:
    faults = faults_of(program, language, shade, strength, SMALL)
    assert not faults, "\n".join(faults)


@pytest.mark.long
@pytest.mark.statement(93)
@pytest.mark.statement(94)
@pytest.mark.statement(102)
@pytest.mark.parametrize("size", [SMALL, LARGE_FONT, SMALL_LARGE], ids=["small", "large font", "small, large font"])
@pytest.mark.parametrize(("language", "shade", "strength"), [*LOOKS, *MORE_LOOKS])
def test_every_screen_in_every_look(program: Program, language: str, shade: str, strength: str, size: object) -> None:
    faults = faults_of(program, language, shade, strength, size)
    assert not faults, "\n".join(faults)


class Longer(gettext.NullTranslations):
    """Every word of the program a third longer, with accents: what another language may do to a screen (ux.md 108)."""

    def gettext(self, message: str) -> str:
        return longer(message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return longer(singular if count == 1 else plural)

    def pgettext(self, _context: str, message: str) -> str:
        return longer(message)


def longer(text: str) -> str:
    """35 % more letters after the last one; short names of days and the like stay."""
    if len(text) < 5 or "%" in text:
        return text
    return text + " " + "àéîõü" * (1 + len(text) * 35 // 500)


@pytest.mark.long
@pytest.mark.statement(108)
@pytest.mark.statement(105)
def test_words_that_are_a_third_longer_fit(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    session = program("en", (1280, 800))
    monkeypatch.setattr(words, "_current", Longer())
    session.window.rebuild()
    faults = []
    for name in SCENES:
        with shown(session, name) as root:
            for check in (checks.cut, checks.outside, checks.too_large):
                faults += [f"{name}: {fault}" for fault in check(root)]
    assert not faults, "\n".join(dict.fromkeys(faults))
