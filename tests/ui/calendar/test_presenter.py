"""The calendar's presenter on a real store: pages, moves with their words, filters, search. No widget anywhere."""

from datetime import date, datetime, timedelta

import pytest

from smmdesk.desk import planning
from smmdesk.model import words
from smmdesk.model.delivery import Receipt, State
from smmdesk.model.moment import Moment
from smmdesk.model.numbers import Count
from smmdesk.model.post import Post
from smmdesk.model.stages import Progress, Stage
from smmdesk.model.words import set_language
from smmdesk.store import numbers
from smmdesk.store.calendar_reads import Filters
from tests.desk.support import drive
from ui.presenters.calendar import CalendarPresenter

FRIDAY = date(2026, 11, 27)


def planned(presenter: CalendarPresenter, post: Post) -> datetime | None:
    with presenter.desk.store.reading() as reader:
        found = reader.get(Post, post.id).planned
    return found.wall if found else None


def on(presenter: CalendarPresenter, day: date) -> list[str]:
    return [entry.words for entry in presenter.page.days[presenter.page.position_of(day)].entries]


# ------------------------------------------------------------------ pages
def test_it_opens_on_the_month_of_today(presenter: CalendarPresenter) -> None:
    assert presenter.title == "November 2026"
    assert presenter.page.first == date(2026, 10, 26)
    assert len(presenter.page.days) == 42
    assert presenter.page.today == date(2026, 11, 18)
    assert presenter.page.now_minutes == 11 * 60 + 20
    assert presenter.is_untouched


def test_posts_stand_on_their_day_in_order_of_time(presenter: CalendarPresenter, write) -> None:
    write("2026-11-27 17:30", "Late")
    write("2026-11-27 09:00", "Early")
    assert on(presenter, FRIDAY) == ["Early", "Late"]
    assert not presenter.is_untouched


def test_stepping_by_months_keeps_the_focused_number(presenter: CalendarPresenter) -> None:
    presenter.go_to(date(2026, 10, 31))
    assert presenter.title == "November 2026"  # on the page already: nothing jumps
    presenter.step(1)
    assert presenter.title == "December 2026"
    assert presenter.focused == date(2026, 12, 31)
    presenter.step(-1)
    assert presenter.focused == date(2026, 11, 30)
    presenter.go_today()
    assert presenter.focused == date(2026, 11, 18)


@pytest.mark.statement(33)
def test_switching_views_keeps_the_day(presenter: CalendarPresenter) -> None:
    presenter.go_to(date(2026, 12, 2))
    presenter.set_mode("week")
    assert presenter.title == "30 Nov – 6 Dec 2026"
    assert presenter.focused == date(2026, 12, 2)
    presenter.step(1)
    assert presenter.page.first == date(2026, 12, 7)
    presenter.set_mode("month")
    assert presenter.title == "December 2026"
    assert presenter.desk.settings.get("calendar_view") == "month"


def test_scrolling_moves_by_weeks_and_renames_the_month(presenter: CalendarPresenter) -> None:
    presenter.scroll(1)
    assert presenter.page.first == date(2026, 11, 2)
    presenter.scroll(3)
    assert presenter.title == "December 2026"


def test_fewer_weeks_keep_today_in_sight(presenter: CalendarPresenter) -> None:
    presenter.set_room(5, 3)
    assert (presenter.page.first, len(presenter.page.days)) == (date(2026, 11, 2), 35)
    presenter.set_room(1, 3)
    assert presenter.page.first == date(2026, 11, 16)


def test_the_far_ends_of_time_are_no_trap(presenter: CalendarPresenter) -> None:
    presenter.go_to(date(9998, 12, 31))
    presenter.step(3)
    presenter.scroll(300)
    tuple(presenter.read_ahead())
    presenter.go_to(date(1971, 1, 1))
    presenter.step(-5)
    presenter.scroll(-300)
    tuple(presenter.read_ahead())
    assert presenter.page.days


def test_a_day_knows_more_than_its_cell_shows(presenter: CalendarPresenter, write) -> None:
    for hour in range(6, 22):
        write(f"2026-11-27 {hour:02d}:00", f"Post {hour}")
    day = presenter.page.days[presenter.page.position_of(FRIDAY)]
    assert day.total == 16
    assert len(day.entries) == presenter.per_day
    assert len(presenter.everything(FRIDAY)[0].entries) == 16


def test_another_process_is_heard(presenter: CalendarPresenter, write, qtbot) -> None:
    with qtbot.waitSignal(presenter.changed, timeout=1000):
        write("2026-11-27 09:00", "Early")


