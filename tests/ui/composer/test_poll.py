"""A poll: written where a channel has polls, checked, shown, undone, and asked nowhere else."""

from smmdesk.desk.desk import Desk
from smmdesk.model.content import Poll
from tests.ui.composer.conftest import Compose, Look
from tests.ui.composer.support import Delays, codes, row_of, stored
from ui.presenters import composer_intents as intents
from ui.presenters.composer import ComposerPresenter
from ui.presenters.previews import PreviewsPresenter


def asked(composer: ComposerPresenter, *answers: str) -> None:
    composer.poll.begin()
    for number, answer in enumerate(answers):
        if number > 1:
            composer.poll.add_answer()
        composer.poll.set_answer(number, answer)


def on(composer: ComposerPresenter, *numbers: int) -> ComposerPresenter:
    composer.draft.choose_channels([composer.voices[number].id for number in numbers])
    return composer


def test_a_poll_is_written_stored_and_undone_in_one_step_a_burst(
    compose: Compose, channels, desk: Desk, delays: Delays
) -> None:
    composer = on(compose(text="Quale?"), 0)
    previews = PreviewsPresenter(composer)
    asked(composer, "Classico", "Al cioccolato", "Tutti e due")
    composer.poll.choose(minutes=60, many=True)
    delays.pause()
    poll = Poll(("Classico", "Al cioccolato", "Tutti e due"), 60, many=True)
    assert stored(desk)[0].content.poll == poll
    assert previews.previews[0].poll == poll
    assert not [row for row in composer.screen.problems if row.blocking]
    composer.draft.undo()
    composer.poll.remove_answer(2)
    assert composer.draft.post.content.poll == Poll(("Classico", "Al cioccolato"))
    composer.poll.remove_answer(0)
    assert composer.screen.poll.answers == ("Classico", "Al cioccolato")  # two at the least


def test_what_a_platform_would_refuse_is_said_before(compose: Compose, channels, delays: Delays) -> None:
    composer = on(compose(text="Quale?"), 0)
    asked(composer, "Uno", "Uno")
    delays.pause()
    assert codes(composer) == ["poll_unfinished"]
    composer.poll.set_answer(1, "x" * 51)
    delays.pause()
    assert codes(composer) == ["poll_answer_too_long"]


def test_where_there_are_no_polls_it_is_asked_elsewhere_only(compose: Compose, channels, delays: Delays) -> None:
    composer = on(compose(text="Quale?"), 0, 1)
    asked(composer, "Classico", "Al cioccolato")
    delays.pause()
    assert codes(composer) == ["poll_not_possible"]
    intents.act(composer, row_of(composer, "poll_not_possible"), "poll_there")
    delays.pause()
    assert codes(composer) == []
    mastodon, bluesky = composer.draft.post.channels
    assert composer.draft.post.content_for(mastodon).poll == Poll(("Classico", "Al cioccolato"))
    assert composer.draft.post.content_for(bluesky).poll is None
    composer.draft.undo()
    assert composer.draft.post.content.poll is not None


def test_the_form_on_screen(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(on(compose(text="Quale?"), 0, 1))
    section, button = view.editor.poll, view.editor.box.tools.poll
    assert not section.isVisible()
    button.click()
    assert section.isVisible()
    assert not button.isVisible()
    lines = [line.line for line in section._lines]
    qtbot.keyClicks(lines[0], "Classico")
    qtbot.keyClicks(lines[1], "Integrale")
    section.add.click()
    assert view.presenter.draft.post.content.poll == Poll(("Classico", "Integrale", ""))
    section.length.setCurrentIndex(0)
    section.length.activated.emit(0)
    section.many.click()
    assert view.presenter.draft.post.content.poll == Poll(("Classico", "Integrale", ""), 60, many=True)
    section.remove.click()
    assert view.presenter.draft.post.content.poll is None
    on(view.presenter, 1)
    assert not button.isVisible()
