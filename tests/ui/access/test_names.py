"""Names with apostrophes, accents and pictures in them, from the file to the screen (ux.md 109)."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QCheckBox, QLineEdit

from smmdesk.desk import media_intake, planning
from smmdesk.model.content import Content
from smmdesk.model.label import Label
from smmdesk.model.media import Asset, MediaUse
from tests.desk.support import add_post, rome
from tests.ui.access.conftest import Program
from tests.ui.access.steps import BRAND, calendar, place
from tests.ui.shell.support import child
from ui.calendar.filters import FiltersCard


@pytest.mark.statement(109)
def test_an_apostrophe_an_accent_and_an_emoji_go_from_the_disk_to_the_screen_and_back(
    program: Program, tmp_path: Path
) -> None:
    session = program("it")
    desk = session.bridge.desk
    photo = tmp_path / "è già.jpg"
    Image.new("RGB", (64, 48), "tan").save(photo)
    (taken,) = media_intake.take_files_now(desk, BRAND, [photo]).assets
    with desk.store.transaction() as tx:
        tx.put(Label("label-bread", BRAND, "🍞 Pane & D'Angelo", "prodotti"))
    brand = planning.first_brand(desk)
    content = Content(text="Da D'Angelo: è già pronto 👨‍👩‍👧‍👦 <b>", media=(MediaUse(taken.id),))
    post = add_post(desk, brand, content=content, labels=("label-bread",), planned=rome("2026-11-27 09:00"))
    view = calendar(session, "day")
    view.presenter.go_to(rome("2026-11-27 09:00").day)
    said = [entry.words for day in view.presenter.page.days for entry in day.entries if entry.post_id == post.id]
    assert said == ["Da D'Angelo: è già pronto 👨‍👩‍👧‍👦 <b>"]
    filters = FiltersCard(session.window, view.presenter)
    assert child(filters, QCheckBox, "filter_labels_label-bread").accessibleName() == "🍞 Pane & D'Angelo"
    filters.close_now()
    filters.deleteLater()
    place("media")(session)
    names = [row.name for row in session.window.view("media").presenter.rows]  # type: ignore[union-attr]
    assert "è già.jpg" in names
    settings = place("settings")(session)
    field = settings.findChild(QLineEdit, "settings_brand_name")
    assert field is not None
    field.setText("D'Angelo 🍞")
    field.editingFinished.emit()
    assert planning.first_brand(desk).name == "D'Angelo 🍞"
    with desk.store.reading() as reader:
        kept = reader.get(Asset, taken.id)
        assert "🍞 Pane & D'Angelo" in [label.name for label in reader.all(Label, brand_id=BRAND)]
    assert kept.name == "è già.jpg"