def test_italian_titles_begin_on_monday(bridge) -> None:
    words.set_language("it")
    presenter = CalendarPresenter(bridge)
    assert presenter.title == "Novembre 2026"
    assert presenter.page.first.weekday() == 0
    presenter.close()


# ------------------------------------------------------------------ moves
@pytest.mark.statement(35)
def test_a_move_in_the_month_keeps_the_time_of_day(presenter: CalendarPresenter, write, announced) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    answer = presenter.moves.answer((post.id,), post.id, FRIDAY)
    assert (answer.sentence, answer.refused, answer.minutes) == ("Fri 27 Nov, 09:00", False, 540)
    assert presenter.moves.drop((post.id,), post.id, FRIDAY) == (post.id,)
    assert planned(presenter, post) == datetime(2026, 11, 27, 9)
    assert on(presenter, FRIDAY) == ["Walnut bread"]
    assert announced == [("Moved to Friday 27 November, 09:00", True)]


def test_a_move_in_the_week_takes_the_new_time(presenter: CalendarPresenter, write) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    assert presenter.moves.answer((post.id,), post.id, FRIDAY, 615).sentence == "Fri 27 Nov, 10:15"
    presenter.moves.drop((post.id,), post.id, FRIDAY, 615)
    assert planned(presenter, post) == datetime(2026, 11, 27, 10, 15)


@pytest.mark.statement(36)
def test_a_copy_is_a_draft_twin(presenter: CalendarPresenter, write, announced) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    planning.schedule(presenter.desk, post.id)
    assert presenter.moves.answer((post.id,), post.id, FRIDAY, copy=True).sentence == "copy, Fri 27 Nov, 09:00"
    (twin,) = presenter.moves.drop((post.id,), post.id, FRIDAY, copy=True)
    assert planned(presenter, post) == datetime(2026, 11, 24, 9)
    entry = presenter.entries((twin,))[0]
    assert (entry.progress, entry.day) == (Progress.DRAFT, FRIDAY)
    assert announced[-1] == ("Copied to Friday 27 November, 09:00", True)


@pytest.mark.statement(40)
def test_many_posts_keep_their_spacing(presenter: CalendarPresenter, write, announced) -> None:
    posts = [write(f"2026-11-{day} {hour}:30", f"Post {day}") for day, hour in ((20, 10), (23, 11), (25, 12))]
    ids = tuple(post.id for post in posts)
    answer = presenter.moves.answer(ids, posts[1].id, date(2026, 11, 30))
    assert answer.sentence == "3 posts, same spacing, from Mon 30 Nov"
    presenter.moves.drop(ids, posts[1].id, date(2026, 11, 30))
    days = [(27, 10), (30, 11)]
    assert [planned(presenter, post) for post in posts] == [
        *(datetime(2026, 11, day, hour, 30) for day, hour in days),
        datetime(2026, 12, 2, 12, 30),
    ]
    assert announced == [("3 posts moved, from Monday 30 November", True)]


@pytest.mark.statement(38)
def test_the_past_is_refused_with_the_reason(presenter: CalendarPresenter, write, announced) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    answer = presenter.moves.answer((post.id,), post.id, date(2026, 11, 12))
    assert (answer.sentence, answer.refused) == ("Already past: choose today or later", True)
    today = presenter.moves.answer((post.id,), post.id, date(2026, 11, 18))
    assert (today.sentence, today.refused) == ("09:00 is already past", True)
    assert presenter.moves.drop((post.id,), post.id, date(2026, 11, 12)) == ()
    assert planned(presenter, post) == datetime(2026, 11, 24, 9)
    assert announced == [("Already past: choose today or later", False)]


def test_putting_a_post_back_changes_nothing(presenter: CalendarPresenter, write, announced) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    assert presenter.moves.drop((post.id,), post.id, date(2026, 11, 24)) == (post.id,)
    assert announced == []


@pytest.mark.statement(42)
def test_an_idea_dropped_on_a_day_becomes_a_draft(presenter: CalendarPresenter, write) -> None:
    idea = write("", "Bread by the school children", stage=Stage.IDEA, channels=())
    (made,) = presenter.moves.drop((idea.id,), idea.id, FRIDAY)
    entry = presenter.entries((made,))[0]
    assert (entry.progress, entry.day, entry.time) == (Progress.DRAFT, FRIDAY, "09:00")
    with presenter.desk.store.reading() as reader:
        assert reader.get(Post, made).idea_id == idea.id


