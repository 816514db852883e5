"""The line that says where nothing is planned (ux.md 51)."""

from datetime import datetime

import pytest
from PySide6.QtGui import QPainter

from smmdesk.desk import planning
from smmdesk.model.moment import Moment
from ui.calendar.texts import Texts
from ui.look.theme import theme
from ui.views.calendar import CalendarView


@pytest.mark.statement(51)
def test_a_month_says_a_gap_once_and_quietly_and_only_before_a_post(
    view: CalendarView, write, bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From three empty days on: one dashed line across them with its words, in the colours of what is faint."""
    view.presenter.set_mode("month")
    said: list[str] = []
    draw = Texts.draw

    def heard(texts: Texts, painter: QPainter, style: str, words: str, *place: int) -> None:
        if words.startswith("nothing"):
            said.append(f"{words} in {painter.pen().color().name()}")
        draw(texts, painter, style, words, *place)

    monkeypatch.setattr(Texts, "draw", heard)
    write("2026-11-19T09:00", "One")
    view.grid.viewport().grab()
    assert said == [], "nobody knows what comes after the last post"
    end = write("2026-11-29T09:00", "Two")
    image = view.grid.viewport().grab().toImage()
    assert said == [f"nothing 20–28 November in {theme().color('text-faint').name()}"]
    (gap,) = view.grid.scene._gaps
    day = view.grid.scene.layout.cells[gap.cells[0]].rect
    line = {image.pixelColor(x, day.y + day.height * 2 // 3).name() for x in range(day.x + 12, day.x + 40)}
    assert theme().color("hairline-strong").name() in line
    assert not line & {theme().color(tone).name() for tone in ("warning", "danger", "accent")}
    bridge.attempt(lambda: planning.move_posts(bridge.desk, {end.id: Moment(datetime(2026, 11, 22, 9), "Europe/Rome")}))
    said.clear()
    view.grid.viewport().grab()
    assert said == [], "two empty days are no gap"
