"""The composer without widgets: writing, wordings, counters, undo, saving."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, Wording
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.system.clock import ManualClock
from tests.desk.support import add_channel, post_now, rome
from tests.ui.composer import bakery
from tests.ui.composer.conftest import Compose
from tests.ui.composer.support import Delays, stored, type_text
from ui.bridge import Bridge
from ui.presenters import composer_intents as intents
from ui.presenters.composer import ComposerPresenter


# ------------------------------------------------------------------ saving
@pytest.mark.statement(11)
def test_typing_is_saved_without_a_button(compose: Compose, channels, delays: Delays, desk: Desk) -> None:
    composer = compose()
    type_text(composer, "Pane")
    assert stored(desk) == ()
    assert delays.longest <= 2000
    delays.pause()
    assert [post.content.text for post in stored(desk)] == ["Pane"]
    assert composer.screen.head.saved == "Saved at 11:20"


@pytest.mark.statement(11)
def test_further_typing_does_not_put_the_save_off(compose: Compose, channels, delays: Delays, desk: Desk) -> None:
    composer = compose()
    composer.draft.set_words("text", "P")
    save = next(delay for delay in delays.made if delay.milliseconds and delay.milliseconds > 500)
    save.milliseconds = 7  # what is left of the wait
    composer.draft.set_words("text", "Pa")
    assert save.milliseconds == 7


def test_nothing_is_stored_for_a_draft_without_words(compose: Compose, channels, desk: Desk) -> None:
    composer = compose()
    intents.toggle_channel(composer, channels[0].id)
    assert composer.close()
    assert stored(desk) == ()


def test_closing_saves_at_once(compose: Compose, channels, desk: Desk) -> None:
    composer = compose()
    type_text(composer, "Pane")
    assert composer.close()
    assert [post.content.text for post in stored(desk)] == ["Pane"]


@pytest.mark.fault(77)
def test_a_failed_save_keeps_the_text_and_tries_again(
    compose: Compose, channels, delays: Delays, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    composer = compose()
    type_text(composer, "Pane")

    def full(*_arguments: object, **_more: object) -> Post:
        raise ProblemError("disk_full")

    with monkeypatch.context() as broken:
        broken.setattr(planning, "add_post", full)
        assert not composer.saving.flush()
        assert composer.screen.bar is not None
        assert composer.screen.bar.code == "disk_full"
        assert composer.screen.head.saved == "Not saved"
        assert not composer.close()
        assert not composer.is_closed
        assert composer.screen.text == "Pane"
    assert composer.saving.flush()
    assert composer.screen.bar is None
    assert [post.content.text for post in stored(desk)] == ["Pane"]


@pytest.mark.statement(30)
def test_one_undo_outside_takes_the_whole_edit_back(
    compose: Compose, channels, delays: Delays, desk: Desk, brand: Brand
) -> None:
    post = planning.add_post(desk, brand.id, content=Content(text="Prima"), channels=(channels[0].id,))
    composer = compose(post)
    for text in ("Prima e", "Prima e dopo", "Tutto nuovo"):
        composer.draft.set_words("text", text)
        delays.pause()
    composer.draft.set_words("title", "Titolo")
    assert composer.close()
    undo.undo(desk)
    assert post_now(desk, post).content == Content(text="Prima")


@pytest.mark.statement(30)
def test_one_undo_outside_takes_a_new_post_away(compose: Compose, channels, delays: Delays, desk: Desk) -> None:
    composer = compose()
    for text in ("Uno", "Uno due", "Uno due tre"):
        composer.draft.set_words("text", text)
        delays.pause()
    assert composer.close()
    assert [post.content.text for post in stored(desk)] == ["Uno due tre"]
    undo.undo(desk)
    assert stored(desk) == ()


def test_two_edits_of_a_post_are_two_steps_outside(compose: Compose, channels, desk: Desk, brand: Brand) -> None:
    post = planning.add_post(desk, brand.id, content=Content(text="Uno"), channels=(channels[0].id,))
    for text in ("Due", "Tre"):
        composer = compose(post)
        composer.draft.set_words("text", text)
        assert composer.close()
    undo.undo(desk)
    assert post_now(desk, post).content.text == "Due"


# ------------------------------------------------------------------ others write too
def test_a_move_from_elsewhere_joins_what_is_typed(
    compose: Compose, channels, delays: Delays, desk: Desk, brand: Brand
) -> None:
    post = planning.add_post(desk, brand.id, content=Content(text="Pane"), channels=(channels[0].id,))
    composer = compose(post)
    composer.draft.set_words("text", "Pane nero")
    planning.move_posts(desk, {post.id: rome("2026-11-24 09:00")})
    assert composer.screen.when.says == "Tue 24 Nov 2026, 09:00"
    assert composer.close()
    kept = post_now(desk, post)
    assert (kept.content.text, kept.planned) == ("Pane nero", rome("2026-11-24 09:00"))


def test_another_desks_words_survive_beside_mine(compose: Compose, channels, desk: Desk, brand: Brand) -> None:
    post = planning.add_post(desk, brand.id, content=Content(text="Pane", title="A"), channels=(channels[0].id,))
    composer = compose(post)
    composer.draft.set_words("text", "Pane nero")
    newest = post_now(desk, post)
    composer.saving.is_writing = True  # the news did not arrive yet
    planning.save_post(desk, replace(newest, content=replace(newest.content, title="B")))
    composer.saving.is_writing = False
    assert composer.saving.flush()
    kept = post_now(desk, post).content
    assert (kept.text, kept.title) == ("Pane nero", "B")


def test_a_post_that_is_thrown_away_elsewhere_closes_the_composer(
    compose: Compose, channels, desk: Desk, brand: Brand
) -> None:
    post = planning.add_post(desk, brand.id, content=Content(text="Pane"), channels=(channels[0].id,))
    composer = compose(post)
    closed: list[bool] = []
    composer.closed.connect(lambda: closed.append(True))
    planning.trash(desk, [post.id])
    assert closed
    assert composer.is_closed


# ------------------------------------------------------------------ wordings
@pytest.mark.statement(12)
def test_one_text_for_all_until_a_channel_gets_its_own(compose: Compose, channels) -> None:
    composer = compose()
    type_text(composer, "Per tutti")
    first, second = channels[0].id, channels[1].id
    assert composer.draft.post.content_for(second).text == "Per tutti"
    composer.draft.customise(second)
    composer.draft.set_words("text", "Solo qui")
    assert composer.draft.post.content_for(second).text == "Solo qui"
    assert composer.draft.post.content_for(first).text == "Per tutti"
    assert [tab.own for tab in composer.screen.tabs] == [False, False, True, False]


@pytest.mark.statement(12)
def test_back_to_common_can_be_undone(compose: Compose, channels) -> None:
    composer = compose()
    type_text(composer, "Per tutti")
    composer.draft.customise(channels[1].id)
    composer.draft.set_words("text", "Solo qui")
    composer.draft.back_to_common(channels[1].id)
    assert composer.screen.text == "Per tutti"
    composer.draft.undo()
    assert composer.screen.text == "Solo qui"
    assert composer.screen.tab == channels[1].id


def test_a_channel_that_says_the_same_is_not_editable(compose: Compose, channels) -> None:
    composer = compose()
    type_text(composer, "Per tutti")
    composer.draft.show_tab(channels[0].id)
    assert not composer.screen.is_editable
    assert composer.screen.text == "Per tutti"


def test_options_alone_give_no_badge(compose: Compose, channels) -> None:
    composer = compose()
    composer.draft.set_option(channels[0].id, "visibility", "unlisted", "")
    assert not any(tab.own for tab in composer.screen.tabs)
    composer.draft.set_option(channels[0].id, "visibility", "", "")
    assert composer.draft.post.wordings == ()


def test_leaving_a_channel_out_and_back_keeps_its_words(compose: Compose, channels) -> None:
    composer = compose()
    composer.draft.customise(channels[1].id)
    composer.draft.set_words("text", "Solo qui")
    intents.toggle_channel(composer, channels[1].id)
    assert composer.screen.tab == ""
    intents.toggle_channel(composer, channels[1].id)
    assert composer.draft.post.wording_for(channels[1].id) == Wording(channels[1].id, text="Solo qui", thread=())


def test_channels_keep_the_order_of_the_list(compose: Compose, channels) -> None:
    composer = compose()
    intents.toggle_channel(composer, channels[0].id)
    intents.toggle_channel(composer, channels[0].id)
    assert composer.draft.post.channels == tuple(channel.id for channel in channels)


def test_the_title_is_asked_for_where_a_channel_has_one(compose: Compose, channels) -> None:
    composer = compose()
    assert composer.screen.title.shown
    assert composer.screen.title.who == "WordPress"
    intents.toggle_channel(composer, channels[2].id)
    assert not composer.screen.title.shown


# ------------------------------------------------------------------ counters
@pytest.mark.statement(13)
def test_every_channel_counts_by_its_own_rule(compose: Compose, channels) -> None:
    composer = compose()
    composer.draft.set_words("text", "👨‍👩‍👧 https://forno.example/molto/lungo/indirizzo/che/conta/poco")
    shown = {counter.platform: counter.shown for counter in composer.screen.counters}
    assert shown["mastodon"] == "25 / 500"
    assert shown["bluesky"] == "60 / 300"


@pytest.mark.statement(13)
def test_counters_turn_amber_at_ninety_and_red_above(compose: Compose, channels) -> None:
    composer = compose()

    def level(count: int) -> str:
        composer.draft.set_words("text", "a" * count)
        return next(c.level for c in composer.screen.counters if c.platform == "bluesky")

    assert [level(count) for count in (269, 270, 300, 301)] == ["", "near", "near", "over"]
    counter = next(c for c in composer.screen.counters if c.platform == "bluesky")
    assert counter.spoken == "Forno Lucia su Bluesky: 301 of 300, 1 too many"
    assert composer.screen.tabs[2].over


def test_a_content_warning_counts_with_the_text(compose: Compose, channels) -> None:
    composer = compose()
    composer.draft.set_words("text", "a" * 10)
    composer.draft.set_option(channels[0].id, "content_warning", "panettone", None)
    assert next(c.count.used for c in composer.screen.counters if c.platform == "mastodon") == 19


@pytest.mark.statement(14)
def test_five_thousand_characters_are_all_kept(compose: Compose, channels, desk: Desk) -> None:
    composer = compose()
    text = "È già mattina. " * 334
    composer.draft.set_words("text", text)
    assert composer.close()
    assert stored(desk)[0].content.text == text


@pytest.mark.statement(20)
def test_the_first_comment_counts_for_itself(compose: Compose, channels) -> None:
    composer = compose()
    composer.draft.set_words("first_comment", "a" * 301)
    levels = {counter.platform: counter.level for counter in composer.screen.comment.counters}
    assert levels == {"mastodon": "", "bluesky": "over", "wordpress": ""}


# ------------------------------------------------------------------ undo inside
@pytest.mark.statement(30)
def test_undo_goes_by_typing_bursts(compose: Compose, channels, clock: ManualClock) -> None:
    composer = compose()
    type_text(composer, "Pane nero")
    clock.advance(timedelta(seconds=3))
    for end in range(1, 9):
        composer.draft.set_words("text", "Pane nero" + " e bianco"[:end])
    composer.draft.undo()
    assert composer.screen.text == "Pane nero"
    composer.draft.undo()
    assert composer.screen.text == ""
    assert not composer.screen.can_undo
    composer.draft.redo()
    composer.draft.redo()
    assert composer.screen.text == "Pane nero e bianc"


def test_a_paste_is_a_step_of_its_own(compose: Compose, channels) -> None:
    composer = compose()
    type_text(composer, "Ecco: ")
    composer.draft.set_words("text", "Ecco: un testo lungo")
    composer.draft.undo()
    assert composer.screen.text == "Ecco: "


def test_deleting_after_typing_is_a_new_step(compose: Compose, channels) -> None:
    composer = compose()
    type_text(composer, "Pane")
    composer.draft.set_words("text", "Pan")
    composer.draft.set_words("text", "Pa")
    composer.draft.undo()
    assert composer.screen.text == "Pane"


def test_undo_covers_channels_times_and_parts(compose: Compose, channels) -> None:
    composer = compose()
    composer.draft.set_words("text", "Pane")
    composer.draft.add_part("seconda")
    intents.toggle_channel(composer, channels[0].id)
    composer.type_time("tomorrow 9")
    composer.commit_time()
    for _step in range(3):
        composer.draft.undo()
    post = composer.draft.post
    assert (post.planned, len(post.channels), post.content.thread) == (None, 3, ())
    assert composer.screen.when.text == ""


def test_undo_keeps_what_others_changed_meanwhile(compose: Compose, channels, desk: Desk, brand: Brand) -> None:
    post = planning.add_post(desk, brand.id, content=Content(text="Pane"), channels=(channels[0].id,))
    composer = compose(post)
    composer.draft.set_words("text", "Pane nero")
    planning.move_posts(desk, {post.id: rome("2026-11-24 09:00")})
    composer.draft.undo()
    assert composer.draft.post.content.text == "Pane"
    assert composer.draft.post.planned == rome("2026-11-24 09:00")


# ------------------------------------------------------------------ opening
def test_a_new_post_takes_day_text_and_stage(compose: Compose, channels: tuple[Channel, ...]) -> None:
    composer = compose(day=rome("2026-11-27 09:00").day, text="Ciao", stage="idea")
    assert composer.screen.when.says == "Fri 27 Nov 2026, 09:00"
    assert composer.screen.text == "Ciao"
    assert composer.screen.head.state == "idea"


def test_only_connected_channels_are_chosen_for_a_new_post(compose: Compose, desk: Desk, brand: Brand) -> None:
    ready = bakery.channel(desk, brand, "practice", "Prova")
    bakery.channel(desk, brand, "mastodon", "Non ancora", status=ChannelStatus.PLANNED)
    composer = compose()
    assert composer.draft.post.channels == (ready.id,)
    assert [(chip.chosen, chip.note) for chip in composer.screen.chips] == [(True, ""), (False, "not connected yet")]


def test_opening_what_is_not_there_says_so(bridge: Bridge, brand: Brand) -> None:
    with pytest.raises(ProblemError, match="not_found"):
        ComposerPresenter.open(bridge, "nobody")


def test_a_post_begun_before_the_first_channel_is_there_goes_to_it(compose: Compose, desk: Desk, brand: Brand) -> None:
    """At the very first start the practice channel comes while a quick person writes already."""
    composer = compose()
    assert composer.draft.post.channels == ()
    type_text(composer, "Focaccia")
    came = add_channel(desk, brand, "Prova", platform="practice")
    assert composer.draft.post.channels == (came.id,)
    add_channel(desk, brand, "Forno", platform="mastodon")
    assert composer.draft.post.channels == (came.id,), "which is chosen like any other"


def test_a_post_whose_channels_were_left_out_gets_none_by_itself(
    compose: Compose, desk: Desk, brand: Brand, channels: tuple[Channel, ...]
) -> None:
    composer = compose()
    for channel in channels:
        intents.toggle_channel(composer, channel.id)
    assert composer.draft.post.channels == ()
    add_channel(desk, brand, "Forno", platform="mastodon")
    assert composer.draft.post.channels == ()


def test_a_new_post_is_for_practice_only_while_nothing_else_is_connected(
    compose: Compose, desk: Desk, brand: Brand
) -> None:
    practice = add_channel(desk, brand, "Prova", platform="practice")
    assert compose().draft.post.channels == (practice.id,)
    real = add_channel(desk, brand, "Forno", platform="mastodon")
    assert compose().draft.post.channels == (real.id,)


def test_what_was_typed_is_taken_back_by_no_message_of_another_act(
    compose: Compose, delays: Delays, bridge: Bridge
) -> None:
    composer = compose()
    type_text(composer, "Pane")
    delays.pause()
    assert composer.saving.stored is not None
    bridge.announce("Labels removed", True)
    assert [said.step for said in bridge.said] == [""]