# "Drag out = schedule": a drop only dates a post, and nothing goes out that nobody scheduled (design.md §8).
@pytest.mark.statement(41)
def test_undated_drafts_are_dated_and_taken_back(presenter: CalendarPresenter, write, announced) -> None:
    draft = write("", "Someday")
    presenter.moves.drop((draft.id,), draft.id, FRIDAY, 12 * 60)
    assert planned(presenter, draft) == datetime(2026, 11, 27, 12)
    presenter.moves.unschedule((draft.id,))
    assert planned(presenter, draft) is None
    assert announced[-1] == ("Taken off the calendar", True)


def test_keys_move_by_days_and_quarters(presenter: CalendarPresenter, write) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    presenter.moves.shift((post.id,), days=-1)
    presenter.moves.shift((post.id,), minutes=15)
    assert planned(presenter, post) == datetime(2026, 11, 23, 9, 15)


def test_the_menu_moves_to_a_time_as_people_type_it(presenter: CalendarPresenter, write, qtbot) -> None:
    post = write("2026-11-24 09:30", "Walnut bread")
    presenter.moves.move_to((post.id,), "27/11")
    assert planned(presenter, post) == datetime(2026, 11, 27, 9, 30)
    presenter.moves.move_to((post.id,), "tomorrow 10")
    assert planned(presenter, post) == datetime(2026, 11, 19, 10)
    with qtbot.waitSignal(presenter.bridge.failed) as failed:
        assert presenter.moves.move_to((post.id,), "when pigs fly") == ()
    assert failed.args[0].code == "time_not_understood"


def test_a_move_over_the_clock_change_keeps_the_hour(presenter: CalendarPresenter, write) -> None:
    post = write("2027-03-27 09:00", "Spring")
    presenter.moves.drop((post.id,), post.id, date(2027, 3, 28))
    assert planned(presenter, post) == datetime(2027, 3, 28, 9)
    jumped = write("2027-03-28 02:30", "In the gap")
    presenter.go_to(date(2027, 3, 28))
    assert presenter.entries((jumped.id,))[0].time == "03:30"


def test_duplicates_stand_beside_or_without_date(presenter: CalendarPresenter, write, announced) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    (twin,) = presenter.moves.duplicate((post.id,))
    assert presenter.entries((twin,))[0].day == date(2026, 11, 24)
    old = write("2026-11-02 09:00", "Rye bread")
    (twin,) = presenter.moves.duplicate((old.id,))
    assert presenter.entries((twin,))[0].day is None
    assert [said for said, _ in announced] == ["Copied", "Copied, without a date yet"]


def test_trash_and_draft_again(presenter: CalendarPresenter, write, announced) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    presenter.moves.schedule(post.id)
    assert presenter.entries((post.id,))[0].progress is Progress.SCHEDULED
    presenter.moves.back_to_draft((post.id,))
    assert presenter.entries((post.id,))[0].progress is Progress.DRAFT
    presenter.moves.trash((post.id,))
    assert on(presenter, date(2026, 11, 24)) == []
    assert [said for said, _ in announced] == [
        "Scheduled: Tue 24 Nov, 09:00",
        "A draft again",
        "Moved to the trash",
    ]


# ------------------------------------------------------------------ filters and search
# "Person": one desk has one person (design.md §9). "Brand" has a box of its own (tests/ui/shell/test_brands.py).
@pytest.mark.statement(48)
def test_filters_combine_count_and_survive(presenter: CalendarPresenter, bridge, write) -> None:
    write("2026-11-24 09:00", "Practice only")
    write("2026-11-24 10:00", "Mastodon", channels=("channel-1",), labels=("label-1",))
    presenter.set_filters(Filters(channels=("channel-1",)))
    assert on(presenter, date(2026, 11, 24)) == ["Mastodon"]
    presenter.set_filters(Filters(channels=("channel-1",), labels=("label-1",), progress=("draft",)))
    assert presenter.filter_count == 3
    presenter.set_filters(presenter.filters._replace(with_media=False))
    assert (presenter.filter_count, on(presenter, date(2026, 11, 24))) == (4, ["Mastodon"])
    again = CalendarPresenter(bridge)
    assert again.filters == presenter.filters
    again.set_filters(Filters())
    assert again.filter_count == 0
    assert len(on(again, date(2026, 11, 24))) == 2
    again.close()


@pytest.mark.statement(49)
def test_search_finds_words_without_accents_and_dates(presenter: CalendarPresenter, write) -> None:
    write("2026-11-24 09:00", "Il caffè del martedì")
    write("", "Caffè senza data")
    write("", "Caffe scritto in fretta")
    for typed in ("caffe", "caffè", "CAFFÈ", "caffe\u0300"):
        presenter.finder.look(typed)
        found = {entry.words for entry in presenter.finder.results}
        assert found == {"Il caffè del martedì", "Caffè senza data", "Caffe scritto in fretta"}, typed
    for language, typed in (("en", "27/11"), ("it", "27/11"), ("it", "27 novembre"), ("it", "venerdì 27 nov")):
        set_language(language)
        presenter.finder.look(typed)
        assert presenter.finder.day == FRIDAY, typed
    presenter.finder.look("")
    assert presenter.finder.results == ()


