"""Every place, sheet and popover of the program on a bakery's desk, one after the other: what the walks look at.

A new screen is one line in SCENES.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPushButton, QWidget

from smmdesk.desk import contributions, lookouts, slotting
from smmdesk.model.delivery import Delivery
from smmdesk.model.lookout import LookoutKind
from smmdesk.model.media import MediaUse
from smmdesk.model.message import Message
from smmdesk.model.problem import Problem
from smmdesk.model.stages import Stage
from smmdesk.store import backups
from tests.ui.access.scenes_more import PLACES_MORE, SHEETS_MORE
from tests.ui.access.steps import (
    BRAND,
    FRIDAY,
    Open,
    asset,
    calendar,
    coach,
    composer,
    dated,
    empty_composer,
    full_composer,
    in_composer,
    inbox_message,
    inbox_narrowed,
    known_people,
    media_chosen,
    menu,
    mode,
    outbox_line,
    over,
    own_words,
    past_time,
    people_card,
    people_chosen,
    place,
    posts,
    publish_now,
    published,
    settle,
    versions,
)
from tests.ui.shell.support import child
from ui.dialogs import Sheet
from ui.presenters.composer import ComposerPresenter
from ui.shell.pausing import ask_to_pause
from ui.shell.session import Session
from ui.views.share_sheet import open_share


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


def replace_words(session: Session) -> None:
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


def forget(session: Session) -> None:
    child(people_card(session), QPushButton, "card_forget").click()


def recent(session: Session) -> None:
    session.bridge.announce("Spostato a venerdì 27, 09:00", True)
    session.window.toast.hide()
    session.menus.show_recent()  # type: ignore[union-attr]


def shared(session: Session) -> str:
    """A post that is out."""
    with session.bridge.desk.store.reading() as reader:
        return str(reader.get(Delivery, published(session)).post_id)


def insights(session: Session) -> QWidget:
    """Read here: nothing runs beside these screens."""
    view = session.window.go_to("insights")
    view.presenter.read_now()  # type: ignore[attr-defined]
    return session.window


def results_on_paper(session: Session) -> None:
    child(insights(session), QPushButton, "results_print").click()


def customer(session: Session) -> QWidget:
    """What somebody made, asked about and answered, on its page in the library."""
    made = _customer(session)
    view = session.window.go_to("media")
    view.show_contribution(made)  # type: ignore[attr-defined]
    settle()
    return session.window


def _customer(session: Session) -> str:
    desk, message_id = session.bridge.desk, f"m-{known_people(session)[0]}"
    made = contributions.from_message(desk, message_id)
    if made.asked_at_us is None:
        contributions.attach(desk, made.id, [asset(session).id])
        contributions.asked(desk, made.id, "May we show it?")
        with desk.store.transaction() as tx:
            asked = tx.get(Message, message_id)
            tx.put(
                replace(asked, id="m-yes", remote_id="m-yes", text="Yes, gladly", sent_at_us=desk.now_us(), revision=0)
            )
    return made.id


def in_customer(name: str) -> Open:
    """A sheet that a button of that page opens."""
    return over(lambda session: child(customer(session), QPushButton, name).click())


def answers(session: Session) -> None:
    from ui.views.answers_sheet import open_answers

    post_id, message_id = shared(session), f"m-{known_people(session)[0]}"
    with session.bridge.desk.store.transaction() as tx:
        one = tx.get(Message, message_id)
        tx.put(replace(one, id="m-answer", remote_id="m-answer", post_id=post_id, revision=0))
    open_answers(session.window, session.bridge, post_id)


def change_there(session: Session) -> None:
    from ui.views.change_there_sheet import open_change_there

    open_change_there(session.window, session.bridge, shared(session))


def listening(session: Session) -> None:
    for kind, words in ((LookoutKind.WORDS, "Forno"), (LookoutKind.FEED, "giornale.example")):
        lookouts.add(session.bridge.desk, BRAND, kind, words)
    _about_inbox(session, "inbox_listen")


def _about_inbox(session: Session, name: str) -> None:
    view = session.window.go_to("inbox")
    menu = view.head.about.menu()  # type: ignore[attr-defined]
    next(action for action in menu.actions() if action.objectName() == name).trigger()


PLACES: dict[str, Open] = {
    **{f"calendar {name}": mode(name) for name in ("month", "week", "day", "agenda", "board")},
    "outbox": place("outbox"),
    "outbox line": outbox_line(0),
    "outbox trouble": outbox_line(-1),
    "inbox, none": place("inbox"),
    "inbox": inbox_message,
    "inbox, narrowed": inbox_narrowed,
    "people, none": place("people"),
    "people": people_card,
    "people, two chosen": people_chosen,
    "insights": insights,
    "media": place("media"),
    "media, one chosen": media_chosen(1),
    "media, three chosen": media_chosen(3),
    "from customers": customer,
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
    "what just happened": over(recent),
    "pause all": over(lambda session: ask_to_pause(session.window, session.bridge)),
    "pass on": over(lambda session: open_share(session.window, session.bridge, shared(session))),
    "results on paper": over(results_on_paper),
    "listening": over(listening),
    "answers so far": over(answers),
    "change or delete there": over(change_there),
    "ask a customer": in_customer("contribution_ask"),
    "a customer's yes": in_customer("contribution_yes"),
    "a customer's proof": in_customer("contribution_signed"),
    "new of a customer": in_customer("contribution_add"),
    "help": over(lambda session: session.menus.show_help()),  # type: ignore[union-attr]
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
    "replace": over(replace_words),
    "repeat": over(repeat),
    "mix": over(mix),
    "versions": over(versions),
    "publish now": over(publish_now),
    "delete there": over(delete_there),
    "words there": over(words_there),
    "crop": over(crop),
    "cover": over(cover),
    "picker": over(picker),
    "forget": over(forget),
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
SCENES: dict[str, Open] = {**PLACES, **PLACES_MORE, **SHEETS, **SHEETS_MORE, **POPOVERS}


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
