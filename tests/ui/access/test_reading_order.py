"""Tab comes to all that shows, whatever was made last (ux.md 96)."""

import pytest

from tests.ui.access import checks
from tests.ui.access.conftest import Program
from tests.ui.access.steps import calendar, settle
from ui.presenters.calendar_modes import MODES


@pytest.mark.statement(96)
@pytest.mark.parametrize("mode", MODES)
def test_every_view_of_the_calendar_has_toolbar_and_tray_on_the_way_of_tab(program: Program, mode: str) -> None:
    """Another view than the month sent Tab round the rail and the days for ever."""
    view = calendar(program())
    view.open_tray(True)
    view.grid.setFocus()
    view.presenter.set_mode(mode)
    settle()
    names = [stop.objectName() for stop in checks.tab_stops(view.window())]
    days = names.index(f"calendar_{mode}")
    toolbar = [names.index(each) for each in ("calendar_previous", f"segment_{mode}", "calendar_filters")]
    assert days < toolbar[0] < toolbar[-1] < names.index("tray_ideas"), names
    assert names.index("idea_field") < names.index("mix_look"), names
