"""Every place, sheet and popover of the program on a bakery's desk, one after the other: what the walks look at.

A new screen is one line in SCENES; `test_every_sheet_and_popover_is_looked_at` names what was forgotten.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from smmdesk.desk import slotting
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.model.stages import Stage
from smmdesk.store import backups
from tests.ui.shell.support import child
from ui.calendar.popover import Popover as CalendarPopover
from ui.dialogs import Sheet
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.composer import ComposerPresenter
from ui.shell.session import Session
from ui.views.calendar import CalendarView
from ui.views.composer import ComposerView
from ui.widgets.popover import Popover

FRIDAY = date(2026, 11, 27)
BRAND, ZONE = "brand-1", "Europe/Rome"
Open = Callable[[Session], QWidget]


def calendar(session: Session, mode: str = "month") -> CalendarView:
    view = session.window.go_to("calendar")
    assert isinstance(view, CalendarView)
    view.presenter.set_mode(mode)
    settle()
    return view


def settle() -> None:
    """Let Qt do what it put off: layouts, deletions, focus."""
    for _turn in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def place(name: str) -> Open:
    def show(session: Session) -> QWidget:
        session.window.go_to(name)
        return session.window

    return show


def mode(name: str) -> Open:
    def show(session: Session) -> QWidget:
        calendar(session, name)
        return session.window

    return show


def newest(session: Session) -> QWidget:
    """The sheet or popover that was opened last."""
    kinds = (Sheet, Popover, CalendarPopover)
    shown = [widget for widget in session.window.findChildren(QWidget) if isinstance(widget, kinds)]
    assert [widget for widget in shown if widget.isVisible()], "nothing opened"
    return [widget for widget in shown if widget.isVisible()][-1]


def over(opens: Callable[[Session], object]) -> Open:
    """Something that opens a sheet or a popover over the window."""

    def show(session: Session) -> QWidget:
        opens(session)
        settle()
        return newest(session)

    return show


def posts(session: Session) -> list[Post]:
    with session.bridge.desk.store.reading() as reader:
        return sorted(reader.all(Post, brand_id=BRAND), key=lambda post: post.content.text)


def dated(session: Session) -> str:
    """A post that is still to go out, with a photo."""
    return next(
        post.id for post in posts(session) if post.planned and post.content.media and post.planned.day >= FRIDAY
    )


def composer(session: Session, post_id: str = "") -> ComposerView:
    if post_id:
        session.doors.open_post(post_id)
    else:
        session.doors.new_post()
    view = session.window.view("composer")
    assert isinstance(view, ComposerView)
    settle()
    return view


def full_composer(session: Session) -> QWidget:
    composer(session, dated(session))
    return session.window


def past_time(session: Session) -> QWidget:
    view = composer(session, dated(session))
    view.presenter.saving.problem = Problem("disk_full")
    view.presenter.type_time("oggi 8")
    view.presenter.refresh()
    return session.window


def own_words(session: Session) -> QWidget:
    view = composer(session, dated(session))
    view.presenter.draft.show_tab(view.presenter.chosen[-1].id)
    settle()
    return session.window


def empty_composer(session: Session) -> QWidget:
    composer(session)
    return session.window


def in_composer(name: str) -> Open:
    """A popover that a button of the composer opens."""
    return over(lambda session: child(composer(session, dated(session)), QWidget, name).click())  # type: ignore[attr-defined]


def publish_now(session: Session) -> None:
    composer(session, dated(session)).publish_now()


def versions(session: Session) -> None:
    composer(session, dated(session)).show_versions()


def coach(name: str) -> Open:
    def show(session: Session) -> QWidget:
        child(session.window.go_to("channels"), QPushButton, f"offer_{name}").click()
        return session.window

    return show


def outbox_line(number: int) -> Open:
    def show(session: Session) -> QWidget:
        view = session.window.go_to("outbox")
        presenter = view.presenter  # type: ignore[attr-defined]
        keys = [row.key for group in presenter.groups for row in group.rows]
        presenter.select(keys[number % len(keys)])
        return session.window

    return show


def media_chosen(count: int) -> Open:
    def show(session: Session) -> QWidget:
        presenter = session.window.go_to("media").presenter  # type: ignore[attr-defined]
        presenter.choose([row.id for row in presenter.rows[:count]])
        return session.window

    return show


def menu(opens: Callable[[Session], object]) -> Open:
    def show(session: Session) -> QWidget:
        opens(session)
        settle()
        found = [menu for menu in session.window.findChildren(QMenu) if menu.isVisible()]
        assert found, "no menu opened"
        return found[-1]

    return show


def cards(session: Session) -> CalendarPresenter:
    return calendar(session).cards  # type: ignore[return-value]


def published(session: Session) -> str:
    """A delivery that is out."""
    from smmdesk.model.delivery import State

    with session.bridge.desk.store.reading() as reader:
        every = [one for post in posts(session) for one in reader.deliveries_of(post.id)]
    return next(one.id for one in every if one.parts[0].state is State.PUBLISHED and not one.parts[0].removed)


def asset(session: Session) -> Asset:
    with session.bridge.desk.store.reading() as reader:
        return reader.all(Asset, brand_id=BRAND)[0]


# ------------------------------------------------------------------ sheets
def delete_there(session: Session) -> None:
    from ui.views.online_buttons import ask_delete

    session.window.go_to("outbox")
    ask_delete(session.window, session.bridge, [published(session)], None)


def words_there(session: Session) -> None:
    from ui.views.online_buttons import ask_words

    session.window.go_to("outbox")
    ask_words(session.window, session.bridge, published(session))


def crop(session: Session) -> None:
    from smmdesk.model.limits import Limits
    from ui.presenters.cropping import scopes_of
    from ui.views.crop_sheet import CropSheet

    platforms = [
        ("mastodon", "Mastodon", Limits(image_ratios=("16:9", "1:1", "4:5"))),
        ("bluesky", "Bluesky", Limits(image_ratios=("4:5", "1:1"))),
    ]
    scopes = scopes_of(platforms, "Tutte")
    one = asset(session)
    CropSheet(session.window, session.bridge, one, MediaUse(one.id), scopes, "", lambda _use: None).open()


def cover(session: Session) -> None:
    from smmdesk.model.limits import Limits
    from ui.presenters.covers import choice_for
    from ui.views.cover_sheet import CoverSheet

    both = Limits(video_cover_picture=True, video_cover_moment=True)
    one = asset(session)
    CoverSheet(
        session.window, session.bridge, one, MediaUse(one.id), choice_for([("Mastodon", both)]), lambda _use: None
    ).open()


def picker(session: Session) -> None:
    from ui.views.library_picker import LibraryPicker

    LibraryPicker(session.window, session.bridge, lambda _ids: None).open()


def trash(session: Session) -> None:
    from smmdesk.desk import planning

    planning.trash(session.bridge.desk, [next(post.id for post in posts(session) if post.stage is Stage.DRAFT)])
    session.doors.open_trash()


def copies(session: Session) -> None:
    backups.create(session.bridge.desk.paths, session.bridge.desk.clock, "asked")
    session.doors.open_copies()


def repeat(session: Session) -> None:
    from ui.views.repeat_sheet import open_repeat

    open_repeat(session.window, session.bridge, dated(session))


def evergreen(session: Session) -> None:
    from ui.views.evergreen_sheet import open_evergreen

    open_evergreen(session.window, session.bridge, dated(session))


def evergreens(session: Session) -> None:
    from ui.views.evergreen_sheet import open_evergreens

    open_evergreens(session.window, session.bridge, BRAND)


def bulk(session: Session) -> None:
    from ui.views.bulk_sheet import open_bulk

    open_bulk(session.window, session.bridge, BRAND, [post.id for post in posts(session)[:3]])


def replace(session: Session) -> None:
    from ui.views.replace_sheet import open_replace

    open_replace(session.window, session.bridge, BRAND, [post.id for post in posts(session)[:3]])


def mix(session: Session) -> None:
    from ui.presenters.mix import MixPresenter
    from ui.views.mix_sheet import open_mix

    presenter = calendar(session).presenter
    open_mix(session.window, MixPresenter(presenter.bridge, presenter.reader, BRAND, FRIDAY, presenter.today))


def slots(session: Session) -> None:
    slotting.set_week(session.bridge.desk, BRAND, "c-m", [(2, 18 * 60, None), (3, 9 * 60, None)])
    calendar(session).cards.day_menu.open_slots()


def passphrase(session: Session) -> None:
    session.ask_passphrase()


def missed(session: Session) -> None:
    assert session.doors.decide_missed()


def zone_changes(session: Session) -> None:
    from smmdesk.store import db_settings, zone_rules
    from ui.shell.notices import show_zone_changes

    with session.bridge.desk.store.transaction() as tx:
        one = next(post for post in posts(session) if post.planned)
        assert one.planned is not None
        db_settings.put(tx, zone_rules.NOTICE, {one.id: one.planned.instant_us - 3_600_000_000})
    show_zone_changes(session.window, session.bridge, lambda _id: None)


def day_card(session: Session) -> None:
    calendar(session).cards.show_day(FRIDAY)


def preview(session: Session) -> None:
    view = calendar(session)
    entry = next(entry for day in view.presenter.page.days for entry in day.entries)
    view.grid.hand.keyboard = True
    view.cards.show_preview(entry, view.grid.rect_of(view.grid.entries.index_of_post(entry.post_id)))


def found(session: Session) -> None:
    view = calendar(session)
    view.search_field.begin()
    view.search_field.field.setText("pan")


def message(session: Session) -> QWidget:
    calendar(session)
    session.window.show_problem(Problem("disk_full"))
    session.bridge.announce("Spostato a venerdì 27 novembre", True)
    settle()
    return session.window


PLACES: dict[str, Open] = {
    **{f"calendar {name}": mode(name) for name in ("month", "week", "day", "agenda", "board")},
    "outbox": place("outbox"),
    "outbox line": outbox_line(0),
    "outbox trouble": outbox_line(-1),
    "media": place("media"),
    "media, one chosen": media_chosen(1),
    "media, three chosen": media_chosen(3),
    "channels": place("channels"),
    **{f"coach {name}": coach(name) for name in ("bluesky", "mastodon", "wordpress")},
    "settings": place("settings"),
    "composer, empty": empty_composer,
    "composer, full": full_composer,
    "composer, past time": past_time,
    "composer, own words": own_words,
    "bars and toast": message,
}
SHEETS: dict[str, Open] = {
    "missed": over(missed),
    "leave": over(lambda session: session.leave()),
    "trash": over(trash),
    "copies": over(copies),
    "leaving": over(lambda session: session.doors.open_leaving()),
    "who publishes": over(lambda session: session.doors.ask_who_publishes()),
    "passphrase": over(passphrase),
    "keys": over(lambda session: session.show_keys()),
    "print": over(lambda session: session.doors.print_calendar()),
    "zone changes": over(zone_changes),
    "slots": over(slots),
    "pause": over(lambda session: calendar(session).cards.day_menu.open_pause(FRIDAY)),
    "note": over(lambda session: calendar(session).cards.day_menu.edit_note(FRIDAY)),
    "move to": over(lambda session: calendar(session).cards.menu.ask_time([dated(session)])),
    "schedule": over(lambda session: calendar(session).cards.menu.ask_schedule(dated(session))),
    "evergreen": over(evergreen),
    "evergreens": over(evergreens),
    "bulk": over(bulk),
    "replace": over(replace),
    "repeat": over(repeat),
    "mix": over(mix),
    "versions": over(versions),
    "publish now": over(publish_now),
    "delete there": over(delete_there),
    "words there": over(words_there),
    "crop": over(crop),
    "cover": over(cover),
    "picker": over(picker),
}
POPOVERS: dict[str, Open] = {
    "filters": over(lambda session: calendar(session).filters.click()),
    "day card": over(day_card),
    "preview": over(preview),
    "found": over(found),
    "emoji": in_composer("tool_emoji"),
    "snippets": in_composer("tool_hash"),
}
MENUS: dict[str, Open] = {
    "main menu": menu(lambda session: session.window.rail.brand.click()),
    "post menu": menu(lambda session: calendar(session).cards.menu.open_for_posts((dated(session),), QPoint(300, 200))),
    "day menu": menu(lambda session: _day_menu(session)),
}
SCENES: dict[str, Open] = {**PLACES, **SHEETS, **POPOVERS}


def _day_menu(session: Session) -> None:
    view = calendar(session)
    view.presenter.focused = FRIDAY
    view.cards.open_menu((), QPoint(5, 5))


@contextmanager
def shown(session: Session, name: str) -> Iterator[QWidget]:
    """One scene in front, and everything closed again that it opened."""
    root = {**SCENES, **MENUS}[name](session)
    settle()
    try:
        yield root
    finally:
        if root is not session.window:
            root.close()
        for sheet in session.window.findChildren(Sheet):
            sheet.close()
        session.window.drop_view("composer")
        settle()


def open_composer(session: Session) -> ComposerPresenter:
    """For tests that go on from there."""
    return composer(session, dated(session)).presenter