def test_after_a_move_only_the_touched_days_are_read(presenter: CalendarPresenter, write, monkeypatch) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    write("2026-11-25 09:00", "Something else")
    assert len(presenter.page.days) == 42
    spans: list[int] = []
    read = presenter.reader.by_day
    monkeypatch.setattr(presenter.reader, "by_day", lambda *a: spans.append((a[2] - a[1]) // 3_600_000_000) or read(*a))
    presenter.moves.drop((post.id,), post.id, FRIDAY)
    assert spans == [24, 24]
    assert on(presenter, date(2026, 11, 24)) == []
    assert on(presenter, FRIDAY) == ["Walnut bread"]
    fresh = presenter.page
    presenter.reload()
    assert presenter.page == fresh


def test_a_mended_page_is_what_reading_all_would_give(presenter: CalendarPresenter, write) -> None:
    posts = [write(f"2026-11-{20 + n % 8} {8 + n % 9:02d}:00", f"Post {n}") for n in range(30)]
    for number in range(25):
        presenter.moves.shift((posts[(number * 7) % 30].id,), days=number % 5 - 1, minutes=15 * (number % 3))
        if number % 4 == 0:
            presenter.moves.trash((posts[number].id,))
            presenter.moves.duplicate((posts[number + 1].id,))
        mended = presenter.page
        presenter.reload()
        assert presenter.page == mended


def test_neighbour_pages_are_read_ahead(presenter: CalendarPresenter, write) -> None:
    write("2026-12-24 09:00", "Christmas")
    pages = tuple(presenter.read_ahead())
    assert [page.month for page in pages] == [date(2026, 12, 1), date(2026, 10, 1)]
    presenter.step(1)
    assert presenter.page.days == pages[0].days


def test_at_midnight_the_day_moves_on(presenter: CalendarPresenter, clock) -> None:
    clock.advance(timedelta(hours=13))
    presenter.tick()
    assert presenter.page.today == date(2026, 11, 19)
    assert presenter.page.now_minutes == 20


def test_moments_are_in_the_zone_of_the_brand(presenter: CalendarPresenter, write) -> None:
    post = write("", "Someday")
    answer = presenter.moves.answer((post.id,), post.id, FRIDAY, 600)
    assert answer.moments[post.id] == Moment(datetime(2026, 11, 27, 10), "Europe/Rome")


@pytest.mark.statement(55)
def test_days_of_a_clock_change_say_so_and_their_posts_too(presenter: CalendarPresenter, write) -> None:
    from ui.presenters.calendar_preview import preview_of

    presenter.go_to(date(2027, 3, 28))
    notes = {day.day: day.note for day in presenter.page.days if day.note}
    assert notes == {date(2027, 3, 28): "clocks go forward"}
    assert presenter.everything(date(2026, 10, 25))[0].note == "clocks go back"
    jumped, twice = write("2027-03-28 02:30", "In the gap"), write("2026-10-25 02:30", "Twice")
    said = [
        preview_of(presenter.desk, presenter.maker, entry).when for entry in presenter.entries((jumped.id, twice.id))
    ]
    assert said == [
        "Sun 28 Mar, 03:30 (there is no 02:30 that night)",
        "Sun 25 Oct, 02:30 (the first of two that night)",
    ]


def test_the_card_of_what_is_out_says_what_each_platform_counts(presenter: CalendarPresenter, write) -> None:
    from ui.presenters.calendar_preview import preview_of

    desk = presenter.desk
    post = write("2026-11-24 09:00", "Pane")
    planning.schedule(desk, post.id, Moment(datetime(2026, 11, 24, 9), "Europe/Rome"))
    with desk.store.reading() as reader:
        [delivery] = reader.deliveries_of(post.id)
    receipt = Receipt("r", "", desk.now_us())
    part = drive(desk, delivery.parts[0], State.NEEDS_YOU, State.PUBLISHED, receipt=receipt)

    def detail() -> str:
        [entry] = presenter.entries((post.id,))
        return preview_of(desk, presenter.maker, entry).lines[0].detail

    assert detail() == ""
    with desk.store.transaction() as tx:
        numbers.note(tx, part.id, {Count.LIKES: 1}, desk.now_us(), desk.clock.now().date())
    assert detail() == "1 like, as of 11:20"
