"""What stands against a post, and the buttons that mend it (ux.md 29); when it goes out, and whether it needs us."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.post import progress
from smmdesk.model.stages import Progress, Stage
from smmdesk.system.clock import ManualClock
from tests.desk.support import deliveries, post_now, rome
from tests.ui.composer import bakery
from tests.ui.composer.conftest import Compose
from tests.ui.composer.support import Delays, codes, jumps_of, row_of, stored
from ui.bridge import Bridge
from ui.presenters import composer_intents as intents
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_state import Jump

LONG = "Il pane è pronto, venite a prenderlo. " * 9  # 342


def written(compose: Compose, delays: Delays, text: str = "Pane nero", title: str = "Pane") -> ComposerPresenter:
    composer = compose()
    composer.draft.set_words("title", title)
    composer.draft.set_words("text", text)
    delays.pause()
    return composer


# ------------------------------------------------------------------ the panel
@pytest.mark.statement(29)
def test_nothing_is_said_about_an_empty_new_post(compose: Compose, channels, delays: Delays) -> None:
    composer = compose()
    delays.pause()
    assert composer.screen.problems == ()


@pytest.mark.statement(29)
def test_what_blocks_comes_first_and_names_its_channel(compose: Compose, channels, delays: Delays) -> None:
    composer = written(compose, delays, LONG, title="")
    assert codes(composer) == ["text_too_long", "title_missing"]
    row = row_of(composer, "text_too_long")
    assert row.problem.title == "Bluesky allows 300; you have 342"
    assert [action.label for action in row.actions] == ["Split into 2", "Shorten"]


def test_the_same_thing_on_several_channels_is_one_line(
    compose: Compose, desk: Desk, brand: Brand, delays: Delays
) -> None:
    for name in ("Uno", "Due"):
        bakery.channel(desk, brand, "wordpress", name)
    composer = compose()
    composer.attempted = True
    composer.refresh()
    assert row_of(composer, "text_missing").problem.title == "There is nothing to publish on Uno and Due yet"
    assert codes(composer) == ["text_missing", "title_missing", "title_missing"]


@pytest.mark.statement(29)
def test_each_line_jumps_to_its_field(compose: Compose, channels, delays: Delays) -> None:
    composer = written(compose, delays, title="")
    jumps = jumps_of(composer)
    intents.act(composer, row_of(composer, "title_missing"), "jump")
    assert jumps == [Jump("", "title")]


def test_without_a_channel_the_panel_asks_for_one(compose: Compose, brand: Brand, delays: Delays) -> None:
    composer = written(compose, delays)
    assert codes(composer) == ["channel_missing"]


@pytest.mark.statement(16)
def test_split_cuts_for_the_channel_that_needs_it_only(compose: Compose, channels, delays: Delays) -> None:
    composer = written(compose, delays, LONG)
    intents.act(composer, row_of(composer, "text_too_long"), "split")
    delays.pause()
    bluesky = composer.draft.post.content_for(channels[1].id)
    assert len(bluesky.thread) == 1
    assert "".join(f"{bluesky.text} {bluesky.thread[0].text}".split()) == "".join(LONG.split())
    assert composer.draft.post.content_for(channels[0].id).text == LONG
    assert composer.screen.tab == channels[1].id
    assert codes(composer) == []


@pytest.mark.statement(16)
def test_split_is_for_all_where_all_need_it(compose: Compose, channels, delays: Delays) -> None:
    composer = compose()
    intents.toggle_channel(composer, channels[2].id)
    composer.draft.set_words("text", LONG * 2)
    delays.pause()
    intents.split(composer)
    assert composer.draft.post.wordings == ()
    assert len(composer.draft.post.content.thread) == 2
    assert all(not c.count.over for row in composer.screen.parts for c in row.counters)


@pytest.mark.statement(16)
def test_parts_are_numbered_when_asked(compose: Compose, channels, delays: Delays) -> None:
    composer = written(compose, delays, LONG)
    intents.split(composer, channels[1].id, numbered=True)
    content = composer.draft.post.content_for(channels[1].id)
    assert content.text.endswith(" 1/2")
    assert content.thread[0].text.endswith(" 2/2")


@pytest.mark.statement(16)
def test_parts_change_places_the_root_too(compose: Compose, channels) -> None:
    composer = compose()
    composer.draft.set_words("text", "uno")
    composer.draft.add_part("due")
    composer.draft.add_part("tre")
    composer.draft.move_part(3, 2)
    composer.draft.move_part(2, 1)
    content = composer.draft.post.content
    assert (content.text, [item.text for item in content.thread]) == ("tre", ["uno", "due"])
    composer.draft.remove_part(2)
    assert [row.text for row in composer.screen.parts] == ["due"]


def test_shorten_selects_what_is_too_much_in_a_wording_of_its_own(compose: Compose, channels, delays: Delays) -> None:
    composer = written(compose, delays, LONG)
    jumps = jumps_of(composer)
    intents.act(composer, row_of(composer, "text_too_long"), "shorten")
    assert jumps == [Jump(channels[1].id, "text", 0, 300, len(LONG))]
    assert composer.screen.tabs[2].own


def test_a_thread_where_there_is_none_can_be_put_in_one_text(compose: Compose, channels, delays: Delays) -> None:
    composer = written(compose, delays)
    composer.draft.add_part("seconda")
    delays.pause()
    intents.act(composer, row_of(composer, "thread_not_possible"), "join")
    delays.pause()
    blog = composer.draft.post.content_for(channels[2].id)
    assert (blog.text, blog.thread) == ("Pane nero\n\nseconda", ())
    assert codes(composer) == []


@pytest.mark.statement(32)
def test_the_same_text_nearby_gives_a_link_to_it(
    compose: Compose, channels, delays: Delays, desk: Desk, brand: Brand
) -> None:
    first = channels[0]
    twin = planning.add_post(
        desk, brand.id, content=Content(text="Pane nero"), channels=(first.id,), planned=rome("2026-11-19 08:00")
    )
    composer = written(compose, delays)
    composer.type_time("domani 9")
    composer.commit_time()
    delays.pause()
    opened: list[str] = []
    composer.post_opened.connect(opened.append)
    row = row_of(composer, "twin")
    assert not row.blocking
    intents.act(composer, row, "open_twin")
    assert opened == [twin.id]


# ------------------------------------------------------------------ time
@pytest.mark.statement(26)
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("domani 9", "Thu 19 Nov 2026, 09:00"),
        ("24/11 18.30", "Tue 24 Nov 2026, 18:30"),
        ("12:30", "Wed 18 Nov 2026, 12:30"),
    ],
)
def test_the_time_is_said_back_in_full(compose: Compose, channels, typed: str, says: str) -> None:
    composer = compose()
    composer.type_time(typed)
    assert composer.screen.when.says == says
    assert composer.screen.when.zone == "Rome time"
    assert composer.draft.post.planned is None
    composer.commit_time()
    assert composer.draft.post.planned is not None


def test_what_is_no_time_is_said_and_changes_nothing(compose: Compose, channels) -> None:
    composer = compose()
    composer.type_time("32/11")
    composer.commit_time()
    assert composer.screen.when.problem is not None
    assert composer.screen.when.problem.code == "time_not_understood"
    assert composer.draft.post.planned is None


@pytest.mark.statement(27)
def test_a_past_time_is_never_changed_silently(compose: Compose, channels) -> None:
    composer = compose()
    composer.type_time("oggi 8")
    when = composer.screen.when
    assert when.is_past
    assert when.problem is not None
    assert when.text == "oggi 8"
    assert [choice.label for choice in when.choices] == ["today 13:00", "today 18:00"]
    composer.commit_time()
    assert composer.draft.post.planned is None
    composer.choose_time(when.choices[0].moment)
    assert composer.draft.post.planned == rome("2026-11-18 13:00")


@pytest.mark.statement(27)
def test_a_time_that_cannot_be_taken_stays_in_its_field(
    compose: Compose, channels, delays: Delays, bridge: Bridge
) -> None:
    said: list[str] = []
    bridge.announced.connect(lambda words, _can_undo: said.append(words))
    composer = written(compose, delays)
    composer.type_time("oggi 8")
    composer.commit_time()
    composer.draft.set_words("text", "Pane bianco")
    delays.pause()
    assert composer.screen.when.text == "oggi 8"
    intents.back(composer)
    assert said == ["Wed 18 Nov, 08:00 is already past. The time was not changed."]


@pytest.mark.statement(28)
def test_times_offered_say_where_they_come_from(compose: Compose, channels, desk: Desk, brand: Brand) -> None:
    assert {choice.reason for choice in compose().screen.when.choices} == {"general guess"}
    planning.add_post(desk, brand.id, content=Content(text="Altro"), planned=rome("2026-11-18 13:10"))
    choices = compose().screen.when.choices
    assert [(choice.label, choice.reason) for choice in choices] == [
        ("today 18:00", "general guess"),
        ("tomorrow 09:00", "general guess"),
    ]


@pytest.mark.statement(69)
def test_each_channel_says_whether_this_computer_must_be_on(
    compose: Compose, channels, desk: Desk, brand: Brand
) -> None:
    bakery.channel(desk, brand, "by_hand", "Vetrina")
    bakery.channel(desk, brand, "mastodon", "Domani forse", status=ChannelStatus.PLANNED)
    composer = compose()
    intents.toggle_channel(composer, composer.voices[-1].id)
    composer.type_time("domani 9")
    composer.commit_time()
    lines = {line.who: line.says for line in composer.screen.computer}
    assert lines == {
        "Forno Lucia and WordPress": "goes out even if this computer is off",
        "Bluesky": "keep this computer on",
        "By hand": "we remind you, you publish",
        "Domani forse": "connect before Thu 19 Nov, 09:00",
    }


def test_what_goes_out_in_minutes_needs_the_computer(compose: Compose, channels, clock: ManualClock) -> None:
    composer = compose()
    composer.type_time("11:30")
    composer.commit_time()
    assert [line.says for line in composer.screen.computer] == ["keep this computer on"]


# ------------------------------------------------------------------ ways out
def test_schedule_makes_the_deliveries_and_says_when(
    compose: Compose, channels, delays: Delays, desk: Desk, bridge: Bridge
) -> None:
    said: list[tuple[str, bool]] = []
    bridge.announced.connect(lambda words, can_undo: said.append((words, can_undo)))
    composer = written(compose, delays)
    composer.type_time("domani 9")
    closed: list[bool] = []
    composer.closed.connect(lambda: closed.append(True))
    assert intents.schedule(composer)
    post = stored(desk)[0]
    assert progress(post, deliveries(desk, post)) is Progress.SCHEDULED
    assert said == [("Scheduled for Thu 19 Nov, 09:00", True)]
    assert closed


def test_schedule_without_a_time_asks_for_it(compose: Compose, channels, delays: Delays, desk: Desk) -> None:
    composer = written(compose, delays)
    jumps = jumps_of(composer)
    assert not intents.schedule(composer)
    assert jumps == [Jump("", "when")]
    assert deliveries(desk, stored(desk)[0]) == ()


def test_schedule_stops_at_what_blocks(compose: Compose, channels, delays: Delays) -> None:
    composer = written(compose, delays, LONG)
    composer.type_time("domani 9")
    jumps = jumps_of(composer)
    assert not intents.schedule(composer)
    assert jumps[0].field == "text"
    assert not composer.is_closed


def test_schedule_of_nothing_says_what_is_missing(compose: Compose, channels, desk: Desk) -> None:
    composer = compose()
    assert not intents.schedule(composer)
    assert codes(composer) == ["text_missing", "title_missing"]
    assert stored(desk) == ()


@pytest.mark.statement(80)
def test_the_question_before_publishing_names_account_and_audience(compose: Compose, channels, delays: Delays) -> None:
    composer = written(compose, delays)
    composer.draft.set_option(channels[0].id, "visibility", "private", "")
    assert [row[2:] for row in intents.accounts(composer)] == [
        ("Forno Lucia", "Mastodon, @fornolucia@mastodon.example, Followers only"),
        ("Forno Lucia su Bluesky", "Bluesky, fornolucia.example, public"),
        ("Il blog del forno", "WordPress, Everyone"),
    ]


def test_publish_now(compose: Compose, channels, delays: Delays, desk: Desk) -> None:
    composer = written(compose, delays)
    assert intents.publish_now(composer)
    assert all(delivery.now for delivery in deliveries(desk, stored(desk)[0]))


def test_an_idea_has_no_date(compose: Compose, channels, delays: Delays, desk: Desk) -> None:
    composer = written(compose, delays)
    composer.type_time("domani 9")
    composer.commit_time()
    intents.save_as_idea(composer)
    post = stored(desk)[0]
    assert (post.stage, post.planned) == (Stage.IDEA, None)


def test_duplicate_opens_a_twin(compose: Compose, channels, delays: Delays, desk: Desk) -> None:
    composer = written(compose, delays)
    opened: list[str] = []
    composer.post_opened.connect(opened.append)
    intents.duplicate(composer)
    posts = stored(desk)
    assert len(posts) == 2
    assert opened == [posts[1].id]
    assert posts[0].content == posts[1].content


def test_delete_goes_to_the_trash(compose: Compose, channels, delays: Delays, desk: Desk) -> None:
    composer = written(compose, delays)
    intents.delete(composer)
    assert stored(desk) == ()
    with desk.store.reading() as reader:
        from smmdesk.model.post import Post

        assert len(reader.all(Post, deleted=True)) == 1


def test_where_the_brand_wants_approval_schedule_waits_for_it(
    compose: Compose, channels, delays: Delays, desk: Desk, brand: Brand
) -> None:
    with desk.store.transaction() as tx:
        tx.put(replace(brand, needs_approval=True))
    composer = written(compose, delays)
    assert composer.screen.head.asks_approval
    composer.type_time("domani 9")
    assert intents.schedule(composer)
    assert stored(desk)[0].stage is Stage.REVIEW


def test_a_scheduled_post_can_be_edited_and_moved(
    compose: Compose, channels: tuple[Channel, ...], delays: Delays, desk: Desk, brand: Brand
) -> None:
    post = planning.add_post(desk, brand.id, content=Content(text="Pane"), channels=(channels[0].id,))
    planning.schedule(desk, post.id, rome("2026-11-19 09:00"))
    composer = compose(post)
    assert composer.screen.head.is_armed
    assert composer.screen.head.main_label == "Done"
    composer.draft.set_words("text", "Pane nero")
    composer.type_time("venerdì 10")
    assert composer.close()
    moved = post_now(desk, post)
    assert (moved.content.text, moved.planned) == ("Pane nero", rome("2026-11-20 10:00"))
    assert [delivery.due for delivery in deliveries(desk, post)] == [rome("2026-11-20 10:00")]


def test_what_is_out_can_only_be_used_again(
    compose: Compose, channels: tuple[Channel, ...], clock: ManualClock, desk: Desk, brand: Brand
) -> None:
    from tests.desk.support import publish

    post = planning.add_post(desk, brand.id, content=Content(text="Pane"), channels=(channels[0].id,))
    planning.schedule(desk, post.id, rome("2026-11-19 09:00"))
    clock.advance(timedelta(days=2))
    publish(desk, post, channels[0])
    composer = compose(post)
    assert composer.screen.head.is_locked
    assert composer.screen.head.main_verb == "duplicate"
    assert composer.screen.when.problem is None
    assert composer.screen.bar is not None
