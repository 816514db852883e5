"""A post dated after a sign-in's end: the composer says so, and its button leads to signing in again."""

from dataclasses import replace

from PySide6.QtWidgets import QPushButton

from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from tests.desk.support import rome
from tests.ui.composer.conftest import Compose, Look
from tests.ui.composer.support import Delays, row_of


def test_the_button_leads_to_signing_in_again(
    qtbot, compose: Compose, channels: tuple[Channel, ...], look: Look, delays: Delays, desk: Desk
) -> None:
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, channels[1].id), sign_in_ends_at_us=rome("2026-11-24 12:00").instant_us))
    view = look(compose())
    composer = view.presenter
    composer.draft.set_words("text", "Pane nero")
    composer.type_time("24/11 11:59")
    composer.commit_time()
    delays.pause()
    assert "sign_in_ends_before" not in [row.problem.code for row in composer.screen.problems]
    composer.type_time("24/11 12:00")
    composer.commit_time()
    delays.pause()
    row = row_of(composer, "sign_in_ends_before")
    assert (row.blocking, row.channels, [action.label for action in row.actions]) == (
        False,
        (channels[1].id,),
        ["Sign in again"],
    )
    with qtbot.waitSignal(view.sign_in_wanted) as wanted:
        view.findChild(QPushButton, "problem_sign_in").click()
    assert wanted.args == [channels[1].id]
