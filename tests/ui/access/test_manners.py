"""What is moved, said and shown to everybody: still where nothing shall move, moves told, states in words."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from smmdesk.model.stages import Progress, chip_word
from smmdesk.model.words import ngettext, set_language, with_tenths
from smmdesk.system.paths import RESOURCES
from tests.ui.access.conftest import Program
from tests.ui.access.steps import calendar, settle
from ui.calendar.life import Life
from ui.look.theme import theme, tokens
from ui.models.calendar_words import clock, full_day, month_title, short_day
from ui.presenters.calendar_modes import BOARD, MODES
from ui.presenters.moments import say_number
from ui.shell import toast

TUESDAY = date(2026, 11, 24)


@pytest.mark.statement(101)
def test_what_turns_stands_still_as_soon_as_somebody_wants_it(program: Program) -> None:
    view = calendar(program(), "day")
    life: Life = view._life
    life.start()
    life.shown()
    assert life._sending()
    assert life._loader.isActive()  # a post of the bakery is being sent
    life._turn()
    turned = view.grid.hand.turn
    assert turned > 0
    theme().choose_motion("still")
    life._turn()
    assert (life._loader.isActive(), view.grid.hand.turn) == (False, 0)
    life.shown()
    assert not life._loader.isActive()
    moved = {name: theme().duration_ms(name) for name in ("quick", "normal", "sheet", "ring-turn")}
    assert set(moved.values()) == {0}
    assert theme().duration_ms("toast-min") >= 6000
    life.stop()


@pytest.mark.statement(101)
def test_nothing_else_slides_fades_or_plays_by_itself() -> None:
    """No animation of Qt's own and no film is anywhere in the window; a preview of a film is a still with its sign."""
    moving = re.compile(r"Q(Property|Variant|Sequential|Parallel)Animation|QMovie|QMediaPlayer|setRange\(0, 0\)")
    files = [path for path in (RESOURCES.parent / "ui").rglob("*.py") if moving.search(path.read_text("utf-8"))]
    assert files == []


@pytest.mark.statement(101)
def test_qts_own_menus_and_boxes_do_not_slide(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program()
    monkeypatch.setattr(theme(), "_qt_moves", True)
    sliding = (Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_AnimateCombo, Qt.UIEffect.UI_AnimateTooltip)
    for effect in sliding:  # as systems have them that do not say otherwise
        QApplication.setEffectEnabled(effect, True)
    try:
        theme().choose_motion("still")
        assert not any(QApplication.isEffectEnabled(effect) for effect in sliding)
        theme().choose_motion("moving")
        assert all(QApplication.isEffectEnabled(effect) for effect in sliding)
    finally:
        for effect in (*sliding, Qt.UIEffect.UI_General):
            QApplication.setEffectEnabled(effect, False)


@pytest.mark.statement(99)
@pytest.mark.parametrize("mode", MODES)
def test_what_was_done_is_announced_in_every_view(program: Program, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Moved, copied, put into the trash and taken back: a screen reader hears each, and how to undo it."""
    heard: list[str] = []
    speaker = SimpleNamespace(updateAccessibility=lambda event: heard.append(event.message()))
    monkeypatch.setattr(toast, "QAccessible", speaker)
    session = program()
    view = calendar(session, mode)
    view.presenter.go_to(TUESDAY)
    settle()
    entry = next(
        entry
        for day in view.presenter.page.days
        for entry in day.entries
        if entry.progress is Progress.SCHEDULED and entry.day is not None and entry.day > date(2026, 11, 19)
    )
    view.grid.choice.focus(entry.post_id)
    view.grid.setFocus()
    for key in (Qt.Key.Key_D, Qt.Key.Key_Delete):
        with_control = Qt.KeyboardModifier.ControlModifier if key is Qt.Key.Key_D else Qt.KeyboardModifier.NoModifier
        view.grid.choice.focus(entry.post_id)
        QTest.keyClick(view.grid, key, with_control)
        settle()
        assert heard[-1].endswith("; press Ctrl+Z to undo"), heard
    session.undo()
    settle()
    assert heard[-1].startswith("Undone: ")
    assert len(heard) >= 3
    if mode == BOARD:  # there a key moves a card to another column
        return
    day, minutes = next(
        (each.day, each.minutes)
        for page_day in view.presenter.page.days
        for each in page_day.entries
        if each.post_id == entry.post_id
    )
    view.grid.choice.focus(entry.post_id)
    QTest.keyClick(view.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    settle()
    assert day is not None
    there = day + timedelta(days=1)
    assert heard[-1] == f"Moved to {full_day(there)}, {clock(minutes)}; press Ctrl+Z to undo"


@pytest.mark.statement(95)
@pytest.mark.parametrize("language", ["en", "it"])
def test_every_state_has_its_own_word_and_an_icon(language: str) -> None:
    set_language(language)
    said = [chip_word(progress) for progress in Progress]
    assert all(said)
    assert len(set(said)) == len(said)
    drawn = tokens()["chip_icon"]
    for progress in Progress:
        assert (RESOURCES / "icons" / f"{drawn[progress.value]}.svg").exists(), progress


@pytest.mark.statement(107)
def test_italian_days_months_and_numbers_of_things() -> None:
    set_language("it")
    assert (short_day(TUESDAY), full_day(TUESDAY)) == ("mar 24 nov", "martedì 24 novembre")
    assert month_title(TUESDAY) == "Novembre 2026"
    drafts = [ngettext("{count} draft", "{count} drafts", count).format(count=count) for count in (1, 2)]
    posts = [ngettext("{count} post", "{count} posts", count).format(count=count) for count in (1, 2)]
    assert (drafts, posts) == (["1 bozza", "2 bozze"], ["1 post", "2 post"])
    assert (with_tenths(1234.5), with_tenths(0.5), say_number(2200)) == ("1.234,5", "0,5", "2.200")
    set_language("en")
    assert (with_tenths(1234.5), say_number(2200)) == ("1,234.5", "2,200")
